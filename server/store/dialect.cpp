#include "store/dialect.hpp"

#include "store/connection.hpp"
#include "store/failure.hpp"
#include "store/transaction.hpp"

namespace krug::store {

std::string lock_row(const transaction& tx) {
    return std::string(tx.on().speaks().row_lock);
}

std::string lock_row_skip_locked(const transaction& tx) {
    return std::string(tx.on().speaks().row_lock_skip_locked);
}

std::string json_table(const transaction& tx, std::string_view parameter, std::string_view alias,
                       std::initializer_list<json_column> columns) {
    return tx.on().speaks().json_table(parameter, alias, columns);
}

std::string one_of(const transaction& tx, std::string_view parameter, const json_column& column) {
    const auto& speaks = tx.on().speaks();
    std::string text(speaks.one_of_begins);
    text.append(column.name).append(" FROM ").append(speaks.json_table(parameter, "k", {column}));
    return text.append(speaks.one_of_ends);
}

const dialect& dialect_of(const database_settings& settings) {
    if (settings.url.starts_with("sqlite:///"))
        return sqlite_dialect();
    if (settings.url.starts_with("postgresql://") || settings.url.starts_with("postgres://")) {
        return postgresql_dialect();
    }
    // The URL may hold a password, so it is not repeated.
    throw failure("connect", "the database URL must begin with sqlite:/// or postgresql://");
}

} // namespace krug::store
