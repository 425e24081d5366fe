// Who sits at which round table in which round: a proposal that mixes people, and the figures that explain it.
// Called by the seating office, by the benchmark and by tests. Pure: the same task gives the same plan.
#pragma once

#include "domain/ids.hpp"
#include "domain/result.hpp"

#include <cstdint>
#include <vector>

namespace krug::domain {

/// Somebody to be seated. Sectors, organisations and parties are numbered by the caller from 1; 0 = not said, and two
/// people who did not say are not alike.
struct seated_person {
    registration_id id;
    int sector = 0;
    int organisation = 0;
    int party = 0;         ///< people of one party sit together in every round: a guest and the companion
    bool newcomer = false; ///< first time here: not to be put together with newcomers only
    int present_table = 0; ///< number of the table of the first round as it stands; 0 = none. Kept where it costs little
};

struct seating_table {
    int number = 0; ///< ≥ 1, unique
    int seats = 0;  ///< ≥ 1
    std::vector<int> sectors; ///< admitted to this table; empty = everybody
};

/// A decision that the proposal must not touch: by hand, by the person's own choice, or a seat fixed for access.
struct seating_lock {
    registration_id person;
    int table = 0;
    int round = 0; ///< 1…rounds; 0 = in every round
};

struct seating_task {
    std::vector<seated_person> people; ///< ≤ people_max
    std::vector<seating_table> tables; ///< ≤ tables_max
    int rounds = 1;                    ///< 1…rounds_max
    std::vector<seating_lock> locks;
    std::uint64_t seed = 1;
    std::int64_t trials = 0; ///< exchanges to try; 0 = as many as this task deserves (default_trials)
};

inline constexpr std::size_t seating_people_max = 2000;
inline constexpr std::size_t seating_tables_max = 400;
inline constexpr int seating_rounds_max = 12;

/// What may be said of one table in one round, so that a proposal explains itself.
struct table_figures {
    int people = 0;
    int sectors = 0;          ///< how many different ones sit here
    int same_organisation = 0; ///< pairs of one organisation, parties not counted
    int newcomers = 0;
    int met_before = 0;       ///< pairs that also sit together in an earlier round, parties not counted
};

struct seating_plan {
    /// [round][person as in the task] → number of the table.
    std::vector<std::vector<int>> tables;
    /// [round][table as in the task].
    std::vector<std::vector<table_figures>> figures;
    std::int64_t meetings = 0;     ///< pairs that sit together at least once, parties not counted
    std::int64_t meetings_max = 0; ///< no plan with these table sizes can have more (see meetings_bound)
    std::int64_t same_sector = 0;  ///< pairs of one sector at one table, over all rounds
    std::int64_t same_sector_min = 0; ///< no plan with these table sizes can have fewer
};

/// A proposal that keeps every lock, party, table rule and number of seats, and within that lets people meet new people
/// in each round, spreads sectors, organisations and newcomers, and fills tables evenly. Refuses with `invalid` and the
/// field: rounds (out_of_range), people or tables (too_long, required, duplicate), seats (out_of_range; limit = seats
/// missing), party (out_of_range when no table holds it; order when its locks name two tables), locks (unknown
/// person or table, out_of_range when they alone overfill a table, not_a_choice when the table's rule forbids them).
/// A rule that leaves somebody without any table: sectors (not_a_choice).
result<seating_plan> propose_seating(const seating_task& task);

/// The greatest number of different pairs, parties apart, that rounds with these tables can bring together: every pair
/// once, less what must meet again because more people leave one table than there are tables to go to (pigeonhole).
/// `sizes`: [round][table] people there; `within_parties`: pairs that are one party.
std::int64_t meetings_bound(const std::vector<std::vector<int>>& sizes, std::int64_t within_parties);

/// Exchanges tried when the task does not say: grows with people and rounds, and stays under two seconds on one core
/// for 500 people at 60 tables over 4 rounds.
std::int64_t default_trials(const seating_task& task);

} // namespace krug::domain
