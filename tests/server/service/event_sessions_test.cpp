// If this fails, a guest is sent to a session that does not exist, or two sessions answer to one number on tickets.
#include "cast/house.hpp"
#include "store/scan_store.hpp"

namespace krug::service {
namespace {

using cast::fields_of;
using cast::opening_day;
using domain::refusal_code;

class event_sessions : public cast::house {
protected:
    domain::session talk(domain::event_id event, std::string title = "Секция") {
        domain::session session;
        session.event = event;
        session.title = std::move(title);
        session.sign_up = domain::session_sign_up::optional;
        return session;
    }
};

// The programme is read in the order of the day; what has no hour yet comes last.
TEST_P(event_sessions, sessions_come_by_start_then_number) {
    const auto id = published(round_table());
    auto late = talk(id, "Поздняя");
    late.starts_at = opening_day + 7200;
    auto early = talk(id, "Ранняя");
    early.starts_at = opening_day + 3600;
    early.ends_at = opening_day + 5400;
    early.room = "Малый зал";
    early.people = {{domain::person_role::speaker, "Беседин Андрей", "президент", {}},
                    {domain::person_role::moderator, "Флеганова Татьяна", "", {}}};
    ASSERT_TRUE(events->add_session(alice, talk(id, "Без часа")));
    ASSERT_TRUE(events->add_session(alice, late));
    ASSERT_TRUE(events->add_session(alice, early));
    const auto view = *events->find_event(id);
    ASSERT_EQ(view.sessions.size(), 3u);
    EXPECT_EQ(view.sessions[0].session.title, "Ранняя");
    EXPECT_EQ(view.sessions[0].session.room, "Малый зал");
    EXPECT_EQ(view.sessions[0].session.people.at(1).role, domain::person_role::moderator);
    EXPECT_EQ(view.sessions[1].session.title, "Поздняя");
    EXPECT_EQ(view.sessions[2].session.title, "Без часа");
    EXPECT_TRUE(view.event.people.empty());
}

// The number of a session is printed into tickets: it must never mean another session.
TEST_P(event_sessions, a_number_is_never_given_twice) {
    const auto id = published(round_table());
    EXPECT_EQ(events->add_session(alice, talk(id))->value, 1);
    const auto second = *events->add_session(alice, talk(id));
    ASSERT_TRUE(events->remove_session(alice, id, second));
    EXPECT_EQ(events->add_session(alice, talk(id))->value, 3);
    EXPECT_EQ(events->remove_session(alice, id, second).error().code, refusal_code::not_found);
    EXPECT_EQ(events->add_session(alice, talk({99})).error().code, refusal_code::not_found);
}

// What somebody has chosen, or a door still serves, cannot be taken from the programme behind their back.
TEST_P(event_sessions, what_is_in_use_stays) {
    const auto id = published(round_table());
    const auto chosen = *events->add_session(alice, talk(id));
    const auto served = *events->add_session(alice, talk(id));
    const auto guest = register_guest(id, "Ёлкина", {chosen}).id;
    database().write([&](store::transaction& tx) {
        domain::admission_point_rules door;
        door.id = store::next_admission_point(tx, id);
        door.name = "Малый зал";
        door.sessions = {served};
        store::save_admission_point(tx, id, door);
    });
    EXPECT_EQ(events->remove_session(alice, id, chosen).error().code, refusal_code::wrong_state);
    EXPECT_EQ(events->remove_session(alice, id, served).error().code, refusal_code::wrong_state);
    ASSERT_TRUE(registrations->cancel(alice, id, guest));
    EXPECT_EQ(events->remove_session(alice, id, chosen).error().code, refusal_code::wrong_state);
    EXPECT_EQ(events->find_event(id)->sessions.size(), 2u);
}

// A larger room for one session seats who waits for it; a smaller one unseats nobody.
TEST_P(event_sessions, seats_of_a_session_follow_its_room) {
    const auto id = published(round_table());
    auto small = talk(id);
    small.capacity = 1;
    small.id = *events->add_session(alice, small);
    register_guest(id, "Ёлкина", {small.id});
    register_guest(id, "Щёголев", {small.id});
    auto seats = events->find_event(id)->sessions[0].seats;
    EXPECT_EQ(seats.taken, 1);
    EXPECT_EQ(seats.waiting, 1);
    small.capacity = 2;
    small.title = "Большой зал";
    ASSERT_TRUE(events->update_session(alice, small));
    seats = events->find_event(id)->sessions[0].seats;
    EXPECT_EQ(seats.taken, 2);
    EXPECT_EQ(seats.waiting, 0);
    small.capacity = 1;
    ASSERT_TRUE(events->update_session(alice, small));
    EXPECT_EQ(events->find_event(id)->sessions[0].seats.limit, 2);
    EXPECT_EQ(events->find_event(id)->sessions[0].session.title, "Большой зал");
}

// A session of one event must not be changed through another one.
TEST_P(event_sessions, another_events_session_is_not_found) {
    const auto one = published(round_table());
    const auto other = published(round_table());
    auto session = talk(one);
    session.id = *events->add_session(alice, session);
    session.event = other;
    EXPECT_EQ(events->update_session(alice, session).error().code, refusal_code::not_found);
    EXPECT_EQ(events->remove_session(alice, other, session.id).error().code, refusal_code::not_found);
    EXPECT_EQ(events->find_event(one)->sessions.size(), 1u);
}

// The organiser sees each mistake of the form.
TEST_P(event_sessions, every_wrong_field_is_named) {
    const auto id = published(round_table());
    auto session = talk(id, "");
    session.starts_at = opening_day;
    session.ends_at = opening_day - 1;
    session.capacity = 1'000'001;
    session.people = {{domain::person_role::speaker, "", "", {}}};
    EXPECT_EQ(fields_of(events->add_session(alice, session).error()),
              "title:required ends_at:order capacity:out_of_range people[0]:required");
    EXPECT_TRUE(events->find_event(id)->sessions.empty());
}

KRUG_ON_BOTH(event_sessions);

} // namespace
} // namespace krug::service
