#include "domain/text_rules.hpp"

#include "domain/utf8.hpp"

#include <algorithm>

namespace krug::domain {
namespace {

constexpr std::size_t marks_max = 8;
constexpr char32_t joiner = 0x200D;

bool between(char32_t c, char32_t from, char32_t to) {
    return c >= from && c <= to;
}

bool is_control(char32_t c) {
    return c < 0x20 || between(c, 0x7F, 0x9F) || c == 0x2028 || c == 0x2029 || (c & 0xFFFE) == 0xFFFE ||
           between(c, 0xFDD0, 0xFDEF);
}

bool is_line_end_or_tab(char32_t c) {
    return c == '\n' || c == '\r' || c == '\t';
}

bool is_joiner(char32_t c) {
    return c == 0x200C || c == joiner;
}

bool is_hidden(char32_t c) {
    return c == 0xAD || c == 0x34F || c == 0x61C || between(c, 0x115F, 0x1160) ||
           between(c, 0x17B4, 0x17B5) || between(c, 0x180B, 0x180E) || between(c, 0x200B, 0x200F) ||
           between(c, 0x202A, 0x202E) || between(c, 0x2060, 0x206F) || c == 0x3164 || c == 0xFEFF ||
           c == 0xFFA0 || between(c, 0xFFF9, 0xFFFB) || between(c, 0xE0000, 0xE0FFF);
}

bool is_mark(char32_t c) {
    return between(c, 0x300, 0x36F) || between(c, 0x483, 0x489) || between(c, 0x591, 0x5BD) ||
           between(c, 0x610, 0x61A) || between(c, 0x64B, 0x65F) || between(c, 0x1AB0, 0x1AFF) ||
           between(c, 0x1DC0, 0x1DFF) || between(c, 0x20D0, 0x20F0) || between(c, 0xFE20, 0xFE2F);
}

bool follows_another(char32_t c) {
    return is_mark(c) || is_joiner(c) || between(c, 0xFE00, 0xFE0F) || between(c, 0x1F3FB, 0x1F3FF);
}

bool is_flag_letter(char32_t c) {
    return between(c, 0x1F1E6, 0x1F1FF);
}

bool is_space(char32_t c) {
    return c == ' ' || is_line_end_or_tab(c) || c == 0xA0 || c == 0x1680 || between(c, 0x2000, 0x200A) ||
           c == 0x202F || c == 0x205F || c == 0x3000 || c == 0x2800;
}

bool has_too_many_marks(std::u32string_view letters) {
    std::size_t run = 0;
    for (const char32_t c : letters) {
        run = is_mark(c) ? run + 1 : 0;
        if (run > marks_max)
            return true;
    }
    return false;
}

struct allowance {
    bool lines;
    bool joiners;
};

std::optional<text_fault> fault_in(std::string_view text, std::size_t length_max, allowance allowed) {
    // Nobody's text needs more bytes a letter than this; the bound comes before any work on the text.
    if (text.size() / 64 > length_max)
        return text_fault::too_long;
    if (!is_utf8(text))
        return text_fault::not_utf8;
    const std::u32string letters = code_points(text);
    for (const char32_t c : letters) {
        if (is_control(c) && !(allowed.lines && is_line_end_or_tab(c)))
            return text_fault::control;
        if (is_hidden(c) && !(allowed.joiners && is_joiner(c)))
            return text_fault::hidden;
    }
    if (has_too_many_marks(letters))
        return text_fault::marks;
    if (visible_length(text) > length_max)
        return text_fault::too_long;
    if (is_blank(text))
        return text_fault::empty;
    return std::nullopt;
}

} // namespace

std::string_view word_of(text_fault fault) {
    if (fault == text_fault::too_long)
        return "too_long";
    return fault == text_fault::empty ? "required" : "malformed";
}

std::optional<text_fault> fault_in_title(std::string_view text, std::size_t length_max) {
    return fault_in(text, length_max, {.lines = false, .joiners = false});
}

std::optional<text_fault> fault_in_line(std::string_view text, std::size_t length_max) {
    return fault_in(text, length_max, {.lines = false, .joiners = true});
}

std::optional<text_fault> fault_in_prose(std::string_view text, std::size_t length_max) {
    return fault_in(text, length_max, {.lines = true, .joiners = true});
}

bool is_blank(std::string_view text) {
    const std::u32string letters = code_points(text);
    return std::all_of(letters.begin(), letters.end(),
                       [](char32_t c) { return is_space(c) || is_hidden(c) || is_mark(c); });
}

std::size_t visible_length(std::string_view text) {
    std::size_t length = 0;
    char32_t before = 0;
    bool flag_open = false;
    for (const char32_t c : code_points(text)) {
        const bool second_of_flag = flag_open && is_flag_letter(c);
        const bool line_end = before == '\r' && c == '\n';
        flag_open = is_flag_letter(c) && !second_of_flag;
        const bool joined = before == joiner && c > 0x2000; // emoji; letters stay letters
        if (length == 0 || !(follows_another(c) || second_of_flag || line_end || joined))
            ++length;
        before = c;
    }
    return length;
}

} // namespace krug::domain
