#include "sync/neighbour.hpp"

#include "gate_protocol/sync.hpp"

namespace krug::sync {
namespace {

transport::headers signed_headers(const ticket::signing_key& key, std::string_view target, std::string_view body) {
    return {{"Content-Type", "application/json"},
            {std::string(gate_protocol::signature_header),
             ticket::to_base64url(key.sign(gate_protocol::signed_for_hub(target, body)))}};
}

} // namespace

neighbour::neighbour(transport& quick, transport& slow, const ticket::signing_key& device_key, domain::device_id device,
                     domain::event_id event)
    : quick_(quick), slow_(slow), device_key_(device_key), device_(device), event_(event) {}

std::optional<std::string> neighbour::exchange(transport& way, std::string_view target, const std::string& body) {
    last_status_ = 0;
    try {
        auto answer = way.post(target, signed_headers(device_key_, target, body), body);
        last_status_ = answer.status;
        if (answer.status == 200) return std::move(answer.body);
    } catch (const transport_failure&) {
        // Nobody there: the kiosk stands for itself, as it does without a hub.
    }
    return std::nullopt;
}

std::optional<gate_protocol::ask_response> neighbour::ask(gate_protocol::lookup by, const std::string& hash) {
    const auto body = exchange(quick_, gate_protocol::ask_target,
                               gate_protocol::encode(gate_protocol::ask_request{device_, event_, by, hash}));
    if (!body) return std::nullopt;
    auto response = gate_protocol::decode_ask_response(*body);
    if (!response) return std::nullopt;
    return *std::move(response);
}

std::optional<gate_protocol::tell_response> neighbour::tell(const gate_protocol::hub_place& heard,
                                                            std::vector<domain::scan_record> rows) {
    const auto body =
        exchange(slow_, gate_protocol::tell_target,
                 gate_protocol::encode(gate_protocol::tell_request{device_, event_, heard, std::move(rows)}));
    if (!body) return std::nullopt;
    auto response = gate_protocol::decode_tell_response(*body);
    if (!response) return std::nullopt;
    return *std::move(response);
}

domain::result<gate_protocol::pair_response> pair(transport& hub, const gate_protocol::hub_code& code,
                                                  const ticket::signing_key& device_key, domain::device_id device,
                                                  domain::event_id event) {
    gate_protocol::pair_request request{code.one_time, device, event, {}};
    const auto open_part = device_key.open_part().raw();
    std::copy(open_part.begin(), open_part.end(), request.device_key.begin());
    const auto body = gate_protocol::encode(request);
    const auto answer = hub.post(gate_protocol::pair_target,
                                 signed_headers(device_key, gate_protocol::pair_target, body), body);
    switch (answer.status) {
    case 200: return gate_protocol::decode_pair_response(answer.body);
    case 401:
    case 403: return domain::refusal{domain::refusal_code::not_allowed, 0, {}};
    case 409: return domain::refusal{domain::refusal_code::wrong_state, 0, {}};
    case 429: return domain::refusal{domain::refusal_code::too_many, 0, {}};
    default: return domain::refusal{domain::refusal_code::invalid, 0, {{"hub", "malformed", answer.status}}};
    }
}

two_roads::two_roads(transport& straight, transport& hub, const ground::clock& clock, domain::device_id device)
    : straight_(straight), hub_(hub), clock_(clock), device_(device) {}

http_answer two_roads::post(std::string_view target, const headers& with, std::string_view body) {
    const bool closed = clock_.steady_ms() < closed_until_ms_;
    if (!closed) {
        try {
            return straight_.post(target, with, body);
        } catch (const transport_failure&) {
            closed_until_ms_ = clock_.steady_ms() + straight_again_ms;
        }
    }
    try {
        return through_hub(target, with, body);
    } catch (const transport_failure&) {
        // The hub has gone as well: next time the straight road is tried at once.
        closed_until_ms_ = INT64_MIN;
        throw;
    }
}

http_answer two_roads::through_hub(std::string_view target, const headers& with, std::string_view body) {
    // The hub carries syncs and nothing else.
    if (target != gate_protocol::sync_target) throw transport_failure("no road to the server");
    auto named = with;
    named.emplace_back(gate_protocol::neighbour_header, std::to_string(device_.value));
    auto answer = hub_.post(gate_protocol::relay_target, named, body);
    if (answer.status == 502 || answer.status == 404) throw transport_failure("the hub does not reach the server");
    return answer;
}

} // namespace krug::sync
