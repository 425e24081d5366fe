// If this fails, some page cannot be shown at all, shows raw markers, or lets a long or hostile text break
// out.
#include "example_pages.hpp"

#include "render/pages/page_list.hpp"

#include <gtest/gtest.h>

#include <set>

namespace krug::render {
namespace {

const page_engine& engine() {
    static const page_engine made;
    return made;
}

void expect_whole(const std::string& html, const std::string& name) {
    EXPECT_EQ(html.find("{{"), std::string::npos) << name;
    EXPECT_NE(html.find("</html>"), std::string::npos) << name;
    EXPECT_NE(html.find("<h1"), std::string::npos) << name;
    EXPECT_NE(html.find("id=\"main\""), std::string::npos) << name;
    EXPECT_NE(html.find("class=\"skip\""), std::string::npos) << name;
}

// A guest in a rare state (waitlist, expired, cancelled event) would meet an error page.
TEST(page_examples, every_page_renders_in_both_languages) {
    for (const auto lang : {language::ru, language::en})
        for (const auto& page : example_pages())
            expect_whole(page.render(engine(), lang), page.name);
}

// A page without an example is a page that nobody has looked at.
TEST(page_examples, no_page_is_left_out) {
    std::set<std::string> shown;
    for (const auto& page : example_pages())
        shown.insert(page.template_name);
    for (const auto& page : page_list())
        EXPECT_TRUE(page.name.starts_with("mail/") || shown.contains(page.name)) << page.name;
}

// A title, a name or a note of an attacker would become part of the page.
TEST(page_examples, hostile_text_in_every_field_stays_text) {
    const std::string hostile = "\"><img src=x onerror=alert(1)><script>alert(2)</script>' onload='x";
    for (const auto& page : brimming_pages(hostile)) {
        const auto html = page.render(engine(), language::ru);
        EXPECT_EQ(html.find("<img"), std::string::npos) << page.name;
        EXPECT_EQ(html.find("<script>"), std::string::npos) << page.name;
        EXPECT_EQ(html.find("onload='x"), std::string::npos) << page.name;
    }
}

// A script address in any field that becomes a link would run at a click.
TEST(page_examples, script_addresses_never_become_links) {
    for (const auto& page : brimming_pages("javascript:alert(1)")) {
        const auto html = page.render(engine(), language::ru);
        for (const char* place : {"href=\"javascript:", "action=\"javascript:", "src=\"javascript:"})
            EXPECT_EQ(html.find(place), std::string::npos) << page.name;
    }
}

// Old browsers and screen readers would hear an empty name, or one id twice.
TEST(page_examples, no_page_has_the_same_id_twice) {
    for (const auto& page : example_pages()) {
        const auto html = page.render(engine(), language::ru);
        std::set<std::string> ids;
        for (auto at = html.find(" id=\""); at != std::string::npos; at = html.find(" id=\"", at + 1)) {
            const auto id = html.substr(at + 5, html.find('"', at + 5) - at - 5);
            EXPECT_TRUE(ids.insert(id).second) << page.name << ": " << id;
        }
    }
}

} // namespace
} // namespace krug::render
