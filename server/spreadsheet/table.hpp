// A table out of a file that somebody made: CSV as spreadsheets write it, or one sheet of an XLSX workbook. Bytes in,
// texts out; nothing in a file is ever run, looked up or believed. Pages and commands that take lists call it.
#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace krug::spreadsheet {

/// How much of a file is read. What goes beyond is a fault, not a cut.
struct limits {
    std::size_t bytes = std::size_t{2} * 1024 * 1024;
    std::size_t rows = 5'000;
    std::size_t columns = 100;
    std::size_t cell_bytes = 4'000;
    std::size_t text_bytes = std::size_t{16} * 1024 * 1024; ///< of all cells: a short file may repeat one long text
    std::size_t part_bytes = std::size_t{16} * 1024 * 1024; ///< one part of a workbook, unpacked
    std::size_t parts = 1'000;                               ///< files inside a workbook
    std::size_t tags = 600'000;                              ///< of one part, and twice as many attributes
};

/// Why a file is no table, where. A value of the file is never repeated.
struct fault {
    /// Stable words: empty, too_large, too_many_rows, too_many_columns, long_cell, open_quote, encoding, not_a_table,
    /// old_excel, open_document, encrypted, damaged, bomb, no_sheet, cell_error, formula_without_value.
    std::string_view code;
    std::size_t row = 0;    ///< as the program that made it numbers rows, from 1; 0 = the whole file
    std::size_t column = 0; ///< from 1; 0 = none in particular
};
[[noreturn]] void throw_exception_from_error(const fault& what, const boost::source_location& where);

struct row {
    std::size_t number = 0;         ///< in the file, from 1
    std::vector<std::string> cells; ///< as many as the head has; UTF-8, blank ends removed, one line
};
struct table {
    row head;
    std::vector<row> rows; ///< without those that are empty
};

/// "C" for 3, "AA" for 27: how spreadsheets call their columns.
std::string column_letters(std::size_t column);

/// UTF-8 with or without BOM, else Windows-1251; separator ; , or TAB by the first line; RFC 4180 quotes; LF or CRLF.
boost::system::result<table, fault> read_csv(std::string_view bytes, const limits& most = {});
/// The first sheet that is not hidden. Formulas count as the value that was stored with them.
boost::system::result<table, fault> read_xlsx(std::string_view bytes, const limits& most = {});
/// By the first bytes of the file, whatever it is called.
boost::system::result<table, fault> read_table(std::string_view bytes, const limits& most = {});

} // namespace krug::spreadsheet
