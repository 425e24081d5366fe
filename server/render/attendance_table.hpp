// One table model for lists of guests: XLSX, CSV for Russian Excel, CSV for programs, JSON. Streams row by row.
// Called by web and commands; text arrives in the language of the reader, ids of columns are stable English words.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace krug::render {

enum class table_format { xlsx = 1, csv_excel = 2, csv_machine = 3, json = 4 };

/// "text/csv; charset=utf-8" and the like.
std::string_view media_type(table_format format);
/// "xlsx", "csv" or "json", without the dot.
std::string_view file_extension(table_format format);

/// phone: E.164 or any way people write numbers; spreadsheets get a form they cannot take for a number or a formula.
enum class column_kind { text = 1, integer = 2, decimal = 3, date_time = 4, boolean = 5, phone = 6 };

struct table_column {
    std::string id;    ///< header of csv_machine, key of json
    std::string title; ///< header of xlsx and csv_excel; for date_time it names the zone
    column_kind kind = column_kind::text;
    int width = 0;     ///< xlsx width in characters, 0 = by kind
};

struct table_head {
    std::string sheet_name; ///< any text; made to fit Excel's rules (31 characters, none of []:*?/\)
    std::vector<table_column> columns;
    std::string yes = "да"; ///< words for booleans where people read
    std::string no = "нет";
    std::int64_t written_at = 0; ///< UTC seconds, the document's date
};

/// An instant with the offset its reader expects; shown as local time, written as ISO 8601 with offset for programs.
struct table_moment {
    std::int64_t utc_seconds = 0;
    int offset_minutes = 0;
};

/// monostate = nothing stated (an empty cell, null). Text for text and phone columns, the rest by kind.
using table_cell = std::variant<std::monostate, std::string, std::int64_t, double, bool, table_moment>;

/// Receives bytes in order; may be called many times; what it throws passes through.
using table_sink = std::function<void(std::string_view)>;

/// csv_excel: UTF-8 with BOM, ';', CRLF, 15.10.2020 15:00, decimal comma; formula injection disarmed with a leading
/// apostrophe. csv_machine: ',', CRLF, ISO 8601, no BOM, RFC 4180, text exactly as stored (not for spreadsheets).
/// xlsx: typed cells, frozen header, filter; text is always a string cell. json: one array of objects by column id.
/// Memory does not grow with the rows (xlsx keeps them in a temporary file until finish).
class attendance_table {
public:
    /// Writes the header at once. Throws std::runtime_error when a temporary file cannot be made.
    attendance_table(table_format format, const table_head& head, table_sink sink);
    ~attendance_table();
    attendance_table(const attendance_table&) = delete;
    attendance_table& operator=(const attendance_table&) = delete;

    /// One cell a column, in order; a wrong count or a value of the wrong kind is a bug (KRUG_CHECK).
    /// XLSX holds 1,048,575 rows; one more throws std::length_error.
    void row(std::span<const table_cell> cells);
    /// Completes the document; call once. Without it the document is not valid. Throws std::runtime_error on disk errors.
    void finish();

    struct writer; ///< one per format, inside

private:
    std::unique_ptr<writer> writer_;
};

/// `text` so that no spreadsheet takes any line of it for a formula: an apostrophe before = + - @ and their full-width
/// and typographic forms (also after blanks), before a leading TAB, CR or LF, and after a separator inside the text.
std::string disarm_formula(std::string_view text);

/// A telephone number as people write it and no spreadsheet takes for a number: "+73452381814" and
/// "+7 (3452) 38-18-14" become "8 (3452) 38-18-14"; "+4930123" becomes "(+49) 30123". Other text is disarmed.
std::string spreadsheet_phone(std::string_view phone);

} // namespace krug::render
