#include "service/factor_office.hpp"

#include "domain/utf8.hpp"
#include "ground/log.hpp"
#include "ground/randomness.hpp"
#include "service/key_office.hpp"
#include "service/one_time_code.hpp"
#include "service/password.hpp"
#include "store/database.hpp"
#include "store/factor_store.hpp"
#include "store/login_store.hpp"
#include "store/staff_store.hpp"
#include "ticket/digest.hpp"
#include "ticket/sealed.hpp"

#include <algorithm>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr int codes_given = 10;
constexpr std::size_t code_letters = 12; // out of thirty-one: 59 bits, and hashed under a key that is not in the database
constexpr std::size_t code_group = 4;
constexpr std::int64_t begun_seconds_max = 1800;
// No letters that are taken for others when they were written by hand.
constexpr std::string_view code_alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }

ticket::key32 key_bytes(const key_office& keys, std::string_view purpose) {
    const auto raw = keys.derive(purpose);
    ticket::key32 key{};
    std::transform(raw.begin(), raw.end(), key.begin(), [](std::byte each) { return std::to_integer<std::uint8_t>(each); });
    return key;
}

std::string place_of(domain::staff_id who) { return "code-app " + std::to_string(who.value); }

std::string escaped(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-') out += c;
        else (out += '%', out += digits[code >> 4], out += digits[code & 15]);
    }
    return out;
}

/// What was typed of a recovery code: case, blanks and dashes do not matter. "" = it is none.
std::string code_typed(std::string_view typed) {
    std::string code;
    for (const char each : typed) {
        if (each == ' ' || each == '-') continue;
        const char low = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
        if (code_alphabet.find(low) == std::string_view::npos) return {};
        code += low;
    }
    return code.size() == code_letters ? code : std::string();
}

domain::actor self(domain::staff_id who) { return {domain::actor_kind::staff, who.value, {}}; }

} // namespace

factor_office::factor_office(store::database& database, ground::clock& clock, ground::randomness& random,
                             const key_office& keys, staff_office& staff, std::string issuer)
    : database_(database), clock_(clock), random_(random), keys_(keys), staff_(staff), issuer_(std::move(issuer)) {}

factor_office::factor_state factor_office::state_of(domain::staff_id who) {
    return database_.read([&](transaction& tx) {
        factor_state state;
        const auto app = store::find_code_app(tx, who);
        state.app = app && app->confirmed_at > 0;
        state.passkeys = static_cast<std::int64_t>(store::passkeys_of(tx, who).size());
        state.recovery_codes = store::count_recovery_codes(tx, who);
        return state;
    });
}

bool factor_office::has_factor(domain::staff_id who) {
    return database_.read([&](transaction& tx) { return store::has_factor(tx, who); });
}

factor_office::seed_words factor_office::words_for(const domain::staff& who, const std::string& raw_seed) const {
    const auto plain = to_base32(ticket::bytes_of(raw_seed));
    seed_words words;
    for (std::size_t at = 0; at < plain.size(); at += 4) words.text += (at > 0 ? " " : "") + plain.substr(at, 4);
    const auto issuer = escaped(issuer_);
    words.uri = "otpauth://totp/" + issuer + ":" + escaped(who.email) + "?secret=" + plain + "&issuer=" + issuer;
    return words;
}

std::string factor_office::open_seed(domain::staff_id who, std::string_view sealed) const {
    const auto raw = ticket::open(key_bytes(keys_, "krug-code-app/1"), sealed, place_of(who));
    return {raw.begin(), raw.end()};
}

domain::result<factor_office::seed_words> factor_office::begin_app(const login& whose) {
    std::string seed(code_seed_bytes, '\0');
    random_.fill(std::as_writable_bytes(std::span(seed)));
    const auto who = whose.staff.id;
    const auto sealed = ticket::seal(key_bytes(keys_, "krug-code-app/1"), ticket::bytes_of(seed), place_of(who), random_);
    const auto now = clock_.now();
    const bool begun = database_.write([&](transaction& tx) { return store::begin_code_app(tx, who, sealed, now); });
    if (!begun) return refuse(refusal_code::wrong_state);
    return words_for(whose.staff, seed);
}

