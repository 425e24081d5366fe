// If this fails, what people answered is lost, read by somebody's later question, or never asked of them.
#include "cast/front_house.hpp"
#include "service/form_office.hpp"
#include "service/retention_office.hpp"
#include "service/sign_up_office.hpp"

namespace krug::service {
namespace {

using cast::fields_of;
using domain::field_kind;
using domain::refusal_code;

domain::form_field question(std::string key, field_kind kind, bool required = false) {
    domain::form_field field;
    field.key = std::move(key);
    field.kind = kind;
    field.label = "Вопрос";
    field.required = required;
    if (kind == field_kind::one_of) field.options = {{"a", "Раз", "One", false}, {"b", "Два", "", false}};
    return field;
}

class form_desk : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        forms.emplace(database(), clock);
        event = published(round_table());
    }
    void TearDown() override {
        forms.reset();
        front_house::TearDown();
    }
    std::int64_t ask(std::vector<domain::form_field> fields) {
        const auto done = forms->save(alice, event, {0, std::move(fields)}, -1);
        if (!done) throw std::logic_error(fields_of(done.error()));
        return *done;
    }
    domain::registration_request visitor() {
        auto request = stranger(event);
        request.source = domain::registration_source::page;
        return request;
    }
    std::string answers_of(domain::registration_id whose) {
        std::string all;
        const auto seen = registrations->find(event, whose, false);
        for (const auto& each : seen->registration.answers)
            all += (all.empty() ? "" : " ") + each.field + "=" + each.value;
        return all;
    }

    std::optional<form_office> forms;
    domain::event_id event;
};

// A question that was saved comes back as another one.
TEST_P(form_desk, questions_come_back_as_they_were_saved) {
    EXPECT_EQ(forms->find(event).version, 0);
    auto number = question("age", field_kind::number);
    number.least = -5;
    number.most = 120;
    number.hint = "Подсказка";
    number.hint_en = "Hint";
    number.shown_at_door = true;
    number.guest_may_change = false;
    number.asked_along = true;
    number.when = domain::field_moment::door;
    auto one = question("one", field_kind::one_of, true);
    auto then = question("then", field_kind::long_text);
    then.if_field = "one";
    then.if_answers = {"a", "b"};
    EXPECT_EQ(ask({one, number, then}), 1);
    const auto form = forms->find(event);
    EXPECT_EQ(form.fields, (std::vector{one, number, then}));
    EXPECT_EQ(ask({one, number, then}), 1) << "the same again changes nothing";
    EXPECT_EQ(forms->save(alice, event, {0, {one}}, 7).error().code, refusal_code::version_mismatch);
    EXPECT_EQ(*forms->save(alice, event, {0, {one}}, 1), 2);
    EXPECT_EQ(forms->save(alice, {1}, {0, {one}}, -1).error().code, refusal_code::not_found);
}

// A visitor slips past a question, or the team is stopped by one at the door.
TEST_P(form_desk, visitors_answer_and_the_team_may_leave_it_open) {
    ask({question("one", field_kind::one_of, true), question("text", field_kind::text)});
    auto request = visitor();
    EXPECT_EQ(fields_of(registrations->register_guest({}, request).error()), "answers.one:required");
    request.answers = {{"one", "c"}, {"text", "Тюмень"}};
    EXPECT_EQ(fields_of(registrations->register_guest({}, request).error()), "answers.one:not_a_choice");
    request.answers = {{"one", "b"}, {"text", " Тюмень "}};
    const auto made = registrations->register_guest({}, request);
    ASSERT_TRUE(made);
    EXPECT_EQ(answers_of(made->id), "one=b text=Тюмень");
    EXPECT_TRUE(registrations->register_guest(alice, stranger(event))) << "the team has no answer yet";
    auto wrong = stranger(event);
    wrong.answers = {{"other", "x"}};
    EXPECT_EQ(fields_of(registrations->register_guest(alice, wrong).error()), "answers.other:unknown");
    EXPECT_EQ(pool_of(event).taken, 2) << "who was refused holds no seat";
}

