// If this fails, whoever writes a program by the description writes one that the server refuses.
#include "api_client.hpp"

#include "web/json_schema.hpp"
#include "web/openapi.hpp"
#include "web/route.hpp"

#include <set>

namespace krug::web::api_tests {

using openapi = api_test;

void gather_references(const boost::json::value& value, std::set<std::string>& found) {
    if (value.is_array())
        for (const auto& each : value.get_array()) gather_references(each, found);
    if (!value.is_object()) return;
    for (const auto& each : value.get_object()) {
        if (each.key() == "$ref") found.insert(std::string(each.value().as_string()));
        gather_references(each.value(), found);
    }
}

// A schema that is named and not there breaks every generator of clients.
TEST_F(openapi, has_every_schema_it_names) {
    const auto document = call(method::get, "/openapi.json", "");
    ASSERT_EQ(document.status, 200);
    EXPECT_EQ(document.text("/openapi"), "3.1.0");
    std::set<std::string> named;
    gather_references(document.body, named);
    EXPECT_GT(named.size(), 30U);
    for (const auto& each : named) {
        boost::system::error_code missing;
        EXPECT_NE(document.body.find_pointer(each.substr(1), missing), nullptr) << each;
    }
}

// A route that works and is not described is found by guessing only.
TEST_F(openapi, describes_every_route) {
    const auto document = call(method::get, "/openapi.json", "");
    for (const auto& each : all_routes()) {
        if (!each.pattern.starts_with("/api/v1/")) continue;
        EXPECT_TRUE(document.at("/paths").as_object().contains(each.pattern)) << each.pattern;
        EXPECT_FALSE(each.meaning_ru.empty()) << each.pattern;
        EXPECT_FALSE(each.meaning_en.empty()) << each.pattern;
        if (!each.body_schema.empty()) find_schema(each.body_schema);
        if (!each.answer_schema.empty()) find_schema(each.answer_schema);
    }
}

bool fits(const boost::json::value& value, const json_schema& schema, std::string& why);

bool fits(const boost::json::value& value, const json_member& member, std::string& why) {
    if (value.is_null()) return member.may_be_null || (why += " " + std::string(member.name) + " is null", false);
    if (member.kind == json_kind::object) return fits(value, find_schema(member.of), why);
    if (member.kind == json_kind::list) {
        if (member.of == "text" || member.of == "whole") return value.is_array();
        for (const auto& each : value.as_array())
            if (!fits(each, find_schema(member.of), why)) return false;
        return true;
    }
    return true;
}

bool fits(const boost::json::value& value, const json_schema& schema, std::string& why) {
    for (const auto& each : value.as_object()) {
        const auto known = std::find_if(schema.members.begin(), schema.members.end(), [&](const auto& member) { return member.name == each.key(); });
        if (known == schema.members.end()) return why += " " + std::string(schema.name) + "." + std::string(each.key()) + " is not described", false;
        if (!fits(each.value(), *known, why)) return false;
    }
    for (const auto& member : schema.members)
        if (member.required && !value.as_object().contains(member.name)) return why += " " + std::string(schema.name) + "." + std::string(member.name) + " is missing", false;
    return true;
}

// Answers must be what the description says they are.
TEST_F(openapi, tells_the_truth_about_answers) {
    at.make_session(at.event, "Секция");
    const auto guest = at.make_registration(at.event, "Иванова", "Анна");
    const std::pair<std::string, std::string_view> answers[] = {
        {path_of(at.event), "event"}, {"/events", "event_list"}, {path_of(at.event, "/sessions"), "session_list"},
        {path_of(at.event, "/form"), "form"}, {path_of(at.event, "/registrations"), "registration_list"},
        {path_of(at.event, guest.id), "registration"}, {path_of(at.event, "/statistics"), "statistics"},
        {path_of(at.event, "/attendance.json"), "attendance"}, {path_of(at.event, "/keys"), "key_list"},
        {path_of(at.event, "/admission-points"), "admission_point_list"}, {path_of(at.event, "/devices"), "device_list"},
        {path_of(at.event, "/nothing"), "problem"}};
    for (const auto& [path, schema] : answers) {
        const auto answer = get(path, at.alice);
        ASSERT_TRUE(answer.body.is_object()) << path;
        std::string why;
        EXPECT_TRUE(fits(answer.body, find_schema(schema), why)) << path << why;
    }
    const auto verdict = post(path_of(at.event, "/check-ins"), at.alice, R"({"scan_id": ")" + uuid() + R"(", "attendee_no": ")" + guest.attendee_no + "\"}");
    std::string why;
    EXPECT_TRUE(fits(verdict.body, find_schema("verdict"), why)) << why;
    const auto receipt = post(path_of(at.event, "/registrations"), at.alice, R"({"family_name": "Новая"})");
    EXPECT_TRUE(fits(receipt.body, find_schema("registration_receipt"), why)) << why;
}

// Whoever has no token must learn that first, and in the form that programs read.
TEST_F(openapi, answers_strangers_with_problems) {
    const auto nobody = call(method::get, "/events", "");
    EXPECT_EQ(nobody.status, 401);
    EXPECT_TRUE(nobody.header("content-type").starts_with("application/problem+json"));
    EXPECT_FALSE(nobody.header("www-authenticate").empty());
    EXPECT_EQ(call(method::put, "/events", at.alice.token).status, 405);
    EXPECT_EQ(call(method::get, "/tables", at.alice.token).status, 404);
}

// The page for people who write programs.
TEST_F(openapi, has_a_page) {
    cast::browser visitor(at);
    const auto page = visitor.get("/api");
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("/api/v1/events/{event}/check-ins"), std::string::npos);
}

} // namespace krug::web::api_tests
