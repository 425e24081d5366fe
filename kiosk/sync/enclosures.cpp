#include "sync/enclosures.hpp"

#include "gate_protocol/sync.hpp"

#include <algorithm>

namespace krug::sync {

std::optional<delivery> deliver_enclosures(transport& server, std::string_view token,
                                           const ticket::signing_key& device_key, const domain::digest& root_key,
                                           const gate_protocol::enclosures_request& request) {
    const auto body = gate_protocol::encode(request);
    const transport::headers with{
        {"Authorization", "Bearer " + std::string(token)},
        {"Content-Type", "application/json"},
        {std::string(gate_protocol::signature_header),
         ticket::to_base64url(device_key.sign(gate_protocol::signed_enclosures(body)))}};
    const auto answer = server.post(gate_protocol::enclosures_target, with, body);
    if (answer.status != 200) return std::nullopt;
    const auto response = gate_protocol::decode_enclosures_response(answer.body);
    const auto root = ticket::public_key::from(root_key);
    if (!response || !root ||
        !ticket::verifier(*root).verify(gate_protocol::signed_key(response->key), response->signature))
        return std::nullopt;
    delivery done;
    done.key = response->key;
    for (const auto& each : request.items)
        if (std::find(response->taken.begin(), response->taken.end(), each.scan) != response->taken.end())
            done.taken.push_back(each.scan);
    return done;
}

} // namespace krug::sync
