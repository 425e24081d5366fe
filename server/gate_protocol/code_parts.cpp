#include "gate_protocol/code_parts.hpp"

#include "ticket/digest.hpp"

#include <algorithm>

namespace krug::gate_protocol {

namespace {
constexpr std::size_t url_bytes_max = 200;
}

domain::refusal wrong_part(const char* part) {
    return {domain::refusal_code::invalid, 0, {{part, "malformed", 0}}};
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char each) { return each == ' ' || each == '\t' || each == '\r' || each == '\n'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::optional<std::string_view> next_part(std::string_view& rest) {
    const auto dot = rest.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto part = rest.substr(0, dot);
    rest.remove_prefix(dot + 1);
    return part;
}

bool read_part(std::optional<std::string_view> part, std::span<std::uint8_t> out) {
    if (!part) return false;
    const auto raw = ticket::from_base64url(*part);
    if (!raw || raw->size() != out.size()) return false;
    std::copy(raw->begin(), raw->end(), out.begin());
    return true;
}

bool is_server_url(std::string_view url) {
    const bool plain = url.starts_with("http://");
    if (url.size() > url_bytes_max || (!plain && !url.starts_with("https://"))) return false;
    url.remove_prefix(plain ? 7 : 8);
    if (url.empty() || url.front() == '/' || url.front() == ':') return false;
    return std::all_of(url.begin(), url.end(), [](unsigned char each) {
        return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
               std::string_view("-._~:/[]%").find(static_cast<char>(each)) != std::string_view::npos;
    });
}

} // namespace krug::gate_protocol
