// If this fails, people are registered who are not, lose their seat, or have their telephone shown to the wrong person.
#include "api_client.hpp"

#include <set>

namespace krug::web::api_tests {

class registration_api : public api_test {
protected:
    api_answer sign_up(const std::string& family, const std::string& more = "") {
        return post(path_of(at.event, "/registrations"), at.alice,
                    R"({"family_name": ")" + family + R"(", "given_name": "Анна")" + more + "}");
    }
    void limit_seats(int seats) {
        ASSERT_EQ(patch(path_of(at.event), at.alice, R"({"capacity": )" + std::to_string(seats) + "}").status, 200);
    }
};

// Without the ticket in the answer the guest stands at the door with nothing.
TEST_F(registration_api, gives_ticket_and_link) {
    const auto made = sign_up("Иванова", R"(, "email": "anna@krug.example", "phone": "8 (3452) 38-18-14", "organisation": "ТИУ",
        "answers": {"question": "ответ"}, "access_needs": ["step_free"], "consents": [{"document": "personal_data", "version": 1}])");
    ASSERT_EQ(made.status, 201) << made.http.body;
    EXPECT_EQ(made.text("/status"), "confirmed");
    EXPECT_EQ(made.text("/ticket/text").size(), 246U);
    EXPECT_EQ(made.text("/attendee_no").size(), 9U);
    EXPECT_EQ(made.text("/ticket/svg_url"), made.text("/manage_url") + "/ticket.svg");
    EXPECT_TRUE(made.text("/manage_url").starts_with("https://krug.example/r/"));
    const auto read = get(path_of(at.event, {made.number("/id")}), at.alice);
    EXPECT_EQ(read.text("/family_name"), "Иванова");
    EXPECT_EQ(read.text("/phone"), "+73452381814");
    EXPECT_EQ(read.text("/answers/question"), "ответ");
    EXPECT_EQ(read.text("/ticket/text"), made.text("/ticket/text"));
    EXPECT_FALSE(read.has("access_needs")) << "owners see no needs unless it was granted";
}

// A client whose answer may not come later gets none, or another than everybody else.
TEST_F(registration_api, answers_at_once_whoever_cannot_be_answered_later) {
    web::request http;
    http.method = method::post;
    http.target = "/api/v1" + path_of(at.event, "/registrations");
    http.host = "krug.example";
    http.headers = {{"authorization", "Bearer " + at.alice.token}, {"content-type", "application/json"}};
    http.body = R"({"family_name": "Иванова", "given_name": "Анна", "email": "anna@krug.example"})";
    const auto now = at.site(http);
    EXPECT_FALSE(now.later);
    EXPECT_EQ(now.status, 201);
    http.may_be_answered_later = true;
    EXPECT_TRUE(at.site(http).later); // let fall without being begun: nothing has happened
    http.headers.emplace_back("idempotency-key", uuid());
    const auto kept = at.site(http);
    EXPECT_FALSE(kept.later); // it has to be stored before it is sent
    EXPECT_EQ(kept.status, 409); // Anna is registered already
}

// Needs are a special category: only who must know may see them.
TEST_F(registration_api, shows_needs_to_those_who_need_to_know) {
    const auto made = sign_up("Иванова", R"(, "access_needs": ["step_free"])");
    const auto manager = at.make_person("manager@krug.example", {domain::role::event_manager, at.tops, at.event});
    EXPECT_EQ(get(path_of(at.event, {made.number("/id")}), manager).text("/access_needs/0"), "step_free");
    EXPECT_FALSE(get(path_of(at.event, {made.number("/id")}), at.bob).has("access_needs"));
}

// A token for a badge printer must not carry telephones out of the house.
TEST_F(registration_api, keeps_what_a_token_was_not_made_for) {
    const auto made = sign_up("Иванова", R"(, "email": "anna@krug.example")");
    cast::person printer = at.alice;
    printer.token = *at.staff.create_token(at.shell(), at.alice.id, "printer", "manage_registration,see_names");
    const auto read = get(path_of(at.event, {made.number("/id")}), printer);
    EXPECT_EQ(read.text("/family_name"), "Иванова");
    EXPECT_FALSE(read.has("email"));
    EXPECT_FALSE(read.has("answers"));
    EXPECT_FALSE(read.has("manage_url"));
    EXPECT_EQ(get(path_of(at.event, "/registrations?q=anna@krug.example"), printer).faults(), "q=not_accepted");
    EXPECT_EQ(get(path_of(at.event, "/statistics"), printer).status, 403);
}

// Each wrong field by its own name, or the person who filled in the form cannot mend it.
TEST_F(registration_api, names_every_wrong_field) {
    const auto wrong = post(path_of(at.event, "/registrations"), at.alice,
                            R"({"family_name": "  ", "email": "anna", "phone": "12", "access_needs": ["blind"], "sessions": [1, 1]})");
    EXPECT_EQ(wrong.status, 422);
    for (const auto* fault : {"family_name=required", "email=malformed", "phone=", "access_needs=not_a_choice", "sessions=duplicate"})
        EXPECT_NE(wrong.faults().find(fault), std::string::npos) << fault << " in " << wrong.faults();
    EXPECT_EQ(sign_up("Иванова", R"(, "sessions": [9])").faults(), "sessions=not_a_choice");
    EXPECT_EQ(sign_up("Иванова", R"(, "attendee_no": "1")").faults(), "attendee_no=unknown");
}

// The same person twice is one seat.
TEST_F(registration_api, does_not_register_the_same_person_twice) {
    ASSERT_EQ(sign_up("Иванова", R"(, "email": "anna@krug.example")").status, 201);
    const auto again = sign_up("Иванова", R"(, "email": "ANNA@krug.example")");
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(again.text("/code"), "already_registered");
}

// Whoever waits must know the place in the queue, and move up when a seat is given back.
TEST_F(registration_api, waits_and_moves_up) {
    limit_seats(1);
    const auto first = sign_up("Первая"), second = sign_up("Вторая"), third = sign_up("Третья");
    EXPECT_EQ(second.text("/status"), "waitlisted");
    EXPECT_EQ(third.number("/waitlist_place"), 2);
    EXPECT_TRUE(second.at("/ticket").is_null());
    const auto gone = post(path_of(at.event, {first.number("/id")}, "/cancel"), at.bob);
    ASSERT_EQ(gone.status, 200) << gone.http.body;
    EXPECT_EQ(gone.text("/status"), "cancelled");
    EXPECT_TRUE(gone.at("/ticket").is_null());
    EXPECT_EQ(get(path_of(at.event, {second.number("/id")}), at.bob).text("/status"), "confirmed");
    EXPECT_EQ(post(path_of(at.event, {third.number("/id")}, "/approve"), at.bob).text("/code"), "full");
    EXPECT_EQ(post(path_of(at.event, {third.number("/id")}, "/approve"), at.bob, R"({"over_capacity": true})").text("/status"), "confirmed");
    EXPECT_EQ(post(path_of(at.event, {third.number("/id")}, "/approve"), at.bob, R"({"over": true})").faults(), "over=unknown");
}

// The organiser's no must stand, and a new ticket must kill the old one.
TEST_F(registration_api, declines_and_reissues) {
    const auto made = sign_up("Иванова");
    const auto path = path_of(at.event, {made.number("/id")});
    const auto fresh = post(path + "/reissue", at.bob);
    ASSERT_EQ(fresh.status, 200) << fresh.http.body;
    EXPECT_EQ(fresh.text("/ticket/id"), made.text("/ticket/id"));
    EXPECT_NE(fresh.text("/ticket/text"), made.text("/ticket/text"));
    EXPECT_EQ(post(path + "/decline", at.bob).text("/status"), "declined");
    EXPECT_EQ(post(path + "/reissue", at.bob).text("/code"), "wrong_state");
    EXPECT_EQ(post(path + "/cancel", at.bob).status, 409);
}

// A corrected name must not empty the rest of the person.
TEST_F(registration_api, corrects_only_what_is_named) {
    const auto made = sign_up("Иванва", R"(, "email": "anna@krug.example", "organisation": "ТИУ")");
    const auto path = path_of(at.event, {made.number("/id")});
    const auto mended = patch(path, at.bob, R"({"family_name": "Иванова", "note": "позвонить"})");
    ASSERT_EQ(mended.status, 200) << mended.http.body;
    EXPECT_EQ(mended.text("/family_name"), "Иванова");
    EXPECT_EQ(mended.text("/given_name"), "Анна");
    EXPECT_EQ(mended.text("/email"), "anna@krug.example");
    EXPECT_EQ(mended.text("/note"), "позвонить");
    EXPECT_EQ(patch(path, at.bob, R"({"email": "нет"})").faults(), "email=malformed");
    for (const auto* more : {R"({"status": "confirmed"})", R"({"category": 1})", R"({"id": 1})", R"({"waitlist_place": 1})"})
        EXPECT_EQ(patch(path, at.bob, more).status, 422) << more;
}

// A list that skips one guest at the page's end loses that guest.
TEST_F(registration_api, pages_through_everybody_once) {
    for (const auto* name : {"Ёжиков", "Абрамов", "Елкин", "Ежов", "Яковлев", "Абрамов", "Борисов"}) ASSERT_EQ(sign_up(name).status, 201);
    std::set<std::int64_t> seen;
    std::string cursor;
    int pages = 0;
    do {
        const auto list = get(path_of(at.event, "/registrations?limit=2") + (cursor.empty() ? "" : "&cursor=" + cursor), at.bob);
        ASSERT_EQ(list.status, 200);
        EXPECT_EQ(list.number("/total"), pages < 2 ? 7 : 8);
        for (const auto& each : list.at("/items").as_array()) EXPECT_TRUE(seen.insert(each.at("id").as_int64()).second);
        cursor = list.at("/next").is_null() ? "" : list.text("/next");
        if (++pages == 2) {
            ASSERT_EQ(sign_up("Ааронов").status, 201); // before the cursor: nobody moves
        }
    } while (!cursor.empty() && pages < 10);
    EXPECT_EQ(seen.size(), 7U);
    EXPECT_EQ(get(path_of(at.event, "/registrations?q=яковл"), at.bob).number("/total"), 1);
    EXPECT_EQ(get(path_of(at.event, "/registrations?status=waitlisted"), at.bob).number("/total"), 0);
    EXPECT_EQ(get(path_of(at.event, "/registrations?status=here"), at.bob).faults(), "status=not_a_choice");
    EXPECT_EQ(get(path_of(at.event, "/registrations?attended=yes"), at.bob).faults(), "attended=not_a_choice");
    EXPECT_EQ(get(path_of(at.event, "/registrations?session=0"), at.bob).faults(), "session=malformed");
}

// The number of a guest at one event must not open a guest of another.
TEST_F(registration_api, finds_nobody_of_another_event) {
    const auto other = at.make_registration(at.charlies, "Чужой", "Гость");
    for (const auto& number : {std::to_string(other.id.value + 1), std::string("0"), std::string("-1"), std::string("01"),
                               std::string("9223372036854775808"), std::string("x"), std::string("2147483648")})
        EXPECT_EQ(get(path_of(at.event, "/registrations/" + number), at.alice).status, 404) << number;
    EXPECT_EQ(get(path_of(at.charlies, other.id), at.alice).status, 404);
    EXPECT_EQ(post(path_of(at.charlies, other.id, "/cancel"), at.alice).status, 404);
}

// A table host registers a neighbour as any visitor would: after closing time nobody does.
TEST_F(registration_api, gives_table_hosts_no_back_door) {
    const auto host = at.make_person("host@krug.example", {domain::role::table_host, at.tops, at.event});
    EXPECT_EQ(post(path_of(at.event, "/registrations"), host, R"({"family_name": "Гость"})").faults(), "consents.personal_data=required");
    at.clock.set(1'602'763'200 + 1);
    EXPECT_EQ(post(path_of(at.event, "/registrations"), host,
                   R"({"family_name": "Гость", "consents": [{"document": "personal_data", "version": 1}]})").text("/code"),
              "registration_closed");
}

// A program that confirms a hundred people confirms some and not others, and nobody knows whom.
TEST_F(registration_api, changes_many_or_none) {
    const auto first = sign_up("Первая").number("/id"), second = sign_up("Вторая").number("/id");
    const auto bulk = path_of(at.event, "/registrations/bulk");
    const auto list = [&](std::int64_t other) { return "[" + std::to_string(first) + ", " + std::to_string(other) + "]"; };
    const auto status = [&](std::int64_t id) { return get(path_of(at.event, {id}), at.alice).text("/status"); };
    const auto refused = post(bulk, at.alice, R"({"action": "cancel", "registrations": )" + list(999) + "}");
    EXPECT_EQ(refused.status, 404) << refused.http.body;
    EXPECT_EQ(refused.faults(), "registrations[1]=not_accepted");
    EXPECT_EQ(refused.http.body.find("согласи"), std::string::npos) << "nobody has refused a consent: " << refused.http.body;
    EXPECT_EQ(status(first), "confirmed");
    const auto done = post(bulk, at.alice, R"({"action": "cancel", "registrations": )" + list(second) + "}");
    EXPECT_EQ(done.status, 200) << done.http.body;
    EXPECT_EQ(done.number("/registrations"), 2);
    EXPECT_EQ(status(first), "cancelled");
    EXPECT_EQ(status(second), "cancelled");
    EXPECT_EQ(post(bulk, at.alice, R"({"action": "cancel", "registrations": )" + list(second) + "}").status, 200) << "twice is harmless";
    EXPECT_EQ(post(bulk, at.alice, R"({"action": "approve", "registrations": )" + list(second) + "}").status, 200);
    EXPECT_EQ(status(second), "confirmed");
    EXPECT_EQ(post(bulk, at.alice, R"({"action": "erase", "registrations": [1]})").faults(), "action=not_a_choice");
    EXPECT_EQ(post(bulk, at.alice, R"({"action": "cancel", "registrations": []})").status, 422);
    std::string many = "1";
    for (int n = 2; n <= 501; ++n) many += "," + std::to_string(n);
    EXPECT_EQ(post(bulk, at.alice, R"({"action": "cancel", "registrations": [)" + many + "]}").status, 422);
}

} // namespace krug::web::api_tests
