// If this fails, a tired chair of a small organisation spends her evening on a form, or her club meets on the wrong day.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

using krug::cast::fields;

fields five_answers(std::string template_name, std::string title) {
    return {{"template", std::move(template_name)}, {"title", std::move(title)}, {"date", "20.11.2026"}, {"starts", "10:00"}, {"ends", ""},
            {"timezone", "Asia/Yekaterinburg"}, {"venue", "Дом"}, {"address", "Республики, д. 142"}, {"capacity", "80"}, {"who", "registered"}};
}

// Five answers are a draft that could be published.
TEST(creation, five_answers_make_a_draft) {
    work_desk desk;
    const auto asked = desk.alice_at.get("/work/events/create");
    for (const char* words : {"1. Что будет?", "5. Кто может прийти?", "Круглый стол", "Форум на два дня", "Как в прошлый раз"}) EXPECT_TRUE(has(asked, words)) << words;
    const auto made = event_in(goes_to(desk.alice_at.post("/work/events/create", five_answers("4_forum", "Форум"))));
    const auto view = *desk.events.find_event(made);
    EXPECT_EQ(view.event.state, domain::event_state::draft);
    EXPECT_EQ(view.event.kind, domain::event_kind::forum);
    EXPECT_EQ(view.event.capacity, 80);
    EXPECT_EQ(*view.event.time.ends_at - *view.event.time.starts_at, 86'400 + 8 * 3600);
    ASSERT_EQ(view.sessions.size(), 9u);
    EXPECT_EQ(view.sessions[0].session.starts_at, view.event.time.starts_at);
    EXPECT_GT(*view.sessions[8].session.starts_at, *view.event.time.starts_at + 86'400);
    EXPECT_TRUE(desk.programmes.find(made)->warnings.empty()) << "our own template fits its own hours";
    EXPECT_TRUE(desk.events.publish_event(desk.shell(), made));
}

// Every template of ours makes an event in both languages, with a date and without.
TEST(creation, every_template_works) {
    work_desk desk;
    for (const char* name : {"1_round_table", "2_lecture", "3_club_evening", "4_forum", ""})
        for (const char* lang : {"ru", "en"})
            for (const bool dated : {true, false}) {
                auto form = five_answers(name, "Событие");
                if (!dated) form[2].second = form[3].second = "";
                const auto target = "/work/events/create?lang=" + std::string(lang);
                const auto made = event_in(goes_to(desk.alice_at.post(target, form)));
                ASSERT_TRUE(made) << name << lang;
                const auto view = *desk.events.find_event(made);
                EXPECT_EQ(view.event.time.starts_at.has_value(), dated);
                for (const auto& row : view.sessions) EXPECT_EQ(row.session.starts_at.has_value(), dated);
                EXPECT_TRUE(desk.programmes.find(made)->warnings.empty()) << name;
            }
}

// What was typed stays, and each slip is named.
TEST(creation, nothing_typed_is_lost) {
    work_desk desk;
    auto form = five_answers("2_lecture", "");
    form[3].second = "в десять";
    form[8].second = "много";
    const auto wrong = desk.alice_at.post("/work/events/create", form);
    EXPECT_EQ(wrong.status, 422);
    for (const char* words : {"href=\"#title\"", "href=\"#starts\"", "href=\"#capacity\"", "value=\"много\"", "value=\"2_lecture\" checked"}) EXPECT_TRUE(has(wrong, words)) << words;
    EXPECT_EQ(desk.bob_at.get("/work/events/create").status, 403);
}

// A copy of the last event reminds its guests as the last one did.
TEST(creation, a_copy_reminds_as_the_original) {
    work_desk desk;
    ASSERT_TRUE(desk.outbox.set_reminder_rule(desk.shell(), desk.event, {false, 4}));
    const auto copy = *desk.events.clone_event(desk.shell(), desk.event);
    EXPECT_EQ(desk.outbox.reminder_rule_of(copy).hours_before, 4);
    EXPECT_FALSE(desk.outbox.reminder_rule_of(copy).day_before);
}

// A club meets every Thursday without New Year's Eve; asking again makes no evening twice, and one change reaches all that follow.
TEST(series, a_weekly_club) {
    work_desk desk;
    auto draft = desk.round_table("Клуб", "tops");
    draft.event.time.timezone = "Europe/Berlin";
    draft.event.time.starts_at = 1'792'774'800; // 23 October 2026, 19:00 in Berlin, a Friday
    draft.event.time.ends_at = *draft.event.time.starts_at + 7200;
    const auto first = desk.make_event(desk.tops, draft);
    domain::session tea;
    tea.event = first;
    tea.title = "Чай";
    tea.starts_at = *draft.event.time.starts_at + 1800;
    ASSERT_TRUE(desk.events.add_session(desk.shell(), tea));
    const auto page = desk.page_of(first, "/series");
    const fields form{{"unit", "week"}, {"interval", "1"}, {"count", "5"}, {"until", ""}, {"skip", "06.11.2026"}, {"publish", "1"}};
    ASSERT_TRUE(goes_to(desk.alice_at.post(page, form)).ends_with("saved"));
    ASSERT_TRUE(goes_to(desk.alice_at.post(page, form)).ends_with("saved"));
    auto row = desk.series.find(first).events;
    ASSERT_EQ(row.size(), 4u);
    EXPECT_EQ(row[1].days, 7);
    EXPECT_EQ(row[2].days, 21);
    EXPECT_EQ(row[1].state, domain::event_state::published);
    // The clocks went back on 25 October: seven in the evening stays seven in the evening, an hour later in UTC.
    EXPECT_EQ(*row[1].time.starts_at - *row[0].time.starts_at, 7 * 86'400 + 3600);
    const auto second = *desk.events.find_event(row[1].id);
    EXPECT_EQ(*second.sessions.at(0).session.starts_at, *row[1].time.starts_at + 1800);
    EXPECT_TRUE(has(desk.alice_at.get(page), "Следующих встреч: 3."));

    const auto about = *desk.events.find_event(row[1].id);
    service::event_draft change;
    change.event = about.event;
    for (const auto& each : about.event.organisers) change.organisers.push_back({each.slug, each.role});
    change.event.text.title = "Клуб у камина";
    change.event.capacity = 12;
    *change.event.time.starts_at -= 3600;
    ASSERT_TRUE(desk.events.update_event(desk.shell(), row[1].id, change, 0));
    ASSERT_TRUE(goes_to(desk.alice_at.post(desk.page_of(row[1].id, "/series/following"), {{"tell", "1"}})).ends_with("saved"));
    EXPECT_EQ(desk.events.find_event(first)->event.text.title, "Клуб") << "what came before stays";
    const auto third = *desk.events.find_event(row[2].id);
    EXPECT_EQ(third.event.text.title, "Клуб у камина");
    EXPECT_EQ(third.seats.limit, 12);
    EXPECT_EQ(*third.event.time.starts_at, *row[2].time.starts_at - 3600);
    EXPECT_NE(third.event.slug, second.event.slug);

    auto wrong = form;
    wrong[2].second = "53";
    wrong[4].second = "31 брюмера";
    const auto refused = desk.alice_at.post(page, wrong);
    EXPECT_EQ(refused.status, 422);
    for (const char* words : {"href=\"#count\"", "href=\"#skip\""}) EXPECT_TRUE(has(refused, words)) << words;
    EXPECT_EQ(desk.alice_at.post(desk.page_of(desk.event, "/series/following"), {}).status, 404) << "an event of no series";
}

// A part shows its whole, the whole shows its parts, and a draft part is nobody's business yet.
TEST(series, parents_and_parts) {
    work_desk desk;
    auto draft = desk.round_table("Мастерская", "tops");
    draft.event.parent = desk.event;
    const auto child = desk.make_event(desk.tops, draft);
    auto hidden_draft = desk.round_table("Секретное", "tops");
    hidden_draft.event.parent = desk.event;
    desk.make_event(desk.tops, hidden_draft, false);
    const auto whole = *desk.events.find_event(desk.event), part = *desk.events.find_event(child);
    krug::cast::browser visitor(desk);
    const auto shown = visitor.get("/e/" + whole.event.slug);
    EXPECT_TRUE(has(shown, "Мастерская"));
    EXPECT_FALSE(has(shown, "Секретное"));
    EXPECT_TRUE(has(visitor.get("/e/" + part.event.slug), "href=\"/e/" + whole.event.slug + "\""));
    // The editor offers it and keeps it.
    EXPECT_TRUE(has(desk.alice_at.get(desk.page_of(child, "/edit")), "Проходит в рамках события"));
}

} // namespace
} // namespace krug::web_test
