// If this fails, a tired organiser cannot set up the tables, sees a seating that is not the one applied, or a stranger
// reads who sits where.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

using krug::cast::fields;

std::string tables(const work_desk& desk, std::string_view rest = "") { return desk.page_of(desk.event, "/tables" + std::string(rest)); }
std::string seating(const work_desk& desk, std::string_view rest = "") { return desk.page_of(desk.event, "/seating" + std::string(rest)); }

fields many(std::string count, std::string seats) { return {{"count", count}, {"seats", seats}, {"guests_choose", "1"}}; }

// Twelve tables take an evening, and one slip loses what was typed.
TEST(table_pages, many_at_once_and_one_by_one) {
    work_desk desk;
    EXPECT_TRUE(has(desk.alice_at.get(tables(desk)), "Столов пока нет"));
    EXPECT_TRUE(goes_to(desk.alice_at.post(tables(desk), many("12", "8"))).ends_with("saved"));
    const auto list = desk.alice_at.get(tables(desk));
    for (const char* words : {"Стол 1<", "Стол 12<", "0 из 8", "Столов: 12"}) EXPECT_TRUE(has(list, words)) << words;
    auto slip = many("0", "201");
    slip.push_back({"topic", "Город для жизни"});
    const auto wrong = desk.alice_at.post(tables(desk), slip);
    EXPECT_EQ(wrong.status, 422);
    for (const char* words : {"href=\"#count\"", "href=\"#seats\"", "Город для жизни"}) EXPECT_TRUE(has(wrong, words)) << words;
    const auto taken = desk.alice_at.post(tables(desk), with(many("1", "8"), "first", "12"));
    EXPECT_EQ(taken.status, 422);
    EXPECT_TRUE(has(taken, "Стол с таким номером уже есть."));
    const fields change{{"seats", "6"}, {"topic", "Барьеры внедрения"}, {"host", "Ведущая Ирина"}, {"language", "en"}, {"step_free", "1"}};
    EXPECT_TRUE(goes_to(desk.alice_at.post(tables(desk, "/3"), change)).ends_with("saved"));
    const auto third = desk.alice_at.get(tables(desk, "/3"));
    for (const char* words : {"Барьеры внедрения", "Ведущая Ирина", "https://krug.example/t/"}) EXPECT_TRUE(has(third, words)) << words;
    EXPECT_TRUE(has(desk.alice_at.get(tables(desk)), "по-английски · без ступеней"));
    EXPECT_TRUE(goes_to(desk.alice_at.post(tables(desk, "/12/remove"), {})).ends_with("saved"));
    EXPECT_EQ(desk.alice_at.get(tables(desk, "/12")).status, 404);
    EXPECT_EQ(desk.alice_at.get(tables(desk, "/0")).status, 404);
    EXPECT_EQ(desk.alice_at.get(tables(desk, "/1000")).status, 404);
}

// What was shown is not what is applied, or looking at it moves people.
TEST(table_pages, a_proposal_is_looked_at_then_applied_then_taken_back) {
    work_desk desk;
    desk.alice_at.post(tables(desk), many("2", "3"));
    for (const char* name : {"Первая", "Вторая", "Третья", "Четвёртая"}) desk.make_registration(desk.event, name, "Анна");
    EXPECT_TRUE(has(desk.alice_at.get(seating(desk)), "0 за столами · 4 без стола"));
    const auto proposal = desk.alice_at.get(seating(desk, "/proposal?rounds=2&organisations=1&session=0"));
    ASSERT_EQ(proposal.status, 200);
    for (const char* words : {"Предложение рассадки", "Круг 2", "Первая Анна", "Пока ничего не изменилось."}) EXPECT_TRUE(has(proposal, words)) << words;
    EXPECT_EQ(desk.seating.state(desk.event, {}).seated, 0);
    const auto mark = between(proposal.body, "name=\"proposal\" value=\"", "\"");
    ASSERT_EQ(mark.size(), 32u);
    const fields form{{"session", "0"}, {"rounds", "2"}, {"seed", "1"}, {"organisations", "1"}, {"proposal", mark}};
    desk.make_registration(desk.event, "Пятая", "Анна");
    const auto outdated = desk.alice_at.post(seating(desk, "/apply"), form);
    EXPECT_EQ(outdated.status, 409);
    EXPECT_TRUE(has(outdated, "Прежнее предложение не применено"));
    EXPECT_TRUE(has(outdated, "Пятая Анна")) << "the new one is there at once";
    const auto fresh = between(outdated.body, "name=\"proposal\" value=\"", "\"");
    EXPECT_TRUE(goes_to(desk.alice_at.post(seating(desk, "/apply"), with(form, "proposal", fresh))).ends_with("seated"));
    const auto shown = desk.alice_at.get(seating(desk, "?session=0&round=2"));
    EXPECT_TRUE(has(shown, "5 за столами · 0 без стола"));
    EXPECT_TRUE(has(desk.alice_at.get(seating(desk, "/cards?session=0")), "Пятая Анна"));
    EXPECT_TRUE(goes_to(desk.alice_at.post(seating(desk, "/undo"), {{"session", "0"}})).ends_with("saved"));
    EXPECT_EQ(desk.seating.state(desk.event, {}).seated, 0);
    EXPECT_TRUE(goes_to(desk.alice_at.post(seating(desk, "/undo"), {{"session", "0"}})).ends_with("saved")) << "twice is harmless";
}

