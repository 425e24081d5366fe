// If this fails, a code on paper opens nothing, a family fills in three forms, or a group is registered by halves.
#include "server/web/work/work_desk.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

namespace json = boost::json;
using krug::cast::fields;

class terms_desk : public work_desk {
public:
    domain::event_id joined = publish();
    std::string sign_up(std::string_view rest = "") const { return page_of(joined, "/sign-up" + std::string(rest)); }
    web::response set_terms(fields terms) {
        if (std::none_of(terms.begin(), terms.end(), [](const auto& each) { return each.first == "companions_max"; })) terms.emplace_back("companions_max", "0");
        if (std::none_of(terms.begin(), terms.end(), [](const auto& each) { return each.first == "group_max"; })) terms.emplace_back("group_max", "0");
        return alice_at.post(sign_up("/terms"), terms);
    }
    std::string make_code(fields wish = {}) {
        wish.emplace_back("count", "1");
        wish.emplace_back("uses_max", "1");
        EXPECT_TRUE(goes_to(alice_at.post(sign_up("/codes"), wish)).find("done=saved") != std::string::npos);
        return sign_ups.invitations(joined).front().code;
    }
    void set_mode(domain::registration_mode mode) {
        auto found = events.find_event(joined);
        service::event_draft wanted;
        wanted.event = found->event;
        wanted.event.registration.mode = mode;
        for (const auto& each : found->event.organisers) wanted.organisers.push_back({each.slug, each.role});
        ASSERT_TRUE(events.update_event(shell(), joined, wanted, 0));
    }

private:
    domain::event_id publish() {
        auto wanted = working_meeting("Тюменское общественное партнёрство");
        wanted.event.slug = "joined";
        return make_event(tops, wanted);
    }
};

// The code of the letter is typed wrong once, and the form is empty again or the door stays shut.
TEST(sign_up_pages, a_code_by_link_and_by_hand) {
    terms_desk desk;
    desk.set_mode(domain::registration_mode::invitation);
    const auto code = desk.make_code({{"note", "Для докладчиков"}});
    EXPECT_TRUE(has(desk.alice_at.get(desk.sign_up()), domain::show_code(code)));
    visitor guest(desk, "joined");
    const auto page = guest.open();
    ASSERT_EQ(page.status, 200);
    EXPECT_TRUE(has(page, "Код из приглашения"));
    EXPECT_TRUE(has(guest.submit("review", filled_form()), "Введите код."));
    auto typed = filled_form();
    typed.emplace_back("code", "ZZZZ-99999");
    const auto wrong = guest.submit("review", typed);
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "Такого кода нет."));
    EXPECT_TRUE(has(wrong, "Щёголев"));
    EXPECT_TRUE(has(guest.get("/e/joined/register?code=" + code), "Код принят"));
    typed.back().second = domain::show_code(code);
    ASSERT_EQ(guest.submit("review", typed).status, 200);
    const auto mine = goes_to(guest.submit("send", typed, 1));
    EXPECT_TRUE(mine.starts_with("/r/"));
    EXPECT_EQ(goes_to(guest.submit("send", typed, 1)), mine) << "the second click finds what the first has made";
    visitor other(desk, "joined", "203.0.113.8");
    other.open();
    auto late = filled_form("Поздняя", "late@example.org");
    late.emplace_back("code", code);
    EXPECT_TRUE(has(other.submit("review", late), "Код уже использован."));
    const auto file = desk.alice_at.get(desk.sign_up("/codes.csv"));
    EXPECT_NE(file.bytes().find(domain::show_code(code)), std::string::npos);
    EXPECT_EQ(desk.alice_at.get(desk.sign_up("/codes.xlsx")).bytes().substr(0, 2), "PK");
    const auto revoke = desk.sign_up("/codes/1/revoke");
    EXPECT_TRUE(goes_to(desk.alice_at.post(revoke, {})).find("revoked") != std::string::npos);
    EXPECT_EQ(desk.alice_at.post(desk.sign_up("/codes/99/revoke"), {}).status, 404);
}

// Somebody tries codes until one opens.
TEST(sign_up_pages, codes_are_not_guessed) {
    terms_desk desk;
    visitor guest(desk, "joined");
    int refused = 0;
    for (int attempt = 0; attempt < 80; ++attempt) refused += guest.get("/e/joined/register?code=TRY" + std::to_string(attempt)).status == 429;
    EXPECT_EQ(refused, 20);
    EXPECT_EQ(guest.get("/e/joined/register").status, 200) << "who has no code registers as ever";
}

