// What is wrong with a list of people, in words: where in the file, and what to do about it.
// The import pages and the command line call it.
#pragma once

#include "domain/result.hpp"
#include "render/page_engine.hpp"
#include "spreadsheet/people_columns.hpp"

#include <string>
#include <string_view>

namespace krug::web {

/// «Фамилия», «Телефон»: what a column means.
std::string column_words(spreadsheet::people_column column, render::language lang);
/// «Строка 7, столбец C: кавычка не закрыта.»; no value of the file stands in it.
std::string sentence_of(const spreadsheet::fault& what, render::language lang);
/// The same for a mapping (fault_of_columns).
std::string mapping_sentence(std::string_view fault, render::language lang);
/// The column that a field of check_registration came from; `none` when it is none's.
spreadsheet::people_column column_of_field(std::string_view field);
/// «строка 7, столбец C»: `column` from 1, 0 = the whole row.
std::string place_words(std::size_t row, std::size_t column, render::language lang);

} // namespace krug::web
