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

// The power goes after the work is committed and before its answer is kept: the same request, sent again to the service
// that came back, gets the same body and makes nothing a second time; another request under the key is refused.
TEST_F(idempotency, a_crash_before_the_answer_is_kept_makes_nothing_twice) {
    const auto device = [&] { return std::to_string(at.gate.devices(at.event).size()); };
    const auto guest = at.make_registration(at.event, "Гость", "Анна");
    struct wish {
        std::string target, body;
    };
    const std::vector<wish> wishes{{path_of(at.event, "/registrations"), R"({"family_name": "Иванова", "given_name": "Мария"})"},
                                   {"/events", R"({"title": "Форум"})"},
                                   {path_of(at.event, "/clone"), "{}"},
                                   {path_of(at.event, "/sessions"), R"({"title": "Секция"})"},
                                   {path_of(at.event, "/admission-points"), R"({"name": "Зал 7"})"},
                                   {path_of(at.event, "/devices"), R"({"name": "Планшет"})"},
                                   {path_of(at.event, "/registrations/" + std::to_string(guest.id.value) + "/reissue"), "{}"}};
    const auto things = [&] {
        return std::to_string(guests()) + " " + std::to_string(get("/events?limit=500", at.alice).at("/items").as_array().size()) + " " +
               std::to_string(get(path_of(at.event, "/sessions"), at.alice).at("/items").as_array().size()) + " " +
               std::to_string(get(path_of(at.event, "/admission-points"), at.alice).at("/items").as_array().size()) + " " + device() + " " +
               std::to_string(at.registrations.find(at.event, guest.id, false)->registration.ticket.generation);
    };
    const auto run_sql = [&](const char* sql) {
        at.database->write([&](store::transaction& tx) { store::execute(tx, sql, sql); });
    };
    for (std::size_t number = 0; number < wishes.size(); ++number) {
        const auto& [target, body] = wishes[number];
        const cast::fields key{{"idempotency-key", "crash-" + std::to_string(number)}};
        run_sql("CREATE TRIGGER power_cut BEFORE UPDATE ON idempotency WHEN NEW.state = 'done' BEGIN SELECT RAISE(FAIL, 'power cut'); END");
        const auto first = post(target, at.alice, body, key);
        run_sql("DROP TRIGGER power_cut");
        ASSERT_LT(first.status, 300) << target << first.http.body;
        const auto after_first = things();
        at.idempotency.forget_running(); // as the service does when it comes back
        const auto again = post(target, at.alice, body, key);
        EXPECT_EQ(again.status, first.status) << target;
        EXPECT_EQ(again.http.body, first.http.body) << target;
        EXPECT_EQ(things(), after_first) << target;
        EXPECT_EQ(post(target, at.alice, R"({"another": "wish"})", key).text("/code"), "idempotency_mismatch") << target;
        EXPECT_EQ(post(target, at.alice, body, key).header("idempotency-replayed"), "true") << target;
        EXPECT_EQ(things(), after_first) << target;
    }
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
