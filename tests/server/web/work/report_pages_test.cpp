// If this fails, the organiser's figures, badges and webhooks are there for the wrong people, or not there for the right ones.
#include "server/web/work/work_desk.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

using krug::cast::header_of;

void let_in(work_desk& desk, const service::receipt& who, int number) {
    service::check_in_command command;
    command.event = who.event;
    command.attendee_no = who.attendee_no;
    command.scan_id = std::string(31, '0') + std::to_string(number);
    ASSERT_TRUE(desk.check_ins.check_in(desk.shell(), command));
}

domain::registration_request member(domain::event_id event, int number, const std::string& organisation) {
    auto request = krug::cast::full_house::guest(event, "Гость", "Номер" + std::to_string(number));
    request.organisation = organisation;
    return request;
}

// The plot shows what the table says, and whoever sees no pictures is told so.
TEST(figure_pages, plots_stand_beside_their_tables) {
    work_desk desk;
    for (int each = 0; each < 6; ++each) desk.make_registration(member(desk.event, each, each < 4 ? "АНО «Ёлка»" : "Палата & Ко"));
    const auto guest = desk.make_registration(member(desk.event, 9, "Палата & Ко"));
    let_in(desk, guest, 1);
    const auto page = desk.alice_at.get(desk.page_of(desk.event));
    ASSERT_EQ(page.status, 200);
    EXPECT_TRUE(has(page, "aria-labelledby=\"fig-sign-ups-pt fig-sign-ups-pd\""));
    EXPECT_TRUE(has(page, "<title id=\"fig-organisations-pt\">По организациям</title>"));
    EXPECT_TRUE(has(page, "Палата &amp; Ко"));
    EXPECT_TRUE(has(page, "1 из 3")) << "came of registered";
    EXPECT_EQ(page.body.find("style=\""), std::string::npos) << "the policy allows no styles in line";
    EXPECT_TRUE(has(page, desk.page_of(desk.event, "/figures/organisations.csv")));

    const auto file = desk.alice_at.get(desk.page_of(desk.event, "/figures/organisations.csv"));
    EXPECT_EQ(file.status, 200);
    EXPECT_TRUE(has(file, "\"АНО «Ёлка»\";4;0") || has(file, "АНО «Ёлка»;4;0")) << file.body;
    EXPECT_TRUE(has(file, "Палата & Ко;3;1")) << file.body;
    EXPECT_NE(header_of(file, "content-disposition").find("filename*=UTF-8''"), std::string::npos);
    EXPECT_EQ(desk.alice_at.get(desk.page_of(desk.event, "/figures/nothing.csv")).status, 404);
    EXPECT_TRUE(has(desk.alice_at.get(desk.page_of(desk.event, "/figures.csv")), "Заявки по дням"));
    EXPECT_EQ(desk.bob_at.get(desk.page_of(desk.second, "/figures.csv")).status, 404) << "another event than Bob's";
}

// A desk helper counts needs neither by name nor by number; the owner sees groups of five and more.
TEST(figure_pages, needs_are_for_who_prepares_them) {
    work_desk desk;
    for (int each = 0; each < 6; ++each) {
        auto request = member(desk.event, each, "");
        request.access_needs = {"captions"};
        if (each < 2) request.access_needs.emplace_back("rsl_interpreter");
        request.consents = {{"personal_data", 1}, {"access_needs", 1}};
        desk.make_registration(request);
    }
    const auto shown = desk.alice_at.get(desk.page_of(desk.event));
    EXPECT_TRUE(has(shown, "Что подготовить"));
    EXPECT_TRUE(has(shown, "меньше 5"));
    EXPECT_FALSE(has(desk.bob_at.get(desk.page_of(desk.event)), "Что подготовить"));
    EXPECT_EQ(desk.bob_at.get(desk.page_of(desk.event, "/figures/needs.csv")).status, 404);
    const auto file = desk.alice_at.get(desk.page_of(desk.event, "/figures/needs.csv"));
    EXPECT_TRUE(has(file, "меньше 5"));
    EXPECT_FALSE(has(file, ";2")) << file.body;
}

