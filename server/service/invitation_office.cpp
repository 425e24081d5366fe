#include "service/invitation_office.hpp"

#include "domain/email.hpp"
#include "ground/check.hpp"
#include "ground/randomness.hpp"
#include "service/key_office.hpp"
#include "store/account_link_store.hpp"
#include "store/database.hpp"
#include "store/staff_store.hpp"
#include "ticket/digest.hpp"

#include <algorithm>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr std::size_t id_bytes = 8, mac_bytes = 24; // 192 bits of a secret that nobody stores
constexpr std::int64_t hour = 3600, day = 24 * hour;
constexpr std::int64_t letters_an_hour = 3, letters_a_day = 10;
constexpr std::int64_t lease_seconds = 600;
constexpr std::int64_t kept_seconds = 30 * day; ///< an ended link says for a while that it has ended
constexpr int pending_shown = 200;

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }

std::int64_t draw_number(ground::randomness& random) {
    std::int64_t number = 0;
    while (number == 0) number = static_cast<std::int64_t>(random.next_u64() >> 11); // exact in every JSON reader
    return number;
}

std::string hash_of(std::string_view browser) { return browser.empty() ? std::string() : ticket::sha256_hex(browser); }

account_link shown(const store::account_link_row& row) {
    return {row.kind == "password" ? link_kind::password : link_kind::invitation, row.id, row.email, row.offered, "", row.expires_at};
}

bool is_open(const store::account_link_row& row, ground::utc_seconds now) {
    return row.state == "open" && row.kind != "nobody" && now < row.expires_at;
}

} // namespace

invitation_office::invitation_office(store::database& database, ground::clock& clock, ground::randomness& random,
                                     const key_office& keys, staff_office& staff)
    : database_(database), clock_(clock), random_(random), keys_(keys), staff_(staff) {}

std::string invitation_office::secret_for(std::int64_t id, std::string_view salt) const {
    const auto raw = keys_.derive("krug-account-link/1");
    ticket::bytes key;
    for (const auto each : raw) key.push_back(std::to_integer<std::uint8_t>(each));
    const auto mac = ticket::hmac_sha256(key, ticket::bytes_of(std::to_string(id) + "/" + std::string(salt)));
    ticket::bytes text;
    for (std::size_t at = 0; at < id_bytes; ++at) text.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(id) >> (56 - 8 * at)));
    text.insert(text.end(), mac.begin(), mac.begin() + mac_bytes);
    return ticket::to_base64url(text);
}

std::optional<std::int64_t> invitation_office::id_in(std::string_view secret) const {
    const auto raw = secret.size() <= 64 ? ticket::from_base64url(secret) : std::nullopt;
    if (!raw || raw->size() != id_bytes + mac_bytes) return std::nullopt;
    std::uint64_t id = 0;
    for (std::size_t at = 0; at < id_bytes; ++at) id = (id << 8) | (*raw)[at];
    return id >> 53 == 0 ? std::optional(static_cast<std::int64_t>(id)) : std::nullopt;
}

void invitation_office::promise(transaction& tx, std::int64_t link, std::string_view language, ground::utc_seconds now) {
    store::insert_account_letter(tx, {draw_number(random_), link, language == "en" ? "en" : "ru", "queued", 0, now, now});
}

domain::actor invitation_office::inviter(std::int64_t staff) {
    if (staff == 0) return {domain::actor_kind::shell, 0, {}};
    const auto account = database_.read([&](transaction& tx) { return store::find_staff(tx, {staff}); });
    domain::actor by{domain::actor_kind::staff, staff, {}};
    if (account && account->staff.active) by.assignments = account->staff.assignments;
    return by;
}

domain::result<std::int64_t> invitation_office::invite(const domain::actor& by, std::string_view email,
                                                       const domain::assignment& offered, std::string_view language) {
    if (auto may = staff_.check_offer(by, offered); !may) return may.error();
    const auto address = domain::parse_email(email);
    if (!address) return domain::refusal{refusal_code::invalid, 0, {{"email", std::string(domain::word_of(address.error())), 0}}};
    if (staff_.find_staff(email)) {
        const auto added = staff_.add_staff(by, email, "", offered, "");
        if (!added) return added.error();
        return std::int64_t{0};
    }
    const auto now = clock_.now();
    store::account_link_row row;
    row.id = draw_number(random_);
    row.kind = "invitation";
    row.state = "open";
    row.salt = random_.hex(16);
    row.email = address->key;
    row.offered = offered;
    row.made_by = by.kind == domain::actor_kind::staff ? by.id : 0;
    row.created_at = now;
    row.expires_at = now + invitation_seconds;
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        if (store::count_account_letters(tx, row.email, now - day) >= letters_a_day) return refuse(refusal_code::too_many, now + hour);
        for (const auto& each : store::open_invitations(tx, offered.organisation, pending_shown))
            if (each.email == row.email && each.offered && each.offered->as == offered.as && each.offered->event == offered.event)
                store::close_account_link(tx, each.id, "revoked");
        store::forget_account_links(tx, now - kept_seconds);
        store::insert_account_link(tx, row);
        promise(tx, row.id, language, now);
        record_audit(tx, by, "invite_staff", offered.event, row.id,
                     "role=" + std::string(domain::word_of(offered.as)) + " organisation=" + std::to_string(offered.organisation.value), now);
        return row.id;
    });
}

