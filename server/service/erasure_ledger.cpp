#include "service/erasure_ledger.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace krug::service {

namespace {

[[noreturn]] void fail(const char* step) { throw std::runtime_error(std::string("erasure ledger: ") + step); }

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool sync_folder(const std::filesystem::path& folder) {
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) return false;
    const bool synced = ::fsync(handle) == 0;
    ::close(handle);
    return synced;
}

bool read_numbers(std::string_view line, std::array<std::int64_t, 4>& numbers) {
    for (std::size_t at = 0; at < numbers.size(); ++at) {
        const auto* const end = line.data() + line.size();
        const auto read = std::from_chars(line.data(), end, numbers[at]);
        if (read.ec != std::errc() || numbers[at] < 0) return false;
        const bool last = at + 1 == numbers.size();
        if (last != (read.ptr == end) || (!last && *read.ptr != '\t')) return false;
        if (!last) line.remove_prefix(static_cast<std::size_t>(read.ptr - line.data()) + 1);
    }
    return true;
}

} // namespace

void erasure_ledger::append(const forgotten_person& whom) {
    const auto line = std::to_string(whom.at) + '\t' + std::to_string(whom.event.value) + '\t' +
                      std::to_string(whom.registration.value) + '\t' + std::to_string(whom.ticket_salt) + '\n';
    const int file = ::open(file_.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) fail("open");
    // A line that was cut short before is ended first, so that it spoils only itself.
    char last = '\n';
    const auto size = ::lseek(file, 0, SEEK_END);
    if (size > 0 && ::pread(file, &last, 1, size - 1) != 1) last = 0;
    const bool written = write_all(file, last == '\n' ? line : '\n' + line) && ::fsync(file) == 0;
    const bool closed = ::close(file) == 0;
    if (!written || !closed || !sync_folder(file_.parent_path())) fail("write");
}

std::vector<forgotten_person> erasure_ledger::read() const {
    std::vector<forgotten_person> all;
    std::error_code failed;
    if (!std::filesystem::exists(file_, failed) && !failed) return all;
    std::ifstream in(file_, std::ios::binary);
    if (!in) fail("read");
    std::size_t strange = 0;
    for (std::string line; std::getline(in, line);) {
        std::array<std::int64_t, 4> numbers{};
        // The line at the very end has no newline when the power went: it was never acted upon.
        if (in.eof() || line.empty()) continue;
        if (!read_numbers(line, numbers)) {
            ++strange;
            continue;
        }
        all.push_back({numbers[0], {numbers[1]}, {numbers[2]}, static_cast<std::uint32_t>(numbers[3])});
    }
    if (in.bad()) fail("read");
    if (strange > 0 && all.empty()) fail("this is no ledger");
    return all;
}

} // namespace krug::service
