#include "gate_protocol/enclosures.hpp"

#include "gate_protocol/json_members.hpp"
#include "ticket/enclosed.hpp"

#include <algorithm>

namespace krug::gate_protocol {
namespace json = boost::json;
namespace {

constexpr std::size_t name_bytes_max = 400;
constexpr std::size_t reason_bytes_max = 800;

ticket::bytes labelled(std::string_view label, std::string_view rest) {
    const auto joined = std::string(label) + std::string(rest);
    const auto raw = ticket::bytes_of(joined);
    return {raw.begin(), raw.end()};
}

domain::scan_name read_scan(const json::value& value, const char* member) {
    if (!value.is_string()) throw malformed{member};
    const auto raw = ticket::from_base64url(std::string_view(value.get_string()));
    domain::scan_name scan{};
    if (!raw || raw->size() != scan.size()) throw malformed{member};
    std::copy(raw->begin(), raw->end(), scan.begin());
    return scan;
}

enclosures_request read_request(const json::value& value) {
    members in(value, "");
    enclosures_request request;
    for (const auto& each : in.list("items", enclosures_max)) {
        members item(each, "items");
        auto& one = request.items.emplace_back();
        one.scan = read_scan(item.any("scan"), "items.scan");
        one.enclosed = item.text("enclosed", 8 * 1024);
        item.end();
    }
    in.end();
    return request;
}

enclosures_response read_response(const json::value& value) {
    members in(value, "");
    enclosures_response response;
    response.key = in.bytes<32>("key");
    response.signature = in.bytes<64>("signature");
    for (const auto& each : in.list("taken", enclosures_max)) response.taken.push_back(read_scan(each, "taken"));
    in.end();
    return response;
}

enclosed_text read_text(const json::value& value) {
    members in(value, "");
    enclosed_text text;
    if (in.has("override_reason")) {
        text.override_reason = in.text("override_reason", reason_bytes_max);
    } else {
        text.family_name = in.text("family_name", name_bytes_max);
        text.given_name = in.text("given_name", name_bytes_max);
        text.contact = in.text("contact", name_bytes_max);
    }
    in.end();
    return text;
}

} // namespace

std::string enclosure_place(const domain::scan_name& scan) { return "scan " + ticket::to_hex(scan); }

ticket::bytes signed_key(const ticket::key32& key) {
    return labelled({"krug-enclosing-key/1\0", 21}, {reinterpret_cast<const char*>(key.data()), key.size()});
}

ticket::bytes signed_enclosures(std::string_view body) { return labelled({"krug-enclosures/1\0", 18}, body); }

std::string encode(const enclosures_request& request) {
    json::array items;
    for (const auto& each : request.items)
        items.push_back(json::object{{"scan", bytes_value(each.scan)}, {"enclosed", each.enclosed}});
    return json::serialize(json::object{{"items", std::move(items)}});
}

domain::result<enclosures_request> decode_enclosures_request(std::string_view body) {
    return decode_with<enclosures_request>(body, enclosures_request_bytes_max, read_request);
}

std::string encode(const enclosures_response& response) {
    json::array taken;
    for (const auto& each : response.taken) taken.push_back(json::value(bytes_value(each)));
    return json::serialize(json::object{
        {"key", bytes_value(response.key)}, {"signature", bytes_value(response.signature)}, {"taken", std::move(taken)}});
}

domain::result<enclosures_response> decode_enclosures_response(std::string_view body) {
    return decode_with<enclosures_response>(body, enclosures_response_bytes_max, read_response);
}

std::string encode(const enclosed_text& text) {
    if (!text.override_reason.empty()) return json::serialize(json::object{{"override_reason", text.override_reason}});
    return json::serialize(json::object{
        {"family_name", text.family_name}, {"given_name", text.given_name}, {"contact", text.contact}});
}

domain::result<enclosed_text> decode_enclosed_text(std::string_view text) {
    return decode_with<enclosed_text>(text, ticket::enclosed_secret_bytes_max, read_text);
}

} // namespace krug::gate_protocol
