// If this fails, a program sells a full session, cannot tell a clash from a slip, or does not hear what is wrong with a programme.
#include "server/web/api/api_client.hpp"

namespace krug::web::api_tests {

class programme_api : public api_test {
protected:
    std::int64_t session(std::string_view members) {
        const auto made = post(path_of(at.event, "/sessions"), at.alice, members);
        EXPECT_EQ(made.status, 201) << made.http.bytes();
        return made.number("/id");
    }
    std::int64_t guest() {
        const auto made = post(path_of(at.event, "/registrations"), at.alice,
                               R"({"family_name": "Гость)" + std::to_string(++guests_) + R"(", "given_name": "Анна"})");
        EXPECT_EQ(made.status, 201) << made.http.bytes();
        return made.number("/id");
    }
    api_answer choose(std::int64_t who, const std::string& sessions) {
        return call(method::put, path_of(at.event, "/registrations/" + std::to_string(who) + "/sessions"), at.alice.token,
                    R"({"sessions": )" + sessions + "}");
    }

private:
    int guests_ = 0;
};

// Choosing, waiting, swapping and withdrawing by the API, with the label of seats beside them.
TEST_F(programme_api, sessions_are_chosen_waited_for_and_swapped) {
    const auto a = session(R"({"title": "A", "sign_up": "optional", "capacity": 4, "tags": ["город", "вода"]})");
    const auto x = session(R"({"title": "X", "sign_up": "optional", "capacity": 1})");
    const auto anna = guest(), boris = guest();
    ASSERT_EQ(choose(boris, "[{\"session\": " + std::to_string(x) + "}]").status, 200);
    const auto wish = choose(anna, "[{\"session\": " + std::to_string(a) + "}]");
    EXPECT_EQ(wish.text("/sessions/0/standing"), "seated");
    const auto swap = choose(anna, "[{\"session\": " + std::to_string(x) + ", \"leaves\": " + std::to_string(a) + "}]");
    ASSERT_EQ(swap.status, 200) << swap.http.bytes();
    EXPECT_EQ(swap.text("/sessions/1/standing"), "waiting");
    EXPECT_EQ(swap.number("/sessions/1/leaves"), a);
    EXPECT_EQ(get(path_of(at.event, "/sessions/" + std::to_string(x)), at.alice).text("/seats/fullness"), "full");
    ASSERT_EQ(choose(boris, "[]").status, 200);
    const auto after = get(path_of(at.event, "/registrations/" + std::to_string(anna)), at.alice);
    ASSERT_EQ(after.at("/sessions").as_array().size(), 1U);
    EXPECT_EQ(after.number("/sessions/0/session"), x);
    const auto read = get(path_of(at.event, "/sessions/" + std::to_string(a)), at.alice);
    EXPECT_EQ(read.text("/seats/fullness"), "free");
    EXPECT_EQ(read.text("/tags/1"), "вода");
    EXPECT_EQ(choose(anna, "[{\"session\": 99}]").faults(), "sessions[0]=not_a_choice");
    EXPECT_EQ(choose(9999, "[]").status, 404);
    EXPECT_EQ(choose(anna, "[{\"session\": 1, \"seat\": 2}]").status, 422);
}

// A clash is said so that a program can show it: which of the two, and that it is a clash.
TEST_F(programme_api, a_clash_is_a_clear_refusal) {
    ASSERT_EQ(call(method::put, path_of(at.event, "/programme"), at.alice.token, R"({"clash": "block"})").status, 200);
    const auto a = session(R"({"title": "A", "sign_up": "optional", "starts_at": "2020-10-15T15:00:00+05:00", "ends_at": "2020-10-15T16:00:00+05:00"})");
    const auto b = session(R"({"title": "B", "sign_up": "optional", "starts_at": "2020-10-15T13:30:00+03:00", "ends_at": "2020-10-15T14:30:00+03:00"})");
    const auto c = session(R"({"title": "C", "sign_up": "optional", "starts_at": "2020-10-15T11:00:00Z", "ends_at": "2020-10-15T12:00:00Z", "clash": "allow"})");
    EXPECT_EQ(get(path_of(at.event, "/sessions/" + std::to_string(a)), at.alice).text("/clash"), "block");
    EXPECT_EQ(get(path_of(at.event, "/sessions/" + std::to_string(c)), at.alice).text("/clash"), "allow");
    const auto both = "[{\"session\": " + std::to_string(a) + "}, {\"session\": " + std::to_string(b) + "}]";
    const auto refused = choose(guest(), both);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(refused.header("content-type").substr(0, 24), "application/problem+json");
    EXPECT_EQ(refused.faults(), "sessions[1]=clash");
    EXPECT_EQ(refused.number("/errors/0/limit"), a);
    const auto at_once = post(path_of(at.event, "/registrations"), at.alice,
                              R"({"family_name": "Иванова", "sessions": [)" + std::to_string(a) + ", " + std::to_string(b) + "]}");
    EXPECT_EQ(at_once.faults(), "sessions=clash");
    EXPECT_EQ(choose(guest(), "[{\"session\": " + std::to_string(a) + "}, {\"session\": " + std::to_string(c) + "}]").status, 200); // 16:00 touches 16:00
    ASSERT_EQ(call(method::put, path_of(at.event, "/programme"), at.alice.token, R"({"clash": "warn"})").status, 200);
    EXPECT_EQ(choose(guest(), both).status, 200);
}

// What an organiser must know comes with every answer about the session, and all of it with the programme.
TEST_F(programme_api, warnings_are_data) {
    const auto rooms = call(method::put, path_of(at.event, "/programme"), at.alice.token,
                            R"({"rooms": [{"name": "Подвал", "capacity": 10, "step_free": false}, {"name": "Зал", "capacity": 100, "step_free": true}]})");
    ASSERT_EQ(rooms.status, 200) << rooms.http.bytes();
    EXPECT_EQ(rooms.at("/rooms").as_array().size(), 2U);
    const auto made = post(path_of(at.event, "/sessions"), at.alice,
                           R"({"title": "A", "room": "Подвал", "capacity": 20, "sign_up": "optional", "moderators": [{"name": "Анна Примерова"}],
                               "starts_at": "2020-10-15T15:00:00+05:00", "ends_at": "2020-10-15T16:00:00+05:00"})");
    ASSERT_EQ(made.status, 201);
    EXPECT_EQ(made.text("/warnings/0/code"), "room_too_small");
    EXPECT_EQ(made.number("/warnings/0/limit"), 10);
    session(R"({"title": "B", "room": "Зал", "speakers": [{"name": "анна примерова"}], "starts_at": "2020-10-15T15:30:00+05:00", "ends_at": "2020-10-15T23:00:00+05:00"})");
    const auto whole = get(path_of(at.event, "/programme"), at.alice);
    std::string codes;
    for (const auto& each : whole.at("/warnings").as_array()) codes += std::string(each.at("code").as_string()) + " ";
    EXPECT_EQ(codes, "room_too_small person_twice outside_event ");
    EXPECT_FALSE(whole.text("/warnings/1/detail").empty());
    EXPECT_EQ(call(method::put, path_of(at.event, "/programme"), at.alice.token, R"({"rooms": [{"name": ""}]})").faults(), "rooms[0]=required");
    ASSERT_EQ(patch(path_of(at.second), at.alice, R"({"venue": null})").status, 200);
    EXPECT_EQ(call(method::put, path_of(at.second, "/programme"), at.alice.token, R"({"rooms": [{"name": "Зал"}]})").faults(), "rooms=required");
    EXPECT_EQ(call(method::put, path_of(at.charlies, "/programme"), at.charlie.token, R"({"rooms": [{"name": "Зал"}]})").faults(), "rooms=not_accepted")
        << "the rooms of somebody else's venue";
    // A guest who needs no steps, in the basement: a number and nothing more.
    const auto need = post(path_of(at.event, "/registrations"), at.alice,
                           R"({"family_name": "Тихая", "sessions": [1], "access_needs": ["step_free"],
                               "consents": [{"document": "personal_data", "version": 1}, {"document": "access_needs", "version": 1}]})");
    ASSERT_EQ(need.status, 201) << need.http.bytes();
    const auto after = get(path_of(at.event, "/programme"), at.alice);
    EXPECT_NE(after.http.bytes().find("no_step_free"), std::string::npos);
    EXPECT_EQ(after.http.bytes().find("Тихая"), std::string::npos);
}

