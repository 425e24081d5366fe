// If this fails, somebody sees or changes what is not theirs: a guest's telephone, another organisation's event, a door.
#include "cast/cast.hpp"
#include "web/confirm_pages.hpp"
#include "web/cookies.hpp"
#include "web/route.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace krug::security {
namespace {

using line = std::vector<std::string>;

std::vector<line> read_table(const std::string& name) {
    std::ifstream file(std::string(KRUG_SOURCE_DIR) + "/tests/security/authz/" + name);
    std::vector<line> lines;
    for (std::string text; std::getline(file, text);) {
        if (text.empty() || text.front() == '#') continue;
        line cells;
        std::istringstream parts(text);
        for (std::string cell; std::getline(parts, cell, '\t');) cells.push_back(cell);
        lines.push_back(std::move(cells));
    }
    if (!lines.empty()) lines.erase(lines.begin()); // the heading
    return lines;
}

constexpr std::string_view role_order[] = {"visitor", "table_host", "door_staff", "desk", "event_manager",
                                           "owner", "privacy_officer", "auditor", "platform_admin"};

std::map<std::string, std::map<std::string, std::string>> read_matrix() {
    std::map<std::string, std::map<std::string, std::string>> matrix;
    for (const auto& cells : read_table("matrix.tsv"))
        for (std::size_t at = 0; at < std::size(role_order); ++at) matrix[cells.at(0)][std::string(role_order[at])] = cells.at(at + 1);
    return matrix;
}

struct written_route {
    std::string method, pattern, entrance, action, reach, fresh;
};

/// Which actions ask for a fresh second factor.
std::map<std::string, bool> read_fresh() {
    std::map<std::string, bool> asks;
    for (const auto& cells : read_table("matrix.tsv")) asks[cells.at(0)] = cells.at(std::size(role_order) + 1) == "s";
    return asks;
}

std::map<std::pair<std::string, std::string>, written_route> read_routes() {
    std::map<std::pair<std::string, std::string>, written_route> routes;
    for (const auto& cells : read_table("routes.tsv"))
        routes[{cells.at(0), cells.at(1)}] = {cells.at(0), cells.at(1), cells.at(2), cells.at(3), cells.at(4),
                                                   cells.size() > 5 ? cells.at(5) : ""};
    return routes;
}

std::string name_of(web::method used) {
    switch (used) {
    case web::method::get: return "GET";
    case web::method::post: return "POST";
    case web::method::put: return "PUT";
    case web::method::patch: return "PATCH";
    case web::method::del: return "DELETE";
    default: return "?";
    }
}

/// Somebody who asks: what role, given where.
struct asker {
    std::string name, role;
    domain::organisation_id organisation; ///< where the role was given; 0 = nowhere
    domain::event_id event;               ///< 0 = for the whole organisation
    cast::person who;
    std::string only_action; ///< of the matrix: a token made for it alone; "" = for everything
};

/// An event as somebody may write it into an address, and whose it is.
struct target {
    std::string text;
    domain::event_id event; ///< 0 = there is none
    domain::organisation_id owner;
    bool is_draft = false;
};

class access_matrix : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        world_ = new cast::cast;
        auto& at = *world_;
        for (const auto event : {at.event, at.second, at.draft, at.charlies}) {
            const auto guest = at.make_registration(event, "Гость", "Первый");
            service::registration_office::correction change; // a category that somebody has cannot be removed either
            change.category = *at.doors.save_category(at.shell(), event, {{}, "Пресса", "", "red"});
            ASSERT_TRUE(at.registrations.correct(at.shell(), event, guest.id, change));
            const auto session = at.make_session(event, "Секция");
            domain::admission_point_rules door;
            door.id = {1};
            door.name = "Вход";
            door.sessions = {session}; // the session cannot be removed: the same answer for everybody who may
            ASSERT_TRUE(at.check_ins.save_admission_point(at.shell(), event, door));
            domain::round_table table; // with somebody at it, so that it cannot be removed: the same answer for everybody
            table.event = event;
            table.seats = 8;
            ASSERT_TRUE(at.tables.add(at.shell(), table, 1));
            const service::placing sits{guest.id, {}, 1, 1, true};
            ASSERT_TRUE(at.tables.place(at.shell(), event, std::span(&sits, 1)));
            const auto owner = event == at.charlies ? at.other : at.tops;
            webhooks_[event.value] = at.webhooks.add(at.shell(), owner, event, "https://hooks.krug.example/in", {"event.cancelled"})->id;
            devices_[event.value] = at.gate.invite_device(at.shell(), event, {1}, "Планшет")->device.value;
        }
        targets_ = {{std::to_string(at.event.value), at.event, at.tops},
                    {std::to_string(at.second.value), at.second, at.tops},
                    {std::to_string(at.charlies.value), at.charlies, at.other},
                    {std::to_string(at.draft.value), at.draft, at.tops, true},
                    {std::to_string(at.event.value ^ 1), {}, {}},
                    {"0", {}, {}},
                    {"-1", {}, {}},
                    {"9223372036854775808", {}, {}},
                    {"0" + std::to_string(at.event.value), {}, {}},
                    {"+" + std::to_string(at.event.value), {}, {}},
                    {"text", {}, {}}};
        make_askers(at);
    }
    static void TearDownTestSuite() {
        std::cout << "access checks: " << checks_ << std::endl;
        delete world_;
    }

    static void make_askers(cast::cast& at) {
        askers_.push_back({"visitor", "visitor", {}, {}, {}, ""});
        askers_.push_back({"unknown token", "visitor", {}, {}, {{}, "", "krug_" + std::string(43, 'a')}, ""});
        int number = 0;
        for (const auto role : role_order) {
            if (role == "visitor") continue;
            const auto as = *domain::parse_word<domain::role>(role);
            const auto email = [&] { return "person" + std::to_string(++number) + "@krug.example"; };
            if (role == "platform_admin") {
                askers_.push_back({"platform_admin", std::string(role), {}, {}, at.make_person(email(), {as, {}, {}}), ""});
                continue;
            }
            askers_.push_back({std::string(role) + " of one event", std::string(role), at.tops, at.event,
                               at.make_person(email(), {as, at.tops, at.event}), ""});
            askers_.push_back({std::string(role) + " of the organisation", std::string(role), at.tops, {},
                               at.make_person(email(), {as, at.tops, {}}), ""});
        }
        askers_.push_back({"owner elsewhere", "owner", at.other, {}, at.charlie, ""});
        askers_.push_back({"token for check-in", "event_manager", at.tops, {},
                           at.make_person("scoped@krug.example", {domain::role::event_manager, at.tops, {}}, "check_in"), "check_in"});
    }

    static bool covers(const asker& who, const target& what) {
        return what.event && who.organisation == what.owner && (!who.event || who.event == what.event);
    }

    /// What the written matrix says.
    static bool is_allowed(const written_route& way, const asker& who, const target* what) {
        if (who.role == "visitor") return false; // beyond open doors a visitor has none
        if (!who.only_action.empty() && who.only_action != way.action) return false;
        if (matrix_.at(way.action).at(who.role) == "-") return false;
        if (way.reach.starts_with("person")) return true;
        if (way.reach == "organisation" && (!who.organisation || who.event)) return false;
        if (what == nullptr) return true;
        if (!what->event) return false;
        if (way.action == "view" && !what->is_draft) return true;
        return covers(who, *what);
    }

    static std::string fill(std::string pattern, const target& what) {
        const auto device = devices_.contains(what.event.value) ? devices_.at(what.event.value) : 1;
        const auto webhook = webhooks_.contains(what.event.value) ? webhooks_.at(what.event.value) : 1;
        const std::pair<std::string, std::string> places[] = {{"{event}", what.text},
                                                              {"{session}", "1"},
                                                              {"{registration}", "1"},
                                                              {"{point}", "1"},
                                                              {"{device}", std::to_string(device)},
                                                              {"{webhook}", std::to_string(webhook)},
                                                              {"{scan_id}", "00000000000000000000000000000001"}};
        for (const auto& [name, value] : places)
            if (const auto at = pattern.find(name); at != std::string::npos) pattern.replace(at, name.size(), value);
        for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{'))
            pattern.replace(open, pattern.find('}') - open + 1, "1");
        return pattern;
    }

    static web::method method_of(const written_route& way) {
        return way.method == "GET"     ? web::method::get
               : way.method == "POST"  ? web::method::post
               : way.method == "PUT"   ? web::method::put
               : way.method == "PATCH" ? web::method::patch
                                       : web::method::del;
    }

    /// A body that no handler acts on, so that one check leaves the house as it was for the next.
    static std::string body_for(const written_route& way) {
        if (way.method == "GET" || way.method == "DELETE") return "";
        return way.pattern == "/api/v1/events" ? R"({"title": "Форум"})" : "[]";
    }

    static std::string login_of(const cast::browser& browser) {
        const auto found = browser.cookies().find(std::string(web::login_cookie(world_->on.settings)));
        return found == browser.cookies().end() ? std::string() : found->second;
    }

    static void expect(bool allowed, int status, const std::string& what) {
        ++checks_;
        const bool let_in = status != 401 && status != 403 && status != 404 && status < 500;
        EXPECT_EQ(let_in, allowed) << what << " answered " << status;
    }

    static inline cast::cast* world_ = nullptr;
    static inline std::vector<asker> askers_;
    static inline std::vector<target> targets_;
    static inline std::map<std::int64_t, std::int64_t> devices_, webhooks_;
    static inline std::size_t checks_ = 0;
    static inline const auto matrix_ = read_matrix();
    static inline const auto routes_ = read_routes();
    static inline const auto fresh_ = read_fresh();

    /// Does the written table want the person to prove to be there once more?
    static bool wants_fresh(const written_route& way) {
        if (way.entrance != "work") return false;
        if (way.fresh == "shows") return way.method != "GET";
        return way.fresh == "always" || fresh_.at(way.action);
    }
};

