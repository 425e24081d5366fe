// If this fails, more are let in than there are chairs, a family is torn apart by half a registration, or a code lets in
// whom it should not.
#include "cast/front_house.hpp"
#include "service/sign_up_office.hpp"

#include <latch>
#include <thread>

namespace krug::service {
namespace {

using cast::fields_of;
using domain::refusal_code;
using enum domain::registration_status;

class sign_up_desk : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        sign_ups.emplace(database(), clock, chance);
    }
    void TearDown() override {
        sign_ups.reset();
        front_house::TearDown();
    }
    domain::category_id category(domain::event_id event, std::optional<std::int64_t> quota) {
        const auto made = doors->save_category(alice, event, {{}, "Категория " + std::to_string(++named_), "", "red"});
        domain::category_terms terms;
        terms.category = *made;
        terms.guests_choose = true;
        terms.quota = quota;
        EXPECT_TRUE(sign_ups->save_category(alice, event, terms));
        return *made;
    }
    domain::registration_request visitor(domain::event_id event, domain::category_id of = {}) {
        auto request = stranger(event);
        request.source = domain::registration_source::page;
        request.category = of;
        return request;
    }
    domain::seat_pool quota_of(domain::event_id event, domain::category_id of) { return pool_of(event, domain::quota_scope(of)); }
    std::string why(const domain::registration_request& request) {
        const auto done = registrations->register_guest({}, request);
        return done ? std::string(domain::word_of(done->status)) : done.error().fields.empty() ? std::to_string(static_cast<int>(done.error().code)) : fields_of(done.error());
    }
    std::string code_of(domain::event_id event, const invitation_wish& wish) {
        const auto made = sign_ups->invite(alice, event, wish);
        if (!made) throw std::logic_error(fields_of(made.error()));
        for (const auto& each : sign_ups->invitations(event))
            if (each.number == made->front()) return each.code;
        return {};
    }
    static domain::person_name name(std::string family) { return {std::move(family), "Анна", ""}; }
    static domain::companion along(std::string family) { return {name(std::move(family))}; }

    std::optional<sign_up_office> sign_ups;

private:
    int named_ = 0;
};

// The press takes the hall, or stands in its own line before half empty rows.
TEST_P(sign_up_desk, a_quota_inside_the_capacity) {
    const auto event = published(table_for(4));
    const auto press = category(event, 1);
    const auto first = join(visitor(event, press));
    const auto second = join(visitor(event, press));
    EXPECT_EQ(second.status, waitlisted);
    EXPECT_EQ(join(visitor(event)).status, confirmed) << "the hall is not full";
    EXPECT_EQ(quota_of(event, press).taken, 1);
    EXPECT_EQ(quota_of(event, press).waiting, 1);
    EXPECT_EQ(join(visitor(event)).status, confirmed);
    EXPECT_EQ(join(visitor(event)).status, confirmed);
    const auto last = join(visitor(event));
    EXPECT_EQ(last.status, waitlisted) << "four seats are taken";
    ASSERT_TRUE(registrations->cancel(alice, event, first.id));
    EXPECT_EQ(status_of(second), confirmed) << "the press seat goes to the press, who waited longest";
    EXPECT_EQ(status_of(last), waitlisted);
    EXPECT_EQ(quota_of(event, press).taken, 1);
    EXPECT_EQ(quota_of(event, press).waiting, 0);
    EXPECT_EQ(pool_of(event).taken, 4);
}

// A free seat stays empty because the first in the line may not have it.
TEST_P(sign_up_desk, promotion_passes_over_a_full_category) {
    const auto event = published(table_for(2));
    const auto press = category(event, 1);
    join(visitor(event, press));
    const auto other = join(visitor(event));
    const auto waits_for_press = join(visitor(event, press));
    const auto waits = join(visitor(event));
    ASSERT_TRUE(registrations->cancel(alice, event, other.id));
    EXPECT_EQ(status_of(waits), confirmed);
    EXPECT_EQ(status_of(waits_for_press), waitlisted);
    domain::category_terms larger{press, true, false, 2, {}, {}};
    ASSERT_TRUE(sign_ups->save_category(alice, event, larger));
    EXPECT_EQ(status_of(waits_for_press), waitlisted) << "the hall itself is full";
    ASSERT_TRUE(registrations->cancel(alice, event, waits.id));
    EXPECT_EQ(status_of(waits_for_press), confirmed);
    larger.quota = 0;
    ASSERT_TRUE(sign_ups->save_category(alice, event, larger));
    EXPECT_EQ(status_of(waits_for_press), confirmed) << "nobody is unseated";
    EXPECT_EQ(quota_of(event, press).limit, 2);
}