// A program that mends a slip writes to nobody when it says so.
TEST_F(programme_api, a_change_can_stay_silent) {
    ASSERT_EQ(post(path_of(at.event, "/registrations"), at.alice, R"({"family_name": "Иванова", "email": "anna@krug.example"})").status, 201);
    ASSERT_EQ(patch(path_of(at.event), at.alice, R"({"ends_at": "2020-10-15T18:30:00+05:00", "tell_guests": false})").status, 200);
    EXPECT_TRUE(at.outbox.mailings(at.event).empty());
    const auto a = session(R"({"title": "A", "starts_at": "2020-10-15T15:00:00+05:00"})");
    const auto path = path_of(at.event, "/sessions/" + std::to_string(a));
    ASSERT_EQ(patch(path, at.alice, R"({"room": "Зал", "tell_guests": false})").status, 200);
    EXPECT_TRUE(at.outbox.mailings(at.event).empty());
    ASSERT_EQ(patch(path, at.alice, R"({"room": "Подвал"})").status, 200);
    EXPECT_EQ(at.outbox.mailings(at.event).size(), 1U);
    EXPECT_EQ(post(path_of(at.event, "/sessions"), at.alice, R"({"title": "B", "tell_guests": false})").status, 422);
}

} // namespace krug::web::api_tests
