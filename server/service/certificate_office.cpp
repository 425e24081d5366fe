#include "service/certificate_office.hpp"

#include "domain/participation.hpp"
#include "domain/stays.hpp"
#include "domain/text_rules.hpp"
#include "ground/clock.hpp"
#include "service/attendance_rows.hpp"
#include "service/event_change.hpp"
#include "service/key_office.hpp"
#include "service/staff_office.hpp"
#include "store/category_store.hpp"
#include "store/certificate_store.hpp"
#include "store/database.hpp"
#include "store/device_store.hpp"
#include "store/event_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"
#include "ticket/digest.hpp"
#include "ticket/public_code.hpp"

#include <algorithm>
#include <map>

namespace krug::service {

using domain::certificate_state;
using domain::refusal_code;
using store::transaction;

namespace {

constexpr int passages_page = 5'000;
constexpr int people_page = 500;
constexpr std::size_t portion = 200; ///< certificates that one transaction writes
constexpr std::int64_t hours_max = 999, sessions_max = 1'000;
constexpr std::size_t signer_max = 200;

std::map<std::int64_t, std::vector<domain::scan_fact>> facts_of(transaction& tx, domain::event_id event) {
    std::map<std::int64_t, std::vector<domain::scan_fact>> facts;
    for (std::int64_t from = 0;;) {
        auto rows = store::passages_after(tx, event, from, passages_page);
        for (auto& row : rows)
            facts[row.registration.value].push_back(
                {std::move(row.scan_id), row.kind, std::move(row.refers_to), row.scanned_ms, row.point, row.device});
        if (rows.size() < static_cast<std::size_t>(passages_page)) return facts;
        from = rows.back().number;
    }
}

domain::staff_id staff_of(const domain::actor& by) {
    return {by.kind == domain::actor_kind::staff || by.kind == domain::actor_kind::token ? by.id : 0};
}

} // namespace

/// Somebody who fulfils the rule.
struct certificate_office::earner {
    domain::registration_id who;
    std::string mark; ///< of the name; "" = there is none any more
};

certificate_office::certificate_office(store::database& database, ground::clock& clock, ground::randomness& random,
                                       key_office& keys)
    : database_(database), clock_(clock), random_(random), keys_(keys) {}

std::string certificate_office::mark_of(const domain::person_name& name) const {
    const auto whole = domain::full_name(name);
    if (whole.empty()) return {};
    const auto key = keys_.derive("krug-certificate-name/1");
    ticket::bytes raw;
    for (const auto each : key) raw.push_back(std::to_integer<std::uint8_t>(each));
    const auto mac = ticket::hmac_sha256(raw, ticket::bytes_of(whole));
    return ticket::to_hex(ticket::byte_view(mac).first(16));
}

std::vector<certificate_office::earner> certificate_office::earners(transaction& tx, domain::event_id event,
                                                                    const domain::certificate_rule& rule) const {
    const auto facts = facts_of(tx, event);
    std::vector<earner> found;
    if (!store::event_owner(tx, event)) return found;
    const auto doors = door_knowledge_of(tx, event, clock_.now_ms());
    const auto sessions = store::session_times(tx, event);

    store::list_filter filter;
    filter.limit = people_page;
    for (;;) {
        const auto rows = store::list_registrations(tx, event, filter);
        for (const auto& row : rows) {
            const auto known = facts.find(row.registration.id.value);
            if (known == facts.end()) continue;
            domain::participation how;
            const auto passed = domain::points_passed(known->second);
            how.admitted = !passed.empty();
            for (const auto& session : sessions) how.sessions += domain::leads_to(session.id, passed, doors.points);
            if (rule.basis == domain::certificate_basis::share) {
                const auto stays = domain::derive_stays(known->second, doors.points, doors.moves, doors.hours, doors.now_ms);
                const auto time = domain::time_at_event(stays, doors.hours);
                how.event_ms = time.whole_ms;
                how.inside_ms = time.present_ms;
            }
            if (domain::earns(rule, how)) found.push_back({row.registration.id, mark_of(row.registration.name)});
        }
        if (rows.size() < static_cast<std::size_t>(people_page)) return found;
        filter.after_id = rows.back().registration.id.value;
    }
}

std::optional<domain::certificate_rule> certificate_office::rule(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::certificate_rule(tx, event); });
}

