#include "render/attendance_table.hpp"

#include "ground/check.hpp"
#include "render/plain_text.hpp"
#include "render/workbook.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace krug::render {
namespace {

struct local_parts {
    int year;
    unsigned month, day;
    int hour, minute, second;
};

local_parts local_parts_of(const table_moment& moment) {
    using namespace std::chrono;
    const sys_seconds local{seconds{moment.utc_seconds} + minutes{moment.offset_minutes}};
    const auto day = floor<days>(local);
    const year_month_day date{day};
    const hh_mm_ss time{local - day};
    return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
            static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
            static_cast<int>(time.seconds().count())};
}

std::string people_date_time(const table_moment& moment) {
    const auto at = local_parts_of(moment);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%02u.%02u.%04d %02d:%02d", at.day, at.month, at.year, at.hour, at.minute);
    return text.data();
}

std::string iso_date_time(const table_moment& moment) {
    const auto at = local_parts_of(moment);
    const int offset = std::abs(moment.offset_minutes);
    std::array<char, 80> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d%c%02d:%02d", at.year, at.month, at.day, at.hour,
                  at.minute, at.second, moment.offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
    return text.data();
}

std::string decimal_text(double value, char point) {
    std::array<char, 400> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
    std::string out(text.data(), end);
    std::replace(out.begin(), out.end(), '.', point);
    return out;
}

/// RFC 4180. Every foreign separator is a reason to quote too: the file may be opened with another one.
std::string csv_field(std::string text) {
    const bool padded = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (!padded && text.find_first_of(",;\t\"\r\n|") == text.npos) return text;
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    return out + '"';
}

/// Digits that a spreadsheet would shorten: a leading nought lost, the sixteenth digit and on rounded.
bool would_lose_digits(const std::string& text) {
    const bool digits = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && text.size() > 1 && (text.front() == '0' || text.size() > 15);
}

std::string people_text(const std::string& raw, column_kind kind) {
    if (kind == column_kind::phone) return spreadsheet_phone(plain_line(raw));
    // Disarmed before and after cleaning: a leading TAB or CR must leave its mark, a break may turn into another.
    auto text = disarm_formula(plain_text(disarm_formula(raw)));
    if (would_lose_digits(text)) text.insert(0, 1, '\'');
    return text;
}

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (std::size_t at = 0; at < text.size();) {
        const auto character = read_code_point(text, at);
        at += character.length;
        const auto c = character.value;
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c < 0x20 || c == 0x2028 || c == 0x2029 || c == '<' || c == 0x7F) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
            out += escape.data();
        } else {
            append_utf8(out, c);
        }
    }
    return out + '"';
}

bool fits_kind(const table_cell& cell, column_kind kind) {
    if (std::holds_alternative<std::monostate>(cell)) return true;
    switch (kind) {
    case column_kind::text:
    case column_kind::phone: return std::holds_alternative<std::string>(cell);
    case column_kind::integer: return std::holds_alternative<std::int64_t>(cell);
    case column_kind::decimal: return std::holds_alternative<double>(cell) && std::isfinite(std::get<double>(cell));
    case column_kind::date_time: return std::holds_alternative<table_moment>(cell);
    case column_kind::boolean: return std::holds_alternative<bool>(cell);
    }
    return false;
}

} // namespace

std::string_view media_type(table_format format) {
    switch (format) {
    case table_format::xlsx: return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case table_format::csv_excel:
    case table_format::csv_machine: return "text/csv; charset=utf-8";
    case table_format::json: return "application/json";
    }
    return "application/octet-stream";
}

std::string_view file_extension(table_format format) {
    switch (format) {
    case table_format::xlsx: return "xlsx";
    case table_format::csv_excel:
    case table_format::csv_machine: return "csv";
    case table_format::json: return "json";
    }
    return "bin";
}

struct attendance_table::writer {
    table_format format;
    table_head head;
    table_sink sink;
    std::optional<workbook> book;
    bool any_row = false;
    bool finished = false;

    writer(table_format given, const table_head& with, table_sink to) : format(given), head(with), sink(std::move(to)) {}

    std::string csv_text(const table_cell& cell, column_kind kind) const {
        const bool for_people = format == table_format::csv_excel;
        if (const auto* text = std::get_if<std::string>(&cell)) return for_people ? people_text(*text, kind) : *text;
        if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
        if (const auto* fraction = std::get_if<double>(&cell)) return decimal_text(*fraction, for_people ? ',' : '.');
        if (const auto* yes = std::get_if<bool>(&cell)) {
            if (for_people) return *yes ? head.yes : head.no;
            return *yes ? "true" : "false";
        }
        if (const auto* at = std::get_if<table_moment>(&cell)) return for_people ? people_date_time(*at) : iso_date_time(*at);
        return {};
    }

    void write_csv_heading() {
        const bool for_people = format == table_format::csv_excel;
        std::string line = for_people ? "\xEF\xBB\xBF" : "";
        for (std::size_t i = 0; i < head.columns.size(); ++i) {
            if (i > 0) line += for_people ? ';' : ',';
            const auto& column = head.columns[i];
            line += csv_field(for_people ? people_text(column.title, column_kind::text) : column.id);
        }
        sink(line + "\r\n");
    }

    void write_csv_row(std::span<const table_cell> cells) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) line += format == table_format::csv_excel ? ';' : ',';
            line += csv_field(csv_text(cells[i], head.columns[i].kind));
        }
        sink(line + "\r\n");
    }

    static std::string json_value(const table_cell& cell) {
        if (const auto* text = std::get_if<std::string>(&cell)) return json_text(*text);
        if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
        if (const auto* fraction = std::get_if<double>(&cell)) return decimal_text(*fraction, '.');
        if (const auto* yes = std::get_if<bool>(&cell)) return *yes ? "true" : "false";
        if (const auto* at = std::get_if<table_moment>(&cell)) return json_text(iso_date_time(*at));
        return "null";
    }

    void write_json_row(std::span<const table_cell> cells) {
        std::string line = any_row ? ",\n{" : "\n{";
        for (std::size_t i = 0; i < cells.size(); ++i)
            line += (i > 0 ? "," : "") + json_text(head.columns[i].id) + ":" + json_value(cells[i]);
        sink(line + "}");
    }
};

attendance_table::attendance_table(table_format format, const table_head& head, table_sink sink)
    : writer_(std::make_unique<writer>(format, head, std::move(sink))) {
    KRUG_CHECK(!head.columns.empty());
    if (format == table_format::xlsx) writer_->book.emplace(head);
    else if (format == table_format::json) writer_->sink("[");
    else writer_->write_csv_heading();
}

attendance_table::~attendance_table() = default;

void attendance_table::row(std::span<const table_cell> cells) {
    auto& to = *writer_;
    KRUG_CHECK(!to.finished && cells.size() == to.head.columns.size());
    for (std::size_t i = 0; i < cells.size(); ++i) KRUG_CHECK(fits_kind(cells[i], to.head.columns[i].kind));
    if (to.book) to.book->row(cells);
    else if (to.format == table_format::json) to.write_json_row(cells);
    else to.write_csv_row(cells);
    to.any_row = true;
}

void attendance_table::finish() {
    auto& to = *writer_;
    KRUG_CHECK(!to.finished);
    to.finished = true;
    if (to.book) to.book->finish(to.sink);
    else if (to.format == table_format::json) to.sink(to.any_row ? "\n]\n" : "]\n");
}

} // namespace krug::render
