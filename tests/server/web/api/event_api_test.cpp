// If this fails, organisers' programs make events that are not what was asked for, or overwrite each other's.
#include "api_client.hpp"

#include <set>

namespace krug::web::api_tests {

using event_api = api_test;

// An event that loses a member on the way stands on the front page without it.
TEST_F(event_api, gives_back_what_was_created) {
    const auto made = post("/events", at.alice, R"({
        "title": "Круглый стол  «Город для жизни»", "kind": "round_table", "summary": "Коротко", "description": "**Много**",
        "starts_at": "2020-10-15T15:00:00+05:00", "ends_at": "2020-10-15T17:00:00+05:00", "timezone": "Asia/Yekaterinburg",
        "venue": {"name": "Технопарк", "address": "Тюмень, Республики, 142"}, "capacity": 60,
        "registration": {"mode": "approval", "confirm_email": true, "overbooking_percent": 10, "opens_at": "2020-09-01T00:00:00Z"},
        "organisers": [{"organisation": "ТОПС", "role": "organiser"}, {"organisation": "Технопарк Тюмени", "role": "partner"}],
        "contact": {"phone": "8 (3452) 38-18-14", "email": "info@krug.example"}, "age_mark": 12, "language": "ru",
        "visibility": "unlisted", "slug": "gorod", "admission": {"price_kopecks": 0, "access": "open", "raw": "Вход свободный"},
        "people": [{"role": "moderator", "name": "Анна Петрова", "title": "к. э. н."}],
        "references": [{"system": "leader-id", "external": "12345", "url": "https://leader-id.example/12345"}],
        "links": [{"relation": "prepares_for", "event": )" + std::to_string(at.second.value) + "}]}");
    ASSERT_EQ(made.status, 201) << made.http.body;
    const auto read = call(method::get, "/events/" + std::to_string(made.number("/id")), at.alice.token);
    EXPECT_EQ(read.body, made.body);
    EXPECT_EQ(read.text("/title"), "Круглый стол  «Город для жизни»");
    EXPECT_EQ(read.text("/state"), "draft");
    EXPECT_EQ(read.text("/venue/name"), "Технопарк");
    EXPECT_EQ(read.text("/registration/mode"), "approval");
    EXPECT_EQ(read.number("/registration/overbooking_percent"), 10);
    EXPECT_EQ(read.number("/seats/limit"), 66);
    EXPECT_EQ(read.text("/organisers/1/name"), "Технопарк Тюмени");
    EXPECT_EQ(read.text("/contact/phone"), "8 (3452) 38-18-14");
    EXPECT_EQ(read.text("/people/0/title"), "к. э. н.");
    EXPECT_EQ(read.text("/links/0/relation"), "prepares_for");
    EXPECT_EQ(read.text("/url"), "https://krug.example/e/gorod");
    EXPECT_EQ(made.header("etag"), "\"1\"");
    EXPECT_EQ(made.header("location"), "https://krug.example/api/v1/events/" + std::to_string(made.number("/id")));
}

// An event known only to the month must not get an invented day.
TEST_F(event_api, keeps_a_month_a_month) {
    const auto made = post("/events", at.alice, R"({"title": "Форум", "period": "2020-08"})");
    ASSERT_EQ(made.status, 201) << made.http.body;
    EXPECT_EQ(made.text("/date_precision"), "month");
    EXPECT_TRUE(made.at("/starts_at").is_null());
    const auto path = "/events/" + std::to_string(made.number("/id"));
    const auto dated = patch(path, at.alice, R"({"starts_at": "2020-08-20T10:00:00Z"})");
    EXPECT_EQ(dated.text("/date_precision"), "instant");
    EXPECT_TRUE(dated.at("/period").is_null());
    const auto open = patch(path, at.alice, R"({"starts_at": null})");
    ASSERT_EQ(open.status, 200) << open.http.body;
    EXPECT_EQ(open.text("/date_precision"), "unknown");
}

// A zone that no clock knows would put the start at another hour.
TEST_F(event_api, knows_the_zones) {
    EXPECT_EQ(post("/events", at.alice, R"({"title": "Форум", "timezone": "Asia/Tyumen"})").faults(), "timezone=unknown");
}

