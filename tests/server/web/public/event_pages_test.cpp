// If this fails, people come on the wrong day, at the wrong hour, or learn of an event that was not for them yet.
#include "server/web/public/visitor.hpp"

#include "calendar/moment.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

using cast::header_of;

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

class event_pages : public ::testing::Test {
protected:
    std::string publish(service::event_draft draft, std::string_view slug, bool published = true) {
        draft.event.slug = slug;
        house.make_event(house.tops, draft, published);
        return std::string(slug);
    }
    service::event_draft meeting() { return working_meeting("Тюменское общественное партнёрство"); }
    service::event_draft month_only() {
        auto draft = meeting();
        draft.event.text.title = "Десять сильных идей. Технологии для людей";
        draft.event.kind = domain::event_kind::project_session;
        draft.event.time.starts_at.reset();
        draft.event.time.precision = domain::date_precision::month;
        draft.event.time.period = "2020-08";
        return draft;
    }
    boost::json::object json_ld(const std::string& page) {
        const auto from = page.find("application/ld+json\">") + 21;
        return boost::json::parse(page.substr(from, page.find("</script>", from) - from)).as_object();
    }

    cast::cast house;
    cast::browser browser{house};
};

// A guest from Moscow would come two hours late, one from Tyumen on the wrong weekday.
TEST_F(event_pages, the_hour_stands_with_its_zone_and_with_moscow) {
    publish(meeting(), "meeting");
    const auto page = browser.get("/e/meeting");
    ASSERT_EQ(page.status, 200);
    for (const auto* text : {"15 октября", "четверг", "15:00", "МСК+2", "в Москве 13:00", "Вход свободный", "Бесплатно",
                             "8(3452) 38-18-14", "tel:+73452381814", "Республики, д. 142", "Рабочая встреча",
                             "2020-10-15T15:00:00+05:00", "Занять место"})
        EXPECT_TRUE(has(page, text)) << text;
    const auto english = browser.get("/e/meeting?lang=en");
    for (const auto* text : {"Thursday", "UTC+5", "13:00 in Moscow", "Working meeting", "Free of charge", "lang=\"ru\""})
        EXPECT_TRUE(has(english, text)) << text;
}

// A calendar would show a day that nobody ever named.
TEST_F(event_pages, a_month_is_not_made_a_day) {
    publish(month_only(), "ten-ideas");
    const auto page = browser.get("/e/ten-ideas");
    EXPECT_TRUE(has(page, "август"));
    EXPECT_FALSE(has(page, "ten-ideas.ics"));
    EXPECT_FALSE(has(page, "1 августа"));
    EXPECT_TRUE(has(page, "Событие прошло")); // it is October
    EXPECT_FALSE(has(page, "/register\""));
    EXPECT_EQ(json_ld(page.body).at("startDate"), "2020-08");
    const auto file = browser.get("/e/ten-ideas.ics");
    EXPECT_EQ(file.status, 404);
    EXPECT_TRUE(has(file, "День мероприятия пока неизвестен"));
}

// Search engines would be told what nobody said: a capacity, an end, a price.
TEST_F(event_pages, machine_facts_leave_out_what_is_unknown) {
    publish(meeting(), "meeting");
    const auto facts = json_ld(browser.get("/e/meeting").body);
    EXPECT_EQ(facts.at("startDate"), "2020-10-15T15:00:00+05:00");
    EXPECT_EQ(facts.at("isAccessibleForFree"), true);
    EXPECT_EQ(facts.at("eventStatus"), "https://schema.org/EventScheduled");
    for (const auto* unknown : {"endDate", "maximumAttendeeCapacity", "typicalAgeRange", "performer"})
        EXPECT_FALSE(facts.contains(unknown)) << unknown;
}

// Somebody reads the plans of an event before its organisers wanted it; the organiser cannot look at her own page.
TEST_F(event_pages, a_draft_is_seen_by_its_editors_only) {
    const auto slug = house.events.find_event(house.draft)->event.slug;
    EXPECT_EQ(browser.get("/e/" + slug).status, 404);
    EXPECT_EQ(browser.get("/e/" + slug + ".ics").status, 404);
    EXPECT_EQ(browser.get("/consent/personal_data/1?event=" + slug).status, 404);
    for (const auto* stranger : {&house.bob, &house.charlie}) {
        cast::browser other(house);
        other.sign_in(*stranger);
        EXPECT_EQ(other.get("/e/" + slug).status, 404);
    }
    cast::browser hers(house);
    hers.sign_in(house.alice);
    const auto page = hers.get("/e/" + slug);
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.shared_ms, 0);
    EXPECT_TRUE(has(page, "Это черновик"));
}

