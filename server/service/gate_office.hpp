// The server's side of every kiosk: invitations, enrolment, and sync (scans up, feed down).
// Called by web, for staff (devices) and for the devices themselves.
#pragma once

#include "domain/admission.hpp"
#include "domain/result.hpp"
#include "domain/staff.hpp"
#include "gate_protocol/bell.hpp"
#include "gate_protocol/enclosures.hpp"
#include "gate_protocol/sync.hpp"
#include "service/check_in_office.hpp"

#include <mutex>
#include <optional>

namespace krug::store {
struct device_row;
}

namespace krug::service {

/// So long may a device that was scanning be silent during the event before somebody should look after it.
inline constexpr std::int64_t silence_seconds = 5 * 60;

struct device_line {
    domain::device_id id;
    std::string name;
    std::string state; ///< invited, enrolled, revoked, quarantined
    domain::admission_point_id point;
    std::string point_name;
    ground::utc_seconds created_at = 0, last_seen_at = 0;
    std::int64_t unsent = 0; ///< as the device said at its last sync
    ground::utc_seconds last_scan_at = 0; ///< 0 = it has sent none
    bool silent = false; ///< during the event it had let people in, and has said nothing for silence_seconds
    /// What it last said of itself; at = 0: it never did.
    struct reported {
        ground::utc_seconds at = 0;
        std::string kind, version;       ///< kiosk, phone, hub
        std::int64_t skew_ms = 0;        ///< its own clock minus the server's
        std::int64_t error_ms = 0;       ///< ± by which it trusts its mended time
        std::int64_t admitted_5_minutes = 0;
        ground::utc_seconds rehearsal_at = 0; ///< 0 = none
        bool rehearsal_ready = false;
        std::vector<std::string> rehearsal_failed; ///< words of gate_protocol::rehearsal_part
    } report;
};

struct device_invitation {
    domain::device_id device;
    std::string code;                   ///< EN1:…, shown once, as text and QR
    ground::utc_seconds expires_at = 0; ///< ten minutes; one use; five tries
};

/// A device that has everything and wants to hear of the next thing at once.
struct bell_call {
    domain::device_id device;
    domain::event_id event;
    gate_protocol::bell_request asks;
};

class gate_office {
public:
    /// `public_url` is what a device is told to call; `server_pin` the SHA-256 of our TLS key, if we end TLS here.
    gate_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys,
                zone_offset offset, std::string public_url, std::optional<domain::digest> server_pin, registration_office* registrations = nullptr);

    /// Refuses with not_found (event, point), invalid (name).
    domain::result<device_invitation> invite_device(const domain::actor& by, domain::event_id event,
                                                    domain::admission_point_id point, std::string_view name);
    /// Refused from its next request on; what it has recorded may still come, into quarantine.
    domain::result<void> revoke_device(const domain::actor& by, domain::event_id event, domain::device_id id);
    std::vector<device_line> devices(domain::event_id event);

    /// Refuses with code_expired, code_used (also for an unknown code: both say "ask for a new one").
    domain::result<gate_protocol::enrol_response> enrol(const gate_protocol::enrol_request& request);

    /// One round. `body` is what `signature` signs; `token` the bearer's text. Refuses with wrong_credentials (token
    /// or signature), invalid (malformed body; an epoch that cannot be). Any number of repeats changes nothing. A device
    /// that knows more than this database, or read something else in it, begins a new epoch: the database was put back.
    /// A device is told that what it offers is taken; its last report is kept with it.
    domain::result<gate_protocol::sync_response> sync(std::string_view token, std::string_view body,
                                                      std::span<const std::uint8_t> signature,
                                                      gate_protocol::abilities offers = {});

    /// Who asks to be told of news, and from where on. Refuses like sync.
    domain::result<bell_call> hear_bell(std::string_view token, std::string_view body,
                                        std::span<const std::uint8_t> signature);
    /// Whether a sync would bring the device something: items behind its cursor, a new epoch, its own revocation.
    gate_protocol::bell_response look_for_news(const bell_call& from);

    /// Takes what devices may not read: registers walk-ins whose records are here (beyond the capacity if need be: the
    /// guest is inside already) and notes staff's reasons. Each once, whatever is repeated; what cannot be taken now is
    /// left out of the answer and stays on the device. Refuses with wrong_credentials, invalid, and not_found where
    /// this office was made without registrations.
    domain::result<gate_protocol::enclosures_response> take_enclosures(std::string_view token, std::string_view body,
                                                                       std::span<const std::uint8_t> signature);

    /// Starts a new epoch for every event: after a restore, since devices may know what this database no longer does.
    /// Each event's list is then told anew, out of the tables, when its first device asks.
    void begin_epoch();

private:
    /// The device behind token and signature; nothing when either is wrong.
    std::optional<store::device_row> recognise(std::string_view token, std::span<const std::uint8_t> message,
                                               std::span<const std::uint8_t> signature);
    gate_protocol::enrolment_code code_for(domain::device_id device) const;
    domain::result<device_invitation> invitation_again(domain::event_id event, domain::device_id made);
    bool take_enclosure(domain::event_id event, domain::device_id device, const gate_protocol::enclosure& item);
    std::optional<domain::registration_id> register_walk_in(domain::event_id event, domain::device_id device,
                                                            const std::string& scan_id,
                                                            const gate_protocol::enclosed_text& text);
    ticket::key32 enclosing_key() const;
    gate_protocol::key_set key_set_of(store::transaction& tx, domain::event_id event);
    void fill_page(store::transaction& tx, domain::event_id event, std::int64_t last_feed,
                   gate_protocol::sync_response& answer, gate_protocol::feed_head& head);

    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    key_office& keys_;
    zone_offset offset_;
    std::string public_url_;
    std::optional<domain::digest> server_pin_;
    registration_office* registrations_;
};

} // namespace krug::service