std::vector<pending_invitation> invitation_office::pending(domain::organisation_id organisation) {
    const auto now = clock_.now();
    std::vector<pending_invitation> found;
    for (auto& row : database_.read([&](transaction& tx) { return store::open_invitations(tx, organisation, pending_shown); }))
        found.push_back({row.id, std::move(row.email), row.offered.value_or(domain::assignment{}), row.created_at, row.expires_at,
                         !row.browser_hash.empty(), now >= row.expires_at});
    return found;
}

domain::result<void> invitation_office::resend(const domain::actor& by, std::int64_t id, std::string_view language) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto row = store::find_account_link(tx, id);
        if (!row || row->kind != "invitation" || row->state != "open" || !row->offered) return refuse(refusal_code::not_found);
        if (!staff_.may_offer(by, *row->offered)) return refuse(refusal_code::not_allowed);
        if (store::count_account_letters(tx, row->email, now - day) >= letters_a_day) return refuse(refusal_code::too_many, now + hour);
        store::renew_account_link(tx, id, random_.hex(16), now + invitation_seconds);
        promise(tx, id, language, now);
        record_audit(tx, by, "resend_invitation", row->offered->event, id, "", now);
        return {};
    });
}

domain::result<void> invitation_office::revoke(const domain::actor& by, std::int64_t id) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto row = store::find_account_link(tx, id);
        if (!row || row->kind != "invitation" || !row->offered) return refuse(refusal_code::not_found);
        if (!staff_.may_offer(by, *row->offered)) return refuse(refusal_code::not_allowed);
        if (store::close_account_link(tx, id, "revoked")) record_audit(tx, by, "revoke_invitation", row->offered->event, id, "", now);
        return {};
    });
}

std::optional<std::string> invitation_office::secret_of(const domain::actor& by, std::int64_t id) {
    const auto row = database_.read([&](transaction& tx) { return store::find_account_link(tx, id); });
    if (!row || !row->offered || !is_open(*row, clock_.now()) || !staff_.may_offer(by, *row->offered)) return std::nullopt;
    return secret_for(row->id, row->salt);
}

// The same statements for known and unknown addresses: how long the answer takes tells nothing either. A row about nobody
// holds no address, and goes away with the others.
void invitation_office::ask_for_password(std::string_view email, std::string_view language) {
    const auto address = domain::parse_email(email);
    const auto key = address ? address->key : std::string(email.substr(0, 100));
    const auto now = clock_.now();
    database_.write([&](transaction& tx) {
        const auto account = store::find_staff_by_email(tx, key);
        const bool crowded = store::count_account_letters(tx, key, now - hour) >= letters_an_hour;
        const bool known = account && account->staff.active && !crowded;
        store::account_link_row row;
        row.id = draw_number(random_);
        row.kind = known ? "password" : "nobody";
        row.state = "open";
        row.salt = random_.hex(16);
        if (known) {
            row.email = key;
            row.staff = account->staff.id;
        }
        row.created_at = now;
        row.expires_at = now + password_seconds;
        if (!crowded) store::revoke_account_links(tx, "password", key);
        store::forget_account_links(tx, now - kept_seconds);
        store::insert_account_link(tx, row);
        promise(tx, row.id, language, now);
        record_audit(tx, {domain::actor_kind::visitor, 0, {}}, "ask_password", {}, row.id, "", now);
    });
}

std::optional<account_link> invitation_office::look(std::string_view secret, std::string_view browser) {
    const auto id = id_in(secret);
    const auto row = id ? database_.read([&](transaction& tx) { return store::find_account_link(tx, *id); }) : std::nullopt;
    if (!row || !ticket::same_text(secret, secret_for(row->id, row->salt)) || !is_open(*row, clock_.now())) return std::nullopt;
    if (!row->browser_hash.empty() && row->browser_hash != hash_of(browser)) return std::nullopt;
    auto link = shown(*row);
    if (row->made_by > 0)
        if (const auto account = database_.read([&](transaction& tx) { return store::find_staff(tx, {row->made_by}); }))
            link.made_by = account->staff.name;
    return link;
}