// A cancelled meeting would go on taking people in.
TEST_F(event_pages, a_cancelled_event_says_so_and_takes_nobody) {
    const auto slug = house.events.find_event(house.event)->event.slug;
    ASSERT_TRUE(house.events.cancel_event(cast::full_house::shell(), house.event));
    const auto page = browser.get("/e/" + slug);
    EXPECT_TRUE(has(page, "Событие отменено"));
    EXPECT_FALSE(has(page, "/register\""));
    EXPECT_TRUE(has(browser.get("/e/" + slug + ".ics"), "STATUS:CANCELLED"));
    EXPECT_EQ(json_ld(page.body).at("eventStatus"), "https://schema.org/EventCancelled");
}

// People would stand before a form that is not there, or miss the hour when it opens.
TEST_F(event_pages, why_nobody_can_register_stands_on_the_page) {
    auto later = meeting();
    later.event.registration.opens_at = cast::cast_begins + 86'400;
    publish(later, "later");
    EXPECT_TRUE(has(browser.get("/e/later"), "Регистрация откроется: 2"));
    auto closed = meeting();
    closed.event.registration.closes_at = cast::cast_begins - 1;
    publish(closed, "closed");
    EXPECT_TRUE(has(browser.get("/e/closed"), "Регистрация закрыта."));
    auto invited = meeting();
    invited.event.registration.mode = domain::registration_mode::invitation;
    publish(invited, "invited");
    EXPECT_TRUE(has(browser.get("/e/invited"), "Участие по приглашениям"));
    // Whoever was invited has a code, and the form is where it is typed.
    EXPECT_TRUE(has(browser.get("/e/invited/register"), "name=\"code\""));
    for (const auto* slug : {"later", "closed"}) {
        EXPECT_FALSE(has(browser.get(std::string("/e/") + slug), "/register\"")) << slug;
        const auto form = browser.get("/e/" + std::string(slug) + "/register");
        EXPECT_GE(form.status, 400) << slug;
        EXPECT_FALSE(has(form, "family_name")) << slug;
    }
}

// The last seats would look free while others wait for them.
TEST_F(event_pages, seats_are_counted_in_words) {
    auto small = meeting();
    small.event.capacity = 2;
    publish(small, "small");
    const auto id = house.events.find_event_by_slug("small")->event.id;
    house.make_registration(id, "Ёлкина", "Анна");
    EXPECT_TRUE(has(browser.get("/e/small"), "Осталось 1 место из 2"));
    house.make_registration(id, "Щёголев", "Пётр");
    house.make_registration(id, "Подъячева", "Ольга");
    const auto full = browser.get("/e/small");
    EXPECT_TRUE(has(full, "Мест нет, в листе ожидания 1"));
    EXPECT_TRUE(has(full, "В лист ожидания"));
}

// A search for a word, a month or a place leads past the only event that fits; a past one stands as coming.
TEST_F(event_pages, the_list_finds_and_parts_past_from_coming) {
    publish(meeting(), "meeting");
    publish(month_only(), "ten-ideas");
    auto hidden_event = meeting();
    hidden_event.event.visibility = domain::event_visibility::unlisted;
    hidden_event.event.text.title = "Закрытая встреча";
    publish(hidden_event, "quiet");
    const auto all = browser.get("/");
    EXPECT_TRUE(has(all, "/e/meeting"));
    EXPECT_FALSE(has(all, "/e/quiet"));
    EXPECT_FALSE(has(all, "Черновик"));
    const auto past = all.body.find("Уже прошли");
    ASSERT_NE(past, std::string::npos);
    EXPECT_GT(all.body.find("/e/ten-ideas"), past);
    EXPECT_LT(all.body.find("/e/meeting"), past);
    EXPECT_EQ(browser.get("/e/quiet").status, 200);

    EXPECT_TRUE(has(browser.get("/?q=%D0%B8%D0%BD%D0%B8%D1%86%D0%B8%D0%B0%D1%82%D0%B8%D0%B2"), "/e/meeting"));
    EXPECT_FALSE(has(browser.get("/?kind=forum"), "/e/meeting"));
    const auto two_kinds = browser.get("/?kind=forum&kind=working_meeting");
    EXPECT_TRUE(has(two_kinds, "/e/meeting"));
    EXPECT_FALSE(has(two_kinds, "Круглый стол «Город для жизни»"));
    EXPECT_TRUE(has(browser.get("/?month=2020-10"), "/e/meeting"));
    EXPECT_FALSE(has(browser.get("/?month=2020-11"), "/e/meeting"));
    EXPECT_EQ(browser.get("/?after=nonsense&month=%3Cscript%3E").status, 200);
}

