// If this fails, a program hears of a registration that never was, misses one that is, or believes somebody else's message.
#include "cast/front_house.hpp"
#include "service/staff_office.hpp"
#include "service/webhook_office.hpp"
#include "store/webhook_store.hpp"
#include "ticket/digest.hpp"

#include <boost/json.hpp>

#include <map>

namespace krug::cast {
namespace {

using domain::refusal_code;
using domain::webhook_state;
using kinds = std::vector<std::string>;

class webhook_office : public front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        hooks.emplace(database(), clock, chance, *keys, std::vector<std::string>{"127.0.0.1:8099"});
    }
    void TearDown() override {
        hooks.reset();
        front_house::TearDown();
    }
    static kinds everything() { return {domain::webhook_kinds.begin(), domain::webhook_kinds.end()}; }
    std::vector<service::webhook_job> take() { return hooks->lease(100); }
    /// How many messages of each kind are due.
    std::map<std::string, int> told() {
        std::map<std::string, int> counts;
        for (const auto& job : take()) {
            ++counts[job.kind];
            hooks->settle(job, {200, 12, "", false});
        }
        return counts;
    }
    void let_in(const service::receipt& who) {
        service::check_in_command command;
        command.event = who.event;
        command.attendee_no = who.attendee_no;
        command.scan_id = std::string(24, '0') + std::to_string(10'000'000 + ++scans_);
        ASSERT_EQ(check_ins->check_in(alice, command)->colour, domain::verdict_colour::green);
    }

    std::optional<service::webhook_office> hooks;

private:
    int scans_ = 0;
};

std::string code_of(const domain::result<service::webhook_office::made>& refused) { return fields_of(refused.error()); }

// Addresses of the house's own network, and whatever is no https, are refused in words already at the form.
TEST_P(webhook_office, takes_only_addresses_of_the_open_internet) {
    for (const auto* url : {"http://hooks.example.org/a", "https://10.0.0.1/a", "https://[::1]/a", "https://localhost/a", "https://printer/a",
                            "https://user:pass@hooks.example.org/", "ftp://hooks.example.org/", "https://127.0.0.1:8098/", "https://2130706433/"})
        EXPECT_EQ(code_of(hooks->add(alice, alliance, {}, url, {"event.updated"})), "url:not_accepted") << url;
    for (const auto* url : {"hooks.example.org", "https://", "https://hooks.example.org/#part", "https://a b/"})
        EXPECT_EQ(code_of(hooks->add(alice, alliance, {}, url, {"event.updated"})), "url:malformed") << url;
    EXPECT_EQ(code_of(hooks->add(alice, alliance, {}, "", {})), "url:required kinds:required");
    EXPECT_EQ(code_of(hooks->add(alice, alliance, {}, "https://hooks.example.org/", {"people.names"})), "kinds:not_a_choice");
    EXPECT_EQ(code_of(hooks->add(alice, alliance, {}, "https://hooks.example.org/" + std::string(500, 'a'), {"event.updated"})), "url:too_long");
    EXPECT_TRUE(hooks->add(alice, alliance, {}, "http://127.0.0.1:8099/in", {"event.updated"})) << "named by the settings";
    EXPECT_EQ(hooks->add(charlie, alliance, {}, "https://hooks.example.org/", {"event.updated"}).error().code, refusal_code::not_allowed);
    const auto foreign = *events->create_event(charlie, chamber, [] {
        auto draft = round_table();
        draft.organisers = {{"chamber", domain::organiser_role::organiser}};
        return draft;
    }());
    EXPECT_EQ(code_of(hooks->add(alice, alliance, foreign, "https://hooks.example.org/", {"event.updated"})), "event:unknown");
    while (hooks->list(alliance).size() < service::webhook_office::webhooks_most)
        ASSERT_TRUE(hooks->add(alice, alliance, {}, "https://hooks.example.org/", {"event.updated"}));
    EXPECT_EQ(hooks->add(alice, alliance, {}, "https://hooks.example.org/", {"event.updated"}).error().code, refusal_code::too_many);
}

