#include "domain/seating.hpp"

#include "ground/check.hpp"
#include "ground/randomness.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace krug::domain {
namespace {

// What one unwanted thing costs beside another. To meet again is the worst: it is what rounds are for.
constexpr int met_again_cost = 120;
constexpr int same_organisation_cost = 60;
constexpr int same_sector_cost = 20;
constexpr int both_newcomers_cost = 12;
constexpr int same_table_again_cost = 8; ///< a person who stays hears one topic twice
constexpr int moved_cost = 90;           ///< somebody who already knows the table is moved only for something worse
constexpr int fullness_cost = 40;        ///< against one full and one half-empty table

// Between these, measured on nine tasks whose best plans are known: colder ends leave exchanges that can no longer happen.
constexpr double warmth_first = 60, warmth_last = 3;

refusal refuse(std::string field, std::string code, std::int64_t limit = 0) {
    return {refusal_code::invalid, 0, {{std::move(field), std::move(code), limit}}};
}

/// A party, or a person alone: what is moved as one.
struct unit {
    std::vector<std::size_t> people;
    std::vector<int> lock;      ///< [round] index of the table, −1 = free
    std::vector<char> admitted; ///< [table]
};

using round_index = std::size_t;
using table_index = std::size_t;

std::int64_t pairs(std::int64_t people) { return people * (people - 1) / 2; }

/// The plan while it is being improved, with everything needed to price an exchange by looking at two tables.
class board {
public:
    board(const seating_task& task, std::vector<unit> units)
        : task_(task), units_(std::move(units)), people_(task.people.size()), tables_(task.tables.size()),
          rounds_(static_cast<round_index>(task.rounds)), alike_(people_ * people_), met_(people_ * people_),
          visits_(people_ * tables_), at_(rounds_, std::vector<int>(units_.size(), -1)),
          sitting_(rounds_, std::vector<std::vector<std::size_t>>(tables_)),
          filled_(rounds_, std::vector<int>(tables_)) {
        for (std::size_t one = 0; one < people_; ++one)
            for (std::size_t two = 0; two < people_; ++two) alike_[one * people_ + two] = likeness(one, two);
    }

    const std::vector<unit>& units() const { return units_; }
    int table_of(round_index round, std::size_t which) const { return at_[round][which]; }
    const std::vector<std::size_t>& sitting(round_index round, table_index table) const { return sitting_[round][table]; }
    int room(round_index round, table_index table) const { return task_.tables[table].seats - filled_[round][table]; }
    bool may_sit(round_index round, std::size_t which, table_index table) const {
        const auto lock = units_[which].lock[round];
        return lock >= 0 ? lock == static_cast<int>(table) : units_[which].admitted[table] != 0;
    }

    void put(round_index round, std::size_t which, table_index table) {
        for (const auto other : sitting_[round][table]) meet(which, other, +1);
        for (const auto person : units_[which].people) ++visits_[person * tables_ + table];
        at_[round][which] = static_cast<int>(table);
        sitting_[round][table].push_back(which);
        filled_[round][table] += size_of(which);
    }

    void take(round_index round, std::size_t which) {
        const auto table = static_cast<table_index>(at_[round][which]);
        auto& here = sitting_[round][table];
        here.erase(std::find(here.begin(), here.end(), which));
        for (const auto other : here) meet(which, other, -1);
        for (const auto person : units_[which].people) --visits_[person * tables_ + table];
        at_[round][which] = -1;
        filled_[round][table] -= size_of(which);
    }

    /// What it costs to put `which` there, `without` one unit that is about to leave.
    std::int64_t price_in(round_index round, std::size_t which, table_index table, std::size_t without) const {
        std::int64_t price = 0;
        for (const auto other : sitting_[round][table])
            if (other != without && other != which) price += price_of_pair(which, other, 0);
        return price + price_of_place(round, which, table, 0);
    }

    /// What is saved when `which` leaves the table where it sits.
    std::int64_t price_out(round_index round, std::size_t which) const {
        const auto table = static_cast<table_index>(at_[round][which]);
        std::int64_t price = 0;
        for (const auto other : sitting_[round][table])
            if (other != which) price += price_of_pair(which, other, 1);
        return price + price_of_place(round, which, table, 1);
    }

    /// The change in evenness when `people` more sit at a table.
    std::int64_t fullness(round_index round, table_index table, int people) const {
        const std::int64_t now = filled_[round][table], then = now + people;
        return fullness_cost * (then * then - now * now) / task_.tables[table].seats;
    }

