// If this fails, a grant report counts people who were not there, or names four of them by what they need.
#include "cast/front_house.hpp"
#include "service/figures_office.hpp"

namespace krug::cast {
namespace {

int tyumen_seconds(ground::utc_seconds) { return 5 * 3600; }

class figures_office : public front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        figures.emplace(database(), clock, *attendance, *keys);
    }
    void TearDown() override {
        figures.reset();
        front_house::TearDown();
    }
    service::event_figures look(domain::event_id event) { return figures->of_event(event, alliance, tyumen_seconds); }
    void let_in(const service::receipt& who) {
        service::check_in_command command;
        command.event = who.event;
        command.attendee_no = who.attendee_no;
        command.scan_id = std::string(24, '0') + std::to_string(10'000'000 + ++scans_);
        ASSERT_EQ(check_ins->check_in(alice, command)->colour, domain::verdict_colour::green);
    }
    domain::registration_request member(domain::event_id event, const std::string& organisation) {
        auto request = stranger(event);
        request.organisation = organisation;
        return request;
    }

    std::optional<service::figures_office> figures;

private:
    int scans_ = 0;
};

std::int64_t registered(const std::vector<service::named_count>& rows, const std::string& name) {
    for (const auto& row : rows)
        if (row.name == name) return row.registered;
    return -1;
}

