// If this fails, somebody who was there gets no certificate, somebody who was not gets one, or a false one passes the check.
#include "cast/front_house.hpp"
#include "service/certificate_office.hpp"
#include "store/retention_store.hpp"

namespace krug::service {
namespace {

using domain::certificate_basis;
using domain::certificate_state;
using domain::refusal_code;

class certificates : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        office.emplace(database(), clock, chance, *keys);
        auto draft = round_table();
        draft.event.time.starts_at = cast::opening_day;
        draft.event.time.ends_at = cast::opening_day + 7'200;
        event = published(draft);
        auto door = check_ins->admission_points(event).at(0);
        door.exits_scanned = true;
        door.entries = domain::entry_rule::after_exit;
        ASSERT_TRUE(check_ins->save_admission_point(alice, event, door));
    }
    void TearDown() override {
        office.reset();
        front_house::TearDown();
    }
    std::string show(const receipt& guest, domain::passage direction = domain::passage::in, domain::admission_point_id point = {}) {
        check_in_command what;
        what.event = event;
        what.code = guest.ticket_text;
        what.scan_id = chance.hex(16);
        what.direction = direction;
        what.point = point;
        const auto answer = check_ins->check_in(alice, what);
        if (!answer || answer->colour != domain::verdict_colour::green) throw std::logic_error("not let through");
        return answer->scan_id;
    }
    void rule(certificate_basis basis, std::int64_t minimum = 1) {
        ASSERT_TRUE(office->save_rule(alice, event, {basis, minimum, 2, "Иванова М. П., председатель"}));
    }
    void erase(const receipt& guest) {
        database().write([&](store::transaction& tx) {
            const auto ids = std::array{guest.id};
            store::pseudonymise(tx, event, ids);
            store::erase_people(tx, event, ids, clock.now());
        });
    }

    std::optional<certificate_office> office;
    domain::event_id event;
};

// The organiser presses twice, and everybody has two certificates.
TEST_P(certificates, are_issued_once_to_everybody_who_came) {
    EXPECT_FALSE(office->forecast(event));
    EXPECT_EQ(office->issue(alice, event).error().code, refusal_code::wrong_state);
    rule(certificate_basis::admitted);
    const auto came = join(event), absent = join(event);
    show(came);
    auto told = *office->forecast(event);
    EXPECT_EQ(told.fulfil, 1);
    EXPECT_EQ(told.fresh, 1);
    EXPECT_EQ(told.standing, 0);
    EXPECT_EQ(office->issue(alice, event)->fresh, 1);
    EXPECT_EQ(office->issue(alice, event)->fresh, 0);
    told = *office->forecast(event);
    EXPECT_EQ(told.fresh, 0);
    EXPECT_EQ(told.standing, 1);
    EXPECT_EQ(told.lapsed, 0);
    const auto paper = office->find_of(event, came.id);
    ASSERT_TRUE(paper);
    EXPECT_EQ(paper->certificate.number, 1);
    EXPECT_EQ(paper->certificate.hours, 2);
    EXPECT_EQ(office->check(paper->certificate.code)->name.given, "Пётр");
    EXPECT_FALSE(office->find_of(event, absent.id));
    EXPECT_FALSE(office->check("1234567890123456"));
    const auto late = join(event);
    show(late);
    EXPECT_EQ(office->issue(alice, event)->fresh, 1);
    EXPECT_EQ(office->find_of(event, late.id)->certificate.number, 2);
    EXPECT_EQ(office->list(event, 0, 50).size(), 2u);
    EXPECT_EQ(office->list(event, 2, 50).at(0).certificate.number, 1);
}

