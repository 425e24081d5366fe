// If this fails, a list goes out that nobody can trace, that no program can read, or with more in it than was asked.
#include "server/web/work/work_desk.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

std::string exports(const work_desk& desk) { return desk.page_of(desk.event, "/exports"); }

krug::cast::fields wish(const char* format) { return {{"format", format}, {"who", "all"}, {"purpose", "report"}}; }

void fill(work_desk& desk) {
    auto guest = desk.guest(desk.event, "Ёлкина", "Анна");
    guest.email = "elkina@example.org";
    guest.phone = "8 (3452) 38-18-14";
    guest.organisation = "=1+1";
    desk.make_registration(guest);
    desk.make_registration(desk.event, "Щёголев", "Пётр");
}

std::size_t export_lines(work_desk& desk) {
    const auto lines = desk.staff.audit(desk.event, 0, 500);
    return static_cast<std::size_t>(
        std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.what == "export_list"; }));
}

// The foundation's accountant opens a broken file.
TEST(export_pages, every_file_can_be_read_back) {
    work_desk desk;
    fill(desk);
    const auto json = desk.alice_at.post(exports(desk), wish("json"));
    const auto rows = boost::json::parse(json.body).as_array();
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows[0].at("family_name").as_string(), "Ёлкина");
    EXPECT_EQ(rows[0].at("attended").as_bool(), false);
    EXPECT_FALSE(rows[0].as_object().contains("email")) << "contacts were not asked for";

    const auto excel = desk.alice_at.post(exports(desk), wish("csv_excel"));
    EXPECT_TRUE(excel.body.starts_with("\xef\xbb\xbf"));
    EXPECT_EQ(count_of(excel.body, "\r\n"), 3u);
    EXPECT_TRUE(has(excel, "'=1+1")) << "a formula of a guest's would run";
    EXPECT_TRUE(desk.alice_at.post(exports(desk), wish("xlsx")).body.starts_with("PK"));
    for (const char* sheet : {"sheet_full", "sheet_brief"}) {
        const auto paper = desk.alice_at.post(exports(desk), wish(sheet));
        EXPECT_TRUE(paper.body.starts_with("%PDF")) << sheet;
        EXPECT_TRUE(krug::cast::header_of(paper, "content-disposition").find("2020-10-15.pdf") != std::string::npos);
    }
    EXPECT_EQ(export_lines(desk), 5u);
    const auto page = desk.alice_at.get(exports(desk));
    EXPECT_TRUE(has(page, "Отчёт фонду"));
    EXPECT_TRUE(has(page, "Человек: 2"));
}

// A list leaves without anybody having said what for.
TEST(export_pages, asks_for_the_purpose_and_leaves_a_line_first) {
    work_desk desk;
    fill(desk);
    const auto silent = desk.alice_at.post(exports(desk), with(wish("xlsx"), "purpose", ""));
    EXPECT_EQ(silent.status, 422);
    EXPECT_TRUE(has(silent, "href=\"#purpose\""));
    EXPECT_EQ(desk.alice_at.post(exports(desk), with(wish("xlsx"), "purpose", "любопытство")).status, 422);
    EXPECT_EQ(desk.alice_at.post(exports(desk), wish("exe")).status, 422);
    EXPECT_EQ(desk.alice_at.post(exports(desk), with(wish("xlsx"), "session", "9")).status, 422);
    EXPECT_EQ(desk.alice_at.post(exports(desk), with(wish("xlsx"), "column", "access_needs")).status, 422);
    EXPECT_EQ(export_lines(desk), 0u);
}

// Whoever guards personal data carries off the names.
TEST(export_pages, gives_nobody_more_than_they_may_see) {
    work_desk desk;
    fill(desk);
    krug::cast::browser officer_at(desk);
    officer_at.sign_in(desk.make_person("officer@krug.example", {domain::role::privacy_officer, desk.tops, desk.event}));
    const auto list = officer_at.post(exports(desk), wish("json"));
    EXPECT_EQ(list.status, 200);
    EXPECT_FALSE(has(list, "Ёлкина"));
    EXPECT_EQ(officer_at.post(exports(desk), with(wish("json"), "column", "family_name")).status, 403);
    EXPECT_EQ(officer_at.post(exports(desk), wish("sheet_full")).status, 403);
    EXPECT_EQ(desk.bob_at.post(exports(desk), wish("json")).status, 403);
    const auto contacts = desk.alice_at.post(exports(desk), with(wish("csv_machine"), "column", "email"));
    EXPECT_EQ(contacts.body, "email\r\nelkina@example.org\r\n\r\n");
}

} // namespace
} // namespace krug::web_test
