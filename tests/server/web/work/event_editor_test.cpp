// If this fails, an organiser loses what was typed, or an event changes in ways nobody wrote.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

/// The form of an event as a browser would send it back unchanged.
krug::cast::fields form_on(const std::string& page) {
    krug::cast::fields form;
    std::string_view rest = page;
    const auto attribute = [](std::string_view tag, std::string_view name) {
        auto value = between(tag, " " + std::string(name) + "=\"", "\"");
        for (const auto& [coded, plain] : {std::pair{"&quot;", "\""}, {"&#39;", "'"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}})
            for (auto at = value.find(coded); at != std::string::npos; at = value.find(coded, at + 1))
                value.replace(at, std::string_view(coded).size(), plain);
        return value;
    };
    while (!rest.empty()) {
        const auto open = rest.find('<');
        if (open == std::string_view::npos) break;
        const auto close = rest.find('>', open);
        const auto tag = rest.substr(open, close - open + 1);
        rest.remove_prefix(close + 1);
        const auto name = attribute(tag, "name");
        if (tag.starts_with("<input") && !name.empty() && name != "csrf") {
            const bool box = tag.find("checkbox") != tag.npos || tag.find("radio") != tag.npos;
            if (!box || tag.find(" checked") != tag.npos) form.emplace_back(name, attribute(tag, "value"));
        } else if (tag.starts_with("<textarea")) {
            // As browsers send it: every line ends in CR LF.
            std::string lines;
            for (const char c : rest.substr(0, rest.find("</textarea>"))) lines += c == '\n' ? "\r\n" : std::string(1, c);
            form.emplace_back(name, lines);
        } else if (tag.starts_with("<select") && !name.empty()) {
            const auto options = rest.substr(0, rest.find("</select>"));
            const auto chosen = options.find(" selected");
            const auto from = options.rfind("value=\"", chosen == options.npos ? options.find('>') : chosen) + 7;
            form.emplace_back(name, std::string(options.substr(from, options.find('"', from) - from)));
        }
    }
    return form;
}

std::string edit_page(work_desk& desk, domain::event_id event) { return desk.page_of(event, "/edit"); }

krug::cast::fields current_form(work_desk& desk, domain::event_id event) {
    auto all = form_on(desk.alice_at.get(edit_page(desk, event)).body);
    // Only the editor's own fields: the display menu stands on the same page.
    std::erase_if(all, [](const auto& field) {
        return field.first == "theme" || field.first == "contrast" || field.first == "text" || field.first == "return_to";
    });
    return all;
}

// One slip and everything has to be typed again.
TEST(event_editor, wrong_fields_are_named_together_and_nothing_is_lost) {
    work_desk desk;
    auto typed = typed_event("");
    typed = with(typed, "date", "31.02.2020");
    typed = with(typed, "starts", "25:00");
    typed = with(typed, "capacity", "много");
    typed = with(typed, "price", "пятьсот");
    typed = with(typed, "slug", "Не Латиница");
    typed = with(typed, "contact_email", "не почта");
    typed = with(typed, "contact_phone", "12");
    typed = with(typed, "description", "Первая строка\nвторая <b>");
    typed = with(typed, "session_new1_title", "");
    typed = with(typed, "session_new1_room", "Зал 2");
    const auto answer = desk.alice_at.post("/work/events/new", typed);
    EXPECT_EQ(answer.status, 422);
    for (const char* field : {"title", "date", "starts", "capacity", "price", "slug", "contact_email", "contact_phone", "session_new1_title"})
        EXPECT_TRUE(has(answer, "href=\"#" + std::string(field) + "\"")) << field;
    for (const char* value : {"31.02.2020", "25:00", "много", "пятьсот", "Не Латиница", "не почта", "вторая &lt;b&gt;", "Зал 2"})
        EXPECT_TRUE(has(answer, value)) << value;
    EXPECT_TRUE(has(answer, "<title>Ошибка:"));
    EXPECT_EQ(desk.events.list_staff_events(desk.shell(), {}).items.size(), 4u) << "a wrong form made an event";
}

