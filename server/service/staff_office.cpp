#include "service/staff_office.hpp"

#include "domain/email.hpp"
#include "domain/factor.hpp"
#include "domain/text_rules.hpp"
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "ground/log.hpp"
#include "ground/randomness.hpp"
#include "service/password.hpp"
#include "service/sign_in_throttle.hpp"
#include "store/audit_store.hpp"
#include "store/batcher.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/factor_store.hpp"
#include "store/failure.hpp"
#include "store/login_store.hpp"
#include "store/staff_store.hpp"
#include "store/venue_store.hpp"
#include "ticket/digest.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr std::int64_t login_seconds_max = 12 * 3600;
constexpr std::int64_t idle_seconds_max = 30 * 60;
constexpr std::int64_t waiting_seconds_max = 5 * 60; ///< between the password and the second factor
constexpr std::int64_t seen_step_seconds = 60;
constexpr std::int64_t crowded_seconds = 2; // thirty-four hashes, two at a time, and a little
constexpr std::size_t secret_letters = 43;  // 32 bytes as base64url
constexpr std::size_t name_max = 200;
constexpr std::string_view token_prefix = "krug_";

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }

domain::refusal refuse_field(std::string_view field, std::string_view code) {
    return {refusal_code::invalid, 0, {{std::string(field), std::string(code), 0}}};
}

std::string draw_secret(ground::randomness& random) {
    std::array<std::byte, 32> raw;
    random.fill(raw);
    ticket::bytes bytes;
    for (const auto each : raw) bytes.push_back(std::to_integer<std::uint8_t>(each));
    return ticket::to_base64url(bytes);
}

std::int64_t draw_number(ground::randomness& random) {
    std::int64_t number = 0;
    while (number == 0) number = static_cast<std::int64_t>(random.next_u64() >> 11); // exact in every JSON reader
    return number;
}

/// The address as it is compared; what is no address is looked up as it stands and found nowhere.
std::string account_of(std::string_view email) {
    const auto address = domain::parse_email(email);
    return address ? address->key : std::string(email);
}

bool is_trusted(const domain::actor& by) {
    return by.kind == domain::actor_kind::shell || by.kind == domain::actor_kind::system;
}

/// Event managers give what works below them at their events (safety rules, matrix: «below own»).
bool is_below_manager(domain::role role) {
    return role == domain::role::table_host || role == domain::role::door_staff || role == domain::role::desk;
}

bool has_role(const domain::actor& by, domain::role role, domain::organisation_id organisation) {
    return std::any_of(by.assignments.begin(), by.assignments.end(), [&](const domain::assignment& each) {
        return each.as == role && each.organisation == organisation;
    });
}

bool may_give(const domain::actor& by, const domain::assignment& role) {
    if (is_trusted(by)) return true;
    if (role.as == domain::role::platform_admin) return has_role(by, domain::role::platform_admin, {});
    if (!domain::may(by.assignments, domain::action::manage_staff, role.organisation, role.event)) return false;
    // An owner of one event only owns that event: `may` has held event against event.
    return is_below_manager(role.as) || has_role(by, domain::role::owner, role.organisation);
}

/// Power over the account itself (password, tokens): only for who could have given everything the person has.
bool is_above(const domain::actor& by, const domain::staff& who) {
    if (is_trusted(by)) return true;
    return !who.assignments.empty() && std::all_of(who.assignments.begin(), who.assignments.end(),
                                                   [&](const auto& each) { return may_give(by, each); });
}

bool is_self(const domain::actor& by, domain::staff_id who) {
    return by.kind == domain::actor_kind::staff && by.id == who.value;
}

/// What is wrong with a role that is to be given; nothing is written.
std::optional<domain::refusal> fault_in_role(transaction& tx, const domain::assignment& given) {
    if (!domain::is_staff_role(given.as)) return refuse_field("role", "not_a_choice");
    if (given.as == domain::role::platform_admin) {
        if (given.organisation || given.event) return refuse_field("organisation", "not_accepted");
        return std::nullopt;
    }
    if (!given.organisation) return refuse_field("organisation", "required");
    if (!store::find_organisation(tx, given.organisation)) return refuse_field("organisation", "unknown");
    if (given.event) {
        const auto event = store::find_event(tx, given.event);
        if (!event || event->owner != given.organisation) return refuse_field("event", "unknown");
    }
    return std::nullopt;
}

