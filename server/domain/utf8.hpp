// Text as code points: one strict reading and writing of UTF-8 for everyone who looks at letters.
// Any room.
#pragma once

#include <string>
#include <string_view>

namespace krug::domain {

/// Strict RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// Code points of `text`; a broken byte becomes U+FFFD, so nothing is lost silently.
std::u32string code_points(std::string_view text);

void append_utf8(std::string& text, char32_t letter);
std::string to_utf8(std::u32string_view letters);

/// Lower case of the Latin (to U+017F), Greek and Cyrillic letters; anything else as it is. No locale is
/// asked.
char32_t lower(char32_t letter);

} // namespace krug::domain