// The poster says only "August": the page invents a day.
TEST(event_editor, an_event_may_know_only_its_month) {
    work_desk desk;
    auto typed = with(typed_event("Проектная сессия «Десять сильных идей. Технологии для людей»"), "date_precision", "month");
    typed = with(with(typed, "date", "август 2020"), "starts", "");
    const auto created = goes_to(desk.alice_at.post("/work/events/new", typed));
    ASSERT_FALSE(created.empty());
    const auto about = desk.events.find_event(event_in(created.substr(0, created.find('?'))));
    EXPECT_EQ(about->event.time.precision, domain::date_precision::month);
    EXPECT_EQ(about->event.time.period, "2020-08");
    EXPECT_FALSE(about->event.time.starts_at);
    EXPECT_TRUE(has(desk.alice_at.get("/work"), "август 2020"));
    EXPECT_TRUE(has(desk.alice_at.get(edit_page(desk, about->event.id)), "value=\"2020-08\""));
}

// Opening the editor and pressing "Save" changes the event.
TEST(event_editor, saving_unchanged_changes_nothing) {
    work_desk desk;
    auto draft = working_meeting("Тюменское общественное партнёрство");
    draft.event.text.summary = "«Кавычки», тире – и 2  пробела";
    draft.event.text.description = "Первый абзац\n\n- строка";
    draft.event.people = {{domain::person_role::initiator, "Михаил Мельцер", "председатель Альянса", {}}};
    draft.event.references = {{"leader-id", "59394", "https://leader-id.ru/event/59394/"}};
    draft.event.capacity = 60;
    draft.event.registration.closes_at = 1'602'752'000;
    const auto id = desk.make_event(desk.tops, draft);
    domain::session session;
    session.event = id;
    session.title = "НКО как голос социального запроса";
    session.starts_at = 1'602'757'000;
    session.people = {{domain::person_role::quoted, "Профессор А. А. Воробьев", "", {}}};
    const auto number = desk.events.add_session(desk.shell(), session);
    ASSERT_TRUE(number);

    const auto before = *desk.events.find_event(id);
    ASSERT_TRUE(goes_to(desk.alice_at.post(edit_page(desk, id), with(current_form(desk, id), "step", "save"))).ends_with("?done=saved"));
    const auto after = *desk.events.find_event(id);
    EXPECT_EQ(after.event.text.title, before.event.text.title);
    EXPECT_EQ(after.event.text.summary, before.event.text.summary);
    EXPECT_EQ(after.event.text.description, before.event.text.description);
    EXPECT_EQ(after.event.slug, before.event.slug);
    EXPECT_EQ(after.event.time.starts_at, before.event.time.starts_at);
    EXPECT_EQ(after.event.time.ends_at, before.event.time.ends_at);
    EXPECT_EQ(after.event.time.raw, before.event.time.raw);
    EXPECT_EQ(after.event.capacity, before.event.capacity);
    EXPECT_EQ(after.event.registration.closes_at, before.event.registration.closes_at);
    EXPECT_EQ(after.event.contact.phone_raw, before.event.contact.phone_raw);
    EXPECT_EQ(after.event.admission.price_kopecks, before.event.admission.price_kopecks);
    EXPECT_EQ(after.event.admission.raw, before.event.admission.raw);
    EXPECT_EQ(after.event.venue, before.event.venue);
    ASSERT_EQ(after.event.people.size(), 1u);
    EXPECT_EQ(after.event.people[0].role, domain::person_role::initiator);
    EXPECT_EQ(after.event.references.size(), 1u);
    ASSERT_EQ(after.sessions.size(), 1u);
    EXPECT_EQ(after.sessions[0].session.starts_at, before.sessions[0].session.starts_at);
    EXPECT_EQ(after.sessions[0].session.people[0].role, domain::person_role::quoted);
    EXPECT_EQ(after.event.version, before.event.version + 1) << "a session that nobody touched was written again";
}

