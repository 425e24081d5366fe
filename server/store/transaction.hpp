// The transaction that a callable of database::read or ::write works in.
// Store functions take a transaction& and hand it to query() and execute(); only `store` looks inside.
#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <vector>

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

    /// Something about this topic (an event's number) changes here: after COMMIT, database_settings::committed hears
    /// of it.
    void announce(std::int64_t topic) {
        if (std::find(topics_.begin(), topics_.end(), topic) == topics_.end())
            topics_.push_back(topic);
    }
    const std::vector<std::int64_t>& topics() const { return topics_; }

private:
    connection& on_;
    std::exception_ptr failed_;
    std::vector<std::int64_t> topics_; ///< few: a job touches one event, rarely two
};

} // namespace krug::store
