#include "service/gate_office.hpp"

#include "domain/round_table.hpp"
#include "domain/upload.hpp"
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "ground/log.hpp"
#include "ground/randomness.hpp"
#include "service/code_office.hpp"
#include "service/double_entries.hpp"
#include "service/feed_epoch.hpp"
#include "service/key_office.hpp"
#include "service/request_trace.hpp"
#include "service/scan_import.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/device_store.hpp"
#include "store/feed_store.hpp"
#include "store/key_store.hpp"
#include "store/listed_code_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"
#include "ticket/masked_number.hpp"
#include "ticket/ticket.hpp"

#include <algorithm>
#include <istream>
#include <map>
#include <set>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr int page_items = 1000; // a page is made inside the writer's transaction: short, so that doors do not wait
constexpr std::int64_t seen_every_seconds = 20;
constexpr std::int64_t gathering_seconds = 2 * 3600;
constexpr std::int64_t working_day_seconds = 12 * 3600; // yesterday's scans alarm nobody today
// A device may be ahead of a database that was put back by a few epochs; further ahead is only a lie, and believing it
// would use up the numbers.
constexpr std::int64_t epoch_leap_max = 1000;

domain::refusal refuse(refusal_code code) { return {code, 0, {}}; }

std::string hex(std::span<const std::uint8_t> raw) { return ticket::to_hex(raw); }

template <std::size_t Size> std::array<std::uint8_t, Size> from_hex(const std::string& text) {
    const auto raw = ticket::from_hex(text);
    KRUG_CHECK(raw.has_value() && raw->size() == Size); // only our own text is stored
    std::array<std::uint8_t, Size> bytes{};
    std::copy(raw->begin(), raw->end(), bytes.begin());
    return bytes;
}

domain::digest digest_of(const std::string& text) { return text.empty() ? domain::digest{} : from_hex<32>(text); }

domain::key_standing standing_of(const std::string& state) {
    if (state == "active") return domain::key_standing::active;
    if (state == "retired") return domain::key_standing::retired;
    if (state == "roster_only") return domain::key_standing::roster_only;
    return domain::key_standing::dead;
}

/// How far along its way a key is, from 1.
std::int64_t steps_of(domain::key_standing standing) {
    switch (standing) {
    case domain::key_standing::active: return 1;
    case domain::key_standing::retired: return 2;
    case domain::key_standing::roster_only: return 3;
    default: return 4;
    }
}

/// Signs that this database was put back to an earlier state while the device went on.
bool knows_more_than_we(transaction& tx, const store::locked_event& locked, const store::device_row& device,
                        const gate_protocol::sync_request& request, std::int64_t epoch) {
    const auto& at = request.cursor;
    domain::server_place here{epoch, device.acked_seq, locked.last_feed, false};
    if (at.epoch == epoch && at.n > 0) {
        const auto there = store::feed_after(tx, locked.rules.id, at.n - 1, 1);
        here.told_there = !there.empty() && there.front().n == at.n && !there.front().chain.empty() &&
                          (!request.feed_chain || *request.feed_chain == digest_of(there.front().chain));
    }
    return domain::device_knows_more(at, request.acked_seq, here);
}

gate_protocol::device_terms terms_of(const store::device_row& device) {
    gate_protocol::device_terms terms;
    terms.points = {device.point};
    return terms;
}

std::string failed_words(const gate_protocol::rehearsal_result& rehearsal) {
    std::string words;
    for (const auto part : rehearsal.failed) words += (words.empty() ? "" : ",") + std::string(word_of(part));
    return words;
}

std::vector<std::string> words_in(const std::string& listed) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < listed.size();) {
        const auto comma = std::min(listed.find(',', at), listed.size());
        words.push_back(listed.substr(at, comma - at));
        at = comma + 1;
    }
    return words;
}

device_line::reported reported_of(const store::kept_report& kept) {
    device_line::reported report;
    report.at = kept.at;
    report.kind = kept.kind;
    report.version = kept.version;
    report.skew_ms = kept.skew_ms;
    report.error_ms = kept.error_ms;
    report.admitted_5_minutes = kept.admitted_5_minutes;
    report.rehearsal_at = kept.rehearsal_at;
    report.rehearsal_ready = kept.rehearsal_ready;
    report.rehearsal_failed = words_in(kept.rehearsal_failed);
    return report;
}

