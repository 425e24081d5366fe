// A certificate of participation on one A4 sheet, landscape. Readable in black and white.
// Called by web with text that is already formatted in the language; personal data stays here.
#pragma once

#include <cstdint>
#include <string>

namespace krug::render {

struct certificate_paper {
    std::string language = "ru"; ///< "ru" or "en"
    std::string number;          ///< «0042»
    std::string name;            ///< in the nominative
    std::string event_title;
    std::string when, place;
    std::string hours;           ///< «3 часа»; "" = not stated
    std::string organisers;
    std::string signer;          ///< "" = a blank line
    std::string address;         ///< of the public check, also in the QR
    std::string code;            ///< for typing
    std::int64_t written_at = 0; ///< UTC seconds; the document's dates, so equal input gives equal bytes
};

/// PDF bytes (1.5): exactly one page, no links or actions. Too long text is made smaller, then cut with an ellipsis.
/// Throws std::invalid_argument from encode_qr, std::runtime_error when Cairo fails.
std::string write_certificate_pdf(const certificate_paper& paper);

} // namespace krug::render
