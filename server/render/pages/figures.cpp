#include "render/pages/figures.hpp"

#include "calendar/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace krug::render {

namespace {

constexpr std::int64_t dots_max = 120; // more would melt into a line at the size of a card

double rounded(double value) {
    return std::round(value * 100) / 100;
}

/// A point on a circle around (50, 50); turns go clockwise from the top.
std::string point(double radius, double turn) {
    const double angle = (turn - 0.25) * 2 * std::numbers::pi;
    return fmt::format("{} {}", rounded(50 + radius * std::cos(angle)),
                       rounded(50 + radius * std::sin(angle)));
}

/// `count` dots of `all` on a ring, beginning at dot `first`: one path with round caps draws them all.
std::string dots(std::string_view name, double radius, std::int64_t first, std::int64_t count,
                 std::int64_t all, double size) {
    if (count <= 0)
        return {};
    const auto width = rounded(size);
    if (count == all)
        return fmt::format("<circle class=\"{}\" cx=\"50\" cy=\"50\" r=\"{}\" pathLength=\"{}\" "
                           "stroke-dasharray=\"0 1\" stroke-width=\"{}\" transform=\"rotate(-90 50 50)\"/>",
                           name, radius, all, width);
    // A third of a step beyond the last dot, so that rounding cannot swallow it.
    const double length = static_cast<double>(count) - 0.7;
    const double from = static_cast<double>(first) / static_cast<double>(all);
    const double turn = length / static_cast<double>(all);
    return fmt::format("<path class=\"{}\" d=\"M{}A{} {} 0 {} 1 {}\" pathLength=\"{:.1f}\" "
                       "stroke-dasharray=\"0 1\" stroke-width=\"{}\"/>",
                       name, point(radius, from), radius, radius, turn > 0.5 ? 1 : 0,
                       point(radius, from + turn), length, width);
}

struct ring_parts {
    std::int64_t taken, expected, free, all;
};

/// Seats as dots; a part that is not empty keeps at least one dot.
ring_parts as_dots(const seat_count& seats) {
    const auto total = std::max<std::int64_t>(1, seats.total);
    const auto taken = std::clamp<std::int64_t>(seats.taken, 0, total);
    const auto expected = std::clamp<std::int64_t>(seats.expected, 0, total - taken);
    const auto free = total - taken - expected;
    if (total <= dots_max)
        return {taken, expected, free, total};
    const auto scaled = [&](std::int64_t n) {
        return n == 0 ? std::int64_t{0} : std::max<std::int64_t>(1, n * dots_max / total);
    };
    const auto few_expected = scaled(expected);
    const auto few_free = scaled(free);
    return {dots_max - few_expected - few_free, few_expected, few_free, dots_max};
}

double dot_size(std::int64_t all, double radius) {
    return std::min(9.0, 0.66 * 2 * std::numbers::pi * radius / static_cast<double>(all));
}

std::string open_svg(std::string_view name, std::string_view label) {
    return label.empty()
               ? fmt::format("<svg class=\"{}\" viewBox=\"0 0 100 100\" aria-hidden=\"true\">", name)
               : fmt::format("<svg class=\"{}\" viewBox=\"0 0 100 100\" role=\"img\" aria-label=\"{}\">",
                             name, label);
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

/// As people read it: 1 200 in Russian, 1,200 in English.
std::string number(language lang, std::int64_t n) {
    return calendar::number_words(n, lang == language::en ? calendar::language::en : calendar::language::ru);
}

/// The text under the number in words: "мест из 60" without the number itself.
std::string seats_word(language lang, std::int64_t free, std::int64_t total) {
    auto words = tr_n(lang, "{n} место", free);
    const auto space = words.find(' ');
    const auto total_text = number(lang, total);
    return tr(lang, "{word} из {total}", {{"word", words.substr(space + 1)}, {"total", total_text}});
}

} // namespace

std::string seats_free(language lang, const seat_count& seats) {
    const auto free = std::max<std::int64_t>(0, seats.total - seats.taken);
    return free == 0 ? tr(lang, "Мест нет") : tr_n(lang, "{n} место", free);
}

markup seat_ring(language lang, const seat_count& seats, bool captioned) {
    if (seats.total <= 0)
        return {};
    constexpr double radius = 44;
    const auto parts = as_dots({seats.taken, seats.total, 0});
    const auto free = std::max<std::int64_t>(0, seats.total - seats.taken);
    const auto size = dot_size(parts.all, radius);
    const auto free_text = number(lang, free), total_text = number(lang, seats.total);
    const auto label =
        tr(lang, "Свободно мест: {free} из {total}", {{"free", free_text}, {"total", total_text}});
    std::string svg = open_svg("ring", captioned ? label : "");
    svg += "<circle class=\"ring__table\" cx=\"50\" cy=\"50\" r=\"33\"/>";
    svg += dots("ring__taken", radius, 0, parts.taken, parts.all, size);
    svg += dots("ring__free", radius, parts.taken, parts.free, parts.all, size * 1.213);
    svg += dots("ring__hole", radius, parts.taken, parts.free, parts.all, size * 0.606);
    if (captioned) {
        const int font = free_text.size() > 4 ? 16 : 22;
        svg += fmt::format("<text x=\"50\" y=\"52\" font-size=\"{}\">{}</text>", font, free_text);
        svg += fmt::format("<text class=\"ring__sub\" x=\"50\" y=\"64\" font-size=\"8.5\">{}</text>",
                           seats_word(lang, free, seats.total));
    }
    return {svg + "</svg>"};
}

markup hall_ring(language lang, const seat_count& seats) {
    constexpr double radius = 44.5;
    const auto parts = as_dots(seats);
    const auto size = dot_size(parts.all, radius);
    const auto came = number(lang, seats.taken), waited = number(lang, seats.expected),
               free = number(lang, std::max<std::int64_t>(0, seats.total - seats.taken - seats.expected));
    const auto awaited = number(lang, seats.taken + seats.expected);
    std::string svg = open_svg("ring", tr(lang, "В зале: {came}, ждём: {waited}, свободно: {free}",
                                          {{"came", came}, {"waited", waited}, {"free", free}}));
    svg += "<circle class=\"ring__table\" cx=\"50\" cy=\"50\" r=\"34\"/>";
    svg += dots("ring__taken", radius, 0, parts.taken, parts.all, size);
    svg += dots("hall__exp", radius, parts.taken, parts.expected, parts.all, size);
    svg += dots("ring__hole", radius, parts.taken, parts.expected, parts.all, size * 0.52);
    svg += dots("hall__free", radius, parts.taken + parts.expected, parts.free, parts.all, size * 0.45);
    svg += fmt::format("<text x=\"50\" y=\"53\" font-size=\"{}\">{}</text>", came.size() > 4 ? 16 : 23, came);
    svg += fmt::format("<text class=\"ring__sub\" x=\"50\" y=\"62\" font-size=\"6\">{}</text>",
                       tr(lang, "в зале из {total}", {{"total", awaited}}));
    return {svg + "</svg>"};
}

markup date_disc(int day, int month, const std::string& caption) {
    std::string svg = open_svg("", "");
    svg += "<circle class=\"disc__b\" cx=\"50\" cy=\"50\" r=\"37\"/>";
    for (int each = 1; each <= 12; ++each) {
        const auto at = point(45, each / 12.0);
        const auto space = at.find(' ');
        const bool is_on = each == month;
        svg += fmt::format("<circle class=\"d{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", is_on ? " d--on" : "",
                           at.substr(0, space), at.substr(space + 1), is_on ? 4.6 : 2.2);
    }
    const std::string large = day > 0 ? std::to_string(day) : fmt::format("{:02}", month);
    return {fmt::format("<span class=\"disc\" aria-hidden=\"true\">{}</svg><span class=\"disc__t\"><b>{}</b>"
                        "<span>{}</span></span></span>",
                        svg, large, escaped(caption))};
}

markup status_ring(status_picture picture) {
    constexpr std::int64_t all = 12;
    constexpr double radius = 42;
    const double size = 9;
    std::string svg = open_svg("ring", "");
    svg += "<circle class=\"ring__table\" cx=\"50\" cy=\"50\" r=\"30\"/>";
    const auto you = [&](std::string_view name) {
        return fmt::format("<circle class=\"{}\" cx=\"50\" cy=\"8\" r=\"6\"/>", name);
    };
    svg += dots("ring__taken", radius, 1, all - 1, all, size);
    switch (picture) {
    case status_picture::taken:
        svg += you("st__you");
        break;
    case status_picture::checking:
        svg += you("st__you st__you--dash");
        break;
    case status_picture::waiting:
        svg += dots("ring__taken", radius, 0, 1, all, size);
        svg += "<circle class=\"st__q\" cx=\"38\" cy=\"50\" r=\"4\"/><circle class=\"st__q\" cx=\"50\" "
               "cy=\"50\" r=\"4\"/>"
               "<circle class=\"st__you\" cx=\"62\" cy=\"50\" r=\"4.6\"/>";
        break;
    case status_picture::given_back:
        svg += you("st__q st__q--open");
        break;
    case status_picture::none:
        svg += you("oops__gone");
        break;
    }
    return {svg + "</svg>"};
}

markup round_table(language lang, int table, const seat_count& seats) {
    const auto total = std::clamp<std::int64_t>(seats.total, 1, 24);
    const auto taken = std::clamp<std::int64_t>(seats.taken, 0, total);
    const double size = std::min(7.4, 2 * std::numbers::pi * 41 / static_cast<double>(total) / 2.6);
    const auto name = number(lang, table), taken_text = number(lang, taken), total_text = number(lang, total);
    std::string svg = open_svg("rt", tr(lang, "Стол {number}: занято мест: {taken} из {total}",
                                        {{"number", name}, {"taken", taken_text}, {"total", total_text}}));
    svg += "<circle class=\"rt__top\" cx=\"50\" cy=\"50\" r=\"29\"/>";
    for (std::int64_t each = 0; each < total; ++each) {
        const auto at = point(41, static_cast<double>(each) / static_cast<double>(total));
        const auto space = at.find(' ');
        svg += fmt::format("<circle class=\"s{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
                           each < taken ? "" : " s--open", at.substr(0, space), at.substr(space + 1),
                           rounded(size));
    }
    return {svg + fmt::format("<text x=\"50\" y=\"58.5\" font-size=\"24\">{}</text></svg>", table)};
}

markup arrivals_chart(language lang, const std::vector<arrivals_column>& columns) {
    if (columns.empty())
        return {};
    constexpr double width = 560, base = 196, top = 34;
    std::int64_t highest = 1;
    for (const auto& column : columns)
        highest = std::max(highest, column.count);
    const double step = (width - 32) / static_cast<double>(columns.size());
    const double unit = std::min(20.0, (base - top) / static_cast<double>(highest));
    // Labels stand under every n-th column only, so that they never touch.
    const auto label_every = static_cast<std::size_t>(std::ceil(48.0 / step));
    std::string svg =
        fmt::format("<svg class=\"chart\" viewBox=\"0 0 560 236\" role=\"img\" aria-label=\"{}\">",
                    tr(lang, "Приход по пятиминуткам; числа – в таблице ниже"));
    svg += fmt::format("<line class=\"ch-axis\" x1=\"8\" x2=\"552\" y1=\"{0}\" y2=\"{0}\"/>", base);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const double x = rounded(16 + step * (static_cast<double>(i) + 0.5));
        const auto count = columns[i].count;
        const double height = unit * static_cast<double>(count);
        if (highest <= 8 && step >= 20)
            for (std::int64_t each = 0; each < count; ++each)
                svg += fmt::format("<circle class=\"ch-p\" cx=\"{}\" cy=\"{}\" r=\"8\"/>", x,
                                   base - 12 - 20 * static_cast<double>(each));
        else if (count > 0)
            svg += fmt::format("<rect class=\"ch-p\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"/>",
                               rounded(x - step * 0.35), rounded(base - height), rounded(step * 0.7),
                               rounded(height));
        if (count > 0 && step >= 20)
            svg += fmt::format("<text class=\"ch-v\" x=\"{}\" y=\"{}\">{}</text>", x,
                               rounded(base - (highest <= 8 ? 20 * static_cast<double>(count) : height) - 8),
                               number(lang, count));
        if (i % label_every == 0)
            svg +=
                fmt::format("<text class=\"ch-l\" x=\"{}\" y=\"218\">{}</text>", x, escaped(columns[i].time));
    }
    return {svg + "</svg>"};
}

} // namespace krug::render
