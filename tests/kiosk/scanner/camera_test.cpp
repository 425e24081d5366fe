// A ticket before the camera would be missed, answered twice, or the camera's unplugging would go unnoticed.
#include "kiosk/optics/films.hpp"
#include "kiosk/optics/spoiling.hpp"

#include "cast/door_cast.hpp"
#include "cast/scratch_folder.hpp"
#include "scanner/camera_source.hpp"
#include "scanner/code_finder.hpp"
#include "scanner/view.hpp"

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <gtest/gtest.h>

#include <cstdarg>
#include <cstring>
#include <deque>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <mutex>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace {

/// Stands in for the driver: an ordinary file is the camera's memory, these answers are its behaviour.
struct pretended_camera {
    std::string file; ///< the only path whose requests are answered here
    bool has_mjpg = true, unplugged = false, streaming = false, busy = false;
    std::vector<std::string> frames; ///< given one by one, then no more
    std::size_t next = 0;
    unsigned size = 0, pixels = 0;
    std::deque<unsigned> queued;
    std::mutex mutex;
} pretended;

int answer(unsigned long what, void* with) {
    const std::lock_guard held(pretended.mutex);
    const auto refuse = [](int why) {
        errno = why;
        return -1;
    };
    if (pretended.unplugged) return refuse(ENODEV);
    switch (what) {
    case VIDIOC_QUERYCAP:
        static_cast<v4l2_capability*>(with)->capabilities = V4L2_CAP_DEVICE_CAPS;
        static_cast<v4l2_capability*>(with)->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        return 0;
    case VIDIOC_S_FMT: {
        auto& picture = static_cast<v4l2_format*>(with)->fmt.pix;
        if (pretended.busy) return refuse(EBUSY);
        if (picture.pixelformat == V4L2_PIX_FMT_MJPEG && !pretended.has_mjpg) picture.pixelformat = V4L2_PIX_FMT_YUYV;
        pretended.pixels = picture.pixelformat;
        picture.width = 640, picture.height = 480; // drivers give what they have, not what was asked
        picture.bytesperline = picture.pixelformat == V4L2_PIX_FMT_YUYV ? 1280 : 0;
        return 0;
    }
    case VIDIOC_REQBUFS: return 0;
    case VIDIOC_QUERYBUF: {
        auto& buffer = *static_cast<v4l2_buffer*>(with);
        buffer.length = pretended.size;
        buffer.m.offset = buffer.index * pretended.size;
        return 0;
    }
    case VIDIOC_QBUF: pretended.queued.push_back(static_cast<v4l2_buffer*>(with)->index); return 0;
    case VIDIOC_STREAMON: pretended.streaming = true; return 0;
    case VIDIOC_STREAMOFF: pretended.streaming = false; return 0;
    case VIDIOC_DQBUF: {
        auto& buffer = *static_cast<v4l2_buffer*>(with);
        if (!pretended.streaming || pretended.queued.empty() || pretended.next == pretended.frames.size()) return refuse(EAGAIN);
        const auto& frame = pretended.frames[pretended.next++];
        buffer.index = pretended.queued.front();
        pretended.queued.pop_front();
        buffer.bytesused = static_cast<unsigned>(frame.size());
        const int file = ::open(pretended.file.c_str(), O_WRONLY | O_CLOEXEC);
        const auto put = ::pwrite(file, frame.data(), frame.size(), buffer.index * pretended.size);
        ::close(file);
        return put == static_cast<ssize_t>(frame.size()) ? 0 : refuse(EIO);
    }
    default: return refuse(ENOTTY);
    }
}

} // namespace

// In this program alone the C library's own name leads here; other files' requests go on to the kernel.
extern "C" int ioctl(int file, unsigned long what, ...) noexcept {
    std::va_list rest;
    va_start(rest, what);
    void* with = va_arg(rest, void*);
    va_end(rest);
    char path[256];
    const auto length = ::readlink(("/proc/self/fd/" + std::to_string(file)).c_str(), path, sizeof path);
    if (length > 0 && !pretended.file.empty() && pretended.file == std::string(path, static_cast<std::size_t>(length)))
        return answer(what, with);
    return static_cast<int>(::syscall(SYS_ioctl, file, what, with));
}