// Every way by which a registration changes tells it once, in the same commit; what is rolled back tells nothing.
TEST_P(webhook_office, tells_what_happened_and_nothing_else) {
    const auto before = published(table_for(0));
    join(before); // nobody listened yet
    ASSERT_TRUE(hooks->add(alice, alliance, {}, "https://hooks.example.org/in", everything()));
    const auto event = published(table_for(1));
    EXPECT_EQ(told(), (std::map<std::string, int>{{"event.published", 1}, {"event.updated", 1}}));
    const auto first = join(event), waiting = join(event);
    EXPECT_EQ(told(), (std::map<std::string, int>{{"registration.created", 2}}));
    ASSERT_TRUE(registrations->cancel(alice, event, first.id)); // and the waiting one moves up
    EXPECT_EQ(told(), (std::map<std::string, int>{{"registration.cancelled", 1}, {"registration.updated", 1}}));
    EXPECT_FALSE(registrations->cancel(alice, event, {99}));
    EXPECT_EQ(told(), (std::map<std::string, int>{}));
    clock.set(opening_day + 10 * 86'400 - 600);
    let_in(waiting);
    ASSERT_TRUE(check_ins->void_scan(alice, event, std::string(24, '0') + "10000001"));
    EXPECT_EQ(told(), (std::map<std::string, int>{{"check_in.recorded", 1}, {"check_in.voided", 1}}));
    ASSERT_TRUE(events->cancel_event(alice, event));
    EXPECT_EQ(told()["event.cancelled"], 1);
    // Another organisation's event is told to nobody here.
    auto draft = round_table();
    draft.organisers = {{"chamber", domain::organiser_role::organiser}};
    const auto foreign = *events->create_event(charlie, chamber, draft);
    ASSERT_TRUE(events->publish_event(charlie, foreign));
    join(foreign);
    EXPECT_EQ(told(), (std::map<std::string, int>{}));
}

// One event's webhook hears of that event and of the kinds it asked for.
TEST_P(webhook_office, hears_what_it_asked_for) {
    const auto mine = published(table_for(0)), other = published(table_for(0));
    ASSERT_TRUE(hooks->add(alice, alliance, mine, "https://hooks.example.org/in", {"registration.created"}));
    join(other);
    const auto guest = join(mine);
    ASSERT_TRUE(registrations->cancel(alice, mine, guest.id));
    EXPECT_EQ(told(), (std::map<std::string, int>{{"registration.created", 1}}));
}

// The receiver can check who sent it; nothing personal is inside.
TEST_P(webhook_office, messages_are_signed_and_hold_numbers_only) {
    const auto event = published(table_for(0));
    const auto made = *hooks->add(alice, alliance, {}, "https://hooks.example.org/in", {"registration.created", "check_in.recorded"});
    auto request = stranger(event);
    request.name = {"Ёлкина", "Анна", ""};
    const auto guest = join(request);
    clock.set(opening_day + 10 * 86'400 - 600);
    let_in(guest);
    const auto jobs = take();
    ASSERT_EQ(jobs.size(), 2u);
    for (const auto& job : jobs) {
        const auto moment = std::to_string(clock.now());
        const auto mac = ticket::hmac_sha256(ticket::bytes_of(made.secret), ticket::bytes_of(moment + "." + job.body));
        EXPECT_EQ(job.signature, "t=" + moment + ",v1=" + ticket::to_hex(mac));
        for (const auto* personal : {"Ёлкина", "Анна", "example.org", "email", "name"}) EXPECT_EQ(job.body.find(personal), std::string::npos) << job.body;
        const auto body = boost::json::parse(job.body).as_object();
        EXPECT_EQ(body.at("id").as_string(), job.id);
        EXPECT_EQ(body.at("event").to_number<std::int64_t>(), event.value);
        EXPECT_EQ(body.at("registration").to_number<std::int64_t>(), guest.id.value);
        EXPECT_EQ(body.contains("scan"), job.kind == "check_in.recorded");
        EXPECT_EQ(body.at("occurred_at").as_string(), job.kind == "check_in.recorded" ? "2026-09-11T08:50:00Z" : "2026-09-01T09:00:00Z");
    }
    // Neither list nor database gives the secret away.
    EXPECT_TRUE(hooks->list(alliance).front().sealed_secret.empty());
    const auto kept = database().read([&](store::transaction& tx) { return store::find_webhook(tx, made.id)->sealed_secret; });
    EXPECT_EQ(kept.find(made.secret.substr(6)), std::string::npos);
    const auto renewed = *hooks->renew_secret(alice, made.id);
    EXPECT_NE(renewed, made.secret);
}

// A receiver that is down for a while gets its message later, under the same number; one that is gone for good does not.
TEST_P(webhook_office, tries_again_and_gives_up) {
    const auto event = published(table_for(0));
    const auto made = *hooks->add(alice, alliance, event, "https://hooks.example.org/in", {"registration.created"});
    join(event);
    std::string id;
    int tries = 0;
    for (const auto pause : {0, 10, 60, 300, 1'800, 7'200, 21'600, 43'200}) {
        clock.advance_seconds(pause - 1);
        if (pause > 0) {
            EXPECT_TRUE(take().empty()) << "not before " << pause << " s are over";
        }
        clock.advance_seconds(1);
        const auto jobs = take();
        ASSERT_EQ(jobs.size(), 1u) << pause;
        EXPECT_TRUE(id.empty() || jobs[0].id == id) << "the same number at every try";
        id = jobs[0].id;
        EXPECT_TRUE(take().empty()) << "nobody else takes it meanwhile";
        hooks->settle(jobs[0], {500, 3, "status", false});
        ++tries;
    }
    const auto log = hooks->deliveries(made.id, "", 10);
    ASSERT_EQ(log.size(), 1u);
    EXPECT_EQ(log[0].state, domain::delivery_state::dead);
    EXPECT_EQ(log[0].attempts, tries);
    EXPECT_EQ(log[0].status, 500);
    EXPECT_EQ(log[0].failure, "status");
    // By hand, when the receiver is back.
    EXPECT_EQ(hooks->send_again(charlie, made.id, id).error().code, refusal_code::not_allowed);
    ASSERT_TRUE(hooks->send_again(alice, made.id, id));
    const auto jobs = take();
    ASSERT_EQ(jobs.size(), 1u);
    EXPECT_EQ(jobs[0].id, id);
    hooks->settle(jobs[0], {204, 3, "", false});
    EXPECT_EQ(hooks->count(made.id).delivered, 1);
    EXPECT_EQ(hooks->find(made.id)->failures, 0);

    join(event);
    const auto gone = take();
    hooks->settle(gone.at(0), {410, 3, "status", true});
    EXPECT_EQ(hooks->count(made.id).dead, 1) << "410 means: never again";
}

// A service that is killed between sending and noting it sends again: the receiver knows the number.
TEST_P(webhook_office, an_unsettled_message_comes_due_again) {
    const auto event = published(table_for(0));
    ASSERT_TRUE(hooks->add(alice, alliance, event, "https://hooks.example.org/in", {"registration.created"}));
    join(event);
    const auto first = take();
    ASSERT_EQ(first.size(), 1u);
    clock.advance_seconds(61);
    const auto again = take();
    ASSERT_EQ(again.size(), 1u);
    EXPECT_EQ(again[0].id, first[0].id);
    EXPECT_EQ(again[0].body, first[0].body);
}

// After twenty failures in a row nobody is asked any more; what waits is kept until somebody switches it on again.
TEST_P(webhook_office, stops_by_itself_and_goes_on_by_hand) {
    const auto event = published(table_for(0));
    const auto made = *hooks->add(alice, alliance, event, "https://hooks.example.org/in", {"registration.created"});
    for (int each = 0; each < 22; ++each) join(event);
    auto jobs = take();
    ASSERT_EQ(jobs.size(), 22u);
    for (const auto& job : jobs) hooks->settle(job, {0, 5'000, "timeout", false});
    EXPECT_EQ(hooks->find(made.id)->state, webhook_state::failing);
    clock.advance_seconds(86'400);
    EXPECT_TRUE(take().empty());
    join(event); // not gathered meanwhile, as the page says
    EXPECT_EQ(hooks->remove(charlie, made.id).error().code, refusal_code::not_allowed);
    ASSERT_TRUE(hooks->resume(alice, made.id));
    jobs = take();
    EXPECT_EQ(jobs.size(), 22u);
    for (const auto& job : jobs) hooks->settle(job, {200, 5, "", false});
    EXPECT_EQ(hooks->find(made.id)->state, webhook_state::active);
    EXPECT_EQ(hooks->remove(alice, made.id).error().code, refusal_code::wrong_state) << "its log is not lost by a slip";
    ASSERT_TRUE(hooks->pause(alice, made.id));
    ASSERT_TRUE(hooks->pause(alice, made.id)) << "twice is harmless";
    join(event);
    EXPECT_TRUE(take().empty());
    ASSERT_TRUE(hooks->remove(alice, made.id));
    EXPECT_FALSE(hooks->find(made.id));
    EXPECT_EQ(hooks->remove(alice, made.id).error().code, refusal_code::not_found);
    join(event);
}

// Deliveries of last month are forgotten, those that wait are not.
TEST_P(webhook_office, forgets_old_deliveries) {
    const auto event = published(table_for(0));
    ASSERT_TRUE(hooks->add(alice, alliance, event, "https://hooks.example.org/in", {"registration.created"}));
    join(event);
    told();
    clock.advance_seconds(20 * 86'400);
    join(event);
    EXPECT_EQ(hooks->forget_old(), 0);
    clock.advance_seconds(11 * 86'400);
    EXPECT_EQ(hooks->forget_old(), 1);
    EXPECT_EQ(take().size(), 1u);
}

KRUG_ON_BOTH(webhook_office);

} // namespace
} // namespace krug::cast