// Two people press "send" at the same moment and both have the last seat of the press.
TEST_P(sign_up_desk, the_last_seat_of_a_category_is_given_once) {
    constexpr int callers = 12;
    const auto event = published(table_for(100));
    const auto press = category(event, 3);
    std::vector<domain::registration_request> requests;
    for (int each = 0; each < callers; ++each) requests.push_back(visitor(event, press));
    std::latch together(callers);
    std::vector<domain::registration_status> outcome(callers);
    {
        std::vector<std::jthread> threads;
        for (int at = 0; at < callers; ++at)
            threads.emplace_back([&, at] {
                const auto mine = static_cast<std::size_t>(at);
                together.arrive_and_wait();
                outcome[mine] = registrations->register_guest({}, requests[mine])->status;
            });
    }
    EXPECT_EQ(std::count(outcome.begin(), outcome.end(), confirmed), 3);
    EXPECT_EQ(std::count(outcome.begin(), outcome.end(), waitlisted), callers - 3);
    EXPECT_EQ(quota_of(event, press).taken, 3);
    EXPECT_EQ(pool_of(event).taken, 3);
}

// Staff decide beyond the hall but not by accident, and moving somebody to another category counts.
TEST_P(sign_up_desk, staff_see_the_limit_of_a_category) {
    const auto event = published(table_for(10));
    const auto press = category(event, 1), youth = category(event, 1);
    const auto first = join(visitor(event, press));
    const auto second = join(visitor(event, press));
    EXPECT_EQ(registrations->approve(alice, event, second.id, false).error().code, refusal_code::full);
    EXPECT_TRUE(registrations->approve(alice, event, second.id, true));
    EXPECT_EQ(quota_of(event, press).taken, 2);
    registration_office::correction what;
    what.category = youth;
    EXPECT_TRUE(registrations->correct(alice, event, first.id, what));
    EXPECT_EQ(quota_of(event, press).taken, 1);
    EXPECT_EQ(quota_of(event, youth).taken, 1);
    EXPECT_EQ(fields_of(registrations->correct(alice, event, second.id, what).error()), "category:full");
}

// A guest names a category that is not offered, or one that opens next week.
TEST_P(sign_up_desk, guests_choose_what_is_open_to_them) {
    const auto event = published(table_for(10));
    const auto press = category(event, std::nullopt);
    EXPECT_EQ(why(visitor(event, {77})), "category:not_a_choice");
    EXPECT_EQ(why(visitor(event, press)), "confirmed");
    domain::category_terms terms{press, true, false, {}, clock.now() + 10, clock.now() + 20};
    ASSERT_TRUE(sign_ups->save_category(alice, event, terms));
    EXPECT_EQ(why(visitor(event, press)), std::to_string(static_cast<int>(refusal_code::registration_not_open)));
    clock.advance_seconds(10);
    EXPECT_EQ(why(visitor(event, press)), "confirmed");
    clock.advance_seconds(10);
    EXPECT_EQ(why(visitor(event, press)), std::to_string(static_cast<int>(refusal_code::registration_closed)));
    terms = {press, false, false, {}, {}, {}};
    ASSERT_TRUE(sign_ups->save_category(alice, event, terms));
    EXPECT_EQ(why(visitor(event, press)), "category:not_a_choice");
    auto by_staff = stranger(event);
    by_staff.category = press;
    EXPECT_TRUE(registrations->register_guest(alice, by_staff));
    terms.opens_at = terms.closes_at = 5;
    EXPECT_EQ(fields_of(sign_ups->save_category(alice, event, terms).error()), "closes_at:order");
    terms = {press, false, false, 1'000'001, {}, {}};
    EXPECT_EQ(fields_of(sign_ups->save_category(alice, event, terms).error()), "quota:out_of_range");
    EXPECT_EQ(sign_ups->save_category(alice, event, {{99}, true, false, {}, {}, {}}).error().code, refusal_code::not_found);
}

