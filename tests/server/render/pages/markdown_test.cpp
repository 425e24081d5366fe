// If this fails, an organiser's text can run a script in a guest's browser, or a guest cannot read it.
#include "render/markdown.hpp"

#include <gtest/gtest.h>

namespace krug::render {
namespace {

bool has(const markup& html, std::string_view part) {
    return html.html.find(part) != std::string::npos;
}

// The programme of a meeting would arrive as one grey block.
TEST(markdown, paragraphs_lists_and_emphasis_come_through) {
    const auto html = markdown("Первый **важный** абзац.\n\n- раз\n- два\n");
    EXPECT_TRUE(has(html, "<strong>важный</strong>")) << html.html;
    EXPECT_TRUE(has(html, "<li>раз</li>")) << html.html;
}

// A heading inside a description would break the outline that a screen reader walks by.
TEST(markdown, headings_move_down_and_stop_at_six) {
    EXPECT_TRUE(has(markdown("# Кого ждём"), "<h3>Кого ждём</h3>"));
    EXPECT_TRUE(has(markdown("###### Мелко", 4), "<h6>Мелко</h6>"));
}

// A guest would be sent to a stranger's site with the address of a private page, or run a script by a click.
TEST(markdown, only_https_and_mail_links_stay) {
    EXPECT_TRUE(has(markdown("[сайт](https://a.example/?a=1&b=2)"),
                    "<a href=\"https://a.example/?a=1&amp;b=2\" rel=\"nofollow noopener\">сайт</a>"));
    EXPECT_TRUE(has(markdown("[почта](mailto:a@b.example)"), "<a href=\"mailto:a@b.example\""));
    for (const char* bad :
         {"[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](&#106;avascript:alert(1))",
          "[x](data:text/html,a)", "[x](vbscript:a)", "[x](http://a.example)", "[x](//a.example)",
          "[x](/work)", "<javascript:alert(1)>", "[x](java\nscript:alert(1))", "[x](https://)"})
        EXPECT_FALSE(has(markdown(bad), "<a ")) << bad;
}

// A quote in an address would open an attribute of the attacker's choice.
TEST(markdown, link_addresses_are_escaped) {
    const auto html = markdown("[x](<https://a.example/\"onmouseover=\"alert(1)>)");
    EXPECT_FALSE(has(html, "\"onmouseover")) << html.html;
}

// Raw HTML would run as the organiser's wish, or a picture would tell a stranger who reads the page.
TEST(markdown, raw_html_and_pictures_are_left_out) {
    for (const char* bad : {"<script>alert(1)</script>", "a <b onclick=x>b</b>",
                            "<img src=x onerror=alert(1)>", "<!-- x -->", "<?php x ?>", "<![CDATA[x]]>"}) {
        const auto html = markdown(bad).html;
        EXPECT_EQ(html.find("<script"), std::string::npos) << html;
        EXPECT_EQ(html.find("onclick"), std::string::npos) << html;
        EXPECT_EQ(html.find("<img"), std::string::npos) << html;
        EXPECT_EQ(html.find("<!--"), std::string::npos) << html;
    }
    const auto picture = markdown("![схема *зала*](https://a.example/x.png)");
    EXPECT_FALSE(has(picture, "<img")) << picture.html;
    EXPECT_TRUE(has(picture, "схема <em>зала</em>")) << picture.html;
}

// A link inside a link text, or a picture inside a link, must neither crash nor leak.
TEST(markdown, nested_links_and_pictures_are_survived) {
    const auto html = markdown("[![alt](https://p.example/x.png)](https://a.example)");
    EXPECT_TRUE(has(html, "<a href=\"https://a.example\"")) << html.html;
    EXPECT_TRUE(has(html, ">alt</a>")) << html.html;
    EXPECT_FALSE(has(markdown("[![alt](x)](javascript:a)"), "<a "));
}

// One endless text would make the page of an event unreachable; a cut character would break the whole page.
TEST(markdown, long_text_is_cut_between_characters) {
    std::string text(64 * 1024 - 1, 'a');
    text += "яяя";
    const auto html = markdown(text).html;
    EXPECT_LT(html.size(), 65 * 1024U);
    EXPECT_EQ(html.find("\xD1\x3C"), std::string::npos);
    EXPECT_EQ(html.find("\uFFFD"), std::string::npos);
    EXPECT_TRUE(markdown("").empty());
}

} // namespace
} // namespace krug::render
