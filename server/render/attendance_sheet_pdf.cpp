#include "render/attendance_sheet_pdf.hpp"

#include "render/paper.hpp"

#include <algorithm>
#include <stdexcept>

namespace krug::render {
namespace {

constexpr double page_width = 297;
constexpr double page_height = 210;
constexpr double margin = 12;
constexpr double table_width = page_width - 2 * margin;
constexpr double table_top = 33;
constexpr double head_height = 7;
constexpr double row_height = 7.3;
constexpr double cell_padding = 1.6;
constexpr int blank_rows_max = 1000;

struct sheet_words {
    const char* language;
    const char* title;
    const char* page;
    const char* of;
    const char* organiser;
    const char* project;
    const char* number;
    const char* name;
    const char* organisation;
    const char* organisation_and_position;
    const char* city;
    const char* contacts;
    const char* consent;
    const char* signature;
    const char* present;
    const char* people;
    const char* responsible;
    const char* date;
};

constexpr sheet_words russian = {"ru-RU", "Лист регистрации", "стр. ", " из ", "Организатор: ", "Проект № ", "№",
                                 "Фамилия, имя, отчество", "Организация", "Организация, должность", "Город",
                                 "Телефон / e-mail", "Согласие ПДн", "Подпись", "Присутствовало:", "чел.", "Ответственный:", "Дата:"};

constexpr sheet_words english = {"en-GB", "Attendance sheet", "page ", " of ", "Organiser: ", "Project no. ", "No.",
                                 "Name", "Organisation", "Organisation, position", "City", "Telephone / e-mail",
                                 "Data consent", "Signature", "Present:", "people", "Responsible:", "Date:"};

enum class column_content { number, name, organisation, organisation_and_position, city, contacts, consent, signature };

struct sheet_column {
    column_content content;
    const char* heading;
    double share;     ///< of the table's width, before scaling
    double width = 0; ///< millimetres
};

std::vector<sheet_column> columns_of(const attendance_sheet& sheet, const sheet_words& words) {
    const bool has_codes = std::any_of(sheet.rows.begin(), sheet.rows.end(), [](const auto& row) { return !row.code.empty(); });
    std::vector<sheet_column> columns = {{column_content::number, words.number, has_codes ? 13.0 : 9.0}};
    if (sheet.form == attendance_sheet_form::full) {
        columns.push_back({column_content::name, words.name, 62});
        columns.push_back({column_content::organisation_and_position, words.organisation_and_position, 72});
        columns.push_back({column_content::city, words.city, 28});
        columns.push_back({column_content::contacts, words.contacts, 50});
    } else {
        columns.push_back({column_content::name, words.name, 96});
        columns.push_back({column_content::organisation, words.organisation, 102});
    }
    if (sheet.consent_column) columns.push_back({column_content::consent, words.consent, 22});
    columns.push_back({column_content::signature, words.signature, sheet.form == attendance_sheet_form::full ? 48.0 : 62.0});
    double shares = 0;
    for (const auto& column : columns) shares += column.share;
    for (auto& column : columns) column.width = column.share * table_width / shares;
    return columns;
}

std::string joined(const std::string& left, const char* between, const std::string& right) {
    if (left.empty() || right.empty()) return left + right;
    return left + between + right;
}

std::string cell_text(const attendance_sheet_row& row, column_content content) {
    switch (content) {
    case column_content::name: return row.name;
    case column_content::organisation: return row.organisation;
    case column_content::organisation_and_position: return joined(row.organisation, ", ", row.position);
    case column_content::city: return row.city;
    case column_content::contacts: return row.contacts;
    case column_content::number:
    case column_content::consent:
    case column_content::signature: break;
    }
    return {};
}

/// One line at reading size if it stands, two smaller lines if not; the row never grows.
void write_cell(paper& page, const box& cell, const std::string& text, text_style style) {
    if (text.empty()) return;
    const double width = cell.width - 2 * cell_padding;
    style.lines_max = 1;
    if (!page.fits(width, text, style)) style = {.points = 7.5, .bold = style.bold, .lines_max = 2, .points_min = 6};
    const double tall = page.height_of(width, text, style);
    page.write({cell.x + cell_padding, cell.y + (cell.height - tall) / 2, width, 0}, text, style);
}

void write_centred(paper& page, const box& cell, const std::string& text, double points) {
    const text_style style{.points = points, .colour = inks::grey, .align = text_align::centre, .points_min = 6};
    page.write({cell.x, cell.y + (cell.height - page.height_of(cell.width, text, style)) / 2, cell.width, 0}, text, style);
}

class sheet_writer {
public:
    explicit sheet_writer(const attendance_sheet& sheet)
        : sheet_(sheet), words_(sheet.language == "en" ? english : russian), columns_(columns_of(sheet, words_)),
          pages_(page_count(sheet)), paper_({.width = page_width, .height = page_height,
                                             .title = std::string(words_.title) + ": " + sheet.header.title,
                                             .language = words_.language, .written_at = sheet.written_at}) {}

    std::string write() {
        for (int page = 0; page < pages_; ++page) {
            if (page > 0) paper_.next_page();
            write_header(page);
            write_table(page);
            write_footer(page);
        }
        return paper_.finish();
    }

private:
    static int page_count(const attendance_sheet& sheet) {
        const int rows = static_cast<int>(sheet.rows.size()) + sheet.blank_rows;
        return std::max(1, (rows + attendance_sheet_rows_per_page - 1) / attendance_sheet_rows_per_page);
    }

    std::string page_mark(int page) const {
        return words_.page + std::to_string(page + 1) + words_.of + std::to_string(pages_);
    }

