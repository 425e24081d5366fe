// The pages on which a list of people is uploaded, looked at and registered.
// Filled and rendered by web/import_pages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// "/work/events/{id}/people/import". POST action with the file (multipart).
struct import_view {
    std::string action;
    std::string back_url;
    std::string error; ///< what was wrong with the last file, with row and column; "" = nothing yet
};
BOOST_DESCRIBE_STRUCT(import_view, (), (action, back_url, error))
std::string render_page(const page_engine& engine, const work_frame& frame, const import_view& view);

/// One column of the file and what it is taken for. Form field "column_{number}".
struct import_column {
    std::string number; ///< 1, 2, …
    std::string letters; ///< "A", "B", …
    std::string heading;
    std::string sample; ///< what stands in the first rows
    std::vector<choice> meanings;
};
BOOST_DESCRIBE_STRUCT(import_column, (), (number, letters, heading, sample, meanings))

struct import_problem {
    std::string place; ///< «Строка 7, столбец C»
    std::string message;
};
BOOST_DESCRIBE_STRUCT(import_problem, (), (place, message))

struct import_row {
    std::string number;
    std::string name;
    std::string contacts;
    std::string organisation;
    std::string outcome; ///< «Запишем», «Уже записан», …
    bool is_good = false, is_skipped = false, is_bad = false;
};
BOOST_DESCRIBE_STRUCT(import_row, (), (number, name, contacts, organisation, outcome, is_good, is_skipped, is_bad))

/// "/work/events/{id}/people/import/{file}". POST action: step = map, apply or drop.
struct import_preview_view {
    std::string action;
    std::string back_url;
    std::string file_name;
    std::string summary;      ///< «Строк 120: запишем 112, пропустим 6, с ошибками 2»
    std::string mapping_error;
    std::vector<import_column> columns;
    std::vector<import_problem> problems;
    std::string more_problems; ///< "и ещё 40"; "" = all are shown
    std::vector<import_problem> skipped;
    std::string more_skipped;
    std::vector<import_row> rows; ///< the first of them
    std::string more_rows;
    std::string seats_note;   ///< how many will wait or need a decision; "" = all get seats
    std::string apply_label;  ///< «Записать 112 человек»; "" = cannot be done yet
    std::string letters_label; ///< «Сразу выслать билеты: 100 писем»; "" = nobody has an address
};
BOOST_DESCRIBE_STRUCT(import_preview_view, (),
                      (action, back_url, file_name, summary, mapping_error, columns, problems, more_problems, skipped,
                       more_skipped, rows, more_rows, seats_note, apply_label, letters_label))
std::string render_page(const page_engine& engine, const work_frame& frame, const import_preview_view& view);

} // namespace krug::render
