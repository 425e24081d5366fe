#include "gate_protocol/enrolment.hpp"

#include "gate_protocol/device_terms.hpp"

#include <algorithm>

namespace krug::gate_protocol {
namespace json = boost::json;
namespace {

constexpr std::string_view prefix = "EN1:";
constexpr std::size_t url_bytes_max = 200;
constexpr std::size_t body_bytes_max = 64 * 1024;

domain::refusal wrong_part(const char* part) {
    return {domain::refusal_code::invalid, 0, {{part, "malformed", 0}}};
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char each) { return each == ' ' || each == '\t' || each == '\r' || each == '\n'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

/// The text up to the next dot, which is consumed; nothing if there is none.
std::optional<std::string_view> next_part(std::string_view& rest) {
    const auto dot = rest.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto part = rest.substr(0, dot);
    rest.remove_prefix(dot + 1);
    return part;
}

template <std::size_t Bytes> bool read_part(std::optional<std::string_view> part, std::array<std::uint8_t, Bytes>& out) {
    if (!part) return false;
    const auto raw = ticket::from_base64url(*part);
    if (!raw || raw->size() != Bytes) return false;
    std::copy(raw->begin(), raw->end(), out.begin());
    return true;
}

/// http or https, a host, perhaps a port and a path; nothing that could carry a secret or another target.
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

void check_version(members& in) {
    if (in.number("version", 0, INT64_MAX) != protocol_version)
        throw malformed{"version", domain::refusal_code::version_mismatch};
}

enrol_request read_request(const json::value& value) {
    members in(value, "");
    check_version(in);
    enrol_request request;
    request.one_time = in.bytes<16>("code");
    request.device_key = in.bytes<32>("device_key");
    in.end();
    return request;
}

enrol_response read_response(const json::value& value) {
    members in(value, "");
    check_version(in);
    enrol_response response;
    response.device.value = in.number("device", 1, INT64_MAX);
    response.token = ticket::to_base64url(in.bytes<32>("token"));
    response.event.value = in.number("event", 1, 0xFFFFFFFF);
    response.root_key = in.bytes<32>("root_key");
    response.keys = read_key_set({in.any("keys"), "keys"});
    response.terms = read_terms({in.any("terms"), "terms"});
    response.server_time_ms = in.number("server_time_ms", 0, INT64_MAX);
    in.end();
    return response;
}

} // namespace

std::string write_enrolment_code(const enrolment_code& code) {
    std::string text(prefix);
    text += ticket::to_base64url(code.one_time) + '.';
    if (code.server_pin) text += ticket::to_base64url(*code.server_pin);
    text += '.' + ticket::to_base64url(code.root_fingerprint) + '.' + code.url;
    return text;
}

domain::result<enrolment_code> read_enrolment_code(std::string_view text) {
    auto rest = trimmed(text);
    if (!rest.starts_with(prefix)) return wrong_part("prefix");
    rest.remove_prefix(prefix.size());
    enrolment_code code;
    if (!read_part(next_part(rest), code.one_time)) return wrong_part("code");
    const auto pin = next_part(rest);
    if (!pin) return wrong_part("pin");
    if (!pin->empty() && !read_part(pin, code.server_pin.emplace())) return wrong_part("pin");
    if (!read_part(next_part(rest), code.root_fingerprint)) return wrong_part("fingerprint");
    if (!is_server_url(rest)) return wrong_part("url");
    code.url = rest;
    while (code.url.ends_with('/')) code.url.pop_back();
    return code;
}

std::string encode(const enrol_request& request) {
    return json::serialize(json::object{{"version", protocol_version},
                                        {"code", bytes_value(request.one_time)},
                                        {"device_key", bytes_value(request.device_key)}});
}

domain::result<enrol_request> decode_enrol_request(std::string_view body) {
    return decode_with<enrol_request>(body, body_bytes_max, read_request);
}

std::string encode(const enrol_response& response) {
    return json::serialize(json::object{{"version", protocol_version},
                                        {"device", response.device.value},
                                        {"token", response.token},
                                        {"event", response.event.value},
                                        {"root_key", bytes_value(response.root_key)},
                                        {"keys", to_json(response.keys)},
                                        {"terms", to_json(response.terms)},
                                        {"server_time_ms", response.server_time_ms}});
}

domain::result<enrol_response> decode_enrol_response(std::string_view body) {
    return decode_with<enrol_response>(body, body_bytes_max, read_response);
}

} // namespace krug::gate_protocol
