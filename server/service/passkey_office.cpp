#include "service/passkey_office.hpp"

#include "domain/text_rules.hpp"
#include "ground/log.hpp"
#include "ground/randomness.hpp"
#include "service/key_office.hpp"
#include "store/database.hpp"
#include "store/factor_store.hpp"
#include "store/failure.hpp"
#include "store/login_store.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr std::int64_t challenge_seconds = 5 * 60;
constexpr std::size_t nonce_bytes = 16, moment_bytes = 8, mac_bytes = 32;
constexpr std::size_t keys_max = 10;
constexpr std::size_t name_max = 60;
constexpr std::size_t text_max = 24'000; ///< of one part of an answer, base64url

domain::refusal refuse(refusal_code code) { return {code, 0, {}}; }
domain::refusal refuse_field(std::string_view field, std::string_view code) {
    return {refusal_code::invalid, 0, {{std::string(field), std::string(code), 0}}};
}

std::string_view word_of(passkey_fault fault) {
    using enum passkey_fault;
    switch (fault) {
    case malformed: return "malformed";
    case wrong_ceremony: return "wrong_ceremony";
    case wrong_challenge: return "wrong_challenge";
    case wrong_origin: return "wrong_origin";
    case wrong_site: return "wrong_site";
    case nobody_there: return "nobody_there";
    case unknown_kind: return "unknown_kind";
    case wrong_signature: return "wrong_signature";
    }
    return "malformed";
}

std::optional<ticket::bytes> decoded(std::string_view text) {
    return text.size() <= text_max ? ticket::from_base64url(text) : std::nullopt;
}

passkey_site site_at(std::string_view url) {
    const bool secure = url.starts_with("https://");
    const auto from = url.find("://");
    if (from == std::string_view::npos) return {};
    const auto rest = url.substr(from + 3);
    const auto host = rest.substr(0, rest.find_first_of(":/"));
    const bool is_local = host == "localhost" || host.ends_with(".localhost");
    const bool is_number = host.empty() || host.front() == '[' || host.find_first_not_of("0123456789.") == std::string_view::npos;
    if (is_number || (!secure && !is_local)) return {};
    return {std::string(url.substr(0, from + 3 + std::min(rest.find('/'), rest.size()))), std::string(host)};
}

/// The member of the browser's JSON that names the challenge; judged as a whole later.
std::string challenge_in(std::string_view client_data) {
    boost::system::error_code failed;
    const auto parsed = boost::json::parse(client_data, failed);
    if (failed || !parsed.is_object()) return {};
    const auto* found = parsed.get_object().if_contains("challenge");
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

domain::actor self(domain::staff_id who) { return {domain::actor_kind::staff, who.value, {}}; }

} // namespace

passkey_office::passkey_office(store::database& database, ground::clock& clock, ground::randomness& random,
                               const key_office& keys, staff_office& staff, factor_office& factors, std::string_view public_url)
    : database_(database), clock_(clock), random_(random), keys_(keys), staff_(staff), factors_(factors),
      site_(site_at(public_url)) {}

// Nothing is kept of a question: the challenge carries its time and a MAC over what it is for and whom it was asked. That it
// counts once is seen to when it was answered well.
std::string passkey_office::challenge_for(passkey_purpose purpose, std::string_view bound_to, std::string_view head) const {
    const auto raw = keys_.derive("krug-passkey/1");
    ticket::bytes key;
    for (const auto each : raw) key.push_back(std::to_integer<std::uint8_t>(each));
    const auto text = std::to_string(static_cast<int>(purpose)) + "/" + std::to_string(bound_to.size()) + "/" +
                      std::string(bound_to) + std::string(head);
    const auto mac = ticket::hmac_sha256(key, ticket::bytes_of(text));
    return ticket::to_base64url(ticket::bytes_of(std::string(head) + std::string(mac.begin(), mac.end())));
}

passkey_question passkey_office::ask(passkey_purpose purpose, std::string_view bound_to, domain::staff_id whose) const {
    std::string head(nonce_bytes, '\0');
    random_.fill(std::as_writable_bytes(std::span(head)));
    const auto now = static_cast<std::uint64_t>(clock_.now());
    for (std::size_t at = 0; at < moment_bytes; ++at) head += static_cast<char>((now >> (56 - 8 * at)) & 0xff);
    passkey_question question{challenge_for(purpose, bound_to, head), site_.host, {}};
    if (whose)
        for (auto& each : database_.read([&](transaction& tx) { return store::passkeys_of(tx, whose); }))
            question.credentials.push_back(std::move(each.credential_id));
    return question;
}

std::string passkey_office::asked_challenge(passkey_purpose purpose, std::string_view bound_to,
                                            std::string_view client_data) const {
    const auto named = challenge_in(client_data);
    const auto raw = ticket::from_base64url(named);
    if (!raw || raw->size() != nonce_bytes + moment_bytes + mac_bytes || bound_to.empty()) return {};
    const std::string head(raw->begin(), raw->begin() + nonce_bytes + moment_bytes);
    if (!ticket::same_text(named, challenge_for(purpose, bound_to, head))) return {};
    std::uint64_t at = 0;
    for (std::size_t each = nonce_bytes; each < head.size(); ++each) at = (at << 8) | static_cast<unsigned char>(head[each]);
    const auto age = clock_.now() - static_cast<std::int64_t>(at);
    return age >= 0 && age < challenge_seconds ? named : std::string();
}

std::vector<passkey_office::key_line> passkey_office::list(domain::staff_id whose) {
    std::vector<key_line> lines;
    for (auto& row : database_.read([&](transaction& tx) { return store::passkeys_of(tx, whose); }))
        lines.push_back({row.number, std::move(row.name), row.created_at, row.used_at});
    return lines;
}