std::vector<domain::action> actions_in(std::string_view scopes, bool& all_known) {
    std::vector<domain::action> actions;
    all_known = true;
    while (!scopes.empty()) {
        const auto comma = std::min(scopes.find(','), scopes.size());
        const auto action = domain::parse_word<domain::action>(scopes.substr(0, comma));
        if (action) actions.push_back(*action);
        else all_known = false;
        scopes.remove_prefix(std::min(comma + 1, scopes.size()));
    }
    return actions;
}

/// The names around a person, which their password must not be made of.
std::vector<std::string> names_around(transaction& tx, const domain::staff& who) {
    std::vector<std::string> names;
    for (const auto& given : who.assignments)
        if (const auto organisation = store::find_organisation(tx, given.organisation)) {
            names.push_back(organisation->name);
            names.push_back(organisation->slug);
        }
    return names;
}

std::size_t letters_wanted(transaction& tx, domain::staff_id who) {
    return store::has_factor(tx, who) ? letters_beside_factor_min : letters_alone_min;
}

bool is_demanded(transaction& tx, const domain::staff& who) {
    const bool trusted = std::any_of(who.assignments.begin(), who.assignments.end(),
                                     [](const auto& given) { return domain::is_trusted_role(given.as); });
    return trusted && store::is_factor_required(tx, who.id) && !store::has_factor(tx, who.id);
}

std::string role_fact(const domain::assignment& role) {
    return "role=" + std::string(domain::word_of(role.as)) + " organisation=" + std::to_string(role.organisation.value);
}

} // namespace

struct staff_office::inside {
    store::database& database;
    ground::clock& clock;
    ground::randomness& random;
    password_hasher hasher;
    sign_in_throttle throttle;
    /// Where a reading is a round trip, who asks for a token while another reading runs waits for the next one, which then
    /// answers all who waited: each is read after it was shown, so a revoked one is refused at once.
    store::batcher<std::string, std::optional<store::token_bearer>> bearers{
        [this](std::span<const std::string> hashes) { return bearers_of(hashes); }};

    /// In the order of `hashes`.
    std::vector<std::optional<store::token_bearer>> bearers_of(std::span<const std::string> hashes);

    /// Compares with what is stored. Refuses with too_many or wrong_credentials.
    domain::result<void> check_password(const std::string& account, std::string_view address, std::string_view hash,
                                        std::string_view password);
    /// A row of its own for `who`; what is returned carries the secret.
    login open_login(transaction& tx, const domain::staff& who, std::string_view device, bool awaits_factor,
                     ground::utc_seconds now);
    login open_login(transaction& tx, login fresh, std::string_view device, ground::utc_seconds now);
    std::optional<login> look_up(std::string_view secret);
    std::optional<domain::field_error> fault_in(const domain::staff& who, std::string_view password) {
        return database.read([&](transaction& tx) {
            return fault_in_password(password, who.email, who.name, letters_wanted(tx, who.id), names_around(tx, who));
        });
    }
};

login staff_office::inside::open_login(transaction& tx, const domain::staff& who, std::string_view device,
                                       bool awaits_factor, ground::utc_seconds now) {
    return open_login(tx, {who, "", draw_secret(random), now, 0, awaits_factor, false}, device, now);
}

login staff_office::inside::open_login(transaction& tx, login fresh, std::string_view device, ground::utc_seconds now) {
    fresh.secret = draw_secret(random);
    fresh.confirmed_at = fresh.awaits_factor ? 0 : now;
    fresh.lacks_factor = !fresh.awaits_factor && is_demanded(tx, fresh.staff);
    store::delete_old_logins(tx, now - login_seconds_max, now - idle_seconds_max);
    store::insert_login(tx, {ticket::sha256_hex(fresh.secret), fresh.staff.id, fresh.csrf_secret, fresh.created_at, now,
                             draw_number(random), std::string(device), fresh.confirmed_at, fresh.awaits_factor});
    return fresh;
}

