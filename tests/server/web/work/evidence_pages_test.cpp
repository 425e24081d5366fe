// If this fails, a pack goes out that nobody can check, to somebody who must not have it, or the public page names a guest.
#include "server/web/work/work_desk.hpp"

#include "service/evidence_office.hpp"
#include "ticket/digest.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

std::string pack_of(const work_desk& desk) { return desk.page_of(desk.event, "/evidence"); }

void fill(work_desk& desk) {
    desk.make_registration(desk.event, "Ёлкина", "Анна");
    const auto came = desk.make_registration(desk.event, "Щёголев", "Пётр");
    service::check_in_command what;
    what.event = desk.event;
    what.code = came.ticket_text;
    what.scan_id = std::string(32, 'a');
    ASSERT_TRUE(desk.check_ins.check_in(desk.shell(), what));
}

std::size_t trail_of(work_desk& desk, std::string_view word) {
    const auto lines = desk.staff.audit(desk.event, 0, 500);
    return static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [&](const auto& line) { return line.what == word; }));
}

// The organiser presses once; afterwards the code on the paper has to lead somewhere.
TEST(evidence_pages, one_press_makes_a_pack_that_can_be_checked) {
    work_desk desk;
    fill(desk);
    const auto given = desk.alice_at.post(pack_of(desk), {{"planned", "1 200"}, {"project", "24-1-012345"}, {"responsible", ""}});
    ASSERT_EQ(given.status, 200);
    EXPECT_TRUE(given.body.starts_with("PK"));
    EXPECT_EQ(krug::cast::header_of(given, "content-type"), "application/zip");
    EXPECT_NE(krug::cast::header_of(given, "content-disposition").find("2020-10-15.zip"), std::string::npos);
    EXPECT_FALSE(given.may_compress);
    EXPECT_EQ(trail_of(desk, "make_evidence"), 1u);

    const auto pack = desk.on.evidence.packs(desk.event, 10).at(0);
    EXPECT_EQ(pack.attended, 1);
    const auto page = desk.alice_at.get(desk.page_of(desk.event, "/exports"));
    EXPECT_TRUE(has(page, "/v/" + pack.code));

    krug::cast::browser visitor(desk);
    auto seen = visitor.get("/v/" + pack.code);
    EXPECT_EQ(seen.status, 200);
    EXPECT_TRUE(has(seen, "Журнал тот же"));
    EXPECT_TRUE(has(seen, pack.log_hash));
    EXPECT_TRUE(has(seen, pack.report_hash));
    EXPECT_TRUE(has(seen, "noindex"));
    for (const char* name : {"Ёлкина", "Щёголев", "Анна", "Пётр"}) EXPECT_FALSE(has(seen, name)) << name;
    EXPECT_TRUE(has(visitor.get("/v/" + pack.code + "?lang=en"), "The log still has this hash"));

    const auto later = desk.make_registration(desk.event, "Третья", "Гостья");
    service::check_in_command what;
    what.event = desk.event;
    what.code = later.ticket_text;
    what.scan_id = std::string(32, 'b');
    ASSERT_TRUE(desk.check_ins.check_in(desk.shell(), what));
    desk.clock.advance_seconds(30);
    seen = visitor.get("/v/" + pack.code + "?lang=ru");
    EXPECT_TRUE(has(seen, "С тех пор добавилась 1 запись"));
}

// A slip in a form makes the organiser begin again, or prints nonsense into the report.
TEST(evidence_pages, a_wrong_number_is_said_and_what_was_typed_stays) {
    work_desk desk;
    fill(desk);
    for (const char* wrong : {"0", "-3", "много", "1000001", "1e3"}) {
        const auto again = desk.alice_at.post(pack_of(desk), {{"planned", wrong}, {"project", "24-1"}, {"responsible", ""}});
        EXPECT_EQ(again.status, 422) << wrong;
        EXPECT_TRUE(has(again, "href=\"#planned\"")) << wrong;
        EXPECT_TRUE(has(again, "value=\"24-1\"")) << wrong;
    }
    EXPECT_EQ(desk.alice_at.post(pack_of(desk), {{"project", std::string(201, 'x')}}).status, 422);
    EXPECT_EQ(desk.alice_at.post(pack_of(desk), {{"responsible", "a\nb"}}).status, 422);
    EXPECT_EQ(trail_of(desk, "make_evidence"), 0u);
}

