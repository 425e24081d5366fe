#include "mail/file_transport.hpp"

#include "mail/mail_route.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

namespace krug::mail {
namespace {

class descriptor {
public:
    explicit descriptor(int number) : number_(number) {}
    ~descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    explicit operator bool() const { return number_ >= 0; }

    bool write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto count = ::write(number_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }
    bool sync() const { return ::fsync(number_) == 0; }
    /// Closes; false when the disk only now says that it failed.
    bool close() { return ::close(std::exchange(number_, -1)) == 0; }

private:
    int number_;
};

std::string compact_time(ground::utc_seconds now) {
    using namespace std::chrono;
    const sys_seconds moment{seconds{now}};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d%02u%02uT%02d%02d%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

bool write_whole(const std::filesystem::path& path, std::string_view head, std::string_view bytes) {
    descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    return file && file.write(head) && file.write(bytes) && file.sync() && file.close();
}

} // namespace

file_transport::file_transport(std::filesystem::path folder, const ground::clock& clock, ground::randomness& randomness)
    : folder_(std::move(folder)), clock_(clock), randomness_(randomness) {
    if (std::filesystem::create_directories(folder_)) std::filesystem::permissions(folder_, std::filesystem::perms::owner_all);
}

outcome file_transport::deliver(std::string_view envelope_from, std::string_view to, std::string_view bytes) {
    if (interrupted_) return {delivery::temporary, mail::interrupted, 0};
    if (!is_mail_route(envelope_from) || !is_mail_route(to)) return {delivery::permanent, "address", 0};
    const auto name = compact_time(clock_.now()) + "-" + randomness_.hex(8);
    const auto unfinished = folder_ / ("." + name + ".part");
    const auto head = "X-Envelope-From: <" + std::string(envelope_from) + ">\r\nX-Envelope-To: <" + std::string(to) + ">\r\n";
    std::error_code failed;
    if (!write_whole(unfinished, head, bytes)) {
        std::filesystem::remove(unfinished, failed);
        return {delivery::temporary, "disk", 0};
    }
    std::filesystem::rename(unfinished, folder_ / (name + ".eml"), failed);
    const descriptor folder(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (failed || !folder || !folder.sync()) return {delivery::temporary, "disk", 0};
    return {delivery::sent, "written", 0};
}

void file_transport::interrupt() noexcept { interrupted_ = true; }

} // namespace krug::mail
