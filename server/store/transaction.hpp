// The transaction that a callable of database::read or ::write works in.
// Store functions take a transaction& and hand it to query() and execute(); only `store` looks inside.
#pragma once

#include <exception>

namespace krug::store {

class connection;

class transaction {
public:
    explicit transaction(connection& on) : on_(on) {}
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;

    connection& on() const { return on_; }

    /// Remembers the first failed statement, so that swallowing its exception cannot lead to a COMMIT:
    /// PostgreSQL would answer that COMMIT with a silent rollback.
    void remember(std::exception_ptr failed) {
        if (!failed_)
            failed_ = std::move(failed);
    }
    const std::exception_ptr& failed() const { return failed_; }

private:
    connection& on_;
    std::exception_ptr failed_;
};

} // namespace krug::store
