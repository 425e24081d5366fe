// If this fails, a visitor gets the page of someone with another language or login, or bytes the browser cannot open.
#include "net/http_fields.hpp"

#include <gtest/gtest.h>

namespace krug::net {

namespace {

std::string cookies(std::string_view cookie) {
    std::string key;
    return append_display_cookies(cookie, key) ? key : "none";
}

std::string languages(std::string_view list) {
    std::string key;
    return append_language_class(list, key) ? key : "none";
}

} // namespace

// A browser is sent an encoding it said it cannot read.
TEST(http_fields, chooses_an_encoding_that_is_accepted) {
    EXPECT_EQ(accepted_encoding(""), encoding::identity);
    EXPECT_EQ(accepted_encoding("gzip, deflate, br"), encoding::brotli);
    EXPECT_EQ(accepted_encoding("gzip, deflate"), encoding::gzip);
    EXPECT_EQ(accepted_encoding("GZIP;q=0.5"), encoding::gzip);
    EXPECT_EQ(accepted_encoding("br;q=0, gzip;q=0.000"), encoding::identity);
    EXPECT_EQ(accepted_encoding("br;q=0, gzip;q=1.0"), encoding::gzip);
    EXPECT_EQ(accepted_encoding("br ; q=0.001"), encoding::brotli);
    EXPECT_EQ(accepted_encoding("br;q=nonsense, gzip;level=9"), encoding::identity);
    EXPECT_EQ(accepted_encoding("brotli, xgzip"), encoding::identity);
}

// A signed-in person's page is taken from, or put among, the pages for everybody.
TEST(http_fields, gives_no_stored_page_to_a_login) {
    EXPECT_EQ(cookies("__Host-krug=x"), "none");
    EXPECT_EQ(cookies("krug=x"), "none");
    EXPECT_EQ(cookies("lang=ru; krug=x"), "none");
    EXPECT_EQ(cookies("lang=ru;\t krug"), "none");
    EXPECT_NE(cookies("krugle=x"), "none");
}

// A visitor with large text or the dark theme gets the page of one without, or the other way round.
TEST(http_fields, tells_display_choices_apart) {
    EXPECT_EQ(cookies(""), cookies("other=1; visits=2"));
    EXPECT_EQ(cookies("lang=ru; theme=dark"), cookies("theme=dark; x=y; lang=ru"));
    EXPECT_NE(cookies("lang=ru"), cookies("lang=en"));
    EXPECT_NE(cookies("lang=ru"), cookies("theme=ru"));
    EXPECT_NE(cookies("text=large"), cookies(""));
    EXPECT_NE(cookies("text="), cookies(""));
    EXPECT_EQ(cookies("lang=ru; lang=en"), "none");
    EXPECT_EQ(cookies("lang"), "none");
    EXPECT_EQ(cookies("lang=" + std::string(17, 'r')), "none");
    EXPECT_EQ(cookies("lang=ru/../en"), "none");
}

// A visitor who reads English gets the Russian page because a neighbour asked first.
TEST(http_fields, tells_languages_apart) {
    EXPECT_EQ(languages("ru-RU,ru;q=0.9,en;q=0.8"), languages("ru"));
    EXPECT_NE(languages("en-US,en;q=0.9,ru;q=0.8"), languages("ru"));
    EXPECT_NE(languages("de,ru;q=0.8"), languages("de,en;q=0.8"));
    EXPECT_NE(languages("de,ru;q=0.8"), languages("ru"));
    EXPECT_EQ(languages("de"), languages("fr,kk;q=0.3"));
    EXPECT_NE(languages(""), languages("de"));
    EXPECT_EQ(languages("ru;q=0.3,en;q=0.9"), "none");
    EXPECT_EQ(languages("ru;q=0,en"), "none");
}

// A browser that already has the page downloads it again, or keeps an old one.
TEST(http_fields, recognises_the_tag_a_browser_holds) {
    EXPECT_TRUE(names_tag("\"a\"", "\"a\""));
    EXPECT_TRUE(names_tag("\"b\", W/\"a\"", "\"a\""));
    EXPECT_TRUE(names_tag("*", "\"a\""));
    EXPECT_FALSE(names_tag("\"ab\"", "\"a\""));
    EXPECT_FALSE(names_tag("a", "\"a\""));
    EXPECT_FALSE(names_tag("", "\"a\""));
}

} // namespace krug::net
