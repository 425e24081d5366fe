// If this fails, a volunteer's phone shows green for what it then loses, lets a guest in twice after it was put into a
// pocket, or keeps the guests' names after the organiser has taken it away.
#include "cast/door_server.hpp"
#include "phone/phone_door.hpp"

#include <gtest/gtest.h>

#include <map>

namespace {

using namespace krug;
namespace json = boost::json;

/// The page around the module, as far as it matters here: what the browser keeps, and the protocol's two ends.
class paired_phone {
public:
    explicit paired_phone(cast::door_server& server, const cast::keyring& keys) : server_(server), keys_(keys) {
        boot_ = ticket::to_base64url(domain::scan_name{7});
        door_ = std::make_unique<phone::phone_door>(random_);
        gate_protocol::enrolment_code code;
        code.url = "https://krug.example";
        code.root_fingerprint = ticket::sha256(keys.root.open_part().raw());
        gate_protocol::enrol_response response;
        response.device = {5};
        response.token = std::string(43, 'A');
        response.event = cast::tyumen;
        response.root_key = keys.root_raw();
        response.keys = keys.usual();
        response.terms.points = {{1}, {2}};
        response.server_time_ms = cast::doors_open * 1000;
        const auto accepted = ask({{"op", "accept"}, {"code", gate_protocol::write_enrolment_code(code)},
                                   {"body", gate_protocol::encode(response)}, {"boot", boot_},
                                   {"sent_wall", wall_ms}, {"sent_steady", wall_ms}});
        state_ = accepted.at("state").as_string();
        start();
    }

    json::object ask(json::object question) {
        question["wall"] = wall_ms;
        question["steady"] = wall_ms;
        return json::parse(door_->ask(json::serialize(question))).as_object();
    }

    /// As after the browser was killed: everything in memory is forgotten.
    void start() {
        door_ = std::make_unique<phone::phone_door>(random_);
        ask({{"op", "open"}, {"state", state_}, {"boot", boot_}, {"shown", shown_}});
        json::array records;
        for (const auto& [seq, record] : records_) records.emplace_back(record);
        ask({{"op", "load"}, {"records", records}});
        for (const auto& [place, items] : pages_) ask({{"op", "load"}, {"epoch", place.first}, {"items", items}});
        keep(ask({{"op", "ready"}}));
    }

    void keep(const json::object& said, const json::array& items = {}) {
        if (const auto* records = said.if_contains("records"))
            for (const auto& each : records->as_array())
                records_[each.as_object().at("seq").as_int64()] = each.as_object().at("record").as_string();
        if (const auto* state = said.if_contains("state")) state_ = state->as_string();
        if (const auto* page = said.if_contains("page")) {
            const auto& place = page->as_object();
            for (const auto& epoch : place.at("forget").as_array())
                std::erase_if(pages_, [&](const auto& each) { return each.first.first == epoch.as_int64(); });
            const auto epoch = place.at("epoch").as_int64();
            if (!items.empty() && epoch >= 0) pages_[{epoch, place.at("from").as_int64()}] = items;
        }
    }

    json::object sync() {
        json::object said;
        do {
            const auto request = ask({{"op", "request"}, {"version", "page-1"}});
            const auto body = std::string(request.at("body").as_string());
            const auto answer = server_.post(gate_protocol::sync_target, {}, body);
            said = ask({{"op", "answer"}, {"body", answer.body}, {"sent_wall", wall_ms}, {"sent_steady", wall_ms}});
            if (said.contains("refused")) return said;
            keep(said, json::parse(answer.body).as_object().at("items").as_array());
        } while (said.at("more").as_bool());
        return said;
    }

    enum class fate { shown, killed_after_record, not_kept };
    json::object show(json::object question, fate after = fate::shown) {
        question["op"] = "present";
        wall_ms += 4000;
        const auto said = ask(question);
        if (after == fate::not_kept) {
            start();
            return said;
        }
        keep(said);
        if (after == fate::killed_after_record)
            start();
        else if (said.at("line").as_object().at("verdict") == "green" && said.contains("records"))
            shown_ = said.at("seq").as_int64();
        return said;
    }
    std::string reason(json::object question, fate after = fate::shown) {
        return std::string(show(std::move(question), after).at("line").as_object().at("reason").as_string());
    }
    json::object ticket_of(int number) const {
        return {{"code", ticket::write_ticket(cast::guest_ticket(number), keys_.event)}};
    }

