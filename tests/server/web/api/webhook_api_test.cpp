// If this fails, a program that listens cannot be set up by a program, or a stranger's token hears of an event.
#include "api_client.hpp"

namespace krug::web::api_tests {

class webhook_api : public api_test {};

// Made, looked at, stopped and removed; the secret stands in the first answer only.
TEST_F(webhook_api, keeps_webhooks) {
    const auto path = path_of(at.event, "/webhooks");
    const auto made = post(path, at.alice, R"({"url": "https://crm.krug.example/in", "kinds": ["registration.created"]})", {{"idempotency-key", "hook"}});
    ASSERT_EQ(made.status, 201) << made.http.body;
    EXPECT_TRUE(made.text("/secret").starts_with("whsec_"));
    EXPECT_EQ(made.number("/event"), at.event.value);
    EXPECT_EQ(post(path, at.alice, R"({"url": "https://crm.krug.example/in", "kinds": ["registration.created"]})", {{"idempotency-key", "hook"}}).body, made.body);
    const auto hook = path + "/" + std::to_string(made.number("/id"));
    EXPECT_FALSE(get(hook, at.alice).has("secret"));
    EXPECT_EQ(get(path, at.alice).at("/items").as_array().size(), 1u);
    EXPECT_EQ(get(path_of(at.second, "/webhooks"), at.alice).at("/items").as_array().size(), 0u) << "it hears of one event";
    EXPECT_EQ(get(path_of(at.second, "/webhooks/" + std::to_string(made.number("/id"))), at.alice).status, 404);

    EXPECT_EQ(post(path, at.alice, R"({"url": "http://crm.krug.example/in", "kinds": ["registration.created"]})").faults(), "url=not_accepted");
    EXPECT_EQ(post(path, at.alice, R"({"url": "https://crm.krug.example/in", "kinds": ["names"]})").faults(), "kinds=not_a_choice");
    EXPECT_EQ(post(path, at.alice, R"({"url": "https://crm.krug.example/in"})").faults(), "kinds=required");
    EXPECT_EQ(post(path, at.bob, R"({"url": "https://crm.krug.example/in", "kinds": ["registration.created"]})").status, 403);

    at.make_registration(at.event, "Ёлкина", "Анна");
    const auto jobs = at.webhooks.lease(10);
    ASSERT_EQ(jobs.size(), 1u);
    at.webhooks.settle(jobs[0], {204, 9, "", false});
    const auto log = get(hook + "/deliveries", at.alice);
    EXPECT_EQ(log.text("/items/0/state"), "delivered");
    EXPECT_EQ(log.number("/items/0/status"), 204);
    EXPECT_EQ(log.text("/items/0/id"), jobs[0].id);
    EXPECT_EQ(get(hook + "/deliveries?state=dead", at.alice).at("/items").as_array().size(), 0u);
    EXPECT_EQ(get(hook + "/deliveries?state=lost", at.alice).status, 422);
    EXPECT_EQ(post(hook + "/deliveries/" + jobs[0].id + "/resend", at.alice, "{}").status, 202);
    EXPECT_EQ(post(hook + "/deliveries/nothing/resend", at.alice, "{}").status, 404);
    EXPECT_EQ(at.webhooks.lease(10).size(), 1u);

    EXPECT_EQ(call(method::del, hook, at.alice.token).status, 409) << "stopped first, so that no log is lost by a slip";
    EXPECT_EQ(patch(hook, at.alice, R"({"state": "paused"})").text("/state"), "paused");
    EXPECT_EQ(patch(hook, at.alice, R"({"state": "failing"})").status, 422);
    EXPECT_EQ(call(method::del, hook, at.alice.token).status, 204);
    EXPECT_EQ(call(method::del, hook, at.alice.token).status, 404);
}

} // namespace krug::web::api_tests
