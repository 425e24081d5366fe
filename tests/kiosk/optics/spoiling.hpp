// Pictures of a ticket as cameras give them: turned, tilted, blurred, dim, cracked, light on dark. Drawn, not filmed.
// The optics rig and the scanner's tests; everything comes from the seed.
#pragma once

#include "render/qr.hpp"
#include "scanner/picture.hpp"

#include <array>
#include <random>
#include <span>
#include <string_view>

namespace krug::optics {

enum class spoilt : std::uint8_t {
    clean, tiny, blur, noise, tilted, turned, faint, blot, finder_blot, cracked, inverted, moire, dim, glare, mixed
};
struct spoilt_name {
    spoilt how;
    std::string_view name; ///< with the strongest that is drawn
    bool promised;         ///< counts towards the degraded set
};
inline constexpr std::array spoilt_names{
    spoilt_name{spoilt::clean, "clean, 3-8 px a module", false},
    spoilt_name{spoilt::tiny, "clean, 2 px a module", false},
    spoilt_name{spoilt::blur, "blur, sigma up to 0.5 module", true},
    spoilt_name{spoilt::noise, "noise, sigma up to 35 of 255", true},
    spoilt_name{spoilt::tilted, "perspective, up to 40 degrees", true},
    spoilt_name{spoilt::turned, "turned by any angle", true},
    spoilt_name{spoilt::faint, "contrast of 30-60 of 255", true},
    spoilt_name{spoilt::blot, "blot over 5 %, corners spared", true},
    spoilt_name{spoilt::cracked, "one to three cracks", false},
    spoilt_name{spoilt::inverted, "light on dark", true},
    spoilt_name{spoilt::moire, "moire of a screen", true},
    spoilt_name{spoilt::dim, "dim and uneven light", true},
    spoilt_name{spoilt::glare, "glare over 5 %, corners spared", true},
    spoilt_name{spoilt::finder_blot, "blot over 5 %, one corner hit", false},
    spoilt_name{spoilt::mixed, "turned, tilted, blurred, noisy, faint", false}};

/// A ticket's picture in a frame of this size, spoilt in this way; same generator state, same picture.
scanner::grey_picture draw(const render::qr_symbol& symbol, spoilt how, int width, int height, std::mt19937_64& random);

/// No ticket at all: bars of random widths at a random slant, as on shirts, fences and shelves, with some noise.
scanner::grey_picture draw_stripes(int width, int height, std::mt19937_64& random);

/// Several upright symbols in one frame, `middles` in pixels, `module` pixels a module.
scanner::grey_picture draw_beside(std::span<const render::qr_symbol> symbols, std::span<const std::array<int, 2>> middles,
                                  double module, int width, int height);

} // namespace krug::optics
