// If this fails, a guest is asked what does not concern them, or an answer that somebody gave changes its meaning.
#include "domain/form.hpp"

#include <gtest/gtest.h>

namespace krug::domain {
namespace {

form_field question(std::string key, field_kind kind, bool required = false) {
    form_field field;
    field.key = std::move(key);
    field.kind = kind;
    field.label = "Вопрос " + field.key;
    field.required = required;
    if (kind == field_kind::one_of || kind == field_kind::many_of) field.options = {{"a", "Раз", "", false}, {"b", "Два", "", false}};
    return field;
}

std::string words_of(const std::vector<field_error>& errors) {
    std::string all;
    for (const auto& each : errors) all += (all.empty() ? "" : " ") + each.field + ":" + each.code;
    return all;
}

std::string check(const registration_form& form, std::vector<form_answer>& answers, form_reader reader = {}) {
    return words_of(check_answers(form, reader, answers));
}

std::string judged(const std::vector<form_field>& fields) {
    registration_form form{1, fields};
    return words_of(check_form(form, {{1}, {2}}));
}

// An answer is refused that is one, or kept that is none.
TEST(form, answers_of_every_kind) {
    struct line { field_kind kind; std::string typed, kept, error; };
    const line lines[] = {
        {field_kind::text, " Тюмень ", "Тюмень", ""},
        {field_kind::text, "две\nстроки", "", "malformed"},
        {field_kind::text, std::string(300, 'x'), std::string(300, 'x'), ""},
        {field_kind::text, std::string(301, 'x'), "", "too_long"},
        {field_kind::long_text, "две\nстроки", "две\nстроки", ""},
        {field_kind::long_text, std::string(2001, 'x'), "", "too_long"},
        {field_kind::one_of, "b", "b", ""},
        {field_kind::one_of, "c", "", "not_a_choice"},
        {field_kind::many_of, "b,a,b", "a,b", ""},
        {field_kind::many_of, "a,c", "", "not_a_choice"},
        {field_kind::yes_no, "yes", "yes", ""},
        {field_kind::yes_no, "да", "", "not_a_choice"},
        {field_kind::number, "007", "7", ""},
        {field_kind::number, "1.5", "", "malformed"},
        {field_kind::number, "1000000001", "", "out_of_range"},
        {field_kind::number, "99999999999999999999", "", "malformed"},
        {field_kind::date, "15.10.2020", "2020-10-15", ""},
        {field_kind::date, "2020-02-29", "2020-02-29", ""},
        {field_kind::date, "2021-02-29", "", "malformed"},
        {field_kind::date, "1899-12-31", "", "malformed"},
        {field_kind::phone, "8 (3452) 38-18-14", "8 (3452) 38-18-14", ""},
        {field_kind::phone, "12", "", "too_short"},
        {field_kind::country, "RU", "RU", ""},
        {field_kind::country, "ZZ", "", "not_a_choice"},
        {field_kind::country, "R", "", "not_a_choice"},
        {field_kind::municipality, "Тобольск", "Тобольск", ""}};
    for (const auto& each : lines) {
        const registration_form form{1, {question("q", each.kind)}};
        std::vector<form_answer> answers{{"q", each.typed}};
        EXPECT_EQ(check(form, answers), each.error.empty() ? "" : "answers.q:" + each.error) << word_of(each.kind) << " " << each.typed;
        if (each.error.empty()) { ASSERT_EQ(answers.size(), 1u) << each.typed; EXPECT_EQ(answers[0].value, each.kept); }
    }
}

// Somebody says they are seven people at a table for five.
TEST(form, numbers_keep_their_bounds) {
    auto field = question("q", field_kind::number);
    field.least = 1;
    field.most = 5;
    const registration_form form{1, {field}};
    for (const char* good : {"1", "5"}) { std::vector<form_answer> answers{{"q", good}}; EXPECT_EQ(check(form, answers), ""); }
    for (const char* bad : {"0", "6", "-1"}) {
        std::vector<form_answer> answers{{"q", bad}};
        const auto errors = check_answers(form, {}, answers);
        ASSERT_EQ(errors.size(), 1u);
        EXPECT_EQ(errors[0].limit, bad[0] == '6' ? 5 : 1);
    }
}

// A guest must answer what only a speaker is asked, or the answer of a question that was taken back is kept.
TEST(form, a_condition_decides_through_the_whole_chain) {
    auto talk = question("talk", field_kind::yes_no);
    auto topic = question("topic", field_kind::text, true);
    topic.if_field = "talk";
    topic.if_answers = {"yes"};
    auto kind = question("kind", field_kind::one_of, true);
    kind.if_field = "talk";
    kind.if_answers = {"yes"};
    auto slides = question("slides", field_kind::text, true);
    slides.if_field = "kind";
    slides.if_answers = {"b"};
    const registration_form form{1, {talk, topic, kind, slides}};
    std::vector<form_answer> answers{{"talk", "no"}, {"topic", "забытое"}, {"kind", "b"}};
    EXPECT_EQ(check(form, answers), "");
    ASSERT_EQ(answers.size(), 1u);
    answers = {{"talk", "yes"}};
    EXPECT_EQ(check(form, answers), "answers.topic:required answers.kind:required");
    answers = {{"talk", "yes"}, {"topic", "Остановка"}, {"kind", "b"}};
    EXPECT_EQ(check(form, answers), "answers.slides:required");
    answers = {{"talk", "yes"}, {"topic", "Остановка"}, {"kind", "a"}, {"slides", "нет"}};
    EXPECT_EQ(check(form, answers), "");
    EXPECT_EQ(answers.size(), 3u);
}

// The press is asked for its outlet, everybody else is stopped by a question that is not theirs.
TEST(form, category_door_and_team) {
    auto press = question("outlet", field_kind::text, true);
    press.categories = {{1}};
    auto badge = question("badge", field_kind::text, true);
    badge.when = field_moment::door;
    auto old = question("old", field_kind::text, true);
    old.archived = true;
    const registration_form form{1, {press, badge, old}};
    std::vector<form_answer> none;
    EXPECT_EQ(check(form, none, {{2}, false, true}), "");
    EXPECT_EQ(check(form, none, {{1}, false, true}), "answers.outlet:required");
    EXPECT_EQ(check(form, none, {{1}, true, false}), "");
    std::vector<form_answer> answers{{"outlet", "Газета"}, {"badge", "7"}, {"old", "было"}};
    EXPECT_EQ(check(form, answers, {{1}, false, true}), "");
    EXPECT_EQ(answers.size(), 1u);
    answers = {{"badge", "7"}};
    EXPECT_EQ(check(form, answers, {{1}, true, false}), "");
    EXPECT_EQ(answers.size(), 1u);
    answers = {{"other", "x"}};
    EXPECT_EQ(check(form, answers, {{1}, false, false}), "answers.other:unknown");
}

// A form grows until nobody can load it, or holds a question that no page can show.
TEST(form, limits_of_the_questions) {
    std::vector<form_field> fields;
    for (std::size_t at = 0; at < form_fields_max; ++at) fields.push_back(question("q" + std::to_string(at), field_kind::text));
    EXPECT_EQ(judged(fields), "");
    fields.push_back(question("more", field_kind::text));
    EXPECT_EQ(judged(fields), "questions:too_many");
    for (auto& each : fields) each.archived = true;
    for (std::size_t at = fields.size(); at <= form_fields_with_archived_max; ++at) {
        fields.push_back(question("q" + std::to_string(at), field_kind::text));
        fields.back().archived = true;
    }
    EXPECT_EQ(judged(fields), "questions:too_many");
    auto one = question("q", field_kind::one_of);
    one.options.clear();
    for (std::size_t at = 0; at < form_options_max; ++at) one.options.push_back({"o" + std::to_string(at), "Вариант " + std::to_string(at), "", false});
    EXPECT_EQ(judged({one}), "");
    one.options.push_back({"more", "Ещё", "", false});
    EXPECT_EQ(judged({one}), "questions[0].options:too_many");
    one.options = {{"a", "Раз", "", false}};
    EXPECT_EQ(judged({one}), "questions[0].options:required");
    one.options = {{"a", "Раз", "", false}, {"b", "Раз", "", false}};
    EXPECT_EQ(judged({one}), "questions[0].options:duplicate");
    auto text = question("q", field_kind::text);
    text.label = std::string(form_label_max + 1, 'x');
    EXPECT_EQ(judged({text}), "questions[0].label:too_long");
    text.label = "  ";
    EXPECT_EQ(judged({text}), "questions[0].label:required");
    text = question("q", field_kind::text);
    text.hint = std::string(form_hint_max + 1, 'x');
    EXPECT_EQ(judged({text}), "questions[0].hint:too_long");
    for (const char* key : {"", "Q", "1a", "a-b", "абв", "a2345678901234567890123456789012x"}) {
        text = question(key, field_kind::text);
        EXPECT_EQ(judged({text}), std::string("questions[0].key:") + (*key == '\0' ? "required" : "malformed")) << key;
    }
    EXPECT_EQ(judged({question("a", field_kind::text), question("a", field_kind::text)}), "questions[1].key:duplicate");
    auto number = question("n", field_kind::number);
    number.least = 5;
    number.most = 4;
    EXPECT_EQ(judged({number}), "questions[0].most:order");
    text = question("q", field_kind::text);
    text.categories = {{7}};
    EXPECT_EQ(judged({text}), "questions[0].categories:not_a_choice");
}

// Two questions wait for each other, and nobody is asked either.
TEST(form, conditions_look_back_at_what_is_chosen) {
    const auto yes = question("yes", field_kind::yes_no);
    auto then = question("then", field_kind::text);
    then.if_field = "yes";
    then.if_answers = {"yes"};
    EXPECT_EQ(judged({yes, then}), "");
    EXPECT_EQ(judged({then, yes}), "questions[0].if_question:not_a_choice");
    then.if_answers = {"maybe"};
    EXPECT_EQ(judged({yes, then}), "questions[1].if_answers:not_a_choice");
    then.if_answers = {};
    EXPECT_EQ(judged({yes, then}), "questions[1].if_answers:required");
    then.if_answers = {"yes"};
    then.if_field = "then";
    EXPECT_EQ(judged({yes, then}), "questions[1].if_question:not_a_choice");
    auto archived = yes;
    archived.archived = true;
    then.if_field = "yes";
    EXPECT_EQ(judged({archived, then}), "questions[1].if_question:not_a_choice");
    auto at_door = yes;
    at_door.when = field_moment::door;
    EXPECT_EQ(judged({at_door, then}), "questions[1].if_question:order");
}

// The organiser deletes a question, and what forty people answered is gone from the list.
TEST(form, what_was_answered_is_archived_and_keeps_its_kind) {
    const registration_form standing{3, {question("a", field_kind::one_of), question("b", field_kind::text)}};
    registration_form wanted;
    EXPECT_EQ(words_of(merge_form(standing, {"a"}, wanted)), "");
    ASSERT_EQ(wanted.fields.size(), 1u);
    EXPECT_TRUE(wanted.fields[0].archived);
    wanted.fields = {question("a", field_kind::text)};
    EXPECT_EQ(words_of(merge_form(standing, {"a"}, wanted)), "questions[0].kind:not_accepted");
    wanted.fields = {question("a", field_kind::text)};
    EXPECT_EQ(words_of(merge_form(standing, {"b"}, wanted)), "");
    wanted.fields = {question("a", field_kind::one_of)};
    wanted.fields[0].options = {{"b", "Два", "", false}, {"c", "Три", "", false}};
    EXPECT_EQ(words_of(merge_form(standing, {"a"}, wanted)), "");
    ASSERT_EQ(wanted.fields[0].options.size(), 3u);
    EXPECT_EQ(wanted.fields[0].options[2].key, "a");
    EXPECT_TRUE(wanted.fields[0].options[2].archived);
}

// A ready question that the rules refuse helps nobody.
TEST(form, ready_questions_are_good_ones) {
    registration_form form;
    for (const auto key : ready_question_keys) form.fields.push_back(ready_question(key).value());
    EXPECT_EQ(words_of(check_form(form, {})), "");
    EXPECT_FALSE(ready_question("health"));
}

} // namespace
} // namespace krug::domain