// A route that nobody wrote into the matrix is a door that nobody watches.
TEST_F(access_matrix, knows_every_route) {
    for (const auto& each : web::all_routes()) {
        const auto found = routes_.find({name_of(each.method), std::string(each.pattern)});
        ASSERT_NE(found, routes_.end()) << name_of(each.method) << " " << each.pattern << " stands in no row of routes.tsv";
        const std::map<std::string, web::entrance> entrances{{"open", web::entrance::open},
                                                             {"attendee", web::entrance::attendee},
                                                             {"work", web::entrance::work},
                                                             {"api", web::entrance::api},
                                                             {"device", web::entrance::device}};
        EXPECT_EQ(entrances.at(found->second.entrance), each.entrance) << each.pattern;
    }
}

// Every token at every route of the JSON API, for events of one's own, of others and of nobody.
TEST_F(access_matrix, holds_for_every_token) {
    for (const auto& [key, way] : routes_) {
        if (way.entrance != "api") continue;
        const bool about_event = way.pattern.find("{event}") != std::string::npos;
        for (const auto& who : askers_) {
            for (const auto& what : targets_) {
                const auto answer = cast::call_api(*world_, method_of(way), fill(way.pattern, what), who.who.token, body_for(way));
                const auto where = way.method + " " + fill(way.pattern, what) + " by " + who.name;
                expect(is_allowed(way, who, about_event ? &what : nullptr), answer.status, where);
                if (who.role == "visitor") {
                    EXPECT_EQ(answer.status, 401) << where;
                }
                // Another organisation does not even learn that the draft is there.
                if (about_event && who.name == "owner elsewhere" && what.is_draft) {
                    EXPECT_EQ(answer.status, 404) << where;
                }
                if (!about_event) break;
            }
        }
    }
}

