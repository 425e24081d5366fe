// If this fails, a hall's size is forgotten, a meeting of a club is made twice or on another hour, or a change reaches what is over.
#include "cast/front_house.hpp"
#include "service/outbox_office.hpp"
#include "service/programme_office.hpp"
#include "service/series_office.hpp"

namespace krug::service {
namespace {

using cast::fields_of;
using cast::opening_day;
using domain::refusal_code;

class programmes : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        office.emplace(database(), clock, chance, *keys);
        series.emplace(database(), clock, chance, *keys);
        outbox.emplace(database(), clock);
        auto draft = round_table("Клуб");
        draft.venue = "Дом";
        draft.event.capacity = 20;
        event = published(draft);
    }
    void TearDown() override {
        outbox.reset();
        series.reset();
        office.reset();
        front_house::TearDown();
    }
    static domain::utc_seconds whole_days(domain::utc_seconds at, const std::string&, std::int64_t days) { return at + days * 86'400; }
    domain::result<int> repeat(std::vector<std::int64_t> days, bool publish = true) {
        return series->repeat(alice, event, days, "FREQ=WEEKLY", publish, whole_days);
    }

    std::optional<programme_office> office;
    std::optional<series_office> series;
    std::optional<outbox_office> outbox;
    domain::event_id event;
};

// Rooms are kept with their seats and steps, may exchange their names, and belong to a venue of one's own.
TEST_P(programmes, rooms_are_kept) {
    ASSERT_TRUE(office->save(alice, event, {{}, std::vector<domain::room>{{{}, "Большой", 200, true}, {{}, "Подвал", 20, false}, {{}, "Балкон", {}, {}}}}));
    auto rooms = office->find(event)->rooms;
    ASSERT_EQ(rooms.size(), 3u);
    EXPECT_EQ(rooms[1].name, "Большой");
    EXPECT_EQ(rooms[1].step_free, true);
    EXPECT_EQ(rooms[0].step_free, std::nullopt);
    const auto number = rooms[1].id;
    ASSERT_TRUE(office->save(alice, event, {{}, std::vector<domain::room>{{{}, "Подвал", 200, {}}, {{}, "Большой", 20, {}}}}));
    rooms = office->find(event)->rooms;
    ASSERT_EQ(rooms.size(), 2u);
    EXPECT_EQ(rooms[0].id, number);
    EXPECT_EQ(rooms[0].capacity, 20);
    EXPECT_EQ(fields_of(office->save(alice, event, {{}, std::vector<domain::room>{{{}, "", 0, {}}, {{}, "А", {}, {}}, {{}, "А", {}, {}}}}).error()),
              "rooms[0]:required rooms[0]:out_of_range rooms[2]:duplicate");
    EXPECT_EQ(fields_of(office->save(alice, published(round_table()), {{}, std::vector<domain::room>{{{}, "А", {}, {}}}}).error()), "rooms:required");
    EXPECT_EQ(office->save(alice, {4711}, {}).error().code, refusal_code::not_found);
    EXPECT_FALSE(office->find({4711}));
}

// A session that is added takes the event's policy, and a copy of the event has it too.
TEST_P(programmes, the_policy_is_that_of_new_sessions) {
    ASSERT_TRUE(office->save(alice, event, {domain::clash_policy::block, {}}));
    domain::session talk;
    talk.event = event;
    talk.title = "Секция";
    ASSERT_TRUE(events->add_session(alice, talk, true));
    talk.clash = domain::clash_policy::allow;
    ASSERT_TRUE(events->add_session(alice, talk));
    const auto sessions = events->find_event(event)->sessions;
    EXPECT_EQ(sessions[0].session.clash, domain::clash_policy::block);
    EXPECT_EQ(sessions[1].session.clash, domain::clash_policy::allow);
    EXPECT_EQ(office->find(*events->clone_event(alice, event))->clash, domain::clash_policy::block);
}

// A guest who cannot take steps is counted where they sit, and nowhere by name.
TEST_P(programmes, needs_are_counted) {
    ASSERT_TRUE(office->save(alice, event, {{}, std::vector<domain::room>{{{}, "Подвал", 20, false}}}));
    domain::session talk;
    talk.event = event;
    talk.title = "Секция";
    talk.room = "подвал";
    talk.sign_up = domain::session_sign_up::optional;
    const auto id = *events->add_session(alice, talk);
    auto request = stranger(event);
    request.sessions = {id};
    request.access_needs = {"wheelchair_space"};
    join(request);
    request = stranger(event);
    request.sessions = {id};
    request.access_needs = {"large_print"};
    join(request);
    const auto warnings = office->find(event)->warnings;
    ASSERT_EQ(warnings.size(), 1u);
    EXPECT_EQ(warnings[0].what, domain::programme_fault::no_step_free);
    EXPECT_EQ(warnings[0].count, 1);
}

// Each evening once, whoever asks how often; each an event with its own seats, sessions and door.
TEST_P(programmes, a_series_is_made_once) {
    domain::session tea;
    tea.event = event;
    tea.title = "Чай";
    tea.starts_at = opening_day + 10 * 86'400 + 600;
    ASSERT_TRUE(events->add_session(alice, tea));
    EXPECT_EQ(*repeat({7, 14}), 2);
    EXPECT_EQ(*repeat({7, 14, 21}), 1);
    const auto row = series->find(event);
    ASSERT_EQ(row.events.size(), 4u);
    EXPECT_EQ(row.rule, "FREQ=WEEKLY");
    EXPECT_EQ(*row.events[3].time.starts_at - *row.events[0].time.starts_at, 21 * 86'400);
    const auto second = row.events[1].id;
    EXPECT_EQ(events->find_event(second)->sessions.at(0).session.starts_at, *tea.starts_at + 7 * 86'400);
    EXPECT_EQ(register_guest(second, "Ёлкина").status, domain::registration_status::confirmed);
    EXPECT_EQ(pool_of(event).taken, 0);
    EXPECT_EQ(fields_of(repeat({}).error()), "days:required");
    EXPECT_EQ(fields_of(repeat({0}).error()), "days:out_of_range");
    EXPECT_EQ(fields_of(repeat(std::vector<std::int64_t>(53, 1)).error()), "days:out_of_range");
    auto undated = round_table();
    undated.event.time = {};
    undated.event.time.timezone = "Asia/Yekaterinburg";
    event = published(undated);
    EXPECT_EQ(repeat({7}).error().code, refusal_code::event_has_no_date);
}

// One change for all that follow: those before, over or cancelled stay; guests with a seat keep it and hear of another hour.
TEST_P(programmes, a_change_is_carried_over) {
    ASSERT_EQ(*repeat({7, 14, 21}), 3);
    const auto row = series->find(event).events;
    ASSERT_TRUE(events->cancel_event(alice, row[2].id));
    const auto guest = register_guest(row[3].id, "Ёлкина");
    auto draft = round_table("Клуб у камина");
    draft.venue = "Дом";
    draft.event.capacity = 5;
    *draft.event.time.starts_at += 3600;
    *draft.event.time.ends_at += 3600;
    ASSERT_TRUE(events->update_event(alice, event, draft, 0));
    EXPECT_EQ(*series->copy_to_following(alice, event, true, whole_days), 2);
    EXPECT_EQ(events->find_event(row[1].id)->event.text.title, "Клуб у камина");
    EXPECT_EQ(events->find_event(row[2].id)->event.text.title, "Клуб");
    const auto last = *events->find_event(row[3].id);
    EXPECT_EQ(*last.event.time.starts_at, *row[3].time.starts_at + 3600);
    EXPECT_EQ(last.seats.limit, 5);
    EXPECT_EQ(last.seats.taken, 1);
    EXPECT_EQ(last.event.state, domain::event_state::published);
    EXPECT_EQ(status_of(guest), domain::registration_status::confirmed);
    EXPECT_EQ(outbox->mailings(row[3].id).size(), 1u);
    EXPECT_EQ(*series->copy_to_following(alice, row[3].id, true, whole_days), 0);
    EXPECT_EQ(series->copy_to_following(alice, published(round_table()), true, whole_days).error().code, refusal_code::not_found);
    clock.advance_seconds(20 * 86'400); // the second is over
    EXPECT_EQ(*series->copy_to_following(alice, event, false, whole_days), 1);
}

// Parts of an event are found by it.
TEST_P(programmes, an_event_knows_its_parts) {
    auto part = round_table("Мастерская");
    part.event.parent = event;
    const auto id = published(part);
    const auto hidden_part = *events->create_event(alice, alliance, part);
    const auto view = *events->find_event(event);
    ASSERT_EQ(view.children.size(), 2u);
    for (const auto& each : view.children) EXPECT_EQ(each.is_public, each.id == id);
    ASSERT_TRUE(events->cancel_event(alice, hidden_part));
    EXPECT_EQ(events->find_event(event)->children.size(), 1u);
}

KRUG_ON_BOTH(programmes);

} // namespace
} // namespace krug::service
