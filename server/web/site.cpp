#include "web/site.hpp"

#include "ground/clock.hpp"
#include "ground/log.hpp"
#include "service/failures.hpp"
#include "web/confirm_pages.hpp"
#include "web/cookies.hpp"
#include "web/refusals.hpp"
#include "web/route.hpp"

#include <algorithm>
#include <charconv>

namespace krug::web {

namespace {

bool changes_something(method used) { return used != method::get && used != method::head && used != method::options; }

std::string_view name_of(method used) {
    switch (used) {
    case method::get: return "GET";
    case method::head: return "HEAD";
    case method::post: return "POST";
    case method::put: return "PUT";
    case method::patch: return "PATCH";
    case method::del: return "DELETE";
    case method::options: return "OPTIONS";
    }
    return "GET";
}

/// Cookie first, then what the browser prefers; Russian unless somebody prefers English.
render::language language_of(const request& http, const form& query) {
    const auto& asked = query.text("lang");
    if (asked == "en" || (asked != "ru" && read_cookie(http, "lang") == "en")) return render::language::en;
    if (asked == "ru" || read_cookie(http, "lang") == "ru") return render::language::ru;
    return http.header("accept-language").starts_with("en") ? render::language::en : render::language::ru;
}

render::display_settings display_of(const request& http) {
    render::display_settings display;
    const auto theme = read_cookie(http, "theme");
    if (theme == "light" || theme == "dark") display.theme = theme;
    display.more_contrast = read_cookie(http, "contrast") == "more";
    display.large_text = read_cookie(http, "text") == "large";
    display.return_to = http.target;
    return display;
}

std::optional<std::int64_t> canonical_number(const std::string& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value <= 0 || text.front() == '0') return std::nullopt;
    return value;
}

// Fetch metadata first, Origin where a browser is too old for it: a form on somebody else's page comes from there.
bool comes_from_elsewhere(const request& http) {
    const auto site = http.header("sec-fetch-site");
    if (!site.empty()) return site != "same-origin" && site != "none";
    const auto origin = http.header("origin");
    if (origin.empty()) return false;
    const auto host = origin.substr(std::min(origin.find("://"), origin.size()));
    return host.size() < 3 || host.substr(3) != http.host;
}

class site {
public:
    explicit site(const offices& on) : on_(on) {}

    response serve(const request& http) const {
        const auto started = on_.clock.steady_ms();
        std::string_view pattern = "-";
        const auto asked = std::make_shared<call>(call{http, on_, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}});
        // An answer that is kept under a key has to be at hand when the handler returns.
        if (http.may_be_answered_later && http.header("idempotency-key").empty()) asked->kept = asked;
        auto answer = guarded(*asked, pattern, [&] { return dispatch(*asked, pattern); });
        if (!answer.later) return told(*asked, pattern, started, std::move(answer));
        response promise;
        promise.later = [this, asked, pattern, started, begin = std::move(answer.later)](auto ready) {
            begin([this, asked, pattern, started, ready = std::move(ready)](response::maker make) {
                ready([this, asked, pattern, started, make = std::move(make)] {
                    return told(*asked, pattern, started,
                                guarded(*asked, pattern, [&] { return with_cookies(*asked, make()); }));
                });
            });
        };
        return promise;
    }

private:
    response told(const call& asked, std::string_view pattern, std::int64_t started, response answer) const {
        ground::log_info("request", {{"id", asked.http.id}, {"method", name_of(asked.http.method)}, {"route", pattern},
                                     {"status", answer.status}, {"ms", on_.clock.steady_ms() - started}});
        return answer;
    }

    template <class Make>
    response guarded(const call& asked, const std::string_view& pattern, const Make& make) const {
        const auto& http = asked.http;
        try {
            return make();
        } catch (const std::exception& failed) {
            const auto failure = service::classify(failed);
            ground::log_error("request_failed", {{"id", http.id}, {"route", pattern}, {"failure", failure.word}});
            try {
                return failure.passing ? error_answer(asked, 503, 2) : error_answer(asked, 500);
            } catch (const std::exception&) {
                response plain;
                plain.status = 500;
                plain.set("content-type", "text/plain; charset=utf-8");
                plain.body = "Что-то сломалось. Something broke. " + http.id + "\n";
                return plain;
            }
        }
    }

    response dispatch(call& asked, std::string_view& pattern) const {
        const auto& http = asked.http;
        const auto mark = std::min(http.target.find('?'), http.target.size());
        const auto raw_path = std::string_view(http.target).substr(0, mark);
        auto path = percent_decode(raw_path);
        auto query = form::parse(mark < http.target.size() ? std::string_view(http.target).substr(mark + 1) : "");
        asked.path = path.value_or("/");
        asked.display = display_of(http);
        if (!path || !query) return error_answer(asked, 400);
        asked.query = std::move(*query);
        asked.lang = language_of(http, asked.query);

        const auto wanted = http.method == method::head ? method::get : http.method;
        const route* found = nullptr;
        std::string allowed;
        for (const auto& each : all_routes()) {
            auto place = match(each.pattern, raw_path);
            if (!place) continue;
            if (each.method == wanted) {
                found = &each;
                asked.place = std::move(*place);
                break;
            }
            if (allowed.find(name_of(each.method)) == std::string::npos)
                allowed += (allowed.empty() ? "" : ", ") + std::string(name_of(each.method));
        }
        if (found == nullptr) return allowed.empty() ? error_answer(asked, 404) : wrong_method(asked, allowed);
        pattern = found->pattern;
        if (auto stopped = let_in(asked, *found)) return *stopped;
        auto answer = found->handle(asked);
        return answer.later ? answer : with_cookies(asked, std::move(answer));
    }