// The hundredth event could never be reached.
TEST_F(event_pages, every_coming_event_is_on_some_page) {
    for (int number = 0; number < 45; ++number) publish(meeting(), "n" + std::to_string(number));
    std::size_t seen = 0;
    std::string url = "/";
    for (int pages = 0; pages < 6 && !url.empty(); ++pages) {
        const auto body = browser.get(url).body;
        for (auto at = body.find("<h3><a href=\"/e/n"); at != std::string::npos; at = body.find("<h3><a href=\"/e/n", at + 1))
            ++seen;
        const auto next = body.find("rel=\"next\"");
        const auto from = next == std::string::npos ? next : body.rfind("href=\"", next) + 6;
        url = next == std::string::npos ? "" : body.substr(from, body.find('"', from) - from);
        for (auto at = url.find("&amp;"); at != std::string::npos; at = url.find("&amp;")) url.erase(at + 1, 4);
    }
    EXPECT_EQ(seen, 45U);
}

// A signed-in organiser's page would be shown to strangers from the cache; a language would stick to everybody.
TEST_F(event_pages, only_pages_that_are_alike_for_all_are_shared) {
    const auto slug = house.events.find_event(house.event)->event.slug;
    for (const auto& path : {std::string("/"), "/e/" + slug, "/e/" + slug + ".ics", std::string("/events.ics")}) {
        const auto open = browser.get(path);
        EXPECT_EQ(open.shared_ms, 1000) << path;
        EXPECT_EQ(header_of(open, "set-cookie"), "") << path;
        EXPECT_FALSE(hidden(open.body, "csrf")) << path;
        EXPECT_EQ(cast::browser(house).get(path + "?lang=en").shared_ms, 0) << path;
        cast::browser signed_in(house);
        signed_in.sign_in(house.alice);
        EXPECT_EQ(signed_in.get(path).shared_ms, 0) << path;
    }
}

// A consent that does not say to whom is no consent; with two organisers both must be named.
TEST_F(event_pages, consents_name_every_operator) {
    auto joint = meeting();
    joint.organisers = {{"Уральская торгово-промышленная палата", domain::organiser_role::organiser},
                        {"Ассоциация «Особые люди»", domain::organiser_role::co_organiser},
                        {"Партнёрский фонд", domain::organiser_role::partner}};
    publish(joint, "joint");
    const auto text = browser.get("/consent/personal_data/1?event=joint");
    ASSERT_EQ(text.status, 200);
    EXPECT_TRUE(has(text, "Уральская торгово-промышленная палата"));
    EXPECT_TRUE(has(text, "Ассоциация «Особые люди»"));
    EXPECT_FALSE(has(text, "Партнёрский фонд"));
    EXPECT_TRUE(has(text, "Операторы, каждый за себя"));
    EXPECT_TRUE(has(browser.get("/consent/access_needs/1?event=joint&lang=en"), "access needs"));
    EXPECT_EQ(browser.get("/consent/policy/1").status, 200);
    for (const auto* absent : {"/consent/personal_data/2", "/consent/news/1", "/consent/personal_data/1?event=nowhere"})
        EXPECT_EQ(browser.get(absent).status, 404) << absent;
}

// Whoever subscribed to the calendar or the feed would miss the meeting.
TEST_F(event_pages, feeds_hold_what_is_coming) {
    auto draft = meeting();
    draft.event.text.title = "Встреча <&> друзей";
    publish(draft, "meeting");
    publish(month_only(), "ten-ideas");
    const auto calendar = browser.get("/events.ics").body;
    EXPECT_NE(calendar.find("DTSTART:20201015T100000Z"), std::string::npos);
    EXPECT_EQ(calendar.find("ten-ideas"), std::string::npos);
    const auto feed = browser.get("/events.atom").body;
    EXPECT_NE(feed.find("Встреча &lt;&amp;&gt; друзей"), std::string::npos);
    EXPECT_NE(feed.find("https://krug.example/e/meeting"), std::string::npos);
}