std::vector<std::optional<store::token_bearer>> staff_office::inside::bearers_of(std::span<const std::string> hashes) {
    return database.read([&](transaction& tx) {
        std::map<std::string_view, std::optional<store::token_bearer>> known;
        std::vector<std::optional<store::token_bearer>> answers;
        answers.reserve(hashes.size());
        for (const auto& hash : hashes) {
            const auto [found, fresh] = known.try_emplace(hash);
            if (fresh) found->second = store::find_bearer(tx, hash);
            answers.push_back(found->second);
        }
        return answers;
    });
}

domain::result<void> staff_office::inside::check_password(const std::string& account, std::string_view address,
                                                          std::string_view hash, std::string_view password) {
    const auto now_ms = clock.steady_ms();
    if (const auto wait_ms = throttle.admit(account, address, now_ms); wait_ms > 0) {
        ground::log_warning("sign_in_throttled");
        return refuse(refusal_code::too_many, clock.now() + (wait_ms + 999) / 1000);
    }
    const auto right = hasher.matches(hash, password);
    if (!right) return refuse(refusal_code::too_many, clock.now() + crowded_seconds);
    if (!*right) {
        ground::log_warning("sign_in_refused");
        return refuse(refusal_code::wrong_credentials);
    }
    throttle.forgive(account, address, now_ms);
    return {};
}

staff_office::staff_office(store::database& database, ground::clock& clock, ground::randomness& random)
    : inside_(new inside{database, clock, random, {}, sign_in_throttle{}}) {}
staff_office::~staff_office() = default;

domain::result<domain::staff_id> staff_office::add_staff(const domain::actor& by, std::string_view email,
                                                         std::string_view name, const domain::assignment& given,
                                                         std::string_view password) {
    const auto address = domain::parse_email(email);
    if (!address) return refuse_field("email", domain::word_of(address.error()));
    if (!may_give(by, given)) return refuse(refusal_code::not_allowed);
    if (!password.empty())
        if (auto fault = fault_in_password(password, address->key, name, letters_alone_min))
            return domain::refusal{refusal_code::invalid, 0, {*fault}};
    const auto name_fault =
        domain::is_blank(name) ? domain::text_fault::empty : domain::fault_in_title(name, name_max);
    const auto hash = password.empty() ? std::string() : inside_->hasher.hash(password);
    const domain::staff_id drawn{draw_number(inside_->random)};
    const auto now = inside_->clock.now();
    return inside_->database.write([&](transaction& tx) -> domain::result<domain::staff_id> {
        if (auto fault = fault_in_role(tx, given)) return *fault;
        const auto known = store::find_staff_by_email(tx, address->key);
        if (!known && name_fault) return refuse_field("name", domain::word_of(*name_fault));
        // Else whoever manages one event could take over the account of any colleague.
        if (known && !hash.empty() && !is_trusted(by)) return refuse_field("password", "not_accepted");
        const auto who = known ? known->staff.id : drawn;
        if (!known) {
            domain::staff added;
            added.id = who;
            added.email = address->key;
            added.name = name;
            store::insert_staff(tx, added, hash, now);
        } else if (!hash.empty()) {
            store::save_password(tx, who, hash);
            store::delete_logins_of(tx, who, "");
        }
        store::insert_role(tx, who, given);
        record_audit(tx, by, "add_staff", given.event, who.value, role_fact(given), now);
        return who;
    });
}

bool staff_office::may_offer(const domain::actor& by, const domain::assignment& offered) { return may_give(by, offered); }

domain::result<void> staff_office::check_offer(const domain::actor& by, const domain::assignment& offered) {
    if (!may_give(by, offered)) return refuse(refusal_code::not_allowed);
    const auto fault = inside_->database.read([&](transaction& tx) { return fault_in_role(tx, offered); });
    if (fault) return *fault;
    return {};
}