std::optional<factor_office::seed_words> factor_office::begun_app(const login& whose) {
    const auto row = database_.read([&](transaction& tx) { return store::find_code_app(tx, whose.staff.id); });
    if (!row || row->confirmed_at > 0 || clock_.now() - row->begun_at >= begun_seconds_max) return std::nullopt;
    return words_for(whose.staff, open_seed(whose.staff.id, row->sealed_seed));
}

std::vector<std::string> factor_office::draw_codes() const {
    std::vector<std::string> codes;
    for (int n = 0; n < codes_given; ++n) {
        std::string code;
        while (code.size() < code_letters) {
            const auto drawn = random_.next_u32() & 31U; // the thirty-second has no letter: drawn again, so that all are alike
            if (drawn < code_alphabet.size()) code += code_alphabet[drawn];
        }
        codes.push_back(std::move(code));
    }
    return codes;
}

std::string factor_office::hash_of(domain::staff_id who, std::string_view code) const {
    const auto text = std::to_string(who.value) + "/" + std::string(code);
    return ticket::to_hex(ticket::hmac_sha256(key_bytes(keys_, "krug-recovery/1"), ticket::bytes_of(text)));
}

std::vector<std::string> factor_office::write_recovery_codes(transaction& tx, domain::staff_id who) {
    auto codes = draw_codes();
    std::vector<std::string> hashes;
    for (auto& code : codes) {
        hashes.push_back(hash_of(who, code));
        code.insert(2 * code_group, "-");
        code.insert(code_group, "-");
    }
    store::save_recovery_codes(tx, who, hashes);
    return codes;
}

domain::result<std::vector<std::string>> factor_office::confirm_app(const login& whose, std::string_view typed) {
    const auto who = whose.staff.id;
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::vector<std::string>> {
        const auto row = store::find_code_app(tx, who);
        if (!row || row->confirmed_at > 0 || now - row->begun_at >= begun_seconds_max) return refuse(refusal_code::wrong_state);
        const auto seed = open_seed(who, row->sealed_seed);
        const auto step = matching_step(ticket::bytes_of(seed), typed, now, 0);
        if (!step) return refuse(refusal_code::wrong_credentials);
        store::confirm_code_app(tx, who, *step, now);
        store::lock_guesses(tx, who);
        store::save_guesses(tx, who, {});
        store::delete_logins_of(tx, who, whose.csrf_secret);
        auto codes = write_recovery_codes(tx, who);
        record_audit(tx, self(who), "add_code_app", {}, who.value, "", now);
        return codes;
    });
}

domain::result<std::vector<std::string>> factor_office::renew_recovery_codes(const login& whose) {
    const auto who = whose.staff.id;
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::vector<std::string>> {
        if (!store::has_factor(tx, who)) return refuse(refusal_code::wrong_state);
        auto codes = write_recovery_codes(tx, who);
        record_audit(tx, self(who), "renew_recovery_codes", {}, who.value, "", now);
        return codes;
    });
}

domain::result<void> factor_office::remove_app(const login& whose, std::string_view password, std::string_view address) {
    const auto who = whose.staff.id;
    const auto state = state_of(who);
    if (!state.app) return refuse(refusal_code::wrong_state);
    if (auto may = check_removal(whose, state.passkeys == 0, password, address); !may) return may;
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::delete_code_app(tx, who)) return refuse(refusal_code::wrong_state);
        if (!store::has_factor(tx, who)) store::delete_recovery_codes(tx, who);
        record_audit(tx, self(who), "remove_code_app", {}, who.value, "", now);
        return {};
    });
}

