#include "render/plain_text.hpp"

namespace krug::render {
namespace {

constexpr char32_t replacement = 0xFFFD;

bool is_line_break(char32_t value) { return value == '\n' || value == '\r' || value == 0x2028 || value == 0x2029; }

bool is_control(char32_t value) { return value < 0x20 || (value >= 0x7F && value < 0xA0); }

std::string cleaned(std::string_view text, char32_t line_break, char32_t tab) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto character = read_code_point(text, at);
        at += character.length;
        if (character.value == '\r' && at < text.size() && text[at] == '\n') continue;
        if (is_line_break(character.value)) append_utf8(out, line_break);
        else if (character.value == '\t') append_utf8(out, tab);
        else if (!is_control(character.value)) append_utf8(out, character.value);
    }
    return out;
}

} // namespace

code_point read_code_point(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return {replacement, 1};
    char32_t value = lead & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return {replacement, 1};
        value = (value << 6) | (byte(at + i) & 0x3Fu);
    }
    if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) return {replacement, 1};
    return {value, length};
}

void append_utf8(std::string& out, char32_t value) {
    const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    if (value < 0x80) {
        put(value);
    } else if (value < 0x800) {
        put(0xC0 | (value >> 6));
        put(0x80 | (value & 0x3F));
    } else if (value < 0x10000) {
        put(0xE0 | (value >> 12));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    } else {
        put(0xF0 | (value >> 18));
        put(0x80 | ((value >> 12) & 0x3F));
        put(0x80 | ((value >> 6) & 0x3F));
        put(0x80 | (value & 0x3F));
    }
}

std::string plain_text(std::string_view text) { return cleaned(text, '\n', '\t'); }

std::string plain_line(std::string_view text) { return cleaned(text, ' ', ' '); }

std::size_t count_code_points(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); at += read_code_point(text, at).length) ++count;
    return count;
}

std::string_view first_code_points(std::string_view text, std::size_t most) {
    std::size_t at = 0;
    for (; most > 0 && at < text.size(); --most) at += read_code_point(text, at).length;
    return text.substr(0, at);
}

bool is_blank(char32_t value) {
    return value == ' ' || value == '\t' || value == 0xA0 || value == 0x1680 || value == 0x180E ||
           (value >= 0x2000 && value <= 0x200F) || value == 0x202F || (value >= 0x205F && value <= 0x2064) ||
           value == 0x3000 || value == 0xFEFF || value == 0xAD;
}

} // namespace krug::render
