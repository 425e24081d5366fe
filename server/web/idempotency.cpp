#include "web/idempotency.hpp"

#include "ground/log.hpp"
#include "service/failures.hpp"
#include "service/request_trace.hpp"
#include "ticket/sealed.hpp"

#include <algorithm>

namespace krug::web {

namespace {

constexpr std::size_t key_max = 255;
constexpr std::size_t sealed_max = 60 * 1024;

bool is_key(std::string_view key) {
    return key.size() <= key_max &&
           std::all_of(key.begin(), key.end(), [](char each) { return each > ' ' && each < 0x7f; });
}

std::string hash_of(const call& asked) {
    return ticket::sha256_hex("POST\n" + asked.http.target + "\n" + asked.http.body);
}

ticket::key32 seal_key(const call& asked) {
    const auto raw = asked.on.keys.derive("krug-kept-answer/1");
    ticket::key32 key{};
    std::transform(raw.begin(), raw.end(), key.begin(), [](std::byte each) { return std::to_integer<std::uint8_t>(each); });
    return key;
}

response replayed(const call& asked, const service::kept_answer& kept, std::string_view key) {
    const auto body = ticket::open(seal_key(asked), kept.body, "kept-answer " + asked.principal + " " + std::string(key));
    response answer;
    answer.status = kept.status;
    answer.body.assign(body.begin(), body.end());
    answer.may_compress = false;
    answer.set("content-type", kept.status < 400 ? "application/json; charset=utf-8" : "application/problem+json; charset=utf-8")
        .set("cache-control", "no-store")
        .set("idempotency-replayed", "true");
    return answer;
}

void keep(const call& asked, const response& answer, std::string_view key) {
    const auto bytes = answer.bytes();
    if (bytes.size() > sealed_max) throw std::length_error("an answer too long to keep");
    asked.on.idempotency.keep(asked.principal, key,
                              {answer.status, ticket::seal(seal_key(asked), ticket::bytes_of(bytes),
                                                           "kept-answer " + asked.principal + " " + std::string(key),
                                                           asked.on.random)});
}

response run(call& asked, const handler& inner, const std::string& key, const std::string& made) {
    response answer;
    try {
        const service::keyed_request served(asked.principal, key, made);
        answer = inner(asked);
    } catch (const std::exception& failed) {
        // Nobody knows whether the commit came through: whoever repeats at once must not do it twice.
        if (!service::classify(failed).may_be_done) asked.on.idempotency.release(asked.principal, key);
        throw;
    }
    if (answer.status >= 500 || answer.status == 429) {
        asked.on.idempotency.release(asked.principal, key);
        return answer;
    }
    try {
        keep(asked, answer, key);
    } catch (const std::exception& failed) {
        // The work is done and committed: the caller gets its answer, only a repeat will be told to wait.
        ground::log_error("answer_not_kept", {{"id", asked.http.id}, {"failure", service::classify(failed).word}});
    }
    if (!made.empty()) answer.set("idempotency-replayed", "true");
    return answer;
}

} // namespace

handler once(handler inner) {
    return [inner = std::move(inner)](call& asked) -> response {
        const std::string key(asked.http.header("idempotency-key"));
        if (key.empty()) return inner(asked);
        if (!is_key(key)) return wrong_field(asked, "Idempotency-Key", key.size() > key_max ? "too_long" : "malformed", key_max);
        const auto opened = asked.on.idempotency.open(asked.principal, key, hash_of(asked));
        if (!opened) {
            auto answer = refused(asked, opened.error());
            if (opened.error().code == domain::refusal_code::idempotency_in_flight) answer.set("retry-after", "2");
            return answer;
        }
        if (!*opened) return run(asked, inner, key, "");
        // Made, and the answer lost: the handler runs again and finds what is there instead of making it.
        return (*opened)->status == 0 ? run(asked, inner, key, (*opened)->body) : replayed(asked, **opened, key);
    };
}

} // namespace krug::web
