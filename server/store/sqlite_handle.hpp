// What SOCI does not offer of SQLite: extended codes, the state of the transaction, the WAL, online backup.
// For dialect_sqlite.cpp (which implements it) and sqlite_writer.cpp. SOCI wraps SQLite's own header in a
// namespace, so nobody else can include either.
#pragma once

#include <memory>
#include <string>

namespace soci {
class session;
}

namespace krug::store {

/// The file that a sqlite:// URL names. Throws failure when it names none.
std::string sqlite_file_of(const std::string& url);

/// False after SQLite itself rolled everything back (disk full, I/O error).
bool sqlite_in_transaction(soci::session& on);

/// Keeps `pages` equal to the length of the WAL after each COMMIT of this connection.
void sqlite_watch_wal(soci::session& on, int& pages);

/// Writes back what no reader needs. With `restart` waits up to 100 ms for readers, so that the WAL begins
/// anew. Never throws: a checkpoint that could not be finished is tried again later. True when all was
/// written back.
bool sqlite_checkpoint(soci::session& on, bool restart) noexcept;

/// The last checkpoint before closing: the WAL becomes empty.
void sqlite_truncate_wal(soci::session& on) noexcept;

/// An online backup of `from` into a new file. Throws failure.
class sqlite_backup {
public:
    sqlite_backup(soci::session& from, const std::string& path);
    ~sqlite_backup();
    /// Copies the next pages; true when the copy is complete and synced. Throws failure, disk_full, busy.
    bool step();

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace krug::store
