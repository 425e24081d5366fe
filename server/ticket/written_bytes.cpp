// How bytes are written as text: pure, so that the phone page has it without the crypto library.
#include "ticket/digest.hpp"

namespace krug::ticket {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

byte_view bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::array<std::uint8_t, 32> sha256(std::string_view message) {
    return sha256(bytes_of(message));
}

std::string sha256_hex(std::string_view message) {
    return to_hex(sha256(message));
}

std::string to_hex(byte_view raw) {
    std::string text;
    text.reserve(raw.size() * 2);
    for (const std::uint8_t byte : raw) {
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 15];
    }
    return text;
}

std::optional<bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0)
        return std::nullopt;
    bytes raw;
    raw.reserve(text.size() / 2);
    for (std::size_t at = 0; at < text.size(); at += 2) {
        const int high = hex_value(text[at]);
        const int low = hex_value(text[at + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        raw.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return raw;
}

std::string to_base64url(byte_view raw) {
    std::string text;
    text.reserve((raw.size() * 4 + 2) / 3);
    std::uint32_t held = 0;
    int bits = 0;
    for (const std::uint8_t byte : raw) {
        held = (held << 8 | byte) & 0xffffu;
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            text += base64url_digits[held >> bits & 63];
        }
    }
    if (bits > 0)
        text += base64url_digits[held << (6 - bits) & 63];
    return text;
}

std::optional<bytes> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1)
        return std::nullopt;
    bytes raw;
    raw.reserve(text.size() * 3 / 4);
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = base64url_digits.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        held = (held << 6 | static_cast<std::uint32_t>(value)) & 0xffffu;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            raw.push_back(static_cast<std::uint8_t>(held >> bits));
        }
    }
    if ((held & ((1u << bits) - 1)) != 0)
        return std::nullopt;
    return raw;
}

} // namespace krug::ticket
