// A table out of a CSV file as spreadsheets write it: separator, quotes and encoding are found out.
// Used by registrations import.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace krug::commands {

struct csv_table {
    std::vector<std::string> head;              ///< as written, blank ends removed
    std::vector<std::vector<std::string>> rows; ///< each as wide as the head
};

/// UTF-8 with or without BOM, else Windows-1251; separator ; , or TAB by the first line; RFC 4180 quotes; LF or CRLF.
/// Throws command_failed naming the row when a quote does not end, a row is too wide, or there are more than 100,000.
csv_table read_csv(std::string_view bytes);

} // namespace krug::commands
