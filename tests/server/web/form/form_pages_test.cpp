// If this fails, an organiser cannot ask what they need to know, or a guest is asked what they cannot answer.
#include "server/web/work/work_desk.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

namespace json = boost::json;
using krug::cast::fields;

/// The desk with an event whose page a visitor opens.
class form_desk : public work_desk {
public:
    domain::event_id asking = publish();
    std::string form(std::string_view rest = "") const { return page_of(asking, "/form" + std::string(rest)); }
    std::string version() { return between(alice_at.get(form("/new")).body, "name=\"version\" value=\"", "\""); }
    /// As the editor sends it.
    web::response add(fields more) {
        more.emplace_back("version", version());
        more.emplace_back("step", "save");
        return alice_at.post(form("/new"), more);
    }
    web::response press(const std::string& what, const std::string& question) {
        return alice_at.post(form(), {{"do", what}, {"question", question}, {"version", version()}});
    }
    krug::cast::person& token() { return alice; }

private:
    domain::event_id publish() {
        auto wanted = working_meeting("Тюменское общественное партнёрство");
        wanted.event.slug = "asking";
        return make_event(tops, wanted);
    }
};

fields options(fields typed, std::initializer_list<std::string> labels) {
    for (const auto& label : labels) {
        typed.emplace_back("option_key", "");
        typed.emplace_back("option", label);
        typed.emplace_back("option_en", "");
    }
    return typed;
}

fields answered(fields typed, const fields& more) {
    typed.insert(typed.end(), more.begin(), more.end());
    return typed;
}

// Five people come for lunch, and the kitchen knows what one of them eats.
TEST(form_pages, companions_and_members_of_a_group_are_asked_too) {
    form_desk desk;
    ASSERT_TRUE(goes_to(desk.alice_at.post(desk.page_of(desk.asking, "/sign-up/terms"), {{"companions_max", "2"}, {"group_max", "5"}})).ends_with("saved"));
    desk.add(options({{"label", "Обед"}, {"kind", "many_of"}, {"required", "1"}, {"asked_along", "1"}}, {"Рыба", "Овощи"}));
    desk.add({{"label", "О чём спросить"}, {"kind", "text"}});
    EXPECT_TRUE(has(desk.alice_at.get(desk.form()), "и сопровождающих, и каждого в группе"));
    EXPECT_TRUE(has(desk.alice_at.get(desk.form("/q1")), "name=\"asked_along\" value=\"1\" checked"));

    visitor guest(desk, "asking");
    guest.open();
    auto typed = answered(filled_form(), {{"answer_q1", "o1"}, {"asked", "q1"}, {"asked", "q2"}});
    const auto added = guest.submit("add_companion", typed);
    EXPECT_TRUE(has(added, "name=\"answer_along1-q1\""));
    EXPECT_FALSE(has(added, "answer_along1-q2"));
    typed = answered(typed, {{"companion_1_family_name", "Помощников"}, {"companion_1_given_name", "Олег"}, {"asked", "along1-q1"}});
    const auto wrong = guest.submit("review", typed);
    EXPECT_EQ(wrong.status, 422);
    for (const char* words : {"href=\"#answer_along1-q1\"", "Сопровождающий 1. «Обед»: выберите ответ.", "value=\"Помощников\""}) EXPECT_TRUE(has(wrong, words)) << words;
    typed = answered(typed, {{"answer_along1-q1", "o1"}, {"answer_along1-q1", "o2"}});
    const auto review = guest.submit("review", typed);
    ASSERT_EQ(review.status, 200);
    for (const char* words : {"Помощников Олег: Обед", "Рыба; Овощи", "name=\"answer_along1-q1\" value=\"o2\""}) EXPECT_TRUE(has(review, words)) << words;
    ASSERT_TRUE(goes_to(guest.submit("send", typed, 1)).starts_with("/r/"));
    EXPECT_TRUE(has(desk.alice_at.get(desk.page_of(desk.asking, "/people/2")), "Рыба; Овощи"));

    const auto address = std::string("/e/asking/register/group");
    const auto page = guest.get(address);
    fields group{{"family_name", "Контактова"}, {"given_name", "Инна"}, {"email", "group@example.org"}, {"consent_personal_data", "1"},
                 {"people", "Первый Пётр\nВторая Анна"}};
    for (const char* name : {"csrf", "form_stamp", "idempotency_key"}) group.emplace_back(name, hidden(page.body, name).value_or(""));
    desk.clock.advance_seconds(30);
    const auto asks = guest.post(address, group);
    EXPECT_EQ(asks.status, 200) << "nobody has made a mistake yet";
    EXPECT_TRUE(has(asks, "Вопросы о каждом"));
    const auto of_first = "p" + between(asks.body, "name=\"asked\" value=\"p", "-q1") + "-q1";
    const auto rest = asks.body.substr(asks.body.find(of_first + "\" data-if") + of_first.size());
    const auto of_second = "p" + between(rest.substr(rest.find("data-question=")), "data-question=\"p", "-q1") + "-q1";
    ASSERT_NE(of_first, of_second);
    group = answered(group, {{"asked", of_first}, {"asked", of_second}, {"answer_" + of_second, "o2"}});
    const auto half = guest.post(address, group);
    EXPECT_EQ(half.status, 422);
    EXPECT_TRUE(has(half, "Первый Пётр. «Обед»: выберите ответ."));
    EXPECT_FALSE(has(half, "Вторая Анна. «Обед»"));
    group.emplace_back("answer_" + of_first, "o1");
    group[4].second = "Вторая Анна\nПервый Пётр"; // in another order the answers still belong to the same people
    const auto mine = goes_to(guest.post(address, group));
    ASSERT_TRUE(mine.starts_with("/r/"));
    EXPECT_TRUE(has(guest.get(mine), "Овощи"));
    EXPECT_TRUE(has(desk.alice_at.get(desk.page_of(desk.asking, "/people/4")), "Рыба"));
    EXPECT_EQ(goes_to(guest.post(address, group)), mine) << "pressed twice is registered once";
    EXPECT_EQ(guest.post(address, fields(4001, {"asked", "x"})).status, 400) << "no browser sends so much";
}

