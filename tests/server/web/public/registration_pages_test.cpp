// If this fails, somebody cannot take a seat, loses what they typed, or takes two; or a program takes them all.
#include "server/web/public/visitor.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

using cast::fields;
using cast::header_of;

class registration_pages : public ::testing::Test {
protected:
    domain::event_id publish(service::event_draft draft) {
        draft.event.slug = "meeting";
        return house.make_event(house.tops, draft);
    }
    service::event_draft meeting() { return working_meeting("Тюменское общественное партнёрство"); }
    std::int64_t registered(domain::event_id event) { return house.registrations.list(event, {}).total; }

    cast::cast house;
};

// The shortest way from the form to the ticket, as a phone takes it.
TEST_F(registration_pages, from_the_form_to_the_ticket) {
    const auto event = publish(meeting());
    visitor guest(house, "meeting");
    const auto form = guest.open();
    ASSERT_EQ(form.status, 200);
    for (const auto* text : {"autocomplete='family-name'", "Оставьте это поле пустым", "/consent/personal_data/1?event=meeting",
                             "Место для кресла-коляски"})
        EXPECT_TRUE(has(form, text)) << text;
    EXPECT_FALSE(has(form, "value=\"1\" checked")); // no consent is given beforehand
    auto typed = filled_form();
    typed.emplace_back("phone", "8 (912) 345-67-89");
    const auto review = guest.submit("review", typed);
    ASSERT_EQ(review.status, 200);
    EXPECT_TRUE(has(review, "Щёголев Пётр"));
    EXPECT_TRUE(has(review, "+7 (912) 345-67-89"));
    EXPECT_EQ(registered(event), 0);
    const auto sent = guest.submit("send", typed, 1);
    const auto mine = goes_to(sent);
    ASSERT_TRUE(mine.starts_with("/r/")) << sent.status;
    const auto page = guest.get(mine);
    ASSERT_EQ(page.status, 200);
    EXPECT_TRUE(has(page, "Место за вами, Пётр"));
    EXPECT_TRUE(has(page, "<svg"));
    EXPECT_EQ(registered(event), 1);
}

// Somebody who fixes an error must not type anything twice.
TEST_F(registration_pages, every_error_is_told_and_nothing_typed_is_lost) {
    publish(meeting());
    visitor guest(house, "meeting");
    guest.open();
    const fields typed{{"additional_name", "Ринат кызы"}, {"email", "не почта"},      {"phone", "12"},
                       {"organisation", "АНО «Пример»"},  {"position", "<Ведущая>"}, {"access_need", "captions"},
                       {"session", "77"}};
    const auto answer = guest.submit("review", typed);
    EXPECT_EQ(answer.status, 422);
    for (const auto* text : {"Ошибка:", "Напишите фамилию или имя.", "Проверьте адрес почты", "В телефоне не хватает цифр",
                             "Выберите один из вариантов.", "Отметьте согласие на обработку", "Отметьте отдельное согласие",
                             "Осталось поправить 6 мест", "href=\"#consent_personal_data\"", "Ринат кызы", "не почта",
                             "АНО «Пример»", "&lt;Ведущая&gt;", "value=\"captions\" checked"})
        EXPECT_TRUE(has(answer, text)) << text;
    EXPECT_EQ(hidden(answer.body, "idempotency_key"), guest.key);
    EXPECT_EQ(hidden(answer.body, "form_stamp"), guest.stamp);
    auto english = typed;
    guest.set_cookie("lang", "en");
    EXPECT_TRUE(has(guest.submit("review", english), "Write your family name or given name."));
}

// A person with one name, or a very long one, or an apostrophe, is a person.
TEST_F(registration_pages, all_kinds_of_names_get_a_seat) {
    const auto event = publish(meeting());
    const std::string long_name = "Достопримечательнодостоверновский-Преображенский-Заречно-Каменский";
    int number = 0;
    for (const auto& family : {std::string("Сукарно"), long_name, std::string("О'Коннор"), std::string("Ким Ен Су"),
                               std::string("Салтыков-Щедрин"), std::string("Nguyễn")}) {
        visitor guest(house, "meeting", "198.51.100." + std::to_string(++number));
        const fields typed{{"family_name", family}, {"email", "g" + std::to_string(number) + "@example.org"}, {"consent_personal_data", "1"}};
        EXPECT_TRUE(goes_to(guest.register_as(typed)).starts_with("/r/")) << family;
    }
    EXPECT_EQ(registered(event), 6);
}

