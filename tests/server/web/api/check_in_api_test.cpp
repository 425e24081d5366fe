// If this fails, somebody at the door is let in twice, turned away with a good ticket, or not recorded at all.
#include "api_client.hpp"

namespace krug::web::api_tests {

class check_in_api : public api_test {
protected:
    service::receipt guest = at.make_registration(at.event, "Иванова", "Анна");

    api_answer ask(const std::string& scan, const std::string& more, const cast::person* who = nullptr,
                   const cast::fields& headers = {}) {
        return post(path_of(at.event, "/check-ins"), who == nullptr ? at.bob : *who,
                    R"({"scan_id": ")" + scan + "\", " + more + "}", headers);
    }
    std::string code() const { return R"("code": ")" + guest.ticket_text + "\""; }
};

// The plain case of the evening.
TEST_F(check_in_api, admits_a_good_ticket_once) {
    const auto first = ask(uuid(), code());
    ASSERT_EQ(first.status, 200) << first.http.body;
    EXPECT_EQ(first.text("/verdict"), "green");
    EXPECT_EQ(first.text("/reason"), "admitted");
    EXPECT_EQ(first.text("/attendee/display_name"), "Иванова Анна");
    EXPECT_EQ(first.text("/attendee/attendee_no"), guest.attendee_no);
    EXPECT_TRUE(first.at("/first_admission").is_null());
    at.clock.advance_seconds(60);
    const auto second = ask(uuid(), code());
    EXPECT_EQ(second.text("/verdict"), "amber");
    EXPECT_EQ(second.text("/reason"), "already_in");
    EXPECT_EQ(second.text("/first_admission/at"), "2020-10-01T09:00:00Z");
    EXPECT_EQ(second.text("/first_admission/point"), "Вход");
    EXPECT_NE(second.text("/message").find("14:00"), std::string::npos) << "staff read the event's own clock";
}

// The answer was lost on the way and the scanner asks again: one record, the same answer.
TEST_F(check_in_api, answers_the_same_scan_the_same) {
    const auto scan = uuid();
    EXPECT_EQ(ask(scan, code()).text("/verdict"), "green");
    std::string bare;
    for (const char each : scan)
        if (each != '-') bare += static_cast<char>(each >= 'a' && each <= 'f' ? each - 'a' + 'A' : each);
    const auto again = ask(bare, code());
    EXPECT_EQ(again.text("/verdict"), "green");
    EXPECT_TRUE(again.at("/repeated").as_bool());
    EXPECT_EQ(again.text("/scan_id"), scan);
    EXPECT_EQ(get(path_of(at.event, "/statistics"), at.bob).number("/attended"), 1);
}

// A scan id of another event must not be answered from there.
TEST_F(check_in_api, keeps_scans_of_events_apart) {
    const auto scan = uuid();
    const auto stranger = at.make_registration(at.charlies, "Чужой", "Гость");
    const auto there = post(path_of(at.charlies, "/check-ins"), at.charlie,
                            R"({"scan_id": ")" + scan + R"(", "attendee_no": ")" + stranger.attendee_no + "\"}");
    ASSERT_EQ(there.text("/verdict"), "green") << there.http.body;
    EXPECT_EQ(ask(scan, code()).faults(), "scan_id=duplicate");
    EXPECT_EQ(post(path_of(at.event, "/check-ins/" + scan + "/void"), at.bob).status, 404);
    const auto ticket = R"("code": ")" + stranger.ticket_text + "\"";
    EXPECT_EQ(ask(uuid(), ticket).text("/reason"), "other_event");
}

// By number when the screen is cracked; with a slip in it nobody else may come in.
TEST_F(check_in_api, takes_the_attendee_number) {
    EXPECT_EQ(ask(uuid(), R"("attendee_no": ")" + guest.attendee_no + "\"").text("/verdict"), "green");
    auto slip = guest.attendee_no;
    slip[3] = slip[3] == '9' ? '0' : static_cast<char>(slip[3] + 1);
    EXPECT_NE(ask(uuid(), R"("attendee_no": ")" + slip + "\"").text("/verdict"), "green");
    EXPECT_EQ(ask(uuid(), code() + R"(, "attendee_no": ")" + guest.attendee_no + "\"").faults(), "attendee_no=not_accepted");
    const auto nothing = ask(uuid(), R"("direction": "in")");
    EXPECT_EQ(nothing.faults(), "code=required");
    EXPECT_EQ(nothing.text("/errors/0/detail"), "Введите код.") << "at the door it is no code of an invitation";
}

// What is not one scan id, one door or one time must be said, not guessed.
TEST_F(check_in_api, names_what_it_cannot_read) {
    EXPECT_EQ(ask("12345", code()).faults(), "scan_id=malformed");
    EXPECT_EQ(ask("0194f3aa-bbcc-ddee-ff00-11223344556g", code()).faults(), "scan_id=malformed");
    EXPECT_EQ(ask(uuid(), code() + R"(, "direction": "sideways")").faults(), "direction=not_a_choice");
    EXPECT_EQ(ask(uuid(), code() + R"(, "scanned_at": "2020-10-01T14:00:00")").faults(), "scanned_at=malformed");
    EXPECT_EQ(ask(uuid(), code() + R"(, "admission_point": 77)").status, 404);
    EXPECT_EQ(ask(uuid(), code() + R"(, "verdict": "green")").faults(), "verdict=unknown");
}