domain::result<std::vector<std::string>> passkey_office::add(const login& whose, std::string_view name,
                                                             std::string_view client_data, std::string_view attestation) {
    if (!is_possible()) return refuse_field("passkey", "not_accepted");
    if (domain::is_blank(name)) return refuse_field("passkey_name", "required");
    if (const auto fault = domain::fault_in_title(name, name_max)) return refuse_field("passkey_name", domain::word_of(*fault));
    const auto client = decoded(client_data), object = decoded(attestation);
    if (!client || !object) return refuse_field("passkey", "malformed");
    const std::string said(client->begin(), client->end());
    const auto challenge = asked_challenge(passkey_purpose::registering, whose.csrf_secret, said);
    const auto judged = judge_registration(site_, challenge, said, *object);
    if (!judged.value) {
        ground::log_warning("passkey_refused", {{"why", word_of(judged.fault)}});
        return refuse_field("passkey", judged.fault == passkey_fault::malformed ? "malformed" : "not_accepted");
    }
    const auto& made = *judged.value;
    const auto who = whose.staff.id;
    const auto now = clock_.now();
    const auto number = static_cast<std::int64_t>(random_.next_u64() >> 11) | 1;
    return database_.write([&](transaction& tx) -> domain::result<std::vector<std::string>> {
        if (store::find_passkey(tx, made.credential_id)) return refuse(refusal_code::duplicate);
        if (store::passkeys_of(tx, who).size() >= keys_max) return refuse(refusal_code::too_many);
        if (!store::use_challenge(tx, challenge, now, now - 2 * challenge_seconds)) return refuse_field("passkey", "not_accepted");
        const bool is_first = !store::has_factor(tx, who);
        store::insert_passkey(tx, {made.credential_id, number, who, made.public_key, made.sign_count, std::string(name), now, 0});
        std::vector<std::string> codes;
        if (is_first) {
            codes = factors_.write_recovery_codes(tx, who);
            store::delete_logins_of(tx, who, whose.csrf_secret);
        }
        record_audit(tx, self(who), "add_passkey", {}, number, "staff=" + std::to_string(who.value), now);
        return codes;
    });
}

domain::result<void> passkey_office::remove(const login& whose, std::int64_t number, std::string_view password,
                                            std::string_view address) {
    const auto who = whose.staff.id;
    const auto keys = list(who);
    if (std::none_of(keys.begin(), keys.end(), [&](const auto& each) { return each.number == number; }))
        return refuse(refusal_code::not_found);
    const bool is_last = keys.size() == 1 && !factors_.state_of(who).app;
    if (auto may = factors_.check_removal(whose, is_last, password, address); !may) return may;
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::delete_passkey(tx, who, number)) return refuse(refusal_code::not_found);
        if (!store::has_factor(tx, who)) store::delete_recovery_codes(tx, who);
        record_audit(tx, self(who), "remove_passkey", {}, number, "staff=" + std::to_string(who.value), now);
        return {};
    });
}

domain::result<domain::staff_id> passkey_office::prove(passkey_purpose purpose, std::string_view bound_to,
                                                       const passkey_answer& answer, domain::staff_id expected) {
    const auto client = decoded(answer.client_data), data = decoded(answer.authenticator_data),
               signature = decoded(answer.signature);
    if (!is_possible() || !client || !data || !signature || answer.credential_id.size() > text_max)
        return refuse(refusal_code::wrong_credentials);
    const std::string said(client->begin(), client->end());
    const auto challenge = asked_challenge(purpose, bound_to, said);
    const auto now = clock_.now();
    // What nobody asked or nobody has never makes the writer work: anybody may send it.
    if (challenge.empty() ||
        !database_.read([&](transaction& tx) { return store::find_passkey(tx, answer.credential_id).has_value(); }))
        return refuse(refusal_code::wrong_credentials);
    return database_.write([&](transaction& tx) -> domain::result<domain::staff_id> {
        const auto row = store::find_passkey(tx, answer.credential_id);
        if (!row || (expected && row->staff != expected)) return refuse(refusal_code::wrong_credentials);
        const auto judged = judge_assertion(site_, challenge, row->public_key, said, *data, *signature);
        if (!judged.value) {
            ground::log_warning("passkey_refused", {{"why", word_of(judged.fault)}});
            return refuse(refusal_code::wrong_credentials);
        }
        if (!store::use_challenge(tx, challenge, now, now - 2 * challenge_seconds)) return refuse(refusal_code::wrong_credentials);
        if (!store::count_passkey_use(tx, answer.credential_id, *judged.value, now)) {
            // A count that goes back means that somebody signs with a copy; which of the two this is, nobody can tell.
            ground::log_warning("passkey_count_went_back");
            record_audit(tx, self(row->staff), "passkey_copied", {}, row->number, "staff=" + std::to_string(row->staff.value), now);
            return refuse(refusal_code::wrong_credentials);
        }
        return row->staff;
    });
}

domain::result<login> passkey_office::confirm(const login& whose, const passkey_answer& answer) {
    const auto proved = prove(passkey_purpose::confirming, whose.csrf_secret, answer, whose.staff.id);
    if (!proved) return proved.error();
    return staff_.renew_login(whose);
}

domain::result<login> passkey_office::sign_in(const passkey_answer& answer, std::string_view bound_to, std::string_view device) {
    const auto proved = prove(passkey_purpose::signing_in, bound_to, answer, {});
    if (!proved) return proved.error();
    return staff_.sign_in_proved(*proved, device);
}

} // namespace krug::service
