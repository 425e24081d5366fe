// Names of countries in Russian and English, out of ICU's data.
// The form's pages and lists call it.
#pragma once

#include "render/page_engine.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace krug::render {

struct country {
    std::string code; ///< ISO 3166, "RU"
    std::string name;
};

/// The name, or the code itself of a country that ICU does not know.
std::string country_name(std::string_view code, language lang);
/// Those of `codes`, in the order of their names in that language.
std::vector<country> countries_by_name(const std::vector<std::string_view>& codes, language lang);

} // namespace krug::render