/// From two hours before the start to the end; without known times, always.
bool during(const domain::event_rules& event, ground::utc_seconds now) {
    if (event.starts_at != 0 && now < event.starts_at - gathering_seconds) return false;
    return event.ends_at == 0 || now <= event.ends_at;
}

/// Something that staff wait for, as against a clock that ticks.
bool tells_news(const store::device_row& device, const gate_protocol::device_report& report) {
    return device.report.version != report.version || device.report.kind != word_of(report.kind) ||
           (report.rehearsal && report.rehearsal->at != device.report.rehearsal_at);
}

void keep_report(store::device_row& device, const gate_protocol::device_report& report, std::int64_t now_ms) {
    auto& kept = device.report;
    kept.at = now_ms / 1000;
    kept.kind = word_of(report.kind);
    kept.version = report.version;
    kept.skew_ms = report.wall_ms - now_ms;
    kept.error_ms = report.error_ms;
    kept.admitted_5_minutes = report.admitted_5_minutes;
    if (!report.rehearsal) return;
    kept.rehearsal_at = report.rehearsal->at;
    kept.rehearsal_ready = report.rehearsal->ready;
    kept.rehearsal_failed = failed_words(*report.rehearsal);
}

/// Makes the texts of the feed out of what the rows speak of, as it stands now.
class feed_writer {
public:
    feed_writer(transaction& tx, domain::event_id event, key_office& keys, const zone_offset& offset,
                gate_protocol::key_set key_set)
        : tx_(tx), event_(event), keys_(keys), offset_(offset), key_set_(std::move(key_set)),
          codes_listed_(store::has_listed_codes(tx, event)) {}

    std::string item_for(const store::feed_row& row) {
        if (row.kind == "rules") return rules_item(row.n);
        if (row.kind == "keys") return gate_protocol::encode_item(key_set_);
        if (row.kind == "admission") return admission_item(row.subject);
        const auto guest = store::find_registration(tx_, event_, {row.subject});
        KRUG_CHECK(guest.has_value()); // registrations are never deleted while their event's feed stands
        const auto& r = guest->registration;
        if (row.kind == "deny")
            return gate_protocol::encode_item(gate_protocol::deny{code_of(r), r.ticket.generation, false});
        KRUG_CHECK(row.kind == "roster");
        gate_protocol::roster_put put;
        put.code = code_of(r);
        put.row = roster_row_of(r);
        put.number = gate_protocol::attendee_number_hash(event_, keys_.attendee_number(event_, r.id));
        if (codes_listed_) put.short_code = listed_hash_of(tx_, event_, r.id, r.ticket.generation);
        put.name = cut(domain::door_name(r.name), 80);
        put.table = domain::tables_line(r.tables);
        return gate_protocol::encode_item(put);
    }

private:
    static std::string cut(std::string text, std::size_t bytes_max) {
        if (text.size() <= bytes_max) return text;
        text.resize(bytes_max);
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80) text.pop_back();
        if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xc0) text.pop_back();
        return text;
    }

    std::string code_of(const domain::registration& r) const {
        return ticket::roster_hash(event_, keys_.ticket_id_of(event_, r.id, r.ticket.salt));
    }

    std::string rules_item(std::int64_t version) {
        gate_protocol::rules rules;
        rules.version = version;
        rules.event = event_rules_of(tx_, event_, offset_);
        rules.points = store::admission_points(tx_, event_);
        return gate_protocol::encode_item(rules);
    }

    std::string admission_item(std::int64_t scan_number) {
        auto scan = store::scan_numbered(tx_, event_, scan_number);
        KRUG_CHECK(scan.has_value());
        gate_protocol::admission_elsewhere item;
        item.voided = scan->kind == domain::scan_kind::voided;
        if (item.voided) scan = store::find_scan(tx_, scan->refers_to);
        KRUG_CHECK(scan.has_value());
        const auto guest = store::find_registration(tx_, event_, scan->registration);
        KRUG_CHECK(guest.has_value()); // only scans of known guests are told
        item.code = code_of(guest->registration);
        item.scan = from_hex<16>(scan->scan_id);
        item.device = scan->device;
        item.point = scan->point;
        item.direction = scan->kind == domain::scan_kind::exit ? domain::passage::out : domain::passage::in;
        item.at_ms = scan->scanned_ms;
        return gate_protocol::encode_item(item);
    }

    transaction& tx_;
    domain::event_id event_;
    key_office& keys_;
    const zone_offset& offset_;
    gate_protocol::key_set key_set_;
    bool codes_listed_; ///< most events have none, and are not asked row by row
};

