// If this fails, a program seats people at tables that are full, or an apply repeated after a lost answer moves them twice.
#include "api_client.hpp"

namespace krug::web::api_tests {

class table_api : public api_test {};

// A script sets up the tables of a forum and reads back something else.
TEST_F(table_api, keeps_tables) {
    const auto path = path_of(at.event, "/tables");
    const auto made = post(path, at.alice, R"({"seats": 8, "count": 3, "topic": "Город", "host": "Ирина", "language": "en", "step_free": true,
                                               "rules": {"guests_choose": false}})");
    ASSERT_EQ(made.status, 201) << made.http.body;
    EXPECT_EQ(made.number("/number"), 1);
    EXPECT_EQ(made.number("/free"), 8);
    EXPECT_TRUE(made.at("/step_free").as_bool());
    EXPECT_FALSE(made.at("/rules/guests_choose").as_bool());
    EXPECT_TRUE(made.text("/host_url").starts_with("https://krug.example/t/"));
    EXPECT_EQ(get(path, at.alice).at("/items").as_array().size(), 3u);
    EXPECT_FALSE(get(path_of(at.event, "/tables/2"), at.bob).has("host_url")) << "the host's link is for who may edit";
    const auto changed = patch(path_of(at.event, "/tables/2"), at.alice, R"({"seats": 5, "topic": null})");
    EXPECT_EQ(changed.number("/seats"), 5);
    EXPECT_EQ(changed.text("/topic"), "");
    EXPECT_EQ(changed.text("/host"), "Ирина") << "absent members stay";
    EXPECT_EQ(post(path, at.alice, R"({"seats": 0})").faults(), "seats=out_of_range");
    EXPECT_EQ(post(path, at.alice, R"({"seats": 8, "number": 2})").faults(), "number=duplicate");
    EXPECT_EQ(post(path, at.alice, R"({"seats": 8, "session": 9})").faults(), "session=not_a_choice");
    EXPECT_EQ(post(path, at.alice, R"({"seats": 8, "rules": {"categories": [9]}})").faults(), "categories=not_a_choice");
    EXPECT_EQ(post(path, at.alice, R"({"seats": 8, "chairs": 8})").faults(), "chairs=unknown");
    EXPECT_EQ(post(path, at.bob, R"({"seats": 8})").status, 403);
    EXPECT_EQ(call(method::del, path_of(at.event, "/tables/3"), at.alice.token).status, 204);
    EXPECT_EQ(call(method::del, path_of(at.event, "/tables/3"), at.alice.token).status, 404);
    const auto again = post(path, at.alice, R"({"seats": 4})", {{"idempotency-key", "one"}});
    EXPECT_EQ(post(path, at.alice, R"({"seats": 4})", {{"idempotency-key", "one"}}).body, again.body);
    EXPECT_EQ(get(path, at.alice).at("/items").as_array().size(), 3u);
}

// A registration says one table and the person's ticket another.
TEST_F(table_api, registrations_carry_the_table) {
    ASSERT_EQ(post(path_of(at.event, "/tables"), at.alice, R"({"seats": 1, "count": 2})").status, 201);
    const auto first = post(path_of(at.event, "/registrations"), at.alice, R"({"given_name": "Анна", "table": 1})");
    ASSERT_EQ(first.status, 201) << first.http.body;
    EXPECT_EQ(first.number("/table"), 1);
    EXPECT_EQ(post(path_of(at.event, "/registrations"), at.alice, R"({"given_name": "Пётр", "table": 1})").faults(), "table=full");
    EXPECT_EQ(post(path_of(at.event, "/registrations"), at.alice, R"({"given_name": "Пётр", "table": 9})").faults(), "table=not_a_choice");
    const auto second = post(path_of(at.event, "/registrations"), at.alice, R"({"given_name": "Пётр"})");
    EXPECT_TRUE(second.at("/table").is_null());
    const domain::registration_id id{second.number("/id")};
    EXPECT_EQ(patch(path_of(at.event, id), at.alice, R"({"table": 1})").faults(), "table=full");
    EXPECT_EQ(patch(path_of(at.event, id), at.alice, R"({"table": 2})").number("/table"), 2);
    EXPECT_EQ(get(path_of(at.event, id), at.alice).at("/tables"), boost::json::parse("[2]"));
    const auto verdict = post(path_of(at.event, "/check-ins"), at.bob,
                              R"({"attendee_no": ")" + second.text("/attendee_no") + R"(", "scan_id": ")" + uuid() + R"("})");
    EXPECT_EQ(verdict.text("/attendee/table"), "2");
    EXPECT_TRUE(patch(path_of(at.event, id), at.alice, R"({"table": null})").at("/table").is_null());
}

// A proposal that nobody applied stands, or an old one is applied to other people.
TEST_F(table_api, proposes_and_applies) {
    ASSERT_EQ(post(path_of(at.event, "/tables"), at.alice, R"({"seats": 3, "count": 2})").status, 201);
    for (const char* name : {"А", "Б", "В", "Г"}) at.make_registration(at.event, name, "Анна");
    const auto made = post(path_of(at.event, "/seating/propose"), at.alice, R"({"rounds": 2, "mix": ["organisations"]})");
    ASSERT_EQ(made.status, 200) << made.http.body;
    EXPECT_EQ(made.at("/places").as_array().size(), 4u);
    EXPECT_EQ(made.at("/places/0/tables").as_array().size(), 2u);
    EXPECT_EQ(get(path_of(at.event, "/tables/1"), at.alice).number("/taken"), 0);
    const auto body = R"({"rounds": 2, "mix": ["organisations"], "proposal": ")" + made.text("/proposal") + R"("})";
    const auto done = post(path_of(at.event, "/seating/apply"), at.alice, body, {{"idempotency-key", "seat"}});
    ASSERT_EQ(done.status, 200) << done.http.body;
    EXPECT_EQ(done.number("/changed"), 4);
    EXPECT_EQ(post(path_of(at.event, "/seating/apply"), at.alice, body, {{"idempotency-key", "seat"}}).body, done.body);
    EXPECT_EQ(post(path_of(at.event, "/seating/apply"), at.alice, body).number("/changed"), 0);
    at.make_registration(at.event, "Д", "Анна");
    const auto other = R"({"rounds": 1, "proposal": "00000000000000000000000000000000"})";
    EXPECT_EQ(post(path_of(at.event, "/seating/apply"), at.alice, other).status, 412);
    EXPECT_EQ(post(path_of(at.event, "/seating/undo"), at.alice, "{}").number("/changed"), 5) << "who came after it sat by the plan, too";
    EXPECT_EQ(post(path_of(at.event, "/seating/undo"), at.alice, "{}").status, 409);
    EXPECT_EQ(post(path_of(at.event, "/seating/propose"), at.alice, R"({"mix": ["shoes"]})").faults(), "mix=not_a_choice");
    EXPECT_EQ(post(path_of(at.event, "/seating/propose"), at.alice, R"({"rounds": 13})").faults(), "rounds=out_of_range");
    EXPECT_EQ(post(path_of(at.event, "/seating/propose"), at.bob, "{}").status, 403);
    const auto list = call(method::get, path_of(at.event, "/attendance.csv?columns=table"), at.alice.token);
    EXPECT_EQ(list.status, 200);
}

} // namespace krug::web::api_tests