// The number of a registration, a door or a device of somewhere else must open nothing.
TEST_F(access_matrix, finds_nothing_by_a_number_of_elsewhere) {
    const auto& manager = *std::find_if(askers_.begin(), askers_.end(), [](const auto& each) { return each.name == "owner of the organisation"; });
    for (const auto& [key, way] : routes_) {
        if (way.entrance != "api") continue;
        for (const std::string_view place : {"{session}", "{registration}", "{point}", "{device}", "{table}", "{webhook}"}) {
            const auto at = way.pattern.find(place);
            if (at == std::string::npos) continue;
            for (const std::string& number : std::vector<std::string>{"0", "-1", "01", "9223372036854775808", "4294967297", "x", "%00",
                                             std::to_string(devices_.at(world_->charlies.value))}) {
                auto path = way.pattern;
                path.replace(at, place.size(), number);
                path = fill(path, targets_.front());
                const auto body = way.pattern.ends_with("/approve") || way.method != "POST" ? std::string() : std::string("{}");
                const auto answer = cast::call_api(*world_, method_of(way), path, manager.who.token,
                                                   way.method == "PATCH" ? "{}" : way.method == "PUT" ? R"({"name": "Дверь"})" : body);
                ++checks_;
                EXPECT_TRUE(answer.status == 404 || (number == "%00" && answer.status == 400)) << way.method << " " << path << " answered " << answer.status;
            }
        }
    }
}

// Kiosks' doors take no staff token, and the doors of staff take no kiosk.
TEST_F(access_matrix, keeps_kiosks_and_people_apart) {
    for (const auto& who : askers_) {
        const auto answer = cast::call_api(*world_, web::method::post, "/kiosk/v1/sync", who.who.token, "{}");
        ++checks_;
        EXPECT_EQ(answer.status, 401) << who.name;
    }
}

