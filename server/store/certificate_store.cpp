#include "store/certificate_store.hpp"

#include "ground/check.hpp"
#include "store/statement.hpp"
#include "store/transaction.hpp"

#include <limits>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;
using domain::certificate;

#define KRUG_CERTIFICATE_COLUMNS                                                                                       \
    "event_id, number, registration_id, code, state, issued_at, changed_at, issued_by, hours, signer, name_mark"

template <class Enum> Enum value_of(const text& word) {
    const auto known = domain::parse_word<Enum>(word);
    KRUG_CHECK(known.has_value());
    return *known;
}

template <class... In>
std::vector<certificate> read_certificates(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<certificate> found;
    for (auto& row : query<number, number, number, text, text, number, number, number, number, text, text>(tx, name, sql, in...)) {
        certificate one;
        text state;
        std::tie(one.event.value, one.number, one.registration.value, one.code, state, one.issued_at, one.changed_at,
                 one.issued_by.value, one.hours, one.signer, one.name_mark) = std::move(row);
        one.state = value_of<domain::certificate_state>(state);
        found.push_back(std::move(one));
    }
    return found;
}

std::optional<certificate> first_of(std::vector<certificate> found) {
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

} // namespace

std::optional<domain::certificate_rule> certificate_rule(transaction& tx, domain::event_id event) {
    const auto row = query_one<text, number, number, text>(
        tx, "certificate_rule", "SELECT basis, minimum, hours, signer FROM certificate_rule WHERE event_id = :event", event);
    if (!row) return std::nullopt;
    const auto& [basis, minimum, hours, signer] = *row;
    return domain::certificate_rule{value_of<domain::certificate_basis>(basis), minimum, hours, signer};
}

void save_certificate_rule(transaction& tx, domain::event_id event, const domain::certificate_rule& rule) {
    execute(tx, "save_certificate_rule",
            "INSERT INTO certificate_rule (event_id, basis, minimum, hours, signer) VALUES (:event, :basis, :minimum, :hours, "
            ":signer) ON CONFLICT (event_id) DO UPDATE SET basis = excluded.basis, minimum = excluded.minimum, "
            "hours = excluded.hours, signer = excluded.signer",
            event, domain::word_of(rule.basis), rule.minimum, rule.hours, rule.signer);
}

std::vector<certificate> standing_certificates(transaction& tx, domain::event_id event) {
    return read_certificates(tx, "standing_certificates",
                             "SELECT " KRUG_CERTIFICATE_COLUMNS " FROM certificate WHERE event_id = :event AND state = 'valid' "
                             "ORDER BY registration_id",
                             event);
}

std::optional<certificate> standing_certificate(transaction& tx, domain::event_id event, domain::registration_id whose) {
    return first_of(read_certificates(tx, "standing_certificate",
                                      "SELECT " KRUG_CERTIFICATE_COLUMNS " FROM certificate WHERE event_id = :event AND "
                                      "registration_id = :whose AND state = 'valid'",
                                      event, whose));
}

std::optional<certificate> find_certificate(transaction& tx, domain::event_id event, std::int64_t wanted) {
    return first_of(read_certificates(tx, "find_certificate",
                                      "SELECT " KRUG_CERTIFICATE_COLUMNS " FROM certificate WHERE event_id = :event AND number = :number",
                                      event, wanted));
}

std::optional<certificate> find_certificate(transaction& tx, const std::string& code) {
    return first_of(read_certificates(tx, "find_certificate_by_code",
                                      "SELECT " KRUG_CERTIFICATE_COLUMNS " FROM certificate WHERE code = :code", code));
}

std::vector<certificate> certificates_of(transaction& tx, domain::event_id event, std::int64_t before, int most) {
    return read_certificates(tx, "certificates_of",
                             "SELECT " KRUG_CERTIFICATE_COLUMNS " FROM certificate WHERE event_id = :event AND number < :before "
                             "ORDER BY number DESC LIMIT :most",
                             event, before > 0 ? before : std::numeric_limits<std::int64_t>::max(), number{most});
}

std::int64_t last_certificate(transaction& tx, domain::event_id event) {
    return std::get<0>(*query_one<number>(tx, "last_certificate",
                                          "SELECT COALESCE(MAX(number), 0) FROM certificate WHERE event_id = :event", event));
}

void insert_certificate(transaction& tx, const certificate& one) {
    execute(tx, "insert_certificate",
            "INSERT INTO certificate (" KRUG_CERTIFICATE_COLUMNS ") VALUES (:event, :number, :whose, :code, :state, :issued, "
            ":changed, :by, :hours, :signer, :mark)",
            one.event, one.number, one.registration, one.code, domain::word_of(one.state), one.issued_at, one.changed_at,
            one.issued_by, one.hours, one.signer, one.name_mark);
}

void end_certificate(transaction& tx, domain::event_id event, std::int64_t which, domain::certificate_state as,
                     ground::utc_seconds now) {
    execute(tx, "end_certificate",
            "UPDATE certificate SET state = :state, changed_at = :now WHERE event_id = :event AND number = :number AND state = 'valid'",
            domain::word_of(as), now, event, which);
}

} // namespace krug::store
