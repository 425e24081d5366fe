#include "scanner/code_finder.hpp"

#include <algorithm>
#include <cstdlib>

namespace krug::scanner {
namespace {

constexpr int sample_across = 48, sample_down = 27;
constexpr std::size_t enlarged_pixels_max = 2'100'000; // a larger picture has pixels enough
constexpr std::int64_t still_level = 3; ///< mean difference in levels of 255; a camera's own noise stays below

/// A small bell over 3 x 3 pixels: takes noise and hair cracks away, leaves modules of two pixels and more.
void soften(const grey_picture& from, grey_picture& into) {
    into.width = from.width;
    into.height = from.height;
    into.pixels = from.pixels;
    const std::ptrdiff_t w = from.width;
    for (std::ptrdiff_t y = 1; y + 1 < from.height; ++y) {
        const auto* at = from.pixels.data() + y * w;
        auto* to = into.pixels.data() + y * w;
        for (std::ptrdiff_t x = 1; x + 1 < w; ++x) {
            const auto* p = at + x;
            to[x] = static_cast<std::uint8_t>((p[-w - 1] + p[-w + 1] + p[w - 1] + p[w + 1] +
                                               2 * (p[-1] + p[1] + p[-w] + p[w]) + 4 * p[0] + 8) >> 4);
        }
    }
}

void turn_over(const grey_picture& from, grey_picture& into) {
    into.width = from.width;
    into.height = from.height;
    into.pixels.resize(from.pixels.size());
    std::transform(from.pixels.begin(), from.pixels.end(), into.pixels.begin(),
                   [](std::uint8_t each) { return static_cast<std::uint8_t>(255 - each); });
}

/// Brings edges back that bad focus took: twice the difference to the mean of 5 x 5 pixels is added.
void sharpen(const grey_picture& from, grey_picture& into) {
    into.width = from.width;
    into.height = from.height;
    into.pixels = from.pixels;
    const std::ptrdiff_t w = from.width;
    std::vector<int> columns(static_cast<std::size_t>(from.width)); // sums of five pixels one above the other
    for (std::ptrdiff_t y = 2; y + 2 < from.height; ++y) {
        const auto* at = from.pixels.data() + y * w;
        auto* to = into.pixels.data() + y * w;
        for (std::ptrdiff_t x = 0; x < w; ++x)
            columns[static_cast<std::size_t>(x)] = at[x - 2 * w] + at[x - w] + at[x] + at[x + w] + at[x + 2 * w];
        for (std::ptrdiff_t x = 2; x + 2 < w; ++x) {
            const auto* sums = columns.data() + x;
            const int mean25 = sums[-2] + sums[-1] + sums[0] + sums[1] + sums[2];
            to[x] = static_cast<std::uint8_t>(std::clamp(at[x] + (25 * at[x] - mean25) * 2 / 25, 0, 255));
        }
    }
}

/// Twice as many pixels each way, those between by their neighbours: more places to sample a small symbol at.
void enlarge(const grey_picture& from, grey_picture& into) {
    into.width = 2 * from.width - 1;
    into.height = 2 * from.height - 1;
    into.pixels.resize(static_cast<std::size_t>(into.width) * static_cast<std::size_t>(into.height));
    const std::ptrdiff_t w = from.width;
    auto* to = into.pixels.data();
    for (std::ptrdiff_t y = 0; y < into.height; ++y) {
        const auto* above = from.pixels.data() + y / 2 * w;
        const auto* below = y % 2 == 0 ? above : above + w;
        for (std::ptrdiff_t x = 0; x + 1 < w; ++x) {
            *to++ = static_cast<std::uint8_t>((above[x] + below[x]) / 2);
            *to++ = static_cast<std::uint8_t>((above[x] + above[x + 1] + below[x] + below[x + 1]) / 4);
        }
        *to++ = static_cast<std::uint8_t>((above[w - 1] + below[w - 1]) / 2);
    }
}

void order(std::vector<seen_code>& found, const grey_picture& picture) {
    const auto from_middle = [&](const seen_code& code) {
        const std::int64_t dx = 2 * code.x - picture.width, dy = 2 * code.y - picture.height;
        return dx * dx + dy * dy;
    };
    std::stable_sort(found.begin(), found.end(),
                     [&](const auto& one, const auto& other) { return from_middle(one) < from_middle(other); });
    std::vector<seen_code> once;
    for (auto& code : found) {
        const bool known = std::any_of(once.begin(), once.end(), [&](const auto& other) { return other.text == code.text; });
        if (!known && once.size() < codes_in_picture_max) once.push_back(std::move(code));
    }
    found = std::move(once);
}

} // namespace

code_finder::code_finder(const ground::clock& clock) : clock_(clock), zbar_(true) {}

std::vector<seen_code> code_finder::find(const grey_picture& picture) {
    const auto begun = clock_.steady_ms();
    // Bars cost ZXing nothing that can be measured beside the search for QR codes, so they are always read.
    auto found = zxing_codes(picture, {threshold::local, true, false});
    if (!found.empty()) {
        next_way_ = 0;
        tried_ = false;
    } else if (!looks_still(picture)) {
        found = the_slow_ways(picture, begun);
        tried_ms_ = begun;
    }
    order(found, picture);
    return found;
}

// A slow computer has no time for all ways on one picture: on the next one it goes on where it stopped.
std::vector<seen_code> code_finder::the_slow_ways(const grey_picture& picture, std::int64_t begun_ms) {
    softened_ = false;
    tried_ = false;
    std::vector<seen_code> found;
    for (std::size_t tries = 0; tries < slow_ways; ++tries) {
        const bool over = clock_.steady_ms() - begun_ms >= picture_budget_ms;
        if (over && tries > 0) return found;
        found = one_slow_way(next_way_, picture);
        next_way_ = found.empty() ? (next_way_ + 1) % slow_ways : 0;
        if (!found.empty()) return found;
    }
    tried_ = true; // all of them, in vain
    return found;
}

// Cheapest first; each was kept because it alone reads pictures of one of the kinds that tests/kiosk/optics draws.
std::vector<seen_code> code_finder::one_slow_way(std::size_t way, const grey_picture& picture) {
    switch (way) {
    case 0: return zxing_codes(picture, {threshold::whole, true, false}); // faint
    case 1: // a ticket in a dark theme
        turn_over(picture, turned_over_);
        return zxing_codes(turned_over_, {threshold::local, false, false});
    case 2: // noisy, tilted and the like together
    case 3: // faint and noisy
        if (!softened_) soften(picture, changed_);
        softened_ = true;
        return zxing_codes(changed_, {way == 2 ? threshold::local : threshold::whole, false, true});
    case 4: // out of focus
        softened_ = false;
        sharpen(picture, changed_);
        return zxing_codes(changed_, {threshold::local, false, true});
    case 5: // far away in dim light
        if (picture.pixels.size() > enlarged_pixels_max) return {};
        softened_ = false;
        enlarge(picture, changed_);
        return zxing_codes(changed_, {threshold::local, false, false});
    default: return zbar_.codes(picture); // cracked, and bars that the first way missed
    }
}

bool code_finder::looks_still(const grey_picture& picture) {
    std::int64_t difference = 0;
    std::size_t at = 0;
    auto fresh = sample_;
    for (int row = 0; row < sample_down; ++row)
        for (int column = 0; column < sample_across; ++column) {
            const auto y = static_cast<std::size_t>(picture.height) * static_cast<std::size_t>(2 * row + 1) / (2 * sample_down);
            const auto x = static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(2 * column + 1) / (2 * sample_across);
            const auto now = picture.pixels[y * static_cast<std::size_t>(picture.width) + x];
            difference += std::abs(int{now} - int{sample_[at]});
            fresh[at++] = now;
        }
    const bool still = difference < still_level * static_cast<std::int64_t>(sample_.size());
    if (tried_ && still && clock_.steady_ms() - tried_ms_ < still_again_ms) return true;
    sample_ = fresh;
    return false;
}

} // namespace krug::scanner
