#include "render/paper.hpp"

#include "render/plain_text.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <stdexcept>

namespace krug::render {
namespace {

constexpr double points_per_millimetre = 72.0 / 25.4;
constexpr double shrink_step_points = 0.5;
constexpr const char* font_families = "PT Sans, DejaVu Sans, Noto Sans, sans-serif";
constexpr std::size_t characters_max = 2000; ///< of one paragraph; Pango's time grows with the text, the paper does not

double points(double millimetres) { return millimetres * points_per_millimetre; }

cairo_status_t append_bytes(void* out, const unsigned char* bytes, unsigned int count) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

std::string iso_date(std::int64_t utc_seconds) {
    using namespace std::chrono;
    const sys_seconds moment{seconds{utc_seconds}};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

PangoAlignment pango_alignment(text_align align) {
    switch (align) {
    case text_align::left: return PANGO_ALIGN_LEFT;
    case text_align::centre: return PANGO_ALIGN_CENTER;
    case text_align::right: return PANGO_ALIGN_RIGHT;
    }
    return PANGO_ALIGN_LEFT;
}

} // namespace

struct paper::canvas {
    std::string bytes;
    std::string language;
    cairo_surface_t* surface = nullptr;
    cairo_t* context = nullptr;
    PangoLayout* layout = nullptr;

    canvas() = default;
    canvas(const canvas&) = delete;
    canvas& operator=(const canvas&) = delete;
    ~canvas() {
        if (layout) g_object_unref(layout);
        if (context) cairo_destroy(context);
        if (surface) cairo_surface_destroy(surface);
    }

    void set_ink(const ink& colour) { cairo_set_source_rgb(context, colour.red, colour.green, colour.blue); }

    void set_font(const text_style& style, double size) {
        auto* font = pango_font_description_from_string(font_families);
        pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
        pango_layout_set_font_description(layout, font);
        pango_font_description_free(font);
    }

    void lay_out(double width, std::string_view text, const text_style& style) {
        const auto line = plain_line(first_code_points(text, characters_max));
        pango_layout_set_text(layout, line.data(), static_cast<int>(line.size()));
        pango_layout_set_width(layout, static_cast<int>(points(width) * PANGO_SCALE));
        pango_layout_set_height(layout, -style.lines_max);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_alignment(layout, pango_alignment(style.align));
        set_font(style, style.points);
    }

    bool is_cut() const { return pango_layout_is_ellipsized(layout) != 0; }

    void shrink(const text_style& style) {
        const double least = style.points_min > 0 ? style.points_min : style.points;
        for (double size = style.points; is_cut() && size - shrink_step_points >= least;) {
            size -= shrink_step_points;
            set_font(style, size);
        }
    }

    void begin_pdf(const paper_facts& facts) {
        surface = cairo_pdf_surface_create_for_stream(append_bytes, &bytes, points(facts.width), points(facts.height));
        cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5);
        const auto date = iso_date(facts.written_at);
        const auto title = plain_line(facts.title);
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title.c_str());
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Krug");
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date.c_str());
        context = cairo_create(surface);
    }

    void begin_picture(const paper_facts& facts) {
        const auto dots = [&](double millimetres) { return static_cast<int>(std::lround(millimetres * facts.dots_per_millimetre)); };
        surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, dots(facts.width), dots(facts.height));
        context = cairo_create(surface);
        cairo_set_source_rgb(context, 1, 1, 1);
        cairo_paint(context);
        const double scale = facts.dots_per_millimetre / points_per_millimetre;
        cairo_scale(context, scale, scale);
    }

    double height() const {
        int width = 0;
        int tall = 0;
        pango_layout_get_size(layout, &width, &tall);
        return static_cast<double>(tall) / PANGO_SCALE / points_per_millimetre;
    }

    void round_box(const box& where, double corner) {
        const double left = points(where.x), top = points(where.y), right = points(where.x + where.width),
                     bottom = points(where.y + where.height), r = points(corner), quarter = std::numbers::pi / 2;
        cairo_new_sub_path(context);
        cairo_arc(context, right - r, top + r, r, -quarter, 0);
        cairo_arc(context, right - r, bottom - r, r, 0, quarter);
        cairo_arc(context, left + r, bottom - r, r, quarter, 2 * quarter);
        cairo_arc(context, left + r, top + r, r, 2 * quarter, 3 * quarter);
        cairo_close_path(context);
    }
};

