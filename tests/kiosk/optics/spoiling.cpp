#include "kiosk/optics/spoiling.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace krug::optics {
namespace {

using scanner::grey_picture;

constexpr int quiet = 4;

/// Uniform numbers that are the same with every standard library.
class dice {
public:
    explicit dice(std::mt19937_64& random) : random_(random) {}
    double between(double low, double high) {
        return low + (high - low) * (static_cast<double>(random_() >> 11) / 9007199254740992.0);
    }
    /// Near enough to normal: the sum of four.
    double normal() { return (between(-1, 1) + between(-1, 1) + between(-1, 1) + between(-1, 1)) * 0.866; }

private:
    std::mt19937_64& random_;
};

struct disc {
    double x, y, across, up; ///< in modules
    double ink;
    bool covers(double u, double v) const {
        const double dx = (u - x) / across, dy = (v - y) / up;
        return dx * dx + dy * dy <= 1;
    }
};
struct crack {
    double x, y, dx, dy, half; ///< a line through (x, y) along a unit vector
    double ink;
    bool covers(double u, double v) const { return std::abs((u - x) * dy - (v - y) * dx) <= half; }
};

struct scene {
    double module = 5;
    double turn = 0, tilt_x = 0, tilt_y = 0; ///< radians
    double middle_x = 0, middle_y = 0;
    double ink = 25, paper = 225, around = 120;
    double blur = 0, noise = 0; ///< pixels, levels
    double moire = 0, moire_period = 3, moire_angle = 0;
    double fall_off = 0; ///< how much darker the right edge is, 0..1
    std::vector<disc> discs;
    std::vector<crack> cracks;
};

/// From a pixel back to the card, by the inverse of the camera's projection.
class projection {
public:
    explicit projection(const scene& at) : at_(at) {
        const double focus = 900;
        const double ct = std::cos(at.turn), st = std::sin(at.turn), cx = std::cos(at.tilt_x), sx = std::sin(at.tilt_x);
        const double cy = std::cos(at.tilt_y), sy = std::sin(at.tilt_y);
        // turn in the plane, then tilt about both axes; the card is flat, so two columns are enough
        const double a[3][2] = {{cy * ct, -cy * st}, {sx * sy * ct + cx * st, -sx * sy * st + cx * ct},
                                {-cx * sy * ct + sx * st, cx * sy * st + sx * ct}};
        const double m = at.module;
        const double h[3][3] = {{a[0][0] * m * focus, a[0][1] * m * focus, 0},
                                {a[1][0] * m * focus, a[1][1] * m * focus, 0},
                                {a[2][0] * m, a[2][1] * m, focus}};
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 3; ++column) {
                const int r1 = (column + 1) % 3, r2 = (column + 2) % 3, c1 = (row + 1) % 3, c2 = (row + 2) % 3;
                back_[row][column] = h[r1][c1] * h[r2][c2] - h[r1][c2] * h[r2][c1];
            }
    }
    void card(double px, double py, double& u, double& v) const {
        const double x = px - at_.middle_x, y = py - at_.middle_y;
        const double w = back_[2][0] * x + back_[2][1] * y + back_[2][2];
        u = (back_[0][0] * x + back_[0][1] * y + back_[0][2]) / w;
        v = (back_[1][0] * x + back_[1][1] * y + back_[1][2]) / w;
    }

private:
    const scene& at_;
    double back_[3][3]{};
};

double ink_at(const render::qr_symbol& symbol, const scene& at, double u, double v) {
    const int width = symbol.width();
    const double half = width / 2.0;
    if (std::abs(u) > half + quiet || std::abs(v) > half + quiet) return at.around;
    for (const auto& each : at.discs)
        if (each.covers(u, v)) return each.ink;
    for (const auto& each : at.cracks)
        if (each.covers(u, v)) return each.ink;
    const int column = static_cast<int>(std::floor(u + half)), row = static_cast<int>(std::floor(v + half));
    if (column < 0 || row < 0 || column >= width || row >= width) return at.paper;
    return symbol.is_dark(column, row) ? at.ink : at.paper;
}

