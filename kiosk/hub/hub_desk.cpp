#include "hub/hub_desk.hpp"

#include "gate_protocol/neighbours.hpp"
#include "ground/log.hpp"
#include "ticket/signing_key.hpp"

#include <charconv>

namespace krug::hub {
namespace {

namespace protocol = gate_protocol;
constexpr std::int64_t minute_ms = 60'000;

web::response plain(int status) {
    web::response given;
    given.status = status;
    given.set("cache-control", "no-store");
    return given;
}

web::response json(std::string body) {
    auto given = plain(200);
    given.set("content-type", "application/json");
    given.body = std::move(body);
    return given;
}

/// The hub keeps the last link of each chain only, and is nobody's archive: a gap is no harm here, another content at a
/// known place is. The server, which has every row, judges again.
domain::row_fate fate_of(const domain::chain_link& last, const domain::chain_link& row) {
    if (row.seq == last.seq && last.seq != 0 && row.hash != last.hash) return domain::row_fate::forked;
    if (row.last_seq <= last.last_seq) return domain::row_fate::known;
    const bool follows = last.seq != 0 && !last.loss && !row.loss && row.incarnation == last.incarnation &&
                         row.seq == last.last_seq + 1;
    return follows && row.previous != last.hash ? domain::row_fate::forked : domain::row_fate::stored;
}

bool signed_by(const domain::digest& key, const web::request& asked) {
    const auto signature = ticket::from_base64url(asked.header("krug-device-signature"));
    const auto open_part = ticket::public_key::from(key);
    return signature && open_part &&
           ticket::verifier(*open_part).verify(protocol::signed_for_hub(asked.target, asked.body), *signature);
}

} // namespace

hub_desk::hub_desk(journal::journal& records, std::mutex& door, const ground::clock& clock, hub_codes codes, hub_terms terms)
    : records_(records), door_(door), clock_(clock), codes_(std::move(codes)), terms_(std::move(terms)) {}

web::response hub_desk::answer(const web::request& asked) {
    try {
        if (asked.method != web::method::post) return plain(405);
        if (asked.target == protocol::pair_target) return pair(asked);
        if (asked.target == protocol::ask_target) return ask(asked);
        if (asked.target == protocol::tell_target) return tell(asked);
        if (asked.target == protocol::relay_target) return relay(asked);
        return plain(404);
    } catch (const gatekeeper::disk_failure& failure) {
        ground::log_error("hub_disk_failed", {{"step", failure.what()}});
        return plain(503);
    }
}

web::response hub_desk::pair(const web::request& asked) {
    const auto request = protocol::decode_pair_request(asked.body);
    if (!request) return plain(422);
    const auto now_ms = clock_.steady_ms();
    const std::lock_guard tries(tries_mutex_);
    while (!wrong_ms_.empty() && now_ms - wrong_ms_.front() >= minute_ms) wrong_ms_.pop_front();
    if (wrong_ms_.size() >= tries_max) return plain(429);
    if (!signed_by(request->device_key, asked)) return plain(401);
    if (request->event != terms_.event || request->device == terms_.device) return plain(409);
    if (!codes_.use(request->one_time, clock_.now())) {
        wrong_ms_.push_back(now_ms);
        return plain(403);
    }
    const std::lock_guard held(door_);
    records_.pair({request->device, request->device_key, {}, false});
    ground::log_info("hub_paired", {{"device", request->device.value}});
    return json(protocol::encode(protocol::pair_response{terms_.device}));
}

// The door is locked by the caller.
std::optional<web::response> hub_desk::stranger(const web::request& asked, domain::device_id device,
                                                domain::event_id event) {
    const auto known = records_.paired(device);
    if (!known || !signed_by(known->key, asked)) return plain(401);
    if (event != terms_.event) return plain(409);
    if (known->set_aside) return plain(403);
    return std::nullopt;
}

/// A number or a wristband leads to the same guest as the ticket: what is held is the guest, where the list knows.
std::string hub_desk::held_name(const protocol::ask_request& asked) {
    if (asked.by == protocol::lookup::roster_code) return asked.hash;
    const auto known = records_.history(asked.by, asked.hash);
    return known.listed ? known.listed->code : asked.hash;
}

web::response hub_desk::ask(const web::request& asked) {
    const auto request = protocol::decode_ask_request(asked.body);
    if (!request) return plain(422);
    const std::lock_guard held(door_);
    if (auto refused = stranger(asked, request->device, request->event)) return *refused;
    const auto name = held_name(*request);
    protocol::ask_response response;
    if (!holds_.take(name, request->device, clock_.steady_ms())) {
        response.held = true;
        return json(protocol::encode(response));
    }
    const auto history = records_.history(protocol::lookup::roster_code, name);
    for (std::size_t at = 0; at < history.earlier.size() && at < protocol::told_items_max; ++at) {
        const auto& scan = history.earlier[at];
        protocol::admission_elsewhere known;
        known.code = name;
        known.scan = history.earlier_ids[at];
        known.device = scan.device;
        known.point = scan.point;
        known.direction = scan.direction;
        known.at_ms = scan.at * 1000;
        known.voided = scan.voided;
        response.known.push_back(std::move(known));
    }
    return json(protocol::encode(response));
}

web::response hub_desk::tell(const web::request& asked) {
    const auto request = protocol::decode_tell_request(asked.body);
    if (!request) return plain(422);
    protocol::tell_response response;
    {
        const std::lock_guard held(door_);
        if (auto refused = stranger(asked, request->device, request->event)) return *refused;
        auto neighbour = *records_.paired(request->device);
        std::vector<protocol::admission_elsewhere> told;
        bool changed = false;
        for (const auto& raw : request->rows) {
            const auto scan = *domain::decode_scan(raw); // the protocol has checked it
            if (scan.device != request->device) return plain(422);
            const auto link = domain::link_of(scan, protocol::hash_of(raw));
            const auto fate = fate_of(neighbour.last, link);
            if (fate == domain::row_fate::known) continue;
            changed = true;
            if (fate == domain::row_fate::forked) {
                neighbour.set_aside = true;
                ground::log_warning("hub_set_aside", {{"device", request->device.value}});
                break;
            }
            neighbour.last = link;
            if (scan.code_known)
                holds_.release(ticket::to_hex(ticket::byte_view(scan.code).first(16)), request->device);
            if (auto passage = journal::passage_of(scan)) told.push_back(*std::move(passage));
        }
        if (changed) records_.keep_told(neighbour, told);
        response.durable_seq = neighbour.last.last_seq;
        auto stretch = records_.told_after(request->heard, protocol::told_items_max);
        response.reached = stretch.reached;
        response.items = std::move(stretch.items);
        response.more = stretch.more;
    }
    return json(protocol::encode(response));
}

// Only for those who are paired: the hall's network is not to use the hub as its way out.
web::response hub_desk::relay(const web::request& asked) {
    const auto name = asked.header(protocol::neighbour_header);
    std::int64_t device = 0;
    const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), device);
    if (failed != std::errc() || end != name.data() + name.size()) return plain(401);
    {
        const std::lock_guard held(door_);
        const auto known = records_.paired({device});
        const auto signature = ticket::from_base64url(asked.header("krug-device-signature"));
        const auto open_part = known ? ticket::public_key::from(known->key) : std::nullopt;
        if (!open_part || !signature ||
            !ticket::verifier(*open_part).verify(protocol::signed_part(asked.body), *signature))
            return plain(401);
    }
    const auto carried = terms_.relay(asked);
    if (carried.status == 0) return plain(502);
    auto given = json(carried.body);
    given.status = carried.status;
    return given;
}

} // namespace krug::hub