paper::paper(const paper_facts& facts) : canvas_(std::make_unique<canvas>()) {
    auto& made = *canvas_;
    made.language = facts.language;
    if (facts.dots_per_millimetre > 0) made.begin_picture(facts);
    else made.begin_pdf(facts);
    made.layout = pango_cairo_create_layout(made.context);
    if (cairo_status(made.context) != CAIRO_STATUS_SUCCESS || !made.layout)
        throw std::runtime_error("a document could not be begun");
    // A hyphen that is not in somebody's name must not appear in it.
    auto* attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(made.layout, attributes);
    pango_attr_list_unref(attributes);
    // Whole points would swallow the blanks of small type.
    pango_context_set_round_glyph_positions(pango_layout_get_context(made.layout), FALSE);
    pango_context_set_language(pango_layout_get_context(made.layout), pango_language_from_string(facts.language.c_str()));
}

paper::~paper() = default;

double paper::write(const box& where, std::string_view text, const text_style& style) {
    if (text.empty()) return 0;
    auto& on = *canvas_;
    on.lay_out(where.width, text, style);
    on.shrink(style);
    on.set_ink(style.colour);
    cairo_move_to(on.context, points(where.x), points(where.y));
    pango_cairo_show_layout(on.context, on.layout);
    return on.height();
}

double paper::height_of(double width, std::string_view text, const text_style& style) {
    if (text.empty()) return 0;
    canvas_->lay_out(width, text, style);
    canvas_->shrink(style);
    return canvas_->height();
}

bool paper::fits(double width, std::string_view text, const text_style& style) {
    canvas_->lay_out(width, text, style);
    return !canvas_->is_cut();
}

void paper::line(double from_x, double from_y, double to_x, double to_y, double thickness, const ink& colour) {
    auto* context = canvas_->context;
    canvas_->set_ink(colour);
    cairo_set_line_width(context, points(thickness));
    cairo_move_to(context, points(from_x), points(from_y));
    cairo_line_to(context, points(to_x), points(to_y));
    cairo_stroke(context);
}

void paper::dotted_line(double from_x, double from_y, double to_x, double to_y, double dot_size, const ink& colour) {
    auto* context = canvas_->context;
    cairo_save(context);
    const std::array<double, 2> dashes = {0, points(dot_size * 2)};
    cairo_set_dash(context, dashes.data(), 2, 0);
    cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND);
    line(from_x, from_y, to_x, to_y, dot_size, colour);
    cairo_restore(context);
}

void paper::dot(double x, double y, double radius, const ink& fill) {
    canvas_->set_ink(fill);
    cairo_new_path(canvas_->context); // text leaves a current point, an arc would draw a line from it
    cairo_arc(canvas_->context, points(x), points(y), points(radius), 0, 2 * std::numbers::pi);
    cairo_fill(canvas_->context);
}

void paper::hollow_dot(double x, double y, double radius, double thickness, const ink& edge) {
    canvas_->set_ink(edge);
    cairo_set_line_width(canvas_->context, points(thickness));
    cairo_new_path(canvas_->context);
    cairo_arc(canvas_->context, points(x), points(y), points(radius - thickness / 2), 0, 2 * std::numbers::pi);
    cairo_stroke(canvas_->context);
}

void paper::fill_box(const box& where, double corner, const ink& fill) {
    canvas_->set_ink(fill);
    canvas_->round_box(where, corner);
    cairo_fill(canvas_->context);
}

void paper::frame_box(const box& where, double corner, double thickness, const ink& edge) {
    canvas_->set_ink(edge);
    cairo_set_line_width(canvas_->context, points(thickness));
    canvas_->round_box(where, corner);
    cairo_stroke(canvas_->context);
}

void paper::logo(double x, double y, double side) {
    // The drawing of templates/assets/favicon.svg: seats on a circle of 14.6 of 20 half sides, yours at half past twelve.
    constexpr int seats = 8;
    const double unit = side / 40;
    for (int i = 0; i < seats; ++i) {
        const double angle = (i + 0.5) * 2 * std::numbers::pi / seats;
        const double at_x = x + (20 + 14.6 * std::sin(angle)) * unit;
        const double at_y = y + (20 - 14.6 * std::cos(angle)) * unit;
        dot(at_x, at_y, (i == 0 ? 4.9 : 4.1) * unit, i == 0 ? inks::seat : inks::brand);
        if (i == 0) hollow_dot(at_x, at_y, 5.4 * unit, unit, inks::seat_edge);
    }
}

void paper::seat_ring(double x, double y, double radius, int count, int filled) {
    const double size = std::min(radius * std::sin(std::numbers::pi / count) * 0.66, radius * 0.16);
    for (int i = 0; i < count; ++i) {
        const double angle = i * 2 * std::numbers::pi / count;
        const double at_x = x + radius * std::sin(angle);
        const double at_y = y - radius * std::cos(angle);
        if (i < filled) dot(at_x, at_y, size, inks::brand);
        else hollow_dot(at_x, at_y, size, size * 0.3, inks::rule);
    }
}