// Changing the summary must not empty what was not named, nor the organisers who answer for the data.
TEST_F(event_api, changes_only_what_is_named) {
    const auto before = get(path_of(at.event), at.alice);
    const auto after = patch(path_of(at.event), at.alice, R"({"summary": "Новое", "capacity": 30})");
    ASSERT_EQ(after.status, 200) << after.http.body;
    auto expected = before.body.as_object();
    expected["summary"] = "Новое";
    expected["capacity"] = 30;
    expected["version"] = before.number("/version") + 1;
    expected["seats"].as_object()["limit"] = 30;
    expected["seats"].as_object()["free"] = 30;
    EXPECT_EQ(after.body, boost::json::value(expected));
    EXPECT_TRUE(patch(path_of(at.event), at.alice, R"({"capacity": null})").at("/capacity").is_null());
}

// Two organisers with the same page open: the second must learn that the first has changed it.
TEST_F(event_api, holds_changes_to_the_version_they_were_made_on) {
    const auto stale = get(path_of(at.event), at.alice).header("etag");
    ASSERT_EQ(patch(path_of(at.event), at.alice, R"({"summary": "Первая"})", {{"if-match", stale}}).status, 200);
    EXPECT_EQ(patch(path_of(at.event), at.alice, R"({"summary": "Вторая"})", {{"if-match", stale}}).status, 412);
    EXPECT_EQ(get(path_of(at.event), at.alice).text("/summary"), "Первая");
    for (const auto* never : {"\"0\"", "W/\"2\"", "2", "\"\"", "\"-1\""})
        EXPECT_EQ(patch(path_of(at.event), at.alice, R"({"summary": "Третья"})", {{"if-match", never}}).status, 412) << never;
    EXPECT_EQ(patch(path_of(at.event), at.alice, R"({"summary": "Третья"})", {{"if-match", "*"}}).status, 200);
}

// Publishing and cancelling twice is a nervous finger, not an error.
TEST_F(event_api, publishes_and_cancels_once) {
    EXPECT_EQ(post(path_of(at.draft, "/publish"), at.alice).text("/state"), "published");
    EXPECT_EQ(post(path_of(at.draft, "/publish"), at.alice, "{}").text("/state"), "published");
    EXPECT_EQ(post(path_of(at.draft, "/cancel"), at.alice).text("/state"), "cancelled");
    EXPECT_EQ(post(path_of(at.draft, "/cancel"), at.alice).status, 200);
    EXPECT_EQ(post(path_of(at.draft, "/publish"), at.alice).text("/code"), "event_cancelled");
    EXPECT_EQ(post(path_of(at.event, "/publish"), at.alice, R"({"now": true})").faults(), "now=unknown");
    const auto nobody = post("/events", at.alice, R"({"title": "Без организатора"})");
    EXPECT_EQ(post("/events/" + std::to_string(nobody.number("/id")) + "/publish", at.alice).text("/code"), "operator_not_named");
}

// A copy with last year's dates and guests would be believed.
TEST_F(event_api, clones_without_dates) {
    const auto copy = post(path_of(at.event, "/clone"), at.alice);
    ASSERT_EQ(copy.status, 201) << copy.http.body;
    EXPECT_EQ(copy.text("/state"), "draft");
    EXPECT_TRUE(copy.at("/starts_at").is_null());
    EXPECT_NE(copy.number("/id"), at.event.value);
}

// Somebody of another organisation must not plant events in ours.
TEST_F(event_api, creates_only_where_the_role_reaches) {
    EXPECT_EQ(post("/events", at.bob, R"({"title": "Форум"})").status, 403);
    const auto own = get(path_of(at.charlies), at.charlie).text("/organisation");
    EXPECT_EQ(post("/events", at.alice, R"({"title": "Форум", "organisation": ")" + own + "\"}").status, 403);
    EXPECT_EQ(post("/events", at.alice, R"({"title": "Форум", "organisation": "nobody"})").faults(), "organisation=unknown");
    EXPECT_EQ(post("/events", at.charlie, R"({"title": "Форум", "organisation": ")" + own + "\"}").status, 201);
}

// A draft is nobody else's business, neither by number nor in a list.
TEST_F(event_api, hides_drafts_from_others) {
    EXPECT_EQ(get(path_of(at.draft), at.charlie).status, 404);
    EXPECT_EQ(get(path_of(at.draft, "/sessions"), at.charlie).status, 404);
    EXPECT_EQ(get(path_of(at.draft, "/form"), at.charlie).status, 404);
    EXPECT_EQ(get(path_of(at.event), at.charlie).status, 200);
    EXPECT_EQ(get("/events", at.charlie).at("/items").as_array().size(), 1U);
    EXPECT_EQ(get("/events", at.bob).number("/items/0/id"), at.event.value);
}

