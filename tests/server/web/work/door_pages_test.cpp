// If this fails, somebody waits at the door in vain, or goes in with another person's ticket.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

std::string door(const work_desk& desk) { return desk.page_of(desk.event, "/door"); }

std::string fresh_scan(work_desk& desk, krug::cast::browser& at) { return *hidden(at.get(door(desk)).body, "scan_id"); }

web::response scan(work_desk& desk, krug::cast::browser& at, const std::string& code, krug::cast::fields more = {}) {
    more.emplace_back("code", code);
    more.emplace_back("scan_id", fresh_scan(desk, at));
    return at.post(door(desk), more);
}

// The browser sends the form twice, and the guest who has just come in "is in already".
TEST(door_pages, reloading_repeats_the_answer_and_not_the_entry) {
    work_desk desk;
    const auto guest = desk.make_registration(desk.event, "Ёлкина", "Анна");
    const krug::cast::fields form{{"code", guest.ticket_text}, {"scan_id", fresh_scan(desk, desk.bob_at)}};
    const auto first = desk.bob_at.post(door(desk), form);
    EXPECT_TRUE(has(first, "verdict--green"));
    const auto again = desk.bob_at.post(door(desk), form);
    EXPECT_TRUE(has(again, "verdict--green"));
    EXPECT_EQ(desk.check_ins.scans_of(desk.event, guest.id).size(), 1u);
    // Another showing of the same ticket is another matter.
    const auto copy = scan(desk, desk.bob_at, guest.ticket_text);
    EXPECT_TRUE(has(copy, "verdict--amber"));
    EXPECT_TRUE(has(copy, "уже вошли в 14:00"));
}

// A page loaded again after an undo lights up green for nobody.
TEST(door_pages, a_scan_taken_back_is_not_green_again) {
    work_desk desk;
    const auto guest = desk.make_registration(desk.event, "Ёлкина", "Анна");
    const auto id = fresh_scan(desk, desk.bob_at);
    const krug::cast::fields form{{"code", guest.attendee_no}, {"scan_id", id}};
    ASSERT_TRUE(has(desk.bob_at.post(door(desk), form), "verdict--green"));
    EXPECT_TRUE(goes_to(desk.bob_at.post(desk.page_of(desk.event, "/door/undo/" + id), {})).ends_with("done=undone"));
    EXPECT_TRUE(goes_to(desk.bob_at.post(desk.page_of(desk.event, "/door/undo/" + id), {})).ends_with("done=undone")); // twice
    const auto reloaded = desk.bob_at.post(door(desk), form);
    EXPECT_FALSE(has(reloaded, "verdict--green"));
    EXPECT_TRUE(has(reloaded, "уже отменена"));
    EXPECT_FALSE(desk.registrations.find(desk.event, guest.id, false)->inside);
    EXPECT_EQ(desk.bob_at.post(desk.page_of(desk.event, "/door/undo/" + std::string(32, 'a')), {}).status, 404);
    EXPECT_EQ(desk.bob_at.post(desk.page_of(desk.event, "/door/undo/x"), {}).status, 404);
}

// Anybody at the door may wave anybody through, and nobody says why.
TEST(door_pages, letting_in_in_spite_needs_the_right_and_a_reason) {
    work_desk desk;
    const auto guest = desk.make_registration(desk.event, "Ёлкина", "Анна");
    scan(desk, desk.bob_at, guest.ticket_text);
    krug::cast::browser door_at(desk);
    door_at.sign_in(desk.make_person("door@krug.example", {domain::role::door_staff, desk.tops, desk.event}));

    const auto seen = scan(desk, door_at, guest.ticket_text);
    EXPECT_TRUE(has(seen, "verdict--amber"));
    EXPECT_FALSE(has(seen, "Почему пропускаете"));
    const krug::cast::fields in_spite{{"override", "1"}, {"override_reason", "Выходил позвонить"}};
    EXPECT_EQ(scan(desk, door_at, guest.ticket_text, in_spite).status, 403);
    EXPECT_EQ(door_at.post(desk.page_of(desk.event, "/door/undo/" + std::string(32, 'a')), {}).status, 403);

    const auto offered = scan(desk, desk.bob_at, guest.ticket_text);
    EXPECT_TRUE(has(offered, "Почему пропускаете"));
    const auto silent = scan(desk, desk.bob_at, guest.ticket_text, {{"override", "1"}, {"override_reason", "  "}});
    EXPECT_EQ(silent.status, 422);
    EXPECT_TRUE(has(silent, "value=\"" + guest.ticket_text + "\"")) << "the code has to be scanned again";
    EXPECT_EQ(scan(desk, desk.bob_at, guest.ticket_text, {{"override", "1"}, {"override_reason", std::string(201, 'x')}}).status, 422);
    const auto done = scan(desk, desk.bob_at, guest.ticket_text, in_spite);
    EXPECT_TRUE(has(done, "verdict--green"));
    const auto scans = desk.check_ins.scans_of(desk.event, guest.id);
    EXPECT_EQ(scans.back().kind, domain::scan_kind::overridden);
}

// Red is no question of discretion: a ticket of another event goes in with a good excuse.
TEST(door_pages, red_stays_red) {
    work_desk desk;
    const auto stranger = desk.make_registration(desk.charlies, "Чужой", "Гость");
    const auto answer = scan(desk, desk.bob_at, stranger.ticket_text);
    EXPECT_TRUE(has(answer, "verdict--red"));
    EXPECT_FALSE(has(answer, "Чужой Гость"));
    EXPECT_FALSE(has(answer, "Почему пропускаете"));
    const auto excuse = scan(desk, desk.bob_at, stranger.ticket_text, {{"override", "1"}, {"override_reason", "очень просит"}});
    EXPECT_TRUE(has(excuse, "verdict--red"));
}