// Building a form takes an evening and a programmer.
TEST(form_pages, questions_are_made_ordered_and_archived) {
    form_desk desk;
    EXPECT_TRUE(has(desk.alice_at.get(desk.form()), "Своих вопросов пока нет"));
    EXPECT_TRUE(goes_to(desk.alice_at.post(desk.form(), {{"do", "ready"}, {"ready", "sector"}, {"version", "0"}})).ends_with("saved"));
    EXPECT_TRUE(goes_to(desk.add({{"label", "Нужен доклад?"}, {"kind", "yes_no"}, {"guest_may_change", "1"}})).find("question-q2") != std::string::npos);
    const auto wrong = desk.add(options({{"label", ""}, {"kind", "one_of"}}, {"Один"}));
    EXPECT_EQ(wrong.status, 422);
    for (const char* words : {"Напишите вопрос.", "Напишите хотя бы два варианта.", "href=\"#options\"", "value=\"Один\""}) EXPECT_TRUE(has(wrong, words)) << words;
    EXPECT_FALSE(goes_to(desk.add({{"label", "Тема доклада"}, {"kind", "text"}, {"required", "1"}, {"condition", "q2=yes"}})).empty());
    auto list = desk.alice_at.get(desk.form());
    for (const char* words : {"1. Какой сектор вы представляете", "2. Нужен доклад?", "3. Тема доклада", "обязательно · если «Нужен доклад?» – Да"})
        EXPECT_TRUE(has(list, words)) << words;
    EXPECT_TRUE(goes_to(desk.press("up", "q2")).ends_with("#question-q2"));
    EXPECT_TRUE(has(desk.alice_at.get(desk.form()), "1. Нужен доклад?"));
    const auto refused = desk.press("down", "q2");
    EXPECT_TRUE(goes_to(refused).ends_with("#question-q2"));
    const auto stuck = desk.press("down", "q2"); // behind the question that depends on it
    EXPECT_EQ(stuck.status, 422);
    EXPECT_TRUE(has(stuck, "этот вопрос зависит от ответа на другой"));
    const auto stale = desk.alice_at.post(desk.form(), {{"do", "up"}, {"question", "q3"}, {"version", "1"}});
    EXPECT_EQ(stale.status, 412);
    EXPECT_EQ(desk.alice_at.get(desk.form("/nothing")).status, 404);
    EXPECT_TRUE(has(desk.alice_at.get(desk.form("/preview")), "Какой сектор вы представляете"));
}

