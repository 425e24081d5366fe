// If this fails, a change of many cannot be taken back, or one person gets two seats and two tickets, or none.
#include "cast/front_house.hpp"
#include "service/people_office.hpp"
#include "service/sign_up_office.hpp"

#include <set>

namespace krug::service {
namespace {

class people : public cast::front_house {
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
    receipt named(domain::event_id event, const std::string& family, const std::string& given, const std::string& email,
                  const std::string& phone = "") {
        domain::registration_request request;
        request.event = event;
        request.name = {family, given, ""};
        request.email = email;
        request.phone = phone;
        request.source = domain::registration_source::api;
        return join(request);
    }
    std::int64_t found(domain::event_id event, const domain::people_filter& filter, const std::string& text = {}) {
        registration_filter wanted;
        wanted.also = filter;
        wanted.text = text;
        return registrations->list(event, wanted).total;
    }
    std::optional<people_office> office;
};

// A tag set on hundreds by mistake: taking it back restores exactly those whom it changed, once.
TEST_P(people, a_tag_for_many_is_taken_back_exactly) {
    const auto event = published(table_for(0));
    const auto first = join(event), second = join(event), third = join(event);
    const auto stage = *office->name_tag(alice, event, "У сцены");
    EXPECT_EQ(*office->name_tag(alice, event, "у  сцены"), stage) << "the same to the eye";
    ASSERT_TRUE(office->mark(alice, event, std::span(&second.id, 1), stage, true));
    const std::vector all{first.id, second.id, third.id, domain::registration_id{999}};
    const auto done = *office->mark(alice, event, all, stage, true);
    EXPECT_EQ(done.changed, 2);
    EXPECT_EQ(office->mark(alice, event, all, stage, true)->step, 0) << "nothing changed, nothing to take back";
    EXPECT_EQ(*office->undo(alice, event, done.step), 2);
    EXPECT_TRUE(tags_of(first).empty());
    EXPECT_EQ(tags_of(second), std::vector{stage}) << "who had it before keeps it";
    EXPECT_EQ(office->undo(alice, event, done.step).error().code, domain::refusal_code::not_found);
    const auto late = *office->mark(alice, event, all, domain::vip_tag, true);
    EXPECT_EQ(late.changed, 3);
    clock.advance_seconds(undo_seconds + 1);
    EXPECT_EQ(office->undo(alice, event, late.step).error().code, domain::refusal_code::not_found);
    EXPECT_EQ(office->mark(alice, event, all, 77, true).error().code, domain::refusal_code::not_found);
    ASSERT_TRUE(office->remove_tag(alice, event, stage));
    EXPECT_TRUE(tags_of(second) == std::vector{domain::vip_tag});
    EXPECT_EQ(office->tags(event).size(), 2u);
    EXPECT_EQ(cast::fields_of(office->name_tag(alice, event, std::string(41, 'a')).error()), "tag:too_long");
}

// A list is filtered by all that its sentence says, and found by words at the same time; pages follow one another without a gap.
TEST_P(people, filters_words_and_pages_agree) {
    const auto event = published(table_for(0));
    std::vector<receipt> all;
    for (int n = 0; n < 7; ++n) all.push_back(named(event, "Щёголев" + std::to_string(n), "Пётр", "p" + std::to_string(n) + "@example.org"));
    named(event, "Ким", "Ен Су", "kim@example.org");
    ASSERT_TRUE(office->mark(alice, event, std::span(&all[3].id, 1), domain::press_tag, true));
    ASSERT_TRUE(registrations->cancel(alice, event, all[0].id));
    domain::people_filter filter;
    filter.live = true;
    EXPECT_EQ(found(event, filter), 7);
    EXPECT_EQ(found(event, filter, "щеголев"), 6);
    EXPECT_EQ(found(event, filter, "Otujktd"), 6) << "typed in the other layout";
    filter.tag = domain::press_tag;
    EXPECT_EQ(found(event, filter, "shchegolev"), 1);
    filter = {};
    filter.status = domain::registration_status::cancelled;
    EXPECT_EQ(found(event, filter), 1);
    filter = {};
    filter.attended = true;
    EXPECT_EQ(found(event, filter), 0);
    EXPECT_EQ(domain::read_filter(domain::write_filter(filter)), filter);
    EXPECT_FALSE(domain::read_filter("q=Иванов"));
    EXPECT_FALSE(domain::read_filter("table=07"));
    for (const std::string text : {"", "щёголев"}) {
        std::vector<std::int64_t> seen;
        registration_filter wanted;
        wanted.text = text;
        wanted.limit = 2;
        for (;;) {
            const auto page = registrations->list(event, wanted);
            EXPECT_EQ(page.total, text.empty() ? 8 : 7);
            for (const auto& line : page.items) seen.push_back(line.registration.id.value);
            EXPECT_EQ(page.next.find_first_not_of("0123456789"), std::string::npos) << "an address holds no name";
            if (page.next.empty()) break;
            wanted.cursor = page.next;
        }
        EXPECT_EQ(seen.size(), text.empty() ? 8u : 7u);
        EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), seen.size());
    }
}