// The organiser tidies up the form and the answers of forty people are gone.
TEST_P(form_desk, answers_outlive_their_question) {
    ask({question("one", field_kind::one_of), question("text", field_kind::text)});
    auto request = visitor();
    request.answers = {{"one", "a"}};
    const auto made = join(request);
    EXPECT_EQ(ask({question("text", field_kind::long_text)}), 2) << "nobody has answered this one";
    auto form = forms->find(event);
    ASSERT_EQ(form.fields.size(), 2u);
    EXPECT_TRUE(form.find("one")->archived);
    EXPECT_EQ(answers_of(made.id), "one=a");
    form.fields = {question("one", field_kind::text)};
    EXPECT_EQ(fields_of(forms->save(alice, event, form, -1).error()), "questions[0].kind:not_accepted");
    EXPECT_EQ(forms->answered(event).at("one"), 1);
    ASSERT_TRUE(forms->answer(alice, event, made.id, {{"text", "новое"}}));
    EXPECT_EQ(answers_of(made.id), "one=a text=новое") << "the archived answer stays";
    EXPECT_EQ(fields_of(forms->answer(alice, event, made.id, {{"text", std::string(2001, 'x')}}).error()), "answers.text:too_long");
}

// A guest changes what only the team may, or is asked at home what the door asks.
TEST_P(form_desk, a_guest_changes_what_is_theirs) {
    auto fixed = question("fixed", field_kind::text, true);
    fixed.guest_may_change = false;
    auto door = question("door", field_kind::text);
    door.when = domain::field_moment::door;
    ask({question("own", field_kind::text), fixed, door});
    auto request = visitor();
    request.answers = {{"own", "раз"}, {"fixed", "команде"}};
    const auto made = join(request);
    ASSERT_TRUE(forms->answer(alice, event, made.id, {{"own", "раз"}, {"fixed", "команде"}, {"door", "7"}}));
    const domain::actor guest{domain::actor_kind::attendee, made.id.value, {}};
    ASSERT_TRUE(forms->answer(guest, event, made.id, {{"own", "два"}, {"fixed", "чужое"}, {"door", "8"}}));
    EXPECT_EQ(answers_of(made.id), "door=7 fixed=команде own=два");
    ASSERT_TRUE(forms->answer(guest, event, made.id, {}));
    EXPECT_EQ(answers_of(made.id), "door=7 fixed=команде");
    ASSERT_TRUE(registrations->cancel(alice, event, made.id));
    EXPECT_EQ(forms->answer(guest, event, made.id, {{"own", "три"}}).error().code, refusal_code::wrong_state);
    EXPECT_EQ(forms->answer(alice, event, {999}, {}).error().code, refusal_code::not_found);
}

// Somebody was forgotten, and their answers are still in the export.
TEST_P(form_desk, answers_are_forgotten_with_the_person_and_stand_in_the_list) {
    ask({question("text", field_kind::text)});
    auto request = visitor();
    request.answers = {{"text", "Тюмень"}};
    const auto made = join(request);
    std::vector<std::string> listed;
    attendance->list(event, {}, attendance_state::all, [&](const attendance_row& row) {
        for (const auto& each : row.registration.answers) listed.push_back(each.value);
    });
    EXPECT_EQ(listed, std::vector<std::string>{"Тюмень"});
    retention_office retention(database(), clock, *registrations, erasure_ledger(folder() + "/erasures.tsv"), {});
    ASSERT_TRUE(retention.erase(alice, event, made.id));
    EXPECT_EQ(answers_of(made.id), "");
    EXPECT_TRUE(forms->answered(event).empty());
}