/// Finds the registration behind a record: by the signed ticket's id, else by the roster hash that it kept.
class guest_finder {
public:
    guest_finder(transaction& tx, domain::event_id event, key_office& keys) : tx_(tx), event_(event), keys_(keys) {}

    domain::registration_id find(const domain::scan& record) {
        if (record.event != event_) return {};
        if (record.ticket) {
            const auto pointer = keys_.find_by_ticket_id(event_, record.ticket);
            const auto row = store::find_registration(tx_, event_, pointer.registration);
            return row && row->registration.ticket.salt == pointer.salt ? pointer.registration : domain::registration_id{};
        }
        if (!record.code_known) return {};
        if (by_code_.empty())
            for (const auto& [id, salt] : store::ticket_salts(tx_, event_))
                by_code_.emplace(ticket::roster_hash(event_, keys_.ticket_id_of(event_, id, salt)), id);
        const auto found = by_code_.find(hex(std::span(record.code).first(16)));
        return found == by_code_.end() ? domain::registration_id{} : found->second;
    }

private:
    transaction& tx_;
    domain::event_id event_;
    key_office& keys_;
    std::map<std::string, domain::registration_id> by_code_;
};

store::scan_row row_of(const domain::scan& record, const domain::scan_record& raw, std::int64_t received_ms) {
    store::scan_row row;
    row.scan_id = hex(record.id);
    row.device = record.device;
    row.incarnation = record.incarnation;
    row.seq = record.seq;
    row.kind = record.kind;
    row.reason = record.reason;
    row.ticket = record.ticket;
    row.generation = record.generation;
    row.point = record.point;
    row.staff = record.staff;
    row.scanned_ms = record.corrected_ms();
    row.error_ms = record.error_ms;
    row.received_ms = received_ms;
    row.known = record.known;
    if (!record.code_known) row.code_hash = hex(record.code);
    if (record.kind == domain::scan_kind::voided || record.kind == domain::scan_kind::shown_again)
        row.refers_to = hex(record.refers_to);
    row.hash = hex(gate_protocol::hash_of(raw));
    row.record = ticket::to_base64url(raw);
    return row;
}

domain::chain_link link_from(const store::chain_row& row) {
    const auto raw = ticket::from_base64url(row.record);
    KRUG_CHECK(raw.has_value());
    const auto record = domain::decode_scan(*raw);
    KRUG_CHECK(record.has_value());
    return domain::link_of(*record, digest_of(row.hash));
}

/// Takes a device's rows into the event's scans, by the pure decision of domain::decide_upload.
class upload {
public:
    upload(transaction& tx, store::locked_event& locked, store::device_row& device, key_office& keys)
        : tx_(tx), locked_(locked), device_(device), finder_(tx, device.event, keys) {}

    /// The highest seq below which everything is stored once this transaction commits.
    std::int64_t take(std::span<const domain::scan_record> rows, std::int64_t now_ms) {
        std::vector<domain::scan> records;
        std::vector<domain::chain_link> links;
        for (const auto& raw : rows) {
            records.push_back(*domain::decode_scan(raw)); // the protocol has checked it
            links.push_back(domain::link_of(records.back(), gate_protocol::hash_of(raw)));
        }
        const auto durable = store::last_of_chain(tx_, device_.id, device_.acked_seq);
        const auto last = domain::reaching(durable ? link_from(*durable) : domain::chain_link{}, device_.acked_seq);
        std::vector<domain::chain_link> stored;
        if (!links.empty())
            for (const auto& row : store::chain_of(tx_, device_.id, links.front().seq, links.back().last_seq))
                stored.push_back(link_from(row));
        const auto decision = domain::decide_upload(last, stored, links);
        for (std::size_t at = 0; at < records.size(); ++at) keep(records[at], rows[at], decision.fates[at], now_ms);
        if (decision.quarantine) quarantine();
        return std::max(decision.ack, device_.acked_seq);
    }