// What one colleague saved for all is there for the other; what is their own is not, and nobody saves without bounds.
TEST_P(people, saved_lists_are_shared_or_ones_own) {
    const auto event = published(table_for(0));
    const auto bob = staff_of({domain::role::event_manager, alliance, event}, 2);
    domain::people_filter filter;
    filter.status = domain::registration_status::pending;
    const auto own = *office->save_view(alice, event, "Мои", filter, false);
    const auto shared = *office->save_view(alice, event, "Всем", filter, true);
    ASSERT_EQ(office->views(bob, event).size(), 1u);
    EXPECT_EQ(office->views(bob, event)[0].filter, filter);
    EXPECT_EQ(office->views(alice, event).size(), 2u);
    EXPECT_EQ(office->remove_view(bob, event, own).error().code, domain::refusal_code::not_found);
    EXPECT_TRUE(office->remove_view(bob, event, shared));
    EXPECT_EQ(cast::fields_of(office->save_view(alice, event, " ", filter, false).error()), "view_name:required");
    while (office->save_view(alice, event, "Ещё", filter, false)) {}
    EXPECT_EQ(office->views(alice, event).size(), own_views_max);
    EXPECT_FALSE(office->columns(bob));
    office->save_columns(bob, "number,tags");
    office->save_columns(bob, "tags");
    EXPECT_EQ(*office->columns(bob), "tags");
}

// The same woman by her other spelling, her telephone, her address: found; a namesake of another family is not.
TEST_P(people, duplicates_are_found_by_address_telephone_and_spelling) {
    const auto event = published(table_for(0));
    const auto first = named(event, "Ёлкина", "Татьяна", "t@example.org", "8 (3452) 38-18-14");
    const auto spelling = named(event, "Tatiana", "Elkina", "other@example.org");
    const auto phone = named(event, "Петрова", "Анна", "anna@example.org", "+73452381814");
    named(event, "Ёлкин", "Татьян", "third@example.org");
    const auto pairs = office->duplicates(event);
    ASSERT_EQ(pairs.size(), 2u);
    for (const auto& pair : pairs) EXPECT_EQ(pair.first, first.id);
    EXPECT_TRUE((pairs[0].second == spelling.id && pairs[1].second == phone.id) || (pairs[0].second == phone.id && pairs[1].second == spelling.id));
    ASSERT_TRUE(registrations->cancel(alice, event, spelling.id));
    EXPECT_EQ(office->duplicates(event).size(), 1u);
}

// One person, two registrations, the last seat: afterwards they have one seat, one ticket and everything they had chosen, and
// whoever waited for the second seat has it.
TEST_P(people, two_registrations_become_one_and_the_seat_goes_to_who_waits) {
    const auto event = published(table_for(2));
    const auto section = session_for(event, 5);
    auto request = stranger(event);
    const auto kept = join(request);
    request = stranger(event);
    request.sessions = {section};
    const auto other = join(request);
    const auto waits = join(event);
    ASSERT_EQ(status_of(waits), domain::registration_status::waitlisted);
    ASSERT_TRUE(office->mark(alice, event, std::span(&other.id, 1), domain::vip_tag, true));
    merge_choice take;
    take.email = true;
    const auto address = now_of(other).email;
    const auto letters = mails_to(other).size();
    ASSERT_TRUE(office->merge(alice, event, kept.id, other.id, take));
    EXPECT_EQ(status_of(kept), domain::registration_status::confirmed);
    EXPECT_EQ(status_of(other), domain::registration_status::cancelled);
    EXPECT_EQ(status_of(waits), domain::registration_status::confirmed);
    EXPECT_EQ(now_of(kept).email, address);
    ASSERT_EQ(now_of(kept).sessions.size(), 1u);
    EXPECT_EQ(now_of(kept).sessions[0].standing, domain::session_choice::state::seated);
    EXPECT_EQ(pool_of(event, section).taken, 1);
    EXPECT_EQ(pool_of(event).taken, 2);
    EXPECT_EQ(tags_of(kept), std::vector{domain::vip_tag});
    EXPECT_EQ(mails_to(other).size(), letters) << "nobody is told that they cancelled";
    EXPECT_EQ(office->merge(alice, event, kept.id, other.id, take).error().code, domain::refusal_code::wrong_state) << "once";
    EXPECT_EQ(office->merge(alice, event, kept.id, kept.id, take).error().code, domain::refusal_code::not_found);
}

