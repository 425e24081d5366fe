#include "journal/reconciliation.hpp"

#include "ground/check.hpp"

#include <algorithm>
#include <map>

namespace krug::journal {
namespace {

struct copies {
    std::optional<domain::scan_record> database, flight;
    std::int64_t last = 0; ///< the seq a loss row reaches
};

domain::scan read(const domain::scan_record& record) {
    auto what = domain::decode_scan(record);
    KRUG_CHECK(what);
    return *what;
}

std::int64_t end_of(const domain::scan& what) {
    return what.kind == domain::scan_kind::loss ? what.refers_seq : what.seq;
}

} // namespace

repair reconcile(const std::vector<found_row>& rows, const std::vector<domain::scan_record>& flight,
                 std::size_t bad_slots, std::int64_t known_end) {
    repair plan;
    std::map<std::int64_t, copies> all;
    for (const auto& row : rows) {
        auto& here = all[row.seq];
        here.last = row.seq;
        const auto what = row.whole ? domain::decode_scan(row.record) : std::nullopt;
        if (what && what->seq == row.seq) {
            here.database = row.record;
            if (!row.copies_agree) plan.rewrite.push_back(row.seq);
            here.last = std::max(here.last, end_of(*what));
        } else {
            plan.remove.push_back(row.seq);
        }
    }
    std::int64_t flight_end = 0;
    for (const auto& record : flight) {
        const auto what = read(record);
        auto& here = all[what.seq];
        here.last = std::max(here.last, end_of(what));
        here.flight = record;
        flight_end = std::max(flight_end, end_of(what));
    }

    std::int64_t next = 1;
    std::size_t missing_in_flight = 0;
    for (const auto& [seq, here] : all) {
        if (seq < next) continue; // inside a stretch that a loss row already gave up
        if (!here.database && !here.flight) continue;
        if (seq > next) plan.lost.push_back({next, seq - 1});
        next = here.last + 1;
        if (!here.database) plan.insert.push_back(*here.flight);
        if (!here.flight || (here.database && *here.database != *here.flight)) ++missing_in_flight;
        plan.flight.push_back(here.database ? *here.database : *here.flight);
    }
    auto end = std::max(known_end, plan.remove.empty() ? 0 : plan.remove.back());
    if (end >= next) plan.lost.push_back({next, end});

    if (missing_in_flight == 1 && bad_slots <= 1 && !plan.flight.empty()) {
        const auto last = read(plan.flight.back());
        if (last.seq == flight_end + 1) {
            plan.append_last = bad_slots == 0;
            // The crash fell between commit and green (or tore the slot, which is before green too).
            if (domain::lets_in(last.kind)) plan.hidden = last.id;
        }
    }
    plan.rewrite_flight = !plan.append_last && (missing_in_flight > 0 || bad_slots > 0);
    plan.new_incarnation = !plan.insert.empty() || !plan.lost.empty() || !plan.remove.empty();
    return plan;
}

std::uint32_t incarnation_after(const repair& plan, const std::vector<domain::scan_record>& flight,
                                std::int64_t stored, bool database_replaced) {
    auto incarnation = stored;
    for (const auto& record : flight) incarnation = std::max<std::int64_t>(incarnation, read(record).incarnation);
    if (plan.new_incarnation || database_replaced || incarnation == 0) ++incarnation;
    return static_cast<std::uint32_t>(incarnation);
}

domain::scan loss_row(domain::device_id device, domain::event_id event, std::uint32_t incarnation, std::int64_t first,
                      std::int64_t last) {
    domain::scan loss;
    loss.device = device;
    loss.event = event;
    loss.incarnation = incarnation;
    loss.kind = domain::scan_kind::loss;
    loss.reason = domain::verdict_reason::not_stored;
    loss.seq = first;
    loss.refers_seq = last;
    return loss;
}

} // namespace krug::journal
