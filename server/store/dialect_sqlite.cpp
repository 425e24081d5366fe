#include "store/dialect.hpp"
#include "store/failure.hpp"
#include "store/sqlite_handle.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <fcntl.h>
#include <unistd.h>

namespace krug::store {
namespace {

sqlite_api::sqlite3* handle(soci::session& on) {
    return static_cast<soci::sqlite3_session_backend*>(on.get_backend())->conn_;
}

/// "UNIQUE constraint failed: staff.email" -> "staff.email". SQLite's text names columns, never values.
std::string broken_key(sqlite_api::sqlite3* on) {
    const std::string_view text = sqlite_api::sqlite3_errmsg(on);
    const auto colon = text.find(": ");
    return colon == std::string_view::npos ? std::string() : std::string(text.substr(colon + 2));
}

[[noreturn]] void throw_by_code(sqlite_api::sqlite3* on, int code, std::string_view name, stage at) {
    auto text = "sqlite " + std::to_string(code);
    if (at == stage::preparing)
        text += std::string(" ") + sqlite_api::sqlite3_errmsg(on);
    switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        throw duplicate_key(name, text, broken_key(on));
    default:
        break;
    }
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        throw constraint_broken(name, text);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        throw busy(name, text);
    case SQLITE_FULL:
        throw disk_full(name, text);
    case SQLITE_IOERR:
        // The frames may have reached the disk although the sync failed: after a power cut they could come
        // back.
        if (at == stage::committing)
            throw commit_unknown(name, text);
        throw failure(name, text);
    default:
        throw failure(name, text);
    }
}

void translate(soci::session& on, std::string_view name, stage at) {
    auto* const raw = handle(on);
    int code = sqlite_api::sqlite3_extended_errcode(raw);
    try {
        throw;
    } catch (const soci::sqlite3_soci_error& failed) {
        if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
            code = failed.result();
    } catch (const soci::soci_error&) {
        // SOCI's own complaint (a type, a missing variable): the name of the statement must do.
        throw failure(name, "soci");
    }
    throw_by_code(raw, code, name, at);
}

void run(soci::session& on, const std::string& sql, std::string_view name, stage at) {
    auto* const raw = handle(on);
    if (sqlite_api::sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK)
        return;
    throw_by_code(raw, sqlite_api::sqlite3_extended_errcode(raw), name, at);
}

struct location {
    std::string path;
    std::string vfs;
};

location read_url(const std::string& url) {
    // One slash stays: sqlite:///var/lib/krug.db is the absolute path /var/lib/krug.db.
    auto rest = url.substr(std::string_view("sqlite://").size());
    const auto question = rest.find('?');
    location found{rest.substr(0, question), ""};
    if (question != std::string::npos) {
        const auto option = rest.substr(question + 1);
        if (!option.starts_with("vfs="))
            throw failure("connect", "the only option of a sqlite URL is vfs");
        found.vfs = option.substr(4);
    }
    // SOCI's connect string has no way to write a quotation mark.
    if (found.path.size() < 2 || found.path.find('"') != std::string::npos ||
        found.vfs.find_first_of("\" ") != std::string::npos) {
        throw failure("connect", "a sqlite URL is sqlite:///ABSOLUTE/PATH[?vfs=NAME]");
    }
    return found;
}

/// Who can read the file can read everybody's names, so it is made for the owner alone; WAL and index inherit
/// it.
void create_private(const location& at) {
    if (!at.vfs.empty())
        return;
    const int file = ::open(at.path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0)
        ::close(file);
}

