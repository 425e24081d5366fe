#include "planted.hpp"

#include "ground/check.hpp"

#include <array>

namespace krug::simulation {
namespace {

constexpr std::array<std::string_view, planted_bugs + 1> words{
    "none",
    "ack_before_commit", "duplicates_by_text", "cursor_outside_transaction", "deny_overwritten", "deny_forgotten_at_epoch",
    "deny_not_consulted", "seq_reused_after_crash", "green_before_flight", "green_before_sync", "flight_not_consulted",
    "database_not_repaired_back", "hidden_not_marked", "rewind_ignored", "loss_row_missing", "incarnation_kept",
    "elsewhere_ignored", "void_not_applied", "retired_keys_dropped", "roster_only_taken_for_active",
    "staging_used_early", "roster_remains_after_revocation", "revocation_forgotten",
    "unsent_rows_dropped", "generation_ignored",
    "late_cap_ignored", "home_gate_ignored", "test_flag_turned", "clock_by_wall",
    "list_called_complete", "area_ignored", "scope_ignored",
    "chain_not_checked", "answer_cut_believed", "names_on_the_wire",
    "server_acks_before_commit", "server_drops_unknown_rows", "server_stores_twice", "server_acks_over_gap",
    "clone_unnoticed", "head_not_compared", "winner_by_arrival", "reports_overrides_twice", "reports_pairs_only", "void_not_told",
    "new_epoch_skipped", "deny_not_told", "head_time_ahead", "feed_out_of_order"};

} // namespace

std::string_view word_of(planted bug) {
    const auto at = static_cast<std::size_t>(bug);
    KRUG_CHECK(at < words.size());
    return words[at];
}

std::optional<planted> planted_named(std::string_view word) {
    for (std::size_t at = 0; at < words.size(); ++at)
        if (words[at] == word) return static_cast<planted>(at);
    return std::nullopt;
}

std::vector<planted> all_planted() {
    std::vector<planted> all;
    for (std::size_t at = 1; at < words.size(); ++at) all.push_back(static_cast<planted>(at));
    return all;
}

} // namespace krug::simulation
