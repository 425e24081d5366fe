// If this fails, the page of times leaves somebody out, mixes up whose minutes are whose, or tells yesterday's.
#include "cast/front_house.hpp"

namespace krug::service {
namespace {

class attendance_times : public cast::front_house {
protected:
    using order = attendance_office::time_order;
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        auto draft = round_table();
        draft.event.time.starts_at = cast::opening_day;
        draft.event.time.ends_at = cast::opening_day + 7'200;
        event = published(draft);
        auto door = check_ins->admission_points(event).at(0);
        door.exits_scanned = true;
        door.entries = domain::entry_rule::after_exit;
        ASSERT_TRUE(check_ins->save_admission_point(alice, event, door));
    }
    std::string show(const receipt& guest, domain::passage direction = domain::passage::in) {
        check_in_command what;
        what.event = event;
        what.code = guest.ticket_text;
        what.scan_id = chance.hex(16);
        what.direction = direction;
        if (!check_ins->check_in(alice, what)) throw std::logic_error("not answered");
        return what.scan_id;
    }
    std::vector<std::int64_t> minutes(order by, bool descending, std::int64_t skip = 0, int most = 50, domain::session_id session = {}) {
        std::vector<std::int64_t> all;
        for (const auto& row : attendance->times(event, session, by, descending, skip, most).rows) all.push_back(row.time->minutes());
        return all;
    }
    domain::event_id event;
};
using numbers = std::vector<std::int64_t>;

// Page by page, in any order, each person once.
TEST_P(attendance_times, in_order_and_page_by_page) {
    std::vector<receipt> guests;
    for (int each = 0; each < 5; ++each) guests.push_back(join(event));
    for (int each = 0; each < 3; ++each) show(guests[static_cast<std::size_t>(each)]);
    clock.advance_seconds(600);
    show(guests[1], domain::passage::out);
    clock.advance_seconds(600);
    show(guests[0], domain::passage::out);
    EXPECT_EQ(minutes(order::minutes, true), (numbers{20, 20, 10}));
    EXPECT_EQ(minutes(order::name, false), (numbers{20, 10, 20}));
    EXPECT_EQ(minutes(order::minutes, false, 0, 1), (numbers{10}));
    EXPECT_EQ(minutes(order::minutes, false, 1, 1), (numbers{20}));
    EXPECT_EQ(minutes(order::minutes, false, 3, 1), numbers{});
    EXPECT_EQ(minutes(order::minutes, false, 1'000'000'000'000, 50), numbers{});
    clock.advance_seconds(600); // nothing was scanned, and whoever is inside has been there longer
    EXPECT_EQ(minutes(order::minutes, true), (numbers{30, 20, 10}));
    clock.advance_seconds(86'400);
    const auto over = attendance->times(event, {}, order::minutes, true, 0, 50);
    EXPECT_EQ(over.rows.at(0).time->minutes(), 120);
    EXPECT_TRUE(over.rows.at(0).time->is_assumed);
    EXPECT_EQ(over.came, 3);
    EXPECT_EQ(over.assumed, 1);
    EXPECT_EQ(over.whole_ms, 7'200'000);
    EXPECT_EQ(over.median_minutes, 20);
    // What the export says is the same.
    numbers listed;
    attendance->list(event, {}, attendance_state::attended, [&](const attendance_row& row) { listed.push_back(row.time->minutes()); });
    EXPECT_EQ(listed, (numbers{20, 10, 120}));
}

// An undo at the door, or other hours, must show at once.
TEST_P(attendance_times, follow_undo_and_other_hours) {
    const auto guest = join(event);
    const auto scan = show(guest);
    clock.advance_seconds(86'400);
    EXPECT_EQ(minutes(order::minutes, true), (numbers{120}));
    auto shorter = round_table();
    shorter.event.time.starts_at = cast::opening_day;
    shorter.event.time.ends_at = cast::opening_day + 3'600;
    ASSERT_TRUE(events->update_event(alice, event, shorter, 0));
    EXPECT_EQ(minutes(order::minutes, true), (numbers{60}));
    ASSERT_TRUE(check_ins->void_scan(alice, event, scan));
    EXPECT_EQ(minutes(order::minutes, true), numbers{});
}

// A session without a door of its own knows nobody's time, and must say so instead of nought.
TEST_P(attendance_times, of_a_session_need_its_door) {
    const auto session = session_for(event, 0, "Первая");
    show(join(event));
    const auto found = attendance->times(event, session, order::minutes, true, 0, 50);
    EXPECT_FALSE(found.has_doors);
    EXPECT_TRUE(found.rows.empty());
}

KRUG_ON_BOTH(attendance_times);

} // namespace
} // namespace krug::service
