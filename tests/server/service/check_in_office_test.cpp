// If this fails, a guest is turned away by mistake, one ticket lets two people in, or the record of who came is wrong.
#include "cast/front_house.hpp"
#include "store/scan_store.hpp"
#include "store/statement.hpp"
#include "ticket/ticket.hpp"

#include <atomic>
#include <latch>
#include <thread>

namespace krug::service {
namespace {

using cast::fields_of;
using cast::opening_day;
using domain::refusal_code;
using domain::scan_kind;
using domain::verdict_colour;
using domain::verdict_reason;
using enum domain::verdict_reason;

class door : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        event = published(round_table());
    }
    check_in_command question(std::string code) {
        check_in_command what;
        what.event = event;
        what.code = std::move(code);
        what.scan_id = chance.hex(16);
        return what;
    }
    check_in_answer ask(const check_in_command& what) {
        auto answer = check_ins->check_in(alice, what);
        if (!answer) throw std::logic_error("refused with " + std::to_string(static_cast<int>(answer.error().code)));
        return *std::move(answer);
    }
    check_in_answer show(const std::string& code) { return ask(question(code)); }
    verdict_reason reason_for(const std::string& code) { return show(code).reason; }
    verdict_reason typed(const receipt& guest) {
        auto what = question("");
        what.attendee_no = guest.attendee_no;
        return ask(what).reason;
    }
    domain::admission_point_rules entrance() { return check_ins->admission_points(event).at(0); }
    domain::admission_point_id save(const domain::admission_point_rules& rules) {
        return *check_ins->save_admission_point(alice, event, rules);
    }
    domain::registration_request walker(std::string name = "Проходов") {
        domain::registration_request request;
        request.event = event;
        request.name = {std::move(name), "Олег", ""};
        return request;
    }
    domain::event_id event;
};

// The first showing opens the door, the second says when and where somebody came in with it.
TEST_P(door, a_ticket_is_green_once) {
    const auto guest = join(event);
    const auto first = show(guest.ticket_text);
    EXPECT_EQ(first.colour, verdict_colour::green);
    EXPECT_EQ(first.reason, admitted);
    EXPECT_EQ(first.registration, guest.id);
    EXPECT_EQ(first.attendee_no, guest.attendee_no);
    EXPECT_EQ(first.door_name, "Пётр Г.");
    EXPECT_FALSE(first.repeated);
    clock.advance_seconds(90);
    const auto second = show(guest.ticket_text);
    EXPECT_EQ(second.colour, verdict_colour::amber);
    EXPECT_EQ(second.reason, already_in);
    EXPECT_EQ(second.first_admitted_ms, opening_day * 1000);
    EXPECT_EQ(second.first_point, "Вход");
    EXPECT_EQ(typed(guest), already_in); // the number is the same person
    EXPECT_EQ(reason_for(" " + join(event).ticket_text + "\r\n"), admitted);
}

// Each standing of a registration has its own sentence; a wrong one sends an honest guest home.
TEST_P(door, the_standing_of_the_registration_decides) {
    const auto cancelled_guest = join(event), declined_guest = join(event), lost = join(event);
    ASSERT_TRUE(registrations->cancel(alice, event, cancelled_guest.id));
    ASSERT_TRUE(registrations->decline(alice, event, declined_guest.id));
    EXPECT_EQ(reason_for(cancelled_guest.ticket_text), cancelled);
    EXPECT_EQ(reason_for(declined_guest.ticket_text), declined);
    const auto anew = *registrations->reissue(alice, event, lost.id);
    EXPECT_EQ(reason_for(lost.ticket_text), revoked);
    EXPECT_EQ(reason_for(anew.ticket_text), admitted);
    ASSERT_TRUE(registrations->approve(alice, event, cancelled_guest.id, false));
    EXPECT_EQ(reason_for(cancelled_guest.ticket_text), revoked);
    EXPECT_EQ(reason_for(registrations->find(event, cancelled_guest.id, false)->ticket_text), admitted);

    auto draft = table_for(1);
    draft.event.registration.confirm_email = true;
    event = published(draft);
    auto page = stranger(event);
    page.source = domain::registration_source::page;
    const auto unconfirmed_guest = join(page);
    EXPECT_EQ(typed(unconfirmed_guest), not_approved);
    join(event);
    const auto second = join(event);
    auto what = question("");
    what.attendee_no = second.attendee_no;
    const auto waits = ask(what);
    EXPECT_EQ(waits.reason, waitlisted);
    EXPECT_EQ(waits.verdict.waitlist_place, 2);
    clock.advance_seconds(domain::hold_seconds);
    ASSERT_EQ(registrations->expire_holds(), 1);
    EXPECT_EQ(typed(unconfirmed_guest), not_approved);
}