// Too few chairs, and the organiser reads a number and a word of the program.
TEST(table_pages, says_why_there_is_no_proposal) {
    work_desk desk;
    EXPECT_TRUE(has(desk.alice_at.get(seating(desk)), "Сначала поставьте столы"));
    desk.alice_at.post(tables(desk), many("1", "1"));
    const auto nobody = desk.alice_at.get(seating(desk, "/proposal?rounds=1"));
    EXPECT_EQ(nobody.status, 422);
    EXPECT_TRUE(has(nobody, "Рассаживать некого"));
    for (const char* name : {"Первая", "Вторая", "Третья"}) desk.make_registration(desk.event, name, "Анна");
    const auto missing = desk.alice_at.get(seating(desk, "/proposal?rounds=1"));
    EXPECT_EQ(missing.status, 422);
    EXPECT_TRUE(has(missing, "Мест не хватает: 2."));
    EXPECT_TRUE(has(desk.alice_at.get(seating(desk, "/proposal?rounds=99")), "Кругов может быть от 1 до 12."));
}

// A person is seated by keyboard alone, one at a time or many, and nobody else's work is undone by it.
TEST(table_pages, seats_by_hand) {
    work_desk desk;
    desk.alice_at.post(tables(desk), many("2", "1"));
    const auto one = std::to_string(desk.make_registration(desk.event, "Первая", "Анна").id.value);
    const auto two = std::to_string(desk.make_registration(desk.event, "Вторая", "Анна").id.value);
    const auto page = desk.alice_at.get(seating(desk));
    EXPECT_TRUE(has(page, "Стол для: Первая Анна"));
    const fields form{{"session", "0"}, {"round", "1"}, {"was_" + one, "0"}, {"place_" + one, "2"}, {"was_" + two, "0"}, {"place_" + two, "0"}};
    EXPECT_TRUE(goes_to(desk.alice_at.post(seating(desk, "/places"), form)).ends_with("saved"));
    const auto find = [&](const std::string& id) { return desk.registrations.find(desk.event, {std::stoll(id)}, false)->registration.tables; };
    EXPECT_EQ(find(one), std::vector{2});
    EXPECT_TRUE(find(two).empty());
    const fields full{{"session", "0"}, {"round", "1"}, {"was_" + two, "0"}, {"place_" + two, "2"}};
    EXPECT_TRUE(goes_to(desk.alice_at.post(seating(desk, "/places"), full)).ends_with("table_full"));
    EXPECT_EQ(desk.alice_at.post(seating(desk, "/places"), {{"place_x", "2"}}).status, 400);
    const auto all = desk.alice_at.get(seating(desk, "?show=all"));
    EXPECT_TRUE(has(all, "value=\"2f\""));
    EXPECT_TRUE(has(desk.alice_at.get(seating(desk, "?show=all&q=%D0%92%D1%82%D0%BE%D1%80")), "Стол для: Вторая Анна"));
}

// The host's page shows more than names, or opens to whoever guesses.
TEST(table_pages, the_host_sees_names_only) {
    work_desk desk;
    desk.alice_at.post(tables(desk), many("1", "5"));
    auto request = krug::cast::full_house::guest(desk.event, "Первая", "Анна");
    request.email = "first@example.org";
    request.phone = "8 3452 381814";
    request.table = 1;
    desk.make_registration(request);
    const auto link = "/t/" + desk.tables.host_secret(desk.tables.find(desk.event, 1)->table);
    krug::cast::browser host(desk);
    const auto page = host.get(link);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(has(page, "Первая Анна"));
    for (const char* secret : {"first@example.org", "381814", "/r/"}) EXPECT_FALSE(has(page, secret)) << secret;
    EXPECT_EQ(krug::cast::header_of(page, "cache-control"), "no-store");
    EXPECT_EQ(host.get(link.substr(0, link.size() - 1) + "_").status, 404);
    EXPECT_TRUE(goes_to(desk.alice_at.post(tables(desk, "/1/link"), {})).ends_with("saved"));
    EXPECT_EQ(host.get(link).status, 404);
    const auto fresh = "/t/" + desk.tables.host_secret(desk.tables.find(desk.event, 1)->table);
    desk.clock.advance_seconds(3 * 86'400);
    EXPECT_EQ(host.get(fresh).status, 404) << "names are nobody's to look at days after";
}

} // namespace
} // namespace krug::web_test
