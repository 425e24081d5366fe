#include "crowd.hpp"

#include <algorithm>

namespace krug::simulation {
namespace {

using kind = guest_kind;

struct share {
    guest_kind kind;
    int parts; ///< of a thousand
};
constexpr share shares[] = {{kind::reentry, 80},      {kind::crew, 20},         {kind::identity, 20},
                            {kind::scoped, 40},       {kind::needs_answer, 10}, {kind::number_typed, 30},
                            {kind::cancelled, 25},    {kind::declined, 10},     {kind::pending, 15},
                            {kind::waitlisted, 20},   {kind::reissued, 25},     {kind::cancelled_midway, 20},
                            {kind::reissued_midway, 25}, {kind::approved_midway, 15}, {kind::late, 40},
                            {kind::voided_once, 15},  {kind::forged_stolen_key, 15}, {kind::forged_own_key, 10},
                            {kind::other_event, 10},  {kind::expired, 10},      {kind::test_ticket, 10},
                            {kind::foreign_barcode, 10}};

guest_kind drawn_kind(dice& draw) {
    auto at = draw.below(1000);
    for (const auto& each : shares) {
        if (at < each.parts) return each.kind;
        at -= each.parts;
    }
    return kind::plain;
}

void add_points(crowd& out, const world_plan& plan, dice& draw) {
    auto& rules = out.rules;
    for (int gate = 0; gate < plan.gates; ++gate) {
        domain::admission_point_rules point;
        point.id = {gate + 1};
        point.name = "стойка " + std::to_string(gate + 1);
        point.name_en = "desk " + std::to_string(gate + 1);
        // Entrances count together; the last gate of some events is a round table with a count of its own.
        const bool table = gate > 0 && gate + 1 == plan.gates && draw.percent(50);
        if (table) {
            point.area = 7;
            point.sessions = {{2}};
            point.sign_up_required = draw.percent(50);
            if (draw.percent(30)) point.standby_after_minutes = 10;
        }
        if (draw.percent(15)) point.entries = domain::entry_rule::after_exit;
        if (plan.days > 1 && draw.percent(60)) point.entries = domain::entry_rule::once_a_day;
        point.exits_scanned = draw.percent(30);
        if (!table && gate > 0 && draw.percent(15)) point.categories = {{1}};
        if (draw.percent(20)) point.opens_minutes_before = 60;
        if (draw.percent(20)) point.closes_minutes_after = plan.days * 24 * 60;
        rules.points.push_back(point);
    }
    // Entrances of one area follow one rule, as organisers set them.
    for (auto& point : rules.points)
        if (point.area == 0) {
            point.entries = rules.points.front().entries;
            point.exits_scanned = rules.points.front().exits_scanned;
        }
    if (plan.home_gates) {
        int entrances = 0;
        for (const auto& point : rules.points)
            if (point.area == 0 && point.categories.empty()) {
                rules.event.gate_points.push_back(point.id);
                ++entrances;
            }
        rules.event.home_gates = entrances > 1 ? entrances : 0;
        if (rules.event.home_gates == 0) rules.event.gate_points.clear();
    }
}

} // namespace

bool is_honest(guest_kind kind) { return kind < guest_kind::forged_stolen_key; }

bool crowd::is_open(std::int64_t ms) const {
    if (ms < opens_ms || ms >= ends_ms) return false;
    return (ms - opens_ms) % day_ms < hours_a_day * std::int64_t{3'600'000};
}

std::int64_t crowd::an_hour(std::int64_t ms) const {
    if (!is_open(ms)) return 0;
    const auto hour = (ms - opens_ms) % day_ms / 3'600'000;
    return hour < 2 ? scans_an_hour : std::max<std::int64_t>(4, scans_an_hour / 6);
}

crowd crowd_of(const world_plan& plan, domain::event_id event) {
    dice draw(plan.seed * 0x9e3779b97f4a7c15U + 2);
    crowd out;
    out.hours_a_day = plan.hours_a_day;
    out.scans_an_hour = plan.scans_an_hour;
    out.ends_ms = out.opens_ms + (plan.days - 1) * std::int64_t{day_ms} + plan.hours_a_day * std::int64_t{3'600'000};
    auto& rules = out.rules;
    rules.event.event = event;
    rules.event.title = "Форум";
    rules.event.starts_at = out.opens_ms / 1000;
    rules.event.ends_at = out.ends_ms / 1000;
    rules.event.utc_offset_minutes = 300;
    for (int session = 1; session <= 2; ++session)
        rules.event.sessions.push_back({{session}, "Секция " + std::to_string(session), out.opens_ms / 1000 + 1800 * session,
                                        out.ends_ms / 1000});
    add_points(out, plan, draw);

    for (int number = 0; number < plan.guests; ++number) {
        guest who;
        who.kind = drawn_kind(draw);
        if (plan.forgers_percent > 0 && draw.percent(plan.forgers_percent)) who.kind = kind::forged_stolen_key;
        who.gate = static_cast<int>(draw.below(plan.gates));
        who.copied = draw.percent(8);
        who.row.category = {draw.percent(30) ? 1 : 0};
        who.issued_at_s = out.opens_ms / 1000 - draw.between(2, 30) * 86'400;
        who.not_before_s = who.issued_at_s;
        who.not_after_s = out.ends_ms / 1000 + 30 * 86'400;
        const auto midway = out.opens_ms + draw.below(std::max<std::int64_t>(1, out.ends_ms - out.opens_ms));
        if (draw.percent(30)) who.row.sessions = {{2}};
        switch (who.kind) {
        case kind::reentry: who.flags = ticket::flag_reentry; break;
        case kind::crew: who.flags = ticket::flag_crew; break;
        case kind::identity: who.flags = ticket::flag_check_identity; break;
        case kind::scoped: who.row.scope = {draw.between(1, 2)}; break;
        case kind::needs_answer: who.row.needs_answer = true; break;
        case kind::cancelled: who.row.state = domain::roster_state::cancelled; break;
        case kind::declined: who.row.state = domain::roster_state::declined; break;
        case kind::pending:
        case kind::approved_midway: who.row.state = domain::roster_state::pending; break;
        case kind::waitlisted:
            who.row.state = domain::roster_state::waitlisted;
            who.row.waitlist_place = static_cast<int>(draw.between(1, 50));
            break;
        case kind::late:
            who.midway_ms = midway;
            who.issued_at_s = who.not_before_s = midway / 1000;
            break;
        case kind::forged_stolen_key:
            who.listed = false;
            if (draw.percent(50)) who.issued_at_s = out.opens_ms / 1000 - 86'400; // back-dated
            // … or it says that it was issued today, after any list that a device may have.
            else if (plan.era > 1) who.issued_at_s = (plan.forgers_percent > 0 ? out.ends_ms : midway) / 1000;
            break;
        case kind::expired: who.not_after_s = out.opens_ms / 1000 - 3'600; break;
        case kind::test_ticket: who.flags = ticket::flag_test; break;
        case kind::forged_own_key:
        case kind::other_event:
        case kind::foreign_barcode: who.listed = false; break;
        default: break;
        }
        if (who.kind == kind::cancelled_midway || who.kind == kind::reissued_midway || who.kind == kind::approved_midway ||
            who.kind == kind::voided_once)
            who.midway_ms = midway;
        if (plan.test_mode) who.flags = static_cast<std::uint8_t>(who.flags ^ ticket::flag_test);
        out.guests.push_back(who);
    }
    return out;
}

} // namespace krug::simulation