    /// After take(): a copy may have no row to send whose seq is taken already, but what it says of its newest one shows it.
    /// False if that record is not here, be it in the chain or as evidence.
    bool look_at_head(const gate_protocol::sync_request& request) {
        domain::chain_link head;
        head.incarnation = request.incarnation;
        head.seq = request.head_seq;
        head.hash = request.chain_head;
        const auto kept = store::records_at(tx_, device_.id, head.seq);
        const bool held = std::ranges::any_of(kept, [&](const auto& row) { return digest_of(row.hash) == head.hash; });
        const bool other = std::ranges::any_of(kept, [&](const auto& row) { return domain::is_another_device(head, link_from(row)); });
        if (!held && other) quarantine();
        return held;
    }

    /// Whose admissions came or were taken back with it, by registration number.
    const std::set<std::int64_t>& guests() const { return guests_; }

private:
    void quarantine() {
        if (device_.state != "enrolled") return;
        device_.state = "quarantined";
        ground::log_warning("device_quarantined", {{"device", device_.id.value}, {"event", device_.event.value}});
    }

    void keep(const domain::scan& record, const domain::scan_record& raw, domain::row_fate fate, std::int64_t now_ms) {
        if (fate == domain::row_fate::known || fate == domain::row_fate::after_gap) return;
        auto row = row_of(record, raw, now_ms);
        row.event = device_.event;
        // The same scan id under another number can only come from a copied device; the first record stands.
        if (store::find_scan(tx_, row.scan_id)) return;
        row.registration = finder_.find(record);
        if (record.kind == domain::scan_kind::voided) {
            // An undo is its guest's whose scan it takes back, whatever it says itself; of a scan that is not here
            // there is nothing to undo and nothing to tell.
            const auto undone = store::find_scan(tx_, row.refers_to);
            const bool ours = undone && undone->event == row.event && undone->published_n > 0;
            row.registration = ours ? undone->registration : domain::registration_id{};
        }
        const auto keeping =
            domain::decide_keeping(fate, record.kind, device_.state == "enrolled", bool(row.registration));
        if (keeping.chain_doubt) row.doubt = "chain";
        if (keeping.evidence) row.doubt = "quarantine";
        row.number = ++locked_.last_scan;
        if (keeping.tell) {
            row.published_n = ++locked_.last_feed;
            const store::feed_note note{"admission", row.number};
            store::insert_feed(tx_, row.event, row.published_n, std::span(&note, 1));
        }
        store::insert_scans(tx_, std::span(&row, 1));
        const bool may_clash = domain::lets_in(record.kind) || record.kind == domain::scan_kind::voided;
        if (may_clash && row.registration && row.doubt != "quarantine") guests_.insert(row.registration.value);
    }

    transaction& tx_;
    store::locked_event& locked_;
    store::device_row& device_;
    guest_finder finder_;
    std::set<std::int64_t> guests_;
};

} // namespace

gate_office::gate_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys,
                         zone_offset offset, std::string public_url, std::optional<domain::digest> server_pin,
                         registration_office* registrations)
    : database_(database), clock_(clock), random_(random), keys_(keys), offset_(std::move(offset)),
      public_url_(std::move(public_url)), server_pin_(server_pin), registrations_(registrations) {}

gate_protocol::key_set gate_office::key_set_of(transaction& tx, domain::event_id event) {
    gate_protocol::key_set keys;
    keys.event = event;
    for (const auto& row : store::keys_of(tx, event)) {
        keys.keys.push_back({from_hex<32>(row.public_key), standing_of(row.state)});
        // Keys are only added and only go onwards, so this only rises.
        keys.version += steps_of(keys.keys.back().standing);
    }
    keys.signature = keys_.sign_as_root(gate_protocol::signed_part(keys));
    return keys;
}

