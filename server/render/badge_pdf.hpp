// Badges on paper and on labels: name as large as it fits, table, category in word and colour, code. PDF, or ZPL for
// printers of labels. Called by web and by the spool of the badge printer; text arrives in the language of the reader.
#pragma once

#include "domain/badge.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace krug::render {

struct badge_face {
    std::string event;        ///< «Социальная технологическая инициатива · 15.10.2020»
    std::string given;        ///< the largest
    std::string family;
    std::string organisation; ///< "" = none
    std::string category;     ///< word; "" = none
    std::string colour;       ///< red, orange, …; "" = none
    std::string table;        ///< number of the first table; "" = none
    std::string table_word;   ///< «стол»
    std::string tables;       ///< «столы 4 → 6» when there are several; "" = none
    std::string number;       ///< attendee number as people say it
    std::string qr_text;      ///< ticket, digits only
};

struct badge_document {
    std::string title;
    std::string language; ///< "ru", "en"
    domain::badge_layout layout{};
    std::vector<badge_face> badges; ///< at least one
    std::int64_t written_at = 0;
};

/// Sheets carry as many badges as fit on A4, with lines to cut along; the others are one badge a page of their own size.
/// Names are never cut off: they wrap and shrink. Throws std::runtime_error when Cairo fails.
std::string write_badges_pdf(const badge_document& badges);

/// One label each, as a picture: fonts of such printers seldom have Cyrillic. `dots_per_millimetre` is 8 (203 dpi) or 12
/// (300 dpi). Sheets cannot be: std::invalid_argument for a layout that is no label.
std::string write_badges_zpl(const badge_document& badges, int dots_per_millimetre);

} // namespace krug::render
