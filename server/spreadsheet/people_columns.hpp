// Which column of somebody's list means what, and the registrations that its rows ask for. One set of rules for the
// browser and the command line.
#pragma once

#include "domain/registration.hpp"
#include "spreadsheet/table.hpp"

#include <array>

namespace krug::spreadsheet {

enum class people_column {
    none = 1,       ///< not taken
    full_name = 2,  ///< «Фамилия Имя Отчество» in one cell
    given_family = 3, ///< «Имя Фамилия» in one cell
    family = 4, given = 5, additional = 6, email = 7, phone = 8, organisation = 9, position = 10, category = 11,
    status = 12,    ///< what the other system says of the registration
    code = 13,      ///< code printed on somebody's ticket from elsewhere
    timepad = 14    ///< TimePad's eight digits
};
inline constexpr std::array<std::pair<people_column, std::string_view>, 14> people_column_words{{
    {people_column::none, "none"}, {people_column::full_name, "full_name"}, {people_column::given_family, "given_family"},
    {people_column::family, "family"}, {people_column::given, "given"}, {people_column::additional, "additional"},
    {people_column::email, "email"}, {people_column::phone, "phone"}, {people_column::organisation, "organisation"},
    {people_column::position, "position"}, {people_column::category, "category"}, {people_column::status, "status"},
    {people_column::code, "code"}, {people_column::timepad, "timepad"}}};
constexpr domain::words<people_column> words_of(people_column) { return people_column_words; }

/// How many of these headings are known.
std::size_t known_columns(const std::vector<std::string>& head);
/// What each heading means: by its name as people, TimePad and Leader-ID write it. Never the same meaning twice.
std::vector<people_column> guess_columns(const std::vector<std::string>& head);
/// Stable word of what is wrong with a mapping: no_name, twice, name_twice (one column and three); "" when all is well.
std::string_view fault_of_columns(const std::vector<people_column>& columns);

/// What a row asks for; category and status are texts to be looked at by the caller. Not yet checked.
struct asked_person {
    domain::registration_request request;
    std::string category;
    std::string code; ///< as it stands on the ticket; TimePad's digits are not yet a barcode
    bool code_is_timepad = false;
    bool is_live = true; ///< the other system counts this one as coming, or says nothing
};
asked_person person_in(const std::vector<people_column>& columns, const std::vector<std::string>& cells,
                       domain::event_id event);

/// Does this word of TimePad or Leader-ID mean somebody who is not (or no longer) coming? Unknown words do not.
bool is_gone(std::string_view status);

} // namespace krug::spreadsheet