gate_protocol::enrolment_code gate_office::code_for(domain::device_id device) const {
    gate_protocol::enrolment_code code;
    // Drawn from the instance's key, so that an invitation whose answer was lost can be shown once more.
    const auto drawn = keys_.derive("krug-enrolment-code/1 " + std::to_string(device.value));
    std::transform(drawn.begin(), drawn.begin() + static_cast<std::ptrdiff_t>(code.one_time.size()), code.one_time.begin(),
                   [](std::byte each) { return std::to_integer<std::uint8_t>(each); });
    code.url = public_url_;
    code.server_pin = server_pin_;
    code.root_fingerprint = ticket::sha256(keys_.root_public_key());
    return code;
}

domain::result<device_invitation> gate_office::invitation_again(domain::event_id event, domain::device_id made) {
    const auto all = database_.read([&](transaction& tx) { return store::devices_of(tx, event); });
    const auto device = std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.id == made; });
    if (device == all.end()) return refuse(refusal_code::not_found);
    return device_invitation{made, gate_protocol::write_enrolment_code(code_for(made)), device->code_expires_at};
}

domain::result<device_invitation> gate_office::invite_device(const domain::actor& by, domain::event_id event,
                                                             domain::admission_point_id point, std::string_view name) {
    if (name.empty() || name.size() > 200)
        return domain::refusal{refusal_code::invalid, 0, {{"name", name.empty() ? "required" : "too_long", 200}}};
    if (const auto made = made_before("device")) return invitation_again(event, {*made});
    const auto trace = trace_of_request();
    const auto now = clock_.now();
    store::device_row device;
    device.id = {static_cast<std::int64_t>(random_.next_u64() >> 16 | 1)};
    const auto code = code_for(device.id);
    device.event = event;
    device.point = point;
    device.name = name;
    device.state = "invited";
    device.code_hash = hex(ticket::sha256(code.one_time));
    device.code_expires_at = now + gate_protocol::enrolment_code_seconds;
    device.created_at = now;
    const auto made = database_.write([&](transaction& tx) -> domain::result<void> {
        auto locked = store::lock_event(tx, event);
        if (!locked) return refuse(refusal_code::not_found);
        const auto points = store::admission_points(tx, event);
        const auto here = std::find_if(points.begin(), points.end(),
                                       [&](const auto& each) { return !point || each.id == point; });
        if (here == points.end()) return refuse(refusal_code::not_found);
        device.point = here->id;
        store::insert_device(tx, device);
        // Whatever the feed said before, it now ends with the rules and keys as they are.
        const store::feed_note notes[] = {{"keys", 0}, {"rules", 0}};
        store::insert_feed(tx, event, locked->last_feed + 1, notes);
        locked->last_feed += 2;
        store::save_numbers(tx, *locked);
        record_audit(tx, by, "invite_device", event, device.id.value, "", now);
        trace.leave(tx, "device", device.id.value);
        return {};
    });
    if (!made) return made.error();
    return device_invitation{device.id, gate_protocol::write_enrolment_code(code), device.code_expires_at};
}

domain::result<void> gate_office::revoke_device(const domain::actor& by, domain::event_id event, domain::device_id id) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        auto device = store::find_device(tx, id);
        if (!device || device->event != event) return refuse(refusal_code::not_found);
        if (device->state == "revoked") return {};
        device->state = "revoked";
        device->code_hash.clear();
        store::save_device(tx, *device);
        store::announce(tx, event); // a device that listens is told at once
        record_audit(tx, by, "revoke_device", event, id.value, "", now);
        return {};
    });
}