    std::int64_t wall_ms = cast::doors_open * 1000;
    std::size_t kept_records() const { return records_.size(); }
    std::size_t kept_pages() const { return pages_.size(); }
    const std::string& state() const { return state_; }
    void lose_record(std::int64_t seq) { records_.erase(seq); }

private:
    cast::door_server& server_;
    const cast::keyring& keys_;
    ground::seeded_randomness random_{1};
    std::unique_ptr<phone::phone_door> door_;
    std::string boot_;
    std::string state_;
    std::int64_t shown_ = 0;
    std::map<std::int64_t, std::string> records_;
    std::map<std::pair<std::int64_t, std::int64_t>, json::array> pages_;
};

class phone_door : public testing::Test {
protected:
    phone_door() {
        for (int guest = 1; guest <= 6; ++guest) server.add(cast::guest_row(guest));
        phone = std::make_unique<paired_phone>(server, keys);
        phone->sync();
    }
    cast::keyring keys;
    cast::door_server server{keys};
    std::unique_ptr<paired_phone> phone;
};

TEST_F(phone_door, lets_in_once_and_sends_it) {
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "admitted");
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "already_in");
    phone->sync();
    ASSERT_EQ(server.rows().size(), 2u);
    EXPECT_EQ(domain::decode_scan(server.rows().at(1))->kind, domain::scan_kind::admit);
    EXPECT_FALSE(server.fork_seen);
}

// The browser is killed at any moment: nothing shown is lost, nothing is shown twice without saying so.
TEST_F(phone_door, forgets_nothing_when_it_is_killed) {
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "admitted");
    phone->start();
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "already_in");
    EXPECT_EQ(phone->reason(phone->ticket_of(2), paired_phone::fate::killed_after_record), "admitted");
    EXPECT_EQ(phone->reason(phone->ticket_of(2)), "shown_again") << "nobody saw the green of the first time";
    EXPECT_EQ(phone->reason(phone->ticket_of(2)), "already_in");
    EXPECT_EQ(phone->reason(phone->ticket_of(3), paired_phone::fate::not_kept), "admitted");
    EXPECT_EQ(phone->reason(phone->ticket_of(3)), "admitted") << "what the browser did not keep never happened";
    phone->sync();
    EXPECT_EQ(server.rows().size(), phone->kept_records());
    EXPECT_FALSE(server.fork_seen) << "no number was used twice";
}

TEST_F(phone_door, declares_lost_what_the_browser_lost) {
    for (int guest = 1; guest <= 3; ++guest) phone->show(phone->ticket_of(guest));
    phone->lose_record(2);
    phone->start();
    phone->show(phone->ticket_of(4));
    phone->sync();
    ASSERT_TRUE(server.rows().contains(2));
    EXPECT_EQ(domain::decode_scan(server.rows().at(2))->kind, domain::scan_kind::loss);
    EXPECT_EQ(server.last_seq(), 4);
}

TEST_F(phone_door, refuses_a_forgery_and_borrows_no_green_for_it) {
    auto forged = ticket::write_ticket(cast::guest_ticket(1), keys.root);
    EXPECT_NE(phone->reason({{"code", forged}}), "admitted");
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "admitted");
}

TEST_F(phone_door, takes_back_and_lets_in_against_the_verdict) {
    const auto first = phone->show(phone->ticket_of(1));
    const auto second = phone->show(phone->ticket_of(1));
    EXPECT_TRUE(second.at("may_override").as_bool());
    const auto over = phone->ask({{"op", "override"}, {"scan", second.at("scan")}});
    phone->keep(over);
    EXPECT_FALSE(over.contains("refused"));
    phone->keep(phone->ask({{"op", "undo"}, {"scan", over.at("scan")}}));
    phone->keep(phone->ask({{"op", "undo"}, {"scan", first.at("scan")}}));
    EXPECT_TRUE(phone->ask({{"op", "undo"}, {"scan", first.at("scan")}}).contains("refused")) << "once is enough";
    phone->start();
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "admitted") << "taken back means as if it had not been";
    phone->sync();
    EXPECT_EQ(server.rows().size(), 6u);
}

// The ticket still lies before the camera when the check-in is taken back: a repeated green would be nobody's record.
TEST_F(phone_door, repeats_no_green_that_was_taken_back) {
    const auto first = phone->show(phone->ticket_of(1));
    phone->keep(phone->ask({{"op", "undo"}, {"scan", first.at("scan")}}));
    phone->wall_ms -= 3000;
    const auto again = phone->show(phone->ticket_of(1));
    EXPECT_FALSE(again.at("line").as_object().at("repeated").as_bool());
    EXPECT_TRUE(again.contains("records"));
}

