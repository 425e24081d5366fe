#include "sync/bell.hpp"

#include "gate_protocol/sync.hpp"
#include "ticket/digest.hpp"

namespace krug::sync {

bell_report bell::listen(const domain::feed_cursor& from) {
    const auto body = gate_protocol::encode(gate_protocol::bell_request{from, gate_protocol::bell_seconds_max});
    const auto signature = device_key_.sign(gate_protocol::signed_part_of_bell(body));
    const transport::headers with{{"Authorization", "Bearer " + token_},
                                  {"Content-Type", "application/json"},
                                  {std::string(gate_protocol::signature_header), ticket::to_base64url(signature)}};
    try {
        const auto answer = server_.post(gate_protocol::bell_target, with, body);
        if (answer.status != 200) return {};
        const auto response = gate_protocol::decode_bell_response(answer.body);
        if (!response) return {};
        return {response->news ? bell_end::news : bell_end::quiet, response->end};
    } catch (const transport_failure&) {
        return {};
    }
}

} // namespace krug::sync
