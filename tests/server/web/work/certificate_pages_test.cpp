// If this fails, certificates are issued by whoever likes, a guest cannot get theirs, or the public check tells a name.
#include "server/web/work/work_desk.hpp"


#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

std::string base_of(const work_desk& desk) { return desk.page_of(desk.event, "/certificates"); }

service::receipt guest_who_came(work_desk& desk, std::string_view family) {
    const auto came = desk.make_registration(desk.event, family, "Анна");
    service::check_in_command what;
    what.event = desk.event;
    what.code = came.ticket_text;
    what.scan_id = desk.random.hex(16);
    if (!desk.check_ins.check_in(desk.shell(), what)) throw std::logic_error("not let in");
    return came;
}

// From the rule to the paper in the guest's hands, without a script.
TEST(certificate_pages, from_the_rule_to_the_guest) {
    work_desk desk;
    const auto came = guest_who_came(desk, "Ёлкина");
    const auto absent = desk.make_registration(desk.event, "Щёголев", "Пётр");
    EXPECT_EQ(desk.alice_at.post(base_of(desk) + "/issue", {}).status, 409) << "no rule yet";
    EXPECT_EQ(desk.alice_at.post(base_of(desk) + "/rule", {{"basis", "admitted"}, {"hours", "2"}, {"signer", "Иванова М. П."}}).status, 303);
    auto page = desk.alice_at.get(base_of(desk));
    EXPECT_TRUE(has(page, "Выдать: 1"));
    EXPECT_EQ(desk.alice_at.post(base_of(desk) + "/issue", {}).status, 303);
    page = desk.alice_at.get(base_of(desk));
    EXPECT_TRUE(has(page, "№ 0001 · Ёлкина Анна"));
    EXPECT_FALSE(has(page, "Выдать:"));

    krug::cast::browser guest_at(desk);
    const auto own = "/r/" + came.manage_secret;
    EXPECT_TRUE(has(guest_at.get(own), own + "/certificate.pdf"));
    const auto paper = guest_at.get(own + "/certificate.pdf");
    ASSERT_EQ(paper.status, 200);
    EXPECT_TRUE(paper.body.starts_with("%PDF"));
    EXPECT_EQ(guest_at.get(own + "/certificate.pdf?lang=en").status, 200);
    EXPECT_EQ(guest_at.get("/r/" + absent.manage_secret + "/certificate.pdf?lang=ru").status, 404);
    EXPECT_TRUE(desk.alice_at.get(base_of(desk) + "/1.pdf").body.starts_with("%PDF"));

    const auto code = desk.on.certificates.find(desk.event, 1)->certificate.code;
    auto seen = krug::cast::browser(desk).get("/v/" + code);
    EXPECT_EQ(seen.status, 200);
    EXPECT_TRUE(has(seen, "Сертификат действителен"));
    EXPECT_TRUE(has(seen, "Ё. А."));
    EXPECT_FALSE(has(seen, "Ёлкина"));
    EXPECT_TRUE(has(seen, "2 часа"));
    EXPECT_EQ(desk.alice_at.post(base_of(desk) + "/1/revoke", {}).status, 303);
    seen = krug::cast::browser(desk).get("/v/" + code);
    EXPECT_TRUE(has(seen, "Сертификат не действует"));
    EXPECT_TRUE(has(seen, "Организатор отозвал его"));
    EXPECT_FALSE(has(seen, "выдан новый")) << "revoked and replaced are two things";
    EXPECT_FALSE(has(seen, "Ё. А."));
    EXPECT_EQ(guest_at.get(own + "/certificate.pdf").status, 404);
    EXPECT_FALSE(has(guest_at.get(own), "certificate.pdf"));
    EXPECT_EQ(desk.alice_at.get(base_of(desk) + "/1.pdf").status, 404);
}

// A wrong number in the rule is kept silently.
TEST(certificate_pages, say_what_is_wrong_with_a_rule) {
    work_desk desk;
    const auto again = desk.alice_at.post(base_of(desk) + "/rule", {{"basis", "share"}, {"minimum", "много"}, {"hours", "-1"}, {"signer", "Иванова"}});
    EXPECT_EQ(again.status, 422);
    for (const char* part : {"href=\"#minimum\"", "href=\"#hours\"", "value=\"много\"", "value=\"Иванова\""}) EXPECT_TRUE(has(again, part)) << part;
    EXPECT_EQ(desk.alice_at.post(base_of(desk) + "/rule", {{"basis", "everybody"}}).status, 422);
    EXPECT_EQ(desk.alice_at.post(base_of(desk) + "/99/revoke", {}).status, 404);
    EXPECT_EQ(desk.alice_at.post(base_of(desk) + "/x/revoke", {}).status, 404);
}

// The desk, or somebody of another organisation, issues certificates.
TEST(certificate_pages, are_the_organisers_alone) {
    work_desk desk;
    krug::cast::browser charlie_at(desk);
    charlie_at.sign_in(desk.charlie);
    for (const char* what : {"/rule", "/issue", "/revoke-lapsed", "/1/revoke"}) {
        EXPECT_EQ(desk.bob_at.post(base_of(desk) + what, {}).status, 403) << what;
        EXPECT_EQ(charlie_at.post(base_of(desk) + what, {}).status, 404) << what;
    }
    EXPECT_EQ(desk.bob_at.get(base_of(desk)).status, 403);
}

} // namespace
} // namespace krug::web_test