// Somebody looks in for ten minutes and is certified for two hours.
TEST_P(certificates, a_share_of_the_time_is_counted_by_entries_and_exits) {
    rule(certificate_basis::share, 50);
    const auto brief = join(event), long_stay = join(event), twice = join(event);
    show(brief);
    show(long_stay);
    show(twice);
    clock.advance_seconds(1'799);
    show(brief, domain::passage::out);
    show(twice, domain::passage::out);
    clock.advance_seconds(1'801);
    show(twice); // 1,799 s and then half an hour and one second more
    clock.advance_seconds(1'801);
    show(twice, domain::passage::out);
    EXPECT_EQ(office->forecast(event)->fulfil, 2);
    EXPECT_EQ(office->issue(alice, event)->fresh, 2);
    EXPECT_FALSE(office->find_of(event, brief.id));
    EXPECT_TRUE(office->find_of(event, long_stay.id)) << "never scanned out: stayed";
    EXPECT_TRUE(office->find_of(event, twice.id));
}

// Three sessions are asked for, two are enough.
TEST_P(certificates, sessions_are_counted_at_their_doors) {
    const auto first = session_for(event, 0, "Первая"), second = session_for(event, 0, "Вторая");
    std::vector<domain::admission_point_id> halls;
    for (const auto session : {first, second}) {
        auto door = check_ins->admission_points(event).at(0);
        door.id = {};
        door.name = "Зал " + std::to_string(session.value);
        door.area = static_cast<int>(session.value) + 10;
        door.sessions = {session};
        halls.push_back(*check_ins->save_admission_point(alice, event, door));
    }
    const auto both = join(event), one = join(event);
    show(both, domain::passage::in, halls[0]);
    show(both, domain::passage::in, halls[1]);
    show(one, domain::passage::in, halls[0]);
    rule(certificate_basis::sessions, 2);
    EXPECT_EQ(office->issue(alice, event)->fresh, 1);
    EXPECT_TRUE(office->find_of(event, both.id));
    rule(certificate_basis::sessions, 1);
    EXPECT_EQ(office->issue(alice, event)->fresh, 1);
}

// A misspelt name stays on the paper for ever, or the old paper still passes as true.
TEST_P(certificates, a_corrected_name_gets_a_new_one_for_the_old) {
    rule(certificate_basis::admitted);
    const auto guest = join(event);
    show(guest);
    ASSERT_TRUE(office->issue(alice, event));
    const auto old = office->find_of(event, guest.id)->certificate;
    registration_office::correction change;
    change.name = domain::person_name{"Правильнова", "Анна", "Сергеевна"};
    ASSERT_TRUE(registrations->correct(alice, event, guest.id, change));
    EXPECT_TRUE(office->find_of(event, guest.id)->is_corrected);
    EXPECT_EQ(office->forecast(event)->corrected, 1);
    const auto done = *office->issue(alice, event);
    EXPECT_EQ(done.fresh, 0);
    EXPECT_EQ(done.again, 1);
    EXPECT_EQ(office->check(old.code)->certificate.state, certificate_state::replaced);
    const auto now = office->find_of(event, guest.id);
    EXPECT_NE(now->certificate.code, old.code);
    EXPECT_FALSE(now->is_corrected);
    EXPECT_EQ(office->issue(alice, event)->again, 0);
}

// Erasing a person leaves their name on our pages, or takes their certificate away.
TEST_P(certificates, of_an_erased_person_stand_without_a_name) {
    rule(certificate_basis::admitted);
    const auto guest = join(event), never_issued = join(event);
    show(guest);
    ASSERT_TRUE(office->issue(alice, event));
    show(never_issued);
    const auto code = office->find_of(event, guest.id)->certificate.code;
    erase(guest);
    erase(never_issued);
    const auto checked = office->check(code);
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->certificate.state, certificate_state::valid);
    EXPECT_EQ(domain::full_name(checked->name), "");
    EXPECT_FALSE(checked->is_corrected);
    EXPECT_EQ(office->forecast(event)->nameless, 2);
    EXPECT_EQ(office->issue(alice, event)->fresh, 0) << "there is nobody to name";
}

// An admission that was a mistake leaves a certificate that nobody can take back.
TEST_P(certificates, are_taken_back) {
    rule(certificate_basis::admitted);
    const auto guest = join(event), mistaken = join(event);
    show(guest);
    const auto scan = show(mistaken);
    ASSERT_TRUE(office->issue(alice, event));
    ASSERT_TRUE(check_ins->void_scan(alice, event, scan));
    EXPECT_EQ(office->forecast(event)->lapsed, 1);
    EXPECT_EQ(*office->revoke_lapsed(alice, event), 1);
    EXPECT_EQ(*office->revoke_lapsed(alice, event), 0);
    EXPECT_FALSE(office->find_of(event, mistaken.id));
    const auto paper = office->find_of(event, guest.id)->certificate;
    EXPECT_TRUE(office->revoke(alice, event, paper.number));
    EXPECT_TRUE(office->revoke(alice, event, paper.number)) << "twice is harmless";
    EXPECT_EQ(office->check(paper.code)->certificate.state, certificate_state::revoked);
    EXPECT_EQ(office->revoke(alice, event, 99).error().code, refusal_code::not_found);
    EXPECT_EQ(office->issue(alice, event)->fresh, 1) << "whoever fulfils the rule may get a new one";
}

// A slip in the rule certifies everybody or nobody.
TEST_P(certificates, a_rule_is_checked) {
    const auto wrong = [&](domain::certificate_rule what) {
        const auto done = office->save_rule(alice, event, what);
        return done ? std::string("saved") : cast::fields_of(done.error());
    };
    EXPECT_EQ(wrong({certificate_basis::share, 0, 0, ""}), "minimum:out_of_range");
    EXPECT_EQ(wrong({certificate_basis::share, 101, 0, ""}), "minimum:out_of_range");
    EXPECT_EQ(wrong({certificate_basis::sessions, 1'001, 0, ""}), "minimum:out_of_range");
    EXPECT_EQ(wrong({certificate_basis::admitted, 1, 1'000, ""}), "hours:out_of_range");
    EXPECT_EQ(wrong({certificate_basis::admitted, 1, -1, ""}), "hours:out_of_range");
    EXPECT_EQ(wrong({certificate_basis::admitted, 1, 0, std::string(201, 'x')}), "signer:too_long");
    EXPECT_EQ(wrong({certificate_basis::share, 100, 999, "Иванова"}), "saved");
    auto draft = round_table("Без конца");
    draft.event.time.ends_at.reset();
    event = published(draft);
    EXPECT_EQ(wrong({certificate_basis::share, 50, 0, ""}), "basis:not_a_choice");
}

KRUG_ON_BOTH(certificates);

} // namespace
} // namespace krug::service
