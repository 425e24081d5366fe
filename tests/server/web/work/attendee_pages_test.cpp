// If this fails, somebody is approved, declined or written to who was not meant, or cannot be found in the queue.
#include "server/web/work/work_desk.hpp"

#include "web/form.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace krug::web_test {
namespace {

std::string people(const work_desk& desk, std::string_view rest = "") { return desk.page_of(desk.event, "/people" + std::string(rest)); }

domain::registration_status status_of(work_desk& desk, domain::event_id event, domain::registration_id id) {
    return desk.registrations.find(event, id, false)->registration.status;
}

std::string text(domain::registration_id id) { return std::to_string(id.value); }

// A list with one wrong number in it changes some people and not others, and nobody knows whom.
TEST(attendee_pages, a_change_of_many_is_all_or_nothing) {
    work_desk desk;
    const auto first = desk.make_registration(desk.event, "Щёголев", "Пётр").id;
    const auto second = desk.make_registration(desk.event, "Подъячева", "Анна").id;
    desk.make_registration(desk.second, "Чужая", "Раз");
    const auto answer = desk.bob_at.post(people(desk), {{"do", "cancel"}, {"sure", "yes"}, {"id", text(first)}, {"id", "999"}, {"id", text(second)}});
    EXPECT_EQ(answer.status, 404);
    EXPECT_TRUE(has(answer, "Ничего не изменено"));
    EXPECT_EQ(count_of(answer.body, " checked><span class=\"vh\">Выбрать"), 2u) << "who was chosen is no longer chosen";
    EXPECT_EQ(status_of(desk, desk.event, first), domain::registration_status::confirmed);
    EXPECT_EQ(status_of(desk, desk.event, second), domain::registration_status::confirmed);
    EXPECT_TRUE(goes_to(desk.bob_at.post(people(desk), {{"do", "cancel"}, {"sure", "yes"}, {"id", text(first)}, {"id", text(second)}})).ends_with("removed_many"));
    EXPECT_EQ(status_of(desk, desk.event, first), domain::registration_status::cancelled);
    EXPECT_EQ(status_of(desk, desk.event, second), domain::registration_status::cancelled);
    // Twice is harmless; nobody chosen is said; nonsense is refused.
    EXPECT_TRUE(goes_to(desk.bob_at.post(people(desk), {{"do", "cancel"}, {"sure", "yes"}, {"id", text(first)}})).ends_with("removed_many"));
    EXPECT_TRUE(goes_to(desk.bob_at.post(people(desk), {{"do", "cancel"}})).ends_with("nobody"));
    EXPECT_EQ(desk.bob_at.post(people(desk), {{"do", "delete"}, {"id", text(first)}}).status, 400);
    EXPECT_EQ(desk.bob_at.post(people(desk), {{"do", "cancel"}, {"id", "-1"}}).status, 400);
}

// The last seat is given to the first of three, and the other two are promised it in the same click.
TEST(attendee_pages, approving_more_than_there_are_seats_approves_nobody) {
    work_desk desk;
    auto draft = desk.round_table("Один стул", "Тюменское общественное партнёрство", 1);
    draft.event.registration.mode = domain::registration_mode::approval;
    const auto event = desk.make_event(desk.tops, draft);
    std::vector<domain::registration_id> ids;
    for (const char* name : {"Первая", "Вторая"}) ids.push_back(desk.make_registration(event, name, "А").id);
    const auto page = desk.page_of(event, "/people");
    const auto refused = desk.alice_at.post(page, {{"do", "approve"}, {"sure", "yes"}, {"id", text(ids[0])}, {"id", text(ids[1])}});
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(has(refused, "Вторая А: Свободных мест нет"));
    for (const auto id : ids) EXPECT_EQ(status_of(desk, event, id), domain::registration_status::pending);
    EXPECT_EQ(desk.events.find_event(event)->seats.taken, 0);
    EXPECT_TRUE(goes_to(desk.alice_at.post(page, {{"do", "approve"}, {"sure", "yes"}, {"id", text(ids[0])}})).ends_with("approved"));
    const auto person = page + "/" + text(ids[1]);
    EXPECT_TRUE(has(desk.alice_at.get(person), "Подтвердить сверх мест"));
    EXPECT_EQ(desk.alice_at.post(person, {{"do", "approve"}}).status, 409);
    EXPECT_TRUE(goes_to(desk.alice_at.post(person, {{"do", "approve_over"}})).ends_with("approved"));
}

// «Ёлкина» stands at the desk and the desk says that she is not on the list.
TEST(attendee_pages, finds_people_as_they_are_typed) {
    work_desk desk;
    desk.make_registration(desk.event, "Ёлкина", "Анна");
    const auto number = desk.make_registration(desk.event, "Салтыков-Щедрин", "Михаил").attendee_no;
    for (const char* typed : {"Ёлкина", "елкина", "ЁЛКИНА", "Tkrbyf", "Elkina"}) {
        const auto answer = desk.bob_at.get(people(desk, "?q=" + web::percent_encode(typed)));
        EXPECT_TRUE(has(answer, "Ёлкина Анна")) << typed;
        EXPECT_FALSE(has(answer, "Салтыков")) << typed;
    }
    EXPECT_TRUE(has(desk.bob_at.get(people(desk, "?q=" + number)), "Салтыков-Щедрин Михаил"));
    EXPECT_TRUE(has(desk.bob_at.get(people(desk, "?q=%D0%BD%D0%B8%D0%BA%D1%82%D0%BE")), "По этим условиям никого нет"));
    EXPECT_TRUE(has(desk.bob_at.get(people(desk, "?state=cancelled")), "По этим условиям никого нет"));
    EXPECT_TRUE(has(desk.bob_at.get(people(desk, "?attended=no")), "Ёлкина Анна"));
}

// The office of a vice-governor has no e-mail for the guest and the form will not let them in.
TEST(attendee_pages, writes_somebody_down_without_mail) {
    work_desk desk;
    const auto added = goes_to(desk.bob_at.post(people(desk, "/new"), {{"family_name", "Ким"}, {"position", "Первый заместитель"}}));
    ASSERT_TRUE(added.ends_with("?done=added")) << added;
    const auto page = desk.bob_at.get(added);
    EXPECT_TRUE(has(page, "Ким"));
    EXPECT_TRUE(has(page, "Первый заместитель"));
    const auto ticket = desk.bob_at.get(added.substr(0, added.find('?')) + "/ticket.pdf");
    EXPECT_EQ(ticket.status, 200);
    EXPECT_TRUE(ticket.body.starts_with("%PDF"));
    const auto wrong = desk.bob_at.post(people(desk, "/new"), {{"organisation", "АНО «Пример»"}, {"email", "не почта"}});
    EXPECT_EQ(wrong.status, 422);
    for (const char* words : {"href=\"#family_name\"", "href=\"#email\"", "не почта", "АНО «Пример»"}) EXPECT_TRUE(has(wrong, words)) << words;
}

// A misspelt name stays misspelt, or a correction overwrites what a colleague has just put right.
TEST(attendee_pages, corrects_once_and_says_when_late) {
    work_desk desk;
    const auto id = desk.make_registration(desk.event, "Шеголев", "Пётр").id;
    const auto form = people(desk, "/" + text(id) + "/edit");
    const auto version = *hidden(desk.bob_at.get(form).body, "version");
    const krug::cast::fields right{{"version", version}, {"family_name", "Щёголев"}, {"given_name", "Пётр"}, {"note", "Встретить"}};
    EXPECT_TRUE(goes_to(desk.bob_at.post(form, right)).ends_with("saved"));
    const auto page = desk.bob_at.get(people(desk, "/" + text(id)));
    EXPECT_TRUE(has(page, "Щёголев Пётр"));
    EXPECT_TRUE(has(page, "Анкета исправлена"));
    EXPECT_TRUE(has(page, "Встретить"));
    const auto late = desk.bob_at.post(form, with(right, "family_name", "Щеголев"));
    EXPECT_EQ(late.status, 412);
    EXPECT_TRUE(has(late, "value=\"Щеголев\""));
    EXPECT_EQ(desk.registrations.find(desk.event, id, false)->registration.name.family, "Щёголев");
}

// The number of a registration at one event opens somebody else's at another.
TEST(attendee_pages, a_number_belongs_to_its_event) {
    work_desk desk;
    for (int each = 0; each < 3; ++each) desk.make_registration(desk.second, "Чужая", std::to_string(each));
    for (const char* number : {"3", "0", "-1", "01", "9223372036854775808", "abc"}) {
        for (const char* rest : {"", "/edit", "/ticket.pdf"})
            EXPECT_EQ(desk.bob_at.get(people(desk, "/" + std::string(number) + rest)).status, 404) << number << rest;
        EXPECT_EQ(desk.bob_at.post(people(desk, "/" + std::string(number)), {{"do", "cancel"}}).status, 404) << number;
    }
    EXPECT_EQ(status_of(desk, desk.second, {3}), domain::registration_status::confirmed);
}

// What somebody needs is read by whoever opens the page, and nobody can say by whom.
TEST(attendee_pages, needs_are_for_whoever_prepares_them_and_leave_a_line) {
    work_desk desk;
    auto guest = desk.guest(desk.event, "Гайнутдинова", "Айгуль");
    guest.access_needs = {"rsl_interpreter"};
    guest.consents = {{"access_needs", 1}};
    const auto id = desk.make_registration(guest).id;
    const auto page = people(desk, "/" + text(id));
    EXPECT_FALSE(has(desk.bob_at.get(page), "жестовый"));
    EXPECT_FALSE(has(desk.alice_at.get(page), "жестовый"));
    krug::cast::browser manager_at(desk);
    manager_at.sign_in(desk.make_manager());
    EXPECT_TRUE(has(manager_at.get(page), "жестовый"));
    const auto lines = desk.staff.audit(desk.event, 0, 500);
    EXPECT_EQ(std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.what == "read_needs"; }), 1);
}