// The accountant's report: one organisation's year, in figures and as a file.
TEST(summary_pages, count_an_organisations_period) {
    work_desk desk;
    let_in(desk, desk.make_registration(member(desk.event, 1, "")), 1);
    const auto page = desk.alice_at.get("/work/summary?from=01.10.2020&to=31.10.2020");
    ASSERT_EQ(page.status, 200);
    EXPECT_TRUE(has(page, "href=\"/work/events/" + std::to_string(desk.event.value)));
    EXPECT_FALSE(has(page, "/work/events/" + std::to_string(desk.charlies.value))) << "another organisation's events are theirs";
    EXPECT_FALSE(has(page, "/work/events/" + std::to_string(desk.draft.value))) << "a draft has not been held";
    EXPECT_TRUE(has(desk.alice_at.get("/work/summary.csv?from=01.10.2020&to=31.10.2020"), "Впервые"));
    EXPECT_TRUE(desk.alice_at.get("/work/summary.xlsx?from=01.10.2020&to=31.10.2020").body.starts_with("PK"));
    const auto wrong = desk.alice_at.get("/work/summary?from=31.10.2020&to=01.10.2020");
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "Последний день не раньше первого"));
    EXPECT_EQ(desk.alice_at.get("/work/summary?from=вчера&to=01.10.2020").status, 422);
    EXPECT_EQ(desk.bob_at.get("/work/summary").status, 403) << "Bob's role is for one event";
    EXPECT_TRUE(has(desk.alice_at.get("/work/summary?from=01.01.1999&to=31.12.1999"), "событий нет"));
}

// Badges come as a file by POST, leave their line, and are counted on the person's card.
TEST(badge_pages, print_and_count) {
    work_desk desk;
    const auto anna = desk.make_registration(member(desk.event, 1, "АНО"));
    desk.make_registration(member(desk.event, 2, "АНО"));
    const auto at = desk.page_of(desk.event, "/badges");
    EXPECT_TRUE(has(desk.bob_at.get(at), "Все подтверждённые"));
    EXPECT_FALSE(has(desk.bob_at.get(at), "Печатать при первом входе")) << "the desk prints, it does not decide";
    const auto all = desk.bob_at.post(at, {{"which", "all"}, {"layout", "sheet_90x60"}, {"format", "pdf"}});
    ASSERT_EQ(all.status, 200) << all.body;
    EXPECT_TRUE(all.body.starts_with("%PDF-"));
    const auto labels = desk.bob_at.post(at, {{"which", "all"}, {"layout", "label_58x40"}, {"format", "zpl"}});
    EXPECT_TRUE(labels.body.starts_with("^XA"));
    EXPECT_EQ(count_of(labels.body, "^XZ"), 2u);
    const auto sheet = desk.bob_at.post(at, {{"which", "all"}, {"layout", "sheet_90x60"}, {"format", "zpl"}});
    EXPECT_EQ(sheet.status, 422);
    EXPECT_TRUE(has(sheet, "нужен размер этикетки"));
    EXPECT_EQ(desk.bob_at.post(at, {{"which", "not_printed"}, {"layout", "label_58x40"}, {"format", "pdf"}}).status, 422) << "everybody has one";
    EXPECT_EQ(desk.bob_at.post(at, {{"which", "none"}, {"layout", "huge"}, {"format", "doc"}}).status, 422);

    const auto card = desk.page_of(desk.event, "/people/" + std::to_string(anna.id.value));
    EXPECT_TRUE(desk.bob_at.post(card + "/badge", {}).body.starts_with("%PDF-"));
    EXPECT_TRUE(has(desk.bob_at.get(card), "Бейдж ещё раз, напечатан: 3"));
    EXPECT_TRUE(has(desk.alice_at.get(desk.page_of(desk.event, "/audit")), "Бейджи напечатаны"));
    EXPECT_EQ(desk.bob_at.post(desk.page_of(desk.second, "/badges"), {{"which", "all"}, {"layout", "label_58x40"}, {"format", "pdf"}}).status, 404);
    EXPECT_EQ(desk.bob_at.post(at + "/setting", {{"layout", "label_58x40"}}).status, 403);
    EXPECT_EQ(desk.alice_at.post(at + "/setting", {{"layout", "label_58x40"}, {"on_check_in", "1"}}).status, 303);
    EXPECT_TRUE(has(desk.alice_at.get(at), "Принтер бейджей не настроен"));
}