// Whoever follows one event, a club or an organiser misses a meeting, fetches the same bytes every minute, or reads of a draft.
TEST_F(event_pages, events_series_and_organisers_can_be_followed) {
    auto draft = meeting();
    draft.event.slug = "club";
    const auto first = house.make_event(house.tops, draft);
    const std::vector<std::int64_t> days{7, 14};
    const domain::actor shell{domain::actor_kind::shell, 0, {}};
    const auto later = [](domain::utc_seconds at, const std::string&, std::int64_t by) { return at + by * 86'400; };
    ASSERT_EQ(*house.series.repeat(shell, first, days, "FREQ=WEEKLY;COUNT=3", true, later), 2);
    const auto events = house.series.find(first).events;
    ASSERT_TRUE(house.events.cancel_event(shell, events[2].id));
    auto secret = meeting();
    secret.event.text.title = "Черновик части";
    secret.event.parent = first;
    publish(secret, "secret-part", false);
    auto part = meeting();
    part.event.text.title = "Открытая часть";
    part.event.parent = first;
    publish(part, "open-part");

    const auto one = browser.get("/e/club.atom");
    EXPECT_EQ(one.status, 200);
    EXPECT_TRUE(has(one, "rel=\"self\" type=\"application/atom+xml\" href=\"https://krug.example/e/club.atom\""));
    EXPECT_TRUE(has(one, "Открытая часть"));
    EXPECT_FALSE(has(one, "Черновик части"));
    EXPECT_TRUE(has(browser.get("/e/club.atom?lang=en"), "href=\"https://krug.example/e/club.atom?lang=en\""));
    const auto series = browser.get("/e/club/series.ics").body;
    EXPECT_EQ(count_of(series, "BEGIN:VEVENT"), 3u);
    EXPECT_EQ(count_of(series, "STATUS:CANCELLED"), 1u);
    const auto club = browser.get("/e/club/series.atom?lang=ru");
    EXPECT_EQ(count_of(club.body, "<entry>"), 3u);
    EXPECT_TRUE(has(club, "Отменено: "));
    EXPECT_TRUE(has(browser.get("/e/club/series.atom?lang=en"), "Cancelled: "));
    const auto organiser = house.events.find_event(first)->event.organisers.at(0).slug;
    EXPECT_TRUE(has(browser.get("/o/" + organiser + ".atom"), "https://krug.example/e/club<"));
    const auto coming = browser.get("/o/" + organiser + ".ics").body;
    for (const auto* there : {"/e/club\r\n", "/e/open-part\r\n"}) EXPECT_EQ(count_of(coming, there), 1u) << there;
    EXPECT_EQ(count_of(coming, "STATUS:CANCELLED") + count_of(coming, "secret-part"), 0u) << "what is cancelled or a draft is not coming";
    for (const auto* absent : {"/o/nobody.atom", "/o/nobody.ics", "/e/secret-part.atom", "/e/secret-part/series.ics", "/e/nowhere.atom"})
        EXPECT_EQ(browser.get(absent).status, 404) << absent;
    for (const auto* link : {"/e/club.atom", "/e/club/series.ics", "/e/club/series.atom"}) EXPECT_TRUE(has(browser.get("/e/club"), link)) << link;

    // The same bytes are not sent twice; what changed is.
    const auto tag = header_of(browser.get("/e/club.atom?lang=ru"), "etag");
    ASSERT_FALSE(tag.empty());
    web::request again;
    again.target = "/e/club.atom?lang=ru";
    again.host = "krug.example";
    again.headers = {{"if-none-match", tag}};
    house.clock.advance_seconds(60);
    const auto same = house.site(again);
    EXPECT_EQ(same.status, 304);
    EXPECT_TRUE(same.bytes().empty());
    const auto calendar = header_of(browser.get("/e/club/series.ics?lang=ru"), "etag");
    house.clock.advance_seconds(60);
    EXPECT_EQ(header_of(browser.get("/e/club/series.ics?lang=ru"), "etag"), calendar) << "time alone changes no calendar";
    auto changed = *house.events.find_event(first);
    service::event_draft other = meeting();
    other.event.slug = "club";
    other.event.text.title = "Клуб переехал";
    ASSERT_TRUE(house.events.update_event(shell, first, other, changed.event.version));
    const auto fresh = house.site(again);
    EXPECT_EQ(fresh.status, 200);
    EXPECT_NE(fresh.bytes().find("<updated>" + calendar::print_rfc3339(house.clock.now())), std::string::npos) << "when it was changed, not made";
}

// A forum that is still being negotiated becomes known because one of its round tables is published already.
TEST_F(event_pages, a_draft_parent_is_nobodys_news) {
    auto forum = meeting();
    forum.event.text.title = "Форум, о котором ещё рано";
    forum.event.slug = "too-early";
    const auto parent = house.make_event(house.tops, forum, false);
    auto child = meeting();
    child.event.parent = parent;
    publish(child, "child");
    for (const auto* page : {"/e/child", "/e/child?lang=en", "/e/child.ics", "/e/child.atom", "/e/child/register", "/events.atom", "/events.ics", "/embed/e/child"})
        for (const auto* secret : {"о котором ещё рано", "too-early"}) EXPECT_FALSE(has(browser.get(page), secret)) << page;
    ASSERT_TRUE(house.events.publish_event({domain::actor_kind::shell, 0, {}}, parent));
    EXPECT_TRUE(has(browser.get("/e/child?fresh"), "о котором ещё рано")) << "and now everybody may know";
}

// A link checker or a messenger asks by HEAD first and would show the event as gone.
TEST_F(event_pages, head_is_answered_like_get) {
    web::request asked;
    asked.method = web::method::head;
    asked.target = "/";
    asked.host = "krug.example";
    EXPECT_EQ(house.site(asked).status, 200);
    asked.target = "/e/nowhere";
    EXPECT_EQ(house.site(asked).status, 404);
}

} // namespace
} // namespace krug::web_test