// Cardboard, a ticket of next door, a ticket printed with another key, a scratched one: never green, never «cancelled».
TEST_P(door, what_is_no_ticket_of_ours_is_told_apart) {
    const auto guest = join(event);
    EXPECT_EQ(reason_for(join(published(round_table("Другой"))).ticket_text), other_event);
    auto scratched = guest.ticket_text;
    scratched[100] = scratched[100] == '7' ? '3' : '7';
    EXPECT_EQ(reason_for(scratched), damaged);
    EXPECT_EQ(reason_for(guest.ticket_text.substr(0, 200)), misread);
    EXPECT_EQ(reason_for("4606453849072"), not_on_list);
    EXPECT_EQ(typed(guest), admitted);
    auto facts = ticket::parse_ticket(guest.ticket_text)->facts;
    ticket::key32 seed{};
    seed.fill(9);
    EXPECT_EQ(reason_for(ticket::write_ticket(facts, ticket::signing_key(seed))), forged);
    facts.event = {4'000'000'000};
    EXPECT_EQ(reason_for(ticket::write_ticket(facts, ticket::signing_key(seed))), other_event);
    // Signed by the event's own key, but for nobody on the list: a stolen key alone opens no door.
    auto nobody = now_of(guest);
    nobody.id = {4711};
    EXPECT_EQ(reason_for(keys->ticket_text(nobody)), not_on_list);
    auto reprinted = now_of(guest); // the same number after a restore, with another salt
    reprinted.ticket.salt ^= 1;
    EXPECT_EQ(reason_for(keys->ticket_text(reprinted)), not_on_list);
}

// Too early, too late, long after: each is another sentence, and none is «forged».
TEST_P(door, times_of_ticket_and_door) {
    const auto guest = join(event);
    auto what = question(guest.ticket_text);
    what.scanned_at_ms = (opening_day - 3600) * 1000;
    EXPECT_EQ(ask(what).reason, wrong_day); // before it was issued
    auto rules = entrance();
    rules.opens_minutes_before = 30;
    rules.closes_minutes_after = 60;
    save(rules);
    const auto early = show(guest.ticket_text);
    EXPECT_EQ(early.reason, not_open_yet);
    EXPECT_EQ(early.verdict.at, opening_day + 10 * 86'400 - 1800);
    clock.set(opening_day + 10 * 86'400 + 3601);
    EXPECT_EQ(reason_for(guest.ticket_text), entry_closed);
    clock.advance_seconds(-3601);
    EXPECT_EQ(reason_for(guest.ticket_text), admitted);
    clock.set(opening_day + 401 * 86'400);
    EXPECT_EQ(reason_for(guest.ticket_text), expired);
}

// The wrong hall names the right one; a category's own entrance says so.
TEST_P(door, wrong_session_wrong_entrance_and_documents) {
    const auto chosen = session_for(event, 0, "Малая"), other = session_for(event, 0, "Большая");
    auto request = stranger(event);
    request.sessions = {chosen};
    const auto guest = join(request);
    domain::admission_point_rules hall;
    hall.name = "Большой зал";
    hall.area = 2;
    hall.sessions = {other};
    hall.sign_up_required = true;
    const auto hall_point = save(hall);
    auto what = question(guest.ticket_text);
    what.point = hall_point;
    const auto sent_away = ask(what);
    EXPECT_EQ(sent_away.reason, wrong_session);
    EXPECT_EQ(sent_away.named_session, "Малая");
    EXPECT_EQ(sent_away.sessions, std::vector<std::string>{"Малая"});
    domain::admission_point_rules crew;
    crew.name = "Служебный вход";
    crew.area = 3;
    crew.categories = {*doors->save_category(alice, event, {{}, "Команда", "Crew", "yellow"})};
    what = question(guest.ticket_text);
    what.point = save(crew);
    EXPECT_EQ(ask(what).reason, wrong_entrance);
    what = question(guest.ticket_text);
    what.point = {77};
    EXPECT_EQ(check_ins->check_in(alice, what).error().code, refusal_code::not_found);
    what.event = {4711};
    EXPECT_EQ(check_ins->check_in(alice, what).error().code, refusal_code::not_found);

    auto adults = round_table("18+");
    adults.event.age_mark = 18;
    event = published(adults);
    const auto visitor = join(event);
    const auto asked = show(visitor.ticket_text);
    EXPECT_EQ(asked.reason, needs_identity_check);
    EXPECT_EQ(asked.hints, std::vector<std::string>{"check_identity"});
    what = question(visitor.ticket_text);
    what.override_reason = "паспорт показан";
    EXPECT_EQ(ask(what).colour, verdict_colour::green);
    EXPECT_EQ(reason_for(visitor.ticket_text), already_in);
}

// Questions that are none must not become records.
TEST_P(door, malformed_questions_are_refused) {
    auto what = question("");
    EXPECT_EQ(fields_of(check_ins->check_in(alice, what).error()), "code:required");
    what = question(std::string(5000, '1'));
    EXPECT_EQ(fields_of(check_ins->check_in(alice, what).error()), "code:too_long");
    for (const char* wrong : {"", "abc", "0123456789ABCDEF0123456789ABCDEF", "0123456789abcdef0123456789abcdeg"}) {
        what = question("x");
        what.scan_id = wrong;
        EXPECT_EQ(fields_of(check_ins->check_in(alice, what).error()), "scan_id:malformed");
    }
    EXPECT_TRUE(check_ins->recent(event, 10).empty());
}

// A client that did not hear the answer asks again: the same screen, whole, and no second record.
TEST_P(door, the_same_scan_again_is_the_same_answer) {
    const auto guest = join(event);
    const auto green = question(guest.ticket_text);
    ASSERT_EQ(ask(green).reason, admitted);
    clock.advance_seconds(5);
    auto late = question(guest.ticket_text);
    const auto first = ask(late);
    ASSERT_EQ(first.reason, already_in);
    clock.advance_seconds(5);
    const auto again = ask(green);
    EXPECT_EQ(again.reason, admitted);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.registration, guest.id);
    EXPECT_FALSE(again.first_admitted_ms);
    const auto late_again = ask(late);
    EXPECT_EQ(late_again.reason, already_in);
    EXPECT_TRUE(late_again.repeated);
    EXPECT_EQ(late_again.first_admitted_ms, first.first_admitted_ms);
    EXPECT_EQ(late_again.first_point, first.first_point);
    EXPECT_EQ(check_ins->recent(event, 10).size(), 2u);
}

// A client that never changes its scan_id would open the door to everybody without one record: every green is a row.
TEST_P(door, a_scan_id_belongs_to_one_guest) {
    const auto guest = join(event), other = join(event);
    auto what = question(guest.ticket_text);
    ASSERT_EQ(ask(what).reason, admitted);
    what.code = other.ticket_text;
    const auto refused = check_ins->check_in(alice, what);
    ASSERT_FALSE(refused);
    EXPECT_EQ(fields_of(refused.error()), "scan_id:duplicate");
    what.code = "no ticket";
    EXPECT_FALSE(check_ins->check_in(alice, what));
    auto unknown = question("card 1");
    ASSERT_EQ(ask(unknown).reason, not_on_list);
    unknown.code = "card 2";
    EXPECT_FALSE(check_ins->check_in(alice, unknown));
    unknown.code = guest.ticket_text;
    EXPECT_FALSE(check_ins->check_in(alice, unknown));
    const auto elsewhere = published(round_table("Другой"));
    what.event = elsewhere;
    what.code = join(elsewhere).ticket_text;
    EXPECT_EQ(fields_of(check_ins->check_in(alice, what).error()), "scan_id:duplicate");
    EXPECT_EQ(check_ins->recent(event, 10).size(), 2u);
    EXPECT_TRUE(check_ins->recent(elsewhere, 10).empty());
}

// A photographed ticket shown at twenty gates in the same second lets one person in.
TEST_P(door, one_ticket_at_many_gates_at_once) {
    constexpr int gates = 24;
    for (int round = 0; round < 3; ++round) {
        const auto guest = join(event);
        std::vector<check_in_command> asked;
        for (int at = 0; at < gates; ++at) asked.push_back(question(guest.ticket_text));
        std::vector<verdict_reason> said(gates, forged);
        std::latch together(gates);
        {
            std::vector<std::jthread> threads;
            for (std::size_t at = 0; at < gates; ++at)
                threads.emplace_back([&, at] {
                    together.arrive_and_wait();
                    if (const auto answer = check_ins->check_in(alice, asked[at])) said[at] = answer->reason;
                });
        }
        EXPECT_EQ(std::count(said.begin(), said.end(), admitted), 1);
        EXPECT_EQ(std::count(said.begin(), said.end(), already_in), gates - 1);
    }
    EXPECT_EQ(attendance->statistics(event).attended, 3);
}

// One question that no database can keep: only who asked it hears of it, the queue goes on.
TEST_P(door, one_rotten_question_does_not_stop_the_queue) {
    constexpr int gates = 24;
    std::vector<check_in_command> asked;
    for (int at = 0; at < gates; ++at) asked.push_back(question(join(event).ticket_text));
    ASSERT_EQ(reason_for(asked[5].code), admitted);
    asked[5].override_reason = std::string("a\0b", 3);
    std::vector<int> said(gates, 0);
    std::latch together(gates);
    {
        std::vector<std::jthread> threads;
        for (std::size_t at = 0; at < gates; ++at)
            threads.emplace_back([&, at] {
                together.arrive_and_wait();
                try {
                    const auto answer = check_ins->check_in(alice, asked[at]);
                    said[at] = answer && answer->reason == admitted ? 1 : 2;
                } catch (const std::exception&) {
                    said[at] = 3;
                }
            });
    }
    for (std::size_t at = 0; at < gates; ++at) EXPECT_EQ(said[at], at == 5 ? 3 : 1) << at;
}

// A mistaken admission is taken back and the right person comes in; taking back twice changes nothing.
TEST_P(door, a_void_opens_the_door_again) {
    const auto guest = join(event);
    const auto first = show(guest.ticket_text);
    ASSERT_TRUE(check_ins->void_scan(alice, event, first.scan_id));
    ASSERT_TRUE(check_ins->void_scan(alice, event, first.scan_id));
    EXPECT_FALSE(registrations->find(event, guest.id, false)->first_admitted_at);
    EXPECT_EQ(attendance->statistics(event).attended, 0);
    const auto lines = check_ins->recent(event, 10);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_TRUE(lines[0].voided);
    clock.advance_seconds(60);
    const auto second = show(guest.ticket_text);
    EXPECT_EQ(second.reason, admitted);
    EXPECT_EQ(reason_for(guest.ticket_text), already_in);
    EXPECT_EQ(registrations->find(event, guest.id, false)->first_admitted_at, opening_day + 60);
    ASSERT_TRUE(check_ins->void_scan(alice, event, second.scan_id));
    EXPECT_EQ(reason_for(guest.ticket_text), admitted);
    const auto refusal = show("no ticket");
    EXPECT_EQ(check_ins->void_scan(alice, event, refusal.scan_id).error().code, refusal_code::wrong_state);
    EXPECT_EQ(check_ins->void_scan(alice, event, chance.hex(16)).error().code, refusal_code::not_found);
    const auto elsewhere = published(round_table("Другой"));
    EXPECT_EQ(check_ins->void_scan(alice, elsewhere, first.scan_id).error().code, refusal_code::not_found);
    EXPECT_EQ(check_ins->void_scan(alice, {4711}, first.scan_id).error().code, refusal_code::not_found);
}

// Staff may decide what amber leaves open, and nothing else: no word opens the door to a cancelled ticket.
TEST_P(door, an_override_decides_amber_only) {
    const auto guest = join(event), gone = join(event);
    ASSERT_EQ(reason_for(guest.ticket_text), admitted);
    auto what = question(guest.ticket_text);
    what.override_reason = "вышел без отметки";
    const auto let_in = ask(what);
    EXPECT_EQ(let_in.colour, verdict_colour::green);
    const auto lines = check_ins->recent(event, 1);
    EXPECT_EQ(lines.at(0).kind, scan_kind::overridden);
    EXPECT_EQ(lines.at(0).colour, verdict_colour::green);
    EXPECT_EQ(lines.at(0).reason, already_in);
    EXPECT_EQ(ask(what).colour, verdict_colour::green); // heard again, not decided again
    ASSERT_TRUE(registrations->cancel(alice, event, gone.id));
    what = question(gone.ticket_text);
    what.override_reason = "очень просит";
    EXPECT_EQ(ask(what).reason, cancelled);
    what = question("no ticket");
    what.override_reason = "знакомый";
    EXPECT_EQ(ask(what).reason, not_on_list); // nobody to admit: that is a walk-in
    EXPECT_EQ(check_ins->recent(event, 1).at(0).kind, scan_kind::refuse);
    EXPECT_EQ(attendance->statistics(event).attended, 1);
}

// Who went out for air comes back where exits are scanned, and not where they are not.
TEST_P(door, exits_and_coming_back) {
    const auto guest = join(event);
    auto out = question(guest.ticket_text);
    out.direction = domain::passage::out;
    EXPECT_EQ(ask(out).reason, wrong_entrance);
    auto rules = entrance();
    rules.exits_scanned = true;
    rules.entries = domain::entry_rule::after_exit;
    save(rules);
    const auto pass = [&](domain::passage direction) {
        clock.advance_seconds(60);
        auto what = question(guest.ticket_text);
        what.direction = direction;
        return ask(what).reason;
    };
    EXPECT_EQ(pass(domain::passage::in), admitted);
    EXPECT_EQ(attendance->statistics(event).inside, 1);
    EXPECT_EQ(pass(domain::passage::in), already_in);
    EXPECT_EQ(pass(domain::passage::out), exit_recorded);
    EXPECT_FALSE(registrations->find(event, guest.id, false)->inside);
    EXPECT_EQ(attendance->statistics(event).inside, 0);
    EXPECT_EQ(pass(domain::passage::in), re_entry);
    EXPECT_EQ(attendance->statistics(event).attended, 1);
    EXPECT_EQ(attendance->statistics(event).inside, 1);
    rules.entries = domain::entry_rule::once;
    save(rules);
    EXPECT_EQ(pass(domain::passage::out), exit_recorded);
    EXPECT_EQ(pass(domain::passage::in), already_in);
}

// Two halls and the house: people move, and the board must not count them twice.
TEST_P(door, halls_moving_and_occupancy) {
    const auto talks = session_for(event, 0, "Доклады"), tables = session_for(event, 0, "Столы");
    const auto add = [&](const char* name, int area, domain::session_id session) {
        domain::admission_point_rules hall;
        hall.name = name;
        hall.area = area;
        hall.sessions = {session};
        hall.entries = domain::entry_rule::after_exit;
        hall.exits_scanned = true;
        return *check_ins->save_admission_point(alice, event, hall);
    };
    const auto hall_a = add("Зал 1", 1, talks), hall_b = add("Зал 2", 2, tables);
    const auto guest = join(event);
    const auto pass = [&](domain::admission_point_id where, domain::passage direction = domain::passage::in) {
        clock.advance_seconds(60);
        auto what = question(guest.ticket_text);
        what.point = where;
        what.direction = direction;
        return ask(what).reason;
    };
    const auto inside = [&] {
        std::vector<std::int64_t> counts{attendance->live(event).inside};
        for (const auto& row : attendance->statistics(event).by_session) counts.push_back(row.inside);
        return counts;
    };
    EXPECT_EQ(pass(entrance().id), admitted);
    EXPECT_EQ(pass(hall_a), admitted);
    EXPECT_EQ(inside(), (std::vector<std::int64_t>{1, 1, 0}));
    EXPECT_EQ(pass(hall_a, domain::passage::out), exit_recorded);
    EXPECT_EQ(inside(), (std::vector<std::int64_t>{1, 0, 0})); // out of the hall is not out of the house
    EXPECT_EQ(pass(hall_a), re_entry);
    EXPECT_EQ(pass(hall_b), admitted);
    EXPECT_EQ(inside(), (std::vector<std::int64_t>{1, 1, 1}));
    ASSERT_TRUE(doors->save_moves(alice, event, true));
    EXPECT_EQ(inside(), (std::vector<std::int64_t>{1, 0, 1})); // derived anew, no scan was forged
    EXPECT_EQ(pass(hall_a), re_entry); // moved back without an exit
    EXPECT_EQ(inside(), (std::vector<std::int64_t>{1, 1, 0}));
    EXPECT_EQ(attendance->live(event).attended, 1);
    EXPECT_EQ(attendance->live(event).by_point.at(0).inside, 1);
}

// 18+: a document is looked at, and kept is only that somebody did.
TEST_P(door, a_document_is_checked_and_not_kept) {
    auto rules = entrance();
    rules.identity_check = true;
    save(rules);
    const auto guest = join(event);
    EXPECT_EQ(reason_for(guest.ticket_text), needs_identity_check);
    auto what = question(guest.ticket_text);
    what.identity_checked = true;
    const auto answer = ask(what);
    EXPECT_EQ(answer.reason, admitted);
    const auto kept = database().read([&](store::transaction& tx) { return store::find_scan(tx, answer.scan_id); });
    EXPECT_EQ(kept->kind, scan_kind::admit);
    EXPECT_EQ(kept->override_reason, "checked");
}

// The colour of a lanyard is what the desk reads out.
TEST_P(door, categories_and_their_colours) {
    EXPECT_EQ(fields_of(doors->save_category(alice, event, {{}, " ", "", "red"}).error()), "name:required");
    EXPECT_EQ(fields_of(doors->save_category(alice, event, {{}, "Пресса", "", "beige"}).error()), "colour:not_a_choice");
    const auto press = *doors->save_category(alice, event, {{}, "Пресса", "Press", "yellow"});
    const auto guest = join(event);
    EXPECT_FALSE(ask(question(guest.ticket_text)).category);
    service::registration_office::correction change;
    change.category = domain::category_id{9};
    EXPECT_EQ(fields_of(registrations->correct(alice, event, guest.id, change).error()), "category:not_a_choice");
    change.category = press;
    ASSERT_TRUE(registrations->correct(alice, event, guest.id, change));
    EXPECT_EQ(ask(question(guest.ticket_text)).category->colour, "yellow");
    auto rules = entrance();
    rules.categories = {{9}};
    EXPECT_EQ(fields_of(check_ins->save_admission_point(alice, event, rules).error()), "categories:not_a_choice");
    EXPECT_EQ(doors->remove_category(alice, event, press).error().code, refusal_code::wrong_state);
    EXPECT_EQ(attendance->statistics(event).by_category.back().name, "Пресса");
}

// What the organiser is shown beforehand is what the guest is told.
TEST_P(door, preview_answers_as_the_door_does) {
    const auto guest = join(event);
    const auto shown = doors->preview(event, entrance().id, clock.now(), guest.attendee_no);
    ASSERT_TRUE(shown && shown->guest);
    EXPECT_EQ(shown->guest->reason, reason_for(guest.ticket_text));
    EXPECT_EQ(doors->preview(event, entrance().id, clock.now(), guest.attendee_no)->guest->reason, already_in);
    EXPECT_EQ(doors->preview(event, entrance().id, clock.now() - 3600, guest.attendee_no)->guest->reason, admitted);
    EXPECT_EQ(fields_of(doors->preview(event, entrance().id, clock.now(), "000000000").error()), "attendee_no:not_a_choice");
    EXPECT_EQ(doors->preview(event, {77}, clock.now(), "").error().code, refusal_code::not_found);
    EXPECT_FALSE(doors->preview(event, entrance().id, clock.now(), "")->kinds.empty());
}

// A day ends at the event's own midnight: 19:00 UTC in Tyumen.
TEST_P(door, once_a_day_by_the_days_of_the_event) {
    auto rules = entrance();
    rules.entries = domain::entry_rule::once_a_day;
    save(rules);
    const auto guest = join(event);
    clock.set(opening_day + 9 * 3600 + 3599); // 18:59:59
    EXPECT_EQ(reason_for(guest.ticket_text), admitted);
    EXPECT_EQ(reason_for(guest.ticket_text), already_in);
    clock.advance_seconds(1);
    EXPECT_EQ(reason_for(guest.ticket_text), admitted);
    clock.advance_seconds(86'399);
    EXPECT_EQ(reason_for(guest.ticket_text), already_in);
}

// A phone that was offline tells its scans later: the past is believed, the future is not.
TEST_P(door, times_from_outside) {
    const auto guest = join(event), other = join(event);
    clock.advance_seconds(3600);
    auto offline = question(guest.ticket_text);
    offline.scanned_at_ms = (opening_day + 600) * 1000;
    EXPECT_EQ(ask(offline).reason, admitted);
    EXPECT_EQ(show(guest.ticket_text).first_admitted_ms, (opening_day + 600) * 1000);
    auto tomorrow = question(other.ticket_text);
    tomorrow.scanned_at_ms = (opening_day + 86'400) * 1000;
    EXPECT_EQ(ask(tomorrow).reason, admitted);
    EXPECT_EQ(registrations->find(event, other.id, false)->first_admitted_at, opening_day + 3600);
    auto absurd = question(join(event).ticket_text);
    absurd.scanned_at_ms = std::numeric_limits<std::int64_t>::min();
    EXPECT_EQ(ask(absurd).reason, wrong_day);
}

// Somebody without a registration: one person, one seat, one record, however often the button is pressed.
TEST_P(door, a_walk_in_is_registered_and_admitted_once) {
    const auto scan = chance.hex(16);
    EXPECT_EQ(check_ins->admit_walk_in(alice, walker(), {}, scan).error().code, refusal_code::not_allowed);
    auto rules = entrance();
    rules.walk_ins = true;
    save(rules);
    EXPECT_EQ(check_ins->admit_walk_in(alice, walker(), {77}, scan).error().code, refusal_code::not_found);
    EXPECT_EQ(fields_of(check_ins->admit_walk_in(alice, walker(), {}, "x").error()), "scan_id:malformed");
    for (int press = 0; press < 3; ++press) {
        const auto answer = check_ins->admit_walk_in(alice, walker(), {}, scan);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->reason, admitted);
        EXPECT_EQ(answer->repeated, press > 0);
        EXPECT_EQ(answer->display_name, "Проходов Олег");
    }
    EXPECT_EQ(pool_of(event).taken, 1);
    const auto lines = check_ins->recent(event, 10);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].kind, scan_kind::walk_in);
    const auto counted = attendance->statistics(event);
    EXPECT_EQ(counted.walk_ins, 1);
    EXPECT_EQ(counted.attended, 1);
}

// The service dies between the registration and the admission; the button is pressed again after the restart.
TEST_P(door, a_walk_in_cut_in_two_by_a_crash_is_one_guest) {
    auto rules = entrance();
    rules.walk_ins = true;
    save(rules);
    bool dies = true;
    check_in_office dying(database(), clock, chance, *keys, *registrations,
                          [&](std::string_view, ground::utc_seconds) -> int {
                              if (dies) throw std::runtime_error("the machine stopped");
                              return 300;
                          });
    const auto scan = chance.hex(16);
    EXPECT_ANY_THROW(dying.admit_walk_in(alice, walker(), {}, scan));
    EXPECT_LE(pool_of(event).taken, 1);
    dies = false;
    const auto answer = dying.admit_walk_in(alice, walker(), {}, scan);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->reason, admitted);
    EXPECT_EQ(pool_of(event).taken, 1);
    EXPECT_EQ(check_ins->recent(event, 10).size(), 1u);
}

// A full house stays full at the door too, and a door that may take two walk-ins takes two.
TEST_P(door, walk_ins_stop_at_the_limits) {
    auto rules = entrance();
    rules.walk_ins = true;
    rules.walk_in_limit = 2;
    save(rules);
    std::string second;
    for (int at = 0; at < 2; ++at) {
        second = chance.hex(16);
        ASSERT_TRUE(check_ins->admit_walk_in(alice, walker("Гость" + std::to_string(at)), {}, second));
    }
    const auto third = check_ins->admit_walk_in(alice, walker("Третий"), {}, chance.hex(16));
    ASSERT_FALSE(third);
    EXPECT_EQ(third.error().code, refusal_code::full);
    EXPECT_EQ(third.error().at, 2);
    EXPECT_TRUE(check_ins->admit_walk_in(alice, walker("Гость1"), {}, second)); // heard again: still admitted
    EXPECT_EQ(pool_of(event).taken, 2);
    ASSERT_TRUE(check_ins->void_scan(alice, event, second)); // a mistake taken back frees its place
    EXPECT_TRUE(check_ins->admit_walk_in(alice, walker("Третий"), {}, chance.hex(16)));

    event = published(table_for(1));
    join(event);
    rules = entrance();
    rules.walk_ins = true;
    save(rules);
    EXPECT_EQ(check_ins->admit_walk_in(alice, walker(), {}, chance.hex(16)).error().code, refusal_code::full);
    EXPECT_TRUE(check_ins->recent(event, 10).empty());
}

// Before the door opens nobody is taken in: no seat may be spent on an answer of «not yet».
TEST_P(door, a_walk_in_before_opening_takes_no_seat) {
    auto rules = entrance();
    rules.walk_ins = true;
    rules.opens_minutes_before = 30;
    save(rules);
    const auto refused = check_ins->admit_walk_in(alice, walker(), {}, chance.hex(16));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, refusal_code::not_allowed);
    EXPECT_EQ(pool_of(event).taken, 0);
}