// A code is passed round and lets in a whole street.
TEST_P(sign_up_desk, a_code_opens_once_and_gives_its_category) {
    auto draft = table_for(10);
    draft.event.registration.mode = domain::registration_mode::invitation;
    const auto event = published(draft);
    const auto press = category(event, std::nullopt);
    EXPECT_EQ(why(visitor(event)), std::to_string(static_cast<int>(refusal_code::invitation_needed)));
    invitation_wish wish;
    wish.category = press;
    const auto code = code_of(event, wish);
    auto request = visitor(event);
    request.code = "нет такого";
    EXPECT_EQ(why(request), "code:unknown");
    request.code = domain::show_code(code);
    const auto made = registrations->register_guest({}, request);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->status, confirmed);
    EXPECT_EQ(now_of(*made).category, press);
    request = visitor(event);
    request.code = code;
    EXPECT_EQ(why(request), "code:used");
    wish.expires_at = clock.now() + 10;
    request.code = code_of(event, wish);
    clock.advance_seconds(10);
    EXPECT_EQ(why(request), "code:expired");
    wish.expires_at.reset();
    request.code = code_of(event, wish);
    ASSERT_TRUE(sign_ups->revoke(alice, event, sign_ups->invitations(event).front().number));
    EXPECT_EQ(why(request), "code:unknown");
    EXPECT_EQ(fields_of(sign_ups->look_at(event, request.code).error()), "code:unknown");
}

// Twelve friends use one code for three at the same moment.
TEST_P(sign_up_desk, a_code_is_not_used_more_often_than_it_may) {
    constexpr int callers = 12;
    const auto event = published(table_for(100));
    invitation_wish wish;
    wish.uses_max = 3;
    const auto code = code_of(event, wish);
    std::vector<domain::registration_request> requests;
    for (int each = 0; each < callers; ++each) requests.push_back(visitor(event)), requests.back().code = code;
    std::latch together(callers);
    std::vector<std::string> outcome(callers);
    {
        std::vector<std::jthread> threads;
        for (int at = 0; at < callers; ++at)
            threads.emplace_back([&, at] {
                const auto mine = static_cast<std::size_t>(at);
                together.arrive_and_wait();
                outcome[mine] = why(requests[mine]);
            });
    }
    EXPECT_EQ(std::count(outcome.begin(), outcome.end(), "confirmed"), 3);
    EXPECT_EQ(std::count(outcome.begin(), outcome.end(), "code:used"), callers - 3);
    EXPECT_EQ(pool_of(event).taken, 3);
}

// A seat that was promised to the minister is given to somebody else, or stays empty for ever.
TEST_P(sign_up_desk, a_kept_seat_is_kept_and_comes_back) {
    const auto event = published(table_for(2));
    invitation_wish wish;
    wish.reserves = true;
    wish.expires_at = clock.now() + 100;
    const auto code = code_of(event, wish);
    EXPECT_EQ(pool_of(event).taken, 1);
    join(visitor(event));
    const auto waits = join(visitor(event));
    EXPECT_EQ(waits.status, waitlisted);
    auto invited = visitor(event);
    invited.code = code;
    EXPECT_EQ(why(invited), "confirmed") << "before everybody who waits: the seat was theirs";
    EXPECT_EQ(pool_of(event).taken, 2);
    EXPECT_EQ(sign_ups->invite(alice, event, wish).error().code, refusal_code::full);
    const auto larger = published(table_for(1));
    const auto held = code_of(larger, wish);
    const auto second = join(visitor(larger));
    EXPECT_EQ(second.status, waitlisted);
    clock.advance_seconds(100);
    EXPECT_EQ(sign_ups->expire_invitations(), 1);
    EXPECT_EQ(sign_ups->expire_invitations(), 0) << "twice is harmless";
    EXPECT_EQ(status_of(second), confirmed);
    EXPECT_EQ(pool_of(larger).taken, 1);
}

// An organiser makes a million codes by a slip, or two alike.
TEST_P(sign_up_desk, limits_of_codes) {
    const auto event = published(table_for(10));
    const auto fault = [&](const invitation_wish& wish) {
        const auto made = sign_ups->invite(alice, event, wish);
        return made ? std::string("made") : fields_of(made.error());
    };
    invitation_wish wish;
    wish.count = 1001;
    EXPECT_EQ(fault(wish), "count:out_of_range");
    wish.count = 0;
    EXPECT_EQ(fault(wish), "count:out_of_range");
    wish.count = 1000;
    EXPECT_EQ(fault(wish), "made");
    wish.count = 1;
    wish.uses_max = 0;
    EXPECT_EQ(fault(wish), "uses_max:out_of_range");
    wish.uses_max = 100'001;
    EXPECT_EQ(fault(wish), "uses_max:out_of_range");
    wish.uses_max = 100'000;
    wish.code = "press-2026";
    EXPECT_EQ(fault(wish), "made");
    EXPECT_EQ(fault(wish), "code:duplicate");
    wish.code = "да!";
    EXPECT_EQ(fault(wish), "code:malformed");
    wish.code.clear();
    wish.note = std::string(121, 'x');
    EXPECT_EQ(fault(wish), "note:too_long");
    wish.note.clear();
    wish.category = {9};
    EXPECT_EQ(fault(wish), "category:not_a_choice");
    wish.category = {};
    wish.expires_at = clock.now();
    EXPECT_EQ(fault(wish), "expires_at:in_the_past");
    domain::sign_up_terms terms;
    terms.companions_max = 11;
    terms.group_max = 1;
    EXPECT_EQ(fields_of(sign_ups->save_terms(alice, event, terms).error()), "companions_max:out_of_range group_max:out_of_range");
}

