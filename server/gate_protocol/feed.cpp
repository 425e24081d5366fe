#include "gate_protocol/feed.hpp"

#include "ticket/digest.hpp"

#include <algorithm>

namespace krug::gate_protocol {
namespace {

void put(ticket::bytes& out, std::uint64_t value, std::size_t bytes) {
    while (bytes-- > 0) out.push_back(static_cast<std::uint8_t>(value >> (8 * bytes)));
}

template <class Bytes> void put_raw(ticket::bytes& out, const Bytes& raw) {
    out.insert(out.end(), raw.begin(), raw.end());
}

ticket::bytes labelled(std::string_view label) {
    ticket::bytes out(label.begin(), label.end());
    out.push_back(0);
    return out;
}

} // namespace

ticket::bytes signed_part(const key_set& keys) {
    auto out = labelled("krug-keyset/1");
    put(out, static_cast<std::uint64_t>(keys.event.value), 4);
    put(out, static_cast<std::uint64_t>(keys.version), 8);
    put(out, keys.keys.size(), 2);
    for (const auto& listed : keys.keys) {
        put_raw(out, listed.key);
        put(out, static_cast<std::uint64_t>(listed.standing), 1);
    }
    return out;
}

ticket::bytes signed_part(const feed_head& head) {
    auto out = labelled("krug-head/1");
    put(out, static_cast<std::uint64_t>(head.event.value), 4);
    put(out, static_cast<std::uint64_t>(head.at.epoch), 8);
    put(out, static_cast<std::uint64_t>(head.at.n), 8);
    put_raw(out, head.chain);
    put(out, static_cast<std::uint64_t>(head.time), 8);
    return out;
}

domain::digest chain_after(const domain::digest& before, std::string_view item_text) {
    auto message = labelled("krug-feed/1");
    put_raw(message, before);
    put_raw(message, item_text);
    return ticket::sha256(message);
}

std::string attendee_number_hash(domain::event_id event, std::string_view nine_digits) {
    auto message = labelled("krug-number/1");
    put(message, static_cast<std::uint64_t>(event.value), 4);
    put_raw(message, nine_digits);
    const auto hash = ticket::sha256(message);
    return ticket::to_hex(ticket::byte_view(hash).first(16));
}

} // namespace krug::gate_protocol
