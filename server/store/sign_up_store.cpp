#include "store/sign_up_store.hpp"

#include "store/dialect.hpp"
#include "store/json_rows.hpp"
#include "store/new_rows.hpp"
#include "store/statement.hpp"
#include "store/transaction.hpp"

#include <algorithm>

namespace krug::store {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

namespace {

std::vector<std::string> split_domains(std::string_view kept) {
    std::vector<std::string> domains;
    while (!kept.empty()) {
        const auto end = std::min(kept.find(','), kept.size());
        domains.emplace_back(kept.substr(0, end));
        kept.remove_prefix(std::min(end + 1, kept.size()));
    }
    return domains;
}

} // namespace

domain::sign_up_terms sign_up_terms_of(transaction& tx, domain::event_id event) {
    domain::sign_up_terms terms;
    const auto row = query_one<text, number, bool, bool, number>(
        tx, "sign_up_terms",
        "SELECT email_domains, companions_max, companions_outside, minors, group_max FROM event WHERE id = :event", event);
    if (!row) return terms;
    terms.email_domains = split_domains(std::get<0>(*row));
    terms.companions_max = static_cast<int>(std::get<1>(*row));
    terms.companions_outside = std::get<2>(*row);
    terms.minors = std::get<3>(*row);
    terms.group_max = static_cast<int>(std::get<4>(*row));
    return terms;
}

void save_sign_up_terms(transaction& tx, domain::event_id event, const domain::sign_up_terms& terms) {
    text domains;
    for (const auto& each : terms.email_domains) domains += (domains.empty() ? "" : ",") + each;
    execute(tx, "save_sign_up_terms",
            "UPDATE event SET email_domains = :domains, companions_max = :companions, companions_outside = :outside, "
            "minors = :minors, group_max = :group_max WHERE id = :event",
            domains, number{terms.companions_max}, terms.companions_outside, terms.minors, number{terms.group_max}, event);
}

std::vector<domain::category_terms> category_terms_of(transaction& tx, domain::event_id event) {
    std::vector<domain::category_terms> all;
    for (const auto& row : query<number, bool, bool, maybe, maybe, maybe>(
             tx, "category_terms",
             "SELECT category, guests_choose, by_code_only, quota, opens_at, closes_at FROM category_terms "
             "WHERE event_id = :event ORDER BY category",
             event)) {
        domain::category_terms terms;
        std::tie(terms.category.value, terms.guests_choose, terms.by_code_only, terms.quota, terms.opens_at, terms.closes_at) = row;
        all.push_back(terms);
    }
    return all;
}

void save_category_terms(transaction& tx, domain::event_id event, const domain::category_terms& terms) {
    execute(tx, "save_category_terms",
            "INSERT INTO category_terms (event_id, category, guests_choose, by_code_only, quota, opens_at, closes_at) VALUES "
            "(:event, :category, :choose, :code, :quota, :opens, :closes) ON CONFLICT (event_id, category) DO UPDATE SET "
            "guests_choose = excluded.guests_choose, by_code_only = excluded.by_code_only, quota = excluded.quota, "
            "opens_at = excluded.opens_at, closes_at = excluded.closes_at",
            event, terms.category, terms.guests_choose, terms.by_code_only, terms.quota, terms.opens_at, terms.closes_at);
    const auto scope = domain::quota_scope(terms.category);
    execute(tx, "delete_quota", "DELETE FROM seat_pool WHERE event_id = :event AND scope = :scope", event, scope);
    if (!terms.quota) return;
    const auto counted = *query_one<number, number>(
        tx, "count_quota",
        // Also the seats that are kept while a change of many can be taken back.
        "SELECT COALESCE(SUM(CASE WHEN (r.status IN ('confirmed', 'unconfirmed') OR k.keeps_seat = 1) AND r.takes_no_seat = 0 "
        "THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN r.status = 'waitlisted' THEN 1 ELSE 0 END), 0) FROM registration r "
        "LEFT JOIN status_step_person k ON k.event_id = r.event_id AND k.registration_id = r.id "
        "WHERE r.event_id = :event AND r.category = :category",
        event, terms.category);
    const auto [taken, waiting] = counted;
    execute(tx, "insert_quota",
            "INSERT INTO seat_pool (event_id, scope, seat_limit, taken, waiting, last_queue_number) "
            "VALUES (:event, :scope, :limit, :taken, :waiting, 0)",
            event, scope, std::max(*terms.quota, taken), taken, waiting);
}

void remove_category_terms(transaction& tx, domain::event_id event, domain::category_id category) {
    execute(tx, "delete_category_terms", "DELETE FROM category_terms WHERE event_id = :event AND category = :category", event, category);
    execute(tx, "delete_quota", "DELETE FROM seat_pool WHERE event_id = :event AND scope = :scope", event,
            domain::quota_scope(category));
}

std::optional<domain::registration_id> first_waiting_except(transaction& tx, domain::event_id event,
                                                            std::span<const domain::category_id> categories) {
    json_rows rows;
    for (const auto id : categories) {
        rows.next();
        rows.add("category", id.value);
    }
    const auto table = json_table(tx, ":rows", "k", {{"category", column_type::whole}});
    const auto row = query_one<number>(tx, "first_waiting_except",
                                       "SELECT r.id FROM registration r WHERE r.event_id = :event AND r.queue_number > 0 AND "
                                       "r.category NOT IN (SELECT k.category FROM " +
                                           table + ") ORDER BY r.queue_number LIMIT 1",
                                       event, std::string(rows.text()));
    return row ? std::optional(domain::registration_id{std::get<0>(*row)}) : std::nullopt;
}

namespace {

#define KRUG_INVITATION_COLUMNS "number, code, uses_max, used, expires_at, category, reserves, revoked, note"

template <class... In>
std::vector<domain::invitation> read_invitations(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<domain::invitation> all;
    for (const auto& row : query<number, text, number, number, maybe, number, bool, bool, text>(tx, name, sql, in...)) {
        domain::invitation one;
        std::tie(one.number, one.code, one.uses_max, one.used, one.expires_at, one.category.value, one.reserves, one.revoked,
                 one.note) = row;
        all.push_back(std::move(one));
    }
    return all;
}

std::optional<domain::invitation> only(std::vector<domain::invitation> found) {
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

} // namespace

std::vector<domain::invitation> invitations_of(transaction& tx, domain::event_id event) {
    return read_invitations(tx, "invitations_of",
                            "SELECT " KRUG_INVITATION_COLUMNS " FROM invitation WHERE event_id = :event ORDER BY number DESC", event);
}

std::optional<domain::invitation> find_invitation(transaction& tx, domain::event_id event, std::int64_t wanted) {
    return only(read_invitations(tx, "find_invitation",
                                 "SELECT " KRUG_INVITATION_COLUMNS " FROM invitation WHERE event_id = :event AND number = :number",
                                 event, wanted));
}

std::optional<domain::invitation> find_invitation(transaction& tx, domain::event_id event, const std::string& code) {
    return only(read_invitations(tx, "find_invitation_by_code",
                                 "SELECT " KRUG_INVITATION_COLUMNS " FROM invitation WHERE event_id = :event AND code = :code",
                                 event, code));
}

std::int64_t insert_invitations(transaction& tx, domain::event_id event, std::span<domain::invitation> invitations,
                                domain::utc_seconds now) {
    auto next = std::get<0>(*query_one<number>(
        tx, "last_invitation", "SELECT COALESCE(MAX(number), 0) FROM invitation WHERE event_id = :event", event));
    const auto first = next + 1;
    new_rows fresh("insert_invitation", "invitation (event_id, number, code, uses_max, used, expires_at, category, reserves, "
                                        "revoked, note, created_at)");
    for (auto& each : invitations) {
        each.number = ++next;
        fresh.add(event, each.number, each.code, each.uses_max, each.used, each.expires_at, each.category, each.reserves,
                  each.revoked, each.note, now);
    }
    fresh.insert(tx);
    return first;
}

void save_invitation(transaction& tx, domain::event_id event, const domain::invitation& what) {
    execute(tx, "save_invitation",
            "UPDATE invitation SET used = :used, reserves = :reserves, revoked = :revoked WHERE event_id = :event AND number = :number",
            what.used, what.reserves, what.revoked, event, what.number);
}

std::vector<expired_invitation> expired_invitations(transaction& tx, domain::utc_seconds now, int most) {
    std::vector<expired_invitation> all;
    for (const auto& [event, which] : query<number, number>(
             tx, "expired_invitations",
             "SELECT event_id, number FROM invitation WHERE expires_at <= :now AND reserves = 1 AND revoked = 0 "
             "ORDER BY event_id, number LIMIT :most",
             now, most))
        all.push_back({{event}, which});
    return all;
}

void save_leader(transaction& tx, domain::event_id event, domain::registration_id whose, domain::registration_id leader,
                 bool takes_no_seat) {
    execute(tx, "save_leader",
            "UPDATE registration SET leader_id = :leader, takes_no_seat = :no_seat WHERE event_id = :event AND id = :id", leader,
            takes_no_seat, event, whose);
}

std::vector<domain::registration_id> brought_along(transaction& tx, domain::event_id event, domain::registration_id leader) {
    std::vector<domain::registration_id> ids;
    for (const auto& [id] : query<number>(tx, "brought_along",
                                          "SELECT id FROM registration WHERE event_id = :event AND leader_id = :leader AND "
                                          "leader_id > 0 ORDER BY id",
                                          event, leader))
        ids.push_back({id});
    return ids;
}

void save_representative(transaction& tx, domain::event_id event, domain::registration_id whose, const domain::representative& who) {
    execute(tx, "save_representative",
            "INSERT INTO representative (event_id, registration_id, kind, family_name, given_name, additional_name, phone) VALUES "
            "(:event, :id, :kind, :family, :given, :additional, :phone)",
            event, whose, text(who.as == domain::representative::kind::guardian ? "guardian" : "contact"), who.name.family,
            who.name.given, who.name.additional, who.phone);
}

std::optional<domain::representative> representative_of(transaction& tx, domain::event_id event, domain::registration_id whose) {
    const auto row = query_one<text, text, text, text, text>(
        tx, "representative_of",
        "SELECT kind, family_name, given_name, additional_name, phone FROM representative WHERE event_id = :event AND "
        "registration_id = :id",
        event, whose);
    if (!row) return std::nullopt;
    domain::representative who;
    text kind;
    std::tie(kind, who.name.family, who.name.given, who.name.additional, who.phone) = *row;
    who.as = kind == "guardian" ? domain::representative::kind::guardian : domain::representative::kind::contact;
    return who;
}

} // namespace krug::store