domain::result<void> certificate_office::save_rule(const domain::actor& by, domain::event_id event,
                                                   const domain::certificate_rule& rule) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto about = store::find_event(tx, event);
        if (!about) return refuse(refusal_code::not_found);
        field_errors wrong;
        const bool share = rule.basis == domain::certificate_basis::share;
        const auto most = share ? 100 : rule.basis == domain::certificate_basis::sessions ? sessions_max : 1;
        if (rule.minimum < 1 || rule.minimum > most) wrong.push_back({"minimum", "out_of_range", most});
        if (rule.hours < 0 || rule.hours > hours_max) wrong.push_back({"hours", "out_of_range", hours_max});
        if (!rule.signer.empty())
            if (const auto fault = domain::fault_in_title(rule.signer, signer_max))
                wrong.push_back({"signer", std::string(domain::word_of(*fault)), static_cast<std::int64_t>(signer_max)});
        if (share && (!about->time.starts_at || !about->time.ends_at)) wrong.push_back({"basis", "not_a_choice", 0});
        if (!wrong.empty()) return refuse_fields(std::move(wrong));
        store::save_certificate_rule(tx, event, rule);
        record_audit(tx, by, "save_certificate_rule", event, 0,
                     "basis=" + std::string(domain::word_of(rule.basis)) + " minimum=" + std::to_string(rule.minimum), now);
        return {};
    });
}

std::optional<certificate_forecast> certificate_office::forecast(domain::event_id event) {
    return database_.read([&](transaction& tx) -> std::optional<certificate_forecast> {
        const auto by_rule = store::certificate_rule(tx, event);
        if (!by_rule) return std::nullopt;
        certificate_forecast told;
        std::map<std::int64_t, std::string> standing;
        for (auto& one : store::standing_certificates(tx, event)) standing[one.registration.value] = std::move(one.name_mark);
        told.standing = static_cast<std::int64_t>(standing.size());
        told.lapsed = told.standing;
        for (const auto& each : earners(tx, event, *by_rule)) {
            ++told.fulfil;
            const auto has = standing.find(each.who.value);
            told.lapsed -= has != standing.end();
            if (each.mark.empty()) ++told.nameless;
            else if (has == standing.end()) ++told.fresh;
            else if (has->second != each.mark) ++told.corrected;
        }
        return told;
    });
}

domain::result<certificate_office::issued> certificate_office::issue(const domain::actor& by, domain::event_id event) {
    const auto now = clock_.now();
    std::optional<domain::certificate_rule> by_rule;
    std::vector<earner> wanting;
    const bool known = database_.read([&](transaction& tx) {
        if (!store::event_owner(tx, event)) return false;
        by_rule = store::certificate_rule(tx, event);
        if (!by_rule) return true;
        std::map<std::int64_t, std::string> standing;
        for (auto& one : store::standing_certificates(tx, event)) standing[one.registration.value] = std::move(one.name_mark);
        for (auto& each : earners(tx, event, *by_rule)) {
            const auto has = standing.find(each.who.value);
            if (!each.mark.empty() && (has == standing.end() || has->second != each.mark)) wanting.push_back(std::move(each));
        }
        return true;
    });
    if (!known) return refuse(refusal_code::not_found);
    if (!by_rule) return refuse(refusal_code::wrong_state);

    issued done;
    for (std::size_t from = 0; from < wanting.size(); from += portion) {
        const auto some = std::span(wanting).subspan(from, std::min(portion, wanting.size() - from));
        std::vector<std::string> codes; // drawn outside: the transaction may be repeated
        for (std::size_t at = 0; at < some.size(); ++at) codes.push_back(ticket::write_public_code(random_));
        const auto written = database_.write([&](transaction& tx) {
            issued portion_done;
            if (!store::lock_event(tx, event)) return portion_done;
            auto number = store::last_certificate(tx, event);
            for (std::size_t at = 0; at < some.size(); ++at) {
                // Somebody else may have issued meanwhile, or the name may have changed again: the row decides.
                const auto has = store::standing_certificate(tx, event, some[at].who);
                if (has && has->name_mark == some[at].mark) continue;
                if (has) store::end_certificate(tx, event, has->number, certificate_state::replaced, now);
                domain::certificate one{event, ++number, some[at].who, codes[at], certificate_state::valid, now, 0,
                                        staff_of(by), by_rule->hours, by_rule->signer, some[at].mark};
                store::insert_certificate(tx, one);
                ++(has ? portion_done.again : portion_done.fresh);
            }
            if (portion_done.fresh + portion_done.again > 0)
                record_audit(tx, by, "issue_certificates", event, number,
                             "fresh=" + std::to_string(portion_done.fresh) + " again=" + std::to_string(portion_done.again), now);
            return portion_done;
        });
        done.fresh += written.fresh;
        done.again += written.again;
    }
    return done;
}