TEST_F(phone_door, never_overrides_red) {
    server.add(gate_protocol::deny{cast::guest_code(2), 0, true});
    phone->sync();
    const auto said = phone->show(phone->ticket_of(2));
    EXPECT_EQ(said.at("line").as_object().at("verdict"), "red");
    EXPECT_FALSE(said.at("may_override").as_bool());
    EXPECT_TRUE(phone->ask({{"op", "override"}, {"scan", said.at("scan")}}).contains("refused"));
}

// What was denied once stays denied through a new epoch and through a restart.
TEST_F(phone_door, never_forgets_a_denial) {
    server.add(gate_protocol::deny{cast::guest_code(2), 2, false});
    phone->sync();
    EXPECT_EQ(phone->reason(phone->ticket_of(2)), "revoked");
    std::vector<gate_protocol::feed_item> anew{keys.usual(), cast::usual_rules()};
    for (int guest = 1; guest <= 6; ++guest) anew.push_back(cast::guest_row(guest));
    server.page_items = 3;
    server.new_epoch(anew);
    phone->sync();
    phone->start();
    EXPECT_EQ(phone->reason(phone->ticket_of(2)), "revoked");
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "admitted");
}

TEST_F(phone_door, knows_whom_others_let_in) {
    gate_protocol::admission_elsewhere there;
    there.code = cast::guest_code(3);
    there.scan = {9};
    there.device = {6};
    there.point = {2};
    there.at_ms = cast::doors_open * 1000 - 60'000;
    server.add(there);
    phone->sync();
    phone->start();
    const auto said = phone->show(phone->ticket_of(3));
    EXPECT_EQ(said.at("line").as_object().at("reason"), "already_in");
    EXPECT_EQ(said.at("line").as_object().at("first_admission").as_object().at("point"), "стойка 2");
}

TEST_F(phone_door, wipes_the_list_when_revoked_and_keeps_its_records) {
    phone->show(phone->ticket_of(1));
    server.standing = gate_protocol::device_standing::revoked;
    phone->sync();
    EXPECT_EQ(phone->kept_pages(), 0u);
    EXPECT_EQ(phone->kept_records(), 1u);
    phone->start();
    EXPECT_EQ(phone->reason(phone->ticket_of(2)), "device_revoked");
    EXPECT_TRUE(phone->ask({{"op", "search"}, {"text", "Анна"}}).at("found").as_array().empty());
}

TEST_F(phone_door, shows_nobody_before_something_is_typed) {
    EXPECT_TRUE(phone->ask({{"op", "search"}, {"text", ""}}).at("found").as_array().empty());
    EXPECT_TRUE(phone->ask({{"op", "search"}, {"text", "Борис"}}).at("found").as_array().empty());
    const auto found = phone->ask({{"op", "search"}, {"text", "анна п"}}).at("found").as_array();
    ASSERT_EQ(found.size(), 6u);
    EXPECT_EQ(phone->reason({{"code", "listed x"}, {"listed", found.front().as_object().at("listed")}}), "admitted");
}

TEST_F(phone_door, believes_no_server_that_the_organiser_did_not_sign) {
    server.change = [](gate_protocol::sync_response& response) {
        if (response.head) response.head->signature[0] ^= 1;
    };
    const auto before = phone->state();
    EXPECT_EQ(phone->sync().at("refused"), "head_not_signed");
    EXPECT_EQ(phone->state(), before);
}

// At an event for adults the volunteer looks at a document first, and says so.
TEST_F(phone_door, asks_for_a_document_where_the_rules_say_so) {
    auto rules = cast::usual_rules();
    rules.version = 2;
    rules.event.identity_check = true;
    server.add(rules);
    phone->sync();
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "needs_identity_check");
    auto checked = phone->ticket_of(1);
    checked["identity"] = true;
    EXPECT_EQ(phone->reason(checked), "admitted");
}

TEST_F(phone_door, counts_who_is_inside_through_exits) {
    auto rules = cast::usual_rules();
    rules.version = 2;
    rules.points.front().exits_scanned = true;
    rules.points.front().entries = domain::entry_rule::after_exit;
    server.add(rules);
    phone->sync();
    const auto inside = [this] { return phone->ask({{"op", "status"}}).at("inside").as_int64(); };
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "admitted");
    EXPECT_EQ(inside(), 1);
    auto leaving = phone->ticket_of(1);
    leaving["out"] = true;
    EXPECT_EQ(phone->reason(leaving), "exit_recorded");
    EXPECT_EQ(inside(), 0);
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "re_entry");
    phone->start();
    EXPECT_EQ(inside(), 1) << "counted anew from what is kept";
}

