// If this fails, a door admits by rules that nobody set, or a device joins with a code that others have read.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

std::string points(const work_desk& desk, std::string_view rest = "") { return desk.page_of(desk.event, "/points" + std::string(rest)); }

// The organiser writes «opens 30 minutes before» and the door stays open all day.
TEST(point_pages, rules_are_kept_and_said_in_words) {
    work_desk desk;
    const auto session = desk.make_session(desk.event, "Мастерская");
    const krug::cast::fields form{{"id", ""}, {"name", "Зал 2"}, {"entries", "after_exit"}, {"opens", "30"}, {"walk_ins", "1"},
                                  {"walk_in_limit", "12"}, {"session", std::to_string(session.value)}};
    EXPECT_TRUE(goes_to(desk.alice_at.post(points(desk), form)).ends_with("saved"));
    const auto known = desk.check_ins.admission_points(desk.event);
    ASSERT_EQ(known.size(), 2u);
    const auto& hall = known[1];
    EXPECT_EQ(hall.entries, domain::entry_rule::after_exit);
    EXPECT_TRUE(hall.exits_scanned) << "entering again after an exit needs exits";
    EXPECT_EQ(hall.opens_minutes_before, 30);
    EXPECT_EQ(hall.walk_in_limit, 12);
    ASSERT_EQ(hall.sessions.size(), 1u);
    const auto page = desk.alice_at.get(points(desk));
    EXPECT_TRUE(has(page, "Мастерская · снова после отмеченного выхода · открыт за 30 мин до начала"));
    const auto id = std::to_string(hall.id.value);
    EXPECT_TRUE(has(desk.alice_at.get(points(desk, "?edit=" + id)), "value=\"30\""));
    EXPECT_TRUE(goes_to(desk.alice_at.post(points(desk), with(with(form, "id", id), "opens", ""))).ends_with("saved"));
    EXPECT_FALSE(desk.check_ins.admission_points(desk.event)[1].opens_minutes_before);
}

// A slip in one number loses the whole form.
TEST(point_pages, wrong_rules_are_shown_again) {
    work_desk desk;
    const auto wrong = desk.alice_at.post(points(desk), {{"id", ""}, {"name", "Зал 2"}, {"opens", "полчаса"}, {"closes", "99999999"}});
    EXPECT_EQ(wrong.status, 422);
    for (const char* words : {"href=\"#opens\"", "href=\"#closes\"", "полчаса", "value=\"Зал 2\""}) EXPECT_TRUE(has(wrong, words)) << words;
    EXPECT_EQ(desk.alice_at.post(points(desk), {{"id", ""}, {"name", ""}}).status, 422);
    EXPECT_EQ(desk.alice_at.post(points(desk), {{"id", "77"}, {"name", "x"}}).status, 404);
    EXPECT_EQ(desk.check_ins.admission_points(desk.event).size(), 1u);
}

// The code of a new device can be read by whoever opens the page later.
TEST(point_pages, a_code_is_shown_once) {
    work_desk desk;
    const auto devices = desk.page_of(desk.event, "/devices");
    const auto shown = desk.alice_at.post(devices, {{"device_name", "Сканер 1"}, {"point", "1"}});
    EXPECT_EQ(shown.status, 200);
    const auto command = between(shown.body, "krug-kiosk enrol ", "<");
    EXPECT_TRUE(command.starts_with("EN1:")) << command;
    EXPECT_TRUE(has(shown, "<svg"));
    EXPECT_EQ(krug::cast::header_of(shown, "cache-control"), "no-store");
    const auto later = desk.alice_at.get(points(desk));
    EXPECT_FALSE(has(later, command));
    EXPECT_TRUE(has(later, "Сканер 1"));
    const auto url = between(later.body, "action=\"" + devices + "/", "/revoke\"");
    EXPECT_TRUE(goes_to(desk.alice_at.post(devices + "/" + url + "/revoke", {})).ends_with("revoked"));
    EXPECT_EQ(desk.gate.devices(desk.event).front().state, "revoked");
    EXPECT_EQ(desk.alice_at.post(devices + "/12345/revoke", {}).status, 404);
    EXPECT_EQ(desk.alice_at.post(devices, {{"device_name", ""}, {"point", "1"}}).status, 422);
    EXPECT_EQ(desk.alice_at.post(devices, {{"device_name", "Сканер 2"}, {"point", "77"}}).status, 404);
    EXPECT_EQ(desk.bob_at.post(devices, {{"device_name", "Сканер 2"}, {"point", "1"}}).status, 403);
}

// A volunteer's phone opens an address; were the secret in its query, servers and proxies would write it down.
TEST(point_pages, a_phone_gets_an_address_with_the_code_behind_the_hash) {
    work_desk desk;
    const auto shown = desk.alice_at.post(desk.page_of(desk.event, "/devices"), {{"device_name", "Телефон 1"}, {"point", "1"}, {"phone", "1"}});
    EXPECT_EQ(shown.status, 200);
    EXPECT_TRUE(has(shown, "/scan и вставьте код"));
    EXPECT_TRUE(has(shown, ">EN1:"));
    EXPECT_FALSE(has(shown, "krug-kiosk enrol"));
    EXPECT_FALSE(has(shown, "/scan?"));
}

} // namespace
} // namespace krug::web_test