// Two clicks, or a page that was reloaded, would take two seats or lose the ticket.
TEST_F(registration_pages, the_same_form_twice_is_one_registration) {
    const auto event = publish(meeting());
    visitor guest(house, "meeting");
    const auto first = goes_to(guest.register_as(filled_form()));
    const auto second = goes_to(guest.submit("send", filled_form(), 1));
    ASSERT_TRUE(first.starts_with("/r/"));
    EXPECT_EQ(first, second);
    EXPECT_EQ(registered(event), 1);
    // Back, another person of the family, the same page: a registration of its own.
    EXPECT_NE(goes_to(guest.submit("send", filled_form("Щёголева"), 1)), first);
    EXPECT_EQ(registered(event), 2);
}

// Whoever knows a name and an address would learn from the answer that this person comes.
TEST_F(registration_pages, known_and_unknown_addresses_get_the_same_page) {
    auto draft = meeting();
    draft.event.registration.confirm_email = true;
    const auto event = publish(draft);
    std::string pages[2];
    for (auto& page : pages) {
        visitor guest(house, "meeting", page.data() == pages[0].data() ? "198.51.100.1" : "203.0.113.99");
        const auto answer = guest.register_as(filled_form());
        ASSERT_EQ(goes_to(answer), "/e/meeting/registered");
        page = without_marks(guest.get("/e/meeting/registered").body);
        // Shown once, so that the next person at this computer does not read it.
        const auto again = guest.get("/e/meeting/registered");
        EXPECT_FALSE(has(again, "guest@example.org"));
        EXPECT_TRUE(has(again, "Отправили вам письмо."));
    }
    EXPECT_EQ(pages[0], pages[1]);
    EXPECT_NE(pages[0].find("guest@example.org"), std::string::npos);
    EXPECT_EQ(registered(event), 1);
}

// The same without confirmation: the one who registered before gets a letter, the one who asks learns nothing.
TEST_F(registration_pages, registering_again_shows_no_ticket) {
    const auto event = publish(meeting());
    visitor first(house, "meeting"), again(house, "meeting", "203.0.113.99");
    ASSERT_TRUE(goes_to(first.register_as(filled_form())).starts_with("/r/"));
    EXPECT_EQ(goes_to(again.register_as(filled_form())), "/e/meeting/registered");
    EXPECT_EQ(registered(event), 1);
}

// Programs fill every field at once; people lose nothing when they are taken for one.
TEST_F(registration_pages, what_no_person_sends_is_shown_again) {
    const auto event = publish(meeting());
    visitor guest(house, "meeting");
    guest.open();
    const auto too_young = guest.submit("send", filled_form(), 1);
    EXPECT_EQ(too_young.status, 422);
    EXPECT_TRUE(has(too_young, "Щёголев"));
    EXPECT_TRUE(goes_to(guest.submit("send", filled_form(), 5)).starts_with("/r/"));

    visitor robot(house, "meeting", "203.0.113.50");
    robot.open();
    auto trapped = filled_form("Роботов", "robot@example.org");
    trapped.insert(trapped.begin(), {"website", "http://spam.example"});
    EXPECT_EQ(robot.submit("send", trapped).status, 422);
    robot.csrf = "forged";
    const auto stale = robot.submit("send", filled_form("Роботов", "robot@example.org"));
    EXPECT_EQ(stale.status, 422);
    EXPECT_TRUE(has(stale, "слишком давно"));
    EXPECT_TRUE(has(stale, "Роботов"));
    robot.csrf = hidden(stale.body, "csrf").value_or("");
    robot.stamp = "forged";
    EXPECT_EQ(robot.submit("send", filled_form("Роботов", "robot@example.org")).status, 422);
    EXPECT_EQ(registered(event), 1);
}

// One program would take every seat of a small hall within a minute.
TEST_F(registration_pages, one_network_and_one_mailbox_get_so_many) {
    const auto event = publish(meeting());
    visitor guest(house, "meeting", "203.0.113.1");
    guest.open();
    house.clock.advance_seconds(60);
    int refused_after = 0;
    for (int number = 0; number < 40; ++number) {
        const auto answer = guest.submit("send", filled_form("Гость", "g" + std::to_string(number) + "@example.org"), 0);
        if (answer.status == 429) {
            EXPECT_GT(std::stoi(header_of(answer, "retry-after")), 0);
            break;
        }
        ++refused_after;
    }
    EXPECT_EQ(refused_after, 30);
    // Another network is not touched, one mailbox from many networks is.
    int taken = 0;
    for (int number = 0; number < 10; ++number) {
        visitor other(house, "meeting", "10.0." + std::to_string(number) + ".1");
        other.open();
        house.clock.advance_seconds(5);
        taken += other.submit("send", filled_form("Имя" + std::string(static_cast<std::size_t>(number), 'a'), "victim@example.org"), 0).status == 303;
    }
    EXPECT_GE(taken, 6);
    EXPECT_LT(taken, 9);
    EXPECT_EQ(registered(event), 30 + taken);
}

