#include "scanner/source.hpp"

#include "scanner/camera_source.hpp"
#include "scanner/code_assembler.hpp"
#include "scanner/key_table.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

namespace krug::scanner {
namespace {

[[noreturn]] void fail(const char* step) {
    throw scanner_failure(std::string("scanner ") + step + ": " + std::strerror(errno));
}

class descriptor {
public:
    explicit descriptor(int number) : number_(number) {}
    ~descriptor() {
        if (number_ > STDERR_FILENO) ::close(number_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

/// 0 = the end, -1 = nothing there yet.
ssize_t read_some(int file, void* data, std::size_t size) {
    const auto got = ::read(file, data, size);
    if (got >= 0) return got;
    if (errno == EAGAIN || errno == EINTR) return -1;
    if (errno == EIO) return 0; // a serial line whose other end has gone
    fail("read");
}

class character_source : public source {
public:
    character_source(int file, bool ends) : file_(file), ends_(ends) {}
    int handle() const override { return file_.number(); }

    bool read(std::int64_t now_ms, std::vector<std::string>& codes) override {
        std::array<char, 4096> buffer;
        const auto got = read_some(handle(), buffer.data(), buffer.size());
        if (got > 0) {
            for (auto& code : assembler_.feed({buffer.data(), static_cast<std::size_t>(got)}, now_ms))
                codes.push_back(std::move(code));
            return true;
        }
        if (got < 0) return true;
        if (!ends_) throw scanner_failure("scanner has gone");
        if (auto code = assembler_.rest()) codes.push_back(*std::move(code));
        return false;
    }

    void listen(std::int64_t now_ms, std::vector<std::string>& codes) override {
        if (auto code = assembler_.after_silence(now_ms)) codes.push_back(*std::move(code));
    }

private:
    descriptor file_;
    bool ends_;
    code_assembler assembler_;
};

/// struct input_event by struct input_event; a FIFO or file may stand in for the device.
class key_source final : public source {
public:
    explicit key_source(int file) : file_(file) {}
    int handle() const override { return file_.number(); }

    bool read(std::int64_t now_ms, std::vector<std::string>& codes) override {
        std::array<char, 64 * sizeof(input_event)> buffer;
        const auto got = read_some(handle(), buffer.data(), buffer.size());
        if (got < 0) return true;
        if (got == 0) throw scanner_failure("scanner has gone");
        pending_.append(buffer.data(), static_cast<std::size_t>(got));
        std::string characters;
        std::size_t at = 0;
        for (; pending_.size() - at >= sizeof(input_event); at += sizeof(input_event)) {
            input_event event{};
            std::memcpy(&event, pending_.data() + at, sizeof event);
            if (const char each = press(event)) characters += each;
        }
        pending_.erase(0, at);
        for (auto& code : assembler_.feed(characters, now_ms)) codes.push_back(std::move(code));
        return true;
    }

    void listen(std::int64_t now_ms, std::vector<std::string>& codes) override {
        if (auto code = assembler_.after_silence(now_ms)) codes.push_back(*std::move(code));
    }

private:
    char press(const input_event& event) {
        if (event.type != EV_KEY) return 0;
        if (event.code == KEY_LEFTSHIFT || event.code == KEY_RIGHTSHIFT) {
            shift_ = event.value != 0;
            return 0;
        }
        return event.value == 1 ? character_of(event.code, shift_) : '\0'; // neither release nor repetition
    }

    descriptor file_;
    std::string pending_;
    bool shift_ = false;
    code_assembler assembler_;
};

speed_t speed_of(std::string_view text) {
    int wanted = 0;
    std::from_chars(text.data(), text.data() + text.size(), wanted);
    switch (wanted) {
    case 9600: return B9600;
    case 19200: return B19200;
    case 38400: return B38400;
    case 57600: return B57600;
    case 115200: return B115200;
    default: throw std::invalid_argument("serial speed: 9600, 19200, 38400, 57600 or 115200");
    }
}

std::unique_ptr<source> open_serial(std::string_view what) {
    const auto sign = what.rfind('@');
    const auto speed = speed_of(sign == std::string_view::npos ? "9600" : what.substr(sign + 1));
    const std::string path(what.substr(0, sign));
    const int file = ::open(path.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) fail("open");
    auto opened = std::make_unique<character_source>(file, false);
    termios line{};
    if (::tcgetattr(file, &line) != 0) fail("is no serial line");
    ::cfmakeraw(&line);
    line.c_cflag |= CLOCAL | CREAD;
    ::cfsetispeed(&line, speed);
    ::cfsetospeed(&line, speed);
    if (::tcsetattr(file, TCSANOW, &line) != 0) fail("set up");
    return opened;
}

std::unique_ptr<source> open_keys(std::string_view what) {
    const std::string path(what);
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) fail("open");
    // A FIFO opened for reading alone would end whenever its writer closes.
    const int mode = S_ISFIFO(about.st_mode) ? O_RDWR : O_RDONLY;
    const int file = ::open(path.c_str(), mode | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) fail("open");
    auto opened = std::make_unique<key_source>(file);
    if (S_ISCHR(about.st_mode) && ::ioctl(file, EVIOCGRAB, 1) != 0) fail("grab");
    return opened;
}

} // namespace

std::unique_ptr<source> open_source(std::string_view what) {
    if (what == "stdin") return std::make_unique<character_source>(STDIN_FILENO, true);
    if (what.starts_with("serial:")) return open_serial(what.substr(7));
    if (what.starts_with("evdev:")) return open_keys(what.substr(6));
    if (what == "camera") return watch_frames(open_camera({}));
    if (what.starts_with("camera:")) return watch_frames(open_camera(std::string(what.substr(7))));
    if (what.starts_with("frames:")) return watch_frames(open_frames(std::string(what.substr(7))));
    throw std::invalid_argument("scanner: stdin, serial:DEV, evdev:DEV, camera[:DEV] or frames:FILE");
}

} // namespace krug::scanner
