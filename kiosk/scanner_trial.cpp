#include "scanner_trial.hpp"

#include "ground/clock.hpp"
#include "scanner/frame_supply.hpp"
#include "scanner/source.hpp"

#include <numeric>

namespace krug::kiosk {
namespace {

using part = gate_protocol::rehearsal_part;

constexpr int frame_wait_ms = 200;
constexpr std::int64_t frames_ms_max = 5'000;
constexpr std::uint64_t dark_mean = 12; ///< of 255; a lens under its cap is darker than any hall

bool is_dark(const scanner::grey_picture& seen) {
    if (seen.pixels.empty()) return true;
    return std::accumulate(seen.pixels.begin(), seen.pixels.end(), std::uint64_t{0}) < dark_mean * seen.pixels.size();
}

finding try_frames(scanner::frame_supply& supply) {
    const ground::system_clock clock;
    const auto until = clock.steady_ms() + frames_ms_max;
    scanner::raw_frame frame;
    scanner::grey_picture seen;
    bool any = false;
    while (clock.steady_ms() < until) {
        const auto got = supply.next(frame, frame_wait_ms);
        if (got == scanner::frame_supply::outcome::end) break;
        if (got == scanner::frame_supply::outcome::nothing_yet) continue;
        try {
            scanner::to_grey(frame, seen);
        } catch (const scanner::bad_picture&) {
            continue; // cameras begin with half a frame
        }
        any = true;
        if (is_dark(seen)) continue; // and with a dark one
        const auto size = std::to_string(seen.width) + " × " + std::to_string(seen.height);
        return {part::camera, true, "камера показывает " + size, "the camera shows " + size};
    }
    if (any)
        return {part::camera, false, "камера видит темноту: снимите крышку или включите свет",
                "the camera sees darkness: take its cap off or switch the light on"};
    return {part::camera, false, "от камеры нет ни одного кадра", "not one frame came from the camera"};
}

} // namespace

finding scanner_standing(bool camera, bool well) {
    if (camera)
        return {part::camera, well, well ? "камера отвечает" : "камера не отвечает", well ? "the camera answers" : "the camera does not answer"};
    return {part::scanner, well, well ? "сканер отвечает" : "сканер не отвечает", well ? "the scanner answers" : "the scanner does not answer"};
}

finding try_scanner(std::string_view what) {
    const bool camera = what.starts_with("camera"), film = what.starts_with("frames:");
    try {
        if (film) return try_frames(*scanner::open_frames(std::string(what.substr(7))));
        if (camera) return try_frames(*scanner::open_camera(what.starts_with("camera:") ? std::string(what.substr(7)) : std::string()));
        scanner::open_source(what);
        return scanner_standing(false, true);
    } catch (const scanner::scanner_failure&) {
        return scanner_standing(camera || film, false);
    }
}

} // namespace krug::kiosk
