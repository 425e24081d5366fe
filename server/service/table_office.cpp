#include "service/table_office.hpp"

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "service/event_change.hpp"
#include "service/key_office.hpp"
#include "service/request_trace.hpp"
#include "service/staff_office.hpp"
#include "service/table_places.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/feed_store.hpp"
#include "store/registration_store.hpp"
#include "store/session_store.hpp"
#include "store/table_store.hpp"
#include "ticket/digest.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::service {

using domain::refusal_code;
using domain::round_table;
using store::transaction;

namespace {

constexpr std::size_t host_pointer_bytes = 6; // event and number of the table, in clear: neither is a secret
constexpr std::size_t host_mac_bytes = 32;

/// Sessions and categories that the table names must be the event's own.
std::optional<domain::refusal> fault_in_links(transaction& tx, const round_table& what) {
    if (what.session) {
        const auto sessions = store::sessions_of(tx, what.event);
        if (std::none_of(sessions.begin(), sessions.end(), [&](const auto& each) { return each.id == what.session; }))
            return refuse_field("session", "not_a_choice");
    }
    if (what.categories.empty()) return std::nullopt;
    const auto known = store::categories_of(tx, what.event);
    for (const auto wanted : what.categories)
        if (wanted && std::none_of(known.begin(), known.end(), [&](const auto& each) { return each.id == wanted; }))
            return refuse_field("categories", "not_a_choice");
    return std::nullopt;
}

int most_taken_at(transaction& tx, domain::event_id event, int number) {
    int most = 0;
    for (const auto& each : store::table_fillings(tx, event))
        if (each.table == number) most = std::max(most, each.taken);
    return most;
}

std::vector<table_line> lines_of(transaction& tx, domain::event_id event) {
    std::vector<table_line> lines;
    std::map<int, std::size_t> at;
    for (auto& table : store::round_tables(tx, event)) {
        at[table.number] = lines.size();
        lines.push_back({std::move(table), 0, 0});
    }
    for (const auto& each : store::table_fillings(tx, event)) {
        auto& line = lines[at.at(each.table)];
        if (each.round == 1) line.taken = each.taken;
        line.most_taken = std::max(line.most_taken, each.taken);
    }
    return lines;
}

/// Pages show tables, so the event's version moves.
void settle_change(transaction& tx, const domain::actor& by, std::string_view what, domain::event_id event, int number,
                   std::string_view facts, ground::utc_seconds now) {
    store::raise_event_version(tx, event);
    record_audit(tx, by, what, event, number, std::string(facts), now);
}

struct undone { // thrown to take everything back
    domain::refusal why;
};

/// After all moves: nobody sits on a chair that is not there.
void check_room(transaction& tx, domain::event_id event, const std::set<std::pair<int, int>>& touched) {
    const auto tables = store::round_tables(tx, event);
    for (const auto& [number, round] : touched)
        for (const auto& table : tables)
            if (table.number == number && store::taken_at_table(tx, event, number, round) > table.seats)
                throw undone{refuse(refusal_code::full, number)};
}

host_view view_of(transaction& tx, round_table table) {
    host_view view;
    const auto standing = store::seating_of(tx, table.event, table.session);
    const auto people = store::sitting_at(tx, table.event, table.number);
    int rounds = standing ? standing->rounds : 1;
    for (const auto& each : people) rounds = std::max(rounds, each.round);
    for (int round = 1; round <= rounds; ++round) view.rounds.push_back({round, {}});
    for (const auto& each : people) view.rounds[static_cast<std::size_t>(each.round - 1)].people.push_back(each.name);
    view.table = std::move(table);
    return view;
}

} // namespace

table_office::table_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys)
    : database_(database), clock_(clock), random_(random), keys_(keys) {}

std::vector<table_line> table_office::list(domain::event_id event) {
    return database_.read([&](transaction& tx) { return lines_of(tx, event); });
}

std::optional<table_line> table_office::find(domain::event_id event, int number) {
    for (auto& line : list(event))
        if (line.table.number == number) return std::move(line);
    return std::nullopt;
}