// A page that repeats or skips events leaves somebody's event out of the report.
TEST_F(event_api, pages_without_gaps_while_events_are_added) {
    for (int number = 0; number < 5; ++number)
        at.make_event(at.tops, at.round_table("Ещё " + std::to_string(number), "Тюменское общественное партнёрство"));
    std::set<std::int64_t> seen;
    std::size_t shown = 0;
    std::string cursor;
    for (int page = 0; page < 10; ++page) {
        const auto list = get("/events?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor), at.alice);
        ASSERT_EQ(list.status, 200);
        for (const auto& each : list.at("/items").as_array()) {
            seen.insert(each.at("id").as_int64());
            ++shown;
        }
        if (list.at("/next").is_null()) break;
        cursor = list.text("/next");
    }
    EXPECT_EQ(shown, 8U);
    EXPECT_EQ(seen.size(), 8U);
    for (const auto* wrong : {"?limit=0", "?limit=501", "?limit=-1", "?limit=01", "?limit=9999999999999999999"})
        EXPECT_EQ(get(std::string("/events") + wrong, at.alice).faults(), "limit=out_of_range") << wrong;
    EXPECT_EQ(get("/events?limt=3", at.alice).faults(), "limt=unknown");
    EXPECT_EQ(get("/events?kind=party", at.alice).faults(), "kind=not_a_choice");
}

// A session with the speakers of another one sends people into the wrong room.
TEST_F(event_api, keeps_sessions_with_their_people) {
    const auto made = post(path_of(at.event, "/sessions"), at.alice, R"({"title": "Секция", "room": "Зал 1", "capacity": 20,
        "starts_at": "2020-10-15T15:40:00+05:00", "sign_up": "required", "clash": "block",
        "speakers": [{"name": "Иван Сидоров", "title": "Тюмень"}], "moderators": [{"name": "Анна Петрова"}]})");
    ASSERT_EQ(made.status, 201) << made.http.body;
    const auto path = path_of(at.event, "/sessions/" + std::to_string(made.number("/id")));
    EXPECT_EQ(get(path, at.bob).body, made.body);
    const auto changed = patch(path, at.alice, R"({"speakers": [{"name": "Пётр Ильин"}], "capacity": 25})");
    EXPECT_EQ(changed.text("/speakers/0/name"), "Пётр Ильин");
    EXPECT_EQ(changed.text("/moderators/0/name"), "Анна Петрова");
    EXPECT_EQ(changed.number("/seats/limit"), 25);
    EXPECT_EQ(get(path_of(at.event, "/sessions"), at.alice).at("/items").as_array().size(), 1U);
    EXPECT_EQ(get(path_of(at.second, "/sessions/1"), at.alice).status, 404);
    EXPECT_EQ(patch(path, at.bob, R"({"title": "Чужая"})").status, 403);
    EXPECT_EQ(call(method::del, path, at.alice.token).status, 204);
    EXPECT_EQ(call(method::del, path, at.alice.token).status, 404);
}

// The form that another site shows must offer what the event asks for.
TEST_F(event_api, describes_the_form) {
    at.make_session(at.event, "Секция");
    const auto form = get(path_of(at.event, "/form"), at.alice);
    EXPECT_EQ(form.text("/fields/0/name"), "family_name");
    EXPECT_EQ(form.text("/fields/7/choices/0/label"), "Секция");
    EXPECT_EQ(form.text("/consents/0/document"), "personal_data");
}