domain::result<void> staff_office::remove_role(const domain::actor& by, domain::staff_id who,
                                               const domain::assignment& which) {
    if (!may_give(by, which)) return refuse(refusal_code::not_allowed);
    const auto now = inside_->clock.now();
    return inside_->database.write([&](transaction& tx) -> domain::result<void> {
        if (!store::delete_role(tx, who, which)) return refuse(refusal_code::not_found);
        record_audit(tx, by, "remove_role", which.event, who.value, role_fact(which), now);
        return {};
    });
}

domain::result<void> staff_office::set_password(const domain::actor& by, domain::staff_id who,
                                                std::string_view password) {
    const auto account = inside_->database.read([&](transaction& tx) { return store::find_staff(tx, who); });
    if (!account) return refuse(refusal_code::not_found);
    if (!is_above(by, account->staff)) return refuse(refusal_code::not_allowed);
    if (auto fault = inside_->fault_in(account->staff, password))
        return domain::refusal{refusal_code::invalid, 0, {*fault}};
    const auto hash = inside_->hasher.hash(password);
    const auto now = inside_->clock.now();
    inside_->database.write([&](transaction& tx) {
        store::save_password(tx, who, hash);
        store::delete_logins_of(tx, who, "");
        record_audit(tx, by, "set_password", {}, who.value, "", now);
    });
    return {};
}

domain::result<void> staff_office::change_password(const login& whose, std::string_view current,
                                                   std::string_view next) {
    const auto who = whose.staff.id;
    const auto account = inside_->database.read([&](transaction& tx) { return store::find_staff(tx, who); });
    if (!account) return refuse(refusal_code::wrong_credentials);
    if (auto right = inside_->check_password(account->staff.email, "", account->password_hash, current); !right)
        return right;
    if (auto fault = inside_->fault_in(account->staff, next))
        return domain::refusal{refusal_code::invalid, 0, {*fault}};
    const auto hash = inside_->hasher.hash(next);
    const auto now = inside_->clock.now();
    inside_->database.write([&](transaction& tx) {
        store::save_password(tx, who, hash);
        store::delete_logins_of(tx, who, whose.csrf_secret);
        record_audit(tx, {domain::actor_kind::staff, who.value, {}}, "change_password", {}, who.value, "", now);
    });
    return {};
}

std::vector<domain::staff> staff_office::list_staff(domain::organisation_id organisation) {
    return inside_->database.read([&](transaction& tx) { return store::staff_of(tx, organisation); });
}

std::optional<domain::staff> staff_office::find_staff(std::string_view email) {
    auto account =
        inside_->database.read([&](transaction& tx) { return store::find_staff_by_email(tx, account_of(email)); });
    if (!account) return std::nullopt;
    return std::move(account->staff);
}

domain::result<login> staff_office::sign_in(std::string_view email, std::string_view password,
                                            std::string_view address, std::string_view device) {
    const auto account = account_of(email);
    const auto found =
        inside_->database.read([&](transaction& tx) { return store::find_staff_by_email(tx, account); });
    const std::string hash = found && found->staff.active ? found->password_hash : "";
    if (auto right = inside_->check_password(account, address, hash, password); !right) return right.error();

    const auto now = inside_->clock.now();
    return inside_->database.write([&](transaction& tx) -> domain::result<login> {
        const auto still = store::find_staff(tx, found->staff.id);
        // Changed or removed while we were computing: what was right then is not now.
        if (!still || !still->staff.active || still->password_hash != hash)
            return refuse(refusal_code::wrong_credentials);
        const bool awaits = store::has_factor(tx, still->staff.id);
        auto fresh = inside_->open_login(tx, still->staff, device, awaits, now);
        if (!awaits)
            record_audit(tx, {domain::actor_kind::staff, still->staff.id.value, {}}, "sign_in", {}, still->staff.id.value,
                         "", now);
        return fresh;
    });
}