domain::result<int> table_office::add(const domain::actor& by, const round_table& like, int count) {
    if (const auto made = made_before("table")) return static_cast<int>(*made);
    const auto trace = trace_of_request();
    auto checked = like;
    if (checked.number == 0) checked.number = 1; // given below
    auto wrong = domain::check_round_table(checked);
    if (count < 1 || count > static_cast<int>(tables_per_event_max))
        wrong.push_back({"count", "out_of_range", static_cast<std::int64_t>(tables_per_event_max)});
    if (!wrong.empty()) return refuse_fields(std::move(wrong));
    std::vector<std::string> salts;
    for (int each = 0; each < count; ++each) salts.push_back(random_.hex(16));
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<int> {
        auto locked = store::lock_event(tx, like.event);
        if (!locked) return refuse(refusal_code::not_found);
        if (auto fault = fault_in_links(tx, like)) return *std::move(fault);
        const auto known = store::round_tables(tx, like.event);
        if (known.size() + salts.size() > tables_per_event_max)
            return refuse(refusal_code::full, static_cast<std::int64_t>(tables_per_event_max));
        const int first = like.number > 0 ? like.number : known.empty() ? 1 : known.back().number + 1;
        if (first + count - 1 > domain::table_number_max)
            return domain::refusal{refusal_code::invalid, 0, {{"number", "out_of_range", domain::table_number_max}}};
        std::vector<round_table> made;
        for (int each = 0; each < count; ++each) {
            made.push_back(like);
            made.back().number = first + each;
            made.back().host_salt = salts[static_cast<std::size_t>(each)];
            if (std::any_of(known.begin(), known.end(), [&](const auto& one) { return one.number == first + each; }))
                return domain::refusal{refusal_code::invalid, 0, {{"number", "duplicate", first + each}}};
        }
        store::insert_round_tables(tx, made);
        settle_change(tx, by, "add_tables", like.event, first, "count=" + std::to_string(count), now);
        trace.leave(tx, "table", first);
        return first;
    });
}

domain::result<void> table_office::change(const domain::actor& by, const round_table& what) {
    if (auto wrong = domain::check_round_table(what); !wrong.empty()) return refuse_fields(std::move(wrong));
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        auto locked = store::lock_event(tx, what.event);
        const auto before = locked ? store::find_round_table(tx, what.event, what.number) : std::nullopt;
        if (!before) return refuse(refusal_code::not_found);
        if (auto fault = fault_in_links(tx, what)) return *std::move(fault);
        const int taken = most_taken_at(tx, what.event, what.number);
        if (what.seats < taken) return domain::refusal{refusal_code::invalid, 0, {{"seats", "out_of_range", taken}}};
        if (what.session != before->session && taken > 0) return refuse_field("session", "not_a_choice");
        store::update_round_table(tx, what);
        settle_change(tx, by, "change_table", what.event, what.number, "", now);
        return {};
    });
}

domain::result<void> table_office::remove(const domain::actor& by, domain::event_id event, int number) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        auto locked = store::lock_event(tx, event);
        if (!locked || !store::find_round_table(tx, event, number)) return refuse(refusal_code::not_found);
        if (const int taken = most_taken_at(tx, event, number); taken > 0) return refuse(refusal_code::wrong_state, taken);
        store::delete_round_table(tx, event, number);
        settle_change(tx, by, "remove_table", event, number, "", now);
        return {};
    });
}

domain::result<void> table_office::choose(const domain::actor& by, domain::event_id event, domain::registration_id who,
                                          int table) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        auto locked = store::lock_event(tx, event);
        const auto row = locked ? store::find_registration(tx, event, who) : std::nullopt;
        if (!row) return refuse(refusal_code::not_found);
        const auto& r = row->registration;
        if (!domain::holds_seat(r.status)) return refuse(refusal_code::wrong_state);
        const auto places = store::places_of(tx, event, who);
        domain::session_id session;
        if (table != 0) {
            std::vector<domain::session_id> sessions;
            for (const auto& choice : r.sessions)
                if (choice.standing != domain::session_choice::state::waiting) sessions.push_back(choice.session);
            const auto here = std::find_if(places.begin(), places.end(), [&](const auto& each) {
                return each.table == table && each.round == 1 && each.held == domain::held_by::guest;
            });
            if (here != places.end()) return {}; // chosen twice
            const auto chosen = table_to_choose(tx, event, table, r.category, sessions);
            const bool sits_there = std::any_of(places.begin(), places.end(), [&](const auto& each) {
                return each.table == table && each.round == 1;
            });
            // Who already sits there takes no further seat by saying that this is where they want to be.
            if (!chosen && !(sits_there && chosen.error().fields.front().code == "full")) return chosen.error();
            session = store::find_round_table(tx, event, table)->session;
        }
        bool moved = false;
        for (const auto& each : places) {
            if (each.round != 1 || (table != 0 && each.session != session)) continue;
            if (each.held == domain::held_by::staff) return refuse(refusal_code::wrong_state);
            if (table == 0 && each.held != domain::held_by::guest) continue;
            store::delete_place(tx, event, who, each.session, 1);
            moved = true;
        }
        if (table != 0) store::save_place(tx, event, {who, session, 1, table, domain::held_by::guest});
        if (table == 0 && !moved) return {};
        store::refresh_tables_of(tx, event, who, now);
        const store::feed_note note{"roster", who.value};
        store::insert_feed(tx, event, ++locked->last_feed, std::span(&note, 1));
        store::save_numbers(tx, *locked);
        record_audit(tx, by, "choose_table", event, who.value, "table=" + std::to_string(table), now);
        return {};
    });
}

