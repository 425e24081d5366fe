// If this is wrong, tests of offices prove nothing. A migrated database with offices on a clock that stands, and the
// cast: Alice owns «Альянс», Bob works at one of its events, Charlie owns another organisation.
#pragma once

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "service/event_office.hpp"
#include "service/key_office.hpp"
#include "service/registration_office.hpp"
#include "store/migrations.hpp"
#include "store_contract/database_under_test.hpp"

namespace krug::cast {

/// 2026-09-01T09:00:00Z, a Tuesday.
inline constexpr ground::utc_seconds opening_day = 1'788'253'200;

class house : public store_contract::database_under_test {
protected:
    void SetUp() override {
        database_under_test::SetUp();
        if (IsSkipped()) return;
        store::migrate(database(), opening_day);
        keys.emplace(database(), clock, random, service::master_key{});
        events.emplace(database(), clock, random, *keys);
        registrations.emplace(database(), clock, random, *keys);
        alliance = *events->add_organisation(shell, {{}, "alliance", "Альянс", "", "Тюмень", ""});
        chamber = *events->add_organisation(shell, {{}, "chamber", "Палата", "", "Екатеринбург", ""});
        alice = staff_of({domain::role::owner, alliance, {}}, 1);
        charlie = staff_of({domain::role::owner, chamber, {}}, 3);
    }
    void TearDown() override {
        registrations.reset();
        events.reset();
        keys.reset();
        database_under_test::TearDown();
    }

    static domain::actor staff_of(domain::assignment role, std::int64_t id) {
        return {domain::actor_kind::staff, id, {role}};
    }

    /// A round table of the alliance in ten days, with somebody who answers for the data.
    static service::event_draft round_table(std::string title = "Круглый стол") {
        service::event_draft draft;
        draft.event.text.title = std::move(title);
        draft.event.kind = domain::event_kind::round_table;
        draft.event.time.precision = domain::date_precision::instant;
        draft.event.time.starts_at = opening_day + 10 * 86'400;
        draft.event.time.ends_at = opening_day + 10 * 86'400 + 7'200;
        draft.event.time.timezone = "Asia/Yekaterinburg";
        draft.organisers = {{"alliance", domain::organiser_role::organiser}};
        return draft;
    }
    domain::event_id published(const service::event_draft& draft) {
        const auto id = *events->create_event(alice, alliance, draft);
        EXPECT_TRUE(events->publish_event(alice, id));
        return id;
    }
    service::receipt register_guest(domain::event_id event, const std::string& family,
                                    std::vector<domain::session_id> sessions = {}) {
        domain::registration_request request;
        request.event = event;
        request.name = {family, "Анна", ""};
        request.email = "guest" + std::to_string(++guests_) + "@example.org";
        request.source = domain::registration_source::api;
        request.sessions = std::move(sessions);
        return *registrations->register_guest({}, request);
    }

    ground::standing_clock clock{opening_day};
    ground::seeded_randomness random{1};
    std::optional<service::key_office> keys;
    std::optional<service::event_office> events;
    std::optional<service::registration_office> registrations;
    domain::actor shell{domain::actor_kind::shell, 0, {}};
    domain::actor alice, charlie;
    domain::organisation_id alliance, chamber;

private:
    int guests_ = 0;
};

/// The fields of a refusal as "title:required period:malformed".
inline std::string fields_of(const domain::refusal& refused) {
    std::string text;
    for (const auto& each : refused.fields) text += (text.empty() ? "" : " ") + each.field + ":" + each.code;
    return text;
}

} // namespace krug::cast
