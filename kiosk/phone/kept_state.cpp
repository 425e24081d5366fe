// The small part of the phone's memory as one line of JSON, which the page seals and keeps.
#include "phone/memory_journal.hpp"

#include "gate_protocol/sync.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace krug::phone {
namespace json = boost::json;
namespace {

constexpr std::int64_t format = 1;

template <std::size_t Bytes> bool read_bytes(const json::value& from, std::array<std::uint8_t, Bytes>& out) {
    const auto raw = from.is_string() ? ticket::from_base64url(std::string_view(from.get_string())) : std::nullopt;
    if (!raw || raw->size() != Bytes) return false;
    std::copy(raw->begin(), raw->end(), out.begin());
    return true;
}

json::object text_of(const gatekeeper::feed_place& place) {
    return {{"epoch", place.at.epoch}, {"n", place.at.n}, {"chain", ticket::to_base64url(place.chain)}};
}

gatekeeper::feed_place place_of(const json::object& from) {
    gatekeeper::feed_place place;
    place.at = {from.at("epoch").as_int64(), from.at("n").as_int64()};
    read_bytes(from.at("chain"), place.chain);
    return place;
}

} // namespace

std::string memory_journal::state_text() const {
    json::array points, deny, messages;
    for (const auto& point : terms_.points) points.emplace_back(point.value);
    for (const auto& [code, entry] : deny_) deny.push_back(json::array{code, entry.min_generation, entry.blocked});
    for (const auto& message : messages_) messages.push_back(json::array{message.ru, message.en});
    json::object out{{"format", format},
                     {"device", device_.value},
                     {"event", event_.value},
                     {"root_key", ticket::to_base64url(root_key_)},
                     {"points", std::move(points)},
                     {"test_mode", terms_.test_mode},
                     {"lease_seconds", terms_.lease_seconds},
                     {"keys", gate_protocol::encode_item(keys_)},
                     {"standing", static_cast<int>(standing_)},
                     {"applied", text_of(applied_)},
                     {"head_time", head_time_},
                     {"acked", acked_},
                     {"incarnation", incarnation_},
                     {"clock", json::array{measure_.offset_ms, measure_.error_ms, measure_.wall_ms, measure_.boot_ms,
                                           ticket::to_base64url(measure_.boot)}},
                     {"deny", std::move(deny)},
                     {"messages", std::move(messages)}};
    if (staged_) out["staged"] = text_of(*staged_);
    return json::serialize(out);
}

bool memory_journal::load_state(std::string_view text) {
    boost::system::error_code failed;
    const auto read = json::parse(text, failed);
    // Only what state_text wrote ever comes here: the page's seal would not open for anything else.
    if (failed || !read.is_object() || !read.get_object().contains("format")) return false;
    const auto& in = read.get_object();
    if (in.at("format").as_int64() != format) return false;
    device_.value = in.at("device").as_int64();
    event_.value = in.at("event").as_int64();
    if (!read_bytes(in.at("root_key"), root_key_)) return false;
    for (const auto& point : in.at("points").as_array()) terms_.points.push_back({point.as_int64()});
    terms_.test_mode = in.at("test_mode").as_bool();
    terms_.lease_seconds = in.at("lease_seconds").as_int64();
    const auto keys = gate_protocol::decode_item(std::string_view(in.at("keys").as_string()));
    if (!keys || !std::holds_alternative<gate_protocol::key_set>(*keys)) return false;
    keys_ = std::get<gate_protocol::key_set>(*keys);
    standing_ = static_cast<gate_protocol::device_standing>(in.at("standing").as_int64());
    applied_ = place_of(in.at("applied").as_object());
    if (in.contains("staged")) staged_ = place_of(in.at("staged").as_object());
    head_time_ = in.at("head_time").as_int64();
    acked_ = in.at("acked").as_int64();
    incarnation_ = static_cast<std::uint32_t>(in.at("incarnation").as_int64());
    const auto& clock = in.at("clock").as_array();
    measure_.offset_ms = clock.at(0).as_int64();
    measure_.error_ms = clock.at(1).as_int64();
    measure_.wall_ms = clock.at(2).as_int64();
    measure_.boot_ms = clock.at(3).as_int64();
    measure_.taken = read_bytes(clock.at(4), measure_.boot);
    for (const auto& entry : in.at("deny").as_array()) {
        const auto& parts = entry.as_array();
        deny_[std::string(parts.at(0).as_string())] = {static_cast<int>(parts.at(1).as_int64()), parts.at(2).as_bool()};
    }
    for (const auto& message : in.at("messages").as_array())
        messages_.push_back({std::string(message.as_array().at(0).as_string()), std::string(message.as_array().at(1).as_string())});
    return true;
}

} // namespace krug::phone
