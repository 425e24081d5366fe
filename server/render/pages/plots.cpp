#include "render/pages/plots.hpp"


#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace krug::render {

namespace {

constexpr double width = 560;
constexpr double left = 10, right = 550;
constexpr double label_room = 64; ///< of one label under the axis, also in the larger type of small screens

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

double rounded(double value) { return std::round(value * 10) / 10; }

std::string open_svg(const plot_label& label, double height) {
    return fmt::format("<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{}-pt {}-pd\">"
                       "<title id=\"{}-pt\">{}</title><desc id=\"{}-pd\">{}</desc>",
                       width, height, label.id, label.id, label.id, escaped(label.title), label.id, escaped(label.description));
}

/// The first letters of a name, cut at a letter and never inside one.
std::string shortened(const std::string& name, std::size_t letters) {
    std::size_t count = 0, at = 0;
    for (; at < name.size(); ++at) {
        const bool begins = (static_cast<unsigned char>(name[at]) & 0xC0U) != 0x80U;
        if (begins && ++count > letters) return name.substr(0, at) + "…";
    }
    return name;
}

std::int64_t highest_of(const std::vector<plot_point>& points, std::int64_t least) {
    auto highest = least;
    for (const auto& point : points) highest = std::max(highest, point.value);
    return highest;
}

/// Labels under the axis: the first, the last, and as many between as have room.
std::string labels_under(const std::vector<plot_point>& points, double step, double first_x, double y) {
    const auto every = static_cast<std::size_t>(std::max(1.0, std::ceil(label_room / std::max(step, 0.01))));
    std::string svg;
    for (std::size_t at = 0; at < points.size(); at += every)
        svg += fmt::format("<text class=\"ch-l\" x=\"{}\" y=\"{}\">{}</text>",
                           rounded(std::clamp(first_x + step * static_cast<double>(at), 30.0, width - 30.0)), y, escaped(points[at].label));
    return svg;
}

} // namespace

markup line_plot(const plot_label& label, const std::vector<plot_point>& points, std::int64_t limit, const std::string& limit_words) {
    if (points.empty()) return {};
    constexpr double top = 40, base = 190;
    const auto highest = highest_of(points, std::max<std::int64_t>(limit, 1));
    const double step = points.size() > 1 ? (right - left) / static_cast<double>(points.size() - 1) : 0;
    const auto y_of = [&](std::int64_t value) {
        return rounded(base - (base - top) * static_cast<double>(value) / static_cast<double>(highest));
    };
    std::string line, svg = open_svg(label, 222);
    for (std::size_t at = 0; at < points.size(); ++at)
        line += fmt::format("{}{} {}", at == 0 ? "M" : "L", rounded(left + step * static_cast<double>(at)), y_of(points[at].value));
    const double last_x = rounded(left + step * static_cast<double>(points.size() - 1));
    svg += fmt::format("<path class=\"ch-area\" d=\"{}L{} {}L{} {}Z\"/>", line, last_x, base, left, base);
    svg += fmt::format("<line class=\"ch-axis\" x1=\"8\" x2=\"552\" y1=\"{0}\" y2=\"{0}\"/>", base);
    if (limit > 0) {
        svg += fmt::format("<g class=\"ch-mark\"><line x1=\"8\" x2=\"552\" y1=\"{0}\" y2=\"{0}\"/><text x=\"10\" y=\"{1}\">{2}</text></g>",
                           y_of(limit), y_of(limit) - 9, escaped(limit_words));
    }
    svg += fmt::format("<path class=\"ch-line\" d=\"{}\"/>", line);
    svg += fmt::format("<circle class=\"ch-dot ch-dot--last\" cx=\"{}\" cy=\"{}\" r=\"5\"/>", last_x, y_of(points.back().value));
    svg += fmt::format("<text class=\"ch-v\" x=\"{}\" y=\"{}\">{}</text>", std::clamp(last_x, 30.0, width - 30.0),
                       std::max(y_of(points.back().value) - 12, 18.0), escaped(points.back().words));
    return {svg + labels_under(points, step, left, 214) + "</svg>"};
}

markup column_plot(const plot_label& label, const std::vector<plot_point>& points) {
    if (points.empty()) return {};
    constexpr double top = 34, base = 190;
    const auto highest = highest_of(points, 1);
    const double step = (right - left) / static_cast<double>(points.size());
    std::string svg = open_svg(label, 222);
    svg += fmt::format("<line class=\"ch-axis\" x1=\"8\" x2=\"552\" y1=\"{0}\" y2=\"{0}\"/>", base);
    for (std::size_t at = 0; at < points.size(); ++at) {
        const auto value = points[at].value;
        if (value <= 0) continue;
        const double height = std::max(2.0, (base - top) * static_cast<double>(value) / static_cast<double>(highest));
        const double thick = std::max(1.0, std::min(step * 0.72, 34.0));
        const double middle = left + step * (static_cast<double>(at) + 0.5);
        svg += fmt::format("<rect class=\"ch-p\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>", rounded(middle - thick / 2),
                           rounded(base - height), rounded(thick), rounded(height), thick > 8 ? 3 : 0);
        if (step >= 30)
            svg += fmt::format("<text class=\"ch-v\" x=\"{}\" y=\"{}\">{}</text>", rounded(middle), rounded(base - height - 7), escaped(points[at].words));
    }
    return {svg + labels_under(points, step, left + step / 2, 214) + "</svg>"};
}

markup bars_plot(const plot_label& label, const std::vector<plot_bar>& bars) {
    if (bars.empty()) return {};
    constexpr double row = 48;
    constexpr std::size_t letters_most = 26;
    std::int64_t longest = 1;
    for (const auto& bar : bars) longest = std::max({longest, bar.outline, bar.solid});
    std::string svg = open_svg(label, 6 + row * static_cast<double>(bars.size()));
    for (std::size_t at = 0; at < bars.size(); ++at) {
        const auto& bar = bars[at];
        const double y = row * static_cast<double>(at);
        const auto wide = [&](std::int64_t value) {
            return rounded((right - left) * static_cast<double>(value) / static_cast<double>(longest));
        };
        svg += fmt::format("<text class=\"ch-n\" x=\"{}\" y=\"{}\">{}</text><text class=\"ch-y\" x=\"{}\" y=\"{}\">{}</text>", left,
                           y + 20, escaped(shortened(bar.name, letters_most)), right, y + 20, escaped(bar.words));
        svg += fmt::format("<line class=\"ch-grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/>", left, right, y + 42);
        if (bar.solid > 0)
            svg += fmt::format("<rect class=\"ch-p\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"12\"/>", left, y + 28, std::max(2.0, wide(bar.solid)));
        if (bar.outline > 0)
            svg += fmt::format("<rect class=\"ch-o\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"14\" rx=\"3\"/>", left, y + 27, std::max(3.0, wide(bar.outline)));
    }
    return {svg + "</svg>"};
}

} // namespace krug::render
