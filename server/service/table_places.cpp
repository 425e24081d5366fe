#include "service/table_places.hpp"

#include "store/table_store.hpp"

#include <algorithm>

namespace krug::service {

using domain::table_place;
using store::transaction;

namespace {

domain::refusal refuse_table(std::string_view code, std::int64_t limit = 0) {
    return {domain::refusal_code::invalid, 0, {{"table", std::string(code), limit}}};
}

/// One table a round with the most free seats, a table not visited yet before one that was.
std::vector<table_place> emptiest_places(transaction& tx, const domain::registration& who, int rounds) {
    const auto tables = store::round_tables(tx, who.event);
    const auto fillings = store::table_fillings(tx, who.event);
    std::vector<table_place> places;
    for (int round = 1; round <= rounds; ++round) {
        const domain::round_table* best = nullptr;
        int best_free = 0;
        bool best_new = false;
        for (const auto& each : tables) {
            if (each.session || !domain::admits(each, who.category)) continue;
            int free = each.seats;
            for (const auto& filling : fillings)
                if (filling.table == each.number && filling.round == round) free -= filling.taken;
            const bool is_new = std::none_of(places.begin(), places.end(),
                                             [&](const auto& place) { return place.table == each.number; });
            if (free <= 0 || std::pair(is_new, free) <= std::pair(best_new, best_free)) continue;
            best = &each, best_free = free, best_new = is_new;
        }
        if (best != nullptr) places.push_back({who.id, {}, round, best->number, domain::held_by::plan});
    }
    return places;
}

} // namespace

domain::result<domain::round_table> table_to_choose(transaction& tx, domain::event_id event, int number,
                                                    domain::category_id category,
                                                    std::span<const domain::session_id> sessions) {
    auto table = store::find_round_table(tx, event, number);
    if (!table || !table->guests_choose || !domain::admits(*table, category)) return refuse_table("not_a_choice");
    if (table->session && std::find(sessions.begin(), sessions.end(), table->session) == sessions.end())
        return refuse_table("not_a_choice");
    if (store::taken_at_table(tx, event, number, 1) >= table->seats) return refuse_table("full", table->seats);
    return *std::move(table);
}

std::vector<table_place> first_places(transaction& tx, domain::registration& who, int number, int seating_rounds) {
    const bool seated = domain::holds_seat(who.status);
    std::vector<table_place> places;
    if (number != 0) {
        const auto table = store::find_round_table(tx, who.event, number);
        const bool by_staff = who.source == domain::registration_source::staff || who.source == domain::registration_source::api;
        const auto held = !seated ? domain::held_by::wanted : by_staff ? domain::held_by::staff : domain::held_by::guest;
        places.push_back({who.id, table->session, 1, number, held});
    } else if (seated && seating_rounds > 0) {
        places = emptiest_places(tx, who, seating_rounds);
    }
    if (seated)
        for (const auto& place : places) who.tables.push_back(place.table);
    return places;
}

void settle_wish(transaction& tx, const domain::registration& who, int seating_rounds, domain::utc_seconds now) {
    const auto places = store::places_of(tx, who.event, who.id);
    bool moved = false;
    for (auto place : places) {
        if (place.held != domain::held_by::wanted) continue;
        const auto table = store::find_round_table(tx, who.event, place.table);
        if (table && store::taken_at_table(tx, who.event, place.table, place.round) < table->seats) {
            place.held = domain::held_by::guest;
            store::save_place(tx, who.event, place);
            moved = true;
        } else {
            store::delete_place(tx, who.event, who.id, place.session, place.round);
        }
    }
    if (places.empty() && seating_rounds > 0)
        for (const auto& place : emptiest_places(tx, who, seating_rounds)) {
            store::save_place(tx, who.event, place);
            moved = true;
        }
    if (moved) store::refresh_tables_of(tx, who.event, who.id, now);
}

domain::result<void> place_by_staff(transaction& tx, const domain::registration& who, int number,
                                    domain::utc_seconds now) {
    if (!domain::holds_seat(who.status)) return domain::refusal{domain::refusal_code::wrong_state, 0, {}};
    const auto places = store::places_of(tx, who.event, who.id);
    domain::session_id session;
    if (number != 0) {
        const auto table = store::find_round_table(tx, who.event, number);
        if (!table) return refuse_table("not_a_choice");
        session = table->session;
        const bool sits_there = std::any_of(places.begin(), places.end(), [&](const auto& each) {
            return each.table == number && each.round == 1 && each.held != domain::held_by::wanted;
        });
        if (!sits_there && store::taken_at_table(tx, who.event, number, 1) >= table->seats)
            return refuse_table("full", table->seats);
    }
    for (const auto& each : places)
        if (each.round == 1 && each.session == session) store::delete_place(tx, who.event, who.id, session, 1);
    if (number != 0) store::save_place(tx, who.event, {who.id, session, 1, number, domain::held_by::staff});
    store::refresh_tables_of(tx, who.event, who.id, now);
    return {};
}

void leave_tables(transaction& tx, const domain::registration& who, domain::utc_seconds now) {
    store::delete_places_of(tx, who.event, who.id);
    if (!who.tables.empty()) store::refresh_tables_of(tx, who.event, who.id, now);
}

} // namespace krug::service
