// If this fails, an organiser cannot find out who took the list away, or reads another organisation's trail.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

// Who, what and when, alone and together; a filter goes along to the older lines.
TEST(audit_pages, lines_are_found_by_who_what_and_when) {
    work_desk desk;
    const auto path = desk.page_of(desk.event, "/audit");
    desk.alice_at.post(desk.page_of(desk.event, "/exports"), {{"format", "json"}, {"who", "all"}, {"purpose", "report"}});
    const auto all = desk.alice_at.get(path);
    EXPECT_TRUE(has(all, "Выгружен список"));
    EXPECT_TRUE(has(all, "Событие создано"));
    const auto exports = desk.alice_at.get(path + "?what=export_list");
    EXPECT_EQ(count_of(exports.body, "<tr><td class=\"num\">"), 1u);
    EXPECT_TRUE(has(exports, "Сбросить"));
    const auto hers = desk.alice_at.get(path + "?who=staff+" + std::to_string(desk.alice.id.value));
    EXPECT_EQ(count_of(hers.body, "<tr><td class=\"num\">"), 1u) << "what the shell did is not hers";
    EXPECT_EQ(count_of(desk.alice_at.get(path + "?who=staff+" + std::to_string(desk.bob.id.value)).body, "<tr><td class=\"num\">"), 0u);
    EXPECT_EQ(count_of(desk.alice_at.get(path + "?from=15.10.2020").body, "<tr><td class=\"num\">"), 1u) << "the event was made two weeks ago";
    EXPECT_EQ(count_of(desk.alice_at.get(path + "?until=14.10.2020&what=export_list").body, "<tr><td class=\"num\">"), 0u);
    EXPECT_EQ(count_of(desk.alice_at.get(path + "?from=15.10.2020&until=15.10.2020&what=export_list").body, "<tr><td class=\"num\">"), 1u);
    const auto wrong = desk.alice_at.get(path + "?from=позавчера");
    EXPECT_EQ(wrong.status, 200);
    EXPECT_TRUE(has(wrong, "href=\"#from\""));
    for (const auto* odd : {"?who=staff", "?who=staff+x", "?who=nobody+1", "?what=%27%20OR%201=1", "?before=-1"})
        EXPECT_EQ(desk.alice_at.get(path + odd).status, 200) << odd;
    EXPECT_EQ(count_of(desk.alice_at.get(path + "?what=%27%20OR%201=1").body, "<tr><td class=\"num\">"), 0u);
}

// The trail of an event is its organiser's; numbers stand in it and no names of guests.
TEST(audit_pages, names_of_guests_do_not_stand_in_it) {
    work_desk desk;
    desk.make_registration(desk.event, "Непроизносимова", "Анна");
    EXPECT_FALSE(has(desk.alice_at.get(desk.page_of(desk.event, "/audit")), "Непроизносимова"));
    krug::cast::browser charlie_at(desk);
    charlie_at.sign_in(desk.charlie);
    EXPECT_EQ(charlie_at.get(desk.page_of(desk.event, "/audit?what=export_list")).status, 404);
}

} // namespace
} // namespace krug::web_test