// Without a script a guest passes over the question that their answer has opened, or is stopped by one that it has not.
TEST(form_pages, a_condition_works_without_a_script) {
    form_desk desk;
    desk.add({{"label", "Нужен доклад?"}, {"kind", "yes_no"}, {"required", "1"}, {"guest_may_change", "1"}});
    desk.add({{"label", "Тема доклада"}, {"kind", "text"}, {"required", "1"}, {"condition", "q1=yes"}, {"guest_may_change", "1"}});
    visitor guest(desk, "asking");
    const auto page = guest.open();
    EXPECT_TRUE(has(page, "Нужен доклад?"));
    EXPECT_TRUE(has(page, "data-question=\"q2\" data-if=\"q1\" data-if-values=\"yes\" data-categories=\"\" hidden"));
    auto typed = answered(filled_form(), {{"asked", "q1"}});
    const auto unanswered = guest.submit("review", typed);
    EXPECT_EQ(unanswered.status, 422);
    EXPECT_TRUE(has(unanswered, "«Нужен доклад?»: выберите ответ."));
    typed.emplace_back("answer_q1", "yes");
    const auto further = guest.submit("review", typed);
    EXPECT_EQ(further.status, 422);
    EXPECT_TRUE(has(further, "По вашим ответам есть ещё вопрос: «Тема доклада»"));
    EXPECT_TRUE(has(further, "Щёголев")) << "nothing typed is lost";
    EXPECT_TRUE(has(further, "data-question=\"q2\" data-if=\"q1\" data-if-values=\"yes\" data-categories=\"\">"));
    typed = answered(typed, {{"asked", "q2"}, {"answer_q2", "Доступная <остановка>"}});
    const auto review = guest.submit("review", typed);
    ASSERT_EQ(review.status, 200);
    for (const char* words : {"Нужен доклад?", "Да", "Доступная &lt;остановка&gt;", "name=\"asked\" value=\"q2\""}) EXPECT_TRUE(has(review, words)) << words;
    const auto mine = goes_to(guest.submit("send", typed, 1));
    ASSERT_TRUE(mine.starts_with("/r/"));
    EXPECT_TRUE(has(guest.get(mine), "Доступная &lt;остановка&gt;"));
    const auto answers = guest.get(mine + "/answers");
    EXPECT_TRUE(has(answers, "value=\"Доступная &lt;остановка&gt;\""));
    const auto csrf = hidden(answers.body, "csrf").value_or("");
    const auto wrong = guest.post(mine + "/answers", {{"csrf", csrf}, {"answer_q1", "yes"}, {"asked", "q1"}, {"asked", "q2"}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "«Тема доклада»: напишите ответ."));
    EXPECT_EQ(goes_to(guest.post(mine + "/answers", {{"csrf", csrf}, {"answer_q1", "no"}, {"asked", "q1"}})), mine);
    EXPECT_FALSE(has(guest.get(mine), "остановка"));
}

// An answer is on the card and missing from the list that goes to the sponsor.
TEST(form_pages, answers_on_the_card_in_the_list_and_in_the_data_of_the_person) {
    form_desk desk;
    desk.add(options({{"label", "Обед"}, {"label_en", "Lunch"}, {"kind", "many_of"}, {"guest_may_change", "1"}}, {"Рыба", "Овощи"}));
    visitor guest(desk, "asking");
    guest.open();
    const auto typed = answered(filled_form(), {{"asked", "q1"}, {"answer_q1", "o2"}, {"answer_q1", "o1"}});
    ASSERT_TRUE(goes_to(guest.submit("send", typed)).starts_with("/r/"));
    const auto card = desk.alice_at.get(form_desk::page_of(desk.asking, "/people/1"));
    EXPECT_TRUE(has(card, "Рыба; Овощи"));
    const auto csv = krug::cast::call_api(desk, web::method::get, "/api/v1/events/" + std::to_string(desk.asking.value) + "/attendance.csv?columns=family_name,answer_q1", desk.token().token, "", {});
    EXPECT_NE(csv.bytes().find("Щёголев;Рыба; Овощи") != std::string::npos || csv.bytes().find("Щёголев;\"Рыба; Овощи\"") != std::string::npos, false) << csv.bytes();
    const auto machine = krug::cast::call_api(desk, web::method::get, "/api/v1/events/" + std::to_string(desk.asking.value) + "/attendance.json?columns=answer_q1", desk.token().token, "", {});
    EXPECT_NE(machine.bytes().find("\"answer_q1\":\"o1,o2\""), std::string::npos) << machine.bytes();
    EXPECT_EQ(krug::cast::call_api(desk, web::method::get, "/api/v1/events/" + std::to_string(desk.asking.value) + "/attendance.json?columns=answer_q9", desk.token().token, "", {}).status, 422);
    EXPECT_TRUE(has(desk.alice_at.get(form_desk::page_of(desk.asking, "/exports")), "value=\"answer_q1\""));
    EXPECT_TRUE(has(desk.alice_at.get(form_desk::page_of(desk.asking, "/people/1/data")), "Рыба; Овощи"));
    EXPECT_NE(desk.alice_at.get(form_desk::page_of(desk.asking, "/people/1/data.json")).bytes().find("\"answer\":\"Рыба; Овощи\""), std::string::npos);
    // The question has an answer now: its kind stands, and taking it away archives it.
    EXPECT_TRUE(has(desk.alice_at.get(desk.form("/q1")), "На вопрос уже ответили"));
    EXPECT_TRUE(goes_to(desk.alice_at.post(desk.form("/q1"), {{"step", "remove"}, {"version", desk.version()}})).ends_with("saved"));
    EXPECT_TRUE(has(desk.alice_at.get(desk.form()), "В архиве"));
    EXPECT_TRUE(has(desk.alice_at.get(form_desk::page_of(desk.asking, "/people/1")), "Рыба; Овощи"));
    EXPECT_FALSE(goes_to(desk.press("restore", "q1")).empty());
}

