#include "net/http_fields.hpp"

#include "net/http_guard.hpp"

#include <algorithm>
#include <array>

namespace krug::net {

namespace {

/// The weight of a list item in thousandths; 1000 when none is given, 0 when it cannot be read.
int weight_of(std::string_view item) {
    const auto semicolon = item.find(';');
    if (semicolon == std::string_view::npos) return 1000;
    auto text = item.substr(semicolon + 1);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    if (!text.starts_with("q=") && !text.starts_with("Q=")) return 0;
    text.remove_prefix(2);
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
    int weight = text[0] == '1' ? 1000 : 0;
    int unit = 100;
    for (std::size_t i = 2; i < text.size(); ++i, unit /= 10) {
        if (text[1] != '.' || text[i] < '0' || text[i] > '9') return 0;
        weight += unit * (text[i] - '0');
    }
    return std::min(weight, 1000);
}

std::string_view word_of(std::string_view item) {
    auto word = item.substr(0, item.find(';'));
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    return word;
}

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

} // namespace

encoding accepted_encoding(std::string_view accept_encoding) {
    bool brotli = false;
    bool gzip = false;
    for_each_item(accept_encoding, [&](std::string_view item) {
        const auto word = word_of(item);
        if (same_word(word, "br")) brotli = weight_of(item) > 0;
        if (same_word(word, "gzip")) gzip = weight_of(item) > 0;
    });
    return brotli ? encoding::brotli : gzip ? encoding::gzip : encoding::identity;
}

std::string_view name_of(encoding which) {
    switch (which) {
    case encoding::brotli: return "br";
    case encoding::gzip: return "gzip";
    case encoding::identity: return "";
    }
    return "";
}

bool append_display_cookies(std::string_view cookie, std::string& key) {
    static constexpr std::array<std::string_view, 4> names = {"lang", "theme", "contrast", "text"};
    std::array<std::string_view, 4> values{};
    while (!cookie.empty()) {
        const auto end = cookie.find(';');
        auto pair = cookie.substr(0, end);
        cookie = end == std::string_view::npos ? std::string_view() : cookie.substr(end + 1);
        while (!pair.empty() && (pair.front() == ' ' || pair.front() == '\t')) pair.remove_prefix(1);
        const auto name = pair.substr(0, pair.find('='));
        if (name == "__Host-krug" || name == "krug") return false;
        const auto known = std::find(names.begin(), names.end(), name);
        if (known == names.end()) continue;
        auto& value = values[static_cast<std::size_t>(known - names.begin())];
        if (value.data() != nullptr || name.size() == pair.size()) return false;
        value = pair.substr(name.size() + 1);
        if (value.size() > 16 || !std::all_of(value.begin(), value.end(), is_plain)) return false;
    }
    for (const auto value : values) {
        key += value;
        key += value.data() ? ';' : '!'; // a cookie with no value is not the same as no cookie
    }
    return true;
}

bool append_language_class(std::string_view accept_language, std::string& key) {
    char first = '-';
    int ru = 0;
    int en = 0;
    int place_ru = 0;
    int place_en = 0;
    int place = 0;
    for_each_item(accept_language, [&](std::string_view item) {
        const auto word = word_of(item);
        const auto primary = word.substr(0, word.find('-'));
        const bool is_ru = same_word(primary, "ru");
        const bool is_en = same_word(primary, "en");
        if (++place == 1) first = is_ru ? 'r' : is_en ? 'e' : 'o';
        if (is_ru && place_ru == 0) place_ru = place, ru = weight_of(item);
        if (is_en && place_en == 0) place_en = place, en = weight_of(item);
    });
    if (place_ru != 0 && place_en != 0 && ru != en && (ru > en) != (place_ru < place_en)) return false;
    if ((place_ru != 0 && ru == 0) || (place_en != 0 && en == 0)) return false;
    key += first;
    key += place_ru == 0 && place_en == 0 ? '-' : place_en == 0 || (place_ru != 0 && place_ru < place_en) ? 'r' : 'e';
    return true;
}

bool names_tag(std::string_view if_none_match, std::string_view tag) {
    bool found = false;
    for_each_item(if_none_match, [&](std::string_view item) {
        if (item == "*") found = true;
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == tag) found = true;
    });
    return found;
}

} // namespace krug::net
