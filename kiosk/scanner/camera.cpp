#include "scanner/frame_supply.hpp"

#include "scanner/source.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <optional>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace krug::scanner {
namespace {

constexpr unsigned wanted_width = 1280, wanted_height = 720;
constexpr unsigned wanted_buffers = 4;
constexpr int cameras_max = 64;

[[noreturn]] void fail(const std::string& step) { throw scanner_failure("camera " + step + ": " + std::strerror(errno)); }

int ask(int file, unsigned long what, void* with) {
    int done = 0;
    do done = ::ioctl(file, what, with);
    while (done < 0 && errno == EINTR);
    return done;
}

class descriptor {
public:
    explicit descriptor(int number) : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    ~descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    descriptor& operator=(descriptor&&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

bool gives_pictures(int file) {
    v4l2_capability about{};
    if (ask(file, VIDIOC_QUERYCAP, &about) != 0) return false;
    const auto can = (about.capabilities & V4L2_CAP_DEVICE_CAPS) != 0 ? about.device_caps : about.capabilities;
    return (can & V4L2_CAP_VIDEO_CAPTURE) != 0 && (can & V4L2_CAP_STREAMING) != 0;
}

descriptor open_device(const std::string& device) {
    if (!device.empty()) {
        descriptor file(::open(device.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
        if (file.number() < 0) fail("open " + device);
        if (!gives_pictures(file.number())) throw scanner_failure("camera " + device + " is none, or gives no frames");
        return file;
    }
    // One camera shows as several devices; only some of them give pictures.
    for (int number = 0; number < cameras_max; ++number) {
        descriptor file(::open(("/dev/video" + std::to_string(number)).c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
        if (file.number() >= 0 && gives_pictures(file.number())) return file;
    }
    throw scanner_failure("camera: this computer has none, or may not use it (group video)");
}

class camera final : public frame_supply {
public:
    explicit camera(descriptor file) : file_(std::move(file)) {}
    /// Apart from the constructor, so that what was begun is undone when it fails half way.
    void begin() {
        agree();
        map();
        start();
    }
    ~camera() override {
        auto kind = static_cast<int>(V4L2_BUF_TYPE_VIDEO_CAPTURE);
        ask(file_.number(), VIDIOC_STREAMOFF, &kind);
        for (const auto& [at, size] : buffers_) ::munmap(at, size);
    }
    camera(const camera&) = delete;
    camera& operator=(const camera&) = delete;

    outcome next(raw_frame& into, int wait_ms) override {
        pollfd waiting{file_.number(), POLLIN, 0};
        const int ready = ::poll(&waiting, 1, wait_ms);
        if (ready < 0 && errno != EINTR) fail("wait");
        if (ready <= 0) return outcome::nothing_yet;
        // The newest of what has gathered; the older ones go back unseen.
        std::optional<v4l2_buffer> newest;
        while (auto filled = take()) {
            if (newest) give_back(*newest);
            newest = filled;
        }
        if (!newest) {
            if ((waiting.revents & (POLLERR | POLLHUP)) != 0) throw scanner_failure("camera has gone");
            return outcome::nothing_yet;
        }
        const bool whole = (newest->flags & V4L2_BUF_FLAG_ERROR) == 0 && newest->index < buffers_.size();
        if (whole) {
            const auto [at, size] = buffers_[newest->index];
            const auto* from = static_cast<const std::uint8_t*>(at);
            into.form = form_;
            into.width = width_;
            into.height = height_;
            into.bytes.assign(from, from + std::min<std::size_t>(newest->bytesused, size));
        }
        give_back(*newest);
        return whole ? outcome::frame : outcome::nothing_yet;
    }
    bool live() const override { return true; }

private:
    /// MJPG first: over USB 2 a camera has no room for 720 lines any other way at a useful pace.
    void agree() {
        struct choice {
            unsigned pixels;
            frame_form form;
        };
        for (const auto& [pixels, form] : {choice{V4L2_PIX_FMT_MJPEG, frame_form::jpeg}, choice{V4L2_PIX_FMT_YUYV, frame_form::yuyv}}) {
            v4l2_format format{};
            format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
            format.fmt.pix.width = wanted_width;
            format.fmt.pix.height = wanted_height;
            format.fmt.pix.pixelformat = pixels;
            format.fmt.pix.field = V4L2_FIELD_NONE;
            if (ask(file_.number(), VIDIOC_S_FMT, &format) != 0) {
                if (errno == EBUSY) fail("is used by another program");
                continue;
            }
            // The driver answers with what it will do, which may be something else.
            const auto& given = format.fmt.pix;
            const bool padded = form == frame_form::yuyv && given.bytesperline != 0 && given.bytesperline != given.width * 2;
            if (given.pixelformat != pixels || padded) continue;
            check_size(given.width, given.height);
            form_ = form;
            width_ = static_cast<int>(given.width);
            height_ = static_cast<int>(given.height);
            return;
        }
        throw scanner_failure("camera gives neither MJPG nor YUYV pictures");
    }

    void map() {
        v4l2_requestbuffers wanted{};
        wanted.count = wanted_buffers;
        wanted.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        wanted.memory = V4L2_MEMORY_MMAP;
        if (ask(file_.number(), VIDIOC_REQBUFS, &wanted) != 0) fail("buffers");
        if (wanted.count == 0) throw scanner_failure("camera gives no buffers");
        for (unsigned index = 0; index < wanted.count; ++index) {
            v4l2_buffer buffer = numbered(index);
            if (ask(file_.number(), VIDIOC_QUERYBUF, &buffer) != 0) fail("buffer");
            void* at = ::mmap(nullptr, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, file_.number(), buffer.m.offset);
            if (at == MAP_FAILED) fail("memory");
            buffers_.emplace_back(at, buffer.length);
        }
    }

    void start() {
        for (unsigned index = 0; index < buffers_.size(); ++index) give_back(numbered(index));
        auto kind = static_cast<int>(V4L2_BUF_TYPE_VIDEO_CAPTURE);
        if (ask(file_.number(), VIDIOC_STREAMON, &kind) != 0) fail("start");
    }

    static v4l2_buffer numbered(unsigned index) {
        v4l2_buffer buffer{};
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
        buffer.memory = V4L2_MEMORY_MMAP;
        buffer.index = index;
        return buffer;
    }

    std::optional<v4l2_buffer> take() {
        auto buffer = numbered(0);
        if (ask(file_.number(), VIDIOC_DQBUF, &buffer) == 0) return buffer;
        if (errno == EAGAIN) return std::nullopt;
        if (errno == EIO) return std::nullopt; // one frame lost on the way, says V4L2; the next may be well
        fail("has gone");
    }

    void give_back(v4l2_buffer buffer) {
        if (ask(file_.number(), VIDIOC_QBUF, &buffer) != 0) fail("has gone");
    }

    descriptor file_;
    frame_form form_ = frame_form::jpeg;
    int width_ = 0, height_ = 0;
    std::vector<std::pair<void*, std::size_t>> buffers_;
};

} // namespace

std::unique_ptr<frame_supply> open_camera(const std::string& device) {
    try {
        auto opened = std::make_unique<camera>(open_device(device));
        opened->begin();
        return opened;
    } catch (const bad_picture& wrong) {
        throw scanner_failure(std::string("camera: ") + wrong.what());
    }
}

} // namespace krug::scanner
