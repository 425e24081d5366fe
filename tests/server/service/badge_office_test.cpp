// If this fails, somebody's second badge is printed and nobody knows, or the printer at the door prints a thousand by itself.
#include "cast/front_house.hpp"
#include "service/badge_office.hpp"
#include "service/staff_office.hpp"

namespace krug::cast {
namespace {

using domain::badge_choice;
using domain::badge_layout;

class badge_office : public front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        badges.emplace(database(), clock, *keys);
        staff.emplace(database(), clock, chance);
    }
    void TearDown() override {
        staff.reset();
        badges.reset();
        front_house::TearDown();
    }
    std::size_t lines_of(domain::event_id event, std::string_view what) {
        std::size_t count = 0;
        for (const auto& line : staff->audit(event, 0, 100)) count += line.what == what;
        return count;
    }
    void let_in(const service::receipt& who) {
        service::check_in_command command;
        command.event = who.event;
        command.attendee_no = who.attendee_no;
        command.scan_id = std::string(24, '0') + std::to_string(10'000'000 + ++scans_);
        ASSERT_EQ(check_ins->check_in(alice, command)->colour, domain::verdict_colour::green);
    }

    std::optional<service::badge_office> badges;
    std::optional<service::staff_office> staff;

private:
    int scans_ = 0;
};

// All in the order of the list, with the very code of the ticket; a second print is counted and stands in the trail.
TEST_P(badge_office, prints_are_counted_and_kept_in_the_trail) {
    const auto event = published(table_for(2));
    auto request = stranger(event);
    request.name = {"Ёлкина", "Анна", "Петровна"};
    request.organisation = "АНО";
    const auto anna = join(request);
    request = stranger(event);
    request.name = {"Еремеев", "Ян", ""};
    const auto yan = join(request);
    const auto waiting = join(event); // no seat, no badge
    const auto all = badges->print(alice, event, badge_choice::all, {}, badge_layout::sheet_90x60, "pdf");
    ASSERT_TRUE(all);
    ASSERT_EQ(all->badges.size(), 2u);
    EXPECT_EQ(all->badges[0].name.family, "Ёлкина") << "ё stands with е";
    EXPECT_EQ(all->badges[0].ticket_text, anna.ticket_text);
    EXPECT_EQ(all->badges[0].attendee_no, anna.attendee_no);
    EXPECT_EQ(all->badges[0].printed, 0);
    EXPECT_FALSE(badges->print_one(alice, event, waiting.id, badge_layout::sheet_90x60, "pdf"));

    const auto again = badges->print_one(alice, event, yan.id, badge_layout::label_58x40, "zpl");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->badges.front().printed, 1);
    EXPECT_EQ(badges->prints_of(event, yan.id), 2);
    const auto counted = badges->count(event);
    EXPECT_EQ(counted.confirmed, 2);
    EXPECT_EQ(counted.printed, 2);
    EXPECT_EQ(counted.again, 1);
    EXPECT_EQ(lines_of(event, "print_badges"), 1u);
    EXPECT_EQ(lines_of(event, "print_badge"), 1u);
    EXPECT_EQ(staff->audit(event, 0, 1).front().facts, "format=zpl layout=label_58x40 times=2");

    const auto fresh = badges->print(alice, event, badge_choice::not_printed, {}, badge_layout::sheet_90x60, "pdf");
    EXPECT_EQ(fresh.error().code, domain::refusal_code::not_found) << "everybody has one";
    const auto inside = badges->print(alice, event, badge_choice::inside, {anna.id.value}, badge_layout::sheet_90x60, "pdf");
    ASSERT_EQ(inside->badges.size(), 1u);
    EXPECT_EQ(inside->badges.front().id, anna.id);
}

// The spool prints each newcomer once, not those who came before the service started, and goes on where its hands were full.
TEST_P(badge_office, the_spool_takes_newcomers_once) {
    const auto event = published(table_for(0));
    std::vector<service::receipt> guests;
    for (int each = 0; each < 5; ++each) guests.push_back(join(event));
    clock.set(opening_day + 10 * 86'400 - 600);
    ASSERT_TRUE(badges->save_setting(alice, event, {badge_layout::label_58x40, true}));
    let_in(guests[0]);
    badges->begin_spool();
    EXPECT_TRUE(badges->take_due(8).empty()) << "who is in already is not printed by a restart";
    for (int each = 1; each < 4; ++each) let_in(guests[static_cast<std::size_t>(each)]);
    auto due = badges->take_due(2);
    ASSERT_EQ(due.size(), 2u);
    EXPECT_EQ(due[0].whose, guests[1].id);
    EXPECT_EQ(due[0].layout, badge_layout::label_58x40);
    for (const auto& each : due) ASSERT_TRUE(badges->print_one(shell, each.event, each.whose, each.layout, "zpl"));
    due = badges->take_due(2);
    ASSERT_EQ(due.size(), 1u);
    EXPECT_EQ(due[0].whose, guests[3].id);
    ASSERT_TRUE(badges->print_one(shell, due[0].event, due[0].whose, due[0].layout, "zpl"));
    EXPECT_TRUE(badges->take_due(8).empty());

    // Printed by hand beforehand: the door prints no second one.
    ASSERT_TRUE(badges->print_one(alice, event, guests[4].id, badge_layout::label_58x40, "pdf"));
    let_in(guests[4]);
    EXPECT_TRUE(badges->take_due(8).empty());

    ASSERT_TRUE(badges->save_setting(alice, event, {badge_layout::label_58x40, false}));
    EXPECT_TRUE(badges->take_due(8).empty());
    EXPECT_FALSE(badges->save_setting(alice, {12}, {}));
}

KRUG_ON_BOTH(badge_office);

} // namespace
} // namespace krug::cast
