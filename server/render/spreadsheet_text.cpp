// Text that a spreadsheet must leave alone: no formulas, no telephone numbers turned into 8,35E+10.
#include "render/attendance_table.hpp"
#include "render/plain_text.hpp"

#include <algorithm>
#include <array>

namespace krug::render {
namespace {

/// = + - @, their full-width and small forms, and the signs some programs read as them.
bool starts_formula(char32_t c) {
    constexpr std::u32string_view marks = U"=+-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212\u207A\u207B\u207C";
    return marks.find(c) != marks.npos;
}

bool is_break(char32_t c) { return c == '\r' || c == '\n' || c == 0x2028 || c == 0x2029 || c == 0x85 || c == 0x0B || c == 0x0C; }

bool is_separator(char32_t c) { return c == ',' || c == ';' || c == '"' || c == '|' || c == '\t'; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// City codes of seven-digit cities have three digits, so do mobile and free numbers; every other code has four.
bool has_short_code(std::string_view ten_digits) {
    constexpr std::array<std::string_view, 18> cities = {"342", "343", "347", "351", "383", "391", "423", "473", "495",
                                                         "498", "499", "812", "831", "843", "846", "861", "863", "871"};
    const auto code = ten_digits.substr(0, 3);
    return code[0] == '9' || code.starts_with("80") || std::find(cities.begin(), cities.end(), code) != cities.end();
}

std::string russian_phone(std::string_view ten) {
    const auto part = [&](std::size_t from, std::size_t count) { return std::string(ten.substr(from, count)); };
    if (has_short_code(ten)) return "8 (" + part(0, 3) + ") " + part(3, 3) + "-" + part(6, 2) + "-" + part(8, 2);
    return "8 (" + part(0, 4) + ") " + part(4, 2) + "-" + part(6, 2) + "-" + part(8, 2);
}

/// Length of the country code (ITU-T E.164, zones 1 and 7 have one digit, the listed codes two, the rest three).
std::size_t country_code_length(std::string_view digits) {
    constexpr std::string_view two = " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 "
                                     "62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
    if (digits.starts_with('1') || digits.starts_with('7')) return 1;
    return two.find(" " + std::string(digits.substr(0, 2)) + " ") != two.npos ? 2 : 3;
}

} // namespace

std::string disarm_formula(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 2);
    bool may_start = true;   // only blanks since the start of a line, or nothing since a separator
    bool line_start = true;  // blanks count only there: "tel., +7" is how people write
    if (!text.empty() && (text[0] == '\t' || is_break(read_code_point(text, 0).value))) out += '\'';
    for (std::size_t at = 0; at < text.size();) {
        const auto character = read_code_point(text, at);
        if (may_start && starts_formula(character.value)) out += '\'';
        out.append(text, at, character.length);
        at += character.length;
        if (is_break(character.value)) {
            may_start = line_start = true;
        } else if (is_separator(character.value)) {
            may_start = true;
            line_start = line_start && character.value == '\t';
        } else {
            line_start = line_start && is_blank(character.value);
            may_start = line_start;
        }
    }
    return out;
}

std::string spreadsheet_phone(std::string_view phone) {
    std::string digits;
    bool ordinary = true;
    for (std::size_t at = 0; at < phone.size();) {
        const auto character = read_code_point(phone, at);
        at += character.length;
        const auto c = character.value;
        if (c >= '0' && c <= '9') digits += static_cast<char>(c);
        else ordinary = ordinary && (is_blank(c) || c == '(' || c == ')' || c == '-' || c == '.' || c == 0x2011 || c == 0x2013 ||
                                     (c == '+' && digits.empty()));
    }
    if (!ordinary || digits.empty()) return disarm_formula(phone);
    const bool international = phone.find('+') != phone.npos;
    if (digits.size() == 11 && (digits[0] == '7' || (digits[0] == '8' && !international)))
        return russian_phone(std::string_view(digits).substr(1));
    if (international && digits.size() > 4) {
        const auto code = country_code_length(digits);
        return "(+" + digits.substr(0, code) + ") " + digits.substr(code);
    }
    // Bare digits would become a number and lose their leading noughts, a bare plus a sum.
    if (std::all_of(phone.begin(), phone.end(), is_digit) || international) return "(" + digits + ")";
    return disarm_formula(phone);
}

} // namespace krug::render
