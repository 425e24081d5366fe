#include "render/workbook.hpp"

#include "ground/check.hpp"
#include "render/plain_text.hpp"

#include <xlsxwriter.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace krug::render {
namespace {

constexpr std::size_t cell_characters_max = 32000;     ///< Excel's own bound is 32,767 UTF-16 units
constexpr std::int64_t exact_integer_max = 999'999'999'999'999; ///< Excel keeps 15 digits
constexpr std::int64_t rows_max = LXW_ROW_MAX;
constexpr double unix_epoch_serial = 25569;             ///< 1970-01-01 in Excel's count of days
constexpr std::int64_t seconds_a_day = 86400;

class temporary_file {
public:
    temporary_file() : path_((std::filesystem::temp_directory_path() / "krug-table-XXXXXX").string()) {
        const int descriptor = ::mkstemp(path_.data());
        if (descriptor < 0) throw std::runtime_error("temporary file for a table could not be made");
        ::close(descriptor);
    }
    ~temporary_file() { ::unlink(path_.c_str()); }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    const char* path() const { return path_.c_str(); }

private:
    std::string path_;
};

double width_of(const table_column& column) {
    if (column.width > 0) return column.width;
    switch (column.kind) {
    case column_kind::text: return 28;
    case column_kind::integer: return 10;
    case column_kind::decimal: return 10;
    case column_kind::date_time: return 18;
    case column_kind::boolean: return 9;
    case column_kind::phone: return 20;
    }
    return 28;
}

/// Display form of a phone in a string cell, where a plus does no harm; spreadsheet_phone would serve as well, but
/// people who copy the number abroad want the country code.
std::string phone_text(const std::string& phone) {
    const auto safe = spreadsheet_phone(phone);
    return safe.starts_with("8 (") ? "+7" + safe.substr(1) : plain_line(phone);
}

} // namespace

struct workbook::book {
    temporary_file file;
    table_head head;
    lxw_workbook* library = nullptr; ///< owned until workbook_close, which frees it whatever happens
    lxw_worksheet* sheet = nullptr;
    lxw_format* heading = nullptr;
    lxw_format* text = nullptr;
    lxw_format* moment = nullptr;
    lxw_row_t next_row = 0;

    explicit book(const table_head& given) : head(given) {
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        library = workbook_new_opt(file.path(), &options);
        if (!library) throw std::runtime_error("table could not be begun");
        sheet = workbook_add_worksheet(library, sheet_name(head.sheet_name).c_str());
        if (!sheet) throw std::runtime_error("table could not be begun");
        set_properties();
        make_formats();
        write_heading();
    }
    book(const book&) = delete;
    book& operator=(const book&) = delete;
    ~book() {
        if (library) workbook_close(library);
    }

    void set_properties() {
        // The library copies the texts at once.
        auto title = plain_line(head.sheet_name);
        std::array<char, 5> house = {'K', 'r', 'u', 'g', '\0'};
        lxw_doc_properties properties{};
        properties.title = title.data();
        properties.company = house.data();
        properties.created = static_cast<time_t>(head.written_at);
        workbook_set_properties(library, &properties);
    }

    void make_formats() {
        heading = workbook_add_format(library);
        format_set_bold(heading);
        format_set_text_wrap(heading);
        format_set_align(heading, LXW_ALIGN_VERTICAL_CENTER);
        format_set_bg_color(heading, 0xE7E4F6);
        format_set_bottom(heading, LXW_BORDER_MEDIUM);
        text = workbook_add_format(library);
        format_set_num_format(text, "@");
        format_set_align(text, LXW_ALIGN_VERTICAL_TOP);
        moment = workbook_add_format(library);
        format_set_num_format(moment, "dd.mm.yyyy hh:mm");
    }

    void write_heading() {
        for (std::size_t i = 0; i < head.columns.size(); ++i) {
            const auto column = static_cast<lxw_col_t>(i);
            worksheet_set_column(sheet, column, column, width_of(head.columns[i]), nullptr);
        }
        worksheet_freeze_panes(sheet, 1, 0);
        worksheet_set_landscape(sheet);
        worksheet_set_paper(sheet, 9); // A4
        worksheet_fit_to_pages(sheet, 1, 0);
        worksheet_repeat_rows(sheet, 0, 0);
        for (std::size_t i = 0; i < head.columns.size(); ++i) write_text(i, head.columns[i].title, heading);
        ++next_row;
    }

