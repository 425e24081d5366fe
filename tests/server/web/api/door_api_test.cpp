// If this fails, a door keeps the wrong rules or a stranger's device becomes one of ours.
#include "api_client.hpp"

#include "gate_protocol/bell.hpp"
#include "gate_protocol/sync.hpp"
#include "ticket/signing_key.hpp"

#include <algorithm>

namespace krug::web::api_tests {

class door_api : public api_test {
protected:
    web::response kiosk(std::string_view target, std::string body, const cast::fields& headers = {},
                        const std::string& address = "198.51.100.1", bool answer_now = false) {
        web::request http;
        http.answer_now = answer_now;
        http.method = method::post;
        http.target = target;
        http.host = "krug.example";
        http.address = address;
        http.id = "00000000000000cc";
        http.headers = headers;
        http.body = std::move(body);
        return at.site(http);
    }
};

// A door that forgets its hours lets the evening in at noon.
TEST_F(door_api, keeps_the_rules_of_a_door) {
    const auto session = at.make_session(at.event, "Секция");
    const auto made = post(path_of(at.event, "/admission-points"), at.alice,
                           R"({"name": "Зал 1", "name_en": "Hall 1", "area": 2, "sessions": [)" + std::to_string(session.value) +
                               R"(], "opens_minutes_before": 30, "entries": "after_exit", "exits_scanned": true, "walk_in_limit": 5})");
    ASSERT_EQ(made.status, 201) << made.http.body;
    EXPECT_EQ(made.number("/id"), 2);
    EXPECT_EQ(made.number("/opens_minutes_before"), 30);
    EXPECT_TRUE(made.at("/closes_minutes_after").is_null());
    EXPECT_EQ(made.text("/entries"), "after_exit");
    EXPECT_EQ(get(path_of(at.event, "/admission-points"), at.bob).at("/items/1"), made.body);
    const auto put = call(method::put, path_of(at.event, "/admission-points/2"), at.alice.token, R"({"name": "Зал 2"})");
    EXPECT_EQ(put.text("/entries"), "once");
    EXPECT_EQ(call(method::put, path_of(at.event, "/admission-points/3"), at.alice.token, R"({"name": "Зал"})").status, 404);
    EXPECT_EQ(call(method::put, path_of(at.event, "/admission-points/0"), at.alice.token, R"({"name": "Зал"})").status, 404);
    EXPECT_EQ(post(path_of(at.event, "/admission-points"), at.alice, R"({"name": "  "})").faults(), "name=required");
    EXPECT_EQ(post(path_of(at.event, "/admission-points"), at.alice, R"({"name": "Зал", "sessions": [9]})").faults(), "sessions=not_a_choice");
    EXPECT_EQ(post(path_of(at.event, "/admission-points"), at.bob, R"({"name": "Зал"})").status, 403);
}

// Every rule that the organiser's page has, a program has too; what cannot be is refused by name.
TEST_F(door_api, keeps_every_rule_and_previews_it) {
    const auto category = post(path_of(at.event, "/categories"), at.alice, R"({"name": "Пресса", "name_en": "Press", "colour": "yellow"})");
    ASSERT_EQ(category.status, 201) << category.http.body;
    EXPECT_EQ(post(path_of(at.event, "/categories"), at.alice, R"({"name": "Пресса", "colour": "beige"})").faults(), "colour=not_a_choice");
    EXPECT_EQ(post(path_of(at.event, "/categories"), at.bob, R"({"name": "Пресса", "colour": "red"})").status, 403);
    EXPECT_EQ(get(path_of(at.event, "/categories"), at.bob).text("/items/0/colour"), "yellow");
    const auto made = post(path_of(at.event, "/admission-points"), at.alice,
                           R"({"name": "Двор", "area": 3, "categories": [1], "closes_minutes_after": -5, "opens_minutes_before": 60,
                               "identity_check": true, "home_gate": true, "standby_after_minutes": 10})");
    ASSERT_EQ(made.status, 201) << made.http.body;
    EXPECT_EQ(made.number("/closes_minutes_after"), -5);
    EXPECT_TRUE(made.at("/identity_check").as_bool());
    EXPECT_TRUE(made.at("/home_gate").as_bool());
    EXPECT_EQ(post(path_of(at.event, "/admission-points"), at.alice, R"({"name": "Двор", "categories": [9]})").faults(), "categories=not_a_choice");
    EXPECT_EQ(post(path_of(at.event, "/admission-points"), at.alice, R"({"name": "Двор", "entries": "after_exit"})").faults(), "exits_scanned=required");
    EXPECT_EQ(post(path_of(at.event, "/admission-points"), at.alice, R"({"name": "Двор", "sign_up_required": true})").faults(), "sessions=required");
    const auto preview = get(path_of(at.event, "/admission-points/2/preview?at=2020-10-15T08:00:00Z"), at.bob);
    ASSERT_EQ(preview.status, 200) << preview.http.body;
    EXPECT_EQ(preview.text("/items/0/guest"), "confirmed");
    EXPECT_EQ(preview.text("/items/0/reason"), "not_open_yet");
    EXPECT_EQ(get(path_of(at.event, "/admission-points/2/preview?at=noon"), at.bob).faults(), "at=malformed");
    EXPECT_EQ(call(method::put, path_of(at.event, "/door-settings"), at.alice.token, R"({"moves_between_sessions": true})").status, 200);
    EXPECT_TRUE(get(path_of(at.event, "/door-settings"), at.bob).at("/moves_between_sessions").as_bool());
    EXPECT_EQ(call(method::del, path_of(at.event, "/categories/1"), at.alice.token).status, 204);
    EXPECT_EQ(call(method::del, path_of(at.event, "/categories/1"), at.alice.token).status, 404);
    EXPECT_EQ(get(path_of(at.event, "/conflicts"), at.alice).body, boost::json::parse(R"({"items": [], "next": null})"));
    EXPECT_EQ(post(path_of(at.event, "/conflicts/1/resolve"), at.alice, R"({"resolution": "copied"})").status, 404);
    EXPECT_EQ(post(path_of(at.event, "/conflicts/1/resolve"), at.alice, R"({"resolution": "perhaps"})").faults(), "resolution=not_a_choice");
}

