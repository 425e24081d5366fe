// If this fails, a guest who pressed the button twice holds two seats, or gets another guest's answer.
#include "ground/clock.hpp"
#include "service/idempotency_office.hpp"
#include "service/request_trace.hpp"
#include "store/migrations.hpp"
#include "store_contract/database_under_test.hpp"

#include <atomic>
#include <latch>
#include <thread>

namespace krug::service {
namespace {

using domain::refusal_code;

class idempotency : public store_contract::database_under_test {
protected:
    void SetUp() override {
        database_under_test::SetUp();
        if (IsSkipped()) return;
        store::migrate(database(), 1'788'253'200);
        office.emplace(database(), clock);
    }
    void TearDown() override {
        office.reset();
        database_under_test::TearDown();
    }
    bool is_fresh(std::string_view principal, std::string_view key, std::string_view hash) {
        const auto opened = office->open(principal, key, hash);
        return opened && !*opened;
    }
    ground::standing_clock clock{1'788'253'200};
    std::optional<idempotency_office> office;
};

// The second press gets the first answer, byte for byte, and does nothing.
TEST_P(idempotency, a_repeated_request_gets_the_first_answer) {
    EXPECT_TRUE(is_fresh("token 1", "k", "h1"));
    office->keep("token 1", "k", {201, "{\"id\": \"«ё»\"}"});
    for (int again = 0; again < 2; ++again) {
        const auto opened = office->open("token 1", "k", "h1");
        ASSERT_TRUE(opened && *opened);
        EXPECT_EQ((*opened)->status, 201);
        EXPECT_EQ((*opened)->body, "{\"id\": \"«ё»\"}");
    }
    office->release("token 1", "k"); // too late: an answer that was given stands
    office->keep("token 1", "k", {500, ""});
    EXPECT_EQ((**office->open("token 1", "k", "h1")).status, 201);
}

// The service died in the middle and is back: who asks again is served at once; what was answered stays answered.
TEST_P(idempotency, a_restart_frees_what_was_running) {
    EXPECT_TRUE(is_fresh("token 1", "cut off", "h1"));
    EXPECT_TRUE(is_fresh("token 1", "answered", "h2"));
    office->keep("token 1", "answered", {201, "seat 7"});
    EXPECT_EQ(office->open("token 1", "cut off", "h1").error().code, refusal_code::idempotency_in_flight);
    office->forget_running();
    EXPECT_TRUE(is_fresh("token 1", "cut off", "h1"));
    EXPECT_EQ((**office->open("token 1", "answered", "h2")).body, "seat 7");
    // For the same request only: another one under this name is a slip, today as before the restart.
    EXPECT_TRUE(is_fresh("token 1", "cut off again", "h3"));
    office->forget_running();
    EXPECT_EQ(office->open("token 1", "cut off again", "h4").error().code, refusal_code::idempotency_mismatch);
    EXPECT_TRUE(is_fresh("token 1", "cut off again", "h3"));
}

// The power goes between the work and its answer: what was made is known to whoever asks again, because it was written
// in the same transaction; what was undone has left nothing.
TEST_P(idempotency, what_was_made_is_committed_with_the_work) {
    EXPECT_TRUE(is_fresh("token 1", "k", "h1"));
    const request_trace trace{"token 1", "k"};
    EXPECT_THROW(database().write([&](store::transaction& tx) {
        trace.leave(tx, "event", 7);
        throw std::runtime_error("undone");
    }),
                 std::runtime_error);
    EXPECT_EQ(office->open("token 1", "k", "h1").error().code, refusal_code::idempotency_in_flight);
    database().write([&](store::transaction& tx) { trace.leave(tx, "event", 7); });
    office->forget_running(); // the service is back
    const auto found = office->open("token 1", "k", "h1");
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->status, 0);
    EXPECT_EQ((*found)->body, "event 7");
    EXPECT_EQ(office->open("token 1", "k", "h2").error().code, refusal_code::idempotency_mismatch);
    office->release("token 1", "k"); // what was made is never freed
    {
        const keyed_request served("token 1", "k", (*found)->body);
        EXPECT_EQ(made_before("event"), 7);
        EXPECT_EQ(made_before("session"), std::nullopt);
        EXPECT_EQ(trace_of_request().key, "k");
    }
    EXPECT_EQ(made_before("event"), std::nullopt);
    EXPECT_TRUE(name_of_request().empty());
    office->keep("token 1", "k", {201, "the answer"});
    EXPECT_EQ((**office->open("token 1", "k", "h1")).body, "the answer");
    const request_trace none;
    database().write([&](store::transaction& tx) { none.leave(tx, "event", 8); });
}

// The same key with other data is a slip of the caller; answering with the old answer would be a lie.
TEST_P(idempotency, another_body_is_refused) {
    EXPECT_TRUE(is_fresh("token 1", "k", "h1"));
    EXPECT_EQ(office->open("token 1", "k", "h2").error().code, refusal_code::idempotency_mismatch);
    office->keep("token 1", "k", {200, ""});
    EXPECT_EQ(office->open("token 1", "k", "h2").error().code, refusal_code::idempotency_mismatch);
}

// Two callers who invent the same key do not meet.
TEST_P(idempotency, keys_belong_to_their_caller) {
    EXPECT_TRUE(is_fresh("token 1", "k", "h1"));
    EXPECT_TRUE(is_fresh("token 2", "k", "h2"));
    EXPECT_TRUE(is_fresh("token 1", "K", "h2"));
}

// While the first is at work the second waits; a first that died does not block for ever.
TEST_P(idempotency, a_running_request_blocks_for_a_minute_at_most) {
    EXPECT_TRUE(is_fresh("token 1", "k", "h1"));
    const auto refused = office->open("token 1", "k", "h1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, refusal_code::idempotency_in_flight);
    EXPECT_EQ(refused.error().at, clock.now() + 61);
    clock.advance_seconds(60);
    EXPECT_EQ(office->open("token 1", "k", "h1").error().code, refusal_code::idempotency_in_flight);
    clock.advance_seconds(1);
    EXPECT_EQ(office->open("token 1", "k", "h2").error().code, refusal_code::idempotency_mismatch);
    EXPECT_TRUE(is_fresh("token 1", "k", "h1"));
    EXPECT_EQ(office->open("token 1", "k", "h1").error().code, refusal_code::idempotency_in_flight);
}

// What failed without effect may be tried again with the same key.
TEST_P(idempotency, a_released_key_is_free) {
    EXPECT_TRUE(is_fresh("token 1", "k", "h1"));
    office->release("token 1", "k");
    office->release("token 1", "k");
    EXPECT_TRUE(is_fresh("token 1", "k", "h2"));
}

// Answers hold personal data: after two days they are gone, and not an hour earlier.
TEST_P(idempotency, answers_are_kept_for_two_days) {
    EXPECT_TRUE(is_fresh("token 1", "old", "h"));
    office->keep("token 1", "old", {200, "a"});
    clock.advance_seconds(48 * 3600);
    EXPECT_TRUE(is_fresh("token 1", "new", "h"));
    EXPECT_EQ(office->forget_old(), 0);
    EXPECT_FALSE(is_fresh("token 1", "old", "h"));
    clock.advance_seconds(1);
    EXPECT_TRUE(is_fresh("token 1", "old", "other")); // also when nobody has swept yet
    clock.advance_seconds(48 * 3600 + 1);
    EXPECT_EQ(office->forget_old(), 2);
    EXPECT_EQ(office->forget_old(), 0);
}

// Sixteen copies of one request at the same instant: one works, fifteen are told to wait.
TEST_P(idempotency, of_many_at_once_one_goes_on) {
    for (int round = 0; round < 5; ++round) {
        const auto key = "k" + std::to_string(round);
        std::latch ready(16);
        std::atomic<int> went_on{0}, waited{0};
        {
            std::vector<std::jthread> callers;
            for (int caller = 0; caller < 16; ++caller)
                callers.emplace_back([&] {
                    ready.arrive_and_wait();
                    const auto opened = office->open("token 1", key, "h");
                    if (opened && !*opened) ++went_on;
                    else if (!opened && opened.error().code == refusal_code::idempotency_in_flight) ++waited;
                });
        }
        EXPECT_EQ(went_on, 1);
        EXPECT_EQ(waited, 15);
    }
}

KRUG_ON_BOTH(idempotency);

} // namespace
} // namespace krug::service
