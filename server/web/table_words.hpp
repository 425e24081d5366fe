// Round tables in words and as choices: for the form, the ticket, letters and the organisers' pages.
// The pages and letters call it; nothing in here is ever read back.
#pragma once

#include "domain/admission_facts.hpp"
#include "domain/round_table.hpp"
#include "render/pages/page_frame.hpp"
#include "service/table_office.hpp"
#include "web/event_views.hpp"

#include <span>
#include <string>
#include <vector>

namespace krug::web {

/// «Стол 7».
std::string table_title(int number, render::language lang);
/// «Стол 7» of the first round; "" without one.
std::string first_table(std::span<const int> tables, render::language lang);
/// «затем столы 3, 12»; "" when there is one round.
std::string later_tables(std::span<const int> tables, render::language lang);
/// «5 из 8».
std::string filled_words(int taken, int seats, render::language lang);
/// «русский · без ступеней · только: пресса»; "" when there is nothing to say.
std::string table_rules(const domain::round_table& table, const service::event_view& about,
                        const std::vector<domain::guest_category>& categories, render::language lang);
/// What a guest of this category chooses from, "0" = to be seated first; empty when no table is offered.
std::vector<render::choice> table_choices(const std::vector<service::table_line>& lines, const service::event_view& about,
                                          domain::category_id category, int chosen, render::language lang);
/// A number as forms carry it: 1..999, 0 for "0" and "", −1 when it is neither.
int table_number_in(std::string_view text);

} // namespace krug::web
