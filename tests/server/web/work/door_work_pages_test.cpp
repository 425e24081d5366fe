// If this fails, the organiser looks at a calm board while a device is silent, or decides about the wrong guest.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

// Counts for everybody who may see counts; names only for those who may see names.
TEST(board_page, counts_places_and_last_scans) {
    work_desk desk;
    desk.make_session(desk.event, "Мастерская");
    const auto board = desk.page_of(desk.event, "/board");
    EXPECT_TRUE(has(desk.alice_at.get(board), "Отметок ещё нет."));
    const auto guest = desk.make_registration(desk.event, "Щёголева", "Анна");
    service::check_in_command what;
    what.event = desk.event;
    what.code = guest.ticket_text;
    what.scan_id = std::string(32, '1');
    ASSERT_EQ(desk.check_ins.check_in({}, what)->reason, domain::verdict_reason::admitted);
    const auto page = desk.alice_at.get(board);
    EXPECT_EQ(page.status, 200);
    for (const char* words : {"Щёголева", "Внутри сейчас", "Мастерская", "data-live-part", "Обновить"})
        EXPECT_TRUE(has(page, words)) << words;
    const auto auditor = desk.make_person("auditor@krug.example", {domain::role::auditor, desk.tops, {}});
    krug::cast::browser his(desk);
    his.sign_in(auditor);
    const auto counts = his.get(board);
    EXPECT_EQ(counts.status, 200);
    EXPECT_TRUE(has(counts, "Внутри сейчас"));
    EXPECT_FALSE(has(counts, "Щёголева"));
}

// A device that nobody hears of any more is said to be so, and turning one off is asked twice.
TEST(devices_page, says_how_each_device_is_doing) {
    work_desk desk;
    const auto devices = desk.page_of(desk.event, "/devices");
    EXPECT_TRUE(has(desk.alice_at.get(devices), "Устройств пока нет"));
    ASSERT_TRUE(desk.gate.invite_device(desk.shell(), desk.event, {}, "Сканер 7"));
    const auto page = desk.alice_at.get(devices);
    for (const char* words : {"Сканер 7", "Ждёт подключения", "Да, отключить", "Последний обмен"})
        EXPECT_TRUE(has(page, words)) << words;
    EXPECT_EQ(desk.bob_at.get(devices).status, 403);
}

// The organiser asks about 15:10 and is told about another hour.
TEST(preview_page, answers_for_the_moment_that_was_typed) {
    work_desk desk;
    domain::admission_point_rules door;
    door.id = {1};
    door.name = "Вход";
    door.opens_minutes_before = 30;
    ASSERT_TRUE(desk.check_ins.save_admission_point(desk.shell(), desk.event, door));
    const auto url = desk.page_of(desk.event, "/points/1/preview");
    const auto early = desk.alice_at.get(url + "?date=2020-10-15&time=14:00");
    EXPECT_TRUE(has(early, "Вход ещё не открыт: начало в 14:30")) << early.body;
    const auto open = desk.alice_at.get(url + "?date=2020-10-15&time=15:10");
    EXPECT_FALSE(has(open, "Вход ещё не открыт"));
    for (const char* words : {"Участие подтверждено", "Проходите", "В листе ожидания", "Билет на другое мероприятие"})
        EXPECT_TRUE(has(open, words)) << words;
    const auto guest = desk.make_registration(desk.event, "Щёголева", "Анна");
    EXPECT_TRUE(has(desk.alice_at.get(url + "?date=2020-10-15&time=15:10&attendee_no=" + guest.attendee_no), "Щёголева"));
    const auto wrong = desk.alice_at.get(url + "?date=2020-10-15&time=25:99");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "href=\"#time\""));
    EXPECT_EQ(desk.alice_at.get(url + "?attendee_no=1").status, 422);
    EXPECT_EQ(desk.alice_at.get(desk.page_of(desk.event, "/points/9/preview")).status, 404);
}

// Rules, categories and the desk's reading of a lanyard.
TEST(point_pages, every_rule_and_category_is_kept) {
    work_desk desk;
    const auto first = desk.make_session(desk.event, "Мастерская");
    desk.make_session(desk.event, "Доклады");
    const auto points = desk.page_of(desk.event, "/points");
    EXPECT_TRUE(goes_to(desk.alice_at.post(desk.page_of(desk.event, "/categories"),
                                           {{"category_name", "Пресса"}, {"category_name_en", "Press"}, {"colour", "yellow"}}))
                    .ends_with("saved"));
    EXPECT_EQ(desk.alice_at.post(desk.page_of(desk.event, "/categories"), {{"category_name", ""}, {"colour", "red"}}).status, 422);
    const krug::cast::fields form{{"id", ""},    {"name", "Зал 2"},  {"entries", "once"},  {"opens", "15"},
                            {"closes", "-5"},    {"standby", "10"},  {"category", "0"},    {"category", "1"},
                            {"sign_up", "1"},    {"identity", "1"},  {"gate", "1"},        {"session", std::to_string(first.value)},
                            {"together", ""}};
    EXPECT_TRUE(goes_to(desk.alice_at.post(points, form)).ends_with("saved"));
    const auto hall = desk.check_ins.admission_points(desk.event).at(1);
    EXPECT_EQ(hall.closes_minutes_after, -5);
    EXPECT_EQ(hall.standby_after_minutes, 10);
    EXPECT_EQ(hall.categories.size(), 2u);
    EXPECT_TRUE(hall.sign_up_required && hall.identity_check && hall.home_gate);
    EXPECT_NE(hall.area, desk.check_ins.admission_points(desk.event).at(0).area) << "a hall counts by itself";
    const auto page = desk.alice_at.get(points);
    for (const char* words : {"только без категории, Пресса", "закрыт за 5 мин до начала", "лист ожидания пускают через 10",
                              "сверяют документ", "билеты поделены между воротами", "жёлтый"})
        EXPECT_TRUE(has(page, words)) << words;
    EXPECT_EQ(desk.alice_at.post(points, with(with(form, "opens", "5"), "closes", "-10")).status, 422);
    EXPECT_TRUE(goes_to(desk.alice_at.post(desk.page_of(desk.event, "/doors"), {{"moves", "1"}})).ends_with("saved"));
    EXPECT_TRUE(desk.doors.moves_between_sessions(desk.event));
    EXPECT_TRUE(goes_to(desk.alice_at.post(desk.page_of(desk.event, "/categories/1/remove"), {})).ends_with("saved"));
    EXPECT_EQ(desk.alice_at.post(desk.page_of(desk.event, "/categories/1/remove"), {}).status, 404);
}

// 18+: one press after a look at the document; nothing of it is typed anywhere.
TEST(door_pages, a_document_is_checked_by_one_press) {
    work_desk desk;
    domain::admission_point_rules door;
    door.id = {1};
    door.name = "Вход";
    door.identity_check = true;
    ASSERT_TRUE(desk.check_ins.save_admission_point(desk.shell(), desk.event, door));
    const auto guest = desk.make_registration(desk.event, "Щёголева", "Анна");
    const auto url = desk.page_of(desk.event, "/door");
    const auto asked = desk.alice_at.post(url, {{"code", guest.attendee_no}, {"scan_id", std::string(32, '2')}});
    EXPECT_TRUE(has(asked, "Документ сверен, пропустить"));
    const auto done =
        desk.alice_at.post(url, {{"code", guest.attendee_no}, {"scan_id", std::string(32, '3')}, {"checked", "1"}});
    EXPECT_TRUE(has(done, "Проходите"));
}

} // namespace
} // namespace krug::web_test