void paper::qr(const qr_symbol& symbol, double x, double y, double side) {
    auto* context = canvas_->context;
    const double module = side / (symbol.width() + 2 * qr_quiet_modules);
    fill_box({x, y, side, side}, 0, inks::white);
    canvas_->set_ink(inks::black);
    for (int row = 0; row < symbol.width(); ++row) {
        for (int column = 0; column < symbol.width();) {
            int end = column;
            while (end < symbol.width() && symbol.is_dark(end, row)) ++end;
            if (end > column)
                cairo_rectangle(context, points(x + (column + qr_quiet_modules) * module),
                                points(y + (row + qr_quiet_modules) * module), points((end - column) * module), points(module));
            column = end > column ? end : column + 1;
        }
    }
    cairo_fill(context); // one path, so that no hairlines appear between the rows
}

void paper::next_page() { cairo_show_page(canvas_->context); }

std::string paper::finish() {
    auto& made = *canvas_;
    cairo_show_page(made.context);
    cairo_surface_finish(made.surface);
    if (cairo_surface_status(made.surface) != CAIRO_STATUS_SUCCESS || cairo_status(made.context) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("PDF could not be written");
    return with_document_language(std::move(made.bytes), made.language);
}

dot_picture paper::finish_picture() {
    constexpr unsigned lightest_black = 140; // thin strokes of small type stay whole
    auto& made = *canvas_;
    cairo_surface_flush(made.surface);
    if (cairo_surface_status(made.surface) != CAIRO_STATUS_SUCCESS || cairo_status(made.context) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("a picture could not be drawn");
    dot_picture picture{cairo_image_surface_get_width(made.surface), cairo_image_surface_get_height(made.surface), {}};
    const auto* pixels = cairo_image_surface_get_data(made.surface);
    const auto stride = cairo_image_surface_get_stride(made.surface);
    const auto row_bytes = static_cast<std::size_t>((picture.width + 7) / 8);
    picture.rows.assign(row_bytes * static_cast<std::size_t>(picture.height), '\0');
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const auto* pixel = pixels + static_cast<std::ptrdiff_t>(y) * stride + static_cast<std::ptrdiff_t>(x) * 4;
            const unsigned light = (pixel[0] * 11U + pixel[1] * 59U + pixel[2] * 30U) / 100U;
            if (light > lightest_black) continue;
            auto& byte = picture.rows[static_cast<std::size_t>(y) * row_bytes + static_cast<std::size_t>(x / 8)];
            byte = static_cast<char>(static_cast<unsigned char>(byte) | (0x80U >> static_cast<unsigned>(x % 8)));
        }
    return picture;
}

std::string with_document_language(std::string pdf, std::string_view language) {
    const auto fail = [] { throw std::runtime_error("PDF is not shaped as expected"); };
    const auto number_after = [&](std::string_view key, std::size_t from) -> std::size_t {
        const auto at = pdf.find(key, from);
        if (at == pdf.npos) fail();
        return std::stoul(pdf.substr(at + key.size(), 20));
    };
    const auto trailer = pdf.rfind("\ntrailer");
    const auto start = pdf.rfind("startxref");
    if (trailer == pdf.npos || start == pdf.npos || start < trailer) fail();
    const auto previous = number_after("startxref\n", start);
    const auto root = std::to_string(number_after("/Root ", trailer));
    const auto size = std::to_string(number_after("/Size ", trailer));
    const auto info = std::to_string(number_after("/Info ", trailer));
    const auto catalogue = pdf.rfind("\n" + root + " 0 obj\n");
    if (catalogue == pdf.npos) fail();
    const auto open = pdf.find("<<", catalogue);
    const auto end = pdf.find("endobj", catalogue);
    if (open == pdf.npos || end == pdf.npos || open > end) fail();
    const auto entries = pdf.substr(open + 2, end - open - 2);
    const auto object_at = pdf.size();
    pdf += root + " 0 obj\n<< /Lang (" + std::string(language) + ") /ViewerPreferences << /DisplayDocTitle true >>" + entries + "endobj\n";
    const auto table_at = pdf.size();
    std::array<char, 24> offset{};
    std::snprintf(offset.data(), offset.size(), "%010zu 00000 n ", object_at);
    pdf += "xref\n" + root + " 1\n" + offset.data() + "\ntrailer\n<< /Size " + size + " /Root " + root + " 0 R /Info " +
           info + " 0 R /Prev " + std::to_string(previous) + " >>\nstartxref\n" + std::to_string(table_at) + "\n%%EOF\n";
    return pdf;
}

} // namespace krug::render
