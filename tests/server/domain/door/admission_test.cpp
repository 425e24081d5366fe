// A guest would be turned away, or let in, for a reason that is not true.
#include "domain/admission.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace krug::domain {
namespace {

using enum verdict_reason;
constexpr utc_seconds now = 1'602'756'000;

/// A good ticket of a confirmed guest at an open entrance of an online device.
admission_question good() {
    admission_question asked;
    asked.reading = code_reading::ticket;
    auto& ticket = asked.ticket;
    ticket.id = {77};
    ticket.generation = 1;
    ticket.event = {59394};
    ticket.not_before = now - 86400;
    ticket.not_after = now + 86400;
    ticket.issued_at = now - 86400;
    ticket.key = key_standing::active;
    ticket.signature_good = true;
    asked.row = roster_row{};
    asked.point.id = {1};
    asked.event.event = {59394};
    asked.event.starts_at = now;
    asked.event.ends_at = now + 7200;
    asked.event.utc_offset_minutes = 300;
    asked.device.device = {5};
    asked.device.serves = {59394};
    asked.device.snapshot_at = asked.device.keys_at = now - 60;
    asked.now = now;
    return asked;
}

earlier_scan came(utc_seconds at, passage direction = passage::in) {
    earlier_scan scan;
    scan.at = at;
    scan.direction = direction;
    scan.point = {2};
    scan.device = {6};
    return scan;
}

struct reason_case {
    const char* name;
    verdict_reason expected;
    std::function<void(admission_question&)> change;
};

void at_session_door(admission_question& asked) {
    asked.point.sessions = {{7}};
    asked.event.sessions = {{{7}, "Город для жизни", now + 600, now + 4200}, {{8}, "Другая", now + 600, now + 4200}};
}

const reason_case reason_cases[] = {
    {"plain", admitted, [](auto&) {}},
    {"late", admitted_late_ticket, [](auto& a) { a.row.reset(); a.ticket.issued_at = now - 30; }},
    {"late_within_ten_minutes", admitted_late_ticket, [](auto& a) { a.row.reset(); a.ticket.issued_at = now - 60 - 599; }},
    {"not_late_after_ten_minutes", not_on_list, [](auto& a) { a.row.reset(); a.ticket.issued_at = now - 60 - 600; }},
    {"late_by_new_generation", admitted_late_ticket, [](auto& a) { a.ticket.generation = 2; a.ticket.issued_at = now - 5; }},
    {"late_beyond_cap", not_on_list, [](auto& a) { a.row.reset(); a.ticket.issued_at = now; a.device.late_tickets_used = 20; }},
    {"late_with_roster_only_key", not_on_list, [](auto& a) { a.row.reset(); a.ticket.issued_at = now; a.ticket.key = key_standing::roster_only; }},
    {"roster_only_key_on_list", admitted, [](auto& a) { a.ticket.key = key_standing::roster_only; }},
    {"retired_key", admitted, [](auto& a) { a.ticket.key = key_standing::retired; }},
    {"re_entry_after_exit", re_entry, [](auto& a) { a.point.entries = entry_rule::after_exit; a.earlier = {came(now - 60), came(now - 30, passage::out)}; }},
    {"no_exit_no_re_entry", already_in, [](auto& a) { a.point.entries = entry_rule::after_exit; a.earlier = {came(now - 60)}; }},
    {"once_even_after_exit", already_in, [](auto& a) { a.earlier = {came(now - 60), came(now - 30, passage::out)}; }},
    {"reentry_flag_after_exit", re_entry, [](auto& a) { a.ticket.reentry = true; a.point.exits_scanned = true; a.earlier = {came(now - 60), came(now - 30, passage::out)}; }},
    {"reentry_flag_where_no_exits", re_entry, [](auto& a) { a.ticket.reentry = true; a.earlier = {came(now - 60)}; }},
    {"reentry_flag_without_its_exit", already_in, [](auto& a) { a.ticket.reentry = true; a.point.exits_scanned = true; a.earlier = {came(now - 60)}; }},
    {"crew", re_entry, [](auto& a) { a.ticket.crew = true; a.point.exits_scanned = true; a.earlier = {came(now - 60)}; }},
    {"once_a_day_yesterday", admitted, [](auto& a) { a.point.entries = entry_rule::once_a_day; a.earlier = {came(now - 86400)}; }},
    {"once_a_day_today", already_in, [](auto& a) { a.point.entries = entry_rule::once_a_day; a.earlier = {came(now - 3600)}; }},
    // 15:00 in Tyumen; fifteen hours and a minute ago was yesterday there, though not in UTC + 12.
    {"once_a_day_by_local_midnight", admitted, [](auto& a) { a.point.entries = entry_rule::once_a_day; a.earlier = {came(now - 15 * 3600 - 60)}; }},
    {"other_area", admitted, [](auto& a) { a.earlier = {came(now - 60)}; a.earlier[0].area = 3; }},
    {"voided_does_not_count", admitted, [](auto& a) { a.earlier = {came(now - 60)}; a.earlier[0].voided = true; }},
    {"exit", exit_recorded, [](auto& a) { a.direction = passage::out; a.point.exits_scanned = true; }},
    {"exit_of_cancelled_guest", exit_recorded, [](auto& a) { a.direction = passage::out; a.point.exits_scanned = true; a.row->state = roster_state::cancelled; }},
    {"exit_where_none_are_scanned", wrong_entrance, [](auto& a) { a.direction = passage::out; }},
    {"exit_with_forgery", forged, [](auto& a) { a.direction = passage::out; a.point.exits_scanned = true; a.ticket.signature_good = false; }},
    {"shown_again", shown_again, [](auto& a) { a.earlier = {came(now - 60)}; a.earlier[0].device = {5}; a.earlier[0].shown = false; }},
    {"hidden_on_other_device", already_in, [](auto& a) { a.earlier = {came(now - 60)}; a.earlier[0].shown = false; }},
    {"already_in", already_in, [](auto& a) { a.earlier = {came(now - 60)}; }},
    {"listed_code_unknown", not_on_list, [](auto& a) { a.reading = code_reading::listed; a.row.reset(); }},
    {"listed_code_known", admitted, [](auto& a) { a.reading = code_reading::listed; }},
    {"wrong_session", wrong_session, [](auto& a) { at_session_door(a); a.ticket.scope = {8}; }},
    {"right_session", admitted, [](auto& a) { at_session_door(a); a.ticket.scope = {7}; }},
    {"session_open_to_all", admitted, [](auto& a) { at_session_door(a); }},
    {"not_signed_up", wrong_session, [](auto& a) { at_session_door(a); a.point.sign_up_required = true; a.row->sessions = {{8}}; }},
    {"signed_up", admitted, [](auto& a) { at_session_door(a); a.point.sign_up_required = true; a.row->sessions = {{8}, {7}}; }},
    {"sign_up_unknown_of_late", stored_unverified, [](auto& a) { at_session_door(a); a.point.sign_up_required = true; a.row.reset(); a.ticket.issued_at = now; }},
    {"standby_not_yet", wrong_session, [](auto& a) { at_session_door(a); a.point.sign_up_required = true; a.point.standby_after_minutes = 10; a.now = now + 1199; }},
    {"standby", admitted, [](auto& a) { at_session_door(a); a.point.sign_up_required = true; a.point.standby_after_minutes = 10; a.now = now + 1200; }},
    {"wrong_day_early", wrong_day, [](auto& a) { a.ticket.not_before = now + 1; }},
    {"first_second", admitted, [](auto& a) { a.ticket.not_before = now; }},
    {"expired", expired, [](auto& a) { a.ticket.not_after = now - 1; }},
    {"last_second", admitted, [](auto& a) { a.ticket.not_after = now; }},
    {"expired_by_unsure_clock", clock_unsure, [](auto& a) { a.ticket.not_after = now - 1; a.device.clock_sure = false; }},
    {"early_by_unsure_clock", clock_unsure, [](auto& a) { a.ticket.not_before = now + 1; a.device.clock_sure = false; }},
    {"closed_by_unsure_clock", clock_unsure, [](auto& a) { a.point.closes_minutes_after = -10; a.device.clock_sure = false; }},
    {"unsure_clock_alone", admitted, [](auto& a) { a.device.clock_sure = false; }},
    {"needs_answer", needs_answer, [](auto& a) { a.row->needs_answer = true; }},
    {"answer_given", admitted, [](auto& a) { a.row->needs_answer = true; a.answer_given = true; }},
    {"identity_by_ticket", needs_identity_check, [](auto& a) { a.ticket.check_identity = true; }},
    {"identity_by_event", needs_identity_check, [](auto& a) { a.event.identity_check = true; }},
    {"identity_by_row", needs_identity_check, [](auto& a) { a.row->check_identity = true; }},
    {"identity_checked", admitted, [](auto& a) { a.event.identity_check = true; a.identity_checked = true; }},
    {"pending", not_approved, [](auto& a) { a.row->state = roster_state::pending; }},
    {"unconfirmed", not_approved, [](auto& a) { a.row->state = roster_state::unconfirmed; }},
    {"lapsed", not_approved, [](auto& a) { a.row->state = roster_state::lapsed; }},
    {"waitlisted", waitlisted, [](auto& a) { a.row->state = roster_state::waitlisted; }},
    {"waitlisted_standby", admitted, [](auto& a) { a.row->state = roster_state::waitlisted; a.point.standby_after_minutes = 0; }},
    {"lease_over", stored_unverified, [](auto& a) { a.device.lease_age_seconds = lease_seconds_max + 1; }},
    {"lease_last_second", admitted, [](auto& a) { a.device.lease_age_seconds = lease_seconds_max; }},
    {"lease_over_late", stored_unverified, [](auto& a) { a.row.reset(); a.ticket.issued_at = now; a.device.lease_age_seconds = lease_seconds_max + 1; }},
    {"lease_over_still_red", cancelled, [](auto& a) { a.row->state = roster_state::cancelled; a.device.lease_age_seconds = lease_seconds_max + 1; }},
    {"list_incomplete", stored_unverified, [](auto& a) { a.device.ready = false; }},
    {"absent_from_incomplete_list", stored_unverified, [](auto& a) { a.device.ready = false; a.row.reset(); }},
    {"unknown_key_maybe_new", stored_unverified, [](auto& a) { a.ticket.key = key_standing::unknown; a.ticket.signature_good = false; a.ticket.issued_at = now; a.device.online = false; }},
    {"unknown_key_online", forged, [](auto& a) { a.ticket.key = key_standing::unknown; a.ticket.signature_good = false; a.ticket.issued_at = now; }},
    {"unknown_key_old", forged, [](auto& a) { a.ticket.key = key_standing::unknown; a.device.online = false; }},
    {"dead_key", forged, [](auto& a) { a.ticket.key = key_standing::dead; }},
    {"not_open_yet", not_open_yet, [](auto& a) { a.event.starts_at = now + 3601; a.point.opens_minutes_before = 60; }},
    {"just_open", admitted, [](auto& a) { a.event.starts_at = now + 3600; a.point.opens_minutes_before = 60; }},
    {"entry_closed", entry_closed, [](auto& a) { a.event.starts_at = now - 601; a.point.closes_minutes_after = 10; }},
    {"entry_open_at_the_minute", admitted, [](auto& a) { a.event.starts_at = now - 600; a.point.closes_minutes_after = 10; }},
    {"time_of_event_unknown", admitted, [](auto& a) { a.event.starts_at = a.event.ends_at = 0; a.point.opens_minutes_before = 60; a.point.closes_minutes_after = 10; }},
    {"category_elsewhere", wrong_entrance, [](auto& a) { a.point.categories = {{2}}; }},
    {"category_here", admitted, [](auto& a) { a.point.categories = {{2}, {0}}; }},
    {"home_gate_elsewhere", wrong_entrance, [](auto& a) { a.event.home_gates = 2; a.event.gate_points = {{1}, {2}}; a.home_gate = 1; a.device.online = false; }},
    {"home_gate_here", admitted, [](auto& a) { a.event.home_gates = 2; a.event.gate_points = {{1}, {2}}; a.device.online = false; }},
    {"home_gate_online_does_not_matter", admitted, [](auto& a) { a.event.home_gates = 2; a.event.gate_points = {{1}, {2}}; a.home_gate = 1; }},
    {"misread", misread, [](auto& a) { a.reading = code_reading::misread; }},
    {"damaged", damaged, [](auto& a) { a.reading = code_reading::damaged; }},
    {"test_ticket_at_real_door", test_mismatch, [](auto& a) { a.ticket.test = true; }},
    {"real_ticket_in_rehearsal", test_mismatch, [](auto& a) { a.device.test_mode = true; }},
    {"test_ticket_in_rehearsal", admitted, [](auto& a) { a.ticket.test = true; a.device.test_mode = true; }},
    {"device_revoked", device_revoked, [](auto& a) { a.device.revoked = true; }},
    {"cancelled", cancelled, [](auto& a) { a.row->state = roster_state::cancelled; }},
    {"declined", declined, [](auto& a) { a.row->state = roster_state::declined; }},
    {"revoked_by_deny_list", revoked, [](auto& a) { a.min_generation = 2; }},
    {"deny_reaches_late_tickets", revoked, [](auto& a) { a.row.reset(); a.ticket.issued_at = now; a.min_generation = 2; }},
    {"revoked_by_roster", revoked, [](auto& a) { a.row->generation = 2; }},
    {"new_generation_passes_deny_list", admitted, [](auto& a) { a.row->generation = a.ticket.generation = 2; a.min_generation = 2; }},
    {"listed_code_behind_deny_list", stored_unverified, [](auto& a) { a.reading = code_reading::listed; a.min_generation = 2; }},
    {"other_event", other_event, [](auto& a) { a.ticket.event = {1}; }},
    {"forged", forged, [](auto& a) { a.ticket.signature_good = false; }},
    {"blocked_by_row", blocked, [](auto& a) { a.row->state = roster_state::blocked; }},
    {"blocked_by_deny_list", blocked, [](auto& a) { a.denied = true; }},
};

// Each reason is reached by the situation it was made for, and by no neighbouring one.
TEST(Admission, every_situation_has_its_reason) {
    for (const auto& each : reason_cases) {
        auto asked = good();
        each.change(asked);
        EXPECT_STREQ(word_of(decide_admission(asked).reason), word_of(each.expected)) << each.name;
    }
}

// A reason nobody can reach would be a sentence nobody ever reads; not_stored is the gatekeeper's alone.
TEST(Admission, every_reason_is_reached) {
    for (int number = 0; number < 256; ++number) {
        const auto reason = reason_numbered(number);
        if (!reason || *reason == not_stored) continue;
        const bool reached = std::any_of(std::begin(reason_cases), std::end(reason_cases),
                                         [&](const reason_case& each) { return each.expected == *reason; });
        EXPECT_TRUE(reached) << word_of(*reason);
    }
}

// A guest with several faults would hear the wrong one, or a forger would learn what the list says.
TEST(Admission, first_failure_decides) {
    const std::vector<std::pair<verdict_reason, std::function<void(admission_question&)>>> in_order = {
        {device_revoked, [](auto& a) { a.device.revoked = true; }},
        {other_event, [](auto& a) { a.ticket.event = {1}; }},
        {forged, [](auto& a) { a.ticket.signature_good = false; }},
        {test_mismatch, [](auto& a) { a.ticket.test = true; }},
        {revoked, [](auto& a) { a.min_generation = 2; }},
        {cancelled, [](auto& a) { a.row->state = roster_state::cancelled; }},
        {wrong_entrance, [](auto& a) { a.point.categories = {{2}}; }},
        {wrong_session, [](auto& a) { at_session_door(a); a.ticket.scope = {8}; }},
        {expired, [](auto& a) { a.ticket.not_after = now - 1; }},
        {already_in, [](auto& a) { a.earlier = {came(now - 60)}; }},
        {needs_identity_check, [](auto& a) { a.event.identity_check = true; }},
    };
    for (std::size_t first = 0; first < in_order.size(); ++first) {
        auto asked = good();
        for (std::size_t at = first; at < in_order.size(); ++at) in_order[at].second(asked);
        EXPECT_STREQ(word_of(decide_admission(asked).reason), word_of(in_order[first].first)) << first;
    }
}

// Staff read out when and where the guest came in: the first time that counts, not the last attempt.
TEST(Admission, already_in_names_the_first_admission_that_counts) {
    auto asked = good();
    asked.earlier = {came(now - 30), came(now - 90), came(now - 200)};
    asked.earlier[2].voided = true;
    const auto given = decide_admission(asked);
    ASSERT_TRUE(given.first);
    EXPECT_EQ(given.first->at, now - 90);
    EXPECT_EQ(given.first->point.value, 2);
    EXPECT_EQ(given.first->device.value, 6);
}

// A lost guest is sent to the right session at its right time.
TEST(Admission, wrong_session_names_the_right_one) {
    auto asked = good();
    at_session_door(asked);
    asked.ticket.scope = {8};
    const auto given = decide_admission(asked);
    EXPECT_EQ(given.right_session.value, 8);
    EXPECT_EQ(given.at, now + 600);
}

// Moving to the next hall would be taken for a second entry, or a second entry for moving.
TEST(Admission, moving_is_an_exit_where_the_organiser_says_so) {
    auto asked = good();
    at_session_door(asked);
    asked.point.area = 1;
    asked.point.entries = entry_rule::after_exit;
    asked.now = now + 700;
    auto here = came(now + 300), there = came(now + 400), gone = came(now + 500, passage::out);
    here.area = 1;
    there.area = 2;
    here.at_session = there.at_session = true;
    gone.area = 0; // the house's own door
    asked.earlier = {there, here};
    EXPECT_EQ(decide_admission(asked).reason, already_in);
    asked.event.moves = true;
    EXPECT_EQ(decide_admission(asked).reason, re_entry);
    there.voided = true;
    asked.earlier = {here, there};
    EXPECT_EQ(decide_admission(asked).reason, already_in);
    asked.earlier = {gone, here}; // whoever left the house left the hall
    EXPECT_EQ(decide_admission(asked).reason, re_entry);
    asked.point.entries = entry_rule::once; // once is once
    EXPECT_EQ(decide_admission(asked).reason, already_in);
    asked.earlier = {there};
    EXPECT_EQ(decide_admission(asked).reason, admitted);
}

// A guest whose category was changed after the ticket was made.
TEST(Admission, the_list_knows_the_category_better_than_the_ticket) {
    auto asked = good();
    asked.point.categories = {{2}};
    asked.ticket.category = {1};
    asked.row->category = {2};
    EXPECT_EQ(decide_admission(asked).reason, admitted);
    asked.row->category = {1};
    EXPECT_EQ(decide_admission(asked).reason, wrong_entrance);
}

// Two cut-off gates must never both admit the same home-gate ticket.
TEST(Admission, home_gates_split_all_tickets) {
    int first = 0;
    for (int ticket = 0; ticket < 1000; ++ticket) {
        char hash[33];
        std::snprintf(hash, sizeof hash, "%08x%024d", static_cast<unsigned>(ticket) * 2654435761u, 0);
        const int gate = deal_to_gate(hash, 3);
        ASSERT_GE(gate, 0);
        ASSERT_LT(gate, 3);
        if (gate == 0) ++first;
    }
    EXPECT_GT(first, 250);
    EXPECT_LT(first, 420);
    EXPECT_EQ(deal_to_gate("", 3), 0);
    EXPECT_EQ(deal_to_gate("zzzzzzzz", 3), 0);
}

// A stolen key would open doors without end, or a small event could admit no late guest at all.
TEST(Admission, late_cap_has_floor_and_share) {
    EXPECT_EQ(late_ticket_cap(0), 20);
    EXPECT_EQ(late_ticket_cap(400), 20);
    EXPECT_EQ(late_ticket_cap(50'000), 2500);
}

// A person at the door could wave through a forged or cancelled ticket, or what was never written down.
TEST(Admission, only_amber_that_a_person_can_judge_may_be_overridden) {
    for (int number = 0; number < 256; ++number)
        if (const auto reason = reason_numbered(number); reason && colour_of(*reason) != verdict_colour::amber) {
            EXPECT_FALSE(may_override(*reason)) << word_of(*reason);
        }
    EXPECT_TRUE(may_override(already_in));
    EXPECT_TRUE(may_override(not_on_list));
    EXPECT_FALSE(may_override(not_stored));
    EXPECT_FALSE(may_override(misread));
    EXPECT_FALSE(may_override(device_revoked));
}

// Walk-ins would be taken where the organiser wants none, or beyond their number.
TEST(Admission, walk_ins_by_the_rules) {
    const auto asked = good();
    auto point = asked.point;
    EXPECT_EQ(decide_walk_in(point, asked.event, asked.device, 0, now).reason, not_on_list);
    point.walk_ins = true;
    EXPECT_EQ(decide_walk_in(point, asked.event, asked.device, 1'000, now).reason, admitted);
    point.walk_in_limit = 12;
    EXPECT_EQ(decide_walk_in(point, asked.event, asked.device, 11, now).reason, admitted);
    EXPECT_EQ(decide_walk_in(point, asked.event, asked.device, 12, now).reason, not_on_list);
    auto tired = asked.device;
    tired.lease_age_seconds = lease_seconds_max + 1;
    EXPECT_EQ(decide_walk_in(point, asked.event, tired, 0, now).reason, stored_unverified);
}

} // namespace
} // namespace krug::domain