// Somebody would be promised a seat that is not there.
TEST_F(registration_pages, a_full_event_says_so_before_the_form_and_queues) {
    auto draft = meeting();
    draft.event.capacity = 1;
    const auto event = publish(draft);
    house.make_registration(event, "Первая", "Анна");
    visitor guest(house, "meeting");
    EXPECT_TRUE(has(guest.open(), "Свободных мест сейчас нет"));
    const auto mine = goes_to(guest.register_as(filled_form()));
    EXPECT_TRUE(has(guest.get(mine), "Ваше место в очереди: 1"));
}

// The person would think they have a seat while the organisers have not decided.
TEST_F(registration_pages, approval_is_announced_and_waited_for) {
    auto draft = meeting();
    draft.event.registration.mode = domain::registration_mode::approval;
    publish(draft);
    visitor guest(house, "meeting");
    EXPECT_TRUE(has(guest.open(), "Заявку рассматривают организаторы"));
    EXPECT_TRUE(has(guest.get(goes_to(guest.register_as(filled_form()))), "Заявка у организаторов"));
}

// Registration that closed while the form was open must not let anybody in, nor end in a blank page.
TEST_F(registration_pages, closing_meanwhile_is_told) {
    auto draft = meeting();
    draft.event.registration.closes_at = cast::cast_begins + 60;
    const auto event = publish(draft);
    visitor guest(house, "meeting");
    guest.open();
    const auto late = guest.submit("send", filled_form(), 120);
    EXPECT_EQ(late.status, 409);
    EXPECT_TRUE(has(late, "Регистрация закрыта."));
    EXPECT_EQ(registered(event), 0);
    EXPECT_EQ(guest.get("/e/nowhere/register").status, 404);
    EXPECT_EQ(guest.get("/e/" + house.events.find_event(house.draft)->event.slug + "/register").status, 404);
}

// Somebody would be booked into two rooms at once against the organiser's wish.
TEST_F(registration_pages, sessions_that_may_not_clash_do_not) {
    const auto event = publish(meeting());
    const auto add = [&](std::string title, std::int64_t from, domain::clash_policy clash) {
        domain::session what;
        what.event = event;
        what.title = std::move(title);
        what.sign_up = domain::session_sign_up::optional;
        what.starts_at = 1'602'756'000 + from;
        what.ends_at = *what.starts_at + 3600;
        what.clash = clash;
        return std::to_string(house.events.add_session(cast::full_house::shell(), what)->value);
    };
    const auto strict = add("Строгая", 0, domain::clash_policy::block), same = add("Та же пора", 1800, domain::clash_policy::allow),
               after = add("Потом", 3600, domain::clash_policy::block);
    visitor guest(house, "meeting");
    EXPECT_TRUE(has(guest.open(), "15:30–16:30"));
    auto typed = filled_form();
    typed.emplace_back("session", strict);
    typed.emplace_back("session", same);
    const auto clash = guest.submit("review", typed);
    EXPECT_EQ(clash.status, 422);
    EXPECT_TRUE(has(clash, "идут одновременно"));
    typed.back().second = after;
    EXPECT_EQ(guest.submit("review", typed).status, 200);
    const auto mine = guest.get(goes_to(guest.submit("send", typed, 1)));
    EXPECT_TRUE(has(mine, "Строгая"));
    EXPECT_TRUE(has(mine, "Потом"));
}

// A form sent from somebody else's page would register people who never asked.
TEST_F(registration_pages, a_form_from_another_site_is_refused) {
    const auto event = publish(meeting());
    visitor guest(house, "meeting");
    guest.open();
    house.clock.advance_seconds(10);
    auto typed = filled_form();
    typed.emplace_back("csrf", guest.csrf);
    typed.emplace_back("form_stamp", guest.stamp);
    typed.emplace_back("step", "send");
    EXPECT_EQ(guest.post_bare("/e/meeting/register", typed, {{"sec-fetch-site", "cross-site"}}).status, 403);
    EXPECT_EQ(registered(event), 0);
}

} // namespace
} // namespace krug::web_test