// Nobody knows what the companions eat, or a companion is refused for a question that nobody put to them.
TEST_P(form_desk, companions_answer_what_is_asked_about_each) {
    auto food = question("food", field_kind::one_of, true);
    food.asked_along = true;
    ask({question("topic", field_kind::text, true), food});
    sign_up_office sign_ups(database(), clock, chance);
    domain::sign_up_terms terms;
    terms.companions_max = 2;
    terms.group_max = 5;
    ASSERT_TRUE(sign_ups.save_terms(alice, event, terms));
    auto request = visitor();
    request.answers = {{"topic", "дороги"}, {"food", "a"}};
    request.companions = {{{"Вторая", "Анна", ""}, {{"food", "b"}}}, {{"Третья", "Анна", ""}}};
    auto refused = registrations->register_guest({}, request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(fields_of(refused.error()), "companions[1].answers.food:required");
    request.companions[1].answers = {{"food", "a"}, {"topic", "лишнее"}};
    const auto made = registrations->register_guest({}, request);
    ASSERT_TRUE(made);
    EXPECT_EQ(answers_of(made->id), "food=a topic=дороги");
    EXPECT_EQ(answers_of(made->companions[0].id), "food=b");
    EXPECT_EQ(answers_of(made->companions[1].id), "food=a") << "what is not asked along is not kept";
    EXPECT_EQ(forms->answered(event).at("food"), 3);

    auto group = visitor();
    group.name = {"Первый", "Олег", ""};
    group.represented_by = domain::representative{domain::representative::kind::contact, {"Контактова", "Инна", ""}, ""};
    group.companions = {{{"Иной", "Олег", ""}, {{"food", "c"}}}};
    EXPECT_EQ(fields_of(registrations->register_guest({}, group).error()), "answers.food:required")
        << "the first one is a member like any other";
    group.answers = {{"food", "a"}};
    EXPECT_EQ(fields_of(registrations->register_guest({}, group).error()), "companions[0].answers.food:not_a_choice");
    group.companions[0].answers = {{"food", "b"}};
    ASSERT_TRUE(registrations->register_guest({}, group));

    auto staff = stranger(event);
    staff.companions = {{{"Без", "Ответа", ""}}};
    EXPECT_TRUE(registrations->register_guest(alice, staff)) << "staff may leave everything open";
}

// A question waits for an answer that companions are never asked for, and stays unasked without a word.
TEST_P(form_desk, a_condition_is_asked_along_too) {
    auto first = question("first", field_kind::yes_no);
    auto then = question("then", field_kind::text);
    then.if_field = "first";
    then.if_answers = {"yes"};
    then.asked_along = true;
    EXPECT_EQ(fields_of(forms->save(alice, event, {0, {first, then}}, -1).error()), "questions[1].if_question:not_accepted");
    first.asked_along = true;
    EXPECT_EQ(ask({first, then}), 1);
}

// A group of fifty gets a page that no browser sends back.
TEST_P(form_desk, about_each_person_little_is_asked) {
    std::vector<domain::form_field> all;
    for (int number = 0; number < 9; ++number) {
        all.push_back(question("q" + std::to_string(number), field_kind::text));
        all.back().asked_along = true;
    }
    EXPECT_EQ(fields_of(forms->save(alice, event, {0, all}, -1).error()), "questions[8].asked_along:too_many");
    all.back().asked_along = false;
    EXPECT_EQ(ask(all), 1);
}

// The copy of an event asks nothing, or holds the answers of the first one.
TEST_P(form_desk, a_copied_event_asks_the_same) {
    auto gone = question("gone", field_kind::text);
    gone.archived = true;
    ask({question("one", field_kind::one_of), gone});
    const auto copy = events->clone_event(alice, event);
    ASSERT_TRUE(copy);
    const auto form = forms->find(*copy);
    ASSERT_EQ(form.fields.size(), 1u);
    EXPECT_EQ(form.fields[0].options.size(), 2u);
    EXPECT_TRUE(forms->answered(*copy).empty());
}

KRUG_ON_BOTH(form_desk);

} // namespace
} // namespace krug::service