// The press counts somebody twice, or lets in one more than its limit, because two rows of one person were joined.
TEST_P(people, a_merge_keeps_the_count_of_every_category) {
    const auto event = published(table_for(10));
    sign_up_office sign_ups(database(), clock, chance);
    const auto press = *doors->save_category(alice, event, {{}, "Пресса", "", "red"});
    domain::category_terms terms;
    terms.category = press;
    terms.quota = 1;
    ASSERT_TRUE(sign_ups.save_category(alice, event, terms));
    const auto quota = [&] { return pool_of(event, domain::quota_scope(press)); };
    const auto of_press = [&] {
        auto request = stranger(event);
        request.source = domain::registration_source::api;
        request.category = press;
        return join(request);
    };
    merge_choice take;
    take.category = true;

    const auto kept = join(event), other = of_press();
    ASSERT_TRUE(office->merge(alice, event, kept.id, other.id, take));
    EXPECT_EQ(now_of(kept).category, press);
    EXPECT_EQ(quota().taken, 1);
    EXPECT_EQ(pool_of(event).taken, 1);

    const auto waits = of_press(), plain = join(event);
    ASSERT_EQ(status_of(waits), domain::registration_status::waitlisted);
    EXPECT_EQ(cast::fields_of(office->merge(alice, event, plain.id, waits.id, take).error()), "category:full");
    EXPECT_EQ(status_of(waits), domain::registration_status::waitlisted) << "a refusal changes nothing";
    EXPECT_EQ(quota().waiting, 1);
    ASSERT_TRUE(office->merge(alice, event, plain.id, waits.id, {}));
    EXPECT_EQ(quota().waiting, 0);
    EXPECT_EQ(pool_of(event).waiting, 0);

    const auto again = of_press();
    ASSERT_TRUE(office->merge(alice, event, again.id, kept.id, {}));
    EXPECT_EQ(status_of(again), domain::registration_status::confirmed) << "the seat goes with the person";
    EXPECT_EQ(quota().taken, 1);
    EXPECT_EQ(quota().waiting, 0);
    EXPECT_EQ(pool_of(event).taken, 2);
}

// A family loses the one whose page and letters spoke for all of them.
TEST_P(people, whom_the_given_up_one_brought_along_goes_on_with_the_kept_one) {
    const auto event = published(table_for(10));
    sign_up_office sign_ups(database(), clock, chance);
    domain::sign_up_terms terms;
    terms.companions_max = 2;
    ASSERT_TRUE(sign_ups.save_terms(alice, event, terms));
    auto family = stranger(event);
    family.companions = {{{"Вторая", "Анна", ""}}, {{"Третья", "Анна", ""}}};
    const auto leader = join(family), kept = join(event);
    ASSERT_TRUE(office->merge(alice, event, kept.id, leader.id, {}));
    EXPECT_EQ(registrations->companions_of(event, kept.id).size(), 2u);
    EXPECT_TRUE(registrations->companions_of(event, leader.id).empty());
    EXPECT_EQ(pool_of(event).taken, 3);
    // One of the family is the very person who registered once more.
    const auto second = registrations->companions_of(event, kept.id).front().registration.id;
    ASSERT_TRUE(office->merge(alice, event, second, kept.id, {}));
    EXPECT_EQ(registrations->companions_of(event, second).size(), 1u) << "nobody brings themselves along";
    EXPECT_EQ(pool_of(event).taken, 2);
}

// Whoever stands in the hall already stays the one that was let in; two who were both let in are not made one.
TEST_P(people, who_was_admitted_stays_and_two_admitted_are_two) {
    const auto event = published(table_for(0));
    const auto first = join(event), second = join(event);
    clock.set(*events->find_event(event)->event.time.starts_at - 600);
    const auto let_in = [&](const receipt& whose) {
        check_in_command command;
        command.event = event;
        command.code = whose.ticket_text;
        command.scan_id = "3f2504e04f8941d39a0c0305e82c330" + std::to_string(whose.id.value);
        EXPECT_EQ(check_ins->check_in(alice, command)->colour, domain::verdict_colour::green);
    };
    let_in(second);
    EXPECT_EQ(cast::fields_of(office->merge(alice, event, first.id, second.id, {}).error()), "kept:not_a_choice");
    let_in(first);
    EXPECT_EQ(office->merge(alice, event, second.id, first.id, {}).error().code, domain::refusal_code::duplicate);
    EXPECT_EQ(status_of(first), domain::registration_status::confirmed) << "a refusal changes nothing";
}

KRUG_ON_BOTH(people);

} // namespace
} // namespace krug::service
