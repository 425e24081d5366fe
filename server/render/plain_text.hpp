// Reading UTF-8 character by character, and making text from outside harmless for document formats.
// For the documents of this room only; what a page escapes is the template engine's business.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace krug::render {

struct code_point {
    char32_t value = 0;     ///< U+FFFD when the bytes are not UTF-8
    std::size_t length = 0; ///< bytes it takes in the text, at least 1
};

/// The character that starts at `at` (at < text.size()). Overlong forms, surrogates and cut characters are one
/// byte of U+FFFD each.
code_point read_code_point(std::string_view text, std::size_t at);

void append_utf8(std::string& out, char32_t value);

/// Valid UTF-8 without control characters; line breaks (CRLF, CR, LF, U+2028, U+2029) become \n, tabs stay.
std::string plain_text(std::string_view text);

/// plain_text in one line: breaks and tabs become a space; other spaces stay as they were typed.
std::string plain_line(std::string_view text);

/// Characters as people count them roughly: code points.
std::size_t count_code_points(std::string_view text);

/// The first `most` code points.
std::string_view first_code_points(std::string_view text, std::size_t most);

/// Blank in any script: space, tab, no-break and typographic spaces, zero-width characters, byte order mark.
bool is_blank(char32_t value);

} // namespace krug::render
