// Registrations, their sessions, answers, needs and consents, and the counters and pools they move.
// Called by service only, inside a transaction.
#pragma once

#include "domain/people_filter.hpp"
#include "domain/seats.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

/// The event's rules and rising numbers, with the event's order of things locked for this transaction.
struct locked_event {
    domain::event rules; ///< id, state, capacity, registration, time only
    std::int64_t last_registration = 0;
    std::int64_t last_feed = 0;
    std::int64_t last_mail = 0;
    std::int64_t last_scan = 0;
    int seating_rounds = 0; ///< of the seating of the whole event that stands; 0 = none

    /// Registration, feed, mail, scan: whether a transaction has moved any of them.
    std::array<std::int64_t, 4> numbers() const { return {last_registration, last_feed, last_mail, last_scan}; }
};
std::optional<locked_event> lock_event(transaction& tx, domain::event_id event);
/// Writes the four numbers back; they never fall. Whoever waits for news of the event hears of it after COMMIT.
void save_numbers(transaction& tx, const locked_event& event);

std::vector<domain::seat_pool> seat_pools(transaction& tx, domain::event_id event);
void save_pool(transaction& tx, domain::event_id event, const domain::seat_pool& pool);

/// What a row holds beside the domain's registration.
struct registration_row {
    domain::registration registration;
    std::int64_t queue_number = 0; ///< > 0 exactly while waitlisted
    std::string search_key;
    std::string email_key;
    std::string request_key; ///< written once, not read back
};
/// Throws duplicate_key if the number is taken.
void insert_registrations(transaction& tx, std::span<const registration_row> rows);
struct session_seat {
    domain::registration_id registration;
    domain::session_id session;
    domain::session_choice::state standing{};
    std::int64_t queue_number = 0;
    domain::session_id leaves{}; ///< while waiting: what is given back for it; 0 = nothing
};
void insert_session_seats(transaction& tx, domain::event_id event, std::span<const session_seat> seats);
void insert_answers(transaction& tx, domain::event_id event, domain::registration_id id,
                    std::span<const domain::form_answer> answers);
void insert_need(transaction& tx, domain::event_id event, domain::registration_id id, const std::string& sealed);
void delete_need(transaction& tx, domain::event_id event, domain::registration_id id);
struct new_consent {
    domain::registration_id registration;
    domain::given_consent given;
    domain::utc_seconds given_at = 0;
};
void insert_consents(transaction& tx, domain::event_id event, std::span<const new_consent> consents);
/// Ticket salts of everybody, for finding a registration by its roster hash.
struct ticket_salt {
    domain::registration_id id;
    std::uint32_t salt = 0;
};
std::vector<ticket_salt> ticket_salts(transaction& tx, domain::event_id event);

/// With its sessions, waitlist place and (if asked) answers.
std::optional<registration_row> find_registration(transaction& tx, domain::event_id event, domain::registration_id id);
/// Those of `ids` (all different) that there are, in no promised order.
std::vector<registration_row> find_registrations(transaction& tx, domain::event_id event,
                                                 std::span<const domain::registration_id> ids);
std::vector<domain::form_answer> answers_of(transaction& tx, domain::event_id event, domain::registration_id id);
std::optional<std::string> need_of(transaction& tx, domain::event_id event, domain::registration_id id);
std::vector<domain::given_consent> consents_of(transaction& tx, domain::event_id event, domain::registration_id id);

/// The registration that the request of this name (not "") made.
std::optional<domain::registration_id> find_by_request(transaction& tx, domain::event_id event,
                                                       const std::string& request_key);

/// Live registrations of some addresses (all different, none "") in one event, by number.
struct namesake {
    domain::registration_id id;
    std::string email_key;
    std::string search_key;
};
std::vector<namesake> live_by_email(transaction& tx, domain::event_id event, std::span<const std::string> email_keys);

/// Name and address key of every live registration of an event.
struct live_person {
    domain::registration_id id;
    domain::person_name name;
    std::string email_key;
};
std::vector<live_person> live_people(transaction& tx, domain::event_id event);

/// Status, queue number, hold, ticket stamp, version + 1, changed_at.
void save_standing(transaction& tx, const registration_row& row);
/// Name, contacts, organisation, position, note, keys, version + 1, changed_at.
void save_person(transaction& tx, const registration_row& row);

/// The organisers' words to whoever is declined; "" takes them back.
void save_decline_reason(transaction& tx, domain::event_id event, domain::registration_id id, const std::string& reason);

/// The one who waits longest for the event or (scope > 0) for the session; nothing when nobody does.
std::optional<domain::registration_id> first_waiting(transaction& tx, domain::event_id event, domain::session_id scope);
void save_session_seat(transaction& tx, domain::event_id event, const session_seat& seat);
void delete_session_seat(transaction& tx, domain::event_id event, domain::registration_id who, domain::session_id session);
/// The one who waits longest for the session, with what would be given back for it.
std::optional<session_seat> first_in_line(transaction& tx, domain::event_id event, domain::session_id session);
/// Does anybody at the event wait for one session with a seat in another?
bool has_swaps(transaction& tx, domain::event_id event);
std::vector<session_seat> session_seats(transaction& tx, domain::event_id event, domain::registration_id id);

/// Unconfirmed registrations whose hold ended at or before `now`, at most `most`.
struct held {
    domain::event_id event;
    domain::registration_id id;
};
std::vector<held> ended_holds(transaction& tx, domain::utc_seconds now, int most);

struct list_filter {
    std::vector<std::string> keys;  ///< any of these inside the search key; empty = all
    domain::people_filter people;
    std::int64_t only_id = 0;       ///< > 0: this registration, whatever `keys` say
    std::int64_t after_id = 0;      ///< cursor: the last row before; 0 = from the first
    int limit = 50;
};
/// Ordered by search key (ё with е), then number.
std::vector<registration_row> list_registrations(transaction& tx, domain::event_id event, const list_filter& filter);
std::int64_t count_registrations(transaction& tx, domain::event_id event, const list_filter& filter);
/// The same list as numbers, without regard to cursor and limit, if it is no longer than `most`; else nothing. For filters with
/// keys, which find few: then one look through the event gives page and count.
std::optional<std::vector<domain::registration_id>> found_registrations(transaction& tx, domain::event_id event,
                                                                        const list_filter& filter, int most);
/// What counting needs of every registration of an event, by number.
struct registration_brief {
    domain::registration_id id;
    domain::registration_status status{};
    domain::category_id category;
    domain::registration_source source{};
    domain::utc_seconds created_at = 0;
    std::string person; ///< e-mail key, or the search key of somebody without one
};
std::vector<registration_brief> registration_briefs(transaction& tx, domain::event_id event);
/// Who has a seat in each session: session number and how many.
std::vector<std::pair<std::int64_t, std::int64_t>> seated_by_session(transaction& tx, domain::event_id event);
struct status_count {
    domain::registration_status status{};
    domain::registration_source source{};
    std::int64_t count = 0;
};
std::vector<status_count> count_by_status_and_source(transaction& tx, domain::event_id event);
std::vector<std::pair<std::string, std::int64_t>> count_by_status(transaction& tx, domain::event_id event);

} // namespace krug::store