namespace krug::scanner {
namespace {

using texts = std::vector<std::string>;
using optics::spoilt;

struct Camera : testing::Test {
    std::string ticket(int number) const { return ticket::write_ticket(cast::guest_ticket(number), keys.event); }
    grey_picture picture_of(const std::string& text, int width = 640, int height = 480) {
        return optics::draw(render::encode_qr(text, render::qr_level::medium), spoilt::clean, width, height, random);
    }
    /// Everything the source says until it ends.
    texts all_of(source& from) const {
        texts codes;
        for (bool more = true; more;) {
            pollfd waiting{from.handle(), POLLIN, 0};
            EXPECT_EQ(::poll(&waiting, 1, 20'000), 1);
            more = from.read(0, codes);
        }
        return codes;
    }
    texts next_of(source& from) const {
        texts codes;
        while (codes.empty()) {
            pollfd waiting{from.handle(), POLLIN, 0};
            EXPECT_EQ(::poll(&waiting, 1, 20'000), 1);
            from.read(0, codes);
        }
        return codes;
    }
    void pretend(std::vector<std::string> frames) {
        const std::lock_guard held(pretended.mutex);
        pretended.file = (folder.path() / "video").string();
        pretended.size = 1u << 20;
        optics::write_file(pretended.file, std::string(4u << 20, '\0'));
        pretended.frames = std::move(frames);
        pretended.next = 0;
        pretended.queued.clear();
        pretended.has_mjpg = true;
        pretended.unplugged = pretended.busy = false;
    }
    const cast::keyring keys;
    const cast::scratch_folder folder;
    std::mt19937_64 random{5};
};

// Pictures of every kind in a folder, in the order of their names; one that is none is passed over.
TEST_F(Camera, reads_pictures_of_every_kind) {
    optics::write_file(folder.path() / "1.pgm", optics::pgm_of(picture_of(ticket(1))));
    optics::write_file(folder.path() / "2.jpg", optics::jpeg_of(picture_of(ticket(2))));
    optics::write_file(folder.path() / "3.png", render::write_qr_png(render::encode_qr(ticket(3), render::qr_level::medium), 5));
    optics::write_file(folder.path() / "4.png", "\x89PNG and nothing more");
    const auto grey = picture_of(ticket(5));
    std::string colours = "P6 640 480 255\n";
    for (const auto pixel : grey.pixels) colours.append(3, static_cast<char>(pixel));
    optics::write_file(folder.path() / "5.ppm", colours);
    const auto source = open_source("frames:" + folder.path().string());
    EXPECT_EQ(all_of(*source), texts({ticket(1), ticket(2), ticket(3), ticket(5)}));
}

// A film shows two guests one after the other; each is said once, however many frames show the ticket.
TEST_F(Camera, reads_a_film) {
    std::string film = optics::film_head(640, 480);
    for (int frame = 0; frame < 12; ++frame) film += optics::film_frame(picture_of(ticket(frame < 6 ? 1 : 2)));
    const auto path = folder.path() / "film.y4m";
    optics::write_file(path, film);
    EXPECT_EQ(all_of(*open_source("frames:" + path.string())), texts({ticket(1), ticket(2)}));
    // Cut off in the middle of a frame, as when the power goes: what was whole counts.
    optics::write_file(path, film.substr(0, film.size() - 1000));
    EXPECT_EQ(all_of(*open_source("frames:" + path.string())), texts({ticket(1), ticket(2)}));
}

// Not a film, or one that claims to be enormous: a sentence, no crash, no memory taken.
TEST_F(Camera, refuses_damaged_films) {
    for (const std::string head : {"YUV4MPEG2 W99999 H99999 C420\nFRAME\n", "YUV4MPEG2 W0 H480\nFRAME\n", "YUV4MPEG2 W-5 H9\n",
                                   "YUV4MPEG2 W640 H480 C420p10\n", "YUV4MPEG2 W640 H480 Cmono16\n", "YUV4MPEG2 W8000 H8000\n"}) {
        const auto path = folder.path() / "film.y4m";
        optics::write_file(path, head);
        const auto source = open_source("frames:" + path.string());
        EXPECT_THROW(all_of(*source), scanner_failure) << head;
    }
    const auto path = folder.path() / "film.y4m";
    optics::write_file(path, optics::film_head(640, 480) + "NOFRAME\n");
    EXPECT_THROW(all_of(*open_source("frames:" + path.string())), scanner_failure);
}

// A stream through a FIFO is live: it may begin late, and ends when its writer goes.
TEST_F(Camera, watches_a_stream) {
    const auto path = folder.path() / "stream";
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const auto source = open_source("frames:" + path.string());
    std::jthread writer([&] {
        optics::write_file(path, optics::film_head(640, 480) + optics::film_frame(picture_of(ticket(1))));
    });
    EXPECT_EQ(all_of(*source), texts({ticket(1)}));
}

// Two guests hold up their tickets together: both are read, the one held to the middle first.
TEST_F(Camera, several_codes_in_view) {
    const std::array symbols{render::encode_qr(ticket(1), render::qr_level::medium), render::encode_qr(ticket(2), render::qr_level::medium)};
    const std::array<std::array<int, 2>, 2> middles{{{250, 360}, {700, 360}}};
    const auto both = optics::draw_beside(symbols, middles, 6, 1280, 720);
    optics::write_file(folder.path() / "both.pgm", optics::pgm_of(both));
    EXPECT_EQ(all_of(*open_source("frames:" + (folder.path() / "both.pgm").string())), texts({ticket(2), ticket(1)}));
}

// Tickets of other services carry bars: EAN-13 and Code 128, upright or with the phone held sideways.
TEST_F(Camera, reads_bars) {
    const auto drawn = [](ZXing::BarcodeFormat format, const std::string& text, bool sideways) {
        const auto bars = ZXing::ToMatrix<std::uint8_t>(ZXing::MultiFormatWriter(format).encode(text, 380, 160));
        grey_picture picture{640, 480, std::vector<std::uint8_t>(640 * 480, 240)};
        for (int y = 0; y < bars.height(); ++y)
            for (int x = 0; x < bars.width(); ++x) {
                const int to_x = sideways ? 240 + y : 120 + x, to_y = sideways ? 40 + x : 150 + y;
                picture.pixels[static_cast<std::size_t>(to_y * 640 + to_x)] = bars.get(x, y) == 0 ? 20 : 240;
            }
        return picture;
    };
    optics::write_file(folder.path() / "1.pgm", optics::pgm_of(drawn(ZXing::BarcodeFormat::EAN13, "1000838459949", false)));
    optics::write_file(folder.path() / "2.pgm", optics::pgm_of(drawn(ZXing::BarcodeFormat::Code128, "GUEST-7", false)));
    optics::write_file(folder.path() / "3.pgm", optics::pgm_of(drawn(ZXing::BarcodeFormat::EAN13, "4600051000057", true)));
    EXPECT_EQ(all_of(*open_source("frames:" + folder.path().string())), texts({"1000838459949", "GUEST-7", "4600051000057"}));
}

// The camera of a laptop: MJPG frames, a stop in between, then the cable is pulled.
TEST_F(Camera, of_video4linux) {
    pretend({optics::jpeg_of(picture_of(ticket(1)))});
    const auto source = open_source("camera:" + pretended.file);
    EXPECT_EQ(next_of(*source), texts({ticket(1)}));
    EXPECT_EQ(pretended.pixels, V4L2_PIX_FMT_MJPEG);
    {
        const std::lock_guard held(pretended.mutex);
        pretended.frames.push_back("\xff\xd8 cut off on the way");
        pretended.frames.push_back(optics::jpeg_of(picture_of(ticket(2))));
    }
    EXPECT_EQ(next_of(*source), texts({ticket(2)}));
    {
        const std::lock_guard held(pretended.mutex);
        pretended.unplugged = true;
    }
    texts codes;
    EXPECT_THROW(all_of(*source), scanner_failure);
    // Plugged in again, it reads on.
    pretend({optics::jpeg_of(picture_of(ticket(3)))});
    EXPECT_EQ(next_of(*open_source("camera:" + pretended.file)), texts({ticket(3)}));
    EXPECT_FALSE(pretended.streaming); // and is let go of
}

// A camera without MJPG, and one that another program holds.
TEST_F(Camera, other_formats_and_other_owners) {
    const auto grey = picture_of(ticket(1));
    std::string yuyv;
    for (const auto pixel : grey.pixels) yuyv += {static_cast<char>(pixel), '\x80'};
    pretend({yuyv});
    pretended.has_mjpg = false;
    EXPECT_EQ(next_of(*open_source("camera:" + pretended.file)), texts({ticket(1)}));
    EXPECT_EQ(pretended.pixels, V4L2_PIX_FMT_YUYV);
    pretended.busy = true;
    EXPECT_THROW(open_source("camera:" + pretended.file), scanner_failure);
}

// Frames come faster than they can be read: the ticket before the camera now is answered, not those of a minute ago.
TEST_F(Camera, drops_frames_that_nobody_had_time_for) {
    struct flood final : frame_supply {
        std::vector<std::uint8_t> bytes;
        int left = 2'000;
        outcome next(raw_frame& into, int) override {
            if (left-- == 0) return outcome::end;
            into = {frame_form::luminance, 640, 480, bytes};
            return outcome::frame;
        }
        bool live() const override { return true; }
    };
    auto supply = std::make_unique<flood>();
    supply->bytes = picture_of(ticket(1)).pixels;
    const auto source = watch_frames(std::move(supply));
    const auto codes = all_of(*source);
    EXPECT_FALSE(codes.empty());
    EXPECT_LT(codes.size(), 20u); // said again by time, not by frames
}

// Whoever keeps the ticket before the camera is told once a second at most, and each ticket by itself.
TEST(View, says_again_by_time) {
    view codes;
    EXPECT_TRUE(codes.worth_saying("one", 0));
    EXPECT_TRUE(codes.worth_saying("two", 30));
    EXPECT_FALSE(codes.worth_saying("one", 999));
    EXPECT_TRUE(codes.worth_saying("one", 1'000));
    EXPECT_FALSE(codes.worth_saying("two", 1'029));
    for (std::size_t at = 0; at < 2 * view_max; ++at) EXPECT_TRUE(codes.worth_saying(std::to_string(at), 1'040));
}

// A small computer has time for one slow way a picture: after a few pictures the ticket is read all the same.
TEST(Finder, goes_on_with_the_next_picture_where_time_ran_out) {
    struct hurried final : ground::clock {
        mutable std::int64_t ms = 0;
        ground::utc_seconds now() const override { return 1; }
        std::int64_t now_ms() const override { return 1'000; }
        std::int64_t steady_ms() const override { return ms += picture_budget_ms; } // every look costs all there is
    } clock;
    code_finder finder(clock);
    const cast::keyring keys;
    const auto text = ticket::write_ticket(cast::guest_ticket(1), keys.event);
    std::mt19937_64 random(1);
    const auto dark_theme = optics::draw(render::encode_qr(text, render::qr_level::medium), spoilt::inverted, 640, 480, random);
    std::vector<seen_code> found;
    int pictures = 0;
    for (; found.empty() && pictures < 7; ++pictures) found = finder.find(dark_theme);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].text, text);
    EXPECT_EQ(pictures, 2);
}

// An empty doorway must not heat the kiosk all day: what stands still and could not be read is tried thoroughly twice a
// second only. A ticket held up, even a small one in a dark theme, is read at the next such try.
TEST(Finder, spares_the_processor_when_nothing_moves) {
    ground::standing_clock clock(1);
    code_finder finder(clock);
    const cast::keyring keys;
    const auto text = ticket::write_ticket(cast::guest_ticket(1), keys.event);
    std::mt19937_64 random(1);
    auto dark_theme = optics::draw(render::encode_qr(text, render::qr_level::medium), spoilt::tiny, 640, 480, random);
    for (auto& pixel : dark_theme.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
    const grey_picture wall{640, 480, std::vector<std::uint8_t>(640 * 480, 135)};
    EXPECT_TRUE(finder.find(wall).empty());
    EXPECT_TRUE(finder.find(dark_theme).empty()); // so small that hardly anything has moved
    clock.advance_seconds(1);
    const auto found = finder.find(dark_theme);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].text, text);
}

} // namespace
} // namespace krug::scanner