// A mother, a teenager and a companion: one form, three tickets.
TEST(sign_up_pages, a_child_and_a_companion_in_one_form) {
    terms_desk desk;
    EXPECT_TRUE(goes_to(desk.set_terms({{"companions_max", "2"}, {"minors", "1"}})).ends_with("saved"));
    visitor guest(desk, "joined");
    EXPECT_TRUE(has(guest.open(), "Добавить сопровождающего"));
    auto typed = filled_form("Ёлкина");
    EXPECT_TRUE(has(guest.submit("add_companion", typed), "name=\"companion_1_family_name\""));
    typed.emplace_back("companion_1_family_name", "Помощников");
    typed.emplace_back("companion_1_given_name", "Олег");
    typed.emplace_back("minor", "1");
    const auto wrong = guest.submit("review", typed);
    EXPECT_EQ(wrong.status, 422);
    for (const char* words : {"Напишите имя родителя", "Напишите телефон родителя", "Отметьте согласие законного представителя"}) EXPECT_TRUE(has(wrong, words)) << words;
    for (const auto& [name, value] : fields{{"guardian_family_name", "Ёлкина"}, {"guardian_given_name", "Мария"}, {"guardian_phone", "8 912 345-67-89"}, {"guardian_agrees", "1"}})
        typed.emplace_back(name, value);
    const auto review = guest.submit("review", typed);
    ASSERT_EQ(review.status, 200);
    for (const char* words : {"Законный представитель", "Ёлкина Мария", "С вами придёт", "Помощников Олег"}) EXPECT_TRUE(has(review, words)) << words;
    const auto mine = goes_to(guest.submit("send", typed, 1));
    ASSERT_TRUE(mine.starts_with("/r/"));
    const auto page = guest.get(mine);
    for (const char* words : {"Помощников Олег", "Отвечает за участие:", "Ёлкина Мария"}) EXPECT_TRUE(has(page, words)) << words;
    EXPECT_TRUE(has(desk.alice_at.get(desk.page_of(desk.joined, "/people/2")), "Записан вместе с: Ёлкина"));
    const auto whose = desk.registrations.find(desk.joined, {1}, false);
    const auto shown = desk.alice_at.post(desk.page_of(desk.joined, "/door"), {{"code", whose->attendee_no}, {"scan_id", "3f2504e04f8941d39a0c0305e82c3301"}});
    EXPECT_TRUE(has(shown, "с родителем"));
    EXPECT_TRUE(has(guest.get(mine + "/cancel"), "Вернуть места всех"));
    EXPECT_EQ(goes_to(guest.post(mine + "/cancel", {{"csrf", hidden(guest.get(mine + "/cancel").body, "csrf").value_or("")}, {"all", "1"}})), mine);
    EXPECT_EQ(desk.registrations.find(desk.joined, {2}, false)->registration.status, domain::registration_status::cancelled);
}

// One slip in a list of twenty registers nineteen, and nobody knows whom.
TEST(sign_up_pages, a_group_is_registered_whole_or_not_at_all) {
    terms_desk desk;
    visitor guest(desk, "joined");
    EXPECT_EQ(guest.get("/e/joined/register/group").status, 404);
    desk.set_terms({{"group_max", "3"}});
    const auto page = guest.get("/e/joined/register/group");
    ASSERT_EQ(page.status, 200);
    fields typed{{"family_name", "Контактова"}, {"given_name", "Инна"}, {"email", "group@example.org"}, {"consent_personal_data", "1"},
                 {"people", "Первый Пётр Ильич\r\nВторая\tАнна\r\nПервый Пётр Ильич\r\n\r\n"}};
    for (const char* name : {"csrf", "form_stamp", "idempotency_key"}) typed.emplace_back(name, hidden(page.body, name).value_or(""));
    desk.clock.advance_seconds(30);
    const auto wrong = guest.post("/e/joined/register/group", typed);
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "Этот человек уже есть в списке."));
    EXPECT_EQ(desk.registrations.list(desk.joined, {}).total, 0);
    typed[4].second = "Первый Пётр Ильич\nВторая\tАнна\nТретий Олег";
    const auto mine = goes_to(guest.post("/e/joined/register/group", typed));
    ASSERT_TRUE(mine.starts_with("/r/"));
    EXPECT_EQ(goes_to(guest.post("/e/joined/register/group", typed)), mine) << "pressed twice is registered once";
    EXPECT_EQ(desk.registrations.list(desk.joined, {}).total, 3);
    EXPECT_TRUE(has(guest.get(mine), "Вторая Анна"));
    typed[4].second = "Раз А\nДва Б\nТри В\nЧетыре Г";
    EXPECT_TRUE(has(guest.post("/e/joined/register/group", typed), "В списке больше 3 человек."));
}

