#include "service/double_entries.hpp"

#include "ground/check.hpp"
#include "store/conflict_store.hpp"
#include "store/device_store.hpp"
#include "ticket/digest.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::service {

using store::scan_row;
using store::transaction;

namespace {

const domain::admission_point_rules* rules_of(const std::vector<domain::admission_point_rules>& points,
                                              domain::admission_point_id wanted) {
    for (const auto& point : points)
        if (point.id == wanted) return &point;
    return nullptr;
}

/// By area and day, since each area has an entry rule of its own: that of its first point.
std::vector<domain::double_admission> find_all(const std::vector<domain::admission_claim>& claims,
                                               const std::vector<domain::admission_point_rules>& points,
                                               int utc_offset_minutes) {
    std::map<int, std::vector<domain::admission_claim>> by_area;
    for (const auto& claim : claims) by_area[claim.area].push_back(claim);
    std::vector<domain::double_admission> all;
    for (const auto& [area, here] : by_area) {
        auto rule = domain::entry_rule::once;
        for (const auto& point : points)
            if (point.area == area) {
                rule = point.entries;
                break;
            }
        for (auto& each : domain::find_double_admissions(here, rule, utc_offset_minutes)) all.push_back(std::move(each));
    }
    return all;
}

std::vector<std::string> names_of(const std::vector<domain::admission_claim>& claims) {
    std::vector<std::string> names;
    for (const auto& claim : claims) names.push_back(ticket::to_hex(claim.id));
    return names;
}

bool brings_new(const std::vector<std::string>& known, const std::vector<std::string>& now) {
    return std::any_of(now.begin(), now.end(), [&](const std::string& each) {
        return std::find(known.begin(), known.end(), each) == known.end();
    });
}

} // namespace

std::int64_t feed_epoch_of(transaction& tx, domain::event_id event) {
    const auto built = store::instance_value(tx, "feed_epoch of " + std::to_string(event.value));
    return built ? std::stoll(*built) : 1;
}

std::vector<domain::admission_claim> claims_of(const std::vector<scan_row>& scans,
                                               const std::vector<domain::admission_point_rules>& points,
                                               std::int64_t epoch) {
    std::set<std::string_view> voided;
    for (const auto& scan : scans)
        if (scan.kind == domain::scan_kind::voided && scan.doubt != "quarantine") voided.insert(scan.refers_to);
    std::vector<domain::admission_claim> claims;
    for (const auto& scan : scans) {
        if (!domain::lets_in(scan.kind) || scan.doubt == "quarantine") continue;
        domain::admission_claim claim;
        const auto raw = ticket::from_hex(scan.scan_id);
        KRUG_CHECK(raw && raw->size() == claim.id.size()); // only our own text is stored
        std::copy(raw->begin(), raw->end(), claim.id.begin());
        claim.device = scan.device;
        // The server's own scans have no seq; the order in which they were stored is the order of its decisions.
        claim.seq = scan.device ? scan.seq : scan.number;
        claim.corrected_ms = scan.scanned_ms;
        claim.error_ms = scan.error_ms;
        claim.reason = scan.reason;
        claim.point = scan.point;
        if (const auto* rules = rules_of(points, scan.point)) claim.area = rules->area;
        claim.known = scan.known;
        if (scan.published_n > 0) claim.published = {epoch, scan.published_n};
        claim.voided = voided.contains(scan.scan_id);
        claim.by_override = scan.kind == domain::scan_kind::overridden;
        claims.push_back(claim);
    }
    return claims;
}

void note_double_admissions(transaction& tx, domain::event_id event, domain::registration_id who,
                            const std::vector<domain::admission_point_rules>& points, int utc_offset_minutes,
                            ground::utc_seconds now) {
    auto known = store::conflicts_about(tx, event, who);
    const auto claims = claims_of(store::scans_of(tx, event, who), points, feed_epoch_of(tx, event));
    if (known.empty() && claims.size() < 2) return;
    for (const auto& found : find_all(claims, points, utc_offset_minutes)) {
        const auto names = names_of(found.claims);
        const auto row = std::find_if(known.begin(), known.end(), [&](const store::conflict_row& each) {
            return each.area == found.area && each.day == found.day;
        });
        if (row == known.end()) {
            store::conflict_row fresh;
            fresh.event = event;
            fresh.registration = who;
            fresh.area = found.area;
            fresh.day = found.day;
            fresh.claims = names;
            fresh.order_unknown = found.order_unknown;
            fresh.found_at = now;
            store::insert_conflict(tx, fresh);
            continue;
        }
        auto changed = *row;
        const bool opens = brings_new(row->claims, names) || row->state == "gone";
        if (opens && row->state != "open") {
            changed.state = "open";
            changed.resolution.clear();
            changed.resolved_at = 0;
            changed.resolved_by = {};
            changed.found_at = now;
        }
        changed.claims = names;
        changed.order_unknown = found.order_unknown;
        if (!(changed == *row)) store::save_conflict(tx, changed);
        known.erase(row);
    }
    for (auto& left : known) { // one claim or none stands any more
        if (left.state != "open") continue;
        left.state = "gone";
        store::save_conflict(tx, left);
    }
}

} // namespace krug::service
