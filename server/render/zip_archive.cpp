#include "render/zip_archive.hpp"

#include <cstdio>
#include <vector>
#include <zip.h>

namespace krug::render {

namespace {

[[noreturn]] void failed() { throw std::runtime_error("the archive could not be written"); }

struct closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using unnamed_file = std::unique_ptr<std::FILE, closer>;

struct member {
    std::string name;
    bool pressed = true;
    unnamed_file file;
    std::int64_t size = 0;
};

} // namespace

struct zip_archive::parts {
    std::int64_t bytes_max = 0, written_at = 0, bytes = 0;
    std::vector<member> members;
};

zip_archive::zip_archive(std::int64_t bytes_max, std::int64_t written_at) : parts_(std::make_unique<parts>()) {
    parts_->bytes_max = bytes_max;
    parts_->written_at = written_at;
}
zip_archive::~zip_archive() = default;

std::size_t zip_archive::add(std::string_view name, bool pressed) {
    member fresh{std::string(name), pressed, unnamed_file(std::tmpfile()), 0};
    if (!fresh.file) failed();
    parts_->members.push_back(std::move(fresh));
    return parts_->members.size() - 1;
}

void zip_archive::write(std::size_t file, std::string_view piece) {
    auto& to = parts_->members.at(file);
    parts_->bytes += static_cast<std::int64_t>(piece.size());
    if (parts_->bytes > parts_->bytes_max) throw too_large();
    if (std::fwrite(piece.data(), 1, piece.size(), to.file.get()) != piece.size()) failed();
    to.size += static_cast<std::int64_t>(piece.size());
}

std::string zip_archive::finish() {
    auto* result = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    if (result == nullptr) failed();
    zip_source_keep(result);
    const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> kept(result, &zip_source_free);
    auto* archive = zip_open_from_source(result, ZIP_TRUNCATE, nullptr);
    if (archive == nullptr) {
        zip_source_free(result);
        failed();
    }
    const auto give_up = [&] {
        zip_discard(archive);
        failed();
    };
    for (auto& each : parts_->members) {
        if (std::fflush(each.file.get()) != 0) give_up();
        std::rewind(each.file.get());
        auto* source = zip_source_filep(archive, each.file.get(), 0, each.size);
        if (source == nullptr) give_up();
        (void)each.file.release(); // the library closes it
        const auto at = zip_file_add(archive, each.name.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (at < 0) {
            zip_source_free(source);
            give_up();
        }
        const auto index = static_cast<zip_uint64_t>(at);
        if (zip_set_file_compression(archive, index, each.pressed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 0) != 0 ||
            zip_file_set_mtime(archive, index, static_cast<time_t>(parts_->written_at), 0) != 0)
            give_up();
    }
    if (zip_close(archive) != 0) give_up();
    if (zip_source_open(result) != 0) failed();
    std::string bytes;
    zip_stat_t about{};
    if (zip_source_stat(result, &about) != 0 || (about.valid & ZIP_STAT_SIZE) == 0) failed();
    bytes.resize(about.size);
    std::size_t read = 0;
    while (read < bytes.size()) {
        const auto count = zip_source_read(result, bytes.data() + read, bytes.size() - read);
        if (count <= 0) failed();
        read += static_cast<std::size_t>(count);
    }
    zip_source_close(result);
    return bytes;
}

} // namespace krug::render
