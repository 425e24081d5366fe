#include "store/merge_store.hpp"

#include "ground/check.hpp"
#include "store/statement.hpp"
#include "store/written_numbers.hpp"

namespace krug::store {

using text = std::string;
using number = std::int64_t;

namespace {

/// Several numbers for each thing, one behind the other.
std::vector<number> flat(const std::vector<session_seat>& seats) {
    std::vector<number> all;
    for (const auto& seat : seats)
        for (const auto part : {seat.registration.value, seat.session.value, static_cast<number>(seat.standing), seat.queue_number, seat.leaves.value})
            all.push_back(part);
    return all;
}
std::vector<number> flat(const std::vector<domain::table_place>& places) {
    std::vector<number> all;
    for (const auto& place : places)
        for (const auto part : {place.who.value, place.session.value, number{place.round}, number{place.table}, static_cast<number>(place.held)})
            all.push_back(part);
    return all;
}
constexpr std::size_t parts = 5;

std::vector<session_seat> seats_from(const text& written) {
    const auto all = read_numbers<number>(written);
    std::vector<session_seat> seats;
    for (std::size_t at = 0; at + parts <= all.size(); at += parts)
        seats.push_back({{all[at]}, {all[at + 1]}, static_cast<domain::session_choice::state>(all[at + 2]), all[at + 3], {all[at + 4]}});
    return seats;
}
std::vector<domain::table_place> places_from(const text& written) {
    const auto all = read_numbers<number>(written);
    std::vector<domain::table_place> places;
    for (std::size_t at = 0; at + parts <= all.size(); at += parts)
        places.push_back({{all[at]}, {all[at + 1]}, static_cast<int>(all[at + 2]), static_cast<int>(all[at + 3]), static_cast<domain::held_by>(all[at + 4])});
    return places;
}

domain::registration_status status_from(const text& word) {
    const auto status = domain::parse_word<domain::registration_status>(word);
    KRUG_CHECK(status.has_value()); // only our own words are ever written
    return *status;
}

} // namespace

void insert_merge(transaction& tx, domain::event_id event, const merge_before& b) {
    const auto last = query_one<number>(tx, "last_merge_step", "SELECT COALESCE(MAX(number), 0) FROM merge_step WHERE event_id = :event", event);
    const auto next = std::get<0>(*last) + 1;
    execute(tx, "insert_merge_step",
            "INSERT INTO merge_step (event_id, number, kept_id, given_up_id, made_at, made_by) VALUES (:event, :number, :kept, :given_up, "
            ":at, :by)",
            event, next, b.kept, b.given_up, b.made_at, b.made_by);
    execute(tx, "insert_merge_before",
            "INSERT INTO merge_before (event_id, number, kept_version, given_up_version, family_name, given_name, additional_name, email, "
            "email_key, phone, phone_raw, organisation, job_position, note, category, kept_status, kept_queue, kept_hold, given_up_status, "
            "given_up_queue, given_up_hold, sessions, places, tags, companions, took_need, letter) VALUES (:event, :number, :kept_version, "
            ":given_up_version, :family, :given, :additional, :email, :email_key, :phone, :phone_raw, :organisation, :position, :note, "
            ":category, :kept_status, :kept_queue, :kept_hold, :given_up_status, :given_up_queue, :given_up_hold, :sessions, :places, :tags, "
            ":companions, :took_need, :letter)",
            event, next, b.kept_version, b.given_up_version, b.name.family, b.name.given, b.name.additional, b.email, b.email_key, b.phone,
            b.phone_raw, b.organisation, b.position, b.note, b.category, domain::word_of(b.kept_status), b.kept_queue, b.kept_hold,
            domain::word_of(b.given_up_status), b.given_up_queue, b.given_up_hold, write_numbers(flat(b.sessions)), write_numbers(flat(b.places)),
            write_numbers(b.tags), write_numbers(b.companions), b.took_need, b.letter);
}

std::optional<merge_before> find_merge(transaction& tx, domain::event_id event, std::int64_t which) {
    merge_before b;
    auto who = query_one<domain::registration_id, domain::registration_id, number, number, number, number, text, text, text, text, text, text>(
        tx, "find_merge",
        "SELECT m.kept_id, m.given_up_id, m.made_at, m.made_by, b.kept_version, b.given_up_version, b.family_name, b.given_name, "
        "b.additional_name, b.email, b.email_key, b.phone FROM merge_step m JOIN merge_before b ON b.event_id = m.event_id "
        "AND b.number = m.number WHERE m.event_id = :event AND m.number = :number",
        event, which);
    if (!who) return std::nullopt;
    std::tie(b.kept, b.given_up, b.made_at, b.made_by, b.kept_version, b.given_up_version, b.name.family, b.name.given, b.name.additional,
             b.email, b.email_key, b.phone) = std::move(*who);
    text kept_status, given_up_status, sessions, places, tags, companions;
    std::tie(b.phone_raw, b.organisation, b.position, b.note, b.category, kept_status, b.kept_queue, b.kept_hold) =
        *query_one<text, text, text, text, domain::category_id, text, number, number>(
            tx, "find_merge_rest",
            "SELECT phone_raw, organisation, job_position, note, category, kept_status, kept_queue, kept_hold FROM merge_before "
            "WHERE event_id = :event AND number = :number",
            event, which);
    std::tie(given_up_status, b.given_up_queue, b.given_up_hold, sessions, places, tags, companions, b.took_need, b.letter) =
        *query_one<text, number, number, text, text, text, text, bool, number>(
            tx, "find_merge_seats",
            "SELECT given_up_status, given_up_queue, given_up_hold, sessions, places, tags, companions, took_need, letter FROM merge_before "
            "WHERE event_id = :event AND number = :number",
            event, which);
    b.number = which;
    b.kept_status = status_from(kept_status);
    b.given_up_status = status_from(given_up_status);
    b.sessions = seats_from(sessions);
    b.places = places_from(places);
    b.tags = read_numbers<number>(tags);
    b.companions = read_numbers<number>(companions);
    return b;
}

std::optional<merge_before> merge_of(transaction& tx, domain::event_id event, domain::registration_id who) {
    const auto row = query_one<number>(tx, "merge_of",
                                       "SELECT m.number FROM merge_step m JOIN merge_before b ON b.event_id = m.event_id AND b.number = m.number "
                                       "WHERE m.event_id = :event AND (m.kept_id = :who OR m.given_up_id = :who) ORDER BY m.number DESC LIMIT 1",
                                       event, who);
    return row ? find_merge(tx, event, std::get<0>(*row)) : std::nullopt;
}

void delete_merge(transaction& tx, domain::event_id event, std::int64_t which) {
    execute(tx, "delete_merge", "DELETE FROM merge_before WHERE event_id = :event AND number = :number", event, which);
}

bool has_old_merges(transaction& tx, ground::utc_seconds before) {
    return query_one<number>(tx, "has_old_merges",
                             "SELECT 1 FROM merge_before b JOIN merge_step m ON m.event_id = b.event_id AND m.number = b.number "
                             "WHERE m.made_at < :before LIMIT 1",
                             before)
        .has_value();
}

void forget_merges(transaction& tx, ground::utc_seconds before) {
    execute(tx, "forget_merges",
            "DELETE FROM merge_before WHERE EXISTS (SELECT 1 FROM merge_step m WHERE m.event_id = merge_before.event_id "
            "AND m.number = merge_before.number AND m.made_at < :before)",
            before);
}

} // namespace krug::store