// Two organisers edit at once and the second silently erases the work of the first.
TEST(event_editor, tells_that_somebody_else_was_faster) {
    work_desk desk;
    const auto form = current_form(desk, desk.event);
    ASSERT_TRUE(goes_to(desk.alice_at.post(edit_page(desk, desk.event), with(form, "title", "Первая правка"))).ends_with("saved"));
    const auto late = desk.alice_at.post(edit_page(desk, desk.event), with(form, "title", "Вторая правка"));
    EXPECT_EQ(late.status, 412);
    EXPECT_TRUE(has(late, "изменил кто-то ещё"));
    EXPECT_TRUE(has(late, "Вторая правка"));
    EXPECT_EQ(desk.events.find_event(desk.event)->event.text.title, "Первая правка");
    // Having seen it, the person may decide.
    const auto again = with(with(form, "title", "Вторая правка"), "version", *hidden(late.body, "version"));
    EXPECT_TRUE(goes_to(desk.alice_at.post(edit_page(desk, desk.event), again)).ends_with("saved"));
}

// A session that people chose disappears under them.
TEST(event_editor, keeps_a_session_that_people_have_chosen) {
    work_desk desk;
    const auto chosen = desk.make_session(desk.event, "Выбранная");
    const auto spare = desk.make_session(desk.event, "Лишняя");
    auto guest = desk.guest(desk.event, "Щёголев", "Пётр");
    guest.sessions = {chosen};
    desk.make_registration(guest);
    const auto remove = [&](domain::session_id id) {
        const auto field = "session_" + std::to_string(id.value) + "_remove";
        return desk.alice_at.post(edit_page(desk, desk.event), with(current_form(desk, desk.event), field, "1"));
    };
    const auto refused = remove(chosen);
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(has(refused, "уже выбрали"));
    EXPECT_TRUE(goes_to(remove(spare)).ends_with("saved"));
    const auto left = desk.events.find_event(desk.event)->sessions;
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].session.id, chosen);
}

// The button that adds a row throws away the rest of the form, or saves it half done.
TEST(event_editor, adding_a_row_saves_nothing_and_keeps_everything) {
    work_desk desk;
    const auto form = with(with(current_form(desk, desk.event), "title", "Ещё не всё"), "step", "add_session");
    const auto answer = desk.alice_at.post(edit_page(desk, desk.event), form);
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(has(answer, "Ещё не всё"));
    EXPECT_TRUE(has(answer, "name=\"session_new1_title\""));
    EXPECT_NE(desk.events.find_event(desk.event)->event.text.title, "Ещё не всё");
}

// A form left open overnight is refused with everything in it.
TEST(event_editor, an_old_mark_keeps_what_was_typed) {
    work_desk desk;
    auto form = with(current_form(desk, desk.event), "title", "Долго думали");
    form.emplace_back("csrf", "stale");
    const auto answer = desk.alice_at.post_bare(edit_page(desk, desk.event), form);
    EXPECT_EQ(answer.status, 422);
    EXPECT_TRUE(has(answer, "Долго думали"));
    EXPECT_NE(desk.events.find_event(desk.event)->event.text.title, "Долго думали");
}

// An event of which nobody answers for the data begins to collect them.
TEST(event_editor, publishing_needs_an_organiser) {
    work_desk desk;
    auto typed = with(typed_event("Без организатора"), "organiser_1_name", "");
    const auto created = goes_to(desk.alice_at.post("/work/events/new", typed));
    ASSERT_FALSE(created.empty());
    const auto event = event_in(created.substr(0, created.find('?')));
    const auto refused = desk.alice_at.post(desk.page_of(event, "/publish"), {});
    EXPECT_EQ(refused.status, 409);
    EXPECT_TRUE(has(refused, "Назовите организатора"));
    EXPECT_EQ(desk.events.find_event(event)->event.state, domain::event_state::draft);
}

