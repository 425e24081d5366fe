#include "journal/identity.hpp"

#include "gatekeeper/disk.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <fstream>
#include <map>
#include <sys/stat.h>
#include <unistd.h>

namespace krug::journal {
namespace {

constexpr const char* file_name = "device.key";

[[noreturn]] void fail(const char* step) {
    throw gatekeeper::disk_failure(std::string("device.key ") + step, errno == ENOSPC);
}

template <std::size_t Bytes> void read_hex(const std::string& text, std::array<std::uint8_t, Bytes>& out) {
    const auto raw = ticket::from_hex(text);
    if (!raw || raw->size() != Bytes) fail("damaged");
    std::copy(raw->begin(), raw->end(), out.begin());
}

std::int64_t read_number(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size() || number <= 0) fail("damaged");
    return number;
}

std::string text_of(const identity& who) {
    return "krug-kiosk 1\nurl " + who.url + "\npin " + (who.pin ? ticket::to_hex(*who.pin) : "") + "\nroot " +
           ticket::to_hex(who.root_key) + "\ndevice " + std::to_string(who.device.value) + "\nevent " +
           std::to_string(who.event.value) + "\ntoken " + who.token + "\nseed " + ticket::to_hex(who.seed) + "\n";
}

} // namespace

void save_identity(const std::filesystem::path& folder, const identity& who) {
    const auto path = (folder / file_name).string();
    const auto fresh = path + ".new";
    const auto text = text_of(who);
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) fail("open");
    const bool good = ::fchmod(file, 0600) == 0 &&
                      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                      ::fsync(file) == 0;
    ::close(file);
    if (!good || ::rename(fresh.c_str(), path.c_str()) != 0) fail("write");
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) fail("folder");
    const int failed = ::fsync(handle);
    ::close(handle);
    if (failed != 0) fail("folder");
}

std::optional<identity> load_identity(const std::filesystem::path& folder) {
    const auto path = folder / file_name;
    std::ifstream in(path);
    if (!in) {
        if (::access(path.c_str(), F_OK) == 0) fail("open");
        return std::nullopt;
    }
    std::map<std::string, std::string> parts;
    for (std::string line; std::getline(in, line);) {
        const auto blank = line.find(' ');
        if (blank != std::string::npos) parts[line.substr(0, blank)] = line.substr(blank + 1);
    }
    if (parts["krug-kiosk"] != "1") fail("of another version");
    identity who;
    who.url = parts["url"];
    if (!parts["pin"].empty()) read_hex(parts["pin"], who.pin.emplace());
    read_hex(parts["root"], who.root_key);
    who.device.value = read_number(parts["device"]);
    who.event.value = read_number(parts["event"]);
    who.token = parts["token"];
    read_hex(parts["seed"], who.seed);
    if (who.url.empty() || who.token.empty()) fail("damaged");
    return who;
}

} // namespace krug::journal