void configure(soci::session& on, bool checkpoints_on_close, bool writing) {
    auto* const raw = handle(on);
    sqlite_api::sqlite3_extended_result_codes(raw, 1);
    sqlite_api::sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // "name" is an identifier, as in PostgreSQL, and never silently a text.
    sqlite_api::sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite_api::sqlite3_db_config(raw, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    // A reader or a visiting command that closes last must not checkpoint: two connections doing that meet the
    // WAL-reset bug.
    if (!checkpoints_on_close) {
        sqlite_api::sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
    for (const auto* pragma :
         {"PRAGMA trusted_schema = OFF", "PRAGMA mmap_size = 0", "PRAGMA foreign_keys = ON",
          "PRAGMA temp_store = MEMORY", "PRAGMA wal_autocheckpoint = 0", "PRAGMA cell_size_check = ON"}) {
        run(on, pragma, "connect", stage::connecting);
    }
    if (!writing) {
        run(on, "PRAGMA query_only = ON", "connect", stage::connecting);
        return;
    }
    std::string mode;
    on << "PRAGMA journal_mode = WAL", soci::into(mode);
    if (mode != "wal")
        throw failure("connect", "sqlite cannot use a write-ahead log here");
    for (const auto* pragma :
         {"PRAGMA synchronous = FULL", "PRAGMA journal_size_limit = 67108864", "PRAGMA cache_size = -16384",
          // What was erased must not be readable in free pages.
          "PRAGMA secure_delete = ON"}) {
        run(on, pragma, "connect", stage::connecting);
    }
}

std::unique_ptr<soci::session> open(const database_settings& settings, purpose use) {
    const auto at = read_url(settings.url);
    const bool writing = use == purpose::writing;
    if (writing)
        create_private(at);
    auto text = "db=\"" + at.path + "\" timeout=5";
    if (!at.vfs.empty())
        text += " vfs=" + at.vfs;
    if (!writing)
        text += " readonly=true";
    try {
        auto session = std::make_unique<soci::session>(soci::sqlite3, text);
        configure(*session, writing && settings.resident, writing);
        return session;
    } catch (const soci::sqlite3_soci_error& failed) {
        throw failure("connect", "sqlite " + std::to_string(failed.result()) + " cannot open the file");
    } catch (const soci::soci_error&) {
        throw failure("connect", "sqlite cannot open the file");
    }
}

bool usable(soci::session&) {
    return true;
}

std::string json_rows_table(std::string_view parameter, std::string_view alias,
                            std::initializer_list<json_column> columns) {
    std::string text = "(SELECT ";
    const char* separator = "";
    for (const auto& column : columns) {
        text += separator;
        text += "json_extract(value, '$.";
        text.append(column.name).append("') AS ").append(column.name);
        separator = ", ";
    }
    text.append(" FROM json_each(").append(parameter).append(")) AS ").append(alias);
    return text;
}

} // namespace

const dialect& sqlite_dialect() {
    static const dialect table{
        .kind = backend::sqlite,
        .row_lock = "",
        .row_lock_skip_locked = "",
        .begin_read = "BEGIN",
        .begin_write = "BEGIN IMMEDIATE",
        .begin_serializable = "BEGIN IMMEDIATE",
        .table_exists = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = :name",
        .lock_for_migration = nullptr, // BEGIN IMMEDIATE did it
        .json_table = json_rows_table,
        .one_of_begins = " IN (SELECT k.",
        .one_of_ends = ")",
        .open = open,
        .run = run,
        .translate = translate,
        .usable = usable,
    };
    return table;
}

std::string sqlite_file_of(const std::string& url) { return read_url(url).path; }

bool sqlite_in_transaction(soci::session& on) {
    return sqlite_api::sqlite3_get_autocommit(handle(on)) == 0;
}

void sqlite_watch_wal(soci::session& on, int& pages) {
    const auto note = [](void* to, sqlite_api::sqlite3*, const char*, int length) {
        *static_cast<int*>(to) = length;
        return SQLITE_OK;
    };
    sqlite_api::sqlite3_wal_hook(handle(on), note, &pages);
}

bool sqlite_checkpoint(soci::session& on, bool restart) noexcept {
    auto* const raw = handle(on);
    int in_log = 0;
    int done = 0;
    sqlite_api::sqlite3_busy_timeout(raw, restart ? 100 : 0);
    const int code = sqlite_api::sqlite3_wal_checkpoint_v2(
        raw, nullptr, restart ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, &in_log, &done);
    sqlite_api::sqlite3_busy_timeout(raw, 5'000);
    return code == SQLITE_OK && in_log == done;
}

void sqlite_truncate_wal(soci::session& on) noexcept {
    sqlite_api::sqlite3_wal_checkpoint_v2(handle(on), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

struct sqlite_backup::parts {
    std::string path;
    sqlite_api::sqlite3* into = nullptr;
    sqlite_api::sqlite3_backup* copy = nullptr;

    ~parts() {
        if (copy != nullptr)
            sqlite_api::sqlite3_backup_finish(copy);
        if (into != nullptr)
            sqlite_api::sqlite3_close(into);
    }
};

sqlite_backup::sqlite_backup(soci::session& from, const std::string& path)
    : parts_(std::make_unique<parts>()) {
    parts_->path = path;
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0)
        throw failure("backup", "the file exists or cannot be made");
    ::close(file);
    if (sqlite_api::sqlite3_open_v2(path.c_str(), &parts_->into, SQLITE_OPEN_READWRITE, nullptr) !=
        SQLITE_OK) {
        throw failure("backup", "the file cannot be opened");
    }
    sqlite_api::sqlite3_extended_result_codes(parts_->into, 1);
    parts_->copy = sqlite_api::sqlite3_backup_init(parts_->into, "main", handle(from), "main");
    if (parts_->copy == nullptr) {
        throw_by_code(parts_->into, sqlite_api::sqlite3_extended_errcode(parts_->into), "backup",
                      stage::running);
    }
}

sqlite_backup::~sqlite_backup() = default;

bool sqlite_backup::step() {
    const int code = sqlite_api::sqlite3_backup_step(parts_->copy, 1'000);
    if (code == SQLITE_OK)
        return false;
    if (code != SQLITE_DONE)
        throw_by_code(parts_->into, code, "backup", stage::running);
    const int finished = sqlite_api::sqlite3_backup_finish(std::exchange(parts_->copy, nullptr));
    if (finished != SQLITE_OK)
        throw_by_code(parts_->into, finished, "backup", stage::running);
    return true;
}

} // namespace krug::store