// Every signed-in person and every visitor at every page of the organisers.
TEST_F(access_matrix, holds_for_every_page) {
    std::set<std::string> there;
    for (const auto& each : web::all_routes()) there.insert(name_of(each.method) + " " + std::string(each.pattern));
    for (const auto& who : askers_) {
        if (who.role == "visitor" && !who.who.token.empty()) continue;
        if (!who.only_action.empty()) continue; // scopes are the tokens'
        cast::browser browser(*world_);
        for (const auto& [key, way] : routes_) {
            if (way.entrance != "work" || !there.contains(way.method + " " + way.pattern)) continue;
            const bool about_event = way.pattern.find("{event}") != std::string::npos;
            for (const auto& what : targets_) {
                if (who.role != "visitor" && !world_->staff.find_login(login_of(browser))) browser.sign_in(who.who);
                const auto path = fill(way.pattern, what);
                const auto answer = way.method == "GET" ? browser.get(path) : browser.post(path, {});
                const bool sent_away = answer.status == 303 && cast::header_of(answer, "location").starts_with("/sign-in");
                const auto where = way.method + " " + path + " by " + who.name;
                const bool may_be_nobodys = way.reach.ends_with("?") && answer.status == 404;
                if ((way.reach == "anywhere" && who.event) || may_be_nobodys) ++checks_;
                else expect(is_allowed(way, who, about_event ? &what : nullptr), sent_away ? 401 : answer.status, where);
                if (!about_event) break;
            }
        }
    }
}

// A browser that was left alone for a quarter of an hour exports the list, writes to everybody or gives itself a role.
TEST_F(access_matrix, asks_once_more_before_what_weighs_most) {
    auto& at = *world_;
    const auto admin = at.make_person("whole-house@krug.example", {domain::role::owner, at.tops, {}});
    at.give_role(admin, {domain::role::platform_admin, {}, {}});
    at.give_role(admin, {domain::role::privacy_officer, at.tops, {}});
    const auto began = at.clock.now();
    cast::browser browser(at);
    for (const auto& [key, way] : routes_) {
        if (way.entrance != "work") continue;
        const auto path = fill(way.pattern, targets_.front());
        const auto asks = [&](std::int64_t seconds) {
            at.clock.set(began);
            browser.sign_in(admin);
            at.clock.set(began + seconds);
            const auto answer = way.method == "GET" ? browser.get(path) : browser.post(path, {{"kept", "words"}});
            ++checks_;
            const bool is_page = answer.body.find("name=\"confirm_password\"") != std::string::npos;
            if (is_page && answer.status == 403) {
                EXPECT_NE(answer.body.find("name=\"kept\" value=\"words\""), std::string::npos) << path << " loses what was typed";
            }
            return (is_page && answer.status == 403) || cast::header_of(answer, "location").starts_with("/work/confirm?next=");
        };
        EXPECT_FALSE(asks(domain::fresh_seconds - 1)) << way.method << " " << path;
        EXPECT_EQ(asks(domain::fresh_seconds), wants_fresh(way)) << way.method << " " << path;
    }
    at.clock.set(began);
}

// The door stands still because a volunteer's telephone with the codes is at home.
TEST_F(access_matrix, never_asks_at_the_door) {
    for (const auto& each : web::all_routes()) {
        if (each.action != domain::action::check_in && each.action != domain::action::override_or_void) continue;
        EXPECT_FALSE(web::asks_fresh_factor(each)) << each.pattern;
        EXPECT_TRUE(domain::is_door_action(each.action)) << each.pattern;
    }
    for (const auto& [action, word] : domain::action_words)
        EXPECT_FALSE(domain::asks_fresh_factor(action) && domain::is_door_action(action)) << word;
}

// Whoever is no longer one of us is out at the next request, not at the end of the evening.
TEST_F(access_matrix, ends_with_the_role) {
    cast::cast at;
    const auto path = "/api/v1/events/" + std::to_string(at.event.value) + "/registrations";
    ASSERT_EQ(cast::call_api(at, web::method::get, path, at.bob.token).status, 200);
    at.take_role(at.bob, {domain::role::desk, at.tops, at.event});
    EXPECT_EQ(cast::call_api(at, web::method::get, path, at.bob.token).status, 404);
    ASSERT_EQ(cast::call_api(at, web::method::get, path, at.alice.token).status, 200);
    at.take_role(at.alice, {domain::role::owner, at.tops, {}});
    EXPECT_EQ(cast::call_api(at, web::method::get, path, at.alice.token).status, 404);
    const auto token = at.staff.find_token(at.charlie.token)->token;
    ASSERT_TRUE(at.staff.revoke_token(at.shell(), at.charlie.id, token));
    EXPECT_EQ(cast::call_api(at, web::method::get, "/api/v1/events", at.charlie.token).status, 401);
}

} // namespace
} // namespace krug::security
