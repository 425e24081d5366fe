// If this fails, whoever answers for personal data cannot find, hand out or destroy it, or somebody else can.
#include "server/web/work/work_desk.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

class privacy_pages : public ::testing::Test {
protected:
    privacy_pages() {
        auto request = krug::cast::full_house::guest(desk.event, "Забываева", "Ульяна");
        request.email = "zabyvaeva@example.org";
        request.access_needs = {"wheelchair_space"};
        guest = desk.make_registration(request);
        officer = desk.make_person("officer@krug.example", {domain::role::privacy_officer, desk.tops, desk.event});
        officer_at.sign_in(officer);
    }
    std::string data() const { return desk.page_of(desk.event, "/people/" + std::to_string(guest.id.value) + "/data"); }

    work_desk desk;
    service::receipt guest;
    krug::cast::person officer;
    krug::cast::browser officer_at{desk};
};

// The law gives ten days for an answer: found by address, and everything in one file, in one click.
TEST_F(privacy_pages, everything_about_a_person_in_one_click) {
    const auto found = officer_at.post(desk.page_of(desk.event, "/privacy"), {{"who", "zabyvaeva@example.org"}});
    EXPECT_EQ(found.status, 200);
    EXPECT_TRUE(has(found, data()));
    EXPECT_TRUE(has(officer_at.post(desk.page_of(desk.event, "/privacy"), {{"who", "nobody@example.org"}}), "Никого не нашли"));
    EXPECT_EQ(officer_at.post(desk.page_of(desk.event, "/privacy"), {{"who", ""}}).status, 422);
    const auto page = officer_at.get(data());
    EXPECT_TRUE(has(page, "zabyvaeva@example.org"));
    const auto file = officer_at.get(data() + ".json");
    ASSERT_EQ(file.status, 200);
    EXPECT_TRUE(krug::cast::header_of(file, "content-disposition").starts_with("attachment"));
    const auto all = boost::json::parse(file.body).as_object();
    const auto& first = all.at("registrations").at(0).as_object();
    EXPECT_EQ(first.at("family_name").as_string(), "Забываева");
    EXPECT_EQ(first.at("email").as_string(), "zabyvaeva@example.org");
    EXPECT_EQ(first.at("access_needs").at(0).as_string(), "wheelchair_space");
    EXPECT_FALSE(all.at("letters").as_array().empty());
    // Reading all of it stands in the trail; the owner, who may destroy but not read needs, gets none.
    EXPECT_TRUE(has(officer_at.get(desk.page_of(desk.event, "/audit")), "Прочитано всё о человеке"));
    EXPECT_TRUE(boost::json::parse(desk.alice_at.get(data() + ".json").body).at("registrations").at(0).at("access_needs").is_null());
    for (const auto* rest : {"", ".json"}) {
        EXPECT_EQ(desk.bob_at.get(data() + rest).status, 403) << "a desk is no archive";
        krug::cast::browser stranger_at(desk);
        stranger_at.sign_in(desk.charlie);
        EXPECT_EQ(stranger_at.get(data() + rest).status, 404);
    }
}

// Destroyed with one deliberate act; the act and the trail can be handed over, and neither names the person.
TEST_F(privacy_pages, a_demand_is_met_and_proved) {
    EXPECT_EQ(officer_at.post(data(), {}).status, 422) << "a slip of the mouse destroys nothing";
    EXPECT_TRUE(has(officer_at.get(data()), "Забываева"));
    EXPECT_EQ(desk.bob_at.post(data(), {{"sure", "yes"}}).status, 403);
    EXPECT_TRUE(goes_to(officer_at.post(data(), {{"sure", "yes"}})).ends_with("done=erased"));
    const auto after = officer_at.get(data());
    EXPECT_TRUE(has(after, "Данные уничтожены"));
    EXPECT_FALSE(has(after, "Забываева"));
    EXPECT_FALSE(has(after, "name=\"sure\"")) << "there is nothing left to destroy";
    EXPECT_TRUE(has(officer_at.get(desk.page_of(desk.event, "/privacy")), "участник " + std::to_string(guest.id.value)));
    const auto acts = officer_at.get(desk.page_of(desk.event, "/privacy/acts.csv"));
    EXPECT_TRUE(has(acts, "передано команде"));
    EXPECT_TRUE(has(acts, "erase_person"));
    EXPECT_FALSE(has(acts, "Забываева"));
    for (const auto* page : {"/people", "/audit", "/exports", ""})
        EXPECT_FALSE(has(desk.alice_at.get(desk.page_of(desk.event, page)), "Забываева")) << page;
}

// The person does it alone, with the link of the letter, and is told that it is final.
TEST_F(privacy_pages, a_person_destroys_their_own_data) {
    const auto link = "/r/" + guest.manage_secret;
    krug::cast::browser at_home(desk);
    EXPECT_TRUE(has(at_home.get(link), link + "/erase"));
    EXPECT_TRUE(has(at_home.get(link + "/erase"), "Вернуть стёртое нельзя"));
    EXPECT_EQ(at_home.post(link + "/erase", {}).status, 422);
    EXPECT_EQ(at_home.get(link).status, 200);
    const auto done = at_home.post(link + "/erase", {{"sure", "yes"}});
    EXPECT_EQ(done.status, 200);
    EXPECT_TRUE(has(done, "Данные уничтожены"));
    for (const auto* rest : {"", "/erase", "/ticket.pdf"}) EXPECT_EQ(at_home.get(link + rest).status, 404);
    EXPECT_EQ(desk.retention.acts(desk.event).at(0).reason, "asked");
}

} // namespace
} // namespace krug::web_test
