// If this is wrong, tests of the hot offices prove nothing. The house of house.hpp with its doors: check-in,
// attendance, devices; chance is seeded and may be asked by many threads.
#pragma once

#include "cast/house.hpp"
#include "service/attendance_office.hpp"
#include "service/check_in_office.hpp"
#include "service/conflict_office.hpp"
#include "service/door_office.hpp"
#include "service/gate_office.hpp"
#include "store/outbox_store.hpp"
#include "store/registration_store.hpp"

#include <algorithm>
#include <mutex>
#include <stdexcept>

namespace krug::cast {

class shared_randomness final : public ground::randomness {
public:
    explicit shared_randomness(std::uint64_t seed) : seeded_(seed) {}
    void fill(std::span<std::byte> out) override {
        const std::lock_guard hold(mutex_);
        seeded_.fill(out);
    }

private:
    std::mutex mutex_;
    ground::seeded_randomness seeded_;
};

inline int tyumen_offset(std::string_view, ground::utc_seconds) { return 300; }

class front_house : public house {
protected:
    void SetUp() override {
        house::SetUp();
        if (IsSkipped()) return;
        registrations.reset();
        keys.emplace(database(), clock, chance, service::master_key{});
        registrations.emplace(database(), clock, chance, *keys);
        check_ins.emplace(database(), clock, chance, *keys, *registrations, tyumen_offset);
        attendance.emplace(database(), clock, *keys);
        conflicts.emplace(database(), clock, *keys, *check_ins, *registrations);
        doors.emplace(database(), clock, *keys, tyumen_offset);
        gate.emplace(database(), clock, chance, *keys, tyumen_offset, "https://krug.example", std::nullopt);
    }
    void TearDown() override {
        gate.reset();
        doors.reset();
        conflicts.reset();
        attendance.reset();
        check_ins.reset();
        house::TearDown();
    }

    static service::event_draft table_for(std::int64_t seats, int overbooking = 0) {
        auto draft = round_table();
        if (seats > 0) draft.event.capacity = seats;
        draft.event.registration.overbooking_percent = overbooking;
        return draft;
    }
    domain::session_id session_for(domain::event_id event, std::int64_t seats, const std::string& title = "Секция") {
        domain::session session;
        session.event = event;
        session.title = title;
        session.sign_up = domain::session_sign_up::optional;
        if (seats > 0) session.capacity = seats;
        return *events->add_session(alice, session);
    }
    /// Somebody of their own: another name and address each time.
    domain::registration_request stranger(domain::event_id event) {
        domain::registration_request request;
        request.event = event;
        request.name = {"Гостев" + std::to_string(++strangers_), "Пётр", ""};
        request.email = "stranger" + std::to_string(strangers_) + "@example.org";
        request.source = domain::registration_source::api;
        return request;
    }
    service::receipt join(domain::event_id event) { return join(stranger(event)); }
    /// A test that asks for what cannot be fails here.
    service::receipt join(const domain::registration_request& request) {
        auto given = registrations->register_guest(alice, request);
        if (!given) throw std::logic_error("refused with " + std::to_string(static_cast<int>(given.error().code)));
        return *std::move(given);
    }
    domain::registration now_of(const service::receipt& whose) {
        return registrations->find(whose.event, whose.id, false)->registration;
    }
    domain::registration_status status_of(const service::receipt& whose) { return now_of(whose).status; }
    domain::seat_pool pool_of(domain::event_id event, domain::session_id scope = {}) {
        for (const auto& pool : database().read([&](store::transaction& tx) { return store::seat_pools(tx, event); }))
            if (pool.scope == scope) return pool;
        ADD_FAILURE() << "no such pool";
        return {};
    }
    /// The kinds of the mails that were promised to one person, sorted.
    std::vector<std::string> mails_to(const service::receipt& whose) {
        std::vector<std::string> kinds;
        for (const auto& row : database().read(
                 [&](store::transaction& tx) { return store::due_mail(tx, clock.now() + 1, 100'000, false); }))
            if (row.event == whose.event && row.registration == whose.id) kinds.push_back(row.kind);
        std::sort(kinds.begin(), kinds.end());
        return kinds;
    }

    shared_randomness chance{20'261'015};
    std::optional<service::check_in_office> check_ins;
    std::optional<service::attendance_office> attendance;
    std::optional<service::gate_office> gate;
    std::optional<service::conflict_office> conflicts;
    std::optional<service::door_office> doors;

private:
    int strangers_ = 0;
};

} // namespace krug::cast