// A copy takes people along, or goes live by itself.
TEST(event_editor, copies_and_cancels) {
    work_desk desk;
    const auto copied = goes_to(desk.alice_at.post(desk.page_of(desk.event, "/clone"), {}));
    const auto copy = event_in(copied.substr(0, copied.find("/edit")));
    EXPECT_EQ(desk.events.find_event(copy)->event.state, domain::event_state::draft);
    EXPECT_TRUE(goes_to(desk.alice_at.post(desk.page_of(desk.event, "/cancel"), {})).ends_with("cancelled"));
    EXPECT_EQ(desk.events.find_event(desk.event)->event.state, domain::event_state::cancelled);
    krug::cast::browser manager_at(desk);
    manager_at.sign_in(desk.make_manager());
    EXPECT_EQ(manager_at.post(desk.page_of(desk.event, "/clone"), {}).status, 403);
}

// The organiser moves the meeting and does not know that fifty people are being written to, or are not.
TEST(event_editor, whom_a_change_is_told_to_is_said_and_can_be_left_out) {
    work_desk desk;
    desk.clock.advance_seconds(-86'400);
    auto request = desk.guest(desk.event, "Щёголев", "Пётр");
    request.email = "guest@example.org";
    desk.make_registration(request);
    desk.make_registration(desk.event, "Без", "Почты");
    const auto page = edit_page(desk, desk.event);
    EXPECT_TRUE(has(desk.alice_at.get(page), "получит 1 человек"));
    auto silent = with(current_form(desk, desk.event), "starts", "16:00");
    std::erase_if(silent, [](const auto& field) { return field.first == "tell_guests"; });
    EXPECT_TRUE(goes_to(desk.alice_at.post(page, silent)).ends_with("saved"));
    EXPECT_TRUE(desk.outbox.mailings(desk.event).empty());
    EXPECT_TRUE(goes_to(desk.alice_at.post(page, with(current_form(desk, desk.event), "starts", "17:00"))).ends_with("saved"));
    EXPECT_EQ(desk.outbox.fan_out(), 1) << "the author is done: nobody waits two minutes";
    const auto letters = desk.alice_at.get(desk.page_of(desk.event, "/letters"));
    EXPECT_TRUE(has(letters, "Изменились время или место"));
    EXPECT_TRUE(has(letters, "1 письмо"));
    // A form that comes back with a fault keeps the tick as it was.
    auto faulty = with(silent, "capacity", "много");
    EXPECT_EQ(count_of(desk.alice_at.post(page, faulty).body, "name=\"tell_guests\" value=\"1\" checked"), 0u);
}

// The reminder goes at an hour that nobody chose, or cannot be switched off.
TEST(event_editor, reminders_are_shown_with_their_moment_and_can_be_changed) {
    work_desk desk;
    desk.clock.advance_seconds(-3 * 86'400);
    desk.alice_at.sign_in(desk.alice); // a proof from a moment to come is none
    const auto page = desk.page_of(desk.event, "/letters");
    EXPECT_TRUE(has(desk.alice_at.get(page), "14 октября 2020 года, среда, 15:00 (МСК+2)"));
    EXPECT_TRUE(goes_to(desk.alice_at.post(page, {{"hours_before", "3"}})).ends_with("saved"));
    const auto shown = desk.alice_at.get(page);
    EXPECT_TRUE(has(shown, "15 октября 2020 года, четверг, 12:00 (МСК+2)"));
    EXPECT_FALSE(has(shown, "14 октября 2020 года"));
    EXPECT_EQ(desk.alice_at.post(page, {{"hours_before", "13"}}).status, 400);
    EXPECT_EQ(desk.alice_at.post(page, {{"hours_before", "-1"}}).status, 400);
    EXPECT_TRUE(goes_to(desk.alice_at.post(page, {{"hours_before", "0"}})).ends_with("saved"));
    EXPECT_TRUE(has(desk.alice_at.get(page), "Напоминаний не будет"));
}

} // namespace
} // namespace krug::web_test