/// Three running means are near enough to a bell.
void blur(std::vector<float>& values, int width, int height, double sigma) {
    const int reach = std::max(1, static_cast<int>(std::lround((std::sqrt(4 * sigma * sigma + 1) - 1) / 2)));
    const double full = sigma * sigma * 12 / 3;            // variance wanted of each pass
    const double whole = (2.0 * reach + 1) * (2.0 * reach + 1) - 1;
    const auto mix = static_cast<float>(std::clamp(full / whole, 0.0, 1.0)); // a part of the mean when less is wanted
    std::vector<float> line(static_cast<std::size_t>(std::max(width, height)));
    const auto smooth = [&](float* from, int count, int step) {
        for (int at = 0; at < count; ++at) line[static_cast<std::size_t>(at)] = from[at * step];
        for (int at = 0; at < count; ++at) {
            float sum = 0;
            for (int near = -reach; near <= reach; ++near)
                sum += line[static_cast<std::size_t>(std::clamp(at + near, 0, count - 1))];
            from[at * step] = (1 - mix) * line[static_cast<std::size_t>(at)] + mix * sum / static_cast<float>(2 * reach + 1);
        }
    };
    for (int pass = 0; pass < 3; ++pass) {
        for (int y = 0; y < height; ++y) smooth(values.data() + static_cast<std::ptrdiff_t>(y) * width, width, 1);
        for (int x = 0; x < width; ++x) smooth(values.data() + x, height, width);
    }
}

grey_picture paint(const render::qr_symbol& symbol, const scene& at, int width, int height, dice& roll) {
    // Only where the card can be is anything computed pixel by pixel.
    const double reach = (symbol.width() / 2.0 + quiet) * at.module * 1.9;
    const int left = std::max(0, static_cast<int>(at.middle_x - reach)), right = std::min(width, static_cast<int>(at.middle_x + reach));
    const int top = std::max(0, static_cast<int>(at.middle_y - reach)), bottom = std::min(height, static_cast<int>(at.middle_y + reach));
    const int across = right - left, down = bottom - top;
    std::vector<float> values(static_cast<std::size_t>(across) * static_cast<std::size_t>(down));
    const projection camera(at);
    constexpr int fine = 2;
    std::size_t pixel = 0;
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x) {
            double sum = 0;
            for (int sub = 0; sub < fine * fine; ++sub) {
                double u = 0, v = 0;
                camera.card(x + (static_cast<double>(sub % fine) + 0.5) / fine, y + (static_cast<double>(sub / fine) + 0.5) / fine, u, v);
                sum += ink_at(symbol, at, u, v);
            }
            values[pixel++] = static_cast<float>(sum / (fine * fine));
        }
    if (at.blur > 0) blur(values, across, down, at.blur);

    grey_picture picture{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                                                                  static_cast<std::uint8_t>(at.around))};
    const double wave_x = std::cos(at.moire_angle) * 2 * std::numbers::pi / at.moire_period;
    const double wave_y = std::sin(at.moire_angle) * 2 * std::numbers::pi / at.moire_period;
    pixel = 0;
    for (int y = top; y < bottom; ++y)
        for (int x = left; x < right; ++x) {
            double value = values[pixel++];
            if (at.moire > 0) value += at.moire * std::sin(wave_x * x) * std::sin(wave_y * y + 1);
            if (at.fall_off > 0) value *= 1 - at.fall_off * (x - left) / std::max(1, across);
            if (at.noise > 0) value += at.noise * roll.normal();
            picture.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] =
                static_cast<std::uint8_t>(std::clamp(value, 0.0, 255.0));
        }
    return picture;
}

/// Ellipses over a twentieth of the symbol; in the middle, or over the corner in which a finder pattern stands.
void spill(scene& at, int symbol_width, double ink, bool corner, dice& roll) {
    const double area = 0.05 * symbol_width * symbol_width;
    const double across = std::sqrt(area / std::numbers::pi) * roll.between(0.75, 1.3);
    const double up = area / std::numbers::pi / across;
    const double half = symbol_width / 2.0;
    disc each{0, 0, across, up, ink};
    if (corner) {
        each.x = each.y = -half + roll.between(1, 6);
    } else {
        const double room = half - 10; // the finder patterns with their margins take eight modules of each corner
        each.x = roll.between(-room, room);
        each.y = roll.between(-room, room);
    }
    at.discs.push_back(each);
}

} // namespace