std::vector<device_line> gate_office::devices(domain::event_id event) {
    const auto now = clock_.now();
    return database_.read([&](transaction& tx) {
        const auto points = store::admission_points(tx, event);
        const auto rules = event_rules_of(tx, event, offset_);
        const bool is_on = during(rules, now);
        const auto last_scans = store::last_scans_of_devices(tx, event);
        std::vector<device_line> lines;
        for (const auto& device : store::devices_of(tx, event)) {
            device_line line;
            line.id = device.id;
            line.name = device.name;
            line.state = device.state;
            line.point = device.point;
            line.created_at = device.created_at;
            line.last_seen_at = device.last_seen_at;
            line.report = reported_of(device.report);
            for (const auto& [id, at_ms] : last_scans)
                if (id == device.id) line.last_scan_at = at_ms / 1000;
            // No word from it at all: a quiet door is no alarm as long as its device speaks.
            line.silent = is_on && device.state == "enrolled" && line.last_scan_at > 0 &&
                          now - line.last_scan_at < working_day_seconds && now - device.last_seen_at > silence_seconds;
            if (device.state == "invited" && device.code_expires_at < now) line.state = "expired";
            line.unsent = std::max<std::int64_t>(device.head_seq - device.acked_seq, 0);
            for (const auto& point : points)
                if (point.id == device.point) line.point_name = point.name;
            lines.push_back(std::move(line));
        }
        return lines;
    });
}

domain::result<gate_protocol::enrol_response> gate_office::enrol(const gate_protocol::enrol_request& request) {
    const auto now = clock_.now();
    const auto code_hash = hex(ticket::sha256(request.one_time));
    if (!ticket::public_key::from(request.device_key))
        return domain::refusal{refusal_code::invalid, 0, {{"device_key", "malformed", 0}}};
    std::array<std::uint8_t, 32> secret{};
    random_.fill(std::as_writable_bytes(std::span(secret)));
    const auto token = ticket::to_base64url(secret);
    auto enrolled = database_.write([&](transaction& tx) -> domain::result<gate_protocol::enrol_response> {
        auto device = store::find_device_by_code(tx, code_hash);
        if (device) device = store::find_device(tx, device->id); // with its row locked: two may use one code at once
        if (!device || device->state != "invited" || device->code_hash != code_hash)
            return refuse(refusal_code::code_used);
        if (device->code_expires_at < now) return refuse(refusal_code::code_expired);
        device->state = "enrolled";
        device->code_hash.clear();
        device->public_key = hex(request.device_key);
        device->token_hash = ticket::sha256_hex(token);
        device->enrolled_at = device->last_seen_at = now;
        store::save_device(tx, *device);
        record_audit(tx, {domain::actor_kind::device, device->id.value, {}}, "enrol_device", device->event,
                     device->id.value, "", now);
        gate_protocol::enrol_response response;
        response.device = device->id;
        response.token = token;
        response.event = device->event;
        response.keys = key_set_of(tx, device->event);
        response.terms = terms_of(*device);
        return response;
    });
    if (!enrolled) return enrolled;
    const auto root = keys_.root_public_key();
    std::copy(root.begin(), root.end(), enrolled->root_key.begin());
    enrolled->server_time_ms = clock_.now_ms();
    return enrolled;
}

std::optional<store::device_row> gate_office::recognise(std::string_view token, std::span<const std::uint8_t> message,
                                                        std::span<const std::uint8_t> signature) {
    const auto token_hash = ticket::sha256_hex(token);
    auto known = database_.read([&](transaction& tx) { return store::find_device_by_token(tx, token_hash); });
    if (!known) return std::nullopt;
    const auto key = ticket::public_key::from_hex(known->public_key);
    KRUG_CHECK(key.has_value());
    if (!ticket::verifier(*key).verify(message, signature)) return std::nullopt;
    return known;
}

domain::result<bell_call> gate_office::hear_bell(std::string_view token, std::string_view body,
                                                 std::span<const std::uint8_t> signature) {
    const auto known = recognise(token, gate_protocol::signed_part_of_bell(body), signature);
    if (!known) return refuse(refusal_code::wrong_credentials);
    const auto request = gate_protocol::decode_bell_request(body);
    if (!request) return request.error();
    return bell_call{known->id, known->event, *request};
}

