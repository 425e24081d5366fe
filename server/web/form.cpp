#include "web/form.hpp"

#include "domain/utf8.hpp"

#include <algorithm>

namespace krug::web {

namespace {

constexpr std::size_t fields_max = 4000; // a group of fifty answers eight questions each, with several ticks
constexpr std::size_t name_bytes_max = 200;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<std::string> decode(std::string_view text, bool plus_is_blank) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus_is_blank) {
            decoded.push_back(' ');
        } else if (text[at] != '%') {
            decoded.push_back(text[at]);
        } else {
            if (at + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[at + 1]), low = hex_digit(text[at + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            decoded.push_back(static_cast<char>(high * 16 + low));
            at += 2;
        }
    }
    if (decoded.find('\0') != std::string::npos || !domain::is_utf8(decoded)) return std::nullopt;
    return decoded;
}

} // namespace

std::optional<std::string> percent_decode(std::string_view text) { return decode(text, false); }

std::string percent_encode(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == '~';
        if (plain) {
            encoded.push_back(c);
            continue;
        }
        const auto code = static_cast<unsigned char>(c);
        encoded.push_back('%');
        encoded.push_back(digits[code >> 4]);
        encoded.push_back(digits[code & 15]);
    }
    return encoded;
}

std::optional<form> form::parse(std::string_view text) {
    form parsed;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto pair = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (pair.empty()) continue;
        if (parsed.fields_.size() == fields_max) return std::nullopt;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = decode(pair.substr(0, equals), true);
        auto value = decode(equals < pair.size() ? pair.substr(equals + 1) : std::string_view(), true);
        if (!name || !value || name->size() > name_bytes_max) return std::nullopt;
        parsed.fields_.emplace_back(std::move(*name), std::move(*value));
    }
    return parsed;
}

const std::string& form::text(std::string_view name) const {
    static const std::string none;
    for (const auto& [key, value] : fields_)
        if (key == name) return value;
    return none;
}

bool form::has(std::string_view name) const {
    return std::any_of(fields_.begin(), fields_.end(), [&](const auto& field) { return field.first == name; });
}

std::vector<std::string> form::all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : fields_)
        if (key == name) values.push_back(value);
    return values;
}

} // namespace krug::web
