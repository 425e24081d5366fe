// The cast of every test of the whole house: Alice owns an event, Bob helps at its desk, Charlie owns another one.
// Tests of web and of the rigs make one; every office stands over a fresh database, time and chance are given.
#pragma once

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "store/database.hpp"
#include "store_contract/database_under_test.hpp"
#include "web/application.hpp"
#include "web/offices.hpp"
#include "web/report_desk.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krug::cast {

using fields = std::vector<std::pair<std::string, std::string>>;

inline constexpr ground::utc_seconds cast_begins = 1'601'542'800; ///< 2020-10-01T09:00:00Z, two weeks before the event
inline constexpr std::string_view good_password = "nine green lanterns by the river";

struct person {
    domain::staff_id id;
    std::string email;
    std::string token; ///< for the JSON API
};

/// Every office over one fresh database, and the site in front of them.
class full_house {
public:
    explicit full_house(store::backend kind = store::backend::sqlite);
    ~full_house();

    ground::standing_clock clock{cast_begins};
    ground::seeded_randomness random{20201015};

private:
    store_contract::fresh_place place_;

public:
    std::unique_ptr<store::database> database;
    service::key_office keys;
    service::event_office events;
    service::registration_office registrations;
    service::check_in_office check_ins;
    service::attendance_office attendance;
    service::gate_office gate;
    service::staff_office staff;
    service::idempotency_office idempotency;
    service::outbox_office outbox;
    service::conflict_office conflicts;
    service::door_office doors;
    service::retention_office retention;
    service::table_office tables;
    service::seating_office seating;
    service::evidence_office evidence;
    service::certificate_office certificates;
    service::sheet_office sheets;
    service::figures_office figures;
    service::badge_office badges;
    service::webhook_office webhooks;
    service::factor_office factors;
    service::passkey_office passkeys;
    service::invitation_office invitations;
    service::programme_office programmes;
    service::series_office series;
    service::form_office forms{*database, clock};
    service::sign_up_office sign_ups{*database, clock, random};
    service::message_office messages;
    service::people_office people;
    web::offices on;
    web::application site;

    static domain::actor shell() { return {domain::actor_kind::shell, 0, {}}; }

    domain::organisation_id make_organisation(std::string_view name);
    /// Somebody with one role and an API token (`scopes` "" = all that the role may). No password until sign_in.
    person make_person(std::string_view email, const domain::assignment& role, std::string_view scopes = "");
    void give_role(const person& to, const domain::assignment& role);
    void take_role(const person& from, const domain::assignment& role);
    /// A round table on 15 October 2020, 15:00 in Tyumen, with `capacity` seats (0 = no limit). Open registration.
    static service::event_draft round_table(std::string_view title, std::string_view organiser,
                                            std::int64_t capacity = 0);
    domain::event_id make_event(domain::organisation_id owner, const service::event_draft& draft, bool published = true);
    domain::session_id make_session(domain::event_id event, std::string_view title, std::int64_t capacity = 0);
    static domain::registration_request guest(domain::event_id event, std::string_view family, std::string_view given);
    /// Registered by staff. A test that asks for what cannot be fails here.
    service::receipt make_registration(domain::event_id event, std::string_view family, std::string_view given);
    service::receipt make_registration(const domain::registration_request& request);
};

/// A browser: keeps its cookies and signs its forms as the pages do.
class browser {
public:
    explicit browser(full_house& at, std::string address = "203.0.113.7") : at_(at), address_(std::move(address)) {}

    web::response get(std::string_view target, const fields& headers = {});
    /// With the hidden mark that the page would have carried, made `form_age_seconds` ago.
    web::response post(std::string_view target, fields form, const fields& headers = {});
    /// Exactly these fields, no mark added.
    web::response post_bare(std::string_view target, const fields& form, const fields& headers = {});
    /// This very body.
    web::response post_raw(std::string_view target, std::string body, std::string_view content_type);
    /// Sets a password if there is none yet and signs in without the page.
    void sign_in(const person& who);

    const std::map<std::string, std::string>& cookies() const { return cookies_; }
    void set_cookie(const std::string& name, std::string value) { cookies_[name] = std::move(value); }
    std::int64_t form_age_seconds = 10;

private:
    web::response send(web::method how, std::string_view target, std::string body, const fields& headers);
    std::string mark();

    full_house& at_;
    std::string address_;
    std::map<std::string, std::string> cookies_;
};

/// One request of the JSON API. `token` "" = none is sent. A body goes as application/json unless headers say otherwise.
web::response call_api(full_house& at, web::method how, std::string_view target, std::string_view token,
                       std::string_view body = "", const fields& headers = {});
/// First value, or "".
std::string header_of(const web::response& answer, std::string_view name);
/// application/x-www-form-urlencoded.
std::string encode_form(const fields& form);

/// The three of them and their events.
class cast : public full_house {
public:
    explicit cast(store::backend kind = store::backend::sqlite);

    domain::organisation_id tops, other;  ///< Alice's and Charlie's organisations
    person alice, bob, charlie;           ///< owner of tops; desk at round_table only; owner of other
    domain::event_id event;               ///< Alice's: published, no limit
    domain::event_id second;              ///< Alice's: published, Bob has nothing to do with it
    domain::event_id draft;               ///< Alice's: not published
    domain::event_id charlies;            ///< Charlie's: published
};

} // namespace krug::cast
