// If this fails, minutes that nobody scanned pass for scanned ones, or a report shows other minutes than the page.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

/// Two guests: one in and out for half an hour, one who was never scanned out.
void fill(work_desk& desk) {
    auto door = desk.check_ins.admission_points(desk.event).at(0);
    door.exits_scanned = true;
    door.entries = domain::entry_rule::after_exit;
    ASSERT_TRUE(desk.check_ins.save_admission_point(desk.shell(), desk.event, door));
    const auto brief = desk.make_registration(desk.event, "Ёлкина", "Анна"), stayed = desk.make_registration(desk.event, "Щёголев", "Пётр");
    desk.make_registration(desk.event, "Отсутствующая", "Вера");
    desk.clock.advance_seconds(3'600); // the event begins
    const auto show = [&](const service::receipt& who, domain::passage direction) {
        service::check_in_command what;
        what.event = desk.event;
        what.code = who.ticket_text;
        what.scan_id = desk.random.hex(16);
        what.direction = direction;
        ASSERT_TRUE(desk.check_ins.check_in(desk.shell(), what));
    };
    show(brief, domain::passage::in);
    show(stayed, domain::passage::in);
    desk.clock.advance_seconds(1'800);
    show(brief, domain::passage::out);
    desk.alice_at.sign_in(desk.alice); // a login that nobody used for half an hour has ended
}

std::string times_of(const work_desk& desk, const std::string& rest = "") { return desk.page_of(desk.event, "/attendance" + rest); }

// An organiser looks for who left early; without a script, by the heads of the columns.
TEST(time_pages, put_people_in_order_by_links) {
    work_desk desk;
    fill(desk);
    auto page = desk.alice_at.get(times_of(desk));
    ASSERT_EQ(page.status, 200);
    EXPECT_TRUE(has(page, "Ёлкина Анна"));
    EXPECT_TRUE(has(page, "Щёголев Пётр"));
    EXPECT_FALSE(has(page, "Отсутствующая"));
    EXPECT_TRUE(has(page, "aria-sort=\"descending\""));
    EXPECT_TRUE(has(page, ">30<"));
    page = desk.alice_at.get(times_of(desk, "?sort=name&order=up"));
    EXPECT_LT(page.body.find("Ёлкина"), page.body.find("Щёголев"));
    page = desk.alice_at.get(times_of(desk, "?sort=name&order=down"));
    EXPECT_GT(page.body.find("Ёлкина"), page.body.find("Щёголев"));
    for (const char* odd : {"?sort=x", "?order=x", "?page=0", "?page=-1", "?page=999999999999", "?session=999"})
        EXPECT_EQ(desk.alice_at.get(times_of(desk, odd)).status, 200) << odd;
    EXPECT_TRUE(has(desk.alice_at.get(times_of(desk, "?lang=en")), "Time present"));
}

// What was assumed stands beside the name, in the table of the export, and in the pack.
TEST(time_pages, say_what_nobody_scanned) {
    work_desk desk;
    fill(desk);
    desk.clock.advance_seconds(86'400); // over
    desk.alice_at.sign_in(desk.alice);
    const auto page = desk.alice_at.get(times_of(desk));
    const auto about = desk.on.events.find_event(desk.event);
    const bool has_end = about->event.time.ends_at.has_value();
    EXPECT_TRUE(has(page, has_end ? "без выхода: до конца" : "нет отметки о выходе"));
    const auto file = desk.alice_at.post(desk.page_of(desk.event, "/exports"),
                                         {{"format", "csv_excel"}, {"who", "attended"}, {"purpose", "report"}, {"column", "family_name"}, {"column", "minutes"}, {"column", "to_the_end"}});
    ASSERT_EQ(file.status, 200);
    EXPECT_TRUE(has(file, "Ёлкина;30;нет"));
    EXPECT_TRUE(has(file, has_end ? ";да" : "Щёголев;;нет"));
    EXPECT_TRUE(desk.alice_at.post(desk.page_of(desk.event, "/evidence"), {{"planned", ""}, {"project", ""}, {"responsible", ""}}).body.starts_with("PK"));
}

// Names and hours of people are not for the auditor, who counts.
TEST(time_pages, are_for_those_who_may_see_people) {
    work_desk desk;
    fill(desk);
    const auto auditor = desk.make_person("auditor@krug.example", {domain::role::auditor, desk.tops, {}});
    krug::cast::browser at(desk);
    at.sign_in(auditor);
    EXPECT_EQ(at.get(times_of(desk)).status, 403);
    EXPECT_EQ(krug::cast::browser(desk).get(times_of(desk)).status, 303);
}

} // namespace
} // namespace krug::web_test
