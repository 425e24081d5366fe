// Where codes come from: standard input, a serial line, a keyboard-like scanner read raw, a camera.
// The kiosk's composition opens one and waits on its handle.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace krug::scanner {

/// The device is not there, not ours, or was unplugged.
struct scanner_failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class source {
public:
    virtual ~source() = default;
    /// For poll(2).
    virtual int handle() const = 0;
    /// Reads what has arrived without waiting; whole codes are appended. False when no more can ever come.
    /// Throws scanner_failure when the device has gone.
    virtual bool read(std::int64_t now_ms, std::vector<std::string>& codes) = 0;
    /// Codes that silence has ended.
    virtual void listen(std::int64_t now_ms, std::vector<std::string>& codes) = 0;
};

/// "stdin", "serial:DEV" (8N1; "serial:DEV@SPEED", 9600 when not said), "evdev:DEV" (grabbed, so that nothing else
/// hears the keys), "camera" or "camera:DEV", "frames:PATH" (pictures or a Y4M film instead of a camera; "-" is standard
/// input). Throws std::invalid_argument for other words, scanner_failure when it cannot be opened.
std::unique_ptr<source> open_source(std::string_view what);

} // namespace krug::scanner
