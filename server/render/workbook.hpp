// One XLSX sheet written row by row by libxlsxwriter in constant memory.
// For attendance_table only.
#pragma once

#include "render/attendance_table.hpp"

#include <memory>

namespace krug::render {

class workbook {
public:
    /// Throws std::runtime_error when the temporary file or the library cannot be had.
    explicit workbook(const table_head& head);
    ~workbook();
    workbook(const workbook&) = delete;
    workbook& operator=(const workbook&) = delete;

    void row(std::span<const table_cell> cells);
    /// Sends the whole file in pieces. Throws std::runtime_error on disk errors.
    void finish(const table_sink& sink);

private:
    struct book;
    std::unique_ptr<book> book_;
};

/// `name` made to fit Excel's rules for a sheet's name.
std::string sheet_name(std::string_view name);

} // namespace krug::render
