// A PDF in the making, measured in millimetres: text that always fits, lines, dots, the ring of seats, QR symbols.
// For the PDF documents of this room only. One paper belongs to one thread.
#pragma once

#include "render/qr.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace krug::render {

struct ink {
    double red = 0;
    double green = 0;
    double blue = 0;
};

/// The palette of the pages, as far as it prints well: soot, brand, cloudberry and its edge, tints.
namespace inks {
inline constexpr ink soot{0.106, 0.094, 0.188};
inline constexpr ink grey{0.306, 0.290, 0.388};
inline constexpr ink brand{0.231, 0.192, 0.549};
inline constexpr ink pale_brand{0.925, 0.918, 0.965};
inline constexpr ink seat{0.961, 0.651, 0.227};
inline constexpr ink seat_edge{0.659, 0.329, 0.0};
inline constexpr ink rule{0.553, 0.533, 0.612};
inline constexpr ink white{1, 1, 1};
inline constexpr ink black{0, 0, 0};
} // namespace inks

enum class text_align { left = 1, centre = 2, right = 3 };

struct text_style {
    double points = 10;
    bool bold = false;
    ink colour = inks::soot;
    text_align align = text_align::left;
    int lines_max = 1;
    double points_min = 0; ///< how small it may become before it is cut; 0 = `points`
};

struct box {
    double x = 0; ///< millimetres from the left edge
    double y = 0; ///< millimetres from the top edge
    double width = 0;
    double height = 0;
};

struct paper_facts {
    double width = 210;
    double height = 297;
    std::string title;    ///< document title, shown by readers instead of the file name
    std::string language; ///< "ru-RU", "en-GB"
    std::int64_t written_at = 0;
    int dots_per_millimetre = 0; ///< > 0: no PDF but one picture of black and white dots, for printers of labels
};

/// A picture for a printer of labels: rows from the top, eight dots a byte, the highest bit leftmost, 1 = black.
struct dot_picture {
    int width = 0, height = 0; ///< dots
    std::string rows;          ///< height times (width + 7) / 8 bytes
};

class paper {
public:
    /// Throws std::runtime_error when Cairo cannot start.
    explicit paper(const paper_facts& facts);
    ~paper();
    paper(const paper&) = delete;
    paper& operator=(const paper&) = delete;

    /// Writes `text` as one paragraph from the top left of `where` and returns the height it took. Breaks inside long
    /// words, shrinks to points_min, then cuts with an ellipsis at lines_max. `where.height` is not looked at.
    double write(const box& where, std::string_view text, const text_style& style);
    /// The height `write` would take.
    double height_of(double width, std::string_view text, const text_style& style);
    /// Whether `text` stands whole at full size within lines_max.
    bool fits(double width, std::string_view text, const text_style& style);

    void line(double from_x, double from_y, double to_x, double to_y, double thickness, const ink& colour);
    /// A row of round dots.
    void dotted_line(double from_x, double from_y, double to_x, double to_y, double dot, const ink& colour);
    void dot(double x, double y, double radius, const ink& fill);
    void hollow_dot(double x, double y, double radius, double thickness, const ink& edge);
    void fill_box(const box& where, double corner, const ink& fill);
    void frame_box(const box& where, double corner, double thickness, const ink& edge);
    /// The mark of the house: a ring of eight seats, one of them yours. `side` is its square.
    void logo(double x, double y, double side);
    /// `count` seats on a circle, the first `filled` (clockwise from the top) full, the rest hollow.
    void seat_ring(double x, double y, double radius, int count, int filled);
    /// The symbol with its quiet zone fills the square exactly, as vectors, on white.
    void qr(const qr_symbol& symbol, double x, double y, double side);

    /// In PDF only.
    void next_page();
    /// Instead of finish() where a picture was begun. Throws std::runtime_error when Cairo met an error.
    dot_picture finish_picture();
    /// The bytes; nothing may be drawn after. Throws std::runtime_error when Cairo met an error.
    std::string finish();

private:
    struct canvas;
    std::unique_ptr<canvas> canvas_;
};

/// Adds /Lang and the wish to show the title to a PDF with a classic cross-reference table, as an incremental update
/// (PDF 1.5, 7.5.6): Cairo 1.16 can set neither. Throws std::runtime_error when `pdf` is not shaped so.
std::string with_document_language(std::string pdf, std::string_view language);

} // namespace krug::render
