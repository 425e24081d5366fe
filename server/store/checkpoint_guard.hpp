// Keeps SQLite's checkpoints apart from the writes of other processes, by a lock on a file beside the database.
// Internal to sqlite_writer.
#pragma once

#include <string>

namespace krug::store {

class checkpoint_guard {
public:
    /// `path` of the database. A visitor holds the lock for as long as it has the database open, together with other
    /// visitors; it waits while a checkpoint is under way. A file that cannot be opened guards nothing: then nobody
    /// else can open the database either.
    checkpoint_guard(const std::string& path, bool resident);
    ~checkpoint_guard();
    checkpoint_guard(const checkpoint_guard&) = delete;
    checkpoint_guard& operator=(const checkpoint_guard&) = delete;

    /// True when no visitor is there: a checkpoint may run until leave(). Never true for a visitor.
    bool enter() noexcept;
    void leave() noexcept;

private:
    int file_ = -1;
    bool resident_;
};

} // namespace krug::store
