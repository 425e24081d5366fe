// A round table: what stands on it, who may sit there, and who does in which round.
// Values and their checks only; whoever needs a table may include this.
#pragma once

#include "domain/ids.hpp"
#include "domain/named.hpp"
#include "domain/result.hpp"

#include <array>
#include <span>
#include <string>
#include <vector>

namespace krug::domain {

inline constexpr int table_number_max = 999;
inline constexpr int table_seats_max = 200;

struct round_table {
    event_id event;
    int number = 0;      ///< 1..table_number_max, as it stands on the table; unique in the event and never changed
    session_id session;  ///< 0 = the whole event
    std::string topic;   ///< at most 300 characters, may be ""
    std::string host;    ///< who leads the talk there, at most 200 characters, may be ""
    std::string language; ///< "", "ru" or "en"
    int seats = 0;       ///< 1..table_seats_max
    std::vector<category_id> categories; ///< admitted; empty = everybody
    bool guests_choose = true; ///< a guest may take a free seat here
    bool step_free = false;    ///< reached without steps
    bool quiet = false;        ///< apart from the noise
    std::string host_salt;     ///< of the host's link
};

/// Why somebody sits where they sit; a plan moves only whom a plan has seated.
enum class held_by { plan = 1, guest = 2, staff = 3, wanted = 4 /**< holds no seat yet */ };
inline constexpr std::array<std::pair<held_by, std::string_view>, 4> held_by_words{{
    {held_by::plan, "plan"}, {held_by::guest, "guest"}, {held_by::staff, "staff"}, {held_by::wanted, "wanted"}}};
constexpr words<held_by> words_of(held_by) { return held_by_words; }

struct table_place {
    registration_id who;
    session_id session;
    int round = 1;
    int table = 0;
    held_by held = held_by::plan;
    auto operator<=>(const table_place&) const = default;
};

/// Every wrong member, named as in the JSON API; empty when all is well.
std::vector<field_error> check_round_table(const round_table& what);

bool admits(const round_table& table, category_id category);

/// «7» or «7 → 3 → 12»: a person's tables in the order of rounds as the door says it, at most 40 bytes, "" for none.
std::string tables_line(std::span<const int> tables);

} // namespace krug::domain