// Somebody without a ticket says their name and is sent away.
TEST(door_pages, finds_by_name_and_lets_in_by_one_button) {
    work_desk desk;
    const auto guest = desk.make_registration(desk.event, "Ёлкина", "Анна");
    desk.make_registration(desk.event, "Щёголев", "Пётр");
    for (const char* typed : {"елкина", "Tkrbyf", "Ёлкина Анна"}) {
        const auto found = scan(desk, desk.bob_at, typed);
        EXPECT_TRUE(has(found, "Ёлкина Анна")) << typed;
        EXPECT_FALSE(has(found, "Щёголев")) << typed;
        EXPECT_TRUE(has(found, "value=\"" + guest.attendee_no + "\"")) << typed;
        EXPECT_EQ(desk.check_ins.recent(desk.event, 10).size(), 0u) << "looking somebody up is no scan";
    }
    EXPECT_TRUE(has(scan(desk, desk.bob_at, "Никто"), "Никого не нашлось"));
    const auto found = scan(desk, desk.bob_at, "елкина");
    const auto form = between(found.body, "Нашлись по имени", "</ul>");
    const auto in = desk.bob_at.post(door(desk), {{"code", guest.attendee_no}, {"scan_id", *hidden(form, "scan_id")}});
    EXPECT_TRUE(has(in, "verdict--green"));
    EXPECT_TRUE(has(in, "Ёлкина Анна"));
}

// Opening or loading the door page marks somebody as come.
TEST(door_pages, looking_changes_nothing) {
    work_desk desk;
    const auto guest = desk.make_registration(desk.event, "Ёлкина", "Анна");
    desk.bob_at.get(door(desk) + "?code=" + guest.attendee_no + "&scan_id=" + std::string(32, 'a'));
    EXPECT_EQ(desk.check_ins.recent(desk.event, 10).size(), 0u);
    // Each showing has its own scan id, and an empty field is no scan.
    EXPECT_NE(fresh_scan(desk, desk.bob_at), fresh_scan(desk, desk.bob_at));
    EXPECT_EQ(goes_to(scan(desk, desk.bob_at, "  ")), door(desk));
    EXPECT_EQ(desk.bob_at.post(door(desk), {{"code", "123"}, {"scan_id", "nonsense"}}).status, 400);
    const auto unknown = scan(desk, desk.bob_at, "4600000000000");
    EXPECT_TRUE(has(unknown, "verdict--amber"));
    EXPECT_TRUE(has(unknown, "не найден"));
}

// A guest who leaves counts as inside all evening, because the page forgot which way people go.
TEST(door_pages, keeps_where_it_stands_and_which_way_people_go) {
    work_desk desk;
    const auto guest = desk.make_registration(desk.event, "Ёлкина", "Анна");
    domain::admission_point_rules hall;
    hall.name = "Зал 2";
    hall.entries = domain::entry_rule::after_exit;
    hall.exits_scanned = true;
    const auto point = desk.check_ins.save_admission_point(desk.shell(), desk.event, hall);
    ASSERT_TRUE(point);
    const auto at_hall = [&](const char* direction) {
        desk.clock.advance_seconds(60);
        return scan(desk, desk.bob_at, guest.attendee_no,
                    {{"admission_point", std::to_string(point->value)}, {"direction", direction}});
    };
    EXPECT_TRUE(has(at_hall("in"), "verdict--green"));
    const auto out = at_hall("out");
    EXPECT_TRUE(has(out, "Выход отмечен"));
    EXPECT_TRUE(has(out, "value=\"out\" checked"));
    EXPECT_TRUE(has(out, "<option value=\"" + std::to_string(point->value) + "\" selected>"));
    EXPECT_TRUE(has(at_hall("in"), "verdict--green"));
    EXPECT_TRUE(desk.registrations.find(desk.event, guest.id, false)->inside);
    EXPECT_EQ(scan(desk, desk.bob_at, guest.attendee_no, {{"admission_point", "77"}}).status, 404);
}

// Twelve people without registration stand at the door; the page takes nobody, or takes each twice.
TEST(door_pages, registers_at_the_door_where_the_rules_say_so) {
    work_desk desk;
    const auto walk_ins = desk.page_of(desk.event, "/door/walk-ins");
    const auto form = [&] {
        return krug::cast::fields{{"family_name", "Ким"}, {"given_name", "Ен Су"}, {"scan_id", fresh_scan(desk, desk.bob_at)}};
    };
    EXPECT_FALSE(has(desk.bob_at.get(door(desk)), "Записать и впустить"));
    EXPECT_EQ(desk.bob_at.post(walk_ins, form()).status, 403);
    auto rules = desk.check_ins.admission_points(desk.event).front();
    rules.walk_ins = true;
    ASSERT_TRUE(desk.check_ins.save_admission_point(desk.shell(), desk.event, rules));
    EXPECT_TRUE(has(desk.bob_at.get(door(desk)), "Записать и впустить"));
    const auto sent = form();
    EXPECT_TRUE(has(desk.bob_at.post(walk_ins, sent), "verdict--green"));
    EXPECT_TRUE(has(desk.bob_at.post(walk_ins, sent), "verdict--green")); // loaded again
    EXPECT_EQ(desk.attendance.statistics(desk.event).walk_ins, 1);
    const auto wrong = desk.bob_at.post(walk_ins, with(with(form(), "family_name", ""), "given_name", ""));
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "href=\"#family_name\""));
    const auto mail = desk.bob_at.post(walk_ins, with(form(), "email", "не почта"));
    EXPECT_TRUE(has(mail, "не почта"));
    EXPECT_TRUE(has(mail, "value=\"Ен Су\""));
}

} // namespace
} // namespace krug::web_test
