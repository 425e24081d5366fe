// If this fails, two people whom somebody took for one stay one, or one of them loses seat, ticket, family or name for good.
#include "cast/front_house.hpp"
#include "service/people_office.hpp"
#include "service/sign_up_office.hpp"
#include "service/staff_office.hpp"
#include "store/retention_store.hpp"

namespace krug::service {
namespace {

using enum domain::registration_status;

class merge_undo : public cast::front_house {
protected:
    void SetUp() override {
        cast::front_house::SetUp();
        if (!IsSkipped()) office.emplace(database(), clock, *keys);
    }
    void TearDown() override {
        office.reset();
        cast::front_house::TearDown();
    }
    std::vector<std::int64_t> tags_of(const receipt& whose) {
        const auto found = office->tags_of(whose.event, std::span(&whose.id, 1));
        return found.empty() ? std::vector<std::int64_t>() : found.begin()->second;
    }
    std::int64_t merged(const receipt& kept, const receipt& other, const merge_choice& take = {}) {
        EXPECT_TRUE(office->merge(alice, kept.event, kept.id, other.id, take));
        const auto open = office->merge_of(kept.event, kept.id);
        EXPECT_TRUE(open.has_value());
        return open ? open->number : 0;
    }
    domain::refusal_code refused(const receipt& whose, std::int64_t number) {
        const auto done = office->undo_merge(alice, whose.event, number);
        EXPECT_FALSE(done);
        return done ? domain::refusal_code{} : done.error().code;
    }
    domain::verdict_colour at_the_door(const receipt& whose) {
        check_in_command command;
        command.event = whose.event;
        command.code = whose.ticket_text;
        command.scan_id = "3f2504e04f8941d39a0c0305e82c" + std::to_string(1000 + ++scans_);
        return check_ins->check_in(alice, command)->colour;
    }
    std::optional<people_office> office;
    int scans_ = 0;
};

// Mother and daughter of one address were made one: afterwards each has her own name, seat, session, tag, needs and companions.
TEST_P(merge_undo, both_are_what_they_were) {
    const auto event = published(table_for(20));
    sign_up_office sign_ups(database(), clock, chance);
    domain::sign_up_terms terms;
    terms.companions_max = 2;
    ASSERT_TRUE(sign_ups.save_terms(alice, event, terms));
    const auto section = session_for(event, 3);
    auto request = stranger(event);
    request.sessions = {section};
    request.access_needs = {"step_free"};
    request.companions = {{"Третья", "Анна", ""}};
    const auto mother = join(request), daughter = join(event);
    ASSERT_TRUE(office->mark(alice, event, std::span(&mother.id, 1), domain::vip_tag, true));
    ASSERT_TRUE(office->mark(alice, event, std::span(&mother.id, 1), domain::press_tag, true));
    ASSERT_TRUE(office->mark(alice, event, std::span(&daughter.id, 1), domain::press_tag, true));
    const auto before = now_of(daughter);
    merge_choice take;
    take.name = take.email = take.phone = take.organisation = take.position = true;
    const auto number = merged(daughter, mother, take);
    EXPECT_EQ(office->merge_of(event, mother.id)->number, number) << "from the page of either";
    ASSERT_NE(now_of(daughter).name.family, before.name.family);

    ASSERT_TRUE(office->undo_merge(alice, event, number));
    const auto after = now_of(daughter);
    EXPECT_EQ(after.name.family, before.name.family);
    EXPECT_EQ(after.email, before.email);
    EXPECT_TRUE(after.sessions.empty());
    EXPECT_EQ(tags_of(daughter), std::vector{domain::press_tag}) << "what she had before she keeps";
    EXPECT_EQ(tags_of(mother), (std::vector{domain::vip_tag, domain::press_tag}));
    EXPECT_EQ(status_of(mother), confirmed);
    ASSERT_EQ(now_of(mother).sessions.size(), 1u);
    EXPECT_EQ(now_of(mother).sessions[0].standing, domain::session_choice::state::seated);
    EXPECT_EQ(registrations->companions_of(event, mother.id).size(), 1u);
    EXPECT_TRUE(registrations->companions_of(event, daughter.id).empty());
    EXPECT_EQ(registrations->find(event, mother.id, true)->access_needs, std::vector<std::string>{"step_free"});
    EXPECT_TRUE(registrations->find(event, daughter.id, true)->access_needs.empty());
    EXPECT_EQ(pool_of(event).taken, 3);
    EXPECT_EQ(pool_of(event, section).taken, 2) << "hers and her companion's";
    registration_filter by_name;
    by_name.text = before.name.family;
    EXPECT_EQ(registrations->list(event, by_name).total, 1) << "and is found by her own name";
    EXPECT_EQ(refused(mother, number), domain::refusal_code::not_found) << "once";
    clock.set(*events->find_event(event)->event.time.starts_at - 600);
    EXPECT_EQ(at_the_door(mother), domain::verdict_colour::green) << "by the ticket that she has printed";
    EXPECT_EQ(at_the_door(daughter), domain::verdict_colour::green);
    staff_office staff(database(), clock, random);
    for (const auto& whose : {mother, daughter}) {
        const auto lines = staff.registration_history(event, whose.id.value);
        EXPECT_TRUE(std::any_of(lines.begin(), lines.end(), [](const auto& line) { return line.what == "part_registrations"; })) << "in both histories";
    }
}

// The seat that came free has been given to somebody: it is not taken from them, and the organiser hears why.
TEST_P(merge_undo, a_seat_that_has_gone_is_not_sold_twice) {
    const auto event = published(table_for(2));
    const auto kept = join(event), other = join(event), waits = join(event);
    const auto number = merged(kept, other);
    ASSERT_EQ(status_of(waits), confirmed);
    EXPECT_EQ(refused(kept, number), domain::refusal_code::full);
    EXPECT_EQ(status_of(other), cancelled) << "a refusal changes nothing";
    EXPECT_EQ(pool_of(event).taken, 2);
    ASSERT_TRUE(registrations->cancel(alice, event, waits.id));
    ASSERT_TRUE(office->undo_merge(alice, event, number));
    EXPECT_EQ(status_of(other), confirmed);
    EXPECT_EQ(pool_of(event).taken, 2);

    const auto section = session_for(event, 1);
    const domain::chosen_session wish{section};
    ASSERT_TRUE(registrations->choose_sessions(alice, event, other.id, std::span(&wish, 1)));
    ASSERT_TRUE(registrations->choose_sessions(alice, event, kept.id, std::span(&wish, 1)));
    const auto again = merged(kept, other);
    ASSERT_EQ(now_of(kept).sessions[0].standing, domain::session_choice::state::seated);
    ASSERT_TRUE(office->undo_merge(alice, event, again));
    EXPECT_EQ(now_of(other).sessions[0].standing, domain::session_choice::state::seated);
    EXPECT_EQ(now_of(kept).sessions[0].standing, domain::session_choice::state::waiting);
    EXPECT_EQ(pool_of(event, section).taken, 1);
    EXPECT_EQ(pool_of(event, section).waiting, 1);
}

// The waiting one got the seat of the other and its ticket: taken back, it waits where it waited and is told so only if it was told.
TEST_P(merge_undo, whoever_waited_waits_again) {
    const auto event = published(table_for(1));
    const auto sits = join(event), waits = join(event), behind = join(event);
    const auto number = merged(waits, sits);
    ASSERT_EQ(status_of(waits), confirmed);
    ASSERT_TRUE(office->undo_merge(alice, event, number));
    EXPECT_EQ(status_of(sits), confirmed);
    EXPECT_EQ(status_of(waits), waitlisted);
    EXPECT_EQ(pool_of(event).taken, 1);
    EXPECT_EQ(pool_of(event).waiting, 2);
    EXPECT_EQ(mails_to(waits), std::vector<std::string>{"waitlisted"}) << "the ticket had not gone yet";
    ASSERT_TRUE(registrations->cancel(alice, event, sits.id));
    EXPECT_EQ(status_of(waits), confirmed) << "first in line as before";
    EXPECT_EQ(status_of(behind), waitlisted);
}

// What was built on the merge – a correction, an admission, a decision – is not thrown away by taking it back.
TEST_P(merge_undo, what_was_built_on_it_is_not_thrown_away) {
    const auto event = published(table_for(0));
    const auto kept = join(event), other = join(event);
    const auto number = merged(kept, other);
    service::registration_office::correction note;
    note.note = "Встретить";
    ASSERT_TRUE(registrations->correct(alice, event, kept.id, note));
    const auto done = office->undo_merge(alice, event, number);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, domain::refusal_code::version_mismatch);
    EXPECT_EQ(done.error().at, kept.id.value);

