// If this fails, a visitor gets an old page or somebody else's, or the first minute of a rush renders one page for each.
#include "net/page_cache.hpp"

#include <gtest/gtest.h>

namespace krug::net {

namespace {

using state = page_cache::state;

std::shared_ptr<const answer> page(const std::string& text, int shared_ms = 1000) {
    web::response response;
    response.body = text;
    response.shared_ms = shared_ms;
    return make_answer(std::move(response), encoding::identity, true);
}

struct page_cache_test : testing::Test {
    ground::standing_clock clock{1'700'000'000};
    page_cache cache{64 * 1024, 8, clock};
};

} // namespace

// An organiser changes the place of the event, and visitors are sent to the old one.
TEST_F(page_cache_test, forgets_a_page_when_its_time_is_over) {
    EXPECT_EQ(cache.find("a").is, state::yours);
    cache.store("a", page("one", 2000));
    clock.advance_seconds(1);
    EXPECT_EQ(*cache.find("a").page->body, "one");
    EXPECT_EQ(*cache.stored("a")->body, "one");
    clock.advance_seconds(1);
    EXPECT_EQ(cache.stored("a"), nullptr);
    EXPECT_EQ(cache.find("a").is, state::yours);
    EXPECT_EQ(cache.find("a").is, state::awaited);
    cache.store("a", page("two"));
    EXPECT_EQ(*cache.find("a").page->body, "two");
}

// Ten thousand people open the page in one second, and it is rendered ten thousand times.
TEST_F(page_cache_test, lets_one_make_the_page_and_the_others_wait) {
    int woken = 0;
    ASSERT_EQ(cache.find("a").is, state::yours);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(cache.find("a").is, state::awaited);
        cache.when_settled("a", [&] { ++woken; });
    }
    EXPECT_EQ(woken, 0);
    cache.store("a", page("one"));
    EXPECT_EQ(woken, 3);
    cache.when_settled("a", [&] { ++woken; });
    EXPECT_EQ(woken, 4);
    cache.when_settled("never asked for", [&] { ++woken; });
    EXPECT_EQ(woken, 5);
}

// Visitors of a form, which is nobody else's, stand in a queue for it.
TEST_F(page_cache_test, remembers_that_a_target_has_no_page_for_everybody) {
    int woken = 0;
    ASSERT_EQ(cache.find("a").is, state::yours);
    cache.when_settled("a", [&] { ++woken; });
    cache.give_up("a");
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(cache.find("a").is, state::unshared);
    EXPECT_EQ(cache.find("a").is, state::unshared);
    clock.advance_seconds(10);
    EXPECT_EQ(cache.find("a").is, state::yours);
}

// A failure of one second keeps the page out of memory for the rest of the rush.
TEST_F(page_cache_test, lets_the_next_one_try_after_a_failure) {
    int woken = 0;
    ASSERT_EQ(cache.find("a").is, state::yours);
    cache.when_settled("a", [&] { ++woken; });
    cache.abandon("a");
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(cache.find("a").is, state::yours);
}

// Made-up addresses push the page of the event out, or fill the memory of the server.
TEST_F(page_cache_test, keeps_what_is_used_within_its_bounds) {
    ASSERT_EQ(cache.find("event").is, state::yours);
    cache.store("event", page("event"));
    for (int i = 0; i < 100; ++i) {
        const auto key = "made up " + std::to_string(i);
        ASSERT_EQ(cache.find(key).is, state::yours);
        cache.store(key, page("x"));
        ASSERT_EQ(cache.find("event").is, state::stored) << i;
        EXPECT_LE(cache.entries(), 8U);
    }
    EXPECT_EQ(cache.stored("made up 0"), nullptr);
    for (int i = 0; i < 20; ++i) {
        const auto key = "large " + std::to_string(i);
        ASSERT_EQ(cache.find(key).is, state::yours);
        cache.store(key, page(std::string(7000, 'x')));
        EXPECT_LE(cache.bytes(), 64U * 1024U);
    }
}

// One huge page throws out all others.
TEST_F(page_cache_test, does_not_keep_a_page_that_is_too_large) {
    ASSERT_EQ(cache.find("huge").is, state::yours);
    cache.store("huge", page(std::string(60'000, 'x')));
    EXPECT_EQ(cache.stored("huge"), nullptr);
    EXPECT_LT(cache.bytes(), 1000U);
}

// Whoever waits for a page waits for ever, because it was pushed out while it was made.
TEST_F(page_cache_test, keeps_what_is_being_made_however_full_it_is) {
    int woken = 0;
    for (int i = 0; i < 20; ++i) ASSERT_EQ(cache.find("page " + std::to_string(i)).is, state::yours);
    cache.when_settled("page 0", [&] { ++woken; });
    for (int i = 0; i < 20; ++i) cache.store("page " + std::to_string(i), page("x"));
    EXPECT_EQ(woken, 1);
    EXPECT_LE(cache.entries(), 8U);
}

} // namespace krug::net
