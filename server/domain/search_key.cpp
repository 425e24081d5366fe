#include "domain/search_key.hpp"

#include "domain/transliteration.hpp"
#include "domain/utf8.hpp"

#include <algorithm>

namespace krug::domain {
namespace {

bool is_cyrillic(char32_t c) {
    return c >= 0x400 && c <= 0x52F;
}
bool is_latin(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_mark(char32_t c) {
    return c >= 0x300 && c <= 0x36F;
}
bool is_apostrophe(char32_t c) {
    return c == '\'' || c == '`' || c == 0xB4 || c == 0x2019 || c == 0x2018 || c == 0x2BC || c == 0x2BB ||
           c == 0x2032;
}
bool is_hidden(char32_t c) {
    return c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}
bool separates(char32_t c) {
    if (c < 0x80)
        return !(is_latin(c) || (c >= '0' && c <= '9'));
    return c == 0xA0 || c == 0xAB || c == 0xBB || (c >= 0x2000 && c <= 0x206F) || c == 0x3000 ||
           c == 0xFFFD || c == 0x2116;
}

// Plain letters of U+00E0..U+00FF and of the small letters of U+0100..U+017F; '?' keeps the letter.
constexpr std::string_view latin_1 = "aaaaaa?ceeeeiiii?nooooo?ouuuuy?y";
constexpr std::string_view latin_a =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkk?llllllllllnnnnnn"
    "nnnoooooo??rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

char32_t without_accent(char32_t c) {
    char plain = '?';
    if (c >= 0xE0 && c <= 0xFF)
        plain = latin_1[c - 0xE0];
    if (c >= 0x100 && c <= 0x17F)
        plain = latin_a[c - 0x100];
    return plain == '?' ? c : static_cast<char32_t>(plain);
}

struct pair {
    char32_t from, to;
};

// Capitals look alike where their small letters do not.
constexpr pair look_alikes[] = {{'A', U'а'}, {'B', U'в'}, {'C', U'с'}, {'E', U'е'}, {'H', U'н'},
                                {'K', U'к'}, {'M', U'м'}, {'O', U'о'}, {'P', U'р'}, {'T', U'т'},
                                {'X', U'х'}, {'Y', U'у'}, {'a', U'а'}, {'c', U'с'}, {'e', U'е'},
                                {'o', U'о'}, {'p', U'р'}, {'x', U'х'}, {'y', U'у'}, {'k', U'к'}};

char32_t as_cyrillic(char32_t c) {
    for (const pair& each : look_alikes)
        if (each.from == c)
            return each.to;
    return c;
}

// Joins е + diaeresis, и + breve; drops other marks. Hidden characters and apostrophes go.
std::u32string composed(std::u32string_view letters) {
    std::u32string whole;
    for (const char32_t c : letters) {
        if (is_hidden(c) || is_apostrophe(c))
            continue;
        if (!is_mark(c)) {
            whole += c;
            continue;
        }
        if (whole.empty() || c != 0x306)
            continue;
        if (whole.back() == U'и')
            whole.back() = U'й';
        else if (whole.back() == U'И')
            whole.back() = U'Й';
    }
    return whole;
}

void append_word(std::u32string& key, std::u32string_view word) {
    if (word.empty())
        return;
    if (!key.empty())
        key += U' ';
    const bool cyrillic = std::any_of(word.begin(), word.end(), is_cyrillic);
    for (const char32_t c : word) {
        const char32_t small = lower(cyrillic ? as_cyrillic(c) : c);
        const char32_t plain = small == U'ё' ? U'е' : small;
        if (plain == 0xDF)
            key += U"ss";
        else if (plain == 0xE6)
            key += U"ae";
        else
            key += without_accent(plain);
    }
}

std::string key_of(std::u32string_view text) {
    const std::u32string letters = composed(text);
    std::u32string key;
    std::size_t from = 0;
    for (std::size_t at = 0; at <= letters.size(); ++at) {
        if (at < letters.size() && !separates(letters[at]))
            continue;
        append_word(key, std::u32string_view(letters).substr(from, at - from));
        from = at + 1;
    }
    return to_utf8(key);
}

constexpr std::u32string_view keys_latin =
    U"qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~";
constexpr std::u32string_view keys_russian =
    U"йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ";

std::u32string retyped(std::u32string_view text, std::u32string_view from, std::u32string_view to) {
    std::u32string other(text);
    for (char32_t& c : other)
        if (const auto at = from.find(c); at != std::u32string_view::npos)
            c = to[at];
    return other;
}

struct spelling {
    std::string_view latin;
    std::string_view russian;
};

// Longest first. Passport spellings, and the everyday ones that people type instead.
constexpr spelling spellings[] = {
    {"shch", "щ"}, {"sch", "щ"}, {"zh", "ж"}, {"kh", "х"}, {"ts", "ц"}, {"ch", "ч"}, {"sh", "ш"},
    {"yu", "ю"},   {"iu", "ю"},  {"ju", "ю"}, {"ya", "я"}, {"ia", "я"}, {"ja", "я"}, {"yo", "е"},
    {"jo", "е"},   {"ye", "е"},  {"a", "а"},  {"b", "б"},  {"v", "в"},  {"g", "г"},  {"d", "д"},
    {"e", "е"},    {"z", "з"},   {"i", "и"},  {"j", "й"},  {"k", "к"},  {"l", "л"},  {"m", "м"},
    {"n", "н"},    {"o", "о"},   {"p", "п"},  {"r", "р"},  {"s", "с"},  {"t", "т"},  {"u", "у"},
    {"f", "ф"},    {"h", "х"},   {"c", "ц"},  {"w", "в"},  {"x", "кс"}, {"y", "ы"},  {"q", "к"}};

bool is_latin_vowel(char c) {
    return std::string_view("aeiouy").find(c) != std::string_view::npos;
}

struct reading {
    std::string_view between; ///< what "ia" hides after a consonant: "" in настя, "ь" in татьяна, "и" in юлия
    bool short_i; ///< "sergei", "dmitrii" with й at the end, not и
};

bool hides_a_letter(std::string_view key, std::size_t at) {
    const bool after_consonant =
        at > 0 && key[at - 1] >= 'a' && key[at - 1] <= 'z' && !is_latin_vowel(key[at - 1]);
    return after_consonant && (key.substr(at).starts_with("ia") || key.substr(at).starts_with("iu"));
}

bool is_hard_sign(std::string_view rest) {
    return rest.starts_with("ieia") || rest.starts_with("ieiu") || rest.starts_with("iee");
}

bool ends_in_short_i(std::string_view key, std::size_t at) {
    const bool last = at + 1 == key.size() || key[at + 1] == ' ';
    return last && at > 0 && (key[at] == 'i' || key[at] == 'y') && is_latin_vowel(key[at - 1]);
}

std::string in_russian(std::string_view key, reading how) {
    std::string russian;
    for (std::size_t at = 0; at < key.size();) {
        const std::string_view rest = key.substr(at);
        if (is_hard_sign(rest)) {
            russian += "ъ";
            at += 2;
            continue;
        }
        if (how.short_i && ends_in_short_i(key, at)) {
            russian += "й";
            ++at;
            continue;
        }
        if (hides_a_letter(key, at))
            russian += how.between;
        const auto fits = [rest](const spelling& each) { return rest.starts_with(each.latin); };
        const auto found = std::find_if(std::begin(spellings), std::end(spellings), fits);
        if (found == std::end(spellings)) {
            russian += key[at++];
        } else {
            russian += found->russian;
            at += found->latin.size();
        }
    }
    return russian;
}

bool has_latin(std::u32string_view text) {
    return std::any_of(text.begin(), text.end(), is_latin);
}
bool has_cyrillic(std::u32string_view text) {
    return std::any_of(text.begin(), text.end(), is_cyrillic);
}

} // namespace

std::string search_key(std::string_view text) {
    return key_of(code_points(text));
}

std::vector<std::string> search_variants(std::string_view query) {
    const std::u32string letters = code_points(query);
    std::vector<std::string> variants;
    const auto add = [&variants](std::string key) {
        if (!key.empty() && std::find(variants.begin(), variants.end(), key) == variants.end())
            variants.push_back(std::move(key));
    };
    add(key_of(letters));
    const bool latin = has_latin(letters);
    const bool cyrillic = has_cyrillic(letters);
    if (!cyrillic)
        add(key_of(retyped(letters, keys_latin, keys_russian)));
    if (latin && !cyrillic) {
        const std::string key = key_of(letters);
        for (const reading how :
             {reading{"", true}, reading{"ь", true}, reading{"и", true}, reading{"", false}})
            add(search_key(in_russian(key, how)));
        std::u32string alike = letters;
        std::transform(alike.begin(), alike.end(), alike.begin(), as_cyrillic);
        if (!has_latin(alike))
            add(key_of(alike));
    }
    if (cyrillic && !latin) {
        add(search_key(transliterate(query)));
        add(key_of(retyped(letters, keys_russian, keys_latin)));
    }
    return variants;
}

} // namespace krug::domain
