// A bounded number of database connections, leased one at a time; opened when first needed.
// Internal to database. Waits on the steady clock (SOCI's own pool waits on the wall clock, which may jump).
#pragma once

#include "store/connection.hpp"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

namespace krug::store {

class connection_pool {
public:
    /// Opens the first connection, so that what is wrong shows at start. Throws failure.
    connection_pool(const dialect& speaks, const database_settings& settings, purpose use, int size);

    class lease {
    public:
        lease(connection_pool& from, std::unique_ptr<connection> held)
            : from_(from), held_(std::move(held)) {}
        /// Gives the connection back, or drops it when it is no longer usable.
        ~lease();
        lease(const lease&) = delete;
        lease& operator=(const lease&) = delete;
        connection& operator*() const { return *held_; }
        connection* operator->() const { return held_.get(); }
        /// Drops the connection and opens another in its place. Throws connection_lost.
        void reopen();
        /// The connection will be dropped whatever it says of itself.
        void doubt() { doubted_ = true; }

    private:
        connection_pool& from_;
        std::unique_ptr<connection> held_;
        bool doubted_ = false;
    };

    /// Throws busy when none came free in time, connection_lost when none could be opened, failure when
    /// closed.
    lease take();

    /// Closes idle connections; leased ones are dropped when they come back.
    void close();

private:
    std::unique_ptr<connection> open() const;
    void give_back(std::unique_ptr<connection> held);

    const dialect& speaks_;
    const database_settings settings_;
    const purpose use_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<connection>> idle_;
    int free_; ///< how many may still be leased
    bool closed_ = false;
};

} // namespace krug::store
