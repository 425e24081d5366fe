// If this fails, a ticket is sent to nobody, or a guest with an ordinary address cannot register.
#include "domain/email.hpp"

#include <gtest/gtest.h>

namespace krug::domain {
namespace {

// Ordinary people are told that their address is wrong.
TEST(email, takes_what_can_be_written_to) {
    for (const char* text : {"a@b.ru", "politreyd@bk.ru", "ivan.petrov+meeting@mail.example.org",
                             "o'connor@list.ru", "x_y-z@sub-domain.example.co", "1@1.ru", "UPPER@MAIL.RU"})
        EXPECT_TRUE(parse_email(text)) << text;
    EXPECT_EQ(parse_email("  Ivan@Mail.RU \n")->text, "Ivan@mail.ru");
    EXPECT_EQ(parse_email("Ivan@Mail.RU")->key, "ivan@mail.ru");
    EXPECT_EQ(parse_email("Ivan@Mail.RU")->key, parse_email("ivan@mail.ru")->key);
}

// A ticket vanishes: the address could never be delivered to, or was two addresses.
TEST(email, names_what_is_wrong) {
    EXPECT_EQ(parse_email("").error(), email_fault::empty);
    EXPECT_EQ(parse_email("  ").error(), email_fault::empty);
    EXPECT_EQ(parse_email("ivan").error(), email_fault::no_at);
    EXPECT_EQ(parse_email("a@b@c.ru").error(), email_fault::no_at);
    EXPECT_EQ(parse_email("@b.ru").error(), email_fault::local_part);
    EXPECT_EQ(parse_email(".a@b.ru").error(), email_fault::local_part);
    EXPECT_EQ(parse_email("a.@b.ru").error(), email_fault::local_part);
    EXPECT_EQ(parse_email("a..b@b.ru").error(), email_fault::local_part);
    EXPECT_EQ(parse_email("a b@c.ru").error(), email_fault::local_part);
    EXPECT_EQ(parse_email("a,b@c.ru").error(), email_fault::local_part);
    EXPECT_EQ(parse_email("\"a b\"@c.ru").error(), email_fault::local_part);
    EXPECT_EQ(parse_email("a\r\nBcc:x@c.ru").error(), email_fault::local_part);
    EXPECT_EQ(parse_email("иван@mail.ru").error(), email_fault::local_not_ascii);
    for (const char* text :
         {"a@", "a@ru", "a@b..ru", "a@.ru", "a@b.ru.", "a@-b.ru", "a@b-.ru", "a@b_c.ru", "a@b c.ru",
          "a@[127.0.0.1]", "a@127.0.0.1", "a@b.r", "a@b.ru\r\nX: y", "a@\xff.ru", "a@b.ru,c"})
        EXPECT_EQ(parse_email(text).error(), email_fault::domain) << text;
    EXPECT_EQ(word_of(email_fault::domain), "malformed");
}

// The limits of RFC 5321 are off by one and a long address is cut on its way.
TEST(email, keeps_the_limits_of_smtp) {
    EXPECT_TRUE(parse_email(std::string(64, 'a') + "@b.ru"));
    EXPECT_EQ(parse_email(std::string(65, 'a') + "@b.ru").error(), email_fault::too_long);
    const std::string label(61, 'b');
    const std::string long_domain = label + "." + label + "." + label + ".ru"; // 188
    EXPECT_TRUE(parse_email(std::string(64, 'a') + "@" + long_domain));        // 253
    EXPECT_TRUE(parse_email(std::string(64, 'a') + "@b" + long_domain));       // 254
    EXPECT_EQ(parse_email(std::string(64, 'a') + "@bb" + long_domain).error(), email_fault::too_long);
    EXPECT_EQ(parse_email("a@" + std::string(64, 'b') + ".ru").error(), email_fault::domain);
    EXPECT_EQ(parse_email(std::string(5000, '@')).error(), email_fault::too_long);
}

// Guests with a Russian domain name get no mail.
TEST(email, russian_domains_are_written_in_ascii) {
    EXPECT_EQ(ascii_domain("точка-кипения.рф"), "xn----7sbqlbhc0acp0a5d7f.xn--p1ai");
    EXPECT_EQ(ascii_domain("ТОЧКА-КИПЕНИЯ.РФ"), "xn----7sbqlbhc0acp0a5d7f.xn--p1ai");
    EXPECT_EQ(ascii_domain("bücher.example"), "xn--bcher-kva.example");
    EXPECT_EQ(ascii_domain("почта.рус"), ascii_domain("Почта.РУС"));
    EXPECT_EQ(parse_email("info@точка-кипения.рф")->text, "info@xn----7sbqlbhc0acp0a5d7f.xn--p1ai");
    EXPECT_FALSE(ascii_domain("то чка.рф"));
    EXPECT_FALSE(ascii_domain("🎄.рф"));
}

// A slip of the finger sends the ticket to nowhere, or a right address is called a slip.
TEST(email, hints_at_slips_and_only_at_slips) {
    const auto hint = [](std::string_view text) { return email_hint(*parse_email(text)).value_or(""); };
    EXPECT_EQ(hint("a@mail.ri"), "a@mail.ru");
    EXPECT_EQ(hint("A.b@gmial.com"), "A.b@gmail.com");
    EXPECT_EQ(hint("a@gmail.con"), "a@gmail.com");
    EXPECT_EQ(hint("a@yandx.ru"), "a@yandex.ru");
    EXPECT_EQ(hint("a@mmail.ru"), "a@mail.ru");
    EXPECT_EQ(hint("a@maill.ru"), "a@mail.ru");
    for (const char* right : {"a@mail.ru", "a@bk.ru", "a@ya.ru", "a@vk.ru", "a@gmail.com", "a@mail.com",
                              "a@company.ru", "a@yandex.com", "a@gmail.ru"})
        EXPECT_EQ(hint(right), "") << right;
}

} // namespace
} // namespace krug::domain
