// If this fails, a lost answer and a second try make two registrations, two events, two mails.
#include "api_client.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"
#include "ticket/digest.hpp"

namespace krug::web::api_tests {

class idempotency : public api_test {
protected:
    api_answer keyed(const std::string& key, std::string_view body, const cast::person& who) {
        return post(path_of(at.event, "/registrations"), who, body, {{"idempotency-key", key}});
    }
    std::int64_t guests() { return get(path_of(at.event, "/registrations"), at.alice).number("/total"); }
};

// The first answer again, byte for byte, and one guest.
TEST_F(idempotency, repeats_the_answer_and_not_the_work) {
    const auto first = keyed("a1", R"({"family_name": "Иванова"})", at.alice);
    ASSERT_EQ(first.status, 201);
    EXPECT_EQ(first.header("idempotency-replayed"), "");
    const auto again = keyed("a1", R"({"family_name": "Иванова"})", at.alice);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.http.body, first.http.body);
    EXPECT_EQ(again.header("idempotency-replayed"), "true");
    EXPECT_EQ(guests(), 1);
}

// The same key for somebody else's wish is a slip of the program, not a repeat.
TEST_F(idempotency, refuses_another_body_or_address) {
    ASSERT_EQ(keyed("a1", R"({"family_name": "Иванова"})", at.alice).status, 201);
    EXPECT_EQ(keyed("a1", R"({"family_name": "Петрова"})", at.alice).text("/code"), "idempotency_mismatch");
    EXPECT_EQ(post(path_of(at.second, "/registrations"), at.alice, R"({"family_name": "Иванова"})", {{"idempotency-key", "a1"}}).status, 422);
    EXPECT_EQ(guests(), 1);
}

// Two programs may happen to choose the same key.
TEST_F(idempotency, keeps_tokens_apart) {
    ASSERT_EQ(keyed("a1", R"({"family_name": "Иванова"})", at.alice).status, 201);
    EXPECT_EQ(keyed("a1", R"({"family_name": "Петрова"})", at.bob).status, 201);
    EXPECT_EQ(guests(), 2);
}

// While the first still runs, the second waits outside.
TEST_F(idempotency, tells_a_second_try_to_wait) {
    const std::string body = R"({"family_name": "Иванова"})";
    const auto token = at.staff.find_token(at.alice.token)->token;
    const auto hash = ticket::sha256_hex("POST\n/api/v1" + path_of(at.event, "/registrations") + "\n" + body);
    ASSERT_TRUE(at.idempotency.open("token " + std::to_string(token), "a1", hash));
    const auto answer = keyed("a1", body, at.alice);
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.text("/code"), "idempotency_in_flight");
    EXPECT_FALSE(answer.header("retry-after").empty());
    EXPECT_EQ(guests(), 0);
}

// A refusal is an answer too; a failure is none, and the key is free for the next try.
TEST_F(idempotency, keeps_refusals) {
    EXPECT_EQ(keyed("a1", R"({"family_name": ""})", at.alice).status, 422);
    EXPECT_EQ(keyed("a1", R"({"family_name": ""})", at.alice).header("idempotency-replayed"), "true");
}

// After two days the key means nothing any more.
TEST_F(idempotency, forgets_after_48_hours) {
    ASSERT_EQ(keyed("a1", R"({"family_name": "Иванова"})", at.alice).status, 201);
    at.clock.advance_seconds(48 * 3600 + 1);
    EXPECT_EQ(keyed("a1", R"({"family_name": "Петрова"})", at.alice).status, 201);
}

// A key with a line end in it would reach logs and headers.
TEST_F(idempotency, takes_visible_keys_only) {
    EXPECT_EQ(keyed(std::string(255, 'k'), R"({"family_name": "Иванова"})", at.alice).status, 201);
    EXPECT_EQ(keyed(std::string(256, 'k'), R"({"family_name": "Иванова"})", at.alice).faults(), "Idempotency-Key=too_long");
    EXPECT_EQ(keyed("ключ", R"({"family_name": "Иванова"})", at.alice).faults(), "Idempotency-Key=malformed");
    EXPECT_EQ(keyed("a b", R"({"family_name": "Иванова"})", at.alice).faults(), "Idempotency-Key=malformed");
}

// A copied database must not open anybody's registration through the kept answers.
TEST_F(idempotency, seals_what_it_keeps) {
    const auto first = keyed("a1", R"({"family_name": "Иванова"})", at.alice);
    const auto kept = at.database->read([](store::transaction& tx) {
        return store::query<std::string>(tx, "kept_bodies", "SELECT body FROM idempotency");
    });
    ASSERT_EQ(kept.size(), 1U);
    const auto body = std::get<0>(kept.front());
    EXPECT_FALSE(body.empty());
    EXPECT_EQ(body.find(first.text("/ticket/text")), std::string::npos);
    EXPECT_EQ(body.find("/r/"), std::string::npos);
}

} // namespace krug::web::api_tests
