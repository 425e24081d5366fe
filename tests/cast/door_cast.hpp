// A small event at the door: its keys, tickets, rules and a device, for every test that needs one.
// Tests only.
#pragma once

#include "domain/admission.hpp"
#include "gate_protocol/feed.hpp"
#include "ground/randomness.hpp"
#include "ticket/short_code.hpp"
#include "ticket/ticket.hpp"

#include <algorithm>
#include <string>

namespace krug::cast {

inline constexpr domain::utc_seconds doors_open = 1'602'756'000; // 15 Oct 2020, 15:00 in Tyumen
inline constexpr domain::event_id tyumen{59394};

inline ticket::key32 seed_of(std::uint8_t first) {
    ticket::key32 seed{};
    seed.fill(first);
    return seed;
}

/// The organiser's root key and two event keys, the same in every run.
struct keyring {
    ticket::signing_key root{seed_of(1)}, event{seed_of(2)}, older{seed_of(3)};

    gate_protocol::listed_key listed(const ticket::signing_key& key, domain::key_standing standing) const {
        gate_protocol::listed_key out;
        const auto raw = key.open_part().raw();
        std::copy(raw.begin(), raw.end(), out.key.begin());
        out.standing = standing;
        return out;
    }
    gate_protocol::key_set signed_set(std::int64_t version, std::vector<gate_protocol::listed_key> keys) const {
        gate_protocol::key_set set;
        set.event = tyumen;
        set.version = version;
        set.keys = std::move(keys);
        set.signature = root.sign(gate_protocol::signed_part(set));
        return set;
    }
    gate_protocol::key_set usual() const {
        return signed_set(1, {listed(event, domain::key_standing::active), listed(older, domain::key_standing::retired)});
    }
    domain::digest root_raw() const {
        domain::digest out{};
        const auto raw = root.open_part().raw();
        std::copy(raw.begin(), raw.end(), out.begin());
        return out;
    }
};

/// Guest `number`'s ticket, issued a day before the doors.
inline ticket::ticket_facts guest_ticket(int number, std::uint16_t generation = 1) {
    ticket::ticket_facts facts;
    facts.id.value = 0x1234'0000'0000'0000 + number;
    facts.generation = generation;
    facts.event = tyumen;
    facts.not_before = static_cast<std::uint32_t>(doors_open - 86400);
    facts.not_after = static_cast<std::uint32_t>(doors_open + 86400);
    facts.issued_at = static_cast<std::uint32_t>(doors_open - 86400);
    return facts;
}

inline std::string guest_code(int number) { return ticket::roster_hash(tyumen, guest_ticket(number).id); }

inline gate_protocol::roster_put guest_row(int number) {
    gate_protocol::roster_put put;
    put.code = guest_code(number);
    put.name = "Анна П.";
    put.table = "4, место 6";
    return put;
}

inline gate_protocol::rules usual_rules() {
    gate_protocol::rules rules;
    rules.event.event = tyumen;
    rules.event.title = "Социальная технологическая инициатива";
    rules.event.starts_at = doors_open;
    rules.event.ends_at = doors_open + 4 * 3600;
    rules.event.utc_offset_minutes = 300;
    domain::session_times table;
    table.id = {7};
    table.title = "Город для жизни";
    table.starts_at = doors_open + 3600;
    table.ends_at = doors_open + 7200;
    rules.event.sessions = {table};
    domain::admission_point_rules entrance;
    entrance.id = {1};
    entrance.name = "стойка 1";
    entrance.name_en = "desk 1";
    domain::admission_point_rules other = entrance;
    other.id = {2};
    other.name = "стойка 2";
    other.name_en = "desk 2";
    rules.points = {entrance, other};
    return rules;
}

} // namespace krug::cast