// The desk looks at the last faces: latest first, no more than asked, names only where somebody is known.
TEST_P(door, recent_scans_latest_first) {
    const auto guest = join(event);
    show(guest.ticket_text);
    clock.advance_seconds(1);
    show("no ticket");
    clock.advance_seconds(1);
    show(guest.ticket_text);
    const auto lines = check_ins->recent(event, 2);
    ASSERT_EQ(lines.size(), 2u);
    EXPECT_EQ(lines[0].reason, already_in);
    EXPECT_EQ(lines[0].point, "Вход");
    EXPECT_EQ(lines[1].reason, not_on_list);
    EXPECT_EQ(lines[1].display_name, "");
    EXPECT_EQ(check_ins->recent(event, -5).size(), 1u);
    EXPECT_EQ(check_ins->recent(event, 100'000).size(), 3u);
    EXPECT_EQ(check_ins->scans_of(event, guest.id).size(), 2u);
}

// The report after the event: people, not scans; by five minutes; by session; as the records have it.
TEST_P(door, statistics_agree_with_the_records) {
    const auto talk = session_for(event, 0, "Секция");
    domain::admission_point_rules hall;
    hall.name = "Зал";
    hall.area = 2;
    hall.sessions = {talk};
    const auto hall_point = save(hall);
    std::vector<receipt> guests;
    for (int at = 0; at < 6; ++at) {
        auto request = stranger(event);
        request.sessions = {talk};
        if (at == 1) request.email = "stranger1@example.org"; // one mailbox, two names: one person for the count
        guests.push_back(join(request));
    }
    const auto arrive = [&](std::size_t who, std::int64_t second, domain::admission_point_id point = {}) {
        clock.set(opening_day + second);
        auto what = question(guests[who].ticket_text);
        what.point = point;
        return ask(what).scan_id;
    };
    arrive(0, 0);
    arrive(1, 299);
    arrive(2, 300);
    arrive(2, 310); // already in: no second arrival
    const auto mistaken = arrive(3, 320);
    arrive(4, 1205);
    arrive(0, 1210, hall_point);
    ASSERT_TRUE(check_ins->void_scan(alice, event, mistaken));
    ASSERT_TRUE(registrations->cancel(alice, event, guests[5].id));
    const auto counted = attendance->statistics(event);
    EXPECT_EQ(counted.registered, 5);
    EXPECT_EQ(counted.confirmed, 5);
    EXPECT_EQ(counted.cancelled, 1);
    EXPECT_EQ(counted.attended, 4);
    EXPECT_EQ(counted.unique, 3);
    EXPECT_EQ(counted.inside, 4);
    ASSERT_EQ(counted.by_session.size(), 1u);
    EXPECT_EQ(counted.by_session[0].registered, 5);
    EXPECT_EQ(counted.by_session[0].attended, 1);
    std::vector<std::pair<std::int64_t, std::int64_t>> arrivals;
    for (const auto& each : counted.arrivals_per_5_minutes) arrivals.emplace_back(each.from - opening_day, each.count);
    EXPECT_EQ(arrivals, (std::vector<std::pair<std::int64_t, std::int64_t>>{{0, 2}, {300, 1}, {600, 0}, {900, 0}, {1200, 1}}));

    std::vector<std::int64_t> came;
    attendance->list(event, {}, attendance_state::attended,
                     [&](const attendance_row& row) { came.push_back(row.registration.id.value); });
    EXPECT_EQ(came, (std::vector<std::int64_t>{1, 2, 3, 5}));
    registration_filter filter;
    filter.attended = true;
    EXPECT_EQ(registrations->list(event, filter).total, 4);
    filter.attended = false;
    EXPECT_EQ(registrations->list(event, filter).total, 2);
}

// An empty event has numbers too, and a room that nobody entered no arrivals.
TEST_P(door, statistics_of_nobody) {
    const auto counted = attendance->statistics(event);
    EXPECT_EQ(counted.registered + counted.attended + counted.unique + counted.inside + counted.walk_ins, 0);
    EXPECT_TRUE(counted.arrivals_per_5_minutes.empty());
    EXPECT_TRUE(counted.sign_ups_per_day.empty());
    EXPECT_TRUE(check_ins->recent(event, 10).empty());
}

// One ticket, shown at many gates whose answers come later, lets in more than one, or a gate shows nothing.
TEST_P(door, who_goes_on_is_answered_as_who_waits) {
    constexpr int shown = 40;
    const auto guest = join(event), other = join(event);
    std::atomic<int> green = 0, amber = 0, refused = 0;
    std::latch answered(shown + 2);
    const auto note = [&](const check_in_office::answer_maker& answer_of_it) {
        const auto answer = answer_of_it();
        if (!answer) ++refused;
        else if (answer->reason == admitted) ++green;
        else if (answer->reason == already_in) ++amber;
        answered.count_down();
    };
    const auto later = [&](const check_in_command& what) {
        const auto begin = check_ins->check_in_later(alice, what);
        ASSERT_TRUE(begin);
        (*begin)(note);
    };
    for (int at = 0; at < shown; ++at) {
        if (at % 4 == 3) note([&] { return check_ins->check_in(alice, question(guest.ticket_text)); });
        else later(question(guest.ticket_text));
    }
    auto of_another = question(other.ticket_text);
    later(of_another);
    of_another.code = guest.ticket_text; // the scan is that of another guest
    later(of_another);
    answered.wait();
    EXPECT_EQ(green, 2);
    EXPECT_EQ(amber, shown - 1);
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(fields_of(check_ins->check_in_later(alice, question("")).error()), "code:required");
}

// The door has just opened and no statistics are there: the hundredth guest costs what the first did.
TEST_P(door, who_came_is_looked_up_however_many_came) {
    std::vector<store::scan_row> came(3000);
    for (std::size_t at = 0; at < came.size(); ++at) {
        came[at].event = event;
        came[at].number = static_cast<std::int64_t>(at) + 1;
        came[at].scan_id = chance.hex(16);
        came[at].kind = scan_kind::admit;
        came[at].registration = {static_cast<std::int64_t>(at) + 1};
    }
    const std::vector<domain::registration_id> who{{7}, {1500}, {5000}};
    const std::vector<std::string> ids{came[3].scan_id, came[2900].scan_id};
    // One connection and one transaction: the plans are made while nobody has come and kept for those who do.
    database().write([&](store::transaction& tx) {
        for (int before = 0; before < 8; ++before) {
            EXPECT_TRUE(store::scans_of(tx, event, who).empty());
            EXPECT_TRUE(store::find_scans(tx, ids).empty());
        }
        store::insert_scans(tx, came);
        const auto rows_read = [&]() -> std::int64_t {
            if (on_sqlite()) return 0; // does not count them
            return std::get<0>(*store::query_one<std::int64_t>(
                tx, "rows_read",
                "SELECT CAST(seq_tup_read + idx_tup_fetch AS BIGINT) FROM pg_stat_xact_user_tables "
                "WHERE relname = 'scan' AND schemaname = current_schema()"));
        };
        const auto before = rows_read();
        EXPECT_EQ(store::scans_of(tx, event, who).size(), 2U);
        EXPECT_EQ(store::find_scans(tx, ids).size(), 2U);
        EXPECT_LE(rows_read() - before, 8);
    });
}

KRUG_ON_BOTH(door);

} // namespace
} // namespace krug::service
