#include "render/country_names.hpp"

#include "domain/search_key.hpp"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace krug::render {

std::string country_name(std::string_view code, language lang) {
    const icu::Locale place("und", std::string(code).c_str());
    icu::UnicodeString name;
    place.getDisplayCountry(lang == language::ru ? icu::Locale("ru") : icu::Locale("en"), name);
    std::string text;
    name.toUTF8String(text);
    return text.empty() ? std::string(code) : text;
}

std::vector<country> countries_by_name(const std::vector<std::string_view>& codes, language lang) {
    std::vector<country> all;
    for (const auto code : codes) all.push_back({std::string(code), country_name(code, lang)});
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return domain::search_key(a.name) < domain::search_key(b.name); });
    return all;
}

} // namespace krug::render