// Paging through a long list loses somebody or shows somebody twice.
TEST(attendee_pages, pages_show_everybody_once) {
    work_desk desk;
    for (int each = 0; each < 120; ++each) desk.make_registration(desk.event, "Гость" + std::to_string(100 + each), "А");
    std::set<std::string> seen;
    auto next = people(desk);
    int pages = 0;
    for (; !next.empty() && pages < 10; ++pages) {
        const auto answer = desk.bob_at.get(next);
        std::string_view rest = answer.body;
        for (auto name = between(rest, "<b>Гость", "</b>"); !name.empty(); name = between(rest, "<b>Гость", "</b>")) {
            EXPECT_TRUE(seen.insert(name).second) << name;
            rest.remove_prefix(rest.find("<b>Гость" + name) + 5);
        }
        const auto link = answer.body.find("rel=\"next\"");
        next = link == std::string::npos ? "" : between(answer.body.substr(answer.body.rfind("<a ", link)), "href=\"", "\"");
    }
    EXPECT_EQ(pages, 3);
    EXPECT_EQ(seen.size(), 120u);
}

// A slip of the hand cancels fifty people; what would happen is said in numbers first, and looking changes nothing.
TEST(attendee_pages, what_a_change_of_many_does_is_said_before) {
    work_desk desk;
    auto draft = desk.round_table("Два стула", "Тюменское общественное партнёрство", 2);
    const auto event = desk.make_event(desk.tops, draft);
    std::vector<domain::registration_id> ids;
    for (const char* name : {"Первая", "Вторая", "Третья"}) {
        auto request = desk.guest(event, name, "А");
        if (std::string_view(name) != "Вторая") request.email = std::to_string(ids.size()) + "@example.org";
        ids.push_back(desk.make_registration(request).id);
    }
    const auto page = desk.page_of(event, "/people");
    const auto asked = desk.alice_at.post(page, {{"do", "cancel"}, {"id", text(ids[0])}, {"id", text(ids[1])}});
    EXPECT_EQ(asked.status, 200);
    for (const auto* part : {"Отменить участие?", "<b>2</b><small>столько людей это коснётся", "<b>1</b><small>столько человек получит письмо", "<b>2</b><small>столько мест освободится",
                             "<b>1</b><small>самое большее поднимутся", "Отменить участие: 2"})
        EXPECT_TRUE(has(asked, part)) << part;
    for (const auto id : {ids[0], ids[1]}) EXPECT_EQ(status_of(desk, event, id), domain::registration_status::confirmed);
    EXPECT_TRUE(has(desk.alice_at.post(page, {{"do", "approve"}, {"id", text(ids[2])}}), "Мест не хватит: свободно 0, нужно 1"));
    EXPECT_FALSE(has(desk.alice_at.post(page, {{"do", "approve"}, {"id", text(ids[0])}}), "name=\"sure\"")) << "nothing to do";
    // Everybody whom the filter finds; the number is the one that was shown, or it is shown again.
    const auto waiting = page + "?state=waitlisted";
    EXPECT_TRUE(has(desk.alice_at.post(waiting, {{"do", "decline"}, {"all", "1"}}), "Отклонить: 1"));
    EXPECT_EQ(desk.alice_at.post(waiting, {{"do", "decline"}, {"all", "1"}, {"sure", "yes"}, {"expected", "7"}}).status, 409);
    EXPECT_EQ(status_of(desk, event, ids[2]), domain::registration_status::waitlisted);
    EXPECT_TRUE(goes_to(desk.alice_at.post(waiting, {{"do", "decline"}, {"all", "1"}, {"sure", "yes"}, {"expected", "1"}})).ends_with("declined"));
    EXPECT_EQ(status_of(desk, event, ids[2]), domain::registration_status::declined);
    EXPECT_EQ(status_of(desk, event, ids[0]), domain::registration_status::confirmed);
    EXPECT_EQ(desk.bob_at.post(people(desk), {{"do", "resend"}, {"all", "1"}}).status, 403);
}