// A category with a limit is chosen by who should not have it, or its line is not told.
TEST(sign_up_pages, categories_with_limits_are_chosen_in_the_form) {
    terms_desk desk;
    const auto press = desk.doors.save_category(terms_desk::shell(), desk.joined, {{}, "Пресса", "Press", "red"});
    ASSERT_TRUE(press);
    const auto action = desk.sign_up("/categories/" + std::to_string(press->value));
    EXPECT_TRUE(has(desk.alice_at.post(action, {{"quota", "много"}}), "Число вне допустимых границ."));
    EXPECT_TRUE(goes_to(desk.alice_at.post(action, {{"quota", "1"}, {"guests_choose", "1"}})).ends_with("saved"));
    visitor guest(desk, "joined");
    EXPECT_TRUE(has(guest.open(), "Кого вы представляете"));
    EXPECT_TRUE(has(guest.submit("review", filled_form()), "Выберите, кого вы представляете."));
    auto typed = filled_form();
    typed.emplace_back("category", std::to_string(press->value));
    EXPECT_TRUE(has(guest.submit("review", typed), "Пресса"));
    EXPECT_TRUE(goes_to(guest.submit("send", typed, 1)).starts_with("/r/"));
    EXPECT_TRUE(has(guest.open(), "мест нет – запишем в лист ожидания"));
    EXPECT_TRUE(has(desk.alice_at.get(desk.sign_up()), "1 из 1"));
}

// The letter says that there is no seat and not why.
TEST(sign_up_pages, a_reason_is_told) {
    terms_desk desk;
    desk.set_mode(domain::registration_mode::approval);
    visitor guest(desk, "joined");
    guest.open();
    const auto mine = goes_to(guest.submit("send", filled_form()));
    ASSERT_TRUE(mine.starts_with("/r/"));
    const auto card = desk.page_of(desk.joined, "/people/1");
    EXPECT_TRUE(has(desk.alice_at.get(card), "Причина отказа"));
    EXPECT_FALSE(goes_to(desk.alice_at.post(card, {{"do", "decline"}, {"reason", "Заявок больше, чем мест."}, {"own_reason", ""}})).empty());
    EXPECT_TRUE(has(guest.get(mine), "Заявок больше, чем мест."));
}

// A program registers a family and loses two of the three tickets.
TEST(sign_up_pages, companions_and_codes_by_the_api) {
    terms_desk desk;
    const auto path = "/api/v1/events/" + std::to_string(desk.joined.value) + "/registrations";
    const auto post = [&](std::string_view body) { return krug::cast::call_api(desk, web::method::post, path, desk.alice.token, body, {}); };
    const auto made = post(R"({"family_name": "Первая", "email": "a@example.org", "companions": [{"family_name": "Вторая"}, {"given_name": "Олег"}],
        "guardian": {"family_name": "Мать", "phone": "8 (3452) 38-18-14"}})");
    ASSERT_EQ(made.status, 201) << made.bytes();
    const auto body = json::parse(made.bytes()).as_object();
    ASSERT_EQ(body.at("companions").as_array().size(), 2u);
    EXPECT_EQ(body.at("companions").at(1).at("ticket").at("text").as_string().size(), 246u);
    const auto read = json::parse(krug::cast::call_api(desk, web::method::get, path + "/2", desk.alice.token, "", {}).bytes()).as_object();
    EXPECT_EQ(read.at("leader").as_int64(), 1);
    EXPECT_EQ(json::parse(krug::cast::call_api(desk, web::method::get, path + "/1", desk.alice.token, "", {}).bytes()).at("guardian").at("family_name").as_string(), "Мать");
    EXPECT_EQ(post(R"({"family_name": "Пятая", "companions": [{}]})").status, 422);
    EXPECT_EQ(post(R"({"family_name": "Пятая", "code": "NOSUCHCODE"})").status, 422);
    EXPECT_EQ(desk.registrations.list(desk.joined, {}).total, 3);
    const auto form = "/api/v1/events/" + std::to_string(desk.joined.value) + "/form";
    const auto asked = krug::cast::call_api(desk, web::method::put, form, desk.alice.token,
                                            R"({"questions": [{"key": "food", "kind": "text", "label": "Обед", "asked_along": true}]})", {});
    ASSERT_EQ(asked.status, 200) << asked.bytes();
    EXPECT_TRUE(json::parse(asked.bytes()).at("questions").at(0).at("asked_along").as_bool());
    const auto wrong = post(R"({"family_name": "Шестая", "companions": [{"family_name": "Седьмая", "answers": {"drink": "чай"}}]})");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_NE(wrong.bytes().find("companions[0].answers.drink"), std::string_view::npos) << wrong.bytes();
    const auto fed = post(R"({"family_name": "Шестая", "companions": [{"family_name": "Седьмая", "answers": {"food": "уха"}}]})");
    ASSERT_EQ(fed.status, 201) << fed.bytes();
    const auto whose = std::to_string(json::parse(fed.bytes()).at("companions").at(0).at("id").as_int64());
    EXPECT_EQ(json::parse(krug::cast::call_api(desk, web::method::get, path + "/" + whose, desk.alice.token, "", {}).bytes()).at("answers").at("food").as_string(), "уха");
}

} // namespace
} // namespace krug::web_test