// From the code on the screen to the first sync, and not one step further once it is revoked.
TEST_F(door_api, enrols_and_revokes_a_device) {
    const auto invited = post(path_of(at.event, "/devices"), at.alice, R"({"name": "Планшет у входа"})");
    ASSERT_EQ(invited.status, 201) << invited.http.body;
    EXPECT_EQ(invited.text("/expires_at"), "2020-10-01T09:10:00Z");
    const auto code = gate_protocol::read_enrolment_code(invited.text("/code"));
    ASSERT_TRUE(code);
    const auto key = ticket::signing_key::make(at.random);
    gate_protocol::enrol_request request{code->one_time, {}};
    std::ranges::copy(key.open_part().raw(), request.device_key.begin());
    const auto enrolled = kiosk("/kiosk/v1/enrol", gate_protocol::encode(request));
    ASSERT_EQ(enrolled.status, 200) << enrolled.body;
    // A device that has everything may wait at the bell; one that lacks something, a stranger and a hurried one may not.
    const auto known = *gate_protocol::decode_enrol_response(enrolled.body);
    const auto ring = [&](domain::feed_cursor from, std::int64_t seconds, bool answer_now = false) {
        const auto body = gate_protocol::encode(gate_protocol::bell_request{from, seconds});
        const auto signature = ticket::to_base64url(key.sign(gate_protocol::signed_part_of_bell(body)));
        return kiosk("/kiosk/v1/bell", body,
                     {{"authorization", "Bearer " + known.token}, {"krug-device-signature", signature}}, "198.51.100.1", answer_now);
    };
    const auto first = ring({0, 0}, 20);
    EXPECT_FALSE(first.wait);
    const auto end = gate_protocol::decode_bell_response(first.body)->end;
    const auto quiet = ring(end, 20);
    EXPECT_FALSE(gate_protocol::decode_bell_response(quiet.body)->news);
    ASSERT_TRUE(quiet.wait);
    EXPECT_EQ(quiet.wait->ms_max, 20'000);
    EXPECT_FALSE(ring(end, 0).wait);
    EXPECT_FALSE(ring(end, 20, true).wait);
    EXPECT_EQ(kiosk("/kiosk/v1/bell", "{}").status, 401);
    int woken = 0;
    const auto listening = quiet.wait->listen([&] { ++woken; });
    EXPECT_EQ(woken, 0);
    at.on.bulletin->changed(std::vector<std::int64_t>{at.second.value});
    EXPECT_EQ(woken, 0);
    at.on.bulletin->changed(std::vector<std::int64_t>{at.event.value});
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(kiosk("/kiosk/v1/enrol", gate_protocol::encode(request)).status, 410) << "a code serves once";
    const auto terms = gate_protocol::decode_enrol_response(enrolled.body);
    ASSERT_TRUE(terms);

    const auto body = gate_protocol::encode(gate_protocol::sync_request{});
    const auto signature = ticket::to_base64url(key.sign(gate_protocol::signed_part(body)));
    const cast::fields headers{{"authorization", "Bearer " + terms->token}, {"krug-device-signature", signature}};
    const auto synced = kiosk("/kiosk/v1/sync", body, headers);
    ASSERT_EQ(synced.status, 200) << synced.body;
    EXPECT_TRUE(gate_protocol::decode_sync_response(synced.body));
    EXPECT_EQ(kiosk("/kiosk/v1/sync", body + " ", headers).status, 401) << "the signature covers every byte";
    EXPECT_EQ(kiosk("/kiosk/v1/sync", body, {{"authorization", "Bearer " + terms->token}}).status, 401);
    EXPECT_EQ(kiosk("/kiosk/v1/sync", body, {{"krug-device-signature", signature}}).status, 401);
    EXPECT_EQ(kiosk("/kiosk/v1/sync", body, {{"authorization", "Bearer " + at.alice.token}, {"krug-device-signature", signature}}).status, 401);
    EXPECT_EQ(call(method::get, "/events", terms->token).status, 401) << "a device is no person";

    const auto device = std::to_string(invited.number("/id"));
    EXPECT_EQ(get(path_of(at.event, "/devices"), at.alice).text("/items/0/state"), "enrolled");
    EXPECT_EQ(call(method::del, path_of(at.second, "/devices/" + device), at.alice.token).status, 404) << "it serves another event";
    EXPECT_EQ(call(method::del, path_of(at.event, "/devices/" + device), at.alice.token).status, 204);
    EXPECT_EQ(call(method::del, path_of(at.event, "/devices/" + device), at.alice.token).status, 204);
    const auto after = gate_protocol::decode_sync_response(kiosk("/kiosk/v1/sync", body, headers).body);
    ASSERT_TRUE(after);
    EXPECT_EQ(after->standing, gate_protocol::device_standing::revoked);
}

// Whoever tries codes by the thousand is stopped; the device beside them is not.
TEST_F(door_api, slows_down_who_guesses_codes) {
    int stopped = 0;
    for (int tries = 0; tries < 25; ++tries) stopped += kiosk("/kiosk/v1/enrol", "{}", {}, "198.51.100.9").status == 429;
    EXPECT_EQ(stopped, 5);
    EXPECT_FALSE(cast::header_of(kiosk("/kiosk/v1/enrol", "{}", {}, "198.51.100.9"), "retry-after").empty());
    EXPECT_EQ(kiosk("/kiosk/v1/enrol", "{}", {}, "198.51.100.10").status, 422);
}

} // namespace krug::web::api_tests
