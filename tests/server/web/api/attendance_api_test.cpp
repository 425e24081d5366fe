// If this fails, the report counts the wrong people, or an export carries contacts to somebody without the right.
#include "api_client.hpp"

namespace krug::web::api_tests {

class attendance_api : public api_test {
protected:
    attendance_api() {
        auto request = at.guest(at.event, "Иванова", "Анна");
        request.email = "anna@krug.example";
        request.organisation = "=СУММ(A1)";
        guest = at.make_registration(request);
        at.make_registration(at.event, "Ёжиков", "Пётр");
        service::check_in_command command;
        command.event = at.event;
        command.code = guest.ticket_text;
        command.scan_id = at.random.hex(16);
        if (!at.check_ins.check_in(at.shell(), command)) ADD_FAILURE();
    }
    api_answer list(const std::string& rest, const cast::person& who) {
        return call(method::get, path_of(at.event, "/attendance." + rest), who.token);
    }
    service::receipt guest;
};

// The list that goes into the report: everybody once, Ё with Е, who came and when.
TEST_F(attendance_api, lists_everybody_in_order) {
    const auto all = list("json", at.alice);
    ASSERT_EQ(all.status, 200) << all.http.body;
    ASSERT_EQ(all.at("/items").as_array().size(), 2U);
    EXPECT_EQ(all.text("/items/0/family_name"), "Ёжиков");
    EXPECT_EQ(all.at("/items/0/attended").as_bool(), false);
    EXPECT_EQ(all.text("/items/1/family_name"), "Иванова");
    EXPECT_EQ(all.text("/items/1/first_in"), "2020-10-01T14:00:00+05:00");
    EXPECT_FALSE(all.at("/items/1").as_object().contains("email"));
    EXPECT_EQ(list("json?state=attended", at.alice).at("/items").as_array().size(), 1U);
    EXPECT_EQ(list("json?state=absent", at.alice).text("/items/0/family_name"), "Ёжиков");
}

// A name beginning with = must not become a formula on the accountant's computer.
TEST_F(attendance_api, writes_tables_for_people_and_for_programs) {
    const auto excel = list("csv?columns=family_name,organisation", at.alice);
    EXPECT_TRUE(excel.http.bytes().starts_with("\xEF\xBB\xBF"));
    EXPECT_NE(excel.http.bytes().find("Иванова;'=СУММ(A1)"), std::string_view::npos);
    EXPECT_NE(excel.header("content-disposition").find("attachment"), std::string::npos);
    const auto machine = list("csv?columns=family_name,organisation&dialect=machine", at.alice);
    EXPECT_TRUE(machine.http.bytes().starts_with("family_name,organisation\r\n"));
    EXPECT_TRUE(list("xlsx", at.alice).http.bytes().starts_with("PK"));
    EXPECT_TRUE(list("pdf", at.alice).http.bytes().starts_with("%PDF-"));
}

// Contacts leave the house only with who may see them.
TEST_F(attendance_api, gives_columns_by_right) {
    EXPECT_EQ(list("json?columns=family_name,email", at.alice).text("/items/1/email"), "anna@krug.example");
    cast::person printer = at.alice;
    printer.token = *at.staff.create_token(at.shell(), at.alice.id, "printer", "export_list,see_names");
    EXPECT_EQ(list("json?columns=family_name,email", printer).status, 403);
    EXPECT_EQ(list("json?columns=family_name", printer).status, 200);
    const auto officer = at.make_person("officer@krug.example", {domain::role::privacy_officer, at.tops, at.event});
    EXPECT_EQ(list("json?columns=family_name", officer).status, 403);
    EXPECT_FALSE(list("json", officer).at("/items/0").as_object().contains("family_name"));
    EXPECT_EQ(list("pdf", officer).status, 403);
    EXPECT_EQ(list("json", at.bob).status, 403) << "the desk exports nothing";
}

// A slip in the address must not silently give another list.
TEST_F(attendance_api, names_what_it_does_not_know) {
    EXPECT_EQ(list("json?columns=surname", at.alice).faults(), "columns=not_a_choice");
    EXPECT_EQ(list("json?columns=", at.alice).faults(), "columns=required");
    EXPECT_EQ(list("json?columns=email,email", at.alice).faults(), "columns=duplicate");
    EXPECT_EQ(list("json?state=here", at.alice).faults(), "state=not_a_choice");
    EXPECT_EQ(list("csv?dialect=tab", at.alice).faults(), "dialect=not_a_choice");
    EXPECT_EQ(list("json?session=x", at.alice).faults(), "session=malformed");
    EXPECT_EQ(list("json?colums=email", at.alice).faults(), "colums=unknown");
    EXPECT_EQ(list("doc", at.alice).status, 404);
}

// The figures staff steer by.
TEST_F(attendance_api, counts) {
    const auto counted = get(path_of(at.event, "/statistics"), at.bob);
    ASSERT_EQ(counted.status, 200);
    EXPECT_EQ(counted.number("/registered"), 2);
    EXPECT_EQ(counted.number("/attended"), 1);
    EXPECT_EQ(counted.number("/inside"), 1);
    EXPECT_TRUE(counted.at("/capacity").is_null());
    EXPECT_EQ(counted.number("/arrivals_per_5_minutes/0/count"), 1);
    EXPECT_EQ(counted.text("/sign_ups_per_day/0/day"), "2020-10-01");
}

// Anybody may verify a ticket of a public event; a draft shows nothing.
TEST_F(attendance_api, gives_public_keys_to_anybody) {
    const auto keys = call(method::get, path_of(at.event, "/keys"), "");
    ASSERT_EQ(keys.status, 200);
    EXPECT_EQ(keys.text("/keys/0/algorithm"), "Ed25519");
    EXPECT_EQ(keys.text("/keys/0/public_key").size(), 64U);
    EXPECT_EQ(keys.text("/keys/0/state"), "active");
    EXPECT_EQ(call(method::get, path_of(at.draft, "/keys"), "").status, 404);
    for (const auto* wrong : {"0", "-1", "01", "9223372036854775808", "x"})
        EXPECT_EQ(call(method::get, std::string("/events/") + wrong + "/keys", "").status, 404) << wrong;
}

} // namespace krug::web::api_tests