    void write_header(int page) {
        const auto& header = sheet_.header;
        constexpr double text_x = margin + 62;
        const double text_width = page_width - margin - 24 - text_x;
        paper_.logo(margin, 11, 14);
        paper_.write({margin + 17, 12, 44, 0}, words_.title, {.points = 13, .bold = true, .lines_max = 2});
        paper_.write({margin + 17, 18.4, 44, 0}, page_mark(page), {.points = 9, .colour = inks::grey});
        double y = 8;
        y += paper_.write({text_x, y, text_width, 0}, header.title, {.points = 12.5, .bold = true, .lines_max = 2, .points_min = 9}) + 0.6;
        const text_style line_style{.points = 8.5, .colour = inks::grey, .points_min = 6.5};
        y += paper_.write({text_x, y, text_width, 0}, joined(header.when, " · ", header.place), line_style);
        const auto organiser = header.organiser.empty() ? "" : words_.organiser + header.organiser;
        y += paper_.write({text_x, y, text_width, 0}, joined(organiser, " · ", header.contact), line_style);
        if (!header.project.empty()) paper_.write({text_x, y, text_width, 0}, words_.project + header.project, line_style);
        write_count(page);
    }

    /// How many are expected, and how far through the list this page is.
    void write_count(int page) {
        if (sheet_.rows.empty()) return;
        constexpr double x = page_width - margin - 9.5;
        constexpr double y = 18;
        const int through = std::min(static_cast<int>(sheet_.rows.size()), (page + 1) * attendance_sheet_rows_per_page);
        constexpr int seats = 24;
        paper_.seat_ring(x, y, 8.6, seats, through * seats / static_cast<int>(sheet_.rows.size()));
        const text_style style{.points = 13, .bold = true, .align = text_align::centre, .points_min = 8};
        const auto count = std::to_string(sheet_.rows.size());
        paper_.write({x - 6.5, y - paper_.height_of(13, count, style) / 2, 13, 0}, count, style);
    }

    void write_table(int page) {
        double x = margin;
        const double bottom = table_top + head_height + row_height * attendance_sheet_rows_per_page;
        for (const auto& column : columns_) {
            const bool narrow = column.content == column_content::number;
            const box cell = {x, table_top, column.width, head_height};
            if (narrow) write_centred(paper_, cell, column.heading, 8);
            else write_cell(paper_, cell, column.heading, {.points = 8.5, .bold = true});
            x += column.width;
        }
        for (int line = 0; line < attendance_sheet_rows_per_page; ++line) write_row(page, line);
        x = margin;
        for (const auto& column : columns_) {
            paper_.line(x, table_top, x, bottom, 0.2, inks::rule);
            x += column.width;
        }
        paper_.line(x, table_top, x, bottom, 0.2, inks::rule);
        paper_.line(margin, table_top, margin + table_width, table_top, 0.5, inks::soot);
        paper_.line(margin, table_top + head_height, margin + table_width, table_top + head_height, 0.5, inks::soot);
    }

    void write_row(int page, int line) {
        const auto index = static_cast<std::size_t>(page * attendance_sheet_rows_per_page + line);
        const double y = table_top + head_height + row_height * line;
        double x = margin;
        for (const auto& column : columns_) {
            const box cell = {x, y, column.width, row_height};
            const bool coded = index < sheet_.rows.size() && !sheet_.rows[index].code.empty();
            if (column.content == column_content::number)
                write_centred(paper_, cell, coded ? sheet_.rows[index].code : std::to_string(index + 1), 8.5);
            else if (index < sheet_.rows.size())
                write_cell(paper_, cell, cell_text(sheet_.rows[index], column.content),
                           {.points = 9, .bold = column.content == column_content::name});
            x += column.width;
        }
        paper_.line(margin, y + row_height, margin + table_width, y + row_height, 0.2, inks::rule);
    }

    double write_blank(double x, double y, const char* label, double length, const std::string& filled = {}) {
        const text_style style{.points = 9};
        // A label is one line of ours, so its width is found by the widest box it still fits.
        double label_width = 6;
        while (!paper_.fits(label_width, label, style)) label_width += 1;
        paper_.write({x, y, label_width + 1, 0}, label, style);
        const double from = x + label_width + 1.5;
        paper_.write({from + 1, y, length - 2, 0}, filled, {.points = 9, .points_min = 7});
        paper_.line(from, y + 4.2, from + length, y + 4.2, 0.25, inks::soot);
        return from + length;
    }

    void write_footer(int page) {
        const double y = table_top + head_height + row_height * attendance_sheet_rows_per_page + 5;
        const text_style small{.points = 8, .colour = inks::grey, .lines_max = 2, .points_min = 6.5};
        double x = write_blank(margin, y, words_.present, 18) + 1.5;
        paper_.write({x, y, 14, 0}, words_.people, {.points = 9});
        x = write_blank(margin + 72, y, words_.responsible, 66, sheet_.responsible);
        paper_.write({x + 1, y, 4, 0}, "/", {.points = 9});
        paper_.line(x + 5, y + 4.2, x + 43, y + 4.2, 0.25, inks::soot);
        write_blank(x + 50, y, words_.date, 28);
        paper_.write({margin, y + 8, table_width - 40, 0}, sheet_.header.notice, small);
        paper_.write({page_width - margin - 40, y + 8, 40, 0}, page_mark(page),
                     {.points = 9, .colour = inks::grey, .align = text_align::right});
    }

    const attendance_sheet& sheet_;
    const sheet_words& words_;
    std::vector<sheet_column> columns_;
    int pages_;
    paper paper_;
};

} // namespace

std::string write_attendance_sheet_pdf(const attendance_sheet& sheet) {
    if (sheet.blank_rows < 0 || sheet.blank_rows > blank_rows_max)
        throw std::invalid_argument("blank rows of an attendance sheet are out of range");
    return sheet_writer(sheet).write();
}

} // namespace krug::render