domain::result<void> certificate_office::revoke(const domain::actor& by, domain::event_id event, std::int64_t number) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        const auto found = store::find_certificate(tx, event, number);
        if (!found) return refuse(refusal_code::not_found);
        if (found->state != certificate_state::valid) return {};
        store::end_certificate(tx, event, number, certificate_state::revoked, now);
        record_audit(tx, by, "revoke_certificate", event, number, "", now);
        return {};
    });
}

domain::result<std::int64_t> certificate_office::revoke_lapsed(const domain::actor& by, domain::event_id event) {
    const auto now = clock_.now();
    std::optional<domain::certificate_rule> by_rule;
    std::vector<std::int64_t> lapsed;
    database_.read([&](transaction& tx) {
        by_rule = store::certificate_rule(tx, event);
        if (!by_rule) return;
        std::set<std::int64_t> earning;
        for (const auto& each : earners(tx, event, *by_rule)) earning.insert(each.who.value);
        for (const auto& one : store::standing_certificates(tx, event))
            if (!earning.contains(one.registration.value)) lapsed.push_back(one.number);
    });
    if (!by_rule) return refuse(refusal_code::wrong_state);
    for (std::size_t from = 0; from < lapsed.size(); from += portion) {
        const auto some = std::span(lapsed).subspan(from, std::min(portion, lapsed.size() - from));
        database_.write([&](transaction& tx) {
            for (const auto number : some) store::end_certificate(tx, event, number, certificate_state::revoked, now);
            record_audit(tx, by, "revoke_certificates", event, 0, "count=" + std::to_string(some.size()), now);
        });
    }
    return static_cast<std::int64_t>(lapsed.size());
}

certificate_row certificate_office::row_of(transaction& tx, domain::certificate one) const {
    certificate_row row;
    if (auto stored = store::find_registration(tx, one.event, one.registration)) {
        row.name = std::move(stored->registration.name);
        row.language = std::move(stored->registration.language);
    }
    const auto mark = mark_of(row.name);
    row.is_corrected = !mark.empty() && mark != one.name_mark;
    row.certificate = std::move(one);
    return row;
}

std::vector<certificate_row> certificate_office::list(domain::event_id event, std::int64_t before, int most) {
    return database_.read([&](transaction& tx) {
        std::vector<certificate_row> rows;
        for (auto& one : store::certificates_of(tx, event, before, most)) rows.push_back(row_of(tx, std::move(one)));
        return rows;
    });
}

std::optional<certificate_row> certificate_office::find(domain::event_id event, std::int64_t number) {
    return database_.read([&](transaction& tx) -> std::optional<certificate_row> {
        auto one = store::find_certificate(tx, event, number);
        if (!one) return std::nullopt;
        return row_of(tx, std::move(*one));
    });
}

std::optional<certificate_row> certificate_office::find_of(domain::event_id event, domain::registration_id whose) {
    return database_.read([&](transaction& tx) -> std::optional<certificate_row> {
        auto one = store::standing_certificate(tx, event, whose);
        if (!one) return std::nullopt;
        return row_of(tx, std::move(*one));
    });
}

std::optional<certificate_row> certificate_office::check(std::string_view code) {
    const std::string wanted(code);
    return database_.read([&](transaction& tx) -> std::optional<certificate_row> {
        auto one = store::find_certificate(tx, wanted);
        if (!one) return std::nullopt;
        return row_of(tx, std::move(*one));
    });
}

} // namespace krug::service
