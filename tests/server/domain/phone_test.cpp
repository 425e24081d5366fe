// If this fails, nobody can call the guest back, or a guest is told that an ordinary number is wrong.
#include "domain/phone.hpp"

#include <gtest/gtest.h>

namespace krug::domain {
namespace {

// The number on the poster is refused or becomes another number.
TEST(phone, takes_russian_numbers_as_people_write_them) {
    for (const char* text :
         {"8(3452) 38-18-14", "8 (3452) 38-18-14", "+7 3452 381814", "7 3452 38 18 14", "83452381814",
          "(3452) 38-18-14", " 8-3452-38-18-14 ", "+7\u00a0(3452)\u00a038–18–14", "8.3452.38.18.14"})
        EXPECT_EQ(parse_phone(text)->e164, "+73452381814") << text;
    EXPECT_EQ(parse_phone("9123456789")->e164, "+79123456789");
    EXPECT_EQ(parse_phone("+8 912 345-67-89")->e164, "+79123456789");
    EXPECT_EQ(parse_phone("8(3452) 38-18-14")->raw, "8(3452) 38-18-14");
}

// Guests from abroad cannot register.
TEST(phone, takes_numbers_from_elsewhere) {
    EXPECT_EQ(parse_phone("+44 20 7123 4567")->e164, "+442071234567");
    EXPECT_EQ(parse_phone("00 44 20 7123 4567")->e164, "+442071234567");
    EXPECT_EQ(parse_phone("8 10 44 20 7123 4567")->e164, "+442071234567");
    EXPECT_EQ(parse_phone("+375 29 123-45-67")->e164, "+375291234567");
    EXPECT_EQ(parse_phone("+7 701 123 45 67")->e164, "+77011234567");
    EXPECT_EQ(parse_phone("+84 912 345 678")->e164, "+84912345678");
}

// The extension is dialled as a part of the number, or lost.
TEST(phone, keeps_the_extension_apart) {
    for (const char* text :
         {"8(3452) 38-18-14 доб. 12", "8(3452) 38-18-14, доб.12", "8(3452) 38-18-14 добавочный 12",
          "8(3452) 38-18-14 вн. 12", "8(3452) 38-18-14 внутр. 12", "8(3452) 38-18-14 ext. 12",
          "8(3452) 38-18-14#12"}) {
        const auto number = parse_phone(text);
        ASSERT_TRUE(number) << text;
        EXPECT_EQ(number->e164, "+73452381814") << text;
        EXPECT_EQ(number->extension, "12") << text;
        EXPECT_EQ(show_phone(*number), "+7 (3452) 38-18-14 доб. 12") << text;
    }
}

// A number with a digit missing is kept and the call goes to a stranger.
TEST(phone, says_what_is_wrong) {
    EXPECT_EQ(parse_phone("").error(), phone_fault::too_short);
    EXPECT_EQ(parse_phone("   ").error(), phone_fault::too_short);
    EXPECT_EQ(parse_phone("38-18-14").error(), phone_fault::too_short);
    EXPECT_EQ(parse_phone("8 912 345 67 8").error(), phone_fault::too_short);
    EXPECT_EQ(parse_phone("8 912 345 67 891").error(), phone_fault::too_long);
    EXPECT_EQ(parse_phone("+7 912 345 67 8").error(), phone_fault::too_short);
    EXPECT_EQ(parse_phone("+1234567890123456").error(), phone_fault::too_long);
    EXPECT_EQ(parse_phone("+123").error(), phone_fault::too_short);
    EXPECT_EQ(parse_phone("8 012 345 67 89").error(), phone_fault::malformed);
    EXPECT_EQ(parse_phone("call me").error(), phone_fault::malformed);
    EXPECT_EQ(parse_phone("+7 912 345-67-8O").error(), phone_fault::malformed);
    EXPECT_EQ(parse_phone("++79123456789").error(), phone_fault::malformed);
    EXPECT_EQ(parse_phone("8 (912) 345-67-89; DROP").error(), phone_fault::malformed);
    EXPECT_EQ(parse_phone(std::string(61, '1')).error(), phone_fault::too_long);
    EXPECT_EQ(word_of(phone_fault::too_short), "too_short");
}

// A number is shown so that it cannot be read back to a caller, or a landline is sent a text message.
TEST(phone, is_shown_in_groups) {
    EXPECT_EQ(show_phone("+73452381814"), "+7 (3452) 38-18-14");
    EXPECT_EQ(show_phone("+79123456789"), "+7 (912) 345-67-89");
    EXPECT_EQ(show_phone("+74951234567"), "+7 (495) 123-45-67");
    EXPECT_EQ(show_phone("+73431234567"), "+7 (343) 123-45-67");
    EXPECT_EQ(show_phone("+78001234567"), "+7 (800) 123-45-67");
    EXPECT_EQ(show_phone("+442071234567"), "+442071234567");
    EXPECT_EQ(show_phone(""), "");
    EXPECT_TRUE(is_mobile("+79123456789"));
    EXPECT_FALSE(is_mobile("+73452381814"));
    EXPECT_FALSE(is_mobile("+7912"));
}

} // namespace
} // namespace krug::domain