// The team at the door cannot note what the door asks, or does not see what it should.
TEST(form_pages, the_door_asks_and_reads) {
    form_desk desk;
    desk.add({{"label", "Номер пропуска"}, {"kind", "number"}, {"moment", "door"}, {"shown_at_door", "1"}, {"least", "1"}, {"most", "99"}});
    visitor guest(desk, "asking");
    EXPECT_FALSE(has(guest.open(), "Номер пропуска"));
    ASSERT_TRUE(goes_to(guest.submit("send", filled_form())).starts_with("/r/"));
    const auto page = form_desk::page_of(desk.asking, "/people/1/answers");
    EXPECT_TRUE(has(desk.alice_at.get(page), "Номер пропуска"));
    const auto wrong = desk.alice_at.post(page, {{"answer_q1", "100"}, {"asked", "q1"}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "«Номер пропуска»: нужно число от 1 до 99."));
    EXPECT_TRUE(goes_to(desk.alice_at.post(page, {{"answer_q1", "7"}, {"asked", "q1"}})).ends_with("saved"));
    const auto whose = desk.registrations.find(desk.asking, {1}, false);
    const auto shown = desk.alice_at.post(form_desk::page_of(desk.asking, "/door"), {{"code", whose->attendee_no}, {"scan_id", "3f2504e04f8941d39a0c0305e82c3301"}});
    EXPECT_TRUE(has(shown, "Номер пропуска: 7")) << shown.status;
}

// A program writes a form that nobody can read back.
TEST(form_pages, the_api_reads_and_writes_the_same_questions) {
    form_desk desk;
    const auto path = "/api/v1/events/" + std::to_string(desk.asking.value) + "/form";
    const auto put = [&](std::string_view body) { return krug::cast::call_api(desk, web::method::put, path, desk.token().token, body, {}); };
    const auto made = put(R"({"questions": [{"key": "talk", "kind": "yes_no", "label": "Нужен доклад?"},
        {"key": "topic", "kind": "text", "label": "Тема", "required": true, "if_question": "talk", "if_answers": ["yes"]}]})");
    ASSERT_EQ(made.status, 200) << made.bytes();
    const auto read = json::parse(krug::cast::call_api(desk, web::method::get, path, desk.token().token, "", {}).bytes()).as_object();
    EXPECT_EQ(read.at("version").as_int64(), 1);
    const auto& questions = read.at("questions").as_array();
    ASSERT_EQ(questions.size(), 2u);
    EXPECT_EQ(questions[1].at("if_question").as_string(), "talk");
    const auto same = put(json::serialize(json::object{{"version", 1}, {"questions", questions}}));
    EXPECT_EQ(same.status, 200) << "what was read can be written";
    EXPECT_EQ(put(R"({"version": 7, "questions": []})").status, 412);
    const auto wrong = put(R"({"questions": [{"key": "x", "kind": "number", "label": "Сколько", "least": 5, "most": 1}]})");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_NE(wrong.bytes().find("questions[0].most"), std::string::npos);
    EXPECT_EQ(put(R"({"questions": [{"key": "x", "kind": "file", "label": "Файл"}]})").status, 422);
    const auto sign_up = krug::cast::call_api(desk, web::method::post, "/api/v1/events/" + std::to_string(desk.asking.value) + "/registrations",
                                              desk.token().token, R"({"family_name": "Иванова", "answers": {"talk": "maybe"}})", {});
    EXPECT_EQ(sign_up.status, 422);
    EXPECT_NE(sign_up.bytes().find("answers.talk"), std::string::npos);
}

} // namespace
} // namespace krug::web_test