// Thirty were declined with the wrong filter: the list itself says that it can be taken back and until when, and what became of whom.
TEST(attendee_pages, a_change_of_many_is_taken_back_from_the_list) {
    work_desk desk;
    auto draft = desk.round_table("Два стула", "Тюменское общественное партнёрство", 2);
    const auto event = desk.make_event(desk.tops, draft);
    std::vector<domain::registration_id> ids;
    for (const char* name : {"Первая", "Вторая", "Третья"}) ids.push_back(desk.make_registration(desk.guest(event, name, "А")).id);
    const auto page = desk.page_of(event, "/people");
    const krug::cast::fields both{{"do", "cancel"}, {"sure", "yes"}, {"id", text(ids[0])}, {"id", text(ids[1])}};
    EXPECT_TRUE(has(desk.alice_at.post(page, {{"do", "cancel"}, {"id", text(ids[0])}}), "Десять минут это можно вернуть"));
    EXPECT_TRUE(goes_to(desk.alice_at.post(page, both)).ends_with("done=removed_many"));
    EXPECT_EQ(status_of(desk, event, ids[2]), domain::registration_status::waitlisted) << "the seats are kept";
    const auto list = desk.alice_at.get(page);
    EXPECT_TRUE(has(list, "Отменено участие: 2. Вернуть можно до "));
    const auto step = between(list.body, "name=\"change\" value=\"", "\"");
    const krug::cast::fields back{{"change", step}};
    EXPECT_TRUE(goes_to(desk.alice_at.post(page + "/undo", back)).ends_with("done=people_undone"));
    EXPECT_EQ(status_of(desk, event, ids[0]), domain::registration_status::confirmed);
    EXPECT_EQ(status_of(desk, event, ids[2]), domain::registration_status::waitlisted);
    EXPECT_TRUE(has(desk.alice_at.get(page + "/" + text(ids[0])), "Возвращено, как было"));
    EXPECT_FALSE(has(desk.alice_at.get(page), "Вернуть можно до"));
    const auto again = desk.alice_at.post(page + "/undo", back);
    EXPECT_EQ(again.status, 404);
    EXPECT_TRUE(has(again, "Это уже не вернуть"));

    EXPECT_TRUE(goes_to(desk.alice_at.post(page, both)).ends_with("removed_many"));
    ASSERT_TRUE(desk.registrations.approve({domain::actor_kind::shell, 0, {}}, event, ids[1], false));
    const auto later = between(desk.alice_at.get(page).body, "name=\"change\" value=\"", "\"");
    const auto told = desk.alice_at.post(page + "/undo", {{"change", later}});
    EXPECT_EQ(told.status, 200);
    EXPECT_TRUE(has(told, "Возвращено, как было: 1. Изменены с тех пор и оставлены: 1."));
    const auto too_long = desk.alice_at.post(page, {{"do", "decline"}, {"sure", "yes"}, {"id", text(ids[2])}, {"own_reason", std::string(501, 'a')}});
    EXPECT_EQ(too_long.status, 422);
    EXPECT_FALSE(has(too_long, "Почта не указана"));
}

