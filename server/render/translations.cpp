#include "render/embedded_files.hpp"
#include "render/page_engine.hpp"

#include <boost/locale/gnu_gettext.hpp>

#include <fmt/format.h>

#include <array>
#include <locale>
#include <stdexcept>

namespace krug::render {

namespace {

namespace gettext = boost::locale::gnu_gettext;
using catalogue = boost::locale::message_format<char>;

/// Loaded by hand from the bytes in the program: the process locale stays untouched and no file is looked
/// for.
std::locale load_catalogue(std::string_view lang) {
    gettext::messages_info info;
    info.language = lang;
    info.encoding = "UTF-8";
    info.domains.emplace_back("krug");
    info.paths.emplace_back("/");
    info.callback = [lang](const std::string&, const std::string&) {
        const std::string name = fmt::format("translations/{}.mo", lang);
        for (const auto& file : embedded_catalogues())
            if (file.name == name)
                return std::vector<char>(file.bytes.begin(), file.bytes.end());
        throw std::logic_error("no catalogue for this language is built in");
    };
    return {std::locale::classic(), gettext::create_messages_facet<char>(info)};
}

const catalogue& catalogue_of(language lang) {
    static const std::array<std::locale, 2> loaded{load_catalogue("ru"), load_catalogue("en")};
    return std::use_facet<catalogue>(loaded[lang == language::ru ? 0 : 1]);
}

std::string grouped(language lang, std::int64_t n) {
    std::string digits = std::to_string(n < 0 ? -n : n);
    // Four digits stay together in Russian typography.
    if (digits.size() > (lang == language::ru ? 4 : 3))
        for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
            digits.insert(static_cast<std::size_t>(at), lang == language::ru ? "\u00a0" : ",");
    return n < 0 ? "\u2212" + digits : digits;
}

} // namespace

std::string_view code(language lang) {
    return lang == language::ru ? "ru" : "en";
}

std::string tr(language lang, std::string_view text) {
    const std::string key(text);
    const char* found = catalogue_of(lang).get(0, nullptr, key.c_str());
    return found ? found : key;
}

std::string tr(language lang, std::string_view text, std::initializer_list<placed_text> places) {
    std::string out = tr(lang, text);
    std::size_t from = 0;
    while ((from = out.find('{', from)) != std::string::npos) {
        const auto to = out.find('}', from);
        if (to == std::string::npos)
            break;
        const auto name = std::string_view(out).substr(from + 1, to - from - 1);
        std::string_view value;
        bool known = false;
        for (const auto& place : places)
            if (place.name == name)
                value = place.value, known = true;
        if (known)
            out.replace(from, to - from + 1, value);
        // What was put in is text of a person: it is not searched for places again.
        from = known ? from + value.size() : to + 1;
    }
    return out;
}

std::string tr_n(language lang, std::string_view text, std::int64_t n) {
    const std::string key(text);
    // Plural rules look at the last digits only; the number is folded so that it fits the catalogue's int.
    const auto magnitude = n < 0 ? -n : n;
    const auto folded =
        static_cast<int>(magnitude < 1'000'000 ? magnitude : 1'000'000 + magnitude % 1'000'000);
    const char* found = catalogue_of(lang).get(0, nullptr, key.c_str(), folded);
    std::string out = found ? found : key;
    if (const auto at = out.find("{n}"); at != std::string::npos)
        out.replace(at, 3, grouped(lang, n));
    return out;
}

} // namespace krug::render
