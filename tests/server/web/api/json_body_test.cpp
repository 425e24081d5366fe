// If this fails, a program's slip is taken for a wish: somebody's event changes in a way nobody asked for.
#include "api_client.hpp"

namespace krug::web::api_tests {

using json_body = api_test;

// A misspelt member that is passed over leaves the organiser believing that the capacity was set.
TEST_F(json_body, names_every_member_it_does_not_know) {
    const auto answer = post("/events", at.alice, R"({"title": "Форум", "capasity": 40, "contact": {"fax": "1"}, "state": "published"})");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.faults(), "capasity=unknown contact.fax=unknown state=unknown");
    EXPECT_EQ(answer.text("/code"), "invalid");
}

// "40" read as forty, or 40.5 as forty, would be a guess.
TEST_F(json_body, does_not_guess_types) {
    const auto answer = post("/events", at.alice,
                             R"({"title": 7, "capacity": "40", "starts_at": "завтра", "organisers": {}, "registration": [],
                                 "kind": "party", "age_mark": 40.5, "visibility": null})");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.faults(), "title=malformed capacity=malformed starts_at=malformed organisers=malformed "
                               "registration=malformed kind=not_a_choice age_mark=malformed visibility=malformed");
}

// A time without an offset means another hour to everybody who reads it.
TEST_F(json_body, wants_an_offset_with_every_time) {
    EXPECT_EQ(post("/events", at.alice, R"({"title": "Форум", "starts_at": "2020-10-15T15:00:00"})").faults(), "starts_at=malformed");
    const auto made = post("/events", at.alice, R"({"title": "Форум", "starts_at": "2020-10-15T15:00:00+05:00", "timezone": "Asia/Yekaterinburg"})");
    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(made.text("/starts_at"), "2020-10-15T10:00:00Z");
    EXPECT_EQ(made.text("/timezone"), "Asia/Yekaterinburg");
}

// Broken JSON, a member twice, or a body nested without end must stop at the door and not inside.
TEST_F(json_body, refuses_what_is_not_json) {
    for (const std::string_view broken : {"{", "{\"title\": \"а\",}", "{\"title\": \"а\", \"title\": \"б\"}", "nonsense", "{} {}",
                                          "{\"title\": \"\xff\"}", "{\"title\": \"\\ud800\"}", "// слово\n{}"})
        EXPECT_EQ(post("/events", at.alice, broken).status, 400) << broken;
    EXPECT_EQ(post("/events", at.alice, std::string(17, '[') + std::string(17, ']')).status, 400);
    EXPECT_EQ(post("/events", at.alice, "[]").status, 422);
    EXPECT_EQ(post("/events", at.alice, "").status, 415);
    EXPECT_EQ(post("/events", at.alice, "{}", {{"content-type", "text/plain"}}).status, 415);
    EXPECT_EQ(post("/events", at.alice, "{}", {{"content-type", "Application/JSON; charset=utf-8"}}).faults(), "title=required");
}

// A NUL in a name cuts it off wherever C reads it.
TEST_F(json_body, refuses_control_characters) {
    EXPECT_EQ(post("/events", at.alice, R"({"title": "Форум\u0000"})").faults(), "title=malformed");
    EXPECT_EQ(post(path_of(at.event, "/registrations"), at.alice, R"({"family_name": "Иванов\u001b"})").faults(), "family_name=malformed");
}

// A number beyond its bounds must come back with the bound, not wrapped round to another number.
TEST_F(json_body, holds_numbers_to_their_bounds) {
    EXPECT_EQ(post("/events", at.alice, R"({"title": "Форум", "capacity": 0})").faults(), "capacity=out_of_range");
    EXPECT_EQ(post("/events", at.alice, R"({"title": "Форум", "capacity": 9223372036854775808})").faults(), "capacity=out_of_range");
    EXPECT_EQ(post("/events", at.alice, R"({"title": "Форум", "registration": {"overbooking_percent": 101}})").faults(),
              "registration.overbooking_percent=out_of_range");
}

// Somebody who reads only English must understand what to mend.
TEST_F(json_body, speaks_the_language_that_was_asked_for) {
    EXPECT_EQ(post("/events", at.alice, "{}", {{"accept-language", "en"}}).text("/errors/0/detail"), "Fill in this field.");
    EXPECT_EQ(post("/events", at.alice, "{}").text("/errors/0/detail"), "Заполните это поле.");
}

} // namespace krug::web::api_tests
