#include "service/sheet_office.hpp"

#include "ground/clock.hpp"
#include "service/double_entries.hpp"
#include "service/event_change.hpp"
#include "service/key_office.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/feed_store.hpp"
#include "store/sheet_store.hpp"
#include "ticket/digest.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::service {

using domain::refusal_code;
using store::scan_row;
using store::transaction;

namespace {

constexpr std::int64_t future_ms_max = 5 * 60 * 1000;
constexpr std::int64_t before_printing_ms_max = 86'400'000;

domain::staff_id staff_of(const domain::actor& by) {
    return {by.kind == domain::actor_kind::staff || by.kind == domain::actor_kind::token ? by.id : 0};
}

std::string source_of(std::int64_t sheet, int row) { return "paper:" + std::to_string(sheet) + ":" + std::to_string(row); }

/// The row in "paper:3:17".
int row_in(const std::string& source) { return std::stoi(source.substr(source.rfind(':') + 1)); }

/// Where the marks of a sheet count: the first point of its session, else the first of the whole event.
const domain::admission_point_rules* point_of(const std::vector<domain::admission_point_rules>& points, domain::session_id session) {
    const auto serving = std::find_if(points.begin(), points.end(), [&](const auto& point) {
        return session && std::find(point.sessions.begin(), point.sessions.end(), session) != point.sessions.end();
    });
    if (serving != points.end()) return &*serving;
    const auto whole = std::find_if(points.begin(), points.end(), [](const auto& point) { return point.sessions.empty(); });
    return whole == points.end() ? nullptr : &*whole;
}

std::set<std::string> taken_back(const std::vector<scan_row>& scans) {
    std::set<std::string> ids;
    for (const auto& scan : scans)
        if (scan.kind == domain::scan_kind::voided && scan.doubt != "quarantine") ids.insert(scan.refers_to);
    return ids;
}

/// Has a door or a sheet let this guest in where `here` counts, on the day of `at_ms` if days count?
bool came_there(const std::vector<scan_row>& scans, const std::vector<domain::admission_point_rules>& points,
                const domain::admission_point_rules& here, std::int64_t at_ms, int offset_minutes) {
    const auto undone = taken_back(scans);
    const auto day_of = [&](std::int64_t ms) { return (ms / 60'000 + offset_minutes) / 1'440; };
    return std::any_of(scans.begin(), scans.end(), [&](const scan_row& scan) {
        if (!domain::lets_in(scan.kind) || scan.doubt == "quarantine" || undone.contains(scan.scan_id)) return false;
        const auto point = std::find_if(points.begin(), points.end(), [&](const auto& each) { return each.id == scan.point; });
        const int area = point == points.end() ? 0 : point->area;
        if (scan.point != here.id && area != here.area) return false;
        return here.entries != domain::entry_rule::once_a_day || day_of(scan.scanned_ms) == day_of(at_ms);
    });
}

} // namespace

sheet_office::sheet_office(store::database& database, ground::clock& clock, key_office& keys, zone_offset offset)
    : database_(database), clock_(clock), keys_(keys), offset_(std::move(offset)) {}

domain::result<std::int64_t> sheet_office::keep_sheet(const domain::actor& by, domain::event_id event, domain::session_id session,
                                                      std::span<const domain::registration_id> rows) {
    if (rows.empty() || rows.size() > paper_rows_max) return refuse_field("rows", "out_of_range");
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        const auto number = store::last_sheet(tx, event) + 1;
        store::insert_sheet(tx, {event, number, session, now, staff_of(by), {rows.begin(), rows.end()}});
        record_audit(tx, by, "print_sheet", event, number, "rows=" + std::to_string(rows.size()), now);
        return number;
    });
}

std::vector<paper_sheet> sheet_office::sheets(domain::event_id event, int most) {
    return database_.read([&](transaction& tx) {
        std::vector<paper_sheet> sheets;
        const auto undone = store::voided_since(tx, event, 0);
        const std::set<std::string> ids(undone.begin(), undone.end());
        for (const auto& row : store::sheets_of(tx, event, most)) {
            paper_sheet sheet{row.number, row.session, row.printed_at, static_cast<std::int64_t>(row.people.size()), 0};
            for (const auto& [scan, source] : store::scans_from_sheet(tx, event, row.number)) sheet.marked += !ids.contains(scan);
            sheets.push_back(sheet);
        }
        return sheets;
    });
}