// Only who may overrule the door overrules it, and says why.
TEST_F(check_in_api, overrides_only_with_the_right_and_a_reason) {
    const auto door = at.make_person("door@krug.example", {domain::role::door_staff, at.tops, at.event});
    ASSERT_EQ(ask(uuid(), code(), &door).text("/verdict"), "green");
    EXPECT_EQ(ask(uuid(), code() + R"(, "override": {"reason": "вышла покурить"})", &door).status, 403);
    EXPECT_EQ(ask(uuid(), code() + R"(, "override": {"reason": "  "})").faults(), "override.reason=required");
    EXPECT_EQ(ask(uuid(), code() + R"(, "override": {})").faults(), "override.reason=required");
    const auto let_in = ask(uuid(), code() + R"(, "override": {"reason": "вышла покурить"})");
    EXPECT_EQ(let_in.text("/verdict"), "green");
}

// A mistaken admission taken back must let the right guest in.
TEST_F(check_in_api, voids_a_record) {
    const auto scan = uuid();
    ASSERT_EQ(ask(scan, code()).text("/verdict"), "green");
    EXPECT_EQ(post(path_of(at.event, "/check-ins/" + scan + "/void"), at.bob).status, 200);
    EXPECT_EQ(post(path_of(at.event, "/check-ins/" + scan + "/void"), at.bob).status, 200);
    EXPECT_EQ(post(path_of(at.event, "/check-ins/" + uuid() + "/void"), at.bob).status, 404);
    EXPECT_EQ(post(path_of(at.event, "/check-ins/x/void"), at.bob).status, 404);
    EXPECT_EQ(ask(uuid(), code()).text("/verdict"), "green");
}

// A door that was offline sends everything at once: each guest's answer stands in its own place.
TEST_F(check_in_api, answers_a_batch_one_by_one) {
    const auto one = R"({"scan_id": ")" + uuid() + "\", " + code() + "}";
    const auto nobody = R"({"scan_id": ")" + uuid() + R"(", "code": "непонятное"})";
    const auto elsewhere = R"({"scan_id": ")" + uuid() + R"(", "admission_point": 9, )" + code() + "}";
    const auto bad = R"({"scan_id": "7", )" + code() + "}";
    const auto answer = post(path_of(at.event, "/check-ins/batch"), at.bob,
                             R"({"items": [)" + one + ", " + nobody + ", " + elsewhere + ", " + bad + "]}");
    ASSERT_EQ(answer.status, 200) << answer.http.body;
    EXPECT_EQ(answer.text("/items/0/verdict"), "green");
    EXPECT_EQ(answer.text("/items/1/reason"), "not_on_list");
    EXPECT_EQ(answer.text("/items/2/problem/code"), "not_found");
    EXPECT_EQ(answer.text("/items/3/problem/errors/0/field"), "scan_id");
    std::string many;
    for (int number = 0; number < 201; ++number) many += (number == 0 ? "" : ", ") + one;
    EXPECT_EQ(post(path_of(at.event, "/check-ins/batch"), at.bob, R"({"items": [)" + many + "]}").faults(), "items=too_long");
    EXPECT_EQ(post(path_of(at.event, "/check-ins/batch"), at.bob, R"({"items": []})").at("/items").as_array().size(), 0U);
}

// One forbidden override in a batch must not ride in with the others.
TEST_F(check_in_api, refuses_a_batch_with_one_forbidden_item_whole) {
    const auto door = at.make_person("door@krug.example", {domain::role::door_staff, at.tops, at.event});
    const auto plain = R"({"scan_id": ")" + uuid() + "\", " + code() + "}";
    const auto forced = R"({"scan_id": ")" + uuid() + R"(", "override": {"reason": "так"}, )" + code() + "}";
    EXPECT_EQ(post(path_of(at.event, "/check-ins/batch"), door, R"({"items": [)" + plain + ", " + forced + "]}").status, 403);
    EXPECT_EQ(get(path_of(at.event, "/statistics"), at.bob).number("/attended"), 0);
}

// Somebody without a registration is taken in only where the organiser said so, and counted.
TEST_F(check_in_api, admits_walk_ins_where_they_are_wanted) {
    const auto body = R"({"family_name": "Прохожий", "scan_id": ")" + uuid() + "\"}";
    EXPECT_EQ(post(path_of(at.event, "/walk-ins"), at.bob, body).status, 403);
    const auto door = call(method::put, path_of(at.event, "/admission-points/1"), at.alice.token, R"({"name": "Вход", "walk_ins": true})");
    ASSERT_EQ(door.status, 200) << door.http.body;
    const auto in = post(path_of(at.event, "/walk-ins"), at.bob, body);
    ASSERT_EQ(in.status, 200) << in.http.body;
    EXPECT_EQ(in.text("/verdict"), "green");
    EXPECT_EQ(post(path_of(at.event, "/walk-ins"), at.bob, body).text("/attendee/display_name"), "Прохожий");
    EXPECT_EQ(get(path_of(at.event, "/statistics"), at.bob).number("/walk_ins"), 1);
    EXPECT_EQ(post(path_of(at.event, "/walk-ins"), at.bob, R"({"scan_id": ")" + uuid() + "\"}").faults(), "family_name=required");
}

// The guest who reads only English must be able to read the verdict.
TEST_F(check_in_api, speaks_the_guests_language) {
    EXPECT_EQ(ask(uuid(), code(), nullptr, {{"accept-language", "en"}}).text("/message"), "Welcome, Анна И.!");
}

} // namespace krug::web::api_tests
