#include "private_file.hpp"

#include <array>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace krug::kiosk {

void write_private(const std::filesystem::path& path, std::string_view text, unsigned mode) {
    const auto fresh = path.string() + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    const bool good = file >= 0 && ::fchmod(file, mode) == 0 &&
                      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!good || ::rename(fresh.c_str(), path.c_str()) != 0)
        throw std::runtime_error("cannot write " + path.filename().string());
}

std::string read_small(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    std::array<char, 4096> buffer;
    const auto got = ::read(file, buffer.data(), buffer.size());
    ::close(file);
    return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

} // namespace krug::kiosk
