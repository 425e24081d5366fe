#include "store/new_rows.hpp"

#include "store/connection.hpp"

#include <charconv>

namespace krug::store {
namespace {

std::string parameter(std::size_t column) { return ":v" + std::to_string(column + 1); }

std::string one_row(std::string_view into, std::size_t width) {
    std::string sql = "INSERT INTO ";
    sql.append(into).append(" VALUES (");
    for (std::size_t column = 0; column < width; ++column)
        sql.append(column > 0 ? ", " : "").append(parameter(column));
    return sql += ")";
}

std::string_view array_type(value_kind kind) {
    switch (kind) {
    case value_kind::whole: return "BIGINT[]";
    case value_kind::real: return "DOUBLE PRECISION[]";
    case value_kind::text: return "TEXT[]";
    }
    KRUG_CHECK(!"a kind of value outside its enumeration");
    return {};
}

/// An array a column; unnest() deals them out row by row in their order.
std::string many_rows(std::string_view into, std::span<const value> first) {
    std::string sql = "INSERT INTO ";
    sql.append(into).append(" SELECT * FROM unnest(");
    for (std::size_t column = 0; column < first.size(); ++column)
        sql.append(column > 0 ? ", " : "")
            .append("CAST(" + parameter(column) + " AS ")
            .append(array_type(first[column].kind))
            .append(")");
    return sql += ")";
}

void append_element(std::string& array, const value& what) {
    if (array.size() > 1)
        array += ',';
    if (what.null) {
        array += "NULL";
    } else if (what.kind == value_kind::whole) {
        array += std::to_string(what.whole);
    } else if (what.kind == value_kind::real) {
        char digits[32]; // the shortest that reads back as the same number
        array.append(digits, std::to_chars(digits, digits + sizeof digits, what.real).ptr);
    } else {
        array += '"';
        for (const char letter : what.text) {
            if (letter == '"' || letter == '\\')
                array += '\\';
            array += letter;
        }
        array += '"';
    }
}

} // namespace

void new_rows::insert(transaction& tx) const {
    if (values_.empty())
        return;
    const std::span<const value> all(values_);
    const bool together = tx.on().speaks().kind == backend::postgresql && values_.size() > width_;
    if (!together) {
        const auto sql = one_row(into_, width_);
        for (std::size_t at = 0; at < all.size(); at += width_)
            execute_values(tx, name_, sql, all.subspan(at, width_));
        return;
    }
    std::vector<std::string> arrays(width_, "{");
    for (std::size_t at = 0; at < all.size(); ++at)
        append_element(arrays[at % width_], all[at]);
    std::vector<value> columns;
    for (auto& array : arrays)
        columns.push_back(to_value(array += '}'));
    execute_values(tx, name_, many_rows(into_, all.first(width_)), columns);
}

} // namespace krug::store
