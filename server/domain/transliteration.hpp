// Russian names in Latin letters as passports write them, and ASCII names for addresses.
// Pages, badges and the search call it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace krug::domain {

/// ICAO Doc 9303 part 3 (Щ SHCH, Ъ IE, Ь dropped, Ё E, Й I, Ю IU, Я IA, Х KH, Ц TS); other letters stay.
/// A capital inside a word of capitals gives capitals (Щ → SHCH), otherwise only the first (Щёголев →
/// Shchegolev).
std::string transliterate(std::string_view text);

/// a-z, 0-9 and single hyphens, at most `length_max` characters, cut at a word where one ends; "" if nothing
/// is left.
std::string slug_of(std::string_view text, std::size_t length_max = 80);

} // namespace krug::domain
