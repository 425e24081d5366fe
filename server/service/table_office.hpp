// What organisers, guests and hosts do with round tables: set them up, take a place, see one's own people.
// Called by web and commands; every function is one transaction.
#pragma once

#include "domain/registration.hpp"
#include "domain/round_table.hpp"
#include "domain/staff.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {
class database;
}
namespace krug::ground {
class clock;
class randomness;
}

namespace krug::service {

class key_office;

inline constexpr std::size_t tables_per_event_max = 400;

/// A table and how full it is.
struct table_line {
    domain::round_table table;
    int taken = 0;      ///< seats held in the first round
    int most_taken = 0; ///< in the round in which most sit there: fewer seats than these cannot be set
    int free() const { return table.seats > taken ? table.seats - taken : 0; }
};

/// One person's place by hand: `table` 0 = no place in this round.
struct placing {
    domain::registration_id who;
    domain::session_id session;
    int round = 1;
    int table = 0;
    bool fixed = true; ///< later plans leave it; else they may move it again
};

/// What the host of a table sees: names and nothing else.
struct host_view {
    domain::round_table table;
    struct one_round {
        int round = 1;
        std::vector<domain::person_name> people; ///< in the order of lists
    };
    std::vector<one_round> rounds; ///< at least one
};

class table_office {
public:
    table_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys);

    /// By number.
    std::vector<table_line> list(domain::event_id event);
    std::optional<table_line> find(domain::event_id event, int number);

    /// `count` tables alike, numbered on from the given number (0 = after the last one there is). Returns the first
    /// number. Refuses with not_found (event), invalid (number duplicate, session or categories not_a_choice, what
    /// check_round_table says), too_many (more than tables_per_event_max).
    domain::result<int> add(const domain::actor& by, const domain::round_table& like, int count);
    /// Refuses with not_found, invalid (also seats: below what is taken in some round, limit = those; session: people
    /// sit there already).
    domain::result<void> change(const domain::actor& by, const domain::round_table& what);
    /// Refuses with not_found, wrong_state when somebody sits there.
    domain::result<void> remove(const domain::actor& by, domain::event_id event, int number);

    /// A guest's own choice for the first round; 0 gives the place back and asks to be seated. The last seat is given
    /// once. Refuses with not_found, wrong_state (no seat at the event, or a place that staff have fixed), invalid (as
    /// table_to_choose).
    domain::result<void> choose(const domain::actor& by, domain::event_id event, domain::registration_id who, int table);
    /// All of them or none. Places by hand stand against every later plan. Refuses with not_found (event, person
    /// without a seat at the event, table of this session: at = its number), invalid (round), full (at = the table).
    domain::result<void> place(const domain::actor& by, domain::event_id event, std::span<const placing> wanted);

    std::vector<domain::table_place> places_of(domain::event_id event, domain::registration_id who);
    /// How many rounds a person has, 0 before any seating of the whole event.
    int rounds(domain::event_id event, domain::session_id session);

    /// For the link /t/…, derived from the table's salt and the instance's key.
    std::string host_secret(const domain::round_table& table) const;
    /// Nothing when the secret is wrong.
    std::optional<host_view> find_by_host_secret(std::string_view secret);
    std::optional<host_view> host_page(domain::event_id event, int number);
    /// The link from before leads nowhere from now on. Refuses with not_found.
    domain::result<void> renew_host_link(const domain::actor& by, domain::event_id event, int number);

private:
    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    key_office& keys_;
};

} // namespace krug::service