domain::result<login> staff_office::sign_in_proved(domain::staff_id who, std::string_view device) {
    const auto now = inside_->clock.now();
    return inside_->database.write([&](transaction& tx) -> domain::result<login> {
        const auto account = store::find_staff(tx, who);
        if (!account || !account->staff.active) return refuse(refusal_code::wrong_credentials);
        auto fresh = inside_->open_login(tx, account->staff, device, false, now);
        record_audit(tx, {domain::actor_kind::staff, who.value, {}}, "sign_in", {}, who.value, "by=passkey", now);
        return fresh;
    });
}

/// Whatever stands behind the secret and has not ended by time.
std::optional<login> staff_office::inside::look_up(std::string_view secret) {
    if (secret.size() != secret_letters) return std::nullopt;
    const auto id_hash = ticket::sha256_hex(secret);
    const auto now = clock.now();
    auto found = database.read([&](transaction& tx) -> std::optional<std::pair<store::login_row, login>> {
        auto row = store::find_login(tx, id_hash);
        if (!row || now - row->created_at >= login_seconds_max || now - row->seen_at >= idle_seconds_max) return std::nullopt;
        auto account = store::find_staff(tx, row->staff);
        if (!account || !account->staff.active) return std::nullopt;
        const bool lacks = !row->awaits_factor && is_demanded(tx, account->staff);
        login known{std::move(account->staff), "", row->csrf_secret, row->created_at, row->confirmed_at, row->awaits_factor, lacks};
        return std::pair(std::move(*row), std::move(known));
    });
    if (!found) return std::nullopt;
    const auto& row = found->first;
    if (!row.awaits_factor && now - row.seen_at >= seen_step_seconds) {
        try {
            database.write([&](transaction& tx) { store::touch_login(tx, id_hash, now); });
        } catch (const store::failure& failed) {
            // With a full disk staff can still read their lists; the login only ends earlier.
            ground::log_warning("login_not_touched", {{"failure", failed.what()}});
        }
    }
    return std::move(found->second);
}

std::optional<login> staff_office::find_login(std::string_view secret) {
    auto found = inside_->look_up(secret);
    return found && !found->awaits_factor ? std::move(found) : std::nullopt;
}

std::optional<login> staff_office::find_waiting_login(std::string_view secret) {
    auto found = inside_->look_up(secret);
    if (!found || !found->awaits_factor || inside_->clock.now() - found->created_at >= waiting_seconds_max) return std::nullopt;
    return found;
}

domain::result<login> staff_office::renew_login(const login& old) {
    const auto now = inside_->clock.now();
    const auto who = old.staff.id;
    return inside_->database.write([&](transaction& tx) -> domain::result<login> {
        const auto rows = store::logins_of(tx, who);
        const auto row = std::find_if(rows.begin(), rows.end(),
                                      [&](const auto& each) { return each.csrf_secret == old.csrf_secret; });
        const auto account = store::find_staff(tx, who);
        if (row == rows.end() || !account || !account->staff.active) return refuse(refusal_code::wrong_credentials);
        store::delete_login(tx, row->id_hash);
        // Forms that stand open in other tabs of this browser keep their mark; what a stranger knew before does not.
        auto fresh = row->awaits_factor
                         ? inside_->open_login(tx, account->staff, row->device, false, now)
                         : inside_->open_login(tx, {account->staff, "", row->csrf_secret, row->created_at, 0, false, false},
                                               row->device, now);
        record_audit(tx, {domain::actor_kind::staff, who.value, {}}, row->awaits_factor ? "sign_in" : "confirm_login", {},
                     who.value, "", now);
        return fresh;
    });
}

domain::result<void> staff_office::check_own_password(const login& whose, std::string_view password,
                                                      std::string_view address) {
    const auto account =
        inside_->database.read([&](transaction& tx) { return store::find_staff(tx, whose.staff.id); });
    if (!account || !account->staff.active) return refuse(refusal_code::wrong_credentials);
    return inside_->check_password(account->staff.email, address, account->password_hash, password);
}

domain::result<void> staff_office::check_above(const domain::actor& by, domain::staff_id who) {
    const auto account = inside_->database.read([&](transaction& tx) { return store::find_staff(tx, who); });
    if (!account) return refuse(refusal_code::not_found);
    if (!is_above(by, account->staff)) return refuse(refusal_code::not_allowed);
    return {};
}

