// Where frames come from: a camera, a film, pictures in a folder. A new kind of eye is a new supply.
// Only the camera source asks for frames.
#pragma once

#include "scanner/picture.hpp"

#include <memory>
#include <string>

namespace krug::scanner {

class frame_supply {
public:
    virtual ~frame_supply() = default;
    enum class outcome : std::uint8_t { frame = 1, nothing_yet = 2, end = 3 };
    /// Waits at most `wait_ms`. Throws scanner_failure when the device has gone or the film is none.
    virtual outcome next(raw_frame& into, int wait_ms) = 0;
    /// Frames come by themselves: those that nobody had time for are dropped. Otherwise each is looked at.
    virtual bool live() const = 0;
};

/// A V4L2 camera: 1280 x 720 MJPG when it can, YUYV when not. `device` "" = the first camera of this computer.
/// Throws scanner_failure.
std::unique_ptr<frame_supply> open_camera(const std::string& device);

/// A folder of pictures (in the order of their names), one picture (JPEG, PNG, PGM, PPM) or a film (Y4M, 8 bits);
/// "-" is a film on standard input. A FIFO and standard input are live. Throws scanner_failure.
std::unique_ptr<frame_supply> open_frames(const std::string& path);

} // namespace krug::scanner