domain::result<void> factor_office::check_removal(const login& whose, bool is_last, std::string_view password,
                                                  std::string_view address) {
    const auto who = whose.staff.id;
    if (is_last && database_.read([&](transaction& tx) { return store::is_factor_required(tx, who); }))
        return refuse(refusal_code::not_allowed);
    if (auto right = staff_.check_own_password(whose, password, address); !right) return right;
    if (is_last && domain::code_points(password).size() < letters_alone_min)
        return domain::refusal{refusal_code::invalid, 0, {{"password", "too_short", static_cast<std::int64_t>(letters_alone_min)}}};
    return {};
}

/// A try counts as wrong from its beginning until it is forgiven, so that many at once do not slip through.
domain::result<void> factor_office::check_code(domain::staff_id who, std::string_view typed) {
    const auto now = clock_.now();
    const auto recovery = code_typed(typed);
    const auto recovery_hash = recovery.empty() ? std::string() : hash_of(who, recovery);
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto guesses = store::lock_guesses(tx, who);
        if (guesses.failures >= domain::guesses_max) {
            ground::log_warning("factor_locked");
            return refuse(refusal_code::too_many, now + 24 * 3600);
        }
        if (guesses.next_at > now) return refuse(refusal_code::too_many, guesses.next_at);
        const auto app = store::find_code_app(tx, who);
        if (app && app->confirmed_at > 0) {
            const auto step = matching_step(ticket::bytes_of(open_seed(who, app->sealed_seed)), typed, now, app->last_step);
            if (step && store::use_code_step(tx, who, *step)) {
                store::save_guesses(tx, who, {});
                return {};
            }
        }
        if (!recovery_hash.empty() && store::use_recovery_code(tx, who, recovery_hash)) {
            store::save_guesses(tx, who, {});
            record_audit(tx, self(who), "use_recovery_code", {}, who.value,
                         "left=" + std::to_string(store::count_recovery_codes(tx, who)), now);
            return {};
        }
        const auto failures = guesses.failures + 1;
        store::save_guesses(tx, who, {failures, now + domain::wait_after_guesses(failures)});
        ground::log_warning("factor_refused");
        return refuse(refusal_code::wrong_credentials);
    });
}

domain::result<login> factor_office::confirm(const login& whose, std::string_view typed, std::string_view address) {
    const auto proved = has_factor(whose.staff.id) ? check_code(whose.staff.id, typed)
                                                   : staff_.check_own_password(whose, typed, address);
    if (!proved) return proved.error();
    return staff_.renew_login(whose);
}

domain::result<void> factor_office::reset(const domain::actor& by, domain::staff_id who) {
    if (auto above = staff_.check_above(by, who); !above) return above;
    if (by.kind == domain::actor_kind::staff && by.id == who.value) return refuse(refusal_code::not_allowed);
    const auto now = clock_.now();
    database_.write([&](transaction& tx) {
        store::delete_code_app(tx, who);
        store::delete_passkeys(tx, who);
        store::delete_recovery_codes(tx, who);
        store::lock_guesses(tx, who);
        store::save_guesses(tx, who, {});
        store::delete_logins_of(tx, who, "");
        record_audit(tx, by, "reset_factor", {}, who.value, "", now);
    });
    return {};
}

bool factor_office::demands_factor(domain::organisation_id which) {
    return database_.read([&](transaction& tx) { return store::organisation_requires_factor(tx, which); });
}

domain::result<void> factor_office::set_demand(const domain::actor& by, domain::organisation_id which, bool demanded) {
    const bool trusted = by.kind == domain::actor_kind::shell;
    const bool owns = std::any_of(by.assignments.begin(), by.assignments.end(), [&](const domain::assignment& each) {
        return each.as == domain::role::owner && each.organisation == which && !each.event;
    });
    if (!trusted && !owns) return refuse(refusal_code::not_allowed);
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (demanded && !trusted && !store::has_factor(tx, {by.id})) return refuse(refusal_code::wrong_state);
        store::save_factor_rule(tx, which, demanded);
        record_audit(tx, by, "demand_factor", {}, which.value, demanded ? "demanded=yes" : "demanded=no", now);
        return {};
    });
}

} // namespace krug::service