void staff_office::sign_out(std::string_view secret) {
    const auto id_hash = ticket::sha256_hex(secret);
    inside_->database.write([&](transaction& tx) { store::delete_login(tx, id_hash); });
}

std::vector<staff_office::login_line> staff_office::list_logins(const login& whose) {
    const auto now = inside_->clock.now();
    std::vector<login_line> lines;
    for (const auto& row :
         inside_->database.read([&](transaction& tx) { return store::logins_of(tx, whose.staff.id); }))
        if (!row.awaits_factor && now - row.created_at < login_seconds_max && now - row.seen_at < idle_seconds_max)
            lines.push_back({row.created_at, row.seen_at, row.csrf_secret == whose.csrf_secret, row.number, row.device});
    return lines;
}

void staff_office::end_other_logins(const login& whose) {
    const auto who = whose.staff.id;
    const auto now = inside_->clock.now();
    inside_->database.write([&](transaction& tx) {
        store::delete_logins_of(tx, who, whose.csrf_secret);
        record_audit(tx, {domain::actor_kind::staff, who.value, {}}, "end_logins", {}, who.value, "", now);
    });
}

domain::result<void> staff_office::end_login(const login& whose, std::int64_t number) {
    const auto who = whose.staff.id;
    const auto now = inside_->clock.now();
    return inside_->database.write([&](transaction& tx) -> domain::result<void> {
        if (number <= 0 || !store::delete_login_numbered(tx, who, number)) return refuse(refusal_code::not_found);
        record_audit(tx, {domain::actor_kind::staff, who.value, {}}, "end_login", {}, who.value, "", now);
        return {};
    });
}

domain::result<std::string> staff_office::create_token(const domain::actor& by, domain::staff_id whose,
                                                       std::string_view name, std::string_view scopes) {
    if (!is_trusted(by) && !is_self(by, whose)) return refuse(refusal_code::not_allowed);
    if (domain::is_blank(name)) return refuse_field("name", "required");
    if (const auto fault = domain::fault_in_title(name, name_max)) return refuse_field("name", domain::word_of(*fault));
    bool all_known = true;
    actions_in(scopes, all_known);
    if (!all_known) return refuse_field("scopes", "not_a_choice");
    const auto text = std::string(token_prefix) + draw_secret(inside_->random);
    const auto now = inside_->clock.now();
    const store::token_row row{draw_number(inside_->random), ticket::sha256_hex(text), whose, std::string(name),
                               std::string(scopes), now, 0};
    return inside_->database.write([&](transaction& tx) -> domain::result<std::string> {
        if (!store::find_staff(tx, whose)) return refuse(refusal_code::not_found);
        store::insert_token(tx, row);
        record_audit(tx, by, "create_token", {}, row.id, "staff=" + std::to_string(whose.value), now);
        return text;
    });
}

domain::result<void> staff_office::revoke_token(const domain::actor& by, domain::staff_id whose, std::int64_t id) {
    const auto now = inside_->clock.now();
    return inside_->database.write([&](transaction& tx) -> domain::result<void> {
        const auto account = store::find_staff(tx, whose);
        if (!account) return refuse(refusal_code::not_found);
        if (!is_self(by, whose) && !is_above(by, account->staff)) return refuse(refusal_code::not_allowed);
        if (!store::revoke_token(tx, whose, id, now)) return refuse(refusal_code::not_found);
        record_audit(tx, by, "revoke_token", {}, id, "staff=" + std::to_string(whose.value), now);
        return {};
    });
}

std::vector<staff_office::api_token_row> staff_office::list_tokens(domain::staff_id whose) {
    std::vector<api_token_row> rows;
    for (auto& row : inside_->database.read([&](transaction& tx) { return store::tokens_of(tx, whose); }))
        rows.push_back({row.id, std::move(row.name), std::move(row.scopes), row.created_at, row.revoked_at > 0});
    return rows;
}

