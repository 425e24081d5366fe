// What kiosks call: enrolment, sync and the bell, in the words of gate_protocol.
#include "gate_protocol/bell.hpp"
#include "gate_protocol/enrolment.hpp"
#include "gate_protocol/sync.hpp"
#include "ticket/digest.hpp"
#include "web/rate_limit.hpp"
#include "web/route.hpp"

#include <memory>

namespace krug::web {

namespace {

constexpr int enrolments_per_minute = 20;

response protocol_answer(std::string body) {
    response answer;
    answer.body = std::move(body);
    return answer.set("content-type", "application/json; charset=utf-8").set("cache-control", "no-store");
}

response enrol(const std::shared_ptr<rate_limit>& limit, call& asked) {
    // Codes are guessed at from one place many times, or not at all.
    if (const auto wait = limit->take(asked.http.address, asked.on.clock); wait > 0)
        return refused(asked, {domain::refusal_code::too_many, asked.on.clock.now() + wait, {}});
    const auto request = gate_protocol::decode_enrol_request(asked.http.body);
    if (!request) return refused(asked, request.error());
    const auto done = asked.on.gate.enrol(*request);
    return done ? protocol_answer(gate_protocol::encode(*done)) : refused(asked, done.error());
}

/// One answer for a wrong token and a wrong signature: which of them it was helps only whoever tries.
response not_known(call& asked) {
    auto answer = refused(asked, {domain::refusal_code::wrong_credentials, 0, {}});
    return answer.set("www-authenticate", "Bearer realm=\"krug-kiosk\"");
}

response sync(call& asked) {
    constexpr std::string_view scheme = "Bearer ";
    const auto header = asked.http.header("authorization");
    const auto signature = ticket::from_base64url(asked.http.header("krug-device-signature"));
    if (!header.starts_with(scheme) || !signature) return not_known(asked);
    const auto offers = gate_protocol::abilities_in(asked.http.header("krug-device-offers"));
    const auto done = asked.on.gate.sync(header.substr(scheme.size()), asked.http.body, *signature, offers);
    if (done) return protocol_answer(gate_protocol::encode(*done));
    if (done.error().code == domain::refusal_code::wrong_credentials) return not_known(asked);
    return refused(asked, done.error());
}

response bell(call& asked) {
    constexpr std::string_view scheme = "Bearer ";
    const auto header = asked.http.header("authorization");
    const auto signature = ticket::from_base64url(asked.http.header("krug-device-signature"));
    if (!header.starts_with(scheme) || !signature) return not_known(asked);
    const auto heard = asked.on.gate.hear_bell(header.substr(scheme.size()), asked.http.body, *signature);
    if (!heard) {
        const bool unknown = heard.error().code == domain::refusal_code::wrong_credentials;
        return unknown ? not_known(asked) : refused(asked, heard.error());
    }
    const auto seen = asked.on.bulletin->version(heard->event.value); // before looking, so that nothing falls between
    const auto found = asked.on.gate.look_for_news(*heard);
    auto answer = protocol_answer(gate_protocol::encode(found));
    if (!found.news) wait_for_news(asked, answer, heard->event, seen, static_cast<int>(heard->asks.wait_seconds));
    return answer;
}

response take_enclosures(call& asked) {
    constexpr std::string_view scheme = "Bearer ";
    const auto header = asked.http.header("authorization");
    const auto signature = ticket::from_base64url(asked.http.header("krug-device-signature"));
    if (!header.starts_with(scheme) || !signature) return not_known(asked);
    const auto done = asked.on.gate.take_enclosures(header.substr(scheme.size()), asked.http.body, *signature);
    if (done) return protocol_answer(gate_protocol::encode(*done));
    if (done.error().code == domain::refusal_code::wrong_credentials) return not_known(asked);
    return refused(asked, done.error());
}

} // namespace

std::vector<route> gate_routes() {
    const auto limit = std::make_shared<rate_limit>(enrolments_per_minute, enrolments_per_minute);
    return {
        {method::post, gate_protocol::enrol_target, domain::action::sync_device, entrance::device,
         [limit](call& asked) { return enrol(limit, asked); }, "", "", "", ""},
        {method::post, gate_protocol::sync_target, domain::action::sync_device, entrance::device, sync, "", "", "", ""},
        {method::post, gate_protocol::enclosures_target, domain::action::sync_device, entrance::device, take_enclosures,
         "", "", "", ""},
        {method::post, gate_protocol::bell_target, domain::action::sync_device, entrance::device, bell, "", "", "", ""},
    };
}

} // namespace krug::web
