#include "scanner/frame_supply.hpp"

#include "scanner/source.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace krug::scanner {
namespace {

constexpr std::size_t line_bytes_max = 256;
constexpr std::size_t chunk = 65536; // what a pipe holds
constexpr std::uintmax_t picture_file_max = 32u << 20;

[[noreturn]] void fail(const std::string& step) { throw scanner_failure("frames: " + step + ": " + std::strerror(errno)); }

class pictures final : public frame_supply {
public:
    explicit pictures(std::vector<std::filesystem::path> files) : files_(std::move(files)) {}

    outcome next(raw_frame& into, int) override {
        if (next_ == files_.size()) return outcome::end;
        const auto& path = files_[next_++];
        std::error_code error;
        const auto size = std::filesystem::file_size(path, error);
        std::ifstream file(path, std::ios::binary);
        if (error || size > picture_file_max || !file) throw scanner_failure("frames: cannot read " + path.filename().string());
        into.form = frame_form::file;
        into.bytes.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        return outcome::frame;
    }
    bool live() const override { return false; }

private:
    std::vector<std::filesystem::path> files_;
    std::size_t next_ = 0;
};

/// YUV4MPEG2: one line about the film, then for each frame a line and the planes, brightness first.
class film final : public frame_supply {
public:
    film(int file, bool owned, bool live) : file_(file), owned_(owned), live_(live) {}
    ~film() override {
        if (owned_) ::close(file_);
    }
    film(const film&) = delete;
    film& operator=(const film&) = delete;

    outcome next(raw_frame& into, int wait_ms) override {
        for (;;) {
            if (take(into)) return outcome::frame;
            if (ended_) return outcome::end;
            pollfd waiting{file_, POLLIN, 0};
            if (::poll(&waiting, 1, wait_ms) <= 0) return outcome::nothing_yet;
            fill();
        }
    }
    bool live() const override { return live_; }

private:
    void fill() {
        const auto before = pending_.size();
        pending_.resize(before + chunk);
        const auto got = ::read(file_, pending_.data() + before, chunk);
        const int error = errno;
        pending_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got < 0 && error != EAGAIN && error != EINTR) {
            errno = error;
            fail("read");
        }
        if (got == 0) ended_ = true;
    }

    bool take(raw_frame& into) {
        std::string line;
        if (frame_bytes_ == 0) {
            if (!take_line(line)) return false;
            understand(line);
            drop(line.size() + 1);
        }
        if (!take_line(line)) return false;
        if (!line.starts_with("FRAME")) throw scanner_failure("frames: the film is damaged");
        wanted_ = line.size() + 1 + frame_bytes_;
        if (pending_.size() < wanted_) return false;
        into.form = frame_form::luminance;
        into.width = width_;
        into.height = height_;
        const auto from = pending_.begin() + static_cast<std::ptrdiff_t>(line.size() + 1);
        into.bytes.assign(from, from + static_cast<std::ptrdiff_t>(width_) * height_);
        drop(wanted_);
        wanted_ = 0;
        return true;
    }

    bool take_line(std::string& line) const {
        const auto begin = pending_.begin();
        const auto end = std::find(begin, pending_.end(), std::uint8_t{'\n'});
        if (end - begin > static_cast<std::ptrdiff_t>(line_bytes_max)) throw scanner_failure("frames: not a Y4M film");
        if (end == pending_.end()) return false;
        line.assign(begin, end);
        return true;
    }

    void drop(std::size_t count) { pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(count)); }

    void understand(const std::string& head) {
        if (!head.starts_with("YUV4MPEG2 ")) throw scanner_failure("frames: not a Y4M film");
        std::string_view colours = "420";
        for (std::size_t at = 10; at < head.size();) {
            const auto end = std::min(head.find(' ', at), head.size());
            const auto word = std::string_view(head).substr(at, end - at);
            if (word.starts_with('W')) width_ = number(word);
            if (word.starts_with('H')) height_ = number(word);
            if (word.starts_with('C')) colours = word.substr(1);
            at = end + 1;
        }
        try {
            check_size(width_, height_);
        } catch (const bad_picture& wrong) {
            throw scanner_failure(std::string("frames: ") + wrong.what());
        }
        const bool deep = colours.find("p1") != std::string_view::npos || colours.find("p9") != std::string_view::npos ||
                          (colours.starts_with("mono") && colours.size() > 4);
        if (deep) throw scanner_failure("frames: only films of 8 bits");
        const auto w = static_cast<std::size_t>(width_), h = static_cast<std::size_t>(height_);
        const std::size_t half = (w + 1) / 2;
        if (colours.starts_with("mono")) frame_bytes_ = w * h;
        else if (colours.starts_with("420")) frame_bytes_ = w * h + 2 * half * ((h + 1) / 2);
        else if (colours.starts_with("422")) frame_bytes_ = w * h + 2 * half * h;
        else if (colours.starts_with("444")) frame_bytes_ = w * h * (colours.starts_with("444alpha") ? 4 : 3);
        else throw scanner_failure("frames: a film with colours that we do not know");
    }

    static int number(std::string_view word) {
        int value = 0;
        std::from_chars(word.data() + 1, word.data() + word.size(), value);
        return value;
    }

    int file_;
    bool owned_, live_, ended_ = false;
    std::vector<std::uint8_t> pending_;
    std::size_t wanted_ = 0, frame_bytes_ = 0;
    int width_ = 0, height_ = 0;
};

bool is_film(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    char head[9]{};
    file.read(head, sizeof head);
    return file.gcount() == sizeof head && std::memcmp(head, "YUV4MPEG2", sizeof head) == 0;
}

} // namespace

std::unique_ptr<frame_supply> open_frames(const std::string& path) {
    if (path == "-") return std::make_unique<film>(STDIN_FILENO, false, true);
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) fail("open");
    if (S_ISDIR(about.st_mode)) {
        std::vector<std::filesystem::path> files;
        for (const auto& entry : std::filesystem::directory_iterator(path))
            if (entry.is_regular_file()) files.push_back(entry.path());
        std::sort(files.begin(), files.end());
        return std::make_unique<pictures>(std::move(files));
    }
    const bool line = S_ISFIFO(about.st_mode);
    if (!line && !is_film(path)) return std::make_unique<pictures>(std::vector<std::filesystem::path>{path});
    // A FIFO is opened without waiting for its writer; until one came, poll() just waits.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | (line ? O_NONBLOCK : 0));
    if (file < 0) fail("open");
    return std::make_unique<film>(file, true, line);
}

} // namespace krug::scanner