domain::result<void> table_office::place(const domain::actor& by, domain::event_id event,
                                         std::span<const placing> wanted) {
    const auto now = clock_.now();
    try {
        database_.write([&](transaction& tx) {
            auto locked = store::lock_event(tx, event);
            if (!locked) throw undone{refuse(refusal_code::not_found)};
            const auto tables = store::round_tables(tx, event);
            std::set<std::pair<int, int>> touched;
            std::set<std::int64_t> moved;
            for (const auto& each : wanted) {
                const auto row = store::find_registration(tx, event, each.who);
                if (!row || !domain::holds_seat(row->registration.status))
                    throw undone{refuse(refusal_code::not_found, each.who.value)};
                const auto standing = store::seating_of(tx, event, each.session);
                if (each.round < 1 || each.round > (standing ? standing->rounds : 1))
                    throw undone{refuse_field("round", "out_of_range")};
                if (each.table == 0) {
                    store::delete_place(tx, event, each.who, each.session, each.round);
                } else {
                    if (std::none_of(tables.begin(), tables.end(), [&](const auto& table) {
                            return table.number == each.table && table.session == each.session;
                        }))
                        throw undone{refuse(refusal_code::not_found, each.table)};
                    store::save_place(tx, event, {each.who, each.session, each.round, each.table,
                                                 each.fixed ? domain::held_by::staff : domain::held_by::plan});
                    touched.emplace(each.table, each.round);
                }
                moved.insert(each.who.value);
            }
            check_room(tx, event, touched);
            std::vector<domain::registration_id> people;
            for (const auto id : moved) people.push_back({id});
            store::refresh_tables(tx, event, people, now);
            store::insert_roster_feed(tx, event, locked->last_feed + 1, people);
            locked->last_feed += static_cast<std::int64_t>(people.size());
            store::save_numbers(tx, *locked);
            for (const auto& each : wanted)
                record_audit(tx, by, "place_at_table", event, each.who.value,
                             "round=" + std::to_string(each.round) + " table=" + std::to_string(each.table), now);
        });
    } catch (const undone& stopped) {
        return stopped.why;
    }
    return {};
}

std::vector<domain::table_place> table_office::places_of(domain::event_id event, domain::registration_id who) {
    return database_.read([&](transaction& tx) { return store::places_of(tx, event, who); });
}

int table_office::rounds(domain::event_id event, domain::session_id session) {
    const auto standing = database_.read([&](transaction& tx) { return store::seating_of(tx, event, session); });
    return standing ? standing->rounds : 0;
}

std::string table_office::host_secret(const round_table& table) const {
    const auto master = keys_.derive("krug-table-host/1");
    ticket::key32 key;
    std::transform(master.begin(), master.end(), key.begin(), [](std::byte each) { return std::to_integer<std::uint8_t>(each); });
    ticket::bytes raw;
    for (int shift = 24; shift >= 0; shift -= 8) raw.push_back(static_cast<std::uint8_t>(table.event.value >> shift));
    for (int shift = 8; shift >= 0; shift -= 8) raw.push_back(static_cast<std::uint8_t>(table.number >> shift));
    const auto mac = ticket::hmac_sha256(key, ticket::bytes_of(std::to_string(table.event.value) + "/" +
                                                               std::to_string(table.number) + "/" + table.host_salt));
    raw.insert(raw.end(), mac.begin(), mac.end());
    return ticket::to_base64url(raw);
}

std::optional<host_view> table_office::find_by_host_secret(std::string_view secret) {
    if (secret.size() != 51) return std::nullopt; // 38 bytes as base64url
    const auto raw = ticket::from_base64url(secret);
    if (!raw || raw->size() != host_pointer_bytes + host_mac_bytes) return std::nullopt;
    std::int64_t event = 0;
    for (std::size_t at = 0; at < 4; ++at) event = event << 8 | (*raw)[at];
    const int number = (*raw)[4] << 8 | (*raw)[5];
    auto found = host_page({event}, number);
    if (!found || !ticket::same_text(secret, host_secret(found->table))) return std::nullopt;
    return found;
}

std::optional<host_view> table_office::host_page(domain::event_id event, int number) {
    return database_.read([&](transaction& tx) -> std::optional<host_view> {
        auto table = store::find_round_table(tx, event, number);
        if (!table) return std::nullopt;
        return view_of(tx, *std::move(table));
    });
}

domain::result<void> table_office::renew_host_link(const domain::actor& by, domain::event_id event, int number) {
    const auto salt = random_.hex(16);
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event) || !store::find_round_table(tx, event, number))
            return refuse(refusal_code::not_found);
        store::save_host_salt(tx, event, number, salt);
        record_audit(tx, by, "renew_host_link", event, number, "", now);
        return {};
    });
}

} // namespace krug::service
