#include "store/factor_store.hpp"

#include "store/dialect.hpp"
#include "store/statement.hpp"

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;

template <class... In>
std::vector<passkey_row> read_passkeys(transaction& tx, std::string_view name, std::string_view rest, const In&... in) {
    std::vector<passkey_row> found;
    const auto sql = "SELECT credential_id, number, staff_id, public_key, sign_count, name, created_at, used_at FROM passkey" +
                     text(rest);
    for (const auto& row : query<text, number, domain::staff_id, text, number, text, number, number>(tx, name, sql, in...)) {
        passkey_row each;
        std::tie(each.credential_id, each.number, each.staff, each.public_key, each.sign_count, each.name, each.created_at,
                 each.used_at) = row;
        found.push_back(std::move(each));
    }
    return found;
}

} // namespace

bool has_factor(transaction& tx, domain::staff_id who) {
    return query_one<number>(tx, "has_factor",
                             "SELECT 1 FROM staff s WHERE s.id = :staff AND (EXISTS (SELECT 1 FROM code_app a WHERE "
                             "a.staff_id = s.id AND a.confirmed_at > 0) OR EXISTS (SELECT 1 FROM passkey p WHERE "
                             "p.staff_id = s.id))",
                             who)
        .has_value();
}

std::optional<code_app_row> find_code_app(transaction& tx, domain::staff_id who) {
    const auto found = query_one<text, number, number, number>(
        tx, "find_code_app", "SELECT sealed_seed, last_step, begun_at, confirmed_at FROM code_app WHERE staff_id = :staff",
        who);
    if (!found) return std::nullopt;
    const auto& [seed, step, begun_at, confirmed_at] = *found;
    return code_app_row{seed, step, begun_at, confirmed_at};
}

bool begin_code_app(transaction& tx, domain::staff_id who, std::string_view sealed_seed, ground::utc_seconds now) {
    execute(tx, "forget_begun_app", "DELETE FROM code_app WHERE staff_id = :staff AND confirmed_at = 0", who);
    return execute(tx, "begin_code_app",
                   "INSERT INTO code_app (staff_id, sealed_seed, last_step, begun_at, confirmed_at) "
                   "VALUES (:staff, :seed, 0, :now, 0) ON CONFLICT DO NOTHING",
                   who, sealed_seed, now) > 0;
}

void confirm_code_app(transaction& tx, domain::staff_id who, std::int64_t step, ground::utc_seconds now) {
    execute(tx, "confirm_code_app",
            "UPDATE code_app SET confirmed_at = :now, last_step = :step WHERE staff_id = :staff AND confirmed_at = 0", now,
            step, who);
}

bool use_code_step(transaction& tx, domain::staff_id who, std::int64_t step) {
    return execute(tx, "use_code_step",
                   "UPDATE code_app SET last_step = :step WHERE staff_id = :staff AND last_step < :step", step, who) > 0;
}

bool delete_code_app(transaction& tx, domain::staff_id who) {
    return execute(tx, "delete_code_app", "DELETE FROM code_app WHERE staff_id = :staff", who) > 0;
}

void save_recovery_codes(transaction& tx, domain::staff_id who, const std::vector<std::string>& hashes) {
    delete_recovery_codes(tx, who);
    for (const auto& hash : hashes)
        execute(tx, "insert_recovery_code", "INSERT INTO recovery_code (staff_id, code_hash) VALUES (:staff, :hash)", who,
                hash);
}

bool use_recovery_code(transaction& tx, domain::staff_id who, std::string_view hash) {
    return execute(tx, "use_recovery_code", "DELETE FROM recovery_code WHERE staff_id = :staff AND code_hash = :hash", who,
                   hash) > 0;
}

std::int64_t count_recovery_codes(transaction& tx, domain::staff_id who) {
    const auto row =
        query_one<number>(tx, "count_recovery_codes", "SELECT COUNT(*) FROM recovery_code WHERE staff_id = :staff", who);
    return row ? std::get<0>(*row) : 0;
}

void delete_recovery_codes(transaction& tx, domain::staff_id who) {
    execute(tx, "delete_recovery_codes", "DELETE FROM recovery_code WHERE staff_id = :staff", who);
}

