#include "render/badge_pdf.hpp"

#include "render/badge_zpl.hpp"
#include "render/paper.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace krug::render {

namespace {

using domain::badge_layout;

struct badge_size {
    double width = 0, height = 0; ///< of one badge, millimetres
    int columns = 1, rows = 1;    ///< on an A4 sheet; 1 × 1 = a page of its own
};

badge_size size_of(badge_layout layout) {
    switch (layout) {
    case badge_layout::sheet_90x60: return {90, 60, 2, 4};
    case badge_layout::sheet_86x54: return {86, 54, 2, 5};
    case badge_layout::holder_105x148: return {105, 148, 1, 1};
    case badge_layout::label_58x40: return {58, 40, 1, 1};
    case badge_layout::label_62x29: return {62, 29, 1, 1};
    case badge_layout::label_100x70: return {100, 70, 1, 1};
    }
    return {90, 60, 2, 4};
}

struct named_ink {
    std::string_view name;
    ink fill, text;
};
constexpr ink white{1, 1, 1}, black{0, 0, 0};
constexpr named_ink lanyards[] = {
    {"red", {0.72, 0.11, 0.11}, white},   {"orange", {0.93, 0.55, 0.10}, black}, {"yellow", {0.98, 0.85, 0.20}, black},
    {"green", {0.10, 0.45, 0.22}, white}, {"blue", {0.08, 0.33, 0.65}, white},   {"violet", {0.38, 0.20, 0.60}, white},
    {"white", {1, 1, 1}, black},          {"grey", {0.45, 0.45, 0.48}, white},   {"black", {0, 0, 0}, white}};

named_ink lanyard_of(std::string_view colour) {
    for (const auto& each : lanyards)
        if (each.name == colour) return each;
    return {"", white, black};
}

/// How a badge is drawn: `dots` > 0 for a printer that knows black and white only.
struct brush {
    paper& page;
    int dots = 0;