    void write_text(std::size_t column, std::string_view value, lxw_format* format) {
        auto shown = plain_text(first_code_points(value, cell_characters_max));
        if (shown.empty()) return;
        const auto status = worksheet_write_string(sheet, next_row, static_cast<lxw_col_t>(column), shown.c_str(), format);
        if (status != LXW_NO_ERROR) throw std::runtime_error("table cell could not be written");
    }

    void write_number(std::size_t column, double value, lxw_format* format) {
        const auto status = worksheet_write_number(sheet, next_row, static_cast<lxw_col_t>(column), value, format);
        if (status != LXW_NO_ERROR) throw std::runtime_error("table cell could not be written");
    }

    void write_cell(std::size_t column, const table_cell& cell) {
        if (const auto* value = std::get_if<std::string>(&cell)) {
            const bool phone = head.columns[column].kind == column_kind::phone;
            write_text(column, phone ? phone_text(*value) : *value, text);
        } else if (const auto* whole = std::get_if<std::int64_t>(&cell)) {
            const bool exact = *whole >= -exact_integer_max && *whole <= exact_integer_max;
            if (exact) write_number(column, static_cast<double>(*whole), nullptr);
            else write_text(column, std::to_string(*whole), text);
        } else if (const auto* fraction = std::get_if<double>(&cell)) {
            write_number(column, *fraction, nullptr);
        } else if (const auto* yes = std::get_if<bool>(&cell)) {
            write_text(column, *yes ? head.yes : head.no, text);
        } else if (const auto* at = std::get_if<table_moment>(&cell)) {
            const auto local = at->utc_seconds + std::int64_t{at->offset_minutes} * 60;
            write_number(column, static_cast<double>(local) / static_cast<double>(seconds_a_day) + unix_epoch_serial, moment);
        }
    }
};

workbook::workbook(const table_head& head) : book_(std::make_unique<book>(head)) {}
workbook::~workbook() = default;

void workbook::row(std::span<const table_cell> cells) {
    auto& to = *book_;
    if (to.next_row >= rows_max) throw std::length_error("a sheet holds no more rows");
    for (std::size_t i = 0; i < cells.size(); ++i) to.write_cell(i, cells[i]);
    ++to.next_row;
}

void workbook::finish(const table_sink& sink) {
    auto& from = *book_;
    KRUG_CHECK(from.library != nullptr);
    const auto last_column = static_cast<lxw_col_t>(from.head.columns.size() - 1);
    worksheet_autofilter(from.sheet, 0, 0, std::max<lxw_row_t>(from.next_row, 2) - 1, last_column);
    const auto status = workbook_close(std::exchange(from.library, nullptr));
    if (status != LXW_NO_ERROR) throw std::runtime_error("table could not be written");
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(from.file.path(), "rb"), &std::fclose);
    if (!file) throw std::runtime_error("table could not be read back");
    std::array<char, 65536> piece{};
    while (const auto count = std::fread(piece.data(), 1, piece.size(), file.get())) sink({piece.data(), count});
    if (std::ferror(file.get())) throw std::runtime_error("table could not be read back");
}

std::string sheet_name(std::string_view name) {
    constexpr std::size_t characters_max = 31;
    constexpr std::string_view forbidden = "[]:*?/\\";
    std::string out;
    for (const char c : plain_line(name)) out += forbidden.find(c) == forbidden.npos ? c : ' ';
    while (!out.empty() && (out.front() == '\'' || out.front() == ' ')) out.erase(0, 1);
    // Excel counts UTF-16 units; rare characters beyond the BMP take two, so they are counted twice.
    std::size_t units = 0;
    std::size_t end = 0;
    while (end < out.size()) {
        const auto character = read_code_point(out, end);
        units += character.value > 0xFFFF ? 2 : 1;
        if (units > characters_max) break;
        end += character.length;
    }
    out.resize(end);
    while (!out.empty() && (out.back() == '\'' || out.back() == ' ')) out.pop_back();
    // Excel keeps the name History for itself.
    return out.empty() || out == "History" ? "Krug" : out;
}

} // namespace krug::render
