#include "domain/transliteration.hpp"

#include "domain/utf8.hpp"

namespace krug::domain {
namespace {

// Small letters а..я.
constexpr std::string_view passport[] = {"a",  "b",  "v",  "g",    "d",  "e", "zh", "z", "i",  "i", "k",
                                         "l",  "m",  "n",  "o",    "p",  "r", "s",  "t", "u",  "f", "kh",
                                         "ts", "ch", "sh", "shch", "ie", "y", "",   "e", "iu", "ia"};

bool is_small_russian(char32_t letter) {
    return (letter >= U'а' && letter <= U'я') || letter == U'ё';
}

std::string_view in_latin(char32_t small) {
    return small == U'ё' ? "e" : passport[small - U'а'];
}

bool is_capital(char32_t letter) {
    return lower(letter) != letter;
}

bool among_capitals(const std::u32string& letters, std::size_t at) {
    if (at + 1 < letters.size() && lower(letters[at + 1]) != letters[at + 1])
        return true;
    if (at + 1 < letters.size() && is_small_russian(letters[at + 1]))
        return false;
    return at > 0 && is_capital(letters[at - 1]);
}

} // namespace

std::string transliterate(std::string_view text) {
    const std::u32string letters = code_points(text);
    std::string latin;
    for (std::size_t at = 0; at < letters.size(); ++at) {
        const char32_t small = lower(letters[at]);
        if (!is_small_russian(small)) {
            append_utf8(latin, letters[at]);
            continue;
        }
        const bool capital = small != letters[at];
        const bool all = capital && among_capitals(letters, at);
        bool first = true;
        for (const char c : in_latin(small)) {
            latin += static_cast<char>(capital && (first || all) ? c - 32 : c);
            first = false;
        }
    }
    return latin;
}

std::string slug_of(std::string_view text, std::size_t length_max) {
    std::string slug;
    bool between = false;
    for (const char32_t letter : code_points(transliterate(text))) {
        const char32_t small = lower(letter);
        if ((small < 'a' || small > 'z') && (small < '0' || small > '9')) {
            between = true;
            continue;
        }
        if (between && !slug.empty())
            slug += '-';
        between = false;
        slug += static_cast<char>(small);
    }
    if (slug.size() <= length_max)
        return slug;
    const bool cut_inside = slug[length_max] != '-';
    slug.resize(length_max);
    const auto last = slug.rfind('-');
    if (cut_inside && last != std::string::npos && last > length_max / 2)
        slug.resize(last);
    while (slug.ends_with('-'))
        slug.pop_back();
    return slug;
}

} // namespace krug::domain
