// If this fails, an organiser's account opens to whoever tries the ten commonest passwords.
#include "service/password.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

namespace krug::service {
namespace {

std::string fault(std::string_view password) {
    const auto found = fault_in_password(password, "maria.elkina@example.org", "Мария Ёлкина");
    return found ? found->code : "";
}

// A long phrase, blanks and all, in any alphabet is a good password; nobody has to add a capital and a digit.
TEST(passwords, phrases_are_taken_as_they_are) {
    for (const auto* good : {"тихий омут 7", "корова на крыше", "correct horse", "zażółć gęślą", "パスワードはひみつ",
                             "831904726153", "qwerty и ещё три слова", " пробел "})
        EXPECT_EQ(fault(good), "") << good;
    EXPECT_EQ(fault(std::string(256, 'a') + "b").empty(), false);
    std::string longest;
    for (int at = 0; at < 128; ++at) longest += at % 3 == 0 ? "жa" : "бc";
    EXPECT_EQ(fault(longest), "");
    EXPECT_EQ(fault(longest + "x"), "too_long");
}

/// Draws the letters of `words` first, then what a seed gives.
class drawn_letters final : public ground::randomness {
public:
    explicit drawn_letters(std::string_view words) : words_(words) {}
    void fill(std::span<std::byte> out) override {
        static constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";
        if (at_ == words_.size()) return rest_.fill(out);
        const auto place = static_cast<std::uint32_t>(letters.find(words_[at_++]));
        std::memcpy(out.data(), &place, std::min(out.size(), sizeof place));
    }

private:
    std::string_view words_;
    std::size_t at_ = 0;
    ground::seeded_randomness rest_{7};
};

// One demonstration in two thousand did not load: chance had drawn a password that is refused.
TEST(passwords, a_drawn_one_is_never_refused) {
    ASSERT_EQ(fault("krug-krug-krug-krug"), "not_accepted");
    drawn_letters unlucky("krugkrugkrugkrug");
    const auto second = fresh_password(unlucky);
    EXPECT_EQ(second.size(), 19u);
    EXPECT_NE(second, "krug-krug-krug-krug");
    EXPECT_EQ(fault(second), "");
    ground::seeded_randomness chance(1);
    std::string digits_and_an_a = "183726a54093827165";
    EXPECT_EQ(fault(digits_and_an_a), "not_accepted");
    for (int time = 0; time < 2'000; ++time) EXPECT_EQ(fault(fresh_password(chance)), "");
}

// Letters are counted as people count them, not bytes.
TEST(passwords, eight_letters_at_least) {
    EXPECT_EQ(fault(""), "required");
    EXPECT_EQ(fault("семьбук"), "too_short");
    EXPECT_EQ(fault("восемьбу"), "");
    EXPECT_EQ(fault(std::string_view("nul\0inside", 10)), "malformed");
    EXPECT_EQ(fault("broken\xff\xff\xff"), "malformed");
}

// What everybody takes is tried first: also with digits behind it, in capitals, or in the other keyboard layout.
TEST(passwords, common_ones_are_refused) {
    for (const auto* common :
         {"password", "Password1", "PASSWORD2024!", "qwertyui", "йцукенгш", "пароль123", "gfhjkm123", "parol2020",
          "привет12", "ghbdtn2020", "12345678", "87654321", "11111111", "abababab", "12341234", "abcdefgh", "15101990",
          "89123456789", "qwertyuio", "1qaz2wsx", "1234qwer", "Тюмень2020", "админ123456", "organizer1",
          "maria.elkina", "Мария Ёлкина", "MARIA.ELKINA@example.org", "asdfghjk", ";lkjhgfdsa"})
        EXPECT_EQ(fault(common), "not_accepted") << common;
}

// Nobody's hash is kept in the clear, and equal passwords of two people do not look alike.
TEST(passwords, hashes_match_their_password_only) {
    password_hasher hasher;
    const auto one = hasher.hash("тихий омут 7");
    EXPECT_NE(one, hasher.hash("тихий омут 7"));
    EXPECT_EQ(hasher.matches(one, "тихий омут 7"), true);
    EXPECT_EQ(hasher.matches(one, "тихий омут 8"), false);
    EXPECT_EQ(hasher.matches(one, ""), false);
    EXPECT_EQ(hasher.matches("", ""), false);
    EXPECT_EQ(hasher.matches("not a hash", "тихий омут 7"), false);
}

// A flood of sign-ins gets its answer or is sent away; it never takes more than its share, and all of them end.
TEST(passwords, a_flood_is_served_in_turn_or_sent_away) {
    password_hasher hasher;
    const auto hash = hasher.hash("тихий омут 7");
    std::atomic<int> right{0}, sent_away{0};
    {
        std::vector<std::jthread> callers;
        for (int caller = 0; caller < 80; ++caller)
            callers.emplace_back([&] {
                const auto matched = hasher.matches(hash, "тихий омут 7");
                if (!matched) ++sent_away;
                else if (*matched) ++right;
            });
    }
    EXPECT_EQ(right + sent_away, 80);
    EXPECT_GE(right, 2);
    EXPECT_EQ(hasher.matches(hash, "тихий омут 7"), true);
}

} // namespace
} // namespace krug::service