// A phone that was lost for a week and found again must not open doors by a list of last week.
TEST_F(phone_door, promises_nothing_after_its_lease) {
    phone->wall_ms += (domain::lease_seconds_max + 60) * 1000;
    EXPECT_NE(phone->show(phone->ticket_of(1)).at("line").as_object().at("verdict"), "green");
}

// The answer was lost on the way back: the same rows go again, and nothing is counted twice.
TEST_F(phone_door, sends_again_what_was_not_acknowledged) {
    phone->show(phone->ticket_of(1));
    server.lose_answer = true;
    EXPECT_THROW(phone->sync(), sync::transport_failure);
    server.lose_answer = false;
    phone->show(phone->ticket_of(2));
    phone->sync();
    EXPECT_EQ(server.rows().size(), 2u);
    EXPECT_FALSE(server.fork_seen);
    EXPECT_EQ(phone->ask({{"op", "status"}}).at("unsent").as_int64(), 0);
    server.forget_after(0);
    phone->show(phone->ticket_of(3));
    phone->sync();
    EXPECT_EQ(server.rows().size(), 3u) << "a server that was put back is fed again";
}

// What cannot be sent goes by a file, whole and in order.
TEST_F(phone_door, writes_everything_unsent_for_a_file) {
    for (int guest = 1; guest <= 3; ++guest) phone->show(phone->ticket_of(guest));
    const auto part = phone->ask({{"op", "export"}, {"after", 0}});
    EXPECT_EQ(part.at("rows").as_int64(), 3);
    const auto request = gate_protocol::decode_sync_request(std::string_view(part.at("body").as_string()));
    ASSERT_TRUE(request.has_value());
    EXPECT_EQ(request->rows.size(), 3u);
    EXPECT_EQ(phone->ask({{"op", "export"}, {"after", part.at("last")}}).at("rows").as_int64(), 0);
}

// An organiser who sees no phones on the page of devices does not know which door is silent.
TEST_F(phone_door, tells_how_it_is_doing_to_who_asks) {
    EXPECT_FALSE(server.requests.back().report.has_value()) << "older servers refuse what they do not know";
    server.change = [](gate_protocol::sync_response& response) { response.takes_report = true; };
    phone->show(phone->ticket_of(1));
    phone->sync();
    phone->sync();
    const auto& report = server.requests.back().report;
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->kind, gate_protocol::device_kind::phone);
    EXPECT_EQ(report->version, "page-1");
    EXPECT_EQ(report->admitted_5_minutes, 1);
}

// The volunteer's phone would keep yesterday's list for ever after the server was put back by hand.
TEST_F(phone_door, shows_a_server_that_was_put_back_where_it_stands) {
    server.takes_feed_chain = true;
    phone->sync();
    const auto before = server.end().n;
    server.add(gate_protocol::deny{cast::guest_code(1), 2, false});
    phone->sync();
    EXPECT_TRUE(server.requests.back().feed_chain.has_value());
    server.untell_after(before);
    for (const int number : {2, 3}) server.add(gate_protocol::deny{cast::guest_code(number), 2, false});
    // Not believed once is no reason to forget that the server listens; a refusal is.
    phone->ask({{"op", "lost"}, {"refused", false}});
    phone->sync();
    phone->sync();
    for (const int number : {1, 2, 3}) EXPECT_EQ(phone->reason(phone->ticket_of(number)), "revoked") << number;
    phone->ask({{"op", "lost"}, {"refused", true}});
    phone->sync();
    EXPECT_FALSE(server.requests.back().feed_chain.has_value());
}

// A phone in a pocket: its steady clock may have slept, and the wall clock alone proves no hour. It goes on admitting whom
// no hour concerns, and is sure again with the next exchange.
TEST_F(phone_door, doubts_its_clock_after_a_sleep) {
    phone->wall_ms += 3'600'000;
    const auto woken = phone->ask({{"op", "wake"}, {"boot", ticket::to_base64url(domain::scan_name{8})}});
    EXPECT_FALSE(woken.at("clock_sure").as_bool());
    EXPECT_FALSE(woken.at("online").as_bool());
    EXPECT_EQ(phone->reason(phone->ticket_of(1)), "admitted");
}

TEST_F(phone_door, answers_nonsense_with_a_word) {
    EXPECT_TRUE(phone->ask({{"op", "fly"}}).contains("refused"));
    EXPECT_TRUE(phone->ask({{"op", "undo"}, {"scan", "?"}}).contains("refused"));
    EXPECT_TRUE(phone->ask({{"op", "present"}, {"code", ""}, {"listed", "xyz"}}).contains("refused"));
}

} // namespace