// The secret is shown once; the log tells what came of each message; nobody else's webhook is there.
TEST(webhook_pages, are_looked_after_by_the_owner) {
    work_desk desk;
    const krug::cast::fields form{{"url", "https://crm.krug.example/in"}, {"organisation", std::to_string(desk.tops.value)}, {"scope", ""},
                                  {"kind", "registration.created"}, {"kind", "check_in.recorded"}};
    const auto made = desk.alice_at.post("/work/webhooks", form);
    ASSERT_EQ(made.status, 200);
    const auto secret = between(made.body, "<code>whsec_", "</code>");
    EXPECT_EQ(secret.size(), 43u);
    const auto id = desk.webhooks.list(desk.tops).at(0).id;
    const auto at = "/work/webhooks/" + std::to_string(id);
    EXPECT_FALSE(has(desk.alice_at.get(at), "whsec_"));
    EXPECT_FALSE(has(desk.alice_at.get("/work/webhooks"), "whsec_"));

    desk.make_registration(desk.event, "Ёлкина", "Анна");
    const auto jobs = desk.webhooks.lease(10);
    ASSERT_EQ(jobs.size(), 1u);
    desk.webhooks.settle(jobs[0], {503, 45, "status", false});
    const auto log = desk.alice_at.get(at);
    EXPECT_TRUE(has(log, "новая заявка"));
    EXPECT_TRUE(has(log, "503 · 45 мс"));
    EXPECT_TRUE(has(log, "следующая попытка"));
    EXPECT_FALSE(has(log, "Ёлкина"));
    EXPECT_EQ(goes_to(desk.alice_at.post(at + "/deliveries/" + jobs[0].id, {})), at + "?done=again");
    EXPECT_EQ(desk.webhooks.lease(10).size(), 1u);

    const auto wrong = desk.alice_at.post("/work/webhooks", {{"url", "https://10.0.0.1/in"}, {"organisation", std::to_string(desk.tops.value)}, {"kind", "event.updated"}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "открытым в интернете"));
    EXPECT_EQ(desk.alice_at.post("/work/webhooks", {{"url", "https://crm.krug.example/"}, {"organisation", std::to_string(desk.other.value)}, {"kind", "event.updated"}}).status, 422);
    EXPECT_EQ(desk.bob_at.get("/work/webhooks").status, 403);
    EXPECT_EQ(desk.bob_at.get(at).status, 403);
    krug::cast::browser charlie_at(desk);
    charlie_at.sign_in(desk.charlie);
    EXPECT_EQ(charlie_at.get(at).status, 404);
    EXPECT_EQ(charlie_at.post(at + "/pause", {}).status, 404);
    EXPECT_EQ(goes_to(desk.alice_at.post(at + "/pause", {})), at + "?done=paused");
    EXPECT_TRUE(has(desk.alice_at.get(at), "новые сообщения не собираются"));
    EXPECT_EQ(goes_to(desk.alice_at.post(at + "/remove", {})), "/work/webhooks?done=saved");
    EXPECT_EQ(desk.alice_at.get(at).status, 404);
}

// A stopped webhook is told of where its owner looks every day.
TEST(webhook_pages, a_failing_one_is_told_of_on_the_overview) {
    work_desk desk;
    const auto made = *desk.webhooks.add(desk.shell(), desk.tops, {}, "https://crm.krug.example/in", {"registration.created"});
    for (int each = 0; each < 20; ++each) desk.make_registration(desk.event, "Гость", std::to_string(each));
    for (const auto& job : desk.webhooks.lease(50)) desk.webhooks.settle(job, {0, 5'000, "timeout", false});
    EXPECT_TRUE(has(desk.alice_at.get(desk.page_of(desk.event)), "/work/webhooks/" + std::to_string(made.id)));
    EXPECT_FALSE(has(desk.bob_at.get(desk.page_of(desk.event)), "Вебхук остановлен"));
}

// A frame on somebody's site sets nothing, runs nothing and is shown only where the settings say.
TEST(widget_pages, are_cookieless_and_framed_by_list) {
    work_desk desk;
    const auto path = "/e/" + desk.events.find_event(desk.event)->event.slug + "/widget";
    krug::cast::browser visitor(desk);
    auto shown = visitor.get(path + "?in=en");
    ASSERT_EQ(shown.status, 200);
    EXPECT_EQ(header_of(shown, "set-cookie"), "");
    EXPECT_TRUE(visitor.cookies().empty());
    EXPECT_EQ(count_of(shown.body, "<script"), 0u);
    EXPECT_NE(header_of(shown, "content-security-policy").find("frame-ancestors 'none'"), std::string::npos);
    EXPECT_TRUE(has(shown, "lang=\"en\""));
    EXPECT_TRUE(has(shown, "target=\"_blank\" rel=\"noopener\""));
    desk.on.reports->widget_sites = {"https://fund.example"};
    shown = visitor.get(path);
    EXPECT_NE(header_of(shown, "content-security-policy").find("frame-ancestors 'self' https://fund.example"), std::string::npos);
    EXPECT_NE(header_of(visitor.get("/e/" + desk.events.find_event(desk.event)->event.slug), "content-security-policy").find("frame-ancestors 'none'"),
              std::string::npos) << "the other pages stay closed";
    EXPECT_EQ(visitor.get("/e/" + desk.events.find_event(desk.draft)->event.slug + "/widget").status, 404);
    EXPECT_TRUE(has(visitor.get("/widget.js"), "createElement(\"iframe\")"));
    EXPECT_TRUE(has(desk.alice_at.get(desk.page_of(desk.event, "/share")), "data-event=&quot;"));
}

} // namespace
} // namespace krug::web_test
