// How names are found: one normal form that is stored, and the forms in which a hurried person may ask for
// it. The store keeps keys, the offices and the gatekeeper search with variants; the databases' own lower()
// is ASCII only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace krug::domain {

/// Lower case, ё as е, composed and decomposed letters alike, accents of Latin letters dropped, apostrophes
/// dropped, hyphens, stops and runs of blanks as one blank, Latin look-alikes inside a Cyrillic word as
/// Cyrillic. Keys of parts join: key("А Б") begins with key("А"). Never throws; broken bytes become blanks.
std::string search_key(std::string_view text);

/// What to look for: the key itself first, then the other keyboard layout ("Bdfyjd" → "иванов"), look-alikes
/// and transliteration both ways (ICAO 9303 and its everyday spellings). No duplicates, none empty, at most
/// twelve.
std::vector<std::string> search_variants(std::string_view query);

} // namespace krug::domain
