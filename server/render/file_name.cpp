#include "render/file_name.hpp"

#include "render/plain_text.hpp"

#include <algorithm>
#include <array>

namespace krug::render {
namespace {

constexpr std::size_t file_name_bytes_max = 120;

/// ICAO 9303 part 3, for а..я in order; ё stands apart.
constexpr std::array<std::string_view, 32> passport_letters = {
    "a", "b", "v", "g", "d", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o",  "p",
    "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "ie", "y", "", "e", "iu", "ia"};

bool is_plain(char32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
}

std::string transliterated(char32_t c) {
    if (is_plain(c)) return std::string(1, static_cast<char>(c));
    if (c == 0x451 || c == 0x401) return c == 0x451 ? "e" : "E";
    if (c < 0x410 || c > 0x44F) return "-";
    const bool upper = c < 0x430;
    std::string letters(passport_letters[c - (upper ? 0x410u : 0x430u)]);
    if (upper && !letters.empty()) letters[0] = static_cast<char>(letters[0] - 'a' + 'A');
    return letters;
}

bool is_reserved(char32_t c) {
    constexpr std::u32string_view reserved = U"\"*/:<>?\\|%";
    return reserved.find(c) != reserved.npos || (is_blank(c) && c != ' ' && c != 0xA0) || c == 0xFFFD ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::string_view ending_of(std::string_view name) {
    const auto dot = name.rfind('.');
    return dot == name.npos || name.size() - dot > 10 ? std::string_view() : name.substr(dot);
}

std::string shortened(std::string_view name) {
    if (name.size() <= file_name_bytes_max) return std::string(name);
    const auto ending = ending_of(name);
    std::size_t end = 0;
    while (true) {
        const auto next = end + read_code_point(name, end).length;
        if (next + ending.size() > file_name_bytes_max) break;
        end = next;
    }
    return std::string(name.substr(0, end)).append(ending);
}

void trim_edges(std::string& name) {
    const auto first = name.find_first_not_of(". -");
    name.erase(0, std::min(first, name.size()));
    while (!name.empty() && (name.back() == '.' || name.back() == ' ')) name.pop_back();
}

} // namespace

std::string clean_file_name(std::string_view file_name) {
    const auto line = plain_line(file_name);
    std::string out;
    for (std::size_t at = 0; at < line.size();) {
        const auto character = read_code_point(line, at);
        at += character.length;
        append_utf8(out, is_reserved(character.value) ? U'-' : character.value);
    }
    trim_edges(out);
    out = shortened(out);
    return out.empty() ? "krug" : out;
}

std::string ascii_file_name(std::string_view file_name) {
    const auto clean = clean_file_name(file_name);
    std::string out;
    for (std::size_t at = 0; at < clean.size();) {
        const auto character = read_code_point(clean, at);
        at += character.length;
        const auto letters = transliterated(character.value);
        if (letters == "-" && (out.empty() || out.back() == '-')) continue;
        out += letters;
    }
    trim_edges(out);
    return out.empty() || out.find_first_not_of("._-") == out.npos ? "krug" : out;
}

std::string percent_encode(std::string_view utf8) {
    constexpr std::string_view attr_char_marks = "!#$&+-.^_`|~";
    constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                           attr_char_marks.find(c) != attr_char_marks.npos;
        if (plain) {
            out += c;
            continue;
        }
        out += '%';
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string content_disposition(file_disposition disposition, std::string_view file_name) {
    const auto clean = clean_file_name(file_name);
    const auto ascii = ascii_file_name(file_name);
    std::string value = disposition == file_disposition::in_place ? "inline" : "attachment";
    value += "; filename=\"" + ascii + "\"";
    if (ascii != clean) value += "; filename*=UTF-8''" + percent_encode(clean);
    return value;
}

} // namespace krug::render