    const auto third = join(event), fourth = join(event);
    const auto second = merged(third, fourth);
    clock.advance_seconds(3600);
    EXPECT_TRUE(registrations->approve(alice, event, fourth.id, false));
    EXPECT_EQ(office->undo_merge(alice, event, second).error().at, fourth.id.value);

    clock.set(*events->find_event(event)->event.time.starts_at - 600);
    const auto fifth = join(event), sixth = join(event);
    EXPECT_EQ(at_the_door(fifth), domain::verdict_colour::green);
    clock.advance_seconds(1);
    const auto late = merged(fifth, sixth);
    EXPECT_TRUE(office->undo_merge(alice, event, late)) << "the scan was there before";
    const auto seventh = join(event);
    const auto later = merged(third, seventh);
    clock.advance_seconds(1);
    EXPECT_EQ(at_the_door(third), domain::verdict_colour::green);
    EXPECT_EQ(office->undo_merge(alice, event, later).error().code, domain::refusal_code::version_mismatch) << "which of them came?";
}

// After a day nobody's old name and address lie about for an undo that cannot come any more; nor after somebody was erased.
TEST_P(merge_undo, it_is_forgotten_after_a_day) {
    const auto event = published(table_for(0));
    const auto kept = join(event), other = join(event);
    const auto number = merged(kept, other);
    clock.advance_seconds(undo_seconds + 1);
    EXPECT_EQ(refused(kept, number), domain::refusal_code::not_found);
    EXPECT_FALSE(office->merge_of(event, kept.id));
    office->end_changes();
    clock.advance_seconds(-2);
    EXPECT_EQ(refused(kept, number), domain::refusal_code::not_found) << "gone from the database, too";
    const auto third = join(event), fourth = join(event);
    const auto second = merged(third, fourth);
    database().write([&](store::transaction& tx) { store::erase_people(tx, event, std::span(&third.id, 1), clock.now()); });
    EXPECT_EQ(refused(third, second), domain::refusal_code::not_found) << "nobody who was erased is written down again";
    EXPECT_TRUE(now_of(third).name.family.empty());
}

KRUG_ON_BOTH(merge_undo);

} // namespace
} // namespace krug::service