    int size_of(std::size_t which) const { return static_cast<int>(units_[which].people.size()); }

private:
    std::uint16_t likeness(std::size_t left, std::size_t right) const {
        const auto& one = task_.people[left];
        const auto& two = task_.people[right];
        int price = 0;
        if (one.organisation != 0 && one.organisation == two.organisation) price += same_organisation_cost;
        if (one.sector != 0 && one.sector == two.sector) price += same_sector_cost;
        if (one.newcomer && two.newcomer) price += both_newcomers_cost;
        return static_cast<std::uint16_t>(price);
    }

    void meet(std::size_t one, std::size_t two, int by) {
        for (const auto left : units_[one].people)
            for (const auto right : units_[two].people) {
                auto& count = met_[left * people_ + right];
                count = static_cast<std::uint8_t>(count + by);
                met_[right * people_ + left] = count;
            }
    }

    /// `counted`: 1 when the meeting in question is already in the tally.
    std::int64_t price_of_pair(std::size_t one, std::size_t two, int counted) const {
        std::int64_t price = 0;
        for (const auto left : units_[one].people)
            for (const auto right : units_[two].people) {
                const auto place = left * people_ + right;
                price += alike_[place] + met_again_cost * (met_[place] - counted);
            }
        return price;
    }

    std::int64_t price_of_place(round_index round, std::size_t which, table_index table, int counted) const {
        std::int64_t price = 0;
        const int number = task_.tables[table].number;
        for (const auto person : units_[which].people) {
            price += same_table_again_cost * (visits_[person * tables_ + table] - counted);
            const int known = task_.people[person].present_table;
            if (round == 0 && known != 0 && known != number) price += moved_cost;
        }
        return price;
    }

