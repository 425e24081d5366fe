#include "domain/utf8.hpp"

namespace krug::domain {
namespace {

constexpr char32_t broken = 0xFFFD;

bool continues(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

char32_t low_bits(char c) {
    return static_cast<unsigned char>(c) & 0x3Fu;
}

// The code point at `at`, moving `at` behind it; U+FFFD and one byte further if there is none.
char32_t next(std::string_view text, std::size_t& at, bool& sound) {
    const auto first = static_cast<unsigned char>(text[at]);
    if (first < 0x80)
        return static_cast<char32_t>(text[at++]);
    std::size_t length = 0;
    char32_t letter = 0;
    if (first >= 0xC2 && first <= 0xDF)
        length = 2, letter = first & 0x1Fu;
    else if (first >= 0xE0 && first <= 0xEF)
        length = 3, letter = first & 0x0Fu;
    else if (first >= 0xF0 && first <= 0xF4)
        length = 4, letter = first & 0x07u;
    bool whole = length != 0;
    for (std::size_t byte = 1; whole && byte < length; ++byte) {
        whole = continues(text, at + byte);
        if (whole)
            letter = letter << 6 | low_bits(text[at + byte]);
    }
    static constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    whole = whole && letter >= least[length] && letter <= 0x10FFFF && (letter < 0xD800 || letter > 0xDFFF);
    at += whole ? length : 1;
    sound = sound && whole;
    return whole ? letter : broken;
}

} // namespace

bool is_utf8(std::string_view text) {
    bool sound = true;
    for (std::size_t at = 0; sound && at < text.size();)
        next(text, at, sound);
    return sound;
}

std::u32string code_points(std::string_view text) {
    std::u32string letters;
    letters.reserve(text.size());
    bool sound = true;
    for (std::size_t at = 0; at < text.size();)
        letters += next(text, at, sound);
    return letters;
}

void append_utf8(std::string& text, char32_t letter) {
    const auto byte = [&text](char32_t value) {
        text += static_cast<char>(static_cast<unsigned char>(value));
    };
    if (letter < 0x80) {
        byte(letter);
    } else if (letter < 0x800) {
        byte(0xC0 | letter >> 6);
        byte(0x80 | (letter & 0x3F));
    } else if (letter < 0x10000) {
        byte(0xE0 | letter >> 12);
        byte(0x80 | (letter >> 6 & 0x3F));
        byte(0x80 | (letter & 0x3F));
    } else {
        byte(0xF0 | letter >> 18);
        byte(0x80 | (letter >> 12 & 0x3F));
        byte(0x80 | (letter >> 6 & 0x3F));
        byte(0x80 | (letter & 0x3F));
    }
}

std::string to_utf8(std::u32string_view letters) {
    std::string text;
    text.reserve(letters.size() * 2);
    for (const char32_t letter : letters)
        append_utf8(text, letter);
    return text;
}

char32_t lower(char32_t c) {
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    if (c >= 0xC0 && c <= 0xDE)
        return c == 0xD7 ? c : c + 32;
    if (c >= 0x100 && c <= 0x17F) {
        if (c == 0x130)
            return 'i';
        if (c == 0x178)
            return 0xFF;
        if (c == 0x138 || c == 0x149 || c == 0x17F)
            return c;
        const bool upper_is_odd = (c >= 0x139 && c <= 0x148) || c >= 0x179;
        return (c % 2 == 1) == upper_is_odd ? c + 1 : c;
    }
    if (c >= 0x391 && c <= 0x3A9 && c != 0x3A2)
        return c + 32;
    if (c >= 0x410 && c <= 0x42F)
        return c + 32;
    if (c >= 0x400 && c <= 0x40F)
        return c + 80;
    if ((c >= 0x460 && c <= 0x481) || (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F))
        return c % 2 == 0 ? c + 1 : c;
    if (c >= 0x4C1 && c <= 0x4CE)
        return c % 2 == 1 ? c + 1 : c;
    return c == 0x4C0 ? 0x4CF : c;
}

} // namespace krug::domain
