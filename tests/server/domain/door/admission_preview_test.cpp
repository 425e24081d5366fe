// The organiser would be shown one answer and the guest at the door given another.
#include "domain/admission_preview.hpp"

#include <gtest/gtest.h>

#include <map>

namespace krug::domain {
namespace {

using enum verdict_reason;
constexpr utc_seconds start = 1'602'756'000;

event_rules day() {
    event_rules event;
    event.event = {59394};
    event.starts_at = start;
    event.ends_at = start + 4 * 3600;
    event.utc_offset_minutes = 300;
    event.sessions = {{{7}, "Город для жизни", start + 3600, start + 7200}, {{8}, "Другая", start + 3600, start + 7200}};
    return event;
}

std::map<guest_kind, verdict_reason> ask(const admission_point_rules& point, const event_rules& event, utc_seconds at) {
    std::map<guest_kind, verdict_reason> told;
    for (const auto& line : preview_admission(point, event, at)) told[line.kind] = line.given.reason;
    return told;
}

// An entrance of the whole event.
TEST(Preview, entrance) {
    admission_point_rules point;
    point.id = {1};
    const auto told = ask(point, day(), start + 600);
    const std::map<guest_kind, verdict_reason> expected{
        {guest_kind::confirmed, admitted},      {guest_kind::already_in, already_in}, {guest_kind::waitlisted, waitlisted},
        {guest_kind::not_approved, not_approved}, {guest_kind::declined, declined},   {guest_kind::cancelled, cancelled},
        {guest_kind::replaced, revoked},        {guest_kind::other_event, other_event}, {guest_kind::not_on_list, not_on_list}};
    EXPECT_EQ(told, expected);
}

// Every rule of a session's door shows in what is said.
TEST(Preview, session_door_with_every_rule) {
    admission_point_rules point;
    point.id = {2};
    point.area = 4;
    point.sessions = {{7}};
    point.categories = {{0}, {2}};
    point.sign_up_required = true;
    point.opens_minutes_before = 15;
    point.closes_minutes_after = 30;
    point.entries = entry_rule::after_exit;
    point.exits_scanned = point.walk_ins = true;
    point.standby_after_minutes = 10;
    auto event = day();
    event.moves = true;
    EXPECT_EQ(ask(point, event, start).at(guest_kind::confirmed), not_open_yet);
    auto told = ask(point, event, start + 3600);
    EXPECT_EQ(told.at(guest_kind::confirmed), admitted);
    EXPECT_EQ(told.at(guest_kind::no_session), wrong_session);
    EXPECT_EQ(told.at(guest_kind::other_session), wrong_session);
    EXPECT_EQ(told.at(guest_kind::other_category), wrong_entrance);
    EXPECT_EQ(told.at(guest_kind::already_in), already_in);
    EXPECT_EQ(told.at(guest_kind::has_left), re_entry);
    EXPECT_EQ(told.at(guest_kind::moved), re_entry);
    EXPECT_EQ(told.at(guest_kind::waitlisted), waitlisted);
    EXPECT_EQ(told.at(guest_kind::walk_in), admitted);
    told = ask(point, event, start + 3600 + 660); // eleven minutes in, standby guests are let in
    EXPECT_EQ(told.at(guest_kind::waitlisted), admitted);
    EXPECT_EQ(told.at(guest_kind::no_session), admitted);
    told = ask(point, event, start + 3600 + 1900);
    EXPECT_EQ(told.at(guest_kind::confirmed), entry_closed);
    EXPECT_EQ(told.at(guest_kind::walk_in), entry_closed);
    point.identity_check = true;
    EXPECT_EQ(ask(point, event, start + 3600).at(guest_kind::confirmed), needs_identity_check);
}

} // namespace
} // namespace krug::domain
