// The schema, step by step: embedded SQL files, applied in the order of their numbers, never changed
// afterwards. `krug migrate` applies them; `krug serve` and tests ask whether all are applied.
#pragma once

#include "ground/clock.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {

/// One file sql/{common,sqlite,postgresql}/NNNN_verb_noun.sql.
struct migration {
    std::int64_t number = 0;
    std::string_view name; ///< "create_house"
    std::string_view sql;
    std::string_view checksum; ///< SHA-256 of the file, hexadecimal
};

/// What this program carries for a backend, by rising number. A number that exists twice, or in one dialect's
/// folder only, aborts: the build is broken.
std::vector<migration> migrations_for(backend kind);

/// Applies what is missing, each in a transaction of its own, so that a crash leaves whole steps behind and
/// the next call goes on from there. Two that run at once apply each step once. Returns how many were
/// applied. Throws schema_changed, schema_ahead, and what database::write throws.
int migrate(database& on, ground::utc_seconds now);
int migrate(database& on, ground::utc_seconds now, std::span<const migration> carried);

/// Numbers and names of what migrate() would apply, such as "0002_add_badges". Throws as migrate().
std::vector<std::string> pending(const database& on);

/// For start-up. Throws schema_behind when something is pending, schema_changed, and schema_ahead when the
/// database is more than `numbers_ahead_max` numbers ahead of this program (steps widen first and narrow a
/// release later, so the release before can still serve).
void require_schema(const database& on, std::int64_t numbers_ahead_max = 0);

/// Number of the newest applied migration, 0 when there is none.
std::int64_t newest_applied(const database& on);

/// Splits a script at its semicolons; those inside '…', "…", $tag$…$tag$, -- and /* */ comments and BEGIN…END
/// of a trigger do not count. Statements come trimmed and without the semicolon; empty ones are left out.
std::vector<std::string> split_statements(std::string_view script);

} // namespace krug::store