gate_protocol::bell_response gate_office::look_for_news(const bell_call& from) {
    return database_.read([&](transaction& tx) {
        gate_protocol::bell_response answer;
        const auto standing = store::device_state(tx, from.device);
        answer.end = {epoch_of(tx, from.event), store::feed_end(tx, from.event)};
        // A quarantined device is told nothing at all; a revoked one must hear that it is.
        answer.news = standing == "enrolled" ? answer.end != from.asks.cursor : standing != "quarantined";
        return answer;
    });
}

domain::result<gate_protocol::sync_response> gate_office::sync(std::string_view token, std::string_view body,
                                                               std::span<const std::uint8_t> signature,
                                                               gate_protocol::abilities offers) {
    const auto known = recognise(token, gate_protocol::signed_part(body), signature);
    if (!known) return refuse(refusal_code::wrong_credentials);
    const auto request = gate_protocol::decode_sync_request(body);
    if (!request) return request.error();
    for (const auto& raw : request->rows)
        if (domain::decode_scan(raw)->device != known->id)
            return domain::refusal{refusal_code::invalid, 0, {{"rows", "not_a_choice", 0}}};

    const auto now_ms = clock_.now_ms();
    gate_protocol::feed_head head;
    auto response = database_.write([&](transaction& tx) -> domain::result<gate_protocol::sync_response> {
        gate_protocol::sync_response answer;
        auto epoch = epoch_of(tx, known->event);
        if (request->cursor.epoch > epoch + epoch_leap_max)
            return domain::refusal{refusal_code::invalid, 0, {{"epoch", "out_of_range", epoch + epoch_leap_max}}};
        auto locked = store::lock_event(tx, known->event);
        KRUG_CHECK(locked.has_value());
        const auto numbers_before = locked->numbers();
        auto device = store::find_device(tx, known->id);
        KRUG_CHECK(device.has_value());
        const auto before = *device;
        answer.durable_seq = device->acked_seq;
        upload handed(tx, *locked, *device, keys_);
        answer.ack_seq = handed.take(request->rows, now_ms);
        const bool head_held = handed.look_at_head(*request);
        if (!handed.guests().empty()) {
            const auto points = store::admission_points(tx, known->event);
            const auto offset = event_rules_of(tx, known->event, offset_).utc_offset_minutes;
            for (const auto who : handed.guests())
                note_double_admissions(tx, known->event, {who}, points, offset, now_ms / 1000);
        }
        device->acked_seq = answer.ack_seq;
        device->head_seq = std::max(request->head_seq, answer.ack_seq);
        const bool is_news = request->report && tells_news(*device, *request->report);
        if (now_ms / 1000 - device->last_seen_at >= seen_every_seconds || device->acked_seq != before.acked_seq || is_news)
            device->last_seen_at = now_ms / 1000;
        if (request->report && (is_news || device->last_seen_at != before.last_seen_at))
            keep_report(*device, *request->report, now_ms);
        if (device->last_seen_at != before.last_seen_at || is_news || device->state != before.state ||
            device->head_seq != before.head_seq || device->acked_seq != before.acked_seq)
            store::save_device(tx, *device);
        answer.standing = device->state == "revoked"       ? gate_protocol::device_standing::revoked
                          : device->state == "quarantined" ? gate_protocol::device_standing::quarantined
                                                           : gate_protocol::device_standing::active;
        answer.terms = terms_of(*device);
        const bool all_sent = request->rows.empty();
        if (answer.standing == gate_protocol::device_standing::quarantined && all_sent && !head_held)
            answer.durable_seq = answer.ack_seq = 0;
        if (answer.standing == gate_protocol::device_standing::active) {
            if (knows_more_than_we(tx, *locked, before, *request, epoch)) {
                epoch = request->cursor.epoch + 1;
                raise_epoch(tx, epoch);
            }
            enter_epoch(tx, *locked, epoch);
            answer.from = request->cursor.epoch == epoch ? request->cursor : domain::feed_cursor{epoch, 0};
            fill_page(tx, known->event, locked->last_feed, answer, head);
        }
        // A round that brought nothing is no news for those who wait for some.
        if (locked->numbers() != numbers_before) store::save_numbers(tx, *locked);
        return answer;
    });
    if (!response) return response;
    response->server_time_ms = now_ms;
    response->takes_report = offers.report;
    response->takes_feed_chain = offers.feed_chain;
    if (response->standing == gate_protocol::device_standing::active) {
        head.event = known->event;
        head.time = now_ms / 1000;
        head.key = keys_.active_key_id(known->event);
        head.signature = keys_.sign_for_event(known->event, gate_protocol::signed_part(head));
        response->head = head;
    }
    return response;
}