// Two namesakes were made one by mistake: either page says so, parts them again, or says why it cannot.
TEST(attendee_pages, a_merge_is_taken_back_from_the_page_of_either) {
    work_desk desk;
    const auto first = desk.make_registration(desk.event, "Ким", "Анна").id, second = desk.make_registration(desk.event, "Ким", "Анна Первая").id;
    const krug::cast::fields both{{"kept", text(first)}, {"other", text(second)}, {"name", "other"}};
    EXPECT_TRUE(goes_to(desk.bob_at.post(people(desk, "/merge"), both)).ends_with("merged"));
    const auto closed = desk.bob_at.get(people(desk, "/" + text(second)));
    EXPECT_TRUE(has(closed, "Две записи объединены. До "));
    EXPECT_TRUE(has(closed, "Объединены две записи")) << "in the history of both";
    const krug::cast::fields part{{"do", "unmerge"}, {"merge", between(closed.body, "name=\"merge\" value=\"", "\"")}};
    const auto stranger = desk.make_registration(desk.event, "Другая", "Анна").id;
    EXPECT_EQ(desk.bob_at.post(people(desk, "/" + text(stranger)), part).status, 404);
    EXPECT_TRUE(goes_to(desk.bob_at.post(people(desk, "/" + text(second)), part)).ends_with("done=parted"));
    EXPECT_EQ(desk.registrations.find(desk.event, first, false)->registration.name.given, "Анна");
    EXPECT_EQ(status_of(desk, desk.event, second), domain::registration_status::confirmed);

    EXPECT_TRUE(goes_to(desk.bob_at.post(people(desk, "/merge"), both)).ends_with("merged"));
    const auto page = desk.bob_at.get(people(desk, "/" + text(first)));
    ASSERT_TRUE(desk.registrations.reissue({domain::actor_kind::shell, 0, {}}, desk.event, first));
    const auto refused = desk.bob_at.post(people(desk, "/" + text(first)), {{"do", "unmerge"}, {"merge", between(page.body, "name=\"merge\" value=\"", "\"")}});
    EXPECT_EQ(refused.status, 412);
    EXPECT_TRUE(has(refused, "после объединения запись меняли"));
}

// Whoever hides the contacts before showing the list to others has them in neither the page nor its source, and the page says so.
TEST(attendee_pages, what_a_hidden_column_holds_is_not_in_the_page) {
    work_desk desk;
    auto guest = desk.guest(desk.event, "Щёголев", "Пётр");
    guest.email = "hidden@example.org";
    desk.make_registration(guest);
    EXPECT_TRUE(has(desk.bob_at.get(people(desk)), "не показаны столбцы: Категория, Стол, Язык, Когда записан"));
    desk.bob_at.post(people(desk, "/columns"), {{"column", "number"}, {"column", "language"}});
    const auto page = desk.bob_at.get(people(desk));
    EXPECT_FALSE(has(page, "hidden@example.org"));
    EXPECT_TRUE(has(page, "не показаны столбцы: Организация, Контакты, Метки, Категория, Стол, Когда записан"));
    EXPECT_TRUE(has(page, "Русский"));
}

} // namespace
} // namespace krug::web_test