    const seating_task& task_;
    std::vector<unit> units_;
    std::size_t people_, tables_;
    round_index rounds_;
    std::vector<std::uint16_t> alike_; ///< what a pair costs at one table, whatever the round
    std::vector<std::uint8_t> met_;    ///< how often a pair sits together
    std::vector<std::uint8_t> visits_; ///< how often a person sits at a table
    std::vector<std::vector<int>> at_;
    std::vector<std::vector<std::vector<std::size_t>>> sitting_;
    std::vector<std::vector<int>> filled_;
};

result<void> check_sizes(const seating_task& task) {
    if (task.rounds < 1 || task.rounds > seating_rounds_max) return refuse("rounds", "out_of_range", seating_rounds_max);
    if (task.people.empty()) return refuse("people", "required");
    if (task.people.size() > seating_people_max)
        return refuse("people", "too_long", static_cast<std::int64_t>(seating_people_max));
    if (task.tables.empty()) return refuse("tables", "required");
    if (task.tables.size() > seating_tables_max)
        return refuse("tables", "too_long", static_cast<std::int64_t>(seating_tables_max));
    std::set<int> numbers;
    std::int64_t seats = 0;
    for (const auto& table : task.tables) {
        if (table.seats < 1 || table.number < 1) return refuse("seats", "out_of_range", 1);
        if (!numbers.insert(table.number).second) return refuse("tables", "duplicate", table.number);
        seats += table.seats;
    }
    std::set<std::int64_t> known;
    for (const auto& person : task.people)
        if (!known.insert(person.id.value).second) return refuse("people", "duplicate", person.id.value);
    const auto missing = static_cast<std::int64_t>(task.people.size()) - seats;
    if (missing > 0) return refuse("seats", "out_of_range", missing);
    return {};
}

std::vector<unit> units_of(const seating_task& task) {
    std::map<int, std::size_t> parties;
    std::vector<unit> units;
    for (std::size_t at = 0; at < task.people.size(); ++at) {
        const int party = task.people[at].party;
        const auto known = party == 0 ? parties.end() : parties.find(party);
        if (known != parties.end()) {
            units[known->second].people.push_back(at);
            continue;
        }
        if (party != 0) parties[party] = units.size();
        auto& made = units.emplace_back();
        made.people.push_back(at);
        made.lock.assign(static_cast<std::size_t>(task.rounds), -1);
    }
    for (auto& each : units) {
        each.admitted.assign(task.tables.size(), 1);
        for (std::size_t table = 0; table < task.tables.size(); ++table) {
            const auto& sectors = task.tables[table].sectors;
            if (sectors.empty()) continue;
            // A companion comes along wherever one of the party is admitted.
            each.admitted[table] = std::any_of(each.people.begin(), each.people.end(), [&](std::size_t person) {
                return std::find(sectors.begin(), sectors.end(), task.people[person].sector) != sectors.end();
            });
        }
    }
    return units;
}

result<void> apply_locks(const seating_task& task, std::vector<unit>& units) {
    std::map<std::int64_t, std::size_t> unit_of;
    for (std::size_t which = 0; which < units.size(); ++which)
        for (const auto person : units[which].people) unit_of[task.people[person].id.value] = which;
    for (const auto& lock : task.locks) {
        const auto who = unit_of.find(lock.person.value);
        const auto where = std::find_if(task.tables.begin(), task.tables.end(),
                                        [&](const auto& table) { return table.number == lock.table; });
        if (who == unit_of.end() || where == task.tables.end() || lock.round < 0 || lock.round > task.rounds)
            return refuse("locks", "unknown", lock.person.value);
        const auto table = static_cast<int>(where - task.tables.begin());
        auto& locked = units[who->second];
        if (!locked.admitted[static_cast<std::size_t>(table)])
            return refuse("locks", "not_a_choice", lock.person.value);
        for (int round = 0; round < task.rounds; ++round) {
            if (lock.round != 0 && lock.round != round + 1) continue;
            auto& place = locked.lock[static_cast<std::size_t>(round)];
            if (place >= 0 && place != table) return refuse("party", "order", lock.person.value);
            place = table;
        }
    }
    for (int round = 0; round < task.rounds; ++round) {
        std::vector<int> wanted(task.tables.size());
        for (const auto& each : units)
            if (const auto place = each.lock[static_cast<std::size_t>(round)]; place >= 0)
                wanted[static_cast<std::size_t>(place)] += static_cast<int>(each.people.size());
        for (std::size_t table = 0; table < task.tables.size(); ++table)
            if (wanted[table] > task.tables[table].seats)
                return refuse("locks", "out_of_range", task.tables[table].number);
    }
    return {};
}

/// Everybody into one round, the least movable first, each to the cheapest table with room. False when somebody was
/// left over, which only rules and parties can cause: the sum of the seats has been checked.
bool fill_round(board& plan, const seating_task& task, round_index round, ground::seeded_randomness& random) {
    std::vector<std::size_t> order(plan.units().size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t at = order.size(); at > 1; --at) std::swap(order[at - 1], order[random.next_u64() % at]);
    const auto choices = [&](std::size_t which) {
        const auto& each = plan.units()[which];
        if (each.lock[round] >= 0) return std::int64_t{-1};
        return static_cast<std::int64_t>(std::count(each.admitted.begin(), each.admitted.end(), 1)) -
               1000 * static_cast<std::int64_t>(each.people.size() - 1);
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        const bool one = plan.units()[left].lock[round] >= 0, two = plan.units()[right].lock[round] >= 0;
        return one != two ? one : choices(left) < choices(right);
    });
    for (const auto which : order) {
        std::int64_t best = INT64_MAX;
        table_index chosen = task.tables.size();
        for (table_index table = 0; table < task.tables.size(); ++table) {
            if (plan.room(round, table) < plan.size_of(which) || !plan.may_sit(round, which, table)) continue;
            const auto price = plan.price_in(round, which, table, which) +
                               plan.fullness(round, table, plan.size_of(which));
            if (price < best) best = price, chosen = table;
        }
        if (chosen == task.tables.size()) return false;
        plan.put(round, which, chosen);
    }
    return true;
}

/// Rounds by rotation: seat s of table t goes to table t + r·s. With T tables of equal size k no pair meets twice while
/// (rounds − 1)·(k − 1) < T or T is a prime ≥ k and ≥ rounds; a start that exchanges then fit to people and rules.
bool rotate_rounds(board& plan, const seating_task& task) {
    for (std::size_t which = 0; which < plan.units().size(); ++which) {
        const auto& each = plan.units()[which];
        if (each.people.size() > 1 || std::count(each.admitted.begin(), each.admitted.end(), 0) > 0) return false;
        if (std::any_of(each.lock.begin(), each.lock.end(), [](int place) { return place >= 0; })) return false;
    }
    const auto tables = task.tables.size();
    std::vector<std::vector<std::size_t>> first(tables);
    for (table_index table = 0; table < tables; ++table) first[table] = plan.sitting(0, table);
    std::size_t deepest = 0;
    for (const auto& here : first) deepest = std::max(deepest, here.size());
    for (round_index round = 1; round < static_cast<round_index>(task.rounds); ++round)
        for (std::size_t seat = 0; seat < deepest; ++seat)
            for (table_index table = 0; table < tables; ++table) {
                if (seat >= first[table].size()) continue;
                auto target = (table + round * seat) % tables;
                while (plan.room(round, target) < 1) target = (target + 1) % tables;
                plan.put(round, first[table][seat], target);
            }
    return true;
}

