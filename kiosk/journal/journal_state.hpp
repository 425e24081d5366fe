// The open database and what is remembered between calls.
// Only journal's own .cpp files include it: SOCI is inside.
#pragma once

#include "journal/flight_log.hpp"
#include "journal/journal.hpp"

#include <soci/soci.h>

namespace krug::journal {

/// A prepared statement for the write path together with the variables bound to it; lives as long as the connection.
struct write_path_statements;

struct journal::state {
    state(journal_settings wanted, const ground::clock& time, ground::randomness& source);
    ~state();

    // --- opening (opening.cpp)
    void open();
    void open_database();
    void set_database_aside();
    void close() noexcept;
    void repair();
    void write_loss(std::int64_t first, std::int64_t last);

    // --- small values by name
    std::string value(const std::string& name, const std::string& otherwise = {});
    std::int64_t number(const std::string& name, std::int64_t otherwise = 0);
    void set(const std::string& name, const std::string& value);
    void set(const std::string& name, std::int64_t value) { set(name, std::to_string(value)); }
    /// SHA-256 over all of them, the rules and the deny list, kept beside them: a flipped bit there would otherwise be
    /// believed. Written at the end of each transaction that sets one, compared when opening.
    void write_seal();
    void check_seal();
    std::string seal();

    /// Runs `work`, turning every SOCI failure into disk_failure named after `step`; the text that SOCI gives holds
    /// bound values and goes no further.
    template <class Work> auto guarded(const char* step, Work work) -> decltype(work()) {
        if (settings.before_step) settings.before_step(step);
        if (!sql) throw gatekeeper::disk_failure("journal closed", false);
        try {
            return work();
        } catch (const soci::soci_error& failed) {
            throw_failure(step, failed);
        }
    }
    /// Sync sends and takes nothing while one of the two copies failed: what it would send may be gone tomorrow.
    void need_health() const {
        if (!healthy) throw gatekeeper::disk_failure("journal waits to be opened again", false);
    }
    [[noreturn]] void throw_failure(const char* step, const soci::soci_error& failed);

    void insert_row(const domain::scan& what, const domain::scan_record& record, const domain::digest& hash);
    void take_ballast();
    bool release_ballast() noexcept;

    journal_settings settings;
    const ground::clock& clock;
    ground::randomness& random;
    std::unique_ptr<soci::session> sql;
    std::unique_ptr<write_path_statements> prepared;
    std::unique_ptr<flight_log> flight;
    gatekeeper::journal_head head;
    gatekeeper::journal_head head_after_commit;
    std::int64_t epoch = 0;
    bool in_transaction = false;
    bool healthy = false;     ///< no failure since it was opened
    bool without_ballast = false;
    opening_report report;
};

/// The column to search by: the roster hash where it is known, the whole digest of the code where not.
std::string code_text(const domain::scan& what);

/// "a,b" to numbers; only ever reads what write_list wrote.
std::vector<std::int64_t> read_list(const std::string& text);
std::string write_list(const std::vector<std::int64_t>& numbers);

} // namespace krug::journal