guess_row lock_guesses(transaction& tx, domain::staff_id who) {
    execute(tx, "begin_guesses",
            "INSERT INTO factor_guess (staff_id, failures, next_at) VALUES (:staff, 0, 0) ON CONFLICT DO NOTHING", who);
    static const text sql = "SELECT failures, next_at FROM factor_guess WHERE staff_id = :staff";
    const auto row = query_one<int, number>(tx, "lock_guesses", sql + text(lock_row(tx)), who);
    KRUG_CHECK(row.has_value());
    return {std::get<0>(*row), std::get<1>(*row)};
}

void save_guesses(transaction& tx, domain::staff_id who, const guess_row& row) {
    execute(tx, "save_guesses", "UPDATE factor_guess SET failures = :failures, next_at = :next WHERE staff_id = :staff",
            row.failures, row.next_at, who);
}

guess_row find_guesses(transaction& tx, domain::staff_id who) {
    const auto row = query_one<int, number>(tx, "find_guesses",
                                            "SELECT failures, next_at FROM factor_guess WHERE staff_id = :staff", who);
    return row ? guess_row{std::get<0>(*row), std::get<1>(*row)} : guess_row{};
}

void insert_passkey(transaction& tx, const passkey_row& row) {
    execute(tx, "insert_passkey",
            "INSERT INTO passkey (credential_id, number, staff_id, public_key, sign_count, name, created_at, used_at) "
            "VALUES (:credential, :number, :staff, :key, :count, :name, :created, :used)",
            row.credential_id, row.number, row.staff, row.public_key, row.sign_count, row.name, row.created_at,
            row.used_at);
}

std::optional<passkey_row> find_passkey(transaction& tx, std::string_view credential_id) {
    auto found = read_passkeys(tx, "find_passkey", " WHERE credential_id = :credential", credential_id);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<passkey_row> passkeys_of(transaction& tx, domain::staff_id who) {
    return read_passkeys(tx, "passkeys_of", " WHERE staff_id = :staff ORDER BY created_at, number", who);
}

bool count_passkey_use(transaction& tx, std::string_view credential_id, std::int64_t sign_count, ground::utc_seconds now) {
    return execute(tx, "count_passkey_use",
                   "UPDATE passkey SET sign_count = :count, used_at = :now WHERE credential_id = :credential "
                   "AND (sign_count < :count OR (sign_count = 0 AND :count = 0))",
                   sign_count, now, credential_id) > 0;
}

bool delete_passkey(transaction& tx, domain::staff_id who, std::int64_t number_of) {
    return execute(tx, "delete_passkey", "DELETE FROM passkey WHERE staff_id = :staff AND number = :number", who,
                   number_of) > 0;
}

void delete_passkeys(transaction& tx, domain::staff_id who) {
    execute(tx, "delete_passkeys", "DELETE FROM passkey WHERE staff_id = :staff", who);
}

bool use_challenge(transaction& tx, std::string_view challenge, ground::utc_seconds now, ground::utc_seconds forget_before) {
    execute(tx, "forget_challenges", "DELETE FROM used_challenge WHERE used_at < :before", forget_before);
    return execute(tx, "use_challenge",
                   "INSERT INTO used_challenge (challenge, used_at) VALUES (:challenge, :now) ON CONFLICT DO NOTHING",
                   challenge, now) > 0;
}

bool is_factor_required(transaction& tx, domain::staff_id who) {
    return query_one<number>(tx, "is_factor_required",
                             "SELECT 1 FROM staff_role r JOIN organisation_rule o ON o.organisation_id = r.organisation_id "
                             "WHERE r.staff_id = :staff AND r.role IN ('owner', 'event_manager') "
                             "AND o.factor_required = 1 LIMIT 1",
                             who)
        .has_value();
}

bool organisation_requires_factor(transaction& tx, domain::organisation_id which) {
    return query_one<number>(tx, "organisation_requires_factor",
                             "SELECT 1 FROM organisation_rule WHERE organisation_id = :organisation AND factor_required = 1",
                             which)
        .has_value();
}

void save_factor_rule(transaction& tx, domain::organisation_id which, bool required) {
    execute(tx, "save_factor_rule",
            "INSERT INTO organisation_rule (organisation_id, factor_required) VALUES (:organisation, :required) "
            "ON CONFLICT (organisation_id) DO UPDATE SET factor_required = excluded.factor_required",
            which, required ? 1 : 0);
}

} // namespace krug::store