std::optional<staff_office::token_bearer> staff_office::find_token(std::string_view text) {
    if (!text.starts_with(token_prefix) || text.size() != token_prefix.size() + secret_letters) return std::nullopt;
    const auto hash = ticket::sha256_hex(text);
    auto row = inside_->database.kind() == store::backend::postgresql
                   ? inside_->bearers.submit(hash)
                   : inside_->database.read([&](transaction& tx) { return store::find_bearer(tx, hash); });
    if (!row) return std::nullopt;
    token_bearer bearer;
    bearer.token = row->token;
    bool all_known = true;
    bearer.scopes = actions_in(row->scopes, all_known);
    if (!all_known) return std::nullopt; // an action that is no more must not widen into all of them
    bearer.actor = {domain::actor_kind::token, row->staff.value, std::move(row->assignments)};
    if (!bearer.scopes.empty())
        std::erase_if(bearer.actor.assignments, [&](const domain::assignment& given) {
            return std::none_of(bearer.scopes.begin(), bearer.scopes.end(), [&](domain::action what) {
                return domain::reach_of(given.as, what) != domain::reach::none;
            });
        });
    return bearer;
}

namespace {
std::vector<audit_line> lines_of(std::vector<store::audit_row> rows) {
    std::vector<audit_line> lines;
    for (auto& row : rows)
        lines.push_back({row.number, row.at, std::string(domain::word_of(row.actor_kind)) + " " + std::to_string(row.actor_id),
                         std::move(row.what), row.event, row.subject, std::move(row.facts)});
    return lines;
}
} // namespace

std::vector<audit_line> staff_office::audit(domain::event_id event, std::int64_t before, int limit) {
    const auto most = std::clamp(limit, 1, 500);
    return lines_of(
        inside_->database.read([&](transaction& tx) { return store::audit_rows(tx, event, before, most); }));
}

std::vector<audit_line> staff_office::find_audit(const audit_question& asked, std::int64_t before, int limit) {
    const auto most = std::clamp(limit, 1, 500);
    store::audit_filter which;
    which.event = asked.event;
    which.what = asked.what;
    which.from = asked.from;
    which.until = asked.until;
    if (!asked.actor.empty()) {
        const auto blank = std::min(asked.actor.find(' '), asked.actor.size());
        const auto kind = domain::parse_word<domain::actor_kind>(std::string_view(asked.actor).substr(0, blank));
        const auto digits = std::string_view(asked.actor).substr(std::min(blank + 1, asked.actor.size()));
        const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), which.actor_id);
        if (!kind || fault != std::errc() || end != digits.data() + digits.size()) return {}; // nobody is called so
        which.actor_kind = kind;
    }
    return lines_of(
        inside_->database.read([&](transaction& tx) { return store::audit_rows(tx, which, before, most); }));
}

std::vector<std::string> staff_office::audit_words_of(domain::event_id event) {
    return inside_->database.read([&](transaction& tx) { return store::audit_words_of(tx, event); });
}

std::vector<audit_line> staff_office::registration_history(domain::event_id event, std::int64_t registration) {
    constexpr int most = 200;
    auto lines = lines_of(
        inside_->database.read([&](transaction& tx) { return store::audit_rows_of(tx, event, registration, most); }));
    std::erase_if(lines, [](const audit_line& line) {
        return line.what != "void_scan" && line.what.find("registration") == std::string::npos &&
               line.what != "confirm_email" && line.what != "reissue_ticket" && line.what != "send_mail_again" &&
               line.what != "read_needs" && line.what != "read_person" && line.what != "choose_table" && line.what != "place_at_table" &&
               line.what != "begin_news" && line.what != "end_news" && line.what != "choose_sessions" && line.what != "change_answers" &&
               line.what != "print_badge";
    });
    return lines;
}

void staff_office::note_reading(const domain::actor& by, std::string_view what, domain::event_id event,
                                std::int64_t subject, std::string_view facts) {
    const auto now = inside_->clock.now();
    inside_->database.write([&](transaction& tx) { record_audit(tx, by, what, event, subject, facts, now); });
}

} // namespace krug::service
