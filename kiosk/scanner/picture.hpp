// One frame: as a camera or a file gives it, and as the readers of codes want it, brightness only.
// The scanner's sources use it, the optics rig makes pictures with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace krug::scanner {

/// No camera that a kiosk uses gives more; a file that claims more is refused before memory is taken for it.
inline constexpr std::int64_t picture_side_max = 8192;
inline constexpr std::int64_t picture_pixels_max = 25'000'000;

/// Row by row from the top, one byte a pixel, 0 = black.
struct grey_picture {
    int width = 0, height = 0;
    std::vector<std::uint8_t> pixels;
};

/// The bytes are no picture that we read; `what()` says which kind was wrong, never what it shows.
struct bad_picture : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class frame_form : std::uint8_t {
    jpeg = 1,
    yuyv = 2,      ///< width and height say how large
    luminance = 3, ///< likewise
    file = 4       ///< JPEG, PNG, PGM or PPM, told by its first bytes
};
struct raw_frame {
    frame_form form = frame_form::file;
    int width = 0, height = 0;
    std::vector<std::uint8_t> bytes;
};

/// Replaces `into`, whose memory is used again. Throws bad_picture.
void to_grey(const raw_frame& frame, grey_picture& into);

/// Throws bad_picture unless both sides are 1..picture_side_max and the whole at most picture_pixels_max.
void check_size(std::int64_t width, std::int64_t height);

} // namespace krug::scanner
