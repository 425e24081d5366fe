#include "spreadsheet/table.hpp"

#include <algorithm>
#include <stdexcept>

namespace krug::spreadsheet {

void throw_exception_from_error(const fault& what, const boost::source_location&) {
    throw std::logic_error("a table was taken out of a file that holds none: " + std::string(what.code));
}

std::string column_letters(std::size_t column) {
    std::string letters;
    for (; column > 0; column = (column - 1) / 26) letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
    return letters;
}

boost::system::result<table, fault> read_table(std::string_view bytes, const limits& most) {
    if (bytes.size() > most.bytes) return fault{"too_large"};
    if (bytes.starts_with("PK")) return read_xlsx(bytes, most);
    if (bytes.starts_with("\xd0\xcf\x11\xe0")) return fault{"old_excel"}; // also what Excel writes with a password
    // Pictures, documents and programs have zero bytes early on; no text that people write has any.
    const auto start = bytes.substr(0, 4096);
    if (start.find('\0') != std::string_view::npos || start.starts_with("%PDF")) return fault{"not_a_table"};
    return read_csv(bytes, most);
}

} // namespace krug::spreadsheet
