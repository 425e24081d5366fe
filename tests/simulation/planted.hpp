// If these bugs go unnoticed, a quiet simulation proves nothing. Each is a lie told to the product at one of its
// interfaces – disk, shelf, wire, clock, server – as if the code behind that interface were wrong.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace krug::simulation {

enum class planted : std::uint8_t {
    none,
    // the device's memory
    ack_before_commit,          ///< the device takes rows for sent as soon as it has asked
    duplicates_by_text,         ///< earlier scans are found by the scanned text, not by the ticket
    cursor_outside_transaction, ///< the cursor is on the disk before the page is
    deny_overwritten,           ///< a deny entry replaces the stricter one
    deny_forgotten_at_epoch,
    deny_not_consulted,
    seq_reused_after_crash,
    green_before_flight,        ///< the flight log is never written
    green_before_sync,          ///< both copies are reported durable and lie in memory yet
    flight_not_consulted,       ///< at a restart only the database is read
    database_not_repaired_back, ///< what only the database knows does not return to the flight log
    hidden_not_marked,          ///< a crash between commit and green is not remembered
    rewind_ignored,             ///< the device never goes back to what the server holds
    loss_row_missing,
    incarnation_kept,           ///< a rebuilt journal goes on under its old incarnation
    elsewhere_ignored,          ///< admissions by others are not consulted
    void_not_applied,
    retired_keys_dropped,
    roster_only_taken_for_active,
    staging_used_early,         ///< a half collected new list is worked by at once
    roster_remains_after_revocation,
    revocation_forgotten,
    unsent_rows_dropped,        ///< a new list takes the unsent records with it
    generation_ignored,         ///< the list says 1 whatever was re-issued
    // what the gatekeeper is told
    late_cap_ignored,
    home_gate_ignored,
    test_flag_turned,           ///< the device takes itself for a rehearsal, or a rehearsal for real
    clock_by_wall,              ///< the clock that never jumps is the wall clock
    list_called_complete,       ///< a device without its whole list calls itself ready
    area_ignored,
    scope_ignored,
    // the wire
    chain_not_checked,
    answer_cut_believed,        ///< half a page, and the cursor of all of it
    names_on_the_wire,          ///< whole names are told to devices
    // the server
    server_acks_before_commit,
    server_drops_unknown_rows,  ///< rows of nobody on the list are thrown away
    server_stores_twice,        ///< a repeat is a new row
    server_acks_over_gap,
    clone_unnoticed,
    head_not_compared,          ///< the newest record a device names is not looked at
    winner_by_arrival,
    reports_overrides_twice,    ///< re-entries are reported as double admissions
    reports_pairs_only,         ///< the third entry of one ticket is left out
    void_not_told,
    new_epoch_skipped,          ///< after a rollback the feed goes on as if nothing were
    deny_not_told,
    head_time_ahead,            ///< the list is said to be newer than it is
    feed_out_of_order           ///< rows of one page are told to some devices only
};
inline constexpr std::size_t planted_bugs = 48;

std::string_view word_of(planted bug);
std::optional<planted> planted_named(std::string_view word);
/// All of them, `none` left out.
std::vector<planted> all_planted();

} // namespace krug::simulation
