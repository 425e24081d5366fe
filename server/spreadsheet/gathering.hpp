// Rows on their way into a table: made tidy, counted, and the head told apart from what stands above it.
// For the readers of this room only.
#pragma once

#include "spreadsheet/people_columns.hpp"
#include "spreadsheet/table.hpp"

#include <algorithm>
#include <optional>

namespace krug::spreadsheet {

/// One line without blank ends: a cell may hold line ends, a name may not.
inline std::string tidy(std::string_view text) {
    std::string line;
    for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    const auto first = line.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return line.substr(first, line.find_last_not_of(' ') - first + 1);
}

class gathering {
public:
    explicit gathering(const limits& most) : most_(most) {}

    std::optional<fault> take(std::size_t number, std::vector<std::string> cells) {
        for (std::size_t at = 0; at < cells.size(); ++at) {
            if (cells[at].size() > most_.cell_bytes) return fault{"long_cell", number, at + 1};
            cells[at] = tidy(cells[at]);
            text_bytes_ += cells[at].size();
        }
        if (text_bytes_ > most_.text_bytes) return fault{"bomb", number, 0};
        while (!cells.empty() && cells.back().empty()) cells.pop_back();
        if (cells.empty()) return std::nullopt;
        if (cells.size() > most_.columns) return fault{"too_many_columns", number, most_.columns + 1};
        if (rows_.size() > most_.rows + titles_max) return fault{"too_many_rows", number, 0};
        rows_.push_back({number, std::move(cells)});
        return std::nullopt;
    }

    /// Exports put a title and a date above the head: the head is the first of the top rows in which two columns are known
    /// to us, else the first row.
    boost::system::result<table, fault> finish() {
        if (rows_.empty()) return fault{"empty"};
        std::size_t head = 0;
        for (std::size_t at = 0; at < std::min(rows_.size(), titles_max); ++at)
            if (known_columns(rows_[at].cells) >= 2) {
                head = at;
                break;
            }
        table made;
        made.head = std::move(rows_[head]);
        for (auto at = head + 1; at < rows_.size(); ++at) {
            if (rows_[at].cells.size() > made.head.cells.size()) {
                // A cell outside the head has no name; it may be a remark, and may be a shifted row.
                return fault{"too_many_columns", rows_[at].number, made.head.cells.size() + 1};
            }
            rows_[at].cells.resize(made.head.cells.size());
            made.rows.push_back(std::move(rows_[at]));
        }
        if (made.rows.empty()) return fault{"empty"};
        if (made.rows.size() > most_.rows) return fault{"too_many_rows", made.rows[most_.rows].number, 0};
        return made;
    }

private:
    static constexpr std::size_t titles_max = 10;

    limits most_;
    std::vector<row> rows_;
    std::size_t text_bytes_ = 0;
};

} // namespace krug::spreadsheet