    ink quiet() const { return dots > 0 ? black : inks::grey; }
    double on_dot(double millimetres) const {
        return dots > 0 ? std::round(millimetres * dots) / dots : millimetres;
    }
};

/// Name lines with one size for both: whole words first, then wrapped, as large as the room allows.
struct fitted_name {
    double points = 6;
    int lines = 1;
};

text_style given_style(const fitted_name& fit) {
    return {.points = fit.points, .bold = true, .colour = inks::black, .lines_max = fit.lines};
}
text_style family_style(const fitted_name& fit) {
    return {.points = std::max(fit.points * 0.72, 5.0), .bold = true, .colour = inks::black, .lines_max = fit.lines};
}

fitted_name fit_name(paper& page, double width, double height, const badge_face& face, double points_max) {
    const auto stands = [&](const fitted_name& fit) {
        const auto given = given_style(fit), family = family_style(fit);
        if (!face.given.empty() && !page.fits(width, face.given, given)) return false;
        if (!face.family.empty() && !page.fits(width, face.family, family)) return false;
        return page.height_of(width, face.given, given) + page.height_of(width, face.family, family) <= height;
    };
    for (double size = points_max; size >= points_max * 0.45; size -= 0.5)
        if (const fitted_name fit{size, 1}; stands(fit)) return fit;
    for (const int lines : {2, 3, 5})
        for (double size = points_max * 0.7; size >= 6; size -= 0.5)
            if (const fitted_name fit{size, lines}; stands(fit)) return fit;
    return {6, 5};
}

void write_category(const brush& with, const box& where, const badge_face& face) {
    if (face.category.empty()) return;
    const auto lanyard = with.dots > 0 ? named_ink{"", black, white} : lanyard_of(face.colour);
    with.page.fill_box(where, 0.8, lanyard.fill);
    with.page.frame_box(where, 0.8, 0.3, inks::black);
    const double points_max = std::min(where.height * 1.9, 15.0);
    const text_style style{.points = points_max, .bold = true, .colour = lanyard.text, .align = text_align::centre, .lines_max = 1,
                           .points_min = 4.5};
    const double tall = with.page.height_of(where.width - 2, face.category, style);
    with.page.write({where.x + 1, where.y + (where.height - tall) / 2, where.width - 2, 0}, face.category, style);
}

void write_table(const brush& with, const box& where, const badge_face& face) {
    if (face.table.empty()) return;
    const text_style word{.points = std::clamp(where.height * 0.45, 5.0, 10.0), .colour = with.quiet(), .align = text_align::centre};
    const double word_height = with.page.height_of(where.width, face.table_word, word);
    const double room = where.height - word_height;
    double points = room * 2.9;
    text_style number{.points = points, .bold = true, .colour = inks::black, .align = text_align::centre, .lines_max = 1};
    while (points > 8 && (!with.page.fits(where.width, face.table, number) || with.page.height_of(where.width, face.table, number) > room * 1.15)) {
        points -= 1;
        number.points = points;
    }
    with.page.write({where.x, where.y, where.width, 0}, face.table_word, word);
    with.page.write({where.x, where.y + word_height - room * 0.06, where.width, 0}, face.table, number);
}

void draw_badge(const brush& with, const box& where, const badge_face& face) {
    auto& page = with.page;
    const bool is_small = where.height < 45;
    const double pad = is_small ? 1.6 : 4;
    const double inner_width = where.width - 2 * pad, inner_height = where.height - 2 * pad;
    const bool is_tall = where.height > where.width;
    const double left = where.x + pad, top = where.y + pad, bottom = where.y + where.height - pad;

    // The code: a whole number of dots a module on printers of labels, never less than 18 mm with its quiet zone.
    const auto symbol = encode_qr(face.qr_text, is_small ? qr_level::medium : qr_level::quartile);
    const int modules = symbol.width() + 2 * qr_quiet_modules;
    double side = is_tall ? inner_width * 0.5 : std::clamp(inner_height * 0.55, 18.4, 34.0);
    if (with.dots > 0) side = std::max(1.0, std::floor(side * with.dots / modules)) * modules / with.dots;
    const double code_x = with.on_dot(where.x + where.width - pad * 0.5 - side), code_y = with.on_dot(bottom + pad * 0.5 - side);
    page.qr(symbol, code_x, code_y, side);

    const double band = is_small ? 4.4 : 7.5;
    const double column = code_x - left - 1.5; // left of the code
    write_category(with, {left, bottom - band, column, band}, face);

    const text_style number_style{.points = is_small ? 6.5 : 9, .colour = with.quiet(), .lines_max = 1, .points_min = 5};
    const auto foot_words = face.tables.empty() ? face.number : face.number + " · " + face.tables;
    const double foot_height = page.height_of(column, foot_words, number_style);
    const double foot_y = bottom - (face.category.empty() ? 0 : band + 0.6) - foot_height;
    page.write({left, foot_y, column, 0}, foot_words, number_style);

    double y = top;
    if (!is_small) {
        y += page.write({left, y, inner_width, 0}, face.event,
                        {.points = 8, .colour = with.quiet(), .lines_max = is_tall ? 2 : 1, .points_min = 6}) + 1.5;
    }
    // The table stands above the code; on a tall badge beside it is room for a far larger one.
    const double table_top = is_tall ? code_y : y;
    if (is_tall) write_table(with, {left, table_top, column, foot_y - table_top - 1}, face);
    else write_table(with, {code_x, table_top, side, code_y - table_top}, face);

    const bool has_column = !face.table.empty() && !is_tall;
    const double name_width = has_column || is_small ? column : inner_width;
    const double name_bottom = is_tall || name_width > column ? code_y - 1 : foot_y - 0.6;
    const text_style organisation_style{.points = is_small ? 8.0 : (is_tall ? 15.0 : 11.0), .colour = with.quiet(),
                                        .lines_max = is_tall ? 3 : 2, .points_min = is_small ? 5.0 : 7.0};
    const double organisation_height = page.height_of(name_width, face.organisation, organisation_style);
    const double room = name_bottom - y - organisation_height - (face.organisation.empty() ? 0 : 0.8);
    const auto fit = fit_name(page, name_width, room, face, is_tall ? 64 : std::max(inner_height * 0.85, 20.0));
    y += page.write({left, y, name_width, 0}, face.given, given_style(fit));
    y += page.write({left, y, name_width, 0}, face.family, family_style(fit)) + 0.8;
    page.write({left, y, name_width, 0}, face.organisation, organisation_style);
}

void draw_sheets(paper& page, const badge_document& document, const badge_size& size) {
    const double x0 = (210 - size.width * size.columns) / 2, y0 = (297 - size.height * size.rows) / 2;
    const auto on_sheet = static_cast<std::size_t>(size.columns * size.rows);
    for (std::size_t at = 0; at < document.badges.size(); ++at) {
        if (at > 0 && at % on_sheet == 0) page.next_page();
        const auto place = static_cast<int>(at % on_sheet);
        const box where{x0 + size.width * (place % size.columns), y0 + size.height * (place / size.columns), size.width, size.height};
        page.frame_box(where, 0, 0.1, inks::rule);
        draw_badge({page, 0}, where, document.badges[at]);
    }
}

} // namespace

std::string write_badges_pdf(const badge_document& document) {
    const auto size = size_of(document.layout);
    const bool is_sheet = size.columns * size.rows > 1;
    paper page({.width = is_sheet ? 210 : size.width, .height = is_sheet ? 297 : size.height, .title = document.title,
                .language = document.language == "en" ? "en-GB" : "ru-RU", .written_at = document.written_at});
    if (is_sheet) {
        draw_sheets(page, document, size);
        return page.finish();
    }
    for (std::size_t at = 0; at < document.badges.size(); ++at) {
        if (at > 0) page.next_page();
        draw_badge({page, 0}, {0, 0, size.width, size.height}, document.badges[at]);
    }
    return page.finish();
}

std::string write_badges_zpl(const badge_document& document, int dots_per_millimetre) {
    if (!domain::is_label(document.layout)) throw std::invalid_argument("not a label");
    const auto size = size_of(document.layout);
    std::string labels;
    for (const auto& badge : document.badges) {
        paper page({.width = size.width, .height = size.height, .title = {}, .language = document.language == "en" ? "en-GB" : "ru-RU",
                    .written_at = 0, .dots_per_millimetre = dots_per_millimetre});
        draw_badge({page, dots_per_millimetre}, {0, 0, size.width, size.height}, badge);
        labels += write_zpl_label(page.finish_picture());
    }
    return labels;
}

} // namespace krug::render
