// If this fails, five thousand people stand before the wrong door, or get the same letter twice.
#include "cast/house.hpp"
#include "service/outbox_office.hpp"
#include "store/mailing_store.hpp"
#include "store/statement.hpp"

#include <map>

namespace krug::service {
namespace {

class mailings : public cast::house {
protected:
    void SetUp() override {
        cast::house::SetUp();
        if (!IsSkipped()) outbox.emplace(database(), clock);
    }
    void TearDown() override {
        outbox.reset();
        cast::house::TearDown();
    }
    void forget_tickets() {
        for (auto jobs = outbox->lease(100); !jobs.empty(); jobs = outbox->lease(100))
            for (const auto& job : jobs) outbox->mark_dead(job, "test");
    }
    /// Everything that is promised, by registration.
    std::multimap<std::int64_t, mail_kind> leased() {
        std::multimap<std::int64_t, mail_kind> all;
        for (auto jobs = outbox->lease(100); !jobs.empty(); jobs = outbox->lease(100))
            for (const auto& job : jobs) {
                all.emplace(job.registration.value, job.kind);
                outbox->mark_sent(job);
            }
        return all;
    }
    event_draft draft_of(domain::event_id event) {
        const auto view = *events->find_event(event);
        event_draft draft;
        draft.event = view.event;
        if (view.venue) draft.venue = view.venue->name;
        for (const auto& each : view.event.organisers) draft.organisers.push_back({each.slug, each.role});
        return draft;
    }
    void move(domain::event_id event, std::int64_t seconds, bool tell = true) {
        auto draft = draft_of(event);
        *draft.event.time.starts_at += seconds;
        *draft.event.time.ends_at += seconds;
        draft.tell_guests = tell;
        ASSERT_TRUE(events->update_event(alice, event, draft, 0));
    }
    /// The day before and the hours before, as if every hour were day.
    static std::optional<domain::reminder_slot> simple_clock(const domain::event_time& time, const domain::reminder_rule& rule,
                                                             ground::utc_seconds now) {
        if (rule.hours_before > 0 && now >= *time.starts_at - rule.hours_before * 3600) return domain::reminder_slot::hours_before;
        if (rule.day_before && now >= *time.starts_at - 86'400) return domain::reminder_slot::day_before;
        return std::nullopt;
    }
    std::optional<outbox_office> outbox;
};

// A meeting that was moved by an hour: everybody confirmed learns of it once, nobody else is bothered.
TEST_P(mailings, who_is_confirmed_learns_of_a_new_hour_once) {
    auto draft = round_table();
    draft.event.capacity = 2;
    const auto event = published(draft);
    const auto first = register_guest(event, "Ёлкина").id, second = register_guest(event, "Щёголев").id;
    register_guest(event, "Ждущая");
    forget_tickets();
    clock.advance_seconds(60);
    move(event, 3600);
    EXPECT_EQ(outbox->fan_out(), 0) << "the organiser may still change their mind";
    clock.advance_seconds(120);
    EXPECT_EQ(outbox->fan_out(), 2);
    EXPECT_EQ(outbox->fan_out(), 0);
    const auto all = leased();
    EXPECT_EQ(all, (std::multimap<std::int64_t, mail_kind>{{first.value, mail_kind::changed}, {second.value, mail_kind::changed}}));
    const auto lines = outbox->mailings(event);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].told, 2);
    EXPECT_EQ(lines[0].sent, 2);
    EXPECT_FALSE(lines[0].is_going_on);
}

// Who corrects a slip within two minutes writes one letter; who takes the change back writes none.
TEST_P(mailings, second_thoughts_make_one_letter_or_none) {
    const auto event = published(round_table());
    const auto guest = register_guest(event, "Ёлкина").id;
    forget_tickets();
    clock.advance_seconds(60);
    const auto start = *events->find_event(event)->event.time.starts_at;
    move(event, 3600);
    clock.advance_seconds(30);
    move(event, 1800);
    ASSERT_EQ(outbox->mailings(event).size(), 1u);
    outbox->tell_now(event);
    EXPECT_EQ(outbox->fan_out(), 1);
    EXPECT_EQ(*outbox->told_before(event, 1)->time.starts_at, start) << "what the guest knew, not what stood for half a minute";
    EXPECT_EQ(leased().count(guest.value), 1u);
    move(event, 600);
    move(event, -600);
    clock.advance_seconds(121);
    EXPECT_EQ(outbox->fan_out(), 0);
    EXPECT_TRUE(leased().empty());
}

// A typo in the description, a draft, what is over, or an organiser who said no: nobody is written to.
TEST_P(mailings, nothing_is_told_that_nobody_need_know) {
    const auto event = published(round_table());
    register_guest(event, "Ёлкина");
    forget_tickets();
    auto draft = draft_of(event);
    draft.event.text.description = "Другое описание";
    ASSERT_TRUE(events->update_event(alice, event, draft, 0));
    move(event, 3600, false);
    EXPECT_TRUE(outbox->mailings(event).empty());
    const auto unpublished = *events->create_event(alice, alliance, round_table("Черновик"));
    move(unpublished, 3600);
    EXPECT_TRUE(outbox->mailings(unpublished).empty());
    clock.advance_seconds(30 * 86'400);
    move(event, 3600);
    EXPECT_TRUE(outbox->mailings(event).empty());
    auto gone = round_table("Прошлый месяц");
    gone.event.time = {};
    gone.event.time.timezone = "Asia/Yekaterinburg";
    gone.event.time.precision = domain::date_precision::month;
    gone.event.time.period = "2026-08";
    const auto past = published(gone);
    auto corrected = draft_of(past);
    corrected.venue = "Точка кипения";
    ASSERT_TRUE(events->update_event(alice, past, corrected, 0));
    EXPECT_TRUE(outbox->mailings(past).empty());
}

// A section moved to another room: those who chose it are told, the others are left in peace; a plenary concerns all.
TEST_P(mailings, another_room_concerns_those_who_chose_the_session) {
    const auto event = published(round_table());
    domain::session talk;
    talk.event = event;
    talk.title = "Секция";
    talk.room = "Зал 1";
    talk.sign_up = domain::session_sign_up::optional;
    talk.id = *events->add_session(alice, talk);
    const auto inside = register_guest(event, "Ёлкина", {talk.id}).id, outside = register_guest(event, "Щёголев").id;
    forget_tickets();
    talk.room = "Зал 2";
    ASSERT_TRUE(events->update_session(alice, talk));
    outbox->tell_now(event);
    EXPECT_EQ(outbox->fan_out(), 1);
    EXPECT_EQ(leased().count(inside.value), 1u);
    talk.sign_up = domain::session_sign_up::none;
    talk.room = "Зал 3";
    ASSERT_TRUE(events->update_session(alice, talk));
    outbox->tell_now(event);
    EXPECT_EQ(outbox->fan_out(), 2);
    EXPECT_EQ(leased().count(outside.value), 1u);
    talk.title = "Другое название";
    ASSERT_TRUE(events->update_session(alice, talk));
    EXPECT_EQ(outbox->mailings(event).size(), 2u);
}

// Portions, with a crash between them: everybody has one letter, nobody two. Whoever registered after the change knows.
TEST_P(mailings, many_people_in_portions_each_exactly_once) {
    const auto event = published(round_table());
    std::vector<domain::registration_request> list;
    for (int n = 0; n < 1203; ++n) {
        domain::registration_request request;
        request.event = event;
        request.name = {"Гость", std::to_string(n), ""};
        request.email = "many" + std::to_string(n) + "@example.org";
        request.source = domain::registration_source::import_file;
        request.email_trusted = true;
        list.push_back(std::move(request));
    }
    registrations->register_list(alice, std::move(list));
    database().write([](store::transaction& tx) { store::execute(tx, "empty", "DELETE FROM outbox"); });
    move(event, 3600);
    clock.advance_seconds(1);
    const auto late = register_guest(event, "Поздняя").id;
    outbox->tell_now(event);
    EXPECT_EQ(outbox->fan_out(), 500);
    EXPECT_TRUE(outbox->mailings(event)[0].is_going_on);
    // A ticket does not stand behind them.
    const auto next = outbox->lease(1);
    ASSERT_EQ(next.size(), 1u);
    EXPECT_EQ(next[0].registration, late);
    outbox_office after_restart(database(), clock);
    EXPECT_EQ(after_restart.fan_out(), 500);
    EXPECT_EQ(after_restart.fan_out(), 203);
    EXPECT_EQ(after_restart.fan_out(), 0);
    const auto [letters, people] = database().read([&](store::transaction& tx) {
        return *store::query_one<std::int64_t, std::int64_t>(
            tx, "letters", "SELECT COUNT(*), COUNT(DISTINCT registration_id) FROM outbox WHERE mailing > 0 AND event_id = :event", event);
    });
    EXPECT_EQ(letters, 1203);
    EXPECT_EQ(people, 1203);
}

// A second change before the first letter went out is told in that letter.
TEST_P(mailings, a_letter_that_still_waits_tells_the_next_change_too) {
    const auto event = published(round_table());
    register_guest(event, "Ёлкина");
    forget_tickets();
    move(event, 3600);
    outbox->tell_now(event);
    EXPECT_EQ(outbox->fan_out(), 1);
    move(event, 3600);
    outbox->tell_now(event);
    EXPECT_EQ(outbox->fan_out(), 0);
    EXPECT_EQ(leased().size(), 1u);
    move(event, 3600);
    outbox->tell_now(event);
    EXPECT_EQ(outbox->fan_out(), 1);
}

// The job runs every minute and the server starts again in between: one reminder a person, none for who has just come.
TEST_P(mailings, a_reminder_goes_once_and_not_to_who_registered_just_now) {
    const auto event = published(round_table());
    const auto start = *events->find_event(event)->event.time.starts_at;
    const auto early = register_guest(event, "Ёлкина").id, quiet = register_guest(event, "Тихая").id,
               gone = register_guest(event, "Ушедшая").id;
    ASSERT_TRUE(outbox->set_reminders_wanted(event, quiet, false));
    ASSERT_TRUE(registrations->cancel(alice, event, gone));
    forget_tickets();
    EXPECT_EQ(outbox->begin_reminders(simple_clock), 0);
    clock.advance_seconds(start - 86'400 - 3600 - clock.now());
    register_guest(event, "Свежая");
    forget_tickets();
    clock.advance_seconds(3600);
    for (int round = 0; round < 3; ++round) {
        outbox_office again(database(), clock);
        EXPECT_EQ(again.begin_reminders(simple_clock), round == 0 ? 1 : 0);
        again.fan_out();
        clock.advance_seconds(60);
    }
    EXPECT_EQ(leased(), (std::multimap<std::int64_t, mail_kind>{{early.value, mail_kind::reminder}}));
    // Put off by a week, the event is reminded of again.
    move(event, 7 * 86'400, false);
    clock.advance_seconds(7 * 86'400);
    EXPECT_EQ(outbox->begin_reminders(simple_clock), 1);
    EXPECT_EQ(outbox->fan_out(), 2) << "whoever was too fresh a week ago is so no more";
}

// A month without a day, a draft, a cancelled event and a rule that says no: nobody is reminded of anything.
TEST_P(mailings, what_has_no_hour_or_no_rule_is_not_reminded_of) {
    auto month = round_table("Август");
    month.event.time = {};
    month.event.time.precision = domain::date_precision::month;
    month.event.time.period = "2026-09";
    month.event.time.timezone = "Asia/Yekaterinburg";
    register_guest(published(month), "Первая");
    const auto cancelled = published(round_table("Отменённая"));
    register_guest(cancelled, "Вторая");
    ASSERT_TRUE(events->cancel_event(alice, cancelled));
    const auto silent = published(round_table("Тихая"));
    register_guest(silent, "Третья");
    ASSERT_TRUE(outbox->set_reminder_rule(alice, silent, {false, 0}));
    clock.advance_seconds(9 * 86'400 + 3600);
    EXPECT_EQ(outbox->begin_reminders(simple_clock), 0);
    ASSERT_TRUE(outbox->set_reminder_rule(alice, silent, {false, 3}));
    EXPECT_EQ(outbox->begin_reminders(simple_clock), 0);
    clock.advance_seconds(86'400 - 3 * 3600);
    EXPECT_EQ(outbox->begin_reminders(simple_clock), 1);
    EXPECT_EQ(outbox->set_reminder_rule(alice, silent, {true, 13}).error().code, domain::refusal_code::invalid);
    EXPECT_EQ(outbox->set_reminder_rule(alice, {99}, {true, 1}).error().code, domain::refusal_code::not_found);
}

// «Приду» is remembered once, and only of somebody who has a seat.
TEST_P(mailings, an_answer_is_kept) {
    const auto event = published(round_table());
    const auto guest = register_guest(event, "Ёлкина").id;
    ASSERT_TRUE(outbox->say_coming(event, guest));
    const auto first = outbox->reply_of(event, guest).coming_at;
    clock.advance_seconds(60);
    ASSERT_TRUE(outbox->say_coming(event, guest));
    EXPECT_EQ(outbox->reply_of(event, guest).coming_at, first);
    EXPECT_EQ(outbox->coming(event), 1);
    ASSERT_TRUE(registrations->cancel(alice, event, guest));
    EXPECT_EQ(outbox->coming(event), 0);
    EXPECT_EQ(outbox->say_coming(event, guest).error().code, domain::refusal_code::wrong_state);
    EXPECT_EQ(outbox->say_coming(event, {99}).error().code, domain::refusal_code::not_found);
}

KRUG_ON_BOTH(mailings);

} // namespace
} // namespace krug::service
