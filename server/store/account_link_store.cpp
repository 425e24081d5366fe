#include "store/account_link_store.hpp"

#include "store/dialect.hpp"
#include "store/statement.hpp"
#include "store/words.hpp"

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;

template <class... In>
std::vector<account_link_row> read_links(transaction& tx, std::string_view name, std::string_view rest, const In&... in) {
    std::vector<account_link_row> found;
    const auto sql = "SELECT id, kind, state, salt, email, staff_id, role, organisation_id, event_id, made_by, created_at, "
                     "expires_at, browser_hash, opened_at FROM account_link" + text(rest);
    for (const auto& columns : query<number, text, text, text, text, domain::staff_id, text, domain::organisation_id,
                                     domain::event_id, number, number, number, text, number>(tx, name, sql, in...)) {
        account_link_row row;
        text role;
        domain::assignment offered;
        std::tie(row.id, row.kind, row.state, row.salt, row.email, row.staff, role, offered.organisation, offered.event,
                 row.made_by, row.created_at, row.expires_at, row.browser_hash, row.opened_at) = columns;
        if (!role.empty()) {
            offered.as = value_of<domain::role>(role);
            row.offered = offered;
        }
        found.push_back(std::move(row));
    }
    return found;
}

template <class Row> std::optional<Row> first_of(std::vector<Row> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

template <class... In>
std::vector<account_letter_row> read_letters(transaction& tx, std::string_view name, std::string_view rest, const In&... in) {
    std::vector<account_letter_row> found;
    const auto sql = "SELECT number, link_id, language, state, attempts, created_at, next_at FROM account_letter" + text(rest);
    for (const auto& columns : query<number, number, text, text, int, number, number>(tx, name, sql, in...)) {
        account_letter_row row;
        std::tie(row.number, row.link, row.language, row.state, row.attempts, row.created_at, row.next_at) = columns;
        found.push_back(std::move(row));
    }
    return found;
}

} // namespace

void insert_account_link(transaction& tx, const account_link_row& row) {
    const auto offered = row.offered.value_or(domain::assignment{});
    execute(tx, "insert_account_link",
            "INSERT INTO account_link (id, kind, state, salt, email, staff_id, role, organisation_id, event_id, made_by, "
            "created_at, expires_at, browser_hash, opened_at) VALUES (:id, :kind, :state, :salt, :email, :staff, :role, "
            ":organisation, :event, :by, :created, :expires, '', 0)",
            row.id, row.kind, row.state, row.salt, row.email, row.staff, row.offered ? word(offered.as) : text(),
            offered.organisation, offered.event, row.made_by, row.created_at, row.expires_at);
}

std::optional<account_link_row> find_account_link(transaction& tx, std::int64_t id) {
    return first_of(read_links(tx, "find_account_link", " WHERE id = :id", id));
}

std::optional<account_link_row> find_account_link_of(transaction& tx, std::string_view browser_hash) {
    return first_of(read_links(tx, "find_account_link_of", " WHERE browser_hash = :browser AND browser_hash <> '' "
                                                           "ORDER BY opened_at DESC, id LIMIT 1", browser_hash));
}

std::vector<account_link_row> open_invitations(transaction& tx, domain::organisation_id organisation, int most) {
    return read_links(tx, "open_invitations",
                      " WHERE organisation_id = :organisation AND state = 'open' AND kind = 'invitation' "
                      "ORDER BY created_at DESC, id LIMIT :most",
                      organisation, most);
}

bool bind_account_link(transaction& tx, std::int64_t id, std::string_view browser_hash, ground::utc_seconds now) {
    return execute(tx, "bind_account_link",
                   "UPDATE account_link SET browser_hash = :browser, opened_at = :now WHERE id = :id AND state = 'open' "
                   "AND (browser_hash = '' OR browser_hash = :browser)",
                   browser_hash, now, id) > 0;
}

bool close_account_link(transaction& tx, std::int64_t id, std::string_view state) {
    return execute(tx, "close_account_link", "UPDATE account_link SET state = :state WHERE id = :id AND state = 'open'", state,
                   id) > 0;
}

void renew_account_link(transaction& tx, std::int64_t id, std::string_view salt, ground::utc_seconds expires_at) {
    execute(tx, "renew_account_link",
            "UPDATE account_link SET salt = :salt, expires_at = :expires, browser_hash = '', opened_at = 0 WHERE id = :id "
            "AND state = 'open'",
            salt, expires_at, id);
}

void revoke_account_links(transaction& tx, std::string_view kind, std::string_view email) {
    execute(tx, "revoke_account_links",
            "UPDATE account_link SET state = 'revoked' WHERE kind = :kind AND email = :email AND state = 'open'", kind, email);
}

void forget_account_links(transaction& tx, ground::utc_seconds before) {
    execute(tx, "forget_account_letters",
            "DELETE FROM account_letter WHERE link_id IN (SELECT id FROM account_link WHERE expires_at < :before)", before);
    execute(tx, "forget_account_links", "DELETE FROM account_link WHERE expires_at < :before", before);
}

void insert_account_letter(transaction& tx, const account_letter_row& row) {
    execute(tx, "insert_account_letter",
            "INSERT INTO account_letter (number, link_id, language, state, attempts, created_at, next_at, failure) "
            "VALUES (:number, :link, :language, :state, :attempts, :created, :next, '')",
            row.number, row.link, row.language, row.state, row.attempts, row.created_at, row.next_at);
}

std::optional<account_letter_row> find_account_letter(transaction& tx, std::int64_t number_of) {
    return first_of(read_letters(tx, "find_account_letter", " WHERE number = :number", number_of));
}

std::vector<account_letter_row> due_account_letters(transaction& tx, ground::utc_seconds now, int most, bool lock) {
    const text rest = " WHERE next_at > 0 AND next_at <= :now ORDER BY next_at, number LIMIT :most";
    return lock ? read_letters(tx, "due_account_letters_locked", rest + lock_row_skip_locked(tx), now, most)
                : read_letters(tx, "due_account_letters", rest, now, most);
}

void start_account_letter(transaction& tx, std::int64_t number_of, ground::utc_seconds next_at) {
    execute(tx, "start_account_letter",
            "UPDATE account_letter SET state = 'sending', attempts = attempts + 1, next_at = :next WHERE number = :number",
            next_at, number_of);
}

void settle_account_letter(transaction& tx, std::int64_t number_of, int attempts, std::string_view state,
                           ground::utc_seconds next_at, std::string_view failure) {
    execute(tx, "settle_account_letter",
            "UPDATE account_letter SET state = :state, next_at = :next, failure = :failure WHERE number = :number "
            "AND (attempts = :attempts OR :state = 'sent') AND state <> 'sent'",
            state, next_at, failure, number_of, attempts);
}

std::int64_t count_account_letters(transaction& tx, std::string_view email, ground::utc_seconds since) {
    const auto row = query_one<number>(tx, "count_account_letters",
                                       "SELECT COUNT(*) FROM account_letter l JOIN account_link k ON k.id = l.link_id "
                                       "WHERE k.email = :email AND l.created_at > :since",
                                       email, since);
    return row ? std::get<0>(*row) : 0;
}

} // namespace krug::store
