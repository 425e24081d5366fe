// The organisers' pages of paper sheets: those printed, and one of them with the rows that were signed.
// Filled and rendered by web.
#pragma once

#include "render/pages/attendance_page.hpp"

namespace krug::render {

struct sheet_line {
    std::string name; ///< "Лист № 3"
    std::string note; ///< "15 окт, 14:02 · строк 38, внесено 12"
    std::string url;
};
BOOST_DESCRIBE_STRUCT(sheet_line, (), (name, note, url))

/// "/work/events/{id}/sheets". POST print_action: session, form (full, brief).
struct sheets_view {
    std::string back_url;
    std::string print_action; ///< "" = not allowed
    std::vector<choice> sessions; ///< first = the whole event
    std::vector<sheet_line> sheets;
};
BOOST_DESCRIBE_STRUCT(sheets_view, (), (back_url, print_action, sessions, sheets))
std::string render_page(const page_engine& engine, const work_frame& frame, const sheets_view& view);

/// A row of the sheet. Form: POST undo_url, field scan.
struct sheet_row_line {
    std::string code;   ///< "3/17", as printed
    std::string row;    ///< "17"
    std::string name;
    std::string organisation;
    std::string state;    ///< "внесено", "отмечен на входе"; "" = nothing yet
    std::string undo_url; ///< "" = nothing to take back
    std::string scan;
    bool is_open = false; ///< may be ticked
};
BOOST_DESCRIBE_STRUCT(sheet_row_line, (), (code, row, name, organisation, state, undo_url, scan, is_open))

/// "/work/events/{id}/sheets/{number}". POST enter_action: typed, row (repeats), signed_at.
struct sheet_view {
    std::string back_url;
    std::string enter_action;
    std::string number;
    std::string summary; ///< "Событие целиком · внесено 12 из 38"
    form_field typed, signed_at;
    std::vector<sheet_row_line> lines;
    std::vector<form_error> errors;
    std::string error_count;
};
BOOST_DESCRIBE_STRUCT(sheet_view, (), (back_url, enter_action, number, summary, typed, signed_at, lines, errors, error_count))
std::string render_page(const page_engine& engine, const work_frame& frame, const sheet_view& view);

} // namespace krug::render
