// If this fails, a guest's name runs as a script on the organiser's screen, or a broken page stops a visitor.
#include "render/page_engine.hpp"

#include "render/assets.hpp"
#include "render/embedded_files.hpp"
#include "render/pages/letter.hpp"
#include "render/pages/notice_page.hpp"
#include "render/pages/page_list.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

namespace krug::render {
namespace {

/// A folder of changed templates that goes away with the test.
class changed_templates {
public:
    changed_templates() {
        std::filesystem::create_directories(path_ / "pages");
        std::filesystem::create_directories(path_ / "layouts");
    }
    ~changed_templates() { std::filesystem::remove_all(path_); }
    void put(const std::string& name, const std::string& text) { std::ofstream(path_ / name) << text; }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_ = std::filesystem::path(testing::TempDir()) / "krug_changed_templates";
};

std::string read_embedded(std::string_view name) {
    for (const auto& file : embedded_templates())
        if (file.name == name)
            return std::string(file.bytes);
    throw std::runtime_error(std::string(name));
}

notice_view notice(const std::string& text) {
    return {text, text, "/", text, true};
}

// A name such as <script> would run with the rights of whoever looks at the list.
TEST(page_engine, texts_are_escaped_by_their_place) {
    const page_engine engine;
    page_frame frame;
    auto view = notice("<b>\"'&");
    view.link_url = "javascript:alert(1)";
    const auto html = render_page(engine, frame, view);
    EXPECT_EQ(html.find("<b>\"'&"), std::string::npos);
    EXPECT_NE(html.find("&lt;b&gt;&quot;&#39;&amp;"), std::string::npos);
    EXPECT_EQ(html.find("javascript:"), std::string::npos);
}

// A built-in page is parsed when somebody wants it: a slip in one would be found by a visitor, months later.
TEST(page_engine, every_built_in_page_parses_in_both_languages) {
    const changed_templates nothing_changed; // a folder has everything parsed at once
    EXPECT_NO_THROW(page_engine{nothing_changed.path()});
}

// One organiser changes a sentence; every other page must stay as it was built.
TEST(page_engine, a_folder_overrides_file_by_file) {
    changed_templates folder;
    folder.put("pages/notice.html", "@block title\n{{title}}\n@end\n<h1>Свой текст: {{title}}</h1>\n");
    const page_engine engine(folder.path());
    EXPECT_NE(render_page(engine, {}, notice("x")).find("<h1>Свой текст: x</h1>"), std::string::npos);
    EXPECT_NE(render_page(engine, {}, error_view{}).find("oops"), std::string::npos);
}

// A slip in a changed template would be found by the first visitor instead of at the start.
TEST(page_engine, a_broken_folder_stops_the_start) {
    changed_templates folder;
    folder.put("pages/notice.html", "{{no_such_field}}");
    EXPECT_THROW(page_engine{folder.path()}, std::runtime_error);
    folder.put("pages/notice.html", "<p title=\"{{title}}>");
    EXPECT_THROW(page_engine{folder.path()}, std::runtime_error);
}

// A reader who asked for dark and large pages would get them on every second page only.
TEST(page_engine, display_settings_reach_the_page) {
    const page_engine engine;
    page_frame frame;
    frame.lang = language::en;
    frame.display = {"dark", true, true, false, false, false, "/x"};
    const auto html = render_page(engine, frame, notice("x"));
    EXPECT_NE(html.find("<html lang=\"en\" data-theme=\"dark\" data-contrast=\"more\" data-text=\"large\">"),
              std::string::npos);
    EXPECT_NE(html.find("value=\"dark\" checked"), std::string::npos);
    const auto plain = render_page(engine, {}, notice("x"));
    EXPECT_NE(plain.find("<html lang=\"ru\">"), std::string::npos);
}

// Two visitors at once would see each other's words.
TEST(page_engine, threads_do_not_mix_pages) {
    const page_engine engine;
    std::vector<std::thread> visitors;
    std::vector<int> wrong(4, 0);
    for (std::size_t who = 0; who < wrong.size(); ++who)
        visitors.emplace_back([&, who] {
            const std::string name = "visitor-" + std::to_string(who);
            for (int i = 0; i < 50; ++i)
                if (render_page(engine, {}, notice(name)).find("<title>" + name) == std::string::npos)
                    ++wrong[who];
        });
    for (auto& visitor : visitors)
        visitor.join();
    EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

// A title with a line break would add a header of the attacker's choice to the letter.
TEST(letter, the_subject_is_one_line) {
    const page_engine engine;
    letter_frame frame;
    frame.event_title = "Встреча\r\nBcc: all@example.org";
    frame.day = "15 октября 2020";
    const auto made = render_letter(engine, frame, ticket_letter{});
    EXPECT_EQ(made.subject, "Место за вами: Встреча  Bcc: all@example.org, 15 октября 2020");
    EXPECT_EQ(made.subject.find_first_of("\r\n"), std::string::npos);
}

// Plain text readers would see &quot; in place of quotes; HTML readers would run what stands in a title.
TEST(letter, text_is_plain_and_html_is_escaped) {
    const page_engine engine;
    letter_frame frame;
    frame.event_title = "«A» & <B>";
    const auto made = render_letter(engine, frame, declined_letter{"", "<нет>"});
    EXPECT_NE(made.text.find("«A» & <B>"), std::string::npos) << made.text;
    EXPECT_NE(made.text.find("<нет>"), std::string::npos) << made.text;
    EXPECT_EQ(made.html.find("<B>"), std::string::npos);
    EXPECT_NE(made.html.find("&lt;нет&gt;"), std::string::npos);
}

// Before an address is confirmed the letter could be used to send a stranger's words to a victim.
TEST(letter, confirmation_says_nothing_a_visitor_typed) {
    const page_engine engine;
    letter_frame frame;
    frame.event_title = "Встреча";
    const auto made =
        render_letter(engine, frame, confirmation_letter{"https://krug.example/r/s", "до 14:32", ""});
    EXPECT_NE(made.text.find("Здравствуйте!"), std::string::npos);
    EXPECT_NE(made.text.find("https://krug.example/r/s"), std::string::npos);
    EXPECT_NE(made.html.find("href=\"https://krug.example/r/s\""), std::string::npos);
}

// A visitor would keep an old style sheet for a year, or get a picture as text.
TEST(assets, each_has_an_address_of_its_own_content) {
    std::set<std::string> urls;
    for (const auto& each : assets()) {
        EXPECT_TRUE(urls.insert(each.url).second) << each.url;
        EXPECT_EQ(find_asset(each.url), &each);
        EXPECT_FALSE(each.bytes.empty()) << each.name;
        EXPECT_EQ(asset_url(each.name), each.url);
    }
    EXPECT_EQ(find_asset("/assets/krug.css"), nullptr);
    EXPECT_THROW(asset_url("none.css"), std::logic_error);
    const auto* sheet = find_asset(asset_url("krug.css"));
    EXPECT_NE(sheet->bytes.find(asset_url("chevron.svg")), std::string::npos);
    EXPECT_EQ(sheet->bytes.find("data:"), std::string::npos)
        << "the policy of the pages allows no data: pictures";
}

// A template that no page uses would be translated and mended for nothing.
TEST(templates, none_is_dead) {
    std::set<std::string> used;
    for (const auto& page : page_list()) {
        const auto made =
            compile_template({page.name, page.layout, &page.frame, &page.view}, language::ru, read_embedded);
        used.insert(made.files.begin(), made.files.end());
    }
    for (const auto& file : embedded_templates())
        EXPECT_TRUE(file.name.starts_with("assets/") || file.name.starts_with("events/") || used.contains(std::string(file.name))) << file.name;
}

// Somebody fills a field with care and no guest ever sees it. Items of lists are shared between pages, each
// of which may leave something out, so an item's field must be shown by some page.
TEST(templates, every_field_of_a_view_is_shown) {
    std::set<std::string> shown_items, item_fields;
    for (const auto& page : page_list()) {
        if (page.name.starts_with("mail/"))
            continue; // letters share one frame, and each takes its part of it
        const auto made =
            compile_template({page.name, page.layout, &page.frame, &page.view}, language::ru, read_embedded);
        for (const auto& path : made.fields)
            if (const auto at = path.rfind("__"); at != std::string::npos)
                shown_items.insert(path.substr(at + 2));
        for (const auto& [name, field] : page.view.fields) {
            EXPECT_TRUE(made.fields.contains(name)) << page.name << " never shows " << name;
            if (!field.item)
                continue;
            for (const auto& [item_name, item] : field.item->fields)
                item_fields.insert(item_name);
        }
    }
    for (const auto& name : item_fields)
        EXPECT_TRUE(shown_items.contains(name)) << "no page shows " << name;
}

// A style or a script in the page itself is refused by the policy, so the page would look bare or do nothing.
TEST(templates, no_page_needs_an_inline_style_or_script) {
    for (const auto& file : embedded_templates()) {
        if (!file.name.starts_with("pages/") && !file.name.starts_with("work/"))
            continue;
        EXPECT_EQ(file.bytes.find(" style="), std::string_view::npos) << file.name;
    }
}

} // namespace
} // namespace krug::render
