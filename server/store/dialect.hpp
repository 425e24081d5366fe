// What differs between SQLite and PostgreSQL, by name; one .cpp each, in the same order.
// For the store's .cpp files only. A noun store never asks which database it talks to.
#pragma once

#include "store/database.hpp"

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace soci {
class session;
}

namespace krug::store {

/// Ends a SELECT that gathers a row we decide about: " FOR UPDATE", or "" under SQLite's single writer.
std::string lock_row(const transaction& tx);

/// The same, passing over rows that somebody else has locked: " FOR UPDATE SKIP LOCKED" or "".
std::string lock_row_skip_locked(const transaction& tx);

enum class column_type { whole = 1, text = 2, real = 3 };
struct json_column {
    std::string_view name;
    column_type type;
};

/// A table to select from, made of one bound text that is a JSON array of objects (see json_rows.hpp):
/// "SELECT b.n, b.name FROM " + json_table(tx, ":rows", "b", {{"n", column_type::whole}, …}).
/// A missing or null member is NULL. Rows come in no promised order: send a number and ORDER BY it.
std::string json_table(const transaction& tx, std::string_view parameter, std::string_view alias,
                       std::initializer_list<json_column> columns);

/// " = ANY(ARRAY(SELECT …))" or " IN (SELECT …)": rows whose key is one of a json_table's only column. Unlike a join with
/// that table, both planners look each key up in the index, whatever they believe of the tables' sizes – as long as no order
/// is asked for: then both would rather read everything in that order. Sort what comes.
std::string one_of(const transaction& tx, std::string_view parameter, const json_column& column);

enum class purpose { reading = 1, writing = 2 };

/// Where a statement stood when it failed. Before values are bound the backend's own words are ours to log.
enum class stage { connecting = 1, preparing = 2, running = 3, committing = 4 };

/// The whole of a dialect. Internal to connection, pool, writer and migrations.
struct dialect {
    backend kind;
    std::string_view row_lock;
    std::string_view row_lock_skip_locked;
    const char* begin_read;
    const char* begin_write;
    const char* begin_serializable;
    std::string_view table_exists;  ///< SELECT of a count with one parameter :name
    const char* lock_for_migration; ///< statement that keeps a second migrator out until COMMIT
    std::string (*json_table)(std::string_view parameter, std::string_view alias,
                              std::initializer_list<json_column> columns);
    std::string_view one_of_begins, one_of_ends;
    std::unique_ptr<soci::session> (*open)(const database_settings& settings, purpose use);
    /// Runs SQL text of our own that has no parameters and no rows of interest. Throws failure.
    void (*run)(soci::session& on, const std::string& sql, std::string_view name, stage at);
    /// Inside a catch block for soci_error only: throws the failure that the backend's code means.
    void (*translate)(soci::session& on, std::string_view name, stage at);
    /// False when the connection is not to be used again.
    bool (*usable)(soci::session& on);
};

const dialect& sqlite_dialect();
const dialect& postgresql_dialect();

/// By the scheme of the URL. Throws failure for any other scheme.
const dialect& dialect_of(const database_settings& settings);

} // namespace krug::store
