#include "service/conflict_office.hpp"

#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "service/check_in_office.hpp"
#include "service/key_office.hpp"
#include "service/registration_office.hpp"
#include "service/staff_office.hpp"
#include "store/conflict_store.hpp"
#include "store/database.hpp"
#include "store/device_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"

#include <algorithm>
#include <array>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr std::array<std::pair<conflict_answer, const char*>, 3> answers{{{conflict_answer::same_person, "same_person"},
                                                                          {conflict_answer::copied, "copied"},
                                                                          {conflict_answer::mistake, "mistake"}}};

domain::refusal refuse(refusal_code code) { return {code, 0, {}}; }
domain::refusal refuse_scan(std::string_view code) {
    return {refusal_code::invalid, 0, {{"scan_id", std::string(code), 0}}};
}

/// Names of doors and devices, read once for a page.
struct signs {
    std::vector<domain::admission_point_rules> points;
    std::vector<std::pair<domain::device_id, std::string>> devices;
};

conflict_line line_of(transaction& tx, key_office& keys, const signs& known, const store::conflict_row& row) {
    conflict_line line;
    line.number = row.number;
    line.registration = row.registration;
    line.order_unknown = row.order_unknown;
    line.found_at = row.found_at;
    line.state = row.state;
    line.resolution = row.resolution;
    line.resolved_at = row.resolved_at;
    line.attendee_no = keys.attendee_number(row.event, row.registration);
    if (const auto guest = store::find_registration(tx, row.event, row.registration)) line.name = guest->registration.name;
    const auto scans = store::scans_of(tx, row.event, row.registration);
    for (const auto& name : row.claims) {
        const auto scan =
            std::find_if(scans.begin(), scans.end(), [&](const auto& each) { return each.scan_id == name; });
        if (scan == scans.end()) continue;
        conflict_entry entry{name, scan->scanned_ms, scan->error_ms, "", "", false};
        for (const auto& point : known.points)
            if (point.id == scan->point) entry.point = point.name;
        for (const auto& [id, device] : known.devices)
            if (id == scan->device) entry.device = device;
        entry.voided = std::any_of(scans.begin(), scans.end(), [&](const auto& each) {
            return each.kind == domain::scan_kind::voided && each.doubt != "quarantine" && each.refers_to == name;
        });
        line.entries.push_back(std::move(entry));
    }
    return line;
}

/// Whether this guest's scan was taken back already: then the same answer has come a second time.
bool taken_back(store::database& database, const store::conflict_row& row, std::string_view scan_id) {
    return database.read([&](transaction& tx) {
        const auto scans = store::scans_of(tx, row.event, row.registration);
        return std::any_of(scans.begin(), scans.end(), [&](const auto& each) {
            return each.kind == domain::scan_kind::voided && each.refers_to == scan_id;
        });
    });
}

} // namespace

const char* word_of(conflict_answer answer) {
    for (const auto& [known, word] : answers)
        if (known == answer) return word;
    KRUG_CHECK(!"an answer outside its enumeration");
    return "";
}

std::optional<conflict_answer> conflict_answer_named(std::string_view word) {
    for (const auto& [answer, known] : answers)
        if (known == word) return answer;
    return std::nullopt;
}

conflict_office::conflict_office(store::database& database, ground::clock& clock, key_office& keys,
                                 check_in_office& check_ins, registration_office& registrations)
    : database_(database), clock_(clock), keys_(keys), check_ins_(check_ins), registrations_(registrations) {}

std::vector<conflict_line> conflict_office::list(domain::event_id event, bool open_only, std::int64_t before, int most) {
    return database_.read([&](transaction& tx) {
        std::vector<conflict_line> lines;
        const auto rows = store::conflicts_of(tx, event, open_only, before, std::clamp(most, 1, 200));
        if (rows.empty()) return lines;
        const signs known{store::admission_points(tx, event), store::device_names(tx, event)};
        for (const auto& row : rows) lines.push_back(line_of(tx, keys_, known, row));
        return lines;
    });
}

std::optional<conflict_line> conflict_office::find(domain::event_id event, std::int64_t number) {
    return database_.read([&](transaction& tx) -> std::optional<conflict_line> {
        const auto row = store::find_conflict(tx, event, number);
        if (!row) return std::nullopt;
        return line_of(tx, keys_, {store::admission_points(tx, event), store::device_names(tx, event)}, *row);
    });
}

std::int64_t conflict_office::count_open(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::count_open_conflicts(tx, event); });
}

domain::result<void> conflict_office::resolve(const domain::actor& by, domain::event_id event, std::int64_t number,
                                              conflict_answer answer, std::string_view scan_id) {
    const auto row = database_.read([&](transaction& tx) { return store::find_conflict(tx, event, number); });
    if (!row) return refuse(refusal_code::not_found);
    if (row->state == "resolved") {
        if (row->resolution == word_of(answer)) return {};
        return refuse(refusal_code::wrong_state);
    }
    if (answer == conflict_answer::mistake) {
        if (scan_id.empty()) return refuse_scan("required");
        if (std::find(row->claims.begin(), row->claims.end(), scan_id) == row->claims.end())
            return taken_back(database_, *row, scan_id) ? domain::result<void>{} : refuse_scan("not_a_choice");
    } else if (!scan_id.empty()) {
        return refuse_scan("not_accepted");
    }
    if (row->state != "open") return refuse(refusal_code::wrong_state);
    // What follows from the answer comes before the mark: after a crash between them the inbox still asks, and the
    // same answer again changes nothing more than it must.
    if (answer == conflict_answer::copied) {
        const auto done = registrations_.reissue(by, event, row->registration);
        if (!done && done.error().code != refusal_code::wrong_state) return done.error(); // nobody's ticket is valid then
    }
    if (answer == conflict_answer::mistake)
        if (const auto done = check_ins_.void_scan(by, event, scan_id); !done) return done.error();
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        auto again = store::find_conflict(tx, event, number);
        KRUG_CHECK(again.has_value()); // rows stay
        if (again->state == "resolved") {
            if (again->resolution == word_of(answer)) return {};
            return refuse(refusal_code::wrong_state);
        }
        // Another claim came meanwhile, or others stand beside the one that was taken back: that is asked anew.
        const bool more_came = std::any_of(again->claims.begin(), again->claims.end(), [&](const std::string& each) {
            return std::find(row->claims.begin(), row->claims.end(), each) == row->claims.end();
        });
        const bool still_double = answer == conflict_answer::mistake && again->state == "open";
        record_audit(tx, by, "resolve_conflict", event, again->registration.value, word_of(answer), now);
        if (more_came || still_double) return {};
        again->state = "resolved";
        again->resolution = word_of(answer);
        again->resolved_at = now;
        again->resolved_by = {by.id};
        store::save_conflict(tx, *again);
        return {};
    });
}

} // namespace krug::service
