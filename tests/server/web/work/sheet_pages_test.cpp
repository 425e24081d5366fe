// If this fails, a signed paper sheet stays in a drawer, or lets in whoever did not sign.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

std::string sheets_of(const work_desk& desk) { return desk.page_of(desk.event, "/sheets"); }

// From the printer back into the log, and out again.
TEST(sheet_pages, a_sheet_is_printed_typed_in_and_corrected) {
    work_desk desk;
    desk.make_registration(desk.event, "Ёлкина", "Анна");
    desk.make_registration(desk.event, "Щёголев", "Пётр");
    const auto paper = desk.alice_at.post(sheets_of(desk), {{"session", ""}, {"form", "brief"}});
    ASSERT_EQ(paper.status, 200);
    EXPECT_TRUE(paper.body.starts_with("%PDF"));
    EXPECT_TRUE(has(desk.bob_at.get(sheets_of(desk)), "Лист № 1"));

    const auto sheet = sheets_of(desk) + "/1";
    auto page = desk.bob_at.get(sheet);
    EXPECT_TRUE(has(page, "1/2"));
    EXPECT_TRUE(has(page, "Щёголев Пётр"));
    const std::string at = between(page.body, "name=\"signed_at\" type=\"text\" value=\"", "\"");
    EXPECT_EQ(at, "15.10.2020 14:00");
    EXPECT_EQ(desk.bob_at.post(sheet, {{"typed", "1/2"}, {"signed_at", at}}).status, 303);
    EXPECT_EQ(desk.attendance.statistics(desk.event).attended, 1);
    EXPECT_EQ(desk.bob_at.post(sheet, {{"typed", ""}, {"row", "1"}, {"row", "2"}, {"signed_at", at}}).status, 303);
    EXPECT_EQ(desk.attendance.statistics(desk.event).attended, 2);
    page = desk.bob_at.get(sheet);
    EXPECT_EQ(count_of(page.body, "внесено</span>"), 2u);
    const std::string scan = between(page.body, "name=\"scan\" value=\"", "\"");
    EXPECT_EQ(desk.bob_at.post(sheet + "/undo", {{"scan", scan}}).status, 303);
    EXPECT_EQ(desk.bob_at.post(sheet + "/undo", {{"scan", scan}}).status, 303) << "twice is harmless";
    EXPECT_EQ(desk.attendance.statistics(desk.event).attended, 1);
}

// A slip of the finger is entered as if it were meant.
TEST(sheet_pages, say_what_cannot_be_read) {
    work_desk desk;
    desk.make_registration(desk.event, "Ёлкина", "Анна");
    EXPECT_EQ(desk.alice_at.post(sheets_of(desk), {{"session", ""}, {"form", "full"}}).status, 200);
    const auto sheet = sheets_of(desk) + "/1";
    const auto again = desk.alice_at.post(sheet, {{"typed", "1, 7"}, {"signed_at", "завтра"}});
    EXPECT_EQ(again.status, 422);
    for (const char* part : {"href=\"#typed\"", "href=\"#signed_at\"", "value=\"1, 7\"", "от 1 до 1"}) EXPECT_TRUE(has(again, part)) << part;
    EXPECT_EQ(desk.alice_at.post(sheet, {{"typed", ""}, {"signed_at", "15.10.2020 14:00"}}).status, 422);
    EXPECT_EQ(desk.alice_at.post(sheet, {{"typed", "1"}, {"signed_at", "15.10.2021 14:00"}}).status, 422);
    EXPECT_EQ(desk.attendance.statistics(desk.event).attended, 0);
    EXPECT_EQ(desk.alice_at.get(sheets_of(desk) + "/2").status, 404);
    EXPECT_EQ(desk.alice_at.post(sheets_of(desk), {{"session", "9"}}).status, 422);
}

// The desk carries the list of names home.
TEST(sheet_pages, are_printed_by_whoever_may_export_and_typed_by_the_desk) {
    work_desk desk;
    desk.make_registration(desk.event, "Ёлкина", "Анна");
    EXPECT_EQ(desk.bob_at.post(sheets_of(desk), {{"session", ""}}).status, 403);
    EXPECT_FALSE(has(desk.bob_at.get(sheets_of(desk)), "name=\"form\""));
    krug::cast::browser door_at(desk);
    door_at.sign_in(desk.make_person("door@krug.example", {domain::role::door_staff, desk.tops, desk.event}));
    EXPECT_EQ(door_at.get(sheets_of(desk)).status, 403);
}

} // namespace
} // namespace krug::web_test