// Lists of names leave with somebody who may not see a single one.
TEST(evidence_pages, only_for_whoever_may_export_and_see_names) {
    work_desk desk;
    fill(desk);
    krug::cast::browser officer_at(desk), charlie_at(desk);
    officer_at.sign_in(desk.make_person("officer@krug.example", {domain::role::privacy_officer, desk.tops, desk.event}));
    charlie_at.sign_in(desk.charlie);
    EXPECT_EQ(officer_at.post(pack_of(desk), {}).status, 403);
    EXPECT_EQ(desk.bob_at.post(pack_of(desk), {}).status, 403);
    EXPECT_EQ(charlie_at.post(pack_of(desk), {}).status, 404);
    EXPECT_EQ(trail_of(desk, "make_evidence"), 0u);
    EXPECT_FALSE(has(officer_at.get(desk.page_of(desk.event, "/exports")), "/evidence\""));
    // The log has no names: whoever exports may have it.
    const auto log = officer_at.post(desk.page_of(desk.event, "/scan-log"), {});
    EXPECT_EQ(log.status, 200);
    EXPECT_TRUE(log.body.starts_with("#krug-scan-log/1"));
    EXPECT_EQ(trail_of(desk, "export_scan_log"), 1u);
}

// A second press while the first pack is still being made.
TEST(evidence_pages, asks_to_wait_while_a_pack_is_made) {
    work_desk desk;
    fill(desk);
    const auto held = desk.on.evidence.take_turn(desk.event);
    const auto answer = desk.alice_at.post(pack_of(desk), {});
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(krug::cast::header_of(answer, "retry-after"), "30");
}

// A program computes the hash and gets another than the page shows.
TEST(evidence_pages, the_interface_gives_exactly_the_hashed_bytes) {
    work_desk desk;
    fill(desk);
    const auto path = "/api/v1/events/" + std::to_string(desk.event.value) + "/scan-log.tsv";
    const auto all = krug::cast::call_api(desk, web::method::get, path, desk.alice.token);
    ASSERT_EQ(all.status, 200);
    EXPECT_EQ(krug::cast::header_of(all, "krug-log-sha256"), ticket::sha256_hex(all.body));
    EXPECT_EQ(krug::cast::header_of(all, "krug-log-records"), "1");
    EXPECT_EQ(krug::cast::call_api(desk, web::method::get, path + "?records=0", desk.alice.token).body,
              domain::scan_log_head(desk.event));
    for (const char* wrong : {"?records=", "?records=-1", "?records=x", "?other=1"})
        EXPECT_EQ(krug::cast::call_api(desk, web::method::get, path + wrong, desk.alice.token).status, 422) << wrong;
}

// Whoever mistypes a code is shown an error page of the program instead of the form.
TEST(evidence_pages, an_unknown_code_leads_to_the_form) {
    work_desk desk;
    krug::cast::browser visitor(desk);
    EXPECT_EQ(visitor.get("/v").status, 200);
    const auto none = visitor.get("/v/1234567890123456");
    EXPECT_EQ(none.status, 404);
    EXPECT_TRUE(has(none, "По этому коду ничего нет"));
    EXPECT_EQ(visitor.get("/v?code=abc").status, 404);
    EXPECT_FALSE(has(visitor.get("/v?code=%3Cscript%3E"), "<script>alert"));
    desk.clock.advance_seconds(1);
    const auto code = desk.on.evidence.draw_code();
    const auto led = visitor.get("/v?code=" + code.substr(0, 4) + "+" + code.substr(4));
    EXPECT_EQ(led.status, 303);
    EXPECT_EQ(krug::cast::header_of(led, "location"), "/v/" + code);
    EXPECT_EQ(visitor.get("/v/" + code).status, 404);
}

} // namespace
} // namespace krug::web_test