void gate_office::fill_page(transaction& tx, domain::event_id event, std::int64_t last_feed,
                            gate_protocol::sync_response& answer, gate_protocol::feed_head& head) {
    // Texts are written in order and once, so every device gets the same chain.
    feed_writer writer(tx, event, keys_, offset_, key_set_of(tx, event));
    domain::digest chain{};
    if (answer.from.n > 0) {
        const auto at_cursor = store::feed_after(tx, event, answer.from.n - 1, 1);
        KRUG_CHECK(!at_cursor.empty() && at_cursor.front().n == answer.from.n); // knows_more_than_we has looked
        chain = digest_of(at_cursor.front().chain);
    }
    const auto rows = store::feed_after(tx, event, answer.from.n, page_items);
    for (auto row : rows) {
        if (row.item.empty()) {
            row.item = writer.item_for(row);
            row.chain = hex(gate_protocol::chain_after(chain, row.item));
            store::tell(tx, event, row);
        }
        chain = digest_of(row.chain);
        answer.items.push_back(row.item);
    }
    head.at = {answer.from.epoch, answer.from.n + static_cast<std::int64_t>(rows.size())};
    head.chain = chain;
    answer.more = head.at.n < last_feed;
}

domain::result<import_report> import_scans(store::database& database, ground::clock& clock, key_office& keys,
                                           const domain::actor& by, std::istream& in) {
    import_report report;
    const auto wrong = [&report] {
        return domain::refusal{refusal_code::invalid, report.lines, {{"line", "malformed", report.lines}}};
    };
    for (std::string line; std::getline(in, line);) {
        ++report.lines;
        if (line.empty()) continue;
        const auto blank = line.find(' ');
        if (blank == std::string::npos || line.size() > 2 * gate_protocol::sync_request_bytes_max) return wrong();
        const auto signature = ticket::from_base64url(std::string_view(line).substr(0, blank));
        const auto body = std::string_view(line).substr(blank + 1);
        const auto request = gate_protocol::decode_sync_request(body);
        if (!signature || !request) return wrong();
        if (request->rows.empty()) continue;
        const auto id = domain::decode_scan(request->rows.front())->device; // the protocol lets one device only through
        const auto known = database.write([&](transaction& tx) { return store::find_device(tx, id); }); // it locks the row
        const auto key = known ? ticket::public_key::from_hex(known->public_key) : std::nullopt;
        if (!key || !ticket::verifier(*key).verify(gate_protocol::signed_part(body), *signature)) return wrong();
        const auto now_ms = clock.now_ms();
        const auto [fresh, ack] = database.write([&](transaction& tx) {
            auto locked = store::lock_event(tx, known->event);
            KRUG_CHECK(locked.has_value());
            auto device = store::find_device(tx, id);
            KRUG_CHECK(device.has_value());
            const auto before = locked->last_scan;
            device->acked_seq = upload(tx, *locked, *device, keys).take(request->rows, now_ms);
            device->head_seq = std::max({device->head_seq, request->head_seq, device->acked_seq});
            store::save_device(tx, *device);
            store::save_numbers(tx, *locked);
            if (locked->last_scan != before)
                record_audit(tx, by, "import_scans", known->event, id.value, std::to_string(locked->last_scan - before),
                             now_ms / 1000);
            return std::pair(locked->last_scan - before, device->acked_seq);
        });
        report.rows += static_cast<std::int64_t>(request->rows.size());
        report.fresh += fresh;
        for (const auto& row : request->rows) report.waiting += domain::decode_scan(row)->seq > ack;
    }
    return report;
}

void gate_office::begin_epoch() {
    database_.write([&](transaction& tx) { raise_epoch_above_all(tx); });
}

} // namespace krug::service