// A weekly club has to be typed ten times, or a program that tries again makes every evening twice.
TEST_F(event_api, a_club_is_repeated_by_a_rule) {
    const auto made = post("/events", at.alice, R"({"title": "Клуб", "starts_at": "2026-03-24T19:00:00+01:00", "timezone": "Europe/Berlin",
        "organisers": [{"organisation": "ТОПС"}]})");
    ASSERT_EQ(made.status, 201) << made.http.body;
    const auto path = "/events/" + std::to_string(made.number("/id"));
    EXPECT_TRUE(get(path + "/series", at.alice).at("/rule").is_null());
    const std::string_view weekly = R"({"rule": "FREQ=WEEKLY;COUNT=4", "except": ["2026-04-07"]})";
    const auto done = post(path + "/series", at.alice, weekly);
    ASSERT_EQ(done.status, 201) << done.http.bytes();
    EXPECT_EQ(done.number("/made"), 2) << "four days, one of them left out, one there already";
    ASSERT_EQ(done.at("/items").as_array().size(), 3U);
    EXPECT_EQ(done.text("/items/0/starts_at"), "2026-03-24T18:00:00Z");
    EXPECT_EQ(done.text("/items/1/starts_at"), "2026-03-31T17:00:00Z") << "the same hour of the wall clock in summer time";
    EXPECT_EQ(done.text("/items/2/starts_at"), "2026-04-14T17:00:00Z");
    EXPECT_EQ(done.text("/items/1/state"), "draft");
    const auto again = post(path + "/series", at.alice, weekly);
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.number("/made"), 0);
    const cast::fields key{{"idempotency-key", uuid()}};
    const auto once_more = R"({"rule": "FREQ=WEEKLY;COUNT=5", "except": ["2026-04-07"]})";
    EXPECT_EQ(post(path + "/series", at.alice, once_more, key).number("/made"), 1);
    EXPECT_EQ(post(path + "/series", at.alice, once_more, key).number("/made"), 1) << "the answer of the first time";
    EXPECT_EQ(get(path + "/series", at.alice).at("/items").as_array().size(), 4U);

    ASSERT_EQ(patch(path, at.alice, R"({"title": "Клуб у камина"})").status, 200);
    const auto carried = post(path + "/series/following", at.alice, R"({"tell_guests": false})");
    EXPECT_EQ(carried.number("/changed"), 3);
    EXPECT_EQ(carried.text("/items/3/title"), "Клуб у камина");

    EXPECT_EQ(post(path + "/series", at.alice, R"({"rule": "FREQ=DAILY"})").faults(), "rule=malformed");
    EXPECT_EQ(post(path + "/series", at.alice, R"({"rule": "FREQ=WEEKLY;COUNT=1"})").faults(), "rule=not_accepted");
    EXPECT_EQ(post(path + "/series", at.alice, R"({"rule": "FREQ=WEEKLY", "except": ["2026-04"]})").faults(), "except[0]=malformed");
    EXPECT_EQ(post(path + "/series", at.alice, R"({"rule": "FREQ=WEEKLY", "bis": 1})").status, 422);
    EXPECT_EQ(post(path + "/series", at.charlie, weekly).status, 404);
    const auto undated = post("/events", at.alice, R"({"title": "Когда-нибудь"})");
    EXPECT_EQ(post("/events/" + std::to_string(undated.number("/id")) + "/series", at.alice, weekly).text("/code"), "event_has_no_date");
}

// Another organisation's program reads, on a published event, the name of a forum that is still a secret.
TEST_F(event_api, a_draft_that_an_event_belongs_to_is_not_told_to_others) {
    const auto secret = post("/events", at.alice, R"({"title": "Тайный форум", "slug": "too-early"})");
    ASSERT_EQ(secret.status, 201) << secret.http.body;
    const auto number = std::to_string(secret.number("/id"));
    const auto made = post("/events", at.alice, R"({"title": "Стол", "starts_at": "2020-10-20T10:00:00Z", "organisers": [{"organisation": "ТОПС"}], "parent": )" +
                                                    number + R"(, "links": [{"relation": "prepares_for", "event": )" + number + "}]}");
    ASSERT_EQ(made.status, 201) << made.http.body;
    const auto path = "/events/" + std::to_string(made.number("/id"));
    ASSERT_EQ(post(path + "/publish", at.alice).status, 200);
    EXPECT_EQ(get(path, at.alice).text("/parent"), "too-early") << "the team knows what it is doing";
    EXPECT_EQ(get(path, at.alice).text("/links/0/title"), "Тайный форум");
    const auto read = get(path, at.charlie);
    ASSERT_EQ(read.status, 200);
    EXPECT_TRUE(read.at("/parent").is_null());
    EXPECT_TRUE(read.at("/links").as_array().empty());
    ASSERT_EQ(patch("/events/" + number, at.alice, R"({"starts_at": "2020-11-20T10:00:00Z", "organisers": [{"organisation": "ТОПС"}]})").status, 200);
    ASSERT_EQ(post("/events/" + number + "/publish", at.alice).status, 200);
    EXPECT_EQ(get(path, at.charlie).text("/parent"), "too-early");
    EXPECT_EQ(get(path, at.charlie).text("/links/0/slug"), "too-early");
}

} // namespace krug::web::api_tests
