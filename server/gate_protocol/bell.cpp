#include "gate_protocol/bell.hpp"

#include "gate_protocol/row_members.hpp"

namespace krug::gate_protocol {
namespace json = boost::json;
namespace {

constexpr std::size_t body_bytes_max = 4 * 1024;

bell_request read_request(const json::value& value) {
    members in(value, "");
    check_version(in);
    bell_request request;
    request.cursor.epoch = in.number("epoch", 0, INT64_MAX);
    request.cursor.n = in.number("n", 0, INT64_MAX);
    request.wait_seconds = in.number("wait_seconds", 0, bell_seconds_max);
    in.end();
    return request;
}

bell_response read_response(const json::value& value) {
    members in(value, "");
    check_version(in);
    bell_response response;
    response.news = in.yes_no("news");
    response.end.epoch = in.number("epoch", 0, INT64_MAX);
    response.end.n = in.number("n", 0, INT64_MAX);
    in.end();
    return response;
}

} // namespace

std::string encode(const bell_request& request) {
    return json::serialize(json::object{{"version", protocol_version},
                                        {"epoch", request.cursor.epoch},
                                        {"n", request.cursor.n},
                                        {"wait_seconds", request.wait_seconds}});
}

domain::result<bell_request> decode_bell_request(std::string_view body) {
    return decode_with<bell_request>(body, body_bytes_max, read_request);
}

std::string encode(const bell_response& response) {
    return json::serialize(json::object{{"version", protocol_version},
                                        {"news", response.news},
                                        {"epoch", response.end.epoch},
                                        {"n", response.end.n}});
}

domain::result<bell_response> decode_bell_response(std::string_view body) {
    return decode_with<bell_response>(body, body_bytes_max, read_response);
}

ticket::bytes signed_part_of_bell(std::string_view body) {
    constexpr std::string_view label{"krug-bell/1\0", 12};
    const auto joined = std::string(label) + std::string(body);
    const auto raw = ticket::bytes_of(joined);
    return {raw.begin(), raw.end()};
}

} // namespace krug::gate_protocol
