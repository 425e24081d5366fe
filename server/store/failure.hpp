// What can go wrong between us and the database, as exceptions: the world broke, nobody was refused.
// Thrown by the store only; caught by whoever retries or answers 500/503. No bound value is ever in the text.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace krug::store {

/// what() is "QUERY: CODE" and fit for a log: `query` is our own name of the statement
/// ("insert_registration", "begin", "commit", "connect"), `code` the backend's ("sqlite 2067", "postgresql
/// 23505") or a few fixed words.
class failure : public std::runtime_error {
public:
    failure(std::string_view query, std::string_view code);
    const std::string& query() const { return query_; }
    const std::string& code() const { return code_; }

private:
    std::string query_;
    std::string code_;
};

/// A unique key would have been broken. `key` is what the backend calls it, "" when it does not say:
/// PostgreSQL gives the constraint's or index's name, SQLite the columns ("staff.email") or the index of an
/// expression.
class duplicate_key : public failure {
public:
    duplicate_key(std::string_view query, std::string_view code, std::string_view key);
    const std::string& key() const { return key_; }

private:
    std::string key_;
};

/// A CHECK, NOT NULL or FOREIGN KEY said no: the last judge disagreed with our decision.
class constraint_broken : public failure {
    using failure::failure;
};

/// Somebody else held a lock, all connections were leased or the statement ran out of its time. Nothing was
/// written; trying later is reasonable.
class busy : public failure {
    using failure::failure;
};

/// The transaction lost against another one (40001, 40P01). `database` repeats it; what still gets out is
/// `busy`.
class serialization_lost : public busy {
    using busy::busy;
};

/// The connection broke before COMMIT was sent: nothing was written. The next call uses a new connection.
class connection_lost : public failure {
    using failure::failure;
};

/// The connection or the disk broke during COMMIT: it may or may not be written. Never to be read as a no:
/// look the idempotency key up.
class commit_unknown : public failure {
    using failure::failure;
};

class disk_full : public failure {
    using failure::failure;
};

/// A text that PostgreSQL could not keep (a NUL byte, not UTF-8); refused on both databases before it is
/// sent.
class unstorable_text : public failure {
    using failure::failure;
};

/// Migrations are pending: run `krug migrate`.
class schema_behind : public failure {
    using failure::failure;
};

/// The database was migrated by a newer program.
class schema_ahead : public failure {
    using failure::failure;
};

/// An applied migration is not the one we carry: its recorded checksum differs.
class schema_changed : public failure {
    using failure::failure;
};

} // namespace krug::store
