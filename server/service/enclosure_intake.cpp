// The part of the gate office that reads what devices enclosed: who a walk-in is, why staff overrode a verdict.
#include "ground/clock.hpp"
#include "ground/log.hpp"
#include "ground/randomness.hpp"
#include "service/gate_office.hpp"
#include "service/key_office.hpp"
#include "service/registration_office.hpp"
#include "store/database.hpp"
#include "store/device_store.hpp"
#include "store/feed_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"
#include "ticket/enclosed.hpp"

#include <algorithm>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

bool is_taken_back(transaction& tx, const store::scan_row& scan) {
    const auto undone = store::voided_since(tx, scan.event, scan.number);
    return std::find(undone.begin(), undone.end(), scan.scan_id) != undone.end();
}

domain::registration_request request_for(domain::event_id event, const gate_protocol::enclosed_text& text) {
    domain::registration_request request;
    request.event = event;
    request.name = {text.family_name, text.given_name, ""};
    (text.contact.find('@') == std::string::npos ? request.phone : request.email) = text.contact;
    request.source = domain::registration_source::walk_in;
    request.email_trusted = true;
    return request;
}

} // namespace

ticket::key32 gate_office::enclosing_key() const {
    const auto raw = keys_.derive("krug-enclosing-key/1");
    ticket::key32 key{};
    std::transform(raw.begin(), raw.end(), key.begin(), [](std::byte each) { return static_cast<std::uint8_t>(each); });
    return key;
}

domain::result<gate_protocol::enclosures_response>
gate_office::take_enclosures(std::string_view token, std::string_view body, std::span<const std::uint8_t> signature) {
    const auto device = recognise(token, gate_protocol::signed_enclosures(body), signature);
    if (!device) return domain::refusal{refusal_code::wrong_credentials, 0, {}};
    if (registrations_ == nullptr) return domain::refusal{refusal_code::not_found, 0, {}};
    const auto request = gate_protocol::decode_enclosures_request(body);
    if (!request) return request.error();
    gate_protocol::enclosures_response response;
    response.key = ticket::enclosing_key_of(enclosing_key());
    response.signature = keys_.sign_as_root(gate_protocol::signed_key(response.key));
    // A device that is revoked or stands under suspicion registers nobody; what it holds stays sealed with it.
    if (device->state != "enrolled") return response;
    for (const auto& item : request->items)
        if (take_enclosure(device->event, device->id, item)) response.taken.push_back(item.scan);
    return response;
}

bool gate_office::take_enclosure(domain::event_id event, domain::device_id device, const gate_protocol::enclosure& item) {
    const auto scan_id = ticket::to_hex(item.scan);
    bool taken_back = false;
    const auto scan = database_.read([&](transaction& tx) {
        auto found = store::find_scan(tx, scan_id);
        taken_back = found && is_taken_back(tx, *found);
        return found;
    });
    if (!scan || scan->device != device || scan->event != event) return false;
    const auto raw = ticket::disclose(enclosing_key(), item.enclosed, gate_protocol::enclosure_place(item.scan));
    const auto text = raw ? gate_protocol::decode_enclosed_text({reinterpret_cast<const char*>(raw->data()), raw->size()})
                          : domain::result<gate_protocol::enclosed_text>(domain::refusal{refusal_code::invalid, 0, {}});
    if (!text) {
        ground::log_warning("enclosure_unreadable", {{"device", device.value}, {"event", event.value}});
        return false;
    }
    auto named = *scan;
    if (scan->kind == domain::scan_kind::overridden) {
        named.override_reason = text->override_reason;
    } else if (scan->kind == domain::scan_kind::walk_in) {
        if (scan->registration || taken_back) return true; // a repeat; or staff had mistaken themselves
        const auto guest = register_walk_in(event, device, scan_id, *text);
        if (!guest) return false;
        named.registration = *guest;
    } else {
        return false;
    }
    return database_.write([&](transaction& tx) {
        auto locked = store::lock_event(tx, event);
        if (!locked) return false;
        if (named.kind == domain::scan_kind::walk_in && named.doubt != "quarantine") {
            named.published_n = ++locked->last_feed;
            const store::feed_note note{"admission", named.number};
            store::insert_feed(tx, event, named.published_n, std::span(&note, 1));
        }
        store::name_guest_of_scan(tx, named);
        store::save_numbers(tx, *locked);
        return true;
    });
}

std::optional<domain::registration_id> gate_office::register_walk_in(domain::event_id event, domain::device_id device,
                                                                     const std::string& scan_id,
                                                                     const gate_protocol::enclosed_text& text) {
    const domain::actor by{domain::actor_kind::device, device.value, {}};
    auto request = request_for(event, text);
    // The same name as a walk-in's of the door page: whoever sends it again gets what it made first.
    request.request_key = ticket::sha256_hex("walk-in " + scan_id);
    if (!domain::check_registration(request, false).empty()) {
        request.email.clear();
        request.phone.clear();
        if (!domain::check_registration(request, false).empty()) {
            ground::log_warning("walk_in_unusable", {{"device", device.value}, {"event", event.value}});
            return std::nullopt;
        }
    }
    auto receipt = registrations_->register_guest(by, request);
    if (!receipt && receipt.error().code == refusal_code::already_registered)
        return domain::registration_id{receipt.error().at};
    if (!receipt && receipt.error().code == refusal_code::full) {
        // The guest is inside already: then the list has one more than there are seats, and says so.
        request.source = domain::registration_source::staff;
        receipt = registrations_->register_guest(by, request);
    }
    if (!receipt) {
        ground::log_warning("walk_in_refused", {{"device", device.value}, {"event", event.value}});
        return std::nullopt;
    }
    if (receipt->status != domain::registration_status::confirmed &&
        !registrations_->approve(by, event, receipt->id, true))
        return std::nullopt;
    return receipt->id;
}

} // namespace krug::service
