// If this fails, the organiser looks at numbers that are not those of the hall.
#include "server/web/work/work_desk.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

boost::json::object live(work_desk& desk, krug::cast::browser& at) {
    const auto answer = at.get(desk.page_of(desk.event, "/live.json"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(krug::cast::header_of(answer, "cache-control"), "no-store");
    return boost::json::parse(answer.body).as_object();
}

std::int64_t count(const boost::json::object& answer, std::string_view name) {
    return answer.at("counts").as_object().at(name).to_number<std::int64_t>();
}

// The page says 38 and the script says 37.
TEST(overview_pages, counts_are_those_of_the_door) {
    work_desk desk;
    EXPECT_EQ(count(live(desk, desk.bob_at), "attended"), 0);
    std::string scan = std::string(31, '0');
    for (int each = 0; each < 3; ++each) {
        const auto guest = desk.make_registration(desk.event, "Гость", std::to_string(each));
        service::check_in_command command;
        command.event = desk.event;
        command.attendee_no = guest.attendee_no;
        command.scan_id = scan + std::to_string(each);
        if (each < 2) {
            ASSERT_TRUE(desk.check_ins.check_in(desk.shell(), command));
        }
    }
    const auto answer = live(desk, desk.bob_at);
    EXPECT_EQ(count(answer, "attended"), 2);
    EXPECT_EQ(count(answer, "inside"), 2);
    EXPECT_EQ(count(answer, "expected"), 1);
    EXPECT_EQ(count(answer, "confirmed"), 3);
    EXPECT_FALSE(answer.at("counts").as_object().contains("free")) << "an event without a limit has no number of free seats";
    const auto page = desk.bob_at.get(desk.page_of(desk.event));
    EXPECT_TRUE(has(page, "data-live=\"attended\">2<"));
    EXPECT_TRUE(has(page, "data-live-url=\"" + desk.page_of(desk.event, "/live.json") + "\""));
    EXPECT_TRUE(has(page, "Идёт встреча гостей"));
    EXPECT_TRUE(has(page, "14:00"));
}

// Letters pile up in a folder while everybody believes that they were sent.
TEST(overview_pages, says_that_mail_does_not_leave) {
    work_desk desk;
    EXPECT_TRUE(has(desk.bob_at.get(desk.page_of(desk.event)), "Почта не настроена"));
}

// The auditor counts heads and reads names beside them.
TEST(overview_pages, numbers_need_no_names) {
    work_desk desk;
    const auto guest = desk.make_registration(desk.event, "Ёлкина", "Анна");
    service::check_in_command command;
    command.event = desk.event;
    command.attendee_no = guest.attendee_no;
    command.scan_id = std::string(32, 'b');
    ASSERT_TRUE(desk.check_ins.check_in(desk.shell(), command));
    krug::cast::browser auditor_at(desk);
    auditor_at.sign_in(desk.make_person("auditor@krug.example", {domain::role::auditor, desk.tops, desk.event}));
    const auto page = auditor_at.get(desk.page_of(desk.event));
    EXPECT_EQ(page.status, 200);
    EXPECT_FALSE(has(page, "Ёлкина"));
    EXPECT_TRUE(has(desk.bob_at.get(desk.page_of(desk.event)), "Ёлкина"));
}

} // namespace
} // namespace krug::web_test