// Somebody from elsewhere signs up for a meeting of one house.
TEST_P(sign_up_desk, only_addresses_of_the_house) {
    const auto event = published(table_for(10));
    domain::sign_up_terms terms;
    terms.email_domains = {"nko.ru"};
    ASSERT_TRUE(sign_ups->save_terms(alice, event, terms));
    EXPECT_EQ(sign_ups->terms(event), terms);
    EXPECT_EQ(why(visitor(event)), "email:not_accepted");
    auto request = visitor(event);
    request.email = "anna@mail.nko.ru";
    EXPECT_EQ(why(request), "confirmed");
    request = visitor(event);
    request.code = code_of(event, {});
    EXPECT_EQ(why(request), "confirmed") << "whoever was invited comes from anywhere";
    EXPECT_TRUE(registrations->register_guest(alice, stranger(event)));
}

// A family of three is registered as two, or pressing twice registers six.
TEST_P(sign_up_desk, companions_come_along_or_nobody_does) {
    const auto event = published(table_for(10));
    auto request = visitor(event);
    request.companions = {along("Вторая"), along("Третья")};
    EXPECT_EQ(why(request), "companions:too_many") << "the event has not offered it";
    domain::sign_up_terms terms;
    terms.companions_max = 2;
    ASSERT_TRUE(sign_ups->save_terms(alice, event, terms));
    request.request_key = "the same press";
    const auto made = registrations->register_guest({}, request);
    ASSERT_TRUE(made);
    ASSERT_EQ(made->companions.size(), 2u);
    EXPECT_EQ(made->companions[0].name, "Вторая Анна");
    EXPECT_EQ(made->companions[1].ticket_text.size(), 246u);
    EXPECT_EQ(pool_of(event).taken, 3);
    EXPECT_EQ(now_of(made->companions[0]).leader, made->id);
    EXPECT_EQ(now_of(made->companions[0]).email, request.email);
    EXPECT_EQ(mails_to(*made), std::vector<std::string>{"ticket"});
    EXPECT_TRUE(mails_to(made->companions[0]).empty()) << "one letter for all of them";
    const auto again = registrations->register_guest({}, request);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->id, made->id);
    EXPECT_EQ(again->companions.size(), 2u);
    EXPECT_EQ(pool_of(event).taken, 3);
    auto twin = visitor(event);
    twin.companions = {along("Пятая"), along("пятая")};
    EXPECT_EQ(why(twin), "companions[1]:duplicate");
    EXPECT_EQ(pool_of(event).taken, 3) << "nobody of them was registered";
    ASSERT_TRUE(registrations->cancel(alice, event, made->companions[0].id));
    EXPECT_EQ(pool_of(event).taken, 2);
    ASSERT_TRUE(registrations->cancel_all(alice, event, made->id));
    EXPECT_EQ(pool_of(event).taken, 0);
    EXPECT_EQ(status_of(made->companions[1]), cancelled);
    EXPECT_EQ(registrations->companions_of(event, made->id).size(), 2u);
}

// The one who was invited may not bring the companion whom the event allows.
TEST_P(sign_up_desk, a_code_is_for_the_one_who_holds_it) {
    auto draft = table_for(10);
    draft.event.registration.mode = domain::registration_mode::invitation;
    const auto event = published(draft);
    domain::sign_up_terms terms;
    terms.companions_max = 1;
    ASSERT_TRUE(sign_ups->save_terms(alice, event, terms));
    invitation_wish wish;
    wish.reserves = true;
    auto request = visitor(event);
    request.code = code_of(event, wish);
    request.companions = {along("Вторая")};
    const auto made = join(request);
    EXPECT_EQ(made.companions.at(0).status, confirmed);
    EXPECT_EQ(pool_of(event).taken, 2);
    EXPECT_EQ(sign_ups->invitations(event).front().used, 1);
}