// Whoever registers at half past midnight in Tyumen registers on that day, though in London it is still the day before.
TEST_P(figures_office, sign_ups_follow_the_local_day) {
    const auto event = published(table_for(0));
    clock.set(opening_day - opening_day % 86'400 + 18 * 3600); // 23:00 in Tyumen
    join(event);
    clock.advance_seconds(2 * 3600); // 01:00 on the next day there
    join(event);
    join(event);
    const auto told = look(event);
    ASSERT_EQ(told.sign_ups.size(), 2u);
    EXPECT_EQ(told.sign_ups[0].count, 1);
    EXPECT_EQ(told.sign_ups[1].count, 2);
    EXPECT_EQ(told.sign_ups[1].number, told.sign_ups[0].number + 1);
}

// The page stays true while people register, change their minds and come.
TEST_P(figures_office, memory_follows_every_change) {
    const auto event = published(table_for(2));
    const auto first = join(member(event, "АНО «Ёлка»"));
    const auto second = join(member(event, "ано «елка»"));
    const auto third = join(member(event, "Палата"));
    auto told = look(event);
    EXPECT_EQ(told.live.confirmed, 2);
    EXPECT_EQ(told.live.waitlisted, 1);
    EXPECT_EQ(registered(told.by_organisation, "АНО «Ёлка»"), 2) << "one organisation, however it is typed";
    EXPECT_EQ(registered(told.by_organisation, "Палата"), 1);

    clock.advance_seconds(3600);
    ASSERT_TRUE(registrations->cancel(alice, event, second.id));
    told = look(event);
    EXPECT_EQ(registered(told.by_organisation, "АНО «Ёлка»"), 1);
    EXPECT_EQ(told.live.confirmed, 2) << "the waiting one moved up";

    clock.set(opening_day + 10 * 86'400 - 600);
    let_in(first);
    let_in(third);
    told = look(event);
    EXPECT_EQ(told.live.attended, 2);
    EXPECT_EQ(told.unique, 2);
    service::registration_office::correction change;
    change.organisation = "Другая";
    ASSERT_TRUE(registrations->correct(alice, event, third.id, change));
    told = look(event);
    EXPECT_EQ(registered(told.by_organisation, "Другая"), 1);
    EXPECT_EQ(registered(told.by_organisation, "Палата"), -1);
}

// A fresh office counts what the one that remembered counted.
TEST_P(figures_office, memory_and_a_fresh_look_agree) {
    const auto event = published(table_for(0));
    std::vector<service::receipt> people;
    for (int each = 0; each < 30; ++each) {
        people.push_back(join(member(event, "Организация " + std::to_string(each % 20))));
        if (each % 7 == 0) look(event);
        clock.advance_seconds(40);
        if (each % 5 == 0) {
            ASSERT_TRUE(registrations->cancel(alice, event, people[static_cast<std::size_t>(each / 2)].id));
        }
    }
    const auto remembered = look(event);
    service::figures_office fresh(database(), clock, *attendance, *keys);
    const auto anew = fresh.of_event(event, alliance, tyumen_seconds);
    ASSERT_EQ(remembered.by_organisation.size(), anew.by_organisation.size());
    EXPECT_EQ(remembered.by_organisation.size(), service::figures_office::named_most + 1) << "fifteen by name, the rest together";
    for (std::size_t at = 0; at < anew.by_organisation.size(); ++at) {
        EXPECT_EQ(remembered.by_organisation[at].name, anew.by_organisation[at].name);
        EXPECT_EQ(remembered.by_organisation[at].registered, anew.by_organisation[at].registered);
    }
}

// Four who asked for sign language are easily guessed in a small town; five are counted.
TEST_P(figures_office, small_groups_are_not_counted) {
    const auto event = published(table_for(0));
    for (int each = 0; each < 5; ++each) {
        auto request = stranger(event);
        request.access_needs = {"captions"};
        if (each < 4) request.access_needs.emplace_back("rsl_interpreter");
        request.consents = {{"personal_data", 1}, {"access_needs", 1}};
        join(request);
    }
    const auto told = look(event);
    ASSERT_EQ(told.by_need.size(), 2u);
    for (const auto& row : told.by_need) {
        EXPECT_EQ(row.is_small, row.name == "rsl_interpreter") << row.name;
        EXPECT_EQ(row.registered, row.is_small ? 0 : 5) << row.name;
    }
}

// The same woman at two events of the year is two who came, one person, and new only once.
TEST_P(figures_office, a_period_counts_people_once) {
    const auto first = published(table_for(10));
    auto later = table_for(20);
    *later.event.time.starts_at += 30 * 86'400;
    *later.event.time.ends_at += 30 * 86'400;
    const auto second = published(later);
    auto anna = stranger(first), anna_again = anna;
    anna_again.event = second;
    const auto at_first = join(anna), at_second = join(anna_again);
    const auto pyotr = join(second);
    join(first); // never came
    clock.set(opening_day + 10 * 86'400);
    let_in(at_first);
    EXPECT_FALSE(look(first).first_time) << "there was no earlier event to have been at";
    clock.set(opening_day + 40 * 86'400);
    let_in(at_second);
    let_in(pyotr);
    EXPECT_EQ(look(second).first_time, 1);

    const auto year = figures->of_period(alliance, opening_day, opening_day + 100 * 86'400);
    ASSERT_EQ(year.events.size(), 2u);
    EXPECT_EQ(year.events[0].registered, 2);
    EXPECT_EQ(year.events[0].attended, 1);
    EXPECT_EQ(year.events[0].first_time, 1);
    EXPECT_EQ(year.events[1].attended, 2);
    EXPECT_EQ(year.events[1].first_time, 1);
    EXPECT_EQ(year.all.planned, 30);
    EXPECT_EQ(year.all.attended, 3);
    EXPECT_EQ(year.all.unique, 2);
    EXPECT_EQ(year.all.first_time, 2);

    // A report of the second month alone: Anna is not new there.
    const auto month = figures->of_period(alliance, opening_day + 30 * 86'400, opening_day + 60 * 86'400);
    ASSERT_EQ(month.events.size(), 1u);
    EXPECT_EQ(month.all.first_time, 1);
    EXPECT_TRUE(figures->of_period(chamber, opening_day, opening_day + 100 * 86'400).events.empty()) << "another organisation's events are theirs";
}

// A mark that was taken back lets nobody in, in no report.
TEST_P(figures_office, a_void_counts_nowhere) {
    const auto event = published(table_for(0));
    const auto guest = join(event);
    clock.set(opening_day + 10 * 86'400);
    let_in(guest);
    EXPECT_EQ(figures->of_period(alliance, opening_day, opening_day + 100 * 86'400).all.attended, 1);
    ASSERT_TRUE(check_ins->void_scan(alice, event, std::string(24, '0') + std::to_string(10'000'001)));
    EXPECT_EQ(look(event).unique, 0);
    EXPECT_EQ(figures->of_period(alliance, opening_day, opening_day + 100 * 86'400).all.attended, 0);
}

// A report that was looked at once stays true: a corrected address joins two registrations in one person, an erased guest has no name.
TEST_P(figures_office, a_period_follows_corrections) {
    const auto event = published(table_for(0));
    const auto wrong = stranger(event);
    const auto anna = join(wrong), pyotr = join(event);
    clock.set(opening_day + 10 * 86'400);
    let_in(anna);
    let_in(pyotr);
    const auto all = [&] { return figures->of_period(alliance, opening_day, opening_day + 100 * 86'400).all; };
    EXPECT_EQ(all().unique, 2);
    service::registration_office::correction same;
    same.email = wrong.email;
    ASSERT_TRUE(registrations->correct(alice, event, pyotr.id, same));
    EXPECT_EQ(all().attended, 2);
    EXPECT_EQ(all().unique, 1);
    EXPECT_EQ(all().first_time, 1);
}

KRUG_ON_BOTH(figures_office);

} // namespace
} // namespace krug::cast