grey_picture draw(const render::qr_symbol& symbol, spoilt how, int width, int height, std::mt19937_64& random) {
    dice roll(random);
    scene at;
    const double fits = 0.62 * std::min(width, height) / (symbol.width() + 2 * quiet);
    at.module = roll.between(3, std::min(8.0, fits * 1.4));
    at.middle_x = width / 2.0 + roll.between(-0.08, 0.08) * width;
    at.middle_y = height / 2.0 + roll.between(-0.03, 0.03) * height;
    const auto slant = [&](double degrees) { return roll.between(-degrees, degrees) * std::numbers::pi / 180; };
    switch (how) {
    case spoilt::clean: break;
    case spoilt::tiny: at.module = 2; break;
    case spoilt::blur: at.blur = roll.between(0.2, 0.5) * at.module; break;
    case spoilt::noise: at.noise = roll.between(5, 35); break;
    case spoilt::tilted:
        at.module = std::max(4.0, at.module);
        at.tilt_x = slant(40);
        at.tilt_y = slant(40);
        break;
    case spoilt::turned: at.turn = slant(180), at.module = std::min(at.module, fits); break;
    case spoilt::faint:
        at.ink = roll.between(60, 140);
        at.paper = at.ink + roll.between(30, 60);
        at.noise = 2;
        break;
    case spoilt::blot: spill(at, symbol.width(), roll.between(20, 230), false, roll); break;
    case spoilt::finder_blot: spill(at, symbol.width(), roll.between(20, 230), true, roll); break;
    case spoilt::glare: spill(at, symbol.width(), 255, false, roll); at.blur = 0.8; break;
    case spoilt::cracked:
        for (int left = static_cast<int>(roll.between(1, 4)); left > 0; --left) {
            const double angle = slant(180), half = symbol.width() / 2.0;
            at.cracks.push_back({roll.between(-half, half), roll.between(-half, half), std::cos(angle), std::sin(angle),
                                 roll.between(0.1, 0.3), roll.between(0, 255)});
        }
        at.module = std::max(4.0, at.module);
        break;
    case spoilt::inverted: std::swap(at.ink, at.paper), at.around = 30; break;
    case spoilt::moire:
        at.moire = roll.between(10, 40);
        at.moire_period = roll.between(2.2, 7);
        at.moire_angle = roll.between(0.2, 1.4);
        break;
    case spoilt::dim:
        at.ink = 6, at.paper = roll.between(28, 60), at.around = 10;
        at.fall_off = roll.between(0, 0.5);
        at.noise = 3;
        break;
    case spoilt::mixed:
        at.module = std::max(4.0, std::min(at.module, fits));
        at.turn = slant(180), at.tilt_x = slant(25), at.tilt_y = slant(25);
        at.blur = 0.3 * at.module, at.noise = 10;
        at.ink = 70, at.paper = 150;
        break;
    }
    return paint(symbol, at, width, height, roll);
}

grey_picture draw_stripes(int width, int height, std::mt19937_64& random) {
    dice roll(random);
    grey_picture picture{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height))};
    const double slant = roll.between(-0.6, 0.6), unit = roll.between(1.5, 8), noise = roll.between(0, 12);
    const double dark = roll.between(0, 110), light = dark + roll.between(30, 140);
    std::vector<std::uint8_t> bars; // one value a pixel along the slant
    const auto length = static_cast<std::size_t>(width + height);
    for (bool ink = false; bars.size() < length; ink = !ink)
        bars.insert(bars.end(), static_cast<std::size_t>(std::max(1.0, std::round(unit * std::floor(roll.between(1, 5))))),
                    static_cast<std::uint8_t>(ink ? dark : light));
    std::size_t pixel = 0;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            const auto at = static_cast<std::size_t>(std::max(0.0, x + slant * y + 0.6 * height)) % length;
            picture.pixels[pixel++] = static_cast<std::uint8_t>(std::clamp(bars[at] + noise * roll.normal(), 0.0, 255.0));
        }
    return picture;
}

grey_picture draw_beside(std::span<const render::qr_symbol> symbols, std::span<const std::array<int, 2>> middles,
                         double module, int width, int height) {
    std::mt19937_64 unused(1);
    dice roll(unused);
    grey_picture whole{width, height, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 120)};
    for (std::size_t which = 0; which < symbols.size(); ++which) {
        scene at;
        at.module = module;
        at.middle_x = middles[which][0];
        at.middle_y = middles[which][1];
        const auto one = paint(symbols[which], at, width, height, roll);
        for (std::size_t pixel = 0; pixel < whole.pixels.size(); ++pixel)
            if (one.pixels[pixel] != 120) whole.pixels[pixel] = one.pixels[pixel];
    }
    return whole;
}

} // namespace krug::optics
