// Лист регистрации: the paper list people sign, A4 landscape, for grant reports and for the door without power.
// Called by web and commands; the caller has sorted the rows (ё-aware) and formatted every text in the language.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace krug::render {

/// full: №, name, organisation and position, city, contacts, signature. brief: №, name, organisation, signature,
/// because a sheet passed round shows everybody's contacts to everybody.
enum class attendance_sheet_form { full = 1, brief = 2 };

struct attendance_sheet_row {
    std::string name;
    std::string organisation;
    std::string position; ///< full form only
    std::string city;     ///< full form only
    std::string contacts; ///< full form only: telephone / e-mail
    std::string code{};   ///< stands in the column of numbers, by which the row is found again; "" = the row's number
};

/// Plain text; empty fields are left out with their heading.
struct attendance_sheet_header {
    std::string title;
    std::string when;      ///< date and time with zone
    std::string place;
    std::string organiser;
    std::string project;   ///< project or contract number as it must stand in the report, for example «24-1-012345»
    std::string contact;
    std::string notice;    ///< line about personal data at the foot, in the operator's words
};

struct attendance_sheet {
    std::string language = "ru"; ///< "ru" or "en"
    attendance_sheet_form form = attendance_sheet_form::brief;
    bool consent_column = false; ///< adds a narrow column «Согласие ПДн» before the signature, left blank
    attendance_sheet_header header;
    std::vector<attendance_sheet_row> rows;
    int blank_rows = 0;          ///< at least this many empty numbered rows for walk-ins (0..1000); the last page is filled up
    std::string responsible;     ///< name of the responsible person, or "" for a blank line
    std::int64_t written_at = 0; ///< UTC seconds; the document's dates
};

/// Rows a page, the last one filled up with blank rows.
inline constexpr int attendance_sheet_rows_per_page = 20;

/// PDF bytes (1.5): header, repeated table header, «стр. n из m», responsible person, signature and date on each page.
/// Never throws for text, however long: a cell is made smaller, then cut with an ellipsis. Throws
/// std::invalid_argument when blank_rows is out of range, std::runtime_error when Cairo fails.
std::string write_attendance_sheet_pdf(const attendance_sheet& sheet);

} // namespace krug::render
