#include "sync/courier.hpp"

#include "ground/log.hpp"

namespace krug::sync {

courier::courier(gatekeeper::shelf& shelf, std::mutex& door, transport& server, const ground::clock& clock,
                 const ticket::signing_key& device_key, courier_identity who)
    : shelf_(shelf), door_(door), server_(server), clock_(clock), device_key_(device_key), who_(std::move(who)),
      server_takes_(who_.server_takes) {}

gatekeeper::device_clocks courier::clocks() const { return {clock_.now_ms(), clock_.steady_ms(), who_.boot}; }

http_answer courier::exchange(const std::string& body) {
    const auto signature = device_key_.sign(gate_protocol::signed_part(body));
    const transport::headers with{
        {"Authorization", "Bearer " + who_.token},
        {"Content-Type", "application/json"},
        {std::string(gate_protocol::offers_header), std::string(gate_protocol::offers_all)},
        {std::string(gate_protocol::signature_header), ticket::to_base64url(signature)}};
    return server_.post(gate_protocol::sync_target, with, body);
}

round_report courier::run_round(const gate_protocol::key_set& keys,
                                const std::optional<gate_protocol::device_report>& about_device) {
    round_report report;
    try {
        gate_protocol::sync_request request;
        known_server known{who_.event, who_.root_key, keys, {}};
        {
            const std::lock_guard held(door_);
            request = shelf_.next_request(gate_protocol::sync_rows_max);
            known.progress = shelf_.progress();
        }
        if (server_takes_.report) request.report = about_device;
        request.feed_chain = chain_read(known.progress, request.cursor, server_takes_);
        const auto before = clocks();
        if (request.report) request.report->wall_ms = before.wall_ms;
        const auto answer = exchange(gate_protocol::encode(request));
        const auto after = clocks();
        if (answer.status != 200) {
            const bool unknown = answer.status == 401 || answer.status == 403 || answer.status == 422;
            report.end = unknown ? round_end::refused : round_end::unreachable;
            report.detail = "status " + std::to_string(answer.status);
            // Perhaps an older program stands there again: the next round asks anew before it says more.
            server_takes_ = {};
            return report;
        }
        const auto response = gate_protocol::decode_sync_response(answer.body);
        if (!response) {
            report.end = round_end::not_believed;
            report.detail = "answer malformed: " + response.error().fields.front().field;
            return report;
        }
        // Also from an answer that is not believed: the next request may then show the server where it was put back.
        server_takes_ = {response->takes_report, response->takes_feed_chain};
        const auto judged = judge_answer(known, request, *response, before, after);
        if (const auto* fault = std::get_if<answer_fault>(&judged)) {
            report.end = round_end::not_believed;
            report.detail = word_of(*fault);
            return report;
        }
        const auto& effects = std::get<gatekeeper::round_effects>(judged);
        bool evidence_left = false;
        {
            const std::lock_guard held(door_);
            shelf_.apply(effects);
            // Everything is sent once more in quarantine, and after one that the server has forgotten.
            if (effects.standing == gate_protocol::device_standing::quarantined || request.rows.empty())
                evidence_left = !shelf_.next_request(1).rows.empty();
        }
        report.standing = effects.standing;
        report.reported = request.report.has_value();
        report.sent_rows = static_cast<std::int64_t>(request.rows.size());
        // Without progress there is no hurry: the same answer would come again.
        const auto reached = gatekeeper::place_reached(effects);
        const bool rows_left = reached < request.head_seq && reached != request.acked_seq;
        const bool feed_left = effects.feed && !effects.feed->complete && !effects.feed->items.empty();
        report.end = rows_left || feed_left || evidence_left ? round_end::more : round_end::done;
    } catch (const transport_failure& failure) {
        report.end = round_end::unreachable;
        report.detail = failure.what();
    } catch (const gatekeeper::disk_failure& failure) {
        report.end = round_end::disk_failed;
        report.detail = failure.what();
    }
    return report;
}

domain::result<gate_protocol::enrol_response> enrol(transport& server, const gate_protocol::enrolment_code& code,
                                                    const ticket::signing_key& device_key) {
    gate_protocol::enrol_request request;
    request.one_time = code.one_time;
    const auto open_part = device_key.open_part().raw();
    std::copy(open_part.begin(), open_part.end(), request.device_key.begin());
    const transport::headers with{{"Content-Type", "application/json"}};
    const auto answer = server.post(gate_protocol::enrol_target, with, gate_protocol::encode(request));
    if (answer.status == 429) return domain::refusal{domain::refusal_code::too_many, 0, {}};
    if (answer.status >= 400 && answer.status < 500) return domain::refusal{domain::refusal_code::not_allowed, 0, {}};
    if (answer.status != 200 && answer.status != 201)
        throw transport_failure("enrolment, status " + std::to_string(answer.status));
    auto response = gate_protocol::decode_enrol_response(answer.body);
    if (!response) return response.error();
    const auto wrong = [](const char* part) {
        return domain::refusal{domain::refusal_code::invalid, 0, {{part, "malformed", 0}}};
    };
    if (ticket::sha256(response->root_key) != code.root_fingerprint) return wrong("root_key");
    if (response->keys.event != response->event || !signed_by_root(response->keys, response->root_key))
        return wrong("keys");
    return response;
}

} // namespace krug::sync
