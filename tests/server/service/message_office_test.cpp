// If this fails, somebody gets a letter twice, at night, or after they were promised to be left in peace.
#include "cast/house.hpp"
#include "service/message_office.hpp"
#include "service/outbox_office.hpp"
#include "store/message_store.hpp"
#include "store/statement.hpp"

#include <map>

namespace krug::service {
namespace {

class messages : public cast::house {
protected:
    void SetUp() override {
        cast::house::SetUp();
        if (IsSkipped()) return;
        outbox.emplace(database(), clock);
        office.emplace(database(), clock, *keys);
    }
    void TearDown() override {
        office.reset();
        outbox.reset();
        cast::house::TearDown();
    }
    /// Everything that goes out now, by registration; nobody's tickets any more afterwards.
    std::multimap<std::int64_t, mail_kind> leased() {
        std::multimap<std::int64_t, mail_kind> all;
        while (outbox->fan_out() > 0) {}
        for (auto jobs = outbox->lease(100); !jobs.empty(); jobs = outbox->lease(100))
            for (const auto& job : jobs) {
                all.emplace(job.registration.value, job.kind);
                outbox->mark_sent(job);
            }
        return all;
    }
    domain::message draft_for(domain::event_id event, domain::message_sort sort = domain::message_sort::event) {
        domain::message what;
        what.event = event;
        what.sort = sort;
        what.subject_ru = "Важно: {событие}";
        what.text_ru = "Здравствуйте, {имя}! Ваш стол: {стол}. {ссылка}";
        return what;
    }
    std::int64_t written(const domain::message& what) { return *office->write(alice, what); }
    domain::result<void> send(domain::event_id event, std::int64_t number) {
        const auto what = *office->find(event, number);
        return office->send(alice, event, number, what.version, office->reach(what).recipients);
    }
    void consent_to_news(const receipt& whose) {
        database().write([&](store::transaction& tx) { store::begin_news(tx, whose.event, whose.id, clock.now()); });
    }
    static bool always_day(const std::string&, ground::utc_seconds) { return true; }
    static bool always_night(const std::string&, ground::utc_seconds) { return false; }

