// One database connection with the statements prepared on it. Used by one thread at a time.
// Internal to store: the pool and the writer own connections, statements live in them.
#pragma once

#include "store/dialect.hpp"

#include <memory>
#include <string>
#include <unordered_map>

namespace soci {
class session;
}

namespace krug::store {

struct prepared_statement;

class connection {
public:
    /// Opens it. Throws failure.
    connection(const dialect& speaks, const database_settings& settings, purpose use);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    const dialect& speaks() const { return speaks_; }
    soci::session& session() { return *session_; }

    /// Runs SQL without parameters and rows. Throws failure.
    void run(const std::string& sql, std::string_view name, stage at = stage::running) {
        speaks_.run(*session_, sql, name, at);
    }

    /// The statement kept under `key`, or nullptr.
    std::shared_ptr<prepared_statement> kept(const std::string& key) const;
    void keep(const std::string& key, std::shared_ptr<prepared_statement> statement);

    /// Where a key is put together, so that finding a statement allocates nothing.
    std::string& scratch() { return scratch_; }

    bool usable() { return speaks_.usable(*session_); }

private:
    const dialect& speaks_;
    std::unique_ptr<soci::session> session_;
    // After session_: statements must go before their session.
    std::unordered_map<std::string, std::shared_ptr<prepared_statement>> statements_;
    std::string scratch_;
};

} // namespace krug::store