    response wrong_method(const call& asked, std::string allowed) const {
        if (asked.http.method == method::options) {
            response answer;
            answer.status = 204;
            return answer.set("allow", allowed);
        }
        auto answer = error_answer(asked, 405);
        return answer.set("allow", allowed);
    }

    /// Who is it, and may they? An answer means no.
    std::optional<response> let_in(call& asked, const route& way) const {
        switch (way.entrance) {
        case entrance::open:
        case entrance::attendee: look_for_login(asked); break;
        case entrance::work:
            look_for_login(asked);
            if (!asked.login)
                return changes_something(way.method)
                           ? error_answer(asked, 403)
                           : redirect("/sign-in?next=" + percent_encode(asked.http.target));
            break;
        case entrance::api:
            if (auto stopped = read_bearer(asked, way)) return stopped;
            break;
        case entrance::device: return std::nullopt; // the gate office asks for token and signature itself
        }
        if (way.entrance == entrance::open || way.entrance == entrance::attendee || way.entrance == entrance::work)
            if (auto stopped = check_form(asked, way)) return stopped;
        if (way.entrance == entrance::work || way.entrance == entrance::api)
            if (auto stopped = check_access(asked, way)) return stopped;
        return way.entrance == entrance::work ? check_factor(asked, way) : std::nullopt;
    }

    /// Beyond the door: somebody who has to have a second factor sets it up first, and what weighs most asks once more.
    std::optional<response> check_factor(call& asked, const route& way) const {
        if (asked.login->lacks_factor && !domain::is_door_action(way.action)) return redirect("/work/account/factor");
        if (!asks_fresh_factor(way) || asked.is_fresh()) return std::nullopt;
        return confirm_in_place(asked);
    }

    void look_for_login(call& asked) const {
        const auto secret = read_cookie(asked.http, login_cookie(on_.settings));
        if (secret.empty()) return;
        asked.login = on_.staff.find_login(secret);
        if (!asked.login) return;
        asked.actor = {domain::actor_kind::staff, asked.login->staff.id.value, asked.login->staff.assignments};
        asked.principal = "staff " + std::to_string(asked.actor.id);
    }

    std::optional<response> read_bearer(call& asked, const route& way) const {
        const auto header = asked.http.header("authorization");
        constexpr std::string_view scheme = "Bearer ";
        auto known = header.starts_with(scheme) ? on_.staff.find_token(header.substr(scheme.size())) : std::nullopt;
        if (!known) {
            auto answer = error_answer(asked, 401);
            return answer.set("www-authenticate", "Bearer realm=\"krug\"");
        }
        asked.actor = std::move(known->actor);
        asked.principal = "token " + std::to_string(known->token);
        asked.scopes = std::move(known->scopes);
        const auto& scopes = asked.scopes;
        if (!scopes.empty() && std::find(scopes.begin(), scopes.end(), way.action) == scopes.end())
            return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
        return std::nullopt;
    }

    std::optional<response> check_form(const call& asked, const route& way) const {
        if (!changes_something(way.method)) return std::nullopt;
        if (comes_from_elsewhere(asked.http)) return error_answer(asked, 403);
        if (way.checks_own_mark) return std::nullopt;
        const auto fields = form::parse(asked.http.body);
        if (!fields) return error_answer(asked, 400);
        if (check_mark(asked, fields->text("csrf")) == mark_state::wrong) return error_answer(asked, 403);
        return std::nullopt;
    }

    std::optional<response> check_access(call& asked, const route& way) const {
        const auto named = asked.place.find("event");
        if (named == asked.place.end()) {
            // Without an event the question is whether any of the person's roles allows it anywhere; the handler
            // asks again for the organisation it is about.
            for (const auto& given : asked.actor.assignments)
                if (domain::reach_of(given.as, way.action) != domain::reach::none) return std::nullopt;
            return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
        }
        const auto number = canonical_number(named->second);
        const auto owner = number ? on_.events.owner_of({*number}) : std::nullopt;
        if (!owner) return error_answer(asked, 404);
        asked.event = {*number};
        asked.owner = *owner;
        if (asked.may(way.action)) return std::nullopt;
        // Whoever has nothing to do with the event does not learn that it exists.
        const bool has_part = asked.may(domain::action::see_names) || asked.may(domain::action::see_statistics) ||
                              asked.may(domain::action::read_audit);
        return has_part ? refused(asked, {domain::refusal_code::not_allowed, 0, {}}) : error_answer(asked, 404);
    }

    response with_cookies(const call& asked, response answer) const {
        if (!asked.renewed.empty()) set_cookie(answer, on_.settings, login_cookie(on_.settings), asked.renewed, 0);
        const auto& chosen = asked.query.text("lang");
        if ((chosen != "ru" && chosen != "en") || read_cookie(asked.http, "lang") == chosen) return answer;
        answer.shared_ms = 0;
        set_cookie(answer, on_.settings, "lang", chosen, 365 * 24 * 3600, false);
        return answer;
    }

    const offices& on_;
};

} // namespace

application make_site(const offices& on) {
    const auto made = std::make_shared<const site>(on);
    return [made](const request& http) { return made->serve(http); };
}

} // namespace krug::web
