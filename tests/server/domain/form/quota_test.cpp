// If this fails, one category takes the seats of another, or a code opens a door that it should not.
#include "domain/quota.hpp"

#include <gtest/gtest.h>

#include <random>

namespace krug::domain {
namespace {

using enum registration_status;

seat_pool pool(std::int64_t scope, std::optional<std::int64_t> limit) {
    seat_pool made;
    made.scope = {scope};
    made.limit = limit;
    return made;
}

// The press waits for its own two seats and keeps everybody else out of a half empty hall.
TEST(quota, a_full_category_stands_in_nobodys_way) {
    auto whole = pool(0, 5), press = pool(quota_scope({1}).value, 1);
    const auto take = [&](seat_pool* own) { return take_seat_in(whole, own, std::vector{press}, registration_mode::open, false).status; };
    EXPECT_EQ(take(&press), confirmed);
    EXPECT_EQ(take(&press), waitlisted);
    EXPECT_EQ(press.waiting, 1);
    EXPECT_EQ(take(nullptr), confirmed);
    EXPECT_EQ(take(nullptr), confirmed);
    EXPECT_EQ(full_categories(std::vector{press}), std::vector<category_id>{{1}});
    press.limit = 2; // a seat has become free, and somebody waits for it
    EXPECT_EQ(take(nullptr), waitlisted);
    EXPECT_EQ(take(&press), waitlisted);
    EXPECT_EQ(whole.taken, 3);
    EXPECT_EQ(whole.waiting, 3);
}

// Seats are promised that the hall does not have.
TEST(quota, never_more_than_the_hall_or_the_category) {
    std::mt19937 random(17);
    for (int round = 0; round < 200; ++round) {
        auto whole = pool(0, static_cast<std::int64_t>(random() % 20));
        std::vector<seat_pool> quotas{pool(quota_scope({1}).value, static_cast<std::int64_t>(random() % 8)),
                                      pool(quota_scope({2}).value, static_cast<std::int64_t>(random() % 8))};
        std::int64_t held = 0;
        for (int person = 0; person < 40; ++person) {
            const auto which = random() % 3;
            auto* own = which < 2 ? &quotas[which] : nullptr;
            const auto copy = quotas;
            held += take_seat_in(whole, own, copy, registration_mode::open, false).status == confirmed;
            ASSERT_LE(whole.taken, *whole.limit);
            for (const auto& each : quotas) ASSERT_LE(each.taken, *each.limit);
        }
        EXPECT_EQ(held, whole.taken);
        EXPECT_EQ(whole.taken + whole.waiting, 40);
    }
}

// Somebody types the code from paper with a Russian layout and is told that there is none.
TEST(quota, codes_are_read_as_people_type_them) {
    EXPECT_EQ(read_code("7kq4m-xw2pd"), "7KQ4MXW2PD");
    EXPECT_EQ(read_code(" 7КQ4М XW2РD "), "7KQ4MXW2PD"); // К, М and Р are Cyrillic
    EXPECT_EQ(read_code("пресса"), std::nullopt);
    EXPECT_EQ(read_code("abc"), std::nullopt);
    EXPECT_EQ(read_code("abcd"), "ABCD");
    EXPECT_EQ(read_code(std::string(32, 'a')), std::string(32, 'A'));
    EXPECT_EQ(read_code(std::string(33, 'a')), std::nullopt);
    EXPECT_EQ(read_code("ab\xff" "cd"), std::nullopt);
    EXPECT_EQ(read_code(""), std::nullopt);
    const auto drawn = write_code(0x123456789abcdefULL);
    EXPECT_EQ(drawn.size(), 10u);
    EXPECT_EQ(read_code(show_code(drawn)), drawn);
}

// A code works after it was used up, after its time, or after it was taken back.
TEST(quota, a_code_opens_as_long_as_it_may) {
    const auto why = [](const invitation& which, utc_seconds now) {
        const auto usable = may_use(which, now);
        return usable ? std::string("open") : usable.error().fields.at(0).code;
    };
    invitation one;
    one.uses_max = 2;
    one.used = 1;
    one.expires_at = 100;
    one.reserves = true;
    EXPECT_EQ(why(one, 99), "open");
    EXPECT_EQ(one.kept_seats(), 1);
    EXPECT_EQ(why(one, 100), "expired");
    one.used = 2;
    EXPECT_EQ(why(one, 99), "used");
    one.revoked = true;
    EXPECT_EQ(why(one, 99), "unknown");
    EXPECT_EQ(one.kept_seats(), 0);
}

// A stranger with an address like nko.ru.example.com gets in, or somebody with a Cyrillic domain does not.
TEST(quota, addresses_of_a_domain) {
    const auto domains = read_domains("@NKO.ru, точка-кипения.рф\n nko.ru");
    ASSERT_TRUE(domains);
    EXPECT_EQ(*domains, (std::vector<std::string>{"nko.ru", "xn----7sbqlbhc0acp0a5d7f.xn--p1ai"}));
    for (const char* good : {"a@nko.ru", "a@NKO.RU", "a@mail.nko.ru", "a@точка-кипения.рф"}) EXPECT_TRUE(is_allowed_address(good, *domains)) << good;
    for (const char* bad : {"a@xnko.ru", "a@nko.ru.example.com", "nko.ru@example.com", "нет", ""}) EXPECT_FALSE(is_allowed_address(bad, *domains)) << bad;
    EXPECT_TRUE(is_allowed_address("a@example.com", {}));
    EXPECT_FALSE(read_domains("nko"));
    EXPECT_FALSE(read_domains("nko..ru"));
    EXPECT_EQ(read_domains(" \n"), std::vector<std::string>{});
}

} // namespace
} // namespace krug::domain