bool invitation_office::open(std::string_view secret, std::string_view browser) {
    const auto link = look(secret, browser);
    if (!link || browser.size() < 32) return false;
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) { return store::bind_account_link(tx, link->id, hash_of(browser), now); });
}

std::optional<account_link> invitation_office::opened(std::string_view browser) {
    if (browser.empty()) return std::nullopt;
    const auto now = clock_.now();
    const auto row = database_.read([&](transaction& tx) { return store::find_account_link_of(tx, hash_of(browser)); });
    if (!row || !is_open(*row, now) || now - row->opened_at >= opened_seconds) return std::nullopt;
    return shown(*row);
}

domain::result<void> invitation_office::accept(std::string_view browser, std::string_view name, std::string_view password) {
    const auto link = opened(browser);
    if (!link) return refuse(refusal_code::not_found);
    const auto row = database_.read([&](transaction& tx) { return store::find_account_link(tx, link->id); });
    KRUG_CHECK(row.has_value()); // links are forgotten a month after their end
    if (password.empty()) return domain::refusal{refusal_code::invalid, 0, {{"password", "required", 0}}};
    if (link->kind == link_kind::password) {
        if (const auto set = staff_.set_password({domain::actor_kind::system, 0, {}}, row->staff, password); !set) return set.error();
    } else {
        // An account that came about meanwhile keeps its password: the link proves the address, not the person.
        const bool known = staff_.find_staff(row->email).has_value();
        const auto added = staff_.add_staff(inviter(row->made_by), row->email, name, *row->offered, known ? "" : password);
        if (!added) return added.error();
    }
    // The work comes first: whoever is cut off in between finds the link still open, and doing it twice changes nothing.
    const auto now = clock_.now();
    database_.write([&](transaction& tx) {
        if (store::close_account_link(tx, link->id, "used"))
            record_audit(tx, {domain::actor_kind::visitor, 0, {}}, link->kind == link_kind::password ? "use_password_link" : "accept_invitation",
                         row->offered ? row->offered->event : domain::event_id{}, link->id, "", now);
    });
    return {};
}

std::vector<mail_job> invitation_office::lease(int most) {
    KRUG_CHECK(most > 0);
    const auto now = clock_.now();
    if (database_.read([&](transaction& tx) { return store::due_account_letters(tx, now, 1, false); }).empty()) return {};
    return database_.write([&](transaction& tx) {
        std::vector<mail_job> jobs;
        for (const auto& row : store::due_account_letters(tx, now, most, true)) {
            store::start_account_letter(tx, row.number, now + lease_seconds);
            mail_job job;
            job.number = row.number;
            job.attempts = row.attempts + 1;
            job.created_at = row.created_at;
            job.may_have_arrived = row.state == "ambiguous" || row.state == "sending";
            jobs.push_back(job);
        }
        return jobs;
    });
}

void invitation_office::mark_sent(const mail_job& job) {
    database_.write([&](transaction& tx) { store::settle_account_letter(tx, job.number, job.attempts, "sent", 0, ""); });
}

void invitation_office::mark_retry(const mail_job& job, ground::utc_seconds next_at, std::string_view failure, bool may_have_arrived) {
    const bool ambiguous = may_have_arrived || job.may_have_arrived;
    database_.write([&](transaction& tx) {
        store::settle_account_letter(tx, job.number, job.attempts, ambiguous ? "ambiguous" : "queued", next_at, failure);
    });
}

void invitation_office::mark_dead(const mail_job& job, std::string_view failure) {
    database_.write([&](transaction& tx) { store::settle_account_letter(tx, job.number, job.attempts, "dead", 0, failure); });
}

std::optional<invitation_office::letter> invitation_office::letter_of(std::int64_t number) {
    const auto now = clock_.now();
    return database_.read([&](transaction& tx) -> std::optional<letter> {
        const auto row = store::find_account_letter(tx, number);
        const auto link = row ? store::find_account_link(tx, row->link) : std::nullopt;
        if (!link || link->email.empty() || !is_open(*link, now)) return std::nullopt;
        letter found{shown(*link), secret_for(link->id, link->salt), row->language};
        if (link->made_by > 0)
            if (const auto account = store::find_staff(tx, {link->made_by})) found.about.made_by = account->staff.name;
        return found;
    });
}

} // namespace krug::service