/// Exchanges between tables of a round, worse ones too while it is still warm, so that it does not stay in a dead end.
/// The sum of what they changed: negative when the plan has become better.
std::int64_t improve(board& plan, const seating_task& task, std::int64_t trials, ground::seeded_randomness& random) {
    std::vector<std::vector<std::size_t>> movable(static_cast<std::size_t>(task.rounds));
    for (round_index round = 0; round < movable.size(); ++round)
        for (std::size_t which = 0; which < plan.units().size(); ++which)
            if (plan.units()[which].lock[round] < 0) movable[round].push_back(which);
    double warmth = warmth_first;
    const double cooling = std::pow(warmth_last / warmth_first, 1.0 / static_cast<double>(trials));
    const auto tables = task.tables.size();
    std::int64_t changed = 0;
    for (std::int64_t trial = 0; trial < trials; ++trial, warmth *= cooling) {
        const auto draw = random.next_u64();
        const round_index round = draw % movable.size();
        const auto& here = movable[round];
        if (here.empty()) continue;
        const auto which = here[(draw >> 8) % here.size()];
        const auto from = static_cast<table_index>(plan.table_of(round, which));
        const table_index to = (draw >> 28) % tables;
        if (to == from || !plan.may_sit(round, which, to)) continue;
        const auto size = plan.size_of(which);
        const auto& there = plan.sitting(round, to);
        const auto dice = random.next_u64();

        std::size_t other = which; // itself = nobody: a move to a free seat
        const auto pick = (dice >> 40) % (there.size() + 1);
        if (pick < there.size()) {
            other = there[pick];
            const int gain = plan.size_of(other);
            if (plan.units()[other].lock[round] >= 0 || !plan.may_sit(round, other, from)) continue;
            if (plan.room(round, to) + gain < size || plan.room(round, from) + size < gain) continue;
        } else if (plan.room(round, to) < size) {
            continue;
        }
        const int swing = size - (other == which ? 0 : plan.size_of(other));
        std::int64_t change = plan.price_in(round, which, to, other) - plan.price_out(round, which);
        if (other != which) change += plan.price_in(round, other, from, which) - plan.price_out(round, other);
        if (swing != 0) change += plan.fullness(round, to, swing) + plan.fullness(round, from, -swing);
        if (change > 0) {
            const double chance = static_cast<double>(dice & 0xFFFFFFFFU) / 4294967296.0;
            if (static_cast<double>(change) > 20 * warmth || chance >= std::exp(-static_cast<double>(change) / warmth))
                continue;
        }
        plan.take(round, which);
        if (other != which) {
            plan.take(round, other);
            plan.put(round, other, from);
        }
        plan.put(round, which, to);
        changed += change;
    }
    return changed;
}

std::int64_t spread_pairs(std::int64_t people, std::int64_t tables) {
    const auto each = people / tables, more = people % tables;
    return (tables - more) * pairs(each) + more * pairs(each + 1);
}

/// The least number of pairs of one sector when `people` of it are dealt to tables of these sizes, one by one to the
/// table where it adds fewest and where there is still room.
std::int64_t sector_bound(const std::vector<int>& sizes, std::int64_t people) {
    std::int64_t pairs_made = 0;
    for (int level = 0; people > 0; ++level) {
        std::int64_t taking = 0;
        for (const int size : sizes) taking += size > level ? 1 : 0;
        if (taking == 0) break;
        const auto dealt = std::min(people, taking);
        pairs_made += dealt * level;
        people -= dealt;
    }
    return pairs_made;
}