std::optional<sheet_office::sheet_view> sheet_office::find(domain::event_id event, std::int64_t number) {
    const auto now_ms = clock_.now_ms();
    return database_.read([&](transaction& tx) -> std::optional<sheet_view> {
        const auto sheet = store::find_sheet(tx, event, number);
        if (!sheet) return std::nullopt;
        sheet_view view;
        view.sheet = {sheet->number, sheet->session, sheet->printed_at, static_cast<std::int64_t>(sheet->people.size()), 0};
        const auto points = store::admission_points(tx, event);
        const auto* here = point_of(points, sheet->session);
        const auto minutes = event_rules_of(tx, event, offset_).utc_offset_minutes;
        std::map<int, std::string> entered_by;
        const auto undone = store::voided_since(tx, event, 0);
        const std::set<std::string> ids(undone.begin(), undone.end());
        for (auto& [scan, source] : store::scans_from_sheet(tx, event, number))
            if (!ids.contains(scan)) entered_by[row_in(source)] = std::move(scan);
        for (std::size_t at = 0; at < sheet->people.size(); ++at) {
            paper_row row;
            row.row = static_cast<int>(at) + 1;
            row.who = sheet->people[at];
            if (auto stored = store::find_registration(tx, event, row.who)) {
                row.name = std::move(stored->registration.name);
                row.organisation = std::move(stored->registration.organisation);
            }
            const auto known = entered_by.find(row.row);
            if (known != entered_by.end()) row.scan_id = known->second;
            else if (here != nullptr) row.came_otherwise = came_there(store::scans_of(tx, event, row.who), points, *here, now_ms, minutes);
            view.sheet.marked += !row.scan_id.empty();
            view.rows.push_back(std::move(row));
        }
        return view;
    });
}

domain::result<sheet_office::entered> sheet_office::enter(const domain::actor& by, domain::event_id event, std::int64_t sheet,
                                                          std::span<const int> rows, std::int64_t signed_ms) {
    const auto now_ms = clock_.now_ms();
    return database_.write([&](transaction& tx) -> domain::result<entered> {
        auto locked = store::lock_event(tx, event);
        const auto kept = locked ? store::find_sheet(tx, event, sheet) : std::nullopt;
        if (!kept) return refuse(refusal_code::not_found);
        for (const int row : rows)
            if (row < 1 || row > static_cast<int>(kept->people.size())) return refuse_field("rows", "out_of_range");
        if (signed_ms > now_ms + future_ms_max || signed_ms < kept->printed_at * 1000 - before_printing_ms_max)
            return refuse_field("signed_at", "out_of_range");
        const auto points = store::admission_points(tx, event);
        const auto* here = point_of(points, kept->session);
        if (here == nullptr) return refuse(refusal_code::wrong_state);
        const auto minutes = event_rules_of(tx, event, offset_).utc_offset_minutes;
        entered done;
        for (const int row : rows) {
            const auto who = kept->people[static_cast<std::size_t>(row) - 1];
            const auto scans = store::scans_of(tx, event, who);
            if (came_there(scans, points, *here, signed_ms, minutes)) {
                ++done.already;
                continue;
            }
            const auto guest = store::find_registration(tx, event, who);
            if (!guest) return refuse(refusal_code::not_found);
            scan_row mark;
            mark.event = event;
            // One name for one signature: who sends the same again finds it, and after an undo the next is another.
            for (int round = 0; mark.scan_id.empty() ||
                                std::any_of(scans.begin(), scans.end(), [&](const auto& scan) { return scan.scan_id == mark.scan_id; });
                 ++round)
                mark.scan_id = ticket::sha256_hex("krug-paper-mark/1 " + std::to_string(event.value) + " " + source_of(sheet, row) + " " +
                                                  std::to_string(round))
                                   .substr(0, 32);
            mark.kind = domain::scan_kind::admit;
            mark.reason = domain::verdict_reason::admitted;
            mark.registration = who;
            mark.ticket = keys_.ticket_id_of(event, who, guest->registration.ticket.salt);
            mark.generation = guest->registration.ticket.generation;
            mark.point = here->id;
            mark.staff = staff_of(by);
            mark.scanned_ms = signed_ms;
            mark.received_ms = now_ms;
            mark.number = ++locked->last_scan;
            mark.published_n = ++locked->last_feed;
            const store::feed_note note{"admission", mark.number};
            store::insert_feed(tx, event, mark.published_n, std::span(&note, 1));
            store::insert_scans(tx, std::span(&mark, 1));
            store::name_source(tx, mark.scan_id, source_of(sheet, row));
            note_double_admissions(tx, event, who, points, minutes, now_ms / 1000);
            ++done.fresh;
        }
        if (done.fresh > 0) store::save_numbers(tx, *locked);
        record_audit(tx, by, "enter_sheet", event, sheet, "fresh=" + std::to_string(done.fresh) + " already=" + std::to_string(done.already),
                     now_ms / 1000);
        return done;
    });
}

} // namespace krug::service