    std::optional<outbox_office> outbox;
    std::optional<message_office> office;
};

// Pressed twice, and the service restarted in between: each recipient has exactly one letter.
TEST_P(messages, everybody_meant_gets_one_letter_however_often_it_is_sent) {
    const auto event = published(round_table());
    const auto first = register_guest(event, "Ёлкина"), second = register_guest(event, "Щёголев"), gone = register_guest(event, "Ушедшая");
    ASSERT_TRUE(registrations->cancel(alice, event, gone.id));
    leased();
    clock.advance_seconds(7200);
    const auto number = written(draft_for(event));
    ASSERT_TRUE(send(event, number));
    ASSERT_TRUE(send(event, number)) << "a repeat is harmless";
    outbox.emplace(database(), clock);
    const std::multimap<std::int64_t, mail_kind> both{{first.id.value, mail_kind::message}, {second.id.value, mail_kind::message}};
    EXPECT_EQ(leased(), both);
    EXPECT_TRUE(send(event, number));
    EXPECT_TRUE(leased().empty());
    const auto told = office->outcomes(*office->find(event, number));
    EXPECT_EQ(told.sent, 2);
    EXPECT_EQ(told.waiting, 0);
    EXPECT_FALSE(told.is_going_on);
}

// Who cancelled is left alone, unless exactly they are meant; who never confirmed the address is never written to.
TEST_P(messages, the_filter_says_who_and_nobody_else_is_bothered) {
    auto draft = round_table();
    draft.event.capacity = 2;
    const auto event = published(draft);
    const auto stays = register_guest(event, "Ёлкина"), leaves = register_guest(event, "Ушедшая");
    ASSERT_TRUE(registrations->cancel(alice, event, leaves.id));
    auto what = draft_for(event);
    EXPECT_EQ(office->recipients(what, {}, 10), std::vector{stays.id});
    what.filter.status = domain::registration_status::cancelled;
    EXPECT_EQ(office->recipients(what, {}, 10), std::vector{leaves.id});
    what.filter.status = domain::registration_status::unconfirmed;
    EXPECT_EQ(office->reach(what).recipients, 0);
    what.filter = {};
    what.filter.reads = "en";
    EXPECT_EQ(office->reach(what).recipients, 0);
    what.filter = {};
    what.filter.attended = true;
    EXPECT_EQ(office->reach(what).recipients, 0);
    what.filter.attended = false;
    EXPECT_EQ(office->reach(what).recipients, 1);
    what.filter.table = 0;
    what.filter.category = domain::category_id{};
    EXPECT_EQ(office->reach(what).recipients, 1);
    what.filter.tag = domain::vip_tag;
    EXPECT_EQ(office->reach(what).recipients, 0);
    const auto number = written(what);
    EXPECT_EQ(send(event, number).error().code, domain::refusal_code::full);
}

// News reach only who asked for them, once an address, and end for the whole organisation with one step.
TEST_P(messages, news_go_to_who_consented_and_end_in_one_step) {
    const auto event = published(round_table()), other = published(round_table("Другой"));
    const auto wants = register_guest(event, "Ёлкина");
    register_guest(event, "Щёголев");
    domain::registration_request child; // of the same family, with the same address
    child.event = event;
    child.name = {"Ёлкина", "Маша", ""};
    child.email = registrations->find(event, wants.id, false)->registration.email;
    child.source = domain::registration_source::api;
    const auto daughter = *registrations->register_guest({}, child);
    child.event = other;
    const auto there = *registrations->register_guest({}, child);
    for (const auto& each : {wants, daughter, there}) consent_to_news(each);
    leased();
    clock.advance_seconds(86'400);
    auto what = draft_for(event, domain::message_sort::news);
    EXPECT_EQ(office->reach(what).recipients, 1);
    const auto number = written(what);
    ASSERT_TRUE(send(event, number));
    EXPECT_EQ(leased().size(), 1u);
    const auto secret = office->news_secret(registrations->find(event, wants.id, false)->registration);
    EXPECT_FALSE(office->find_news(secret.substr(0, 53) + (secret.back() == 'A' ? 'E' : 'A')));
    EXPECT_FALSE(office->find_news(registrations->find(event, wants.id, false)->manage_secret)) << "the manage link is another thing";
    EXPECT_FALSE(registrations->find_by_secret(secret)) << "and this one opens nothing";
    const auto standing = office->find_news(secret);
    ASSERT_TRUE(standing && standing->wanted);
    office->set_news(*standing, false);
    office->set_news(*standing, false);
    EXPECT_FALSE(office->find_news(secret)->wanted);
    what.event = other;
    EXPECT_EQ(office->reach(what).recipients, 0) << "at the organisation's other events, too";
    EXPECT_EQ(office->reach(draft_for(other)).recipients, 1) << "a letter about the event itself still arrives";
}

// Scheduled for an hour at which the service slept, or for the night: it waits for the morning and is not lost.
TEST_P(messages, what_is_scheduled_goes_at_its_time_and_never_at_night_unless_meant) {
    const auto event = published(round_table());
    register_guest(event, "Ёлкина");
    leased();
    const auto number = written(draft_for(event));
    const auto at = clock.now() + 3600;
    EXPECT_EQ(office->schedule(alice, event, number, 1, clock.now() - 1, 0, false).error().fields.front().code, "in_the_past");
    EXPECT_EQ(office->schedule(alice, event, number, 1, clock.now() + 400 * 86'400, 0, false).error().code, domain::refusal_code::invalid);
    ASSERT_TRUE(office->schedule(alice, event, number, 1, at, 0, false));
    EXPECT_EQ(office->begin_due(always_day), 0) << "not before its time";
    clock.advance_seconds(3601);
    EXPECT_EQ(office->begin_due(always_night), 0);
    EXPECT_TRUE(leased().empty());
    clock.advance_seconds(10 * 3600);
    EXPECT_EQ(office->begin_due(always_day), 1);
    EXPECT_EQ(office->begin_due(always_day), 0);
    EXPECT_EQ(leased().size(), 1u);
    const auto nightly = written(draft_for(event));
    ASSERT_TRUE(office->schedule(alice, event, nightly, 1, clock.now() + 60, 0, true));
    clock.advance_seconds(61);
    EXPECT_EQ(office->begin_due(always_night), 1) << "the organiser meant the night";
    const auto missed = written(draft_for(event));
    ASSERT_TRUE(office->schedule(alice, event, missed, 1, clock.now() + 60, 0, false));
    clock.advance_seconds(3 * 86'400);
    EXPECT_EQ(office->begin_due(always_day), 0) << "nobody is told on Friday what was meant for Monday";
    EXPECT_EQ(office->find(event, missed)->state, domain::message_state::draft);
}

// Thanks follow the end of the event, also when the end was moved after they were written; a cancelled event thanks nobody.
TEST_P(messages, thanks_follow_the_end_of_the_event_as_it_really_was) {
    const auto event = published(round_table()), called_off = published(round_table("Отменённый"));
    register_guest(event, "Ёлкина");
    register_guest(called_off, "Щёголев");
    leased();
    const auto end = *events->find_event(event)->event.time.ends_at;
    for (const auto each : {event, called_off}) {
        const auto number = written(draft_for(each));
        ASSERT_TRUE(office->schedule(alice, each, number, 1, 0, 2, false));
    }
    ASSERT_TRUE(events->cancel_event(alice, called_off));
    leased();
    clock.set(end + 2 * 3600 - 1);
    EXPECT_EQ(office->begin_due(always_day), 0);
    clock.advance_seconds(1);
    EXPECT_EQ(office->begin_due(always_day), 1);
    EXPECT_EQ(leased().size(), 1u);
    EXPECT_EQ(office->find(called_off, 1)->state, domain::message_state::draft);
}

// Stopped in the middle: what has gone has gone, everything else stays, and nothing begins it again.
TEST_P(messages, stopping_withdraws_what_has_not_gone) {
    const auto event = published(round_table());
    for (int n = 0; n < 5; ++n) register_guest(event, "Гость" + std::to_string(n));
    leased();
    clock.advance_seconds(86'400);
    const auto number = written(draft_for(event));
    ASSERT_TRUE(send(event, number));
    ASSERT_EQ(outbox->fan_out(), 5);
    const auto under_way = outbox->lease(2);
    ASSERT_EQ(under_way.size(), 2u);
    outbox->mark_sent(under_way[0]);
    EXPECT_EQ(*office->withdraw(alice, event, number), 3);
    EXPECT_EQ(*office->withdraw(alice, event, number), 0);
    EXPECT_FALSE(office->for_letter(event, under_way[1].mailing, under_way[1].registration)) << "one that is being written stops, too";
    outbox->mark_dead(under_way[1], "no_recipient");
    const auto told = office->outcomes(*office->find(event, number));
    EXPECT_EQ(told.sent, 1);
    EXPECT_EQ(told.withdrawn, 3);
    EXPECT_TRUE(leased().empty());
    EXPECT_EQ(send(event, number).error().code, domain::refusal_code::wrong_state);
}

// Whoever cancels while the letter waits gets none: a queue may be an hour behind the truth.
TEST_P(messages, who_does_not_fit_any_more_when_the_letter_is_written_gets_none) {
    const auto event = published(round_table());
    const auto guest = register_guest(event, "Ёлкина");
    leased();
    auto what = draft_for(event);
    what.filter.status = domain::registration_status::confirmed;
    const auto number = written(what);
    ASSERT_TRUE(send(event, number));
    ASSERT_EQ(outbox->fan_out(), 1);
    const auto mailing = office->find(event, number)->mailing;
    EXPECT_TRUE(office->for_letter(event, mailing, guest.id));
    ASSERT_TRUE(registrations->cancel(alice, event, guest.id));
    EXPECT_FALSE(office->for_letter(event, mailing, guest.id));
}

// Another text or another number of people than the organiser looked at: asked again, nothing sent. The bounds hold.
TEST_P(messages, nothing_goes_that_was_not_looked_at_and_the_bounds_hold) {
    const auto event = published(round_table());
    register_guest(event, "Ёлкина");
    leased();
    const auto number = written(draft_for(event));
    EXPECT_EQ(office->send(alice, event, number, 1, 2).error().code, domain::refusal_code::version_mismatch);
    auto changed = *office->find(event, number);
    changed.text_ru = "Иначе";
    ASSERT_TRUE(office->rewrite(alice, changed));
    EXPECT_EQ(office->rewrite(alice, changed).error().code, domain::refusal_code::version_mismatch);
    EXPECT_EQ(office->send(alice, event, number, 1, 1).error().code, domain::refusal_code::version_mismatch);
    auto wrong = draft_for(event);
    wrong.text_ru = "Здравствуйте, {имия}!";
    EXPECT_EQ(cast::fields_of(office->write(alice, wrong).error()), "text_ru:unknown");
    wrong = draft_for(event);
    wrong.subject_ru = "{ссылка}";
    wrong.text_ru = std::string(domain::message_text_max + 1, 'a');
    wrong.subject_en = "Only a subject";
    EXPECT_EQ(cast::fields_of(office->write(alice, wrong).error()), "subject_ru:unknown text_ru:too_long text_en:required");
    for (std::int64_t n = 0; n < domain::messages_a_day; ++n) {
        const auto each = written(draft_for(event));
        ASSERT_TRUE(send(event, each));
    }
    EXPECT_EQ(send(event, number).error().code, domain::refusal_code::too_many);
    ASSERT_TRUE(office->remove(alice, event, number));
    EXPECT_FALSE(office->find(event, number));
    EXPECT_EQ(office->remove(alice, event, 2).error().code, domain::refusal_code::wrong_state) << "what was sent is on record";
    const auto unpublished = *events->create_event(alice, alliance, round_table("Черновик"));
    EXPECT_EQ(send(unpublished, written(draft_for(unpublished))).error().code, domain::refusal_code::event_not_published);
    while (office->write(alice, draft_for(event))) {}
    EXPECT_EQ(office->write(alice, draft_for(event)).error().code, domain::refusal_code::too_many);
}

// One answer a person, changeable; three before anybody sees one; and the database does not know who gave it.
TEST_P(messages, feedback_is_counted_once_a_person_and_names_nobody) {
    const auto event = published(round_table());
    const auto first = register_guest(event, "Ёлкина"), second = register_guest(event, "Щёголев"), third = register_guest(event, "Ким");
    EXPECT_EQ(cast::fields_of(office->give_feedback(event, first.id, {6, ""}).error()), "stars:required");
    EXPECT_EQ(cast::fields_of(office->give_feedback(event, first.id, {5, std::string(2001, 'a')}).error()), "words:too_long");
    ASSERT_TRUE(office->give_feedback(event, first.id, {2, "Душно"}));
    ASSERT_TRUE(office->give_feedback(event, first.id, {4, "Открыли окно"}));
    ASSERT_TRUE(office->give_feedback(event, second.id, {5, ""}));
    EXPECT_EQ(office->feedback_results(event).answers, 2);
    EXPECT_TRUE(office->feedback_results(event).words.empty());
    ASSERT_TRUE(office->give_feedback(event, third.id, {5, "Спасибо"}));
    const auto told = office->feedback_results(event);
    EXPECT_EQ(told.by_stars, (std::array<std::int64_t, 5>{0, 0, 0, 1, 2}));
    EXPECT_EQ(told.words.size(), 2u);
    EXPECT_EQ(office->feedback_of(event, first.id)->words, "Открыли окно");
}

KRUG_ON_BOTH(messages);

} // namespace
} // namespace krug::service