void describe(const board& plan, const seating_task& task, seating_plan& made) {
    const auto people = task.people.size();
    const auto rounds = static_cast<round_index>(task.rounds);
    std::vector<std::uint8_t> met(people * people);
    std::vector<std::size_t> unit_of(people);
    made.tables.assign(rounds, std::vector<int>(people));
    made.figures.assign(rounds, std::vector<table_figures>(task.tables.size()));
    std::map<int, std::int64_t> sectors;
    for (const auto& person : task.people)
        if (person.sector != 0) ++sectors[person.sector];
    for (round_index round = 0; round < rounds; ++round)
        for (table_index table = 0; table < task.tables.size(); ++table) {
            auto& figures = made.figures[round][table];
            std::vector<std::size_t> here;
            std::set<int> present;
            for (const auto which : plan.sitting(round, table))
                for (const auto person : plan.units()[which].people) {
                    made.tables[round][person] = task.tables[table].number;
                    unit_of[person] = which;
                    here.push_back(person);
                    figures.newcomers += task.people[person].newcomer ? 1 : 0;
                    if (task.people[person].sector != 0) present.insert(task.people[person].sector);
                }
            figures.people = static_cast<int>(here.size());
            figures.sectors = static_cast<int>(present.size());
            for (std::size_t one = 0; one < here.size(); ++one)
                for (std::size_t two = one + 1; two < here.size(); ++two) {
                    const auto& left = task.people[here[one]];
                    const auto& right = task.people[here[two]];
                    if (left.sector != 0 && left.sector == right.sector) ++made.same_sector;
                    if (unit_of[here[one]] == unit_of[here[two]]) continue;
                    if (left.organisation != 0 && left.organisation == right.organisation) ++figures.same_organisation;
                    auto& count = met[std::min(here[one], here[two]) * people + std::max(here[one], here[two])];
                    if (count == 0) ++made.meetings;
                    else ++figures.met_before;
                    count = 1;
                }
        }
    std::int64_t within_parties = 0;
    for (const auto& each : plan.units()) within_parties += pairs(static_cast<std::int64_t>(each.people.size()));
    std::vector<std::vector<int>> sizes(rounds);
    for (round_index round = 0; round < rounds; ++round) {
        for (const auto& figures : made.figures[round]) sizes[round].push_back(figures.people);
        for (const auto& [sector, count] : sectors) made.same_sector_min += sector_bound(sizes[round], count);
    }
    made.meetings_max = meetings_bound(sizes, within_parties);
}

} // namespace

std::int64_t meetings_bound(const std::vector<std::vector<int>>& sizes, std::int64_t within_parties) {
    KRUG_CHECK(!sizes.empty());
    std::int64_t people = 0, brought = 0, again = 0;
    for (const int size : sizes.front()) {
        people += size;
        again += spread_pairs(size, static_cast<std::int64_t>(sizes.front().size()));
    }
    for (const auto& round : sizes)
        for (const int size : round) brought += pairs(size);
    const auto rounds = static_cast<std::int64_t>(sizes.size());
    brought -= rounds * within_parties;
    // Of those who must meet again, at most the parties do it without being counted.
    brought -= (rounds - 1) * std::max<std::int64_t>(again - within_parties, 0);
    return std::min(pairs(people) - within_parties, brought);
}

std::int64_t default_trials(const seating_task& task) {
    const auto size = static_cast<std::int64_t>(task.people.size()) * task.rounds;
    return std::clamp<std::int64_t>(size * 1500, 600'000, 4'000'000);
}

result<seating_plan> propose_seating(const seating_task& task) {
    if (auto checked = check_sizes(task); !checked) return checked.error();
    auto units = units_of(task);
    int widest = 0;
    for (const auto& table : task.tables) widest = std::max(widest, table.seats);
    for (const auto& each : units) {
        if (static_cast<int>(each.people.size()) > widest)
            return refuse("party", "out_of_range", task.people[each.people.front()].id.value);
        if (std::count(each.admitted.begin(), each.admitted.end(), 1) == 0)
            return refuse("sectors", "not_a_choice", task.people[each.people.front()].id.value);
    }
    if (auto locked = apply_locks(task, units); !locked) return locked.error();

    // Chance decides ties; the seed is the task's, so that the same task always gives the same plan.
    ground::seeded_randomness random(task.seed);
    for (int attempt = 0; attempt < 20; ++attempt) {
        board plan(task, units);
        if (!fill_round(plan, task, 0, random)) continue;
        bool whole = rotate_rounds(plan, task);
        if (!whole) {
            whole = true;
            for (round_index round = 1; whole && round < static_cast<round_index>(task.rounds); ++round)
                whole = fill_round(plan, task, round, random);
        }
        if (!whole) continue;
        // A start by rotation may already be the best there is: what came out worse is thrown away.
        board better = plan;
        const auto changed = improve(better, task, task.trials > 0 ? task.trials : default_trials(task), random);
        seating_plan made;
        describe(changed <= 0 ? better : plan, task, made);
        return made;
    }
    // Twenty orders left somebody standing: rules and parties do not fit the seats, though their sum does.
    return refuse("sectors", "not_a_choice");
}

} // namespace krug::domain