// A companion takes the last seat of somebody else, or has none and is sent away.
TEST_P(sign_up_desk, companions_outside_the_quota) {
    const auto event = published(table_for(1));
    domain::sign_up_terms terms;
    terms.companions_max = 1;
    terms.companions_outside = true;
    ASSERT_TRUE(sign_ups->save_terms(alice, event, terms));
    auto request = visitor(event);
    request.companions = {along("Вторая")};
    const auto made = join(request);
    EXPECT_EQ(made.status, confirmed);
    EXPECT_EQ(made.companions.at(0).status, confirmed);
    EXPECT_EQ(pool_of(event).taken, 1);
    const auto waits = join(visitor(event));
    ASSERT_TRUE(registrations->cancel(alice, event, made.companions[0].id));
    EXPECT_EQ(status_of(waits), waitlisted) << "a seat that was never taken is not given on";
    ASSERT_TRUE(registrations->approve(alice, event, made.companions[0].id, false));
    EXPECT_EQ(pool_of(event).taken, 1);
    ASSERT_TRUE(registrations->cancel_all(alice, event, made.id));
    EXPECT_EQ(status_of(waits), confirmed);
    EXPECT_EQ(pool_of(event).taken, 1);
}

// A mother confirms her address, and the child's seat runs out after a quarter of an hour.
TEST_P(sign_up_desk, one_confirmation_is_for_all) {
    auto draft = table_for(10);
    draft.event.registration.confirm_email = true;
    const auto event = published(draft);
    domain::sign_up_terms terms;
    terms.companions_max = 1;
    ASSERT_TRUE(sign_ups->save_terms(alice, event, terms));
    auto request = visitor(event);
    request.companions = {along("Вторая")};
    request.represented_by = domain::representative{domain::representative::kind::guardian, name("Мать"), "8 (3452) 38-18-14"};
    const auto made = join(request);
    EXPECT_EQ(made.companions.at(0).status, unconfirmed);
    ASSERT_TRUE(registrations->confirm_email(made.manage_secret));
    EXPECT_EQ(status_of(made.companions[0]), confirmed);
    const auto seen = registrations->find(event, made.id, false);
    ASSERT_TRUE(seen->represented_by);
    EXPECT_EQ(seen->represented_by->name.family, "Мать");
    EXPECT_FALSE(registrations->find(event, made.companions[0].id, false)->represented_by);
}

// A group of fifty-one blocks the form, or one namesake tears the group apart without a word about whom.
TEST_P(sign_up_desk, a_group_by_one_contact) {
    const auto event = published(table_for(60));
    auto request = visitor(event);
    request.represented_by = domain::representative{domain::representative::kind::contact, name("Контакт"), ""};
    for (int at = 0; at < 50; ++at) request.companions.push_back(along("Член" + std::to_string(at)));
    EXPECT_EQ(why(request), "companions:too_many");
    request.companions.resize(9);
    const auto made = join(request);
    EXPECT_EQ(made.companions.size(), 9u);
    EXPECT_EQ(pool_of(event).taken, 10);
    auto again = visitor(event);
    again.email = request.email;
    again.represented_by = request.represented_by;
    again.companions = {along("Новая"), along("Член3")};
    EXPECT_EQ(why(again), "companions[1]:duplicate");
    EXPECT_EQ(pool_of(event).taken, 10);
}

// A declined person never learns why, or reads another one's reason.
TEST_P(sign_up_desk, a_reason_of_declining_is_kept) {
    auto draft = table_for(10);
    draft.event.registration.mode = domain::registration_mode::approval;
    const auto event = published(draft);
    const auto one = join(visitor(event)), two = join(visitor(event));
    ASSERT_TRUE(registrations->decline(alice, event, one.id, "Заявок больше, чем мест."));
    EXPECT_EQ(now_of(one).decline_reason, "Заявок больше, чем мест.");
    const domain::registration_id ids[] = {two.id};
    ASSERT_TRUE(registrations->change_many(alice, event, ids, group_change::decline, "Для другой аудитории."));
    EXPECT_EQ(now_of(two).decline_reason, "Для другой аудитории.");
    EXPECT_EQ(fields_of(registrations->decline(alice, event, one.id, std::string(501, 'x')).error()), "reason:too_long");
}

KRUG_ON_BOTH(sign_up_desk);

} // namespace
} // namespace krug::service
