#include "domain/phone.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "render/pages/notice_page.hpp"
#include "ticket/digest.hpp"
#include "web/call.hpp"
#include "web/problem.hpp"
#include "web/refusals.hpp"

namespace krug::web {

namespace {

constexpr std::int64_t mark_life_seconds = 24 * 3600;
constexpr std::size_t mask_bytes = 16;

// No inline script or style, nothing from elsewhere, nobody may frame us.
constexpr std::string_view page_policy =
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'; "
    "require-trusted-types-for 'script'";

ticket::bytes key_for(const call& asked, std::string_view purpose) {
    const auto raw = asked.on.keys.derive(purpose);
    ticket::bytes key;
    for (const auto each : raw) key.push_back(std::to_integer<std::uint8_t>(each));
    return key;
}

std::string xored(std::string_view left, std::string_view right) {
    std::string mixed(left);
    for (std::size_t at = 0; at < mixed.size(); ++at) mixed[at] = static_cast<char>(mixed[at] ^ right[at % right.size()]);
    return mixed;
}

std::string raw_text(const ticket::bytes& bytes) { return {bytes.begin(), bytes.end()}; }

/// What stands behind the mask: for a login its own secret, otherwise the signed time of showing.
std::string plain_mark(const call& asked, std::int64_t at) {
    const auto mac = ticket::hmac_sha256(key_for(asked, "krug-form-mark/1"),
                                         ticket::bytes_of((asked.login ? asked.login->csrf_secret : "visitor") + "/" +
                                                          std::to_string(at)));
    return std::to_string(at) + "/" + ticket::to_base64url(mac);
}

bool is_api(const call& asked) { return asked.path.starts_with("/api/v1") || asked.path.starts_with("/kiosk/"); }

render::error_view error_view_for(const call& asked, int status, std::int64_t wait_seconds) {
    render::error_view view;
    view.status = std::to_string(status);
    view.reference = status >= 500 ? asked.http.id : "";
    switch (status) {
    case 403: view.is_forbidden = true; break;
    case 404:
    case 410: view.is_not_found = true; break;
    case 405: view.is_wrong_method = true; break;
    case 409:
    case 412: view.is_conflict = true; break;
    case 413: view.is_too_large = true; break;
    case 429: view.is_too_many = true; break;
    case 503: view.is_busy = true; break;
    default: (status >= 500 ? view.is_failure : view.is_bad_request) = true;
    }
    // A refused form comes from another site or is a day old: the person may simply open it again.
    if (status == 403 && asked.http.method == method::post) {
        view.is_forbidden = false;
        view.is_stale_form = true;
    }
    if (wait_seconds > 0)
        view.wait = wait_seconds < 90 ? render::tr_n(asked.lang, "через {n} секунду", wait_seconds)
                                      : render::tr_n(asked.lang, "через {n} минуту", (wait_seconds + 59) / 60);
    return view;
}

} // namespace

response and_then(response answer, std::function<response(response)> step) {
    if (!answer.later) return step(std::move(answer));
    response promise;
    promise.later = [begin = std::move(answer.later), step = std::move(step)](std::function<void(response::maker)> ready) {
        begin([step, ready = std::move(ready)](response::maker make) {
            ready([step, make = std::move(make)] { return step(make()); });
        });
    };
    return promise;
}

response redirect(std::string_view to) {
    response answer;
    answer.status = 303;
    answer.set("location", to).set("cache-control", "no-store");
    return answer;
}

response page(std::string html, int status, int shared_ms) {
    response answer;
    answer.status = status;
    answer.body = std::move(html);
    answer.shared_ms = shared_ms;
    answer.set("content-type", "text/html; charset=utf-8").set("content-security-policy", page_policy);
    // "private, no-cache" and not no-store for shared pages: a browser may keep them and ask whether they changed.
    answer.set("cache-control", shared_ms > 0 ? "private, no-cache" : "no-store");
    answer.may_compress = shared_ms > 0;
    return answer;
}

response download(std::string bytes, std::string_view content_type, std::string_view disposition) {
    response answer;
    answer.body = std::move(bytes);
    answer.set("content-type", content_type).set("content-disposition", disposition).set("cache-control", "no-store");
    return answer;
}

render::page_frame frame_of(const call& asked) {
    render::page_frame frame;
    frame.lang = asked.lang;
    frame.display = asked.display;
    std::string rest;
    for (const auto& [name, value] : asked.query.fields())
        if (name != "lang") rest += "&" + percent_encode(name) + "=" + percent_encode(value);
    frame.url_ru = asked.path + "?lang=ru" + rest;
    frame.url_en = asked.path + "?lang=en" + rest;
    const auto& site = asked.on.settings;
    frame.help_phone = site.help_phone;
    if (const auto phone = domain::parse_phone(site.help_phone)) frame.help_phone_uri = phone->e164;
    frame.help_email = site.help_email;
    frame.operator_name = site.operator_name;
    frame.policy_url = "/consent/policy/1";
    frame.is_signed_in = asked.login.has_value();
    frame.csrf_token = form_mark(asked);
    return frame;
}

std::string form_mark(const call& asked) {
    const auto plain = plain_mark(asked, asked.on.clock.now());
    // Masked afresh in every answer, so that compression beside typed text tells nothing about it.
    std::string mask(mask_bytes, '\0');
    asked.on.random.fill(std::as_writable_bytes(std::span(mask)));
    return ticket::to_base64url(ticket::bytes_of(mask + xored(plain, mask)));
}

mark_state check_mark(const call& asked, std::string_view mark) {
    const auto raw = ticket::from_base64url(mark);
    if (!raw || raw->size() <= mask_bytes || raw->size() > 200) return mark_state::wrong;
    const auto text = raw_text(*raw);
    const auto plain = xored(text.substr(mask_bytes), text.substr(0, mask_bytes));
    const auto slash = plain.find('/');
    if (slash == 0 || slash == std::string::npos || slash > 12 ||
        plain.find_first_not_of("0123456789") != slash)
        return mark_state::wrong;
    const auto at = std::stoll(plain.substr(0, slash));
    const auto age = asked.on.clock.now() - at;
    if (!ticket::same_text(plain, plain_mark(asked, at)) || age < 0 || age > mark_life_seconds) return mark_state::wrong;
    return age < asked.on.settings.form_age_min_seconds ? mark_state::young : mark_state::good;
}

void wait_for_news(const call& asked, response& answer, domain::event_id event, std::uint64_t seen, int seconds_max) {
    if (asked.http.answer_now || seconds_max <= 0) return;
    answer.wait = waiting{seconds_max * 1000, [board = asked.on.bulletin, topic = event.value, seen](std::function<void()> wake) {
                              return board->listen(topic, seen, std::move(wake));
                          }};
}

response error_answer(const call& asked, int status, std::int64_t wait_seconds) {
    auto answer = is_api(asked) ? problem_for_status(asked, status)
                                : page(render::render_page(asked.on.pages, frame_of(asked),
                                                           error_view_for(asked, status, wait_seconds)),
                                       status);
    if (wait_seconds > 0) answer.set("retry-after", std::to_string(wait_seconds));
    return answer;
}

response refused(const call& asked, const domain::refusal& refusal) {
    const auto wait = refusal.code == domain::refusal_code::too_many
                          ? std::max<std::int64_t>(refusal.at - asked.on.clock.now(), 1)
                          : 0;
    if (!is_api(asked)) return error_answer(asked, status_of(refusal.code), wait);
    auto answer = problem(asked, refusal);
    if (wait > 0) answer.set("retry-after", std::to_string(wait));
    return answer;
}

} // namespace krug::web
