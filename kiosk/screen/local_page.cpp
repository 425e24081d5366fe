#include "screen/local_page.hpp"

#include "embedded/kiosk_page.hpp"
#include "embedded/kiosk_tokens.hpp"
#include "ground/log.hpp"

#include <boost/json.hpp>

#include <charconv>

namespace krug::screen {
namespace json = boost::json;
namespace {

constexpr std::string_view cookie_name = "krug_screen";
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

web::response bare(int status, std::string_view type, std::string body) {
    web::response answer;
    answer.status = status;
    answer.body = std::move(body);
    answer.may_compress = false;
    return answer.set("content-type", type)
        .set("cache-control", "no-store")
        .set("content-security-policy", policy)
        .set("x-content-type-options", "nosniff")
        .set("referrer-policy", "no-referrer")
        .set("cross-origin-opener-policy", "same-origin")
        .set("cross-origin-resource-policy", "same-origin")
        .set("permissions-policy", "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=()");
}

web::response words(int status, std::string body) { return bare(status, "text/plain; charset=utf-8", std::move(body)); }

web::response object(int status, const json::value& body) {
    return bare(status, "application/json; charset=utf-8", json::serialize(body));
}

web::response not_ours() {
    return words(403, "Эту страницу открывает только сам киоск. / Only the kiosk itself opens this page.\n");
}

std::string_view cookie_of(const web::request& asked) {
    auto rest = asked.header("cookie");
    while (!rest.empty()) {
        const auto end = rest.find(';');
        auto pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        const auto sign = pair.find('=');
        if (sign != std::string_view::npos && pair.substr(0, sign) == cookie_name) return pair.substr(sign + 1);
    }
    return {};
}

/// A page of another origin, even on this computer, may neither drive the door nor look at it.
bool from_elsewhere(const web::request& asked) {
    const auto origin = asked.header("origin");
    if (!origin.empty() && origin != "http://" + asked.host) return true;
    const auto site = asked.header("sec-fetch-site");
    return !site.empty() && site != "same-origin" && site != "none";
}

std::string_view type_of(std::string_view name) {
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    return "image/svg+xml";
}

web::response malformed() { return object(400, json::object{{"refused", "malformed"}}); }

std::string text_in(const json::object& body, std::string_view name) {
    const auto* value = body.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(std::string_view(value->as_string())) : std::string();
}

std::int64_t number_in(const json::object& body, std::string_view name) {
    const auto* value = body.if_contains(name);
    return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

bool yes_in(const json::object& body, std::string_view name) {
    const auto* value = body.if_contains(name);
    return value != nullptr && value->is_bool() && value->as_bool();
}

web::response told(const outcome& what) {
    return object(200, json::object{{"done", what.done}, {"words", json::object{{"ru", what.ru}, {"en", what.en}}}});
}

/// The body of a POST, or null for what is no JSON object.
json::value body_of(const web::request& asked) {
    if (!asked.header("content-type").starts_with("application/json")) return nullptr;
    boost::system::error_code wrong;
    auto value = json::parse(asked.body, wrong);
    return !wrong && value.is_object() ? value : json::value(nullptr);
}

} // namespace

local_page::local_page(desk& door, board& shown, screen_pass& pass, staff_gate& staff, std::string process)
    : desk_(door), board_(shown), pass_(pass), staff_(staff), process_(std::move(process)) {}

web::response local_page::answer(const web::request& asked) {
    try {
        return serve(asked);
    } catch (const std::exception& failure) {
        ground::log_error("page_failed", {{"why", std::string_view(failure.what())}});
        return object(500, json::object{{"refused", "failed"}});
    }
}

web::response local_page::serve(const web::request& asked) {
    const std::string_view target = asked.target;
    const auto path = target.substr(0, target.find('?'));
    const auto query = path.size() < target.size() ? target.substr(path.size() + 1) : std::string_view();
    if (asked.method == web::method::get && path.starts_with(open_path)) {
        const auto cookie = pass_.exchange(path.substr(open_path.size()));
        if (!cookie) return not_ours();
        return words(303, "").set("location", "/").set(
            "set-cookie", std::string(cookie_name) + '=' + *cookie + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000");
    }
    if (from_elsewhere(asked) || !pass_.admits(cookie_of(asked))) return not_ours();
    if (asked.method == web::method::get) {
        if (path == "/state") return state(query);
        const auto name = path == "/" ? std::string_view("index.html") : path.substr(1);
        for (const auto& files : {embedded::kiosk_page(), embedded::kiosk_tokens()})
            for (const auto& file : files)
                if (file.name == name) return bare(200, type_of(name), std::string(file.bytes));
        return words(404, "404\n");
    }
    if (asked.method != web::method::post) return words(405, "405\n").set("allow", "GET, POST");
    // A form of another page could not send this; together with Origin it keeps out whoever has only the cookie.
    if (asked.header("origin").empty()) return not_ours();
    if (path == "/typed") return typed(asked);
    if (path == "/done") return done(asked);
    if (path.starts_with("/staff/")) return staff(path.substr(7), asked);
    return words(404, "404\n");
}

web::response local_page::state(std::string_view query) {
    std::uint64_t seen = 0;
    if (query.starts_with("seen=")) {
        const auto text = query.substr(5);
        std::from_chars(text.data(), text.data() + text.size(), seen);
    }
    const auto view = board_.wait(seen, seen == 0 ? 0 : watch_ms);
    json::object out{{"process", process_}, {"revision", view.revision}, {"facts", json::parse(view.facts)}};
    if (view.card) {
        auto card = json::parse(*view.card).as_object();
        card["number"] = view.card_number;
        card["age_ms"] = view.card_age_ms;
        card["stay_ms"] = card_ms;
        out["card"] = std::move(card);
    } else {
        out["card"] = nullptr;
    }
    return object(200, out);
}

web::response local_page::enter(const web::request& asked) {
    const auto body = body_of(asked);
    if (!body.is_object()) return malformed();
    const auto entry = staff_.enter(text_in(body.as_object(), "pin"));
    if (!entry.token.empty()) return object(200, json::object{{"token", entry.token}});
    const int status = entry.wait_seconds > 0 ? 429 : 403;
    return object(status, json::object{{"wait_seconds", entry.wait_seconds}, {"tries_left", entry.tries_left}});
}

web::response local_page::staff(std::string_view path, const web::request& asked) {
    if (path == "enter") return enter(asked);
    if (!staff_.admits(asked.header("x-krug-staff"))) return object(401, json::object{{"refused", "staff"}});
    const auto value = body_of(asked);
    if (!value.is_object()) return malformed();
    const auto& body = value.as_object();
    const auto answer = number_in(body, "answer");
    if (path == "view") return bare(200, "application/json; charset=utf-8", desk_.staff_view());
    if (path == "point") return told(desk_.stand_at(number_in(body, "point")));
    if (path == "turn") return told(desk_.turn(yes_in(body, "leaving")));
    if (path == "take-back") return told(desk_.take_back(answer));
    if (path == "admit") return told(desk_.admit_against(answer, text_in(body, "reason")));
    if (path == "checked") return told(desk_.identity_checked(answer));
    if (path == "walk-in")
        return told(desk_.walk_in({text_in(body, "family_name"), text_in(body, "given_name"), text_in(body, "contact")}));
    if (path == "rehearse") return bare(200, "application/json; charset=utf-8", desk_.rehearse(yes_in(body, "sound")));
    if (path != "leave") return words(404, "404\n");
    staff_.leave();
    return told({});
}

web::response local_page::done(const web::request& asked) {
    const auto body = body_of(asked);
    const auto* number = body.is_object() ? body.as_object().if_contains("number") : nullptr;
    if (number == nullptr || !number->is_int64()) return object(400, json::object{{"refused", "malformed"}});
    board_.dismiss(static_cast<std::uint64_t>(number->as_int64()));
    return object(200, json::object{{"done", true}});
}

web::response local_page::typed(const web::request& asked) {
    const auto body = body_of(asked);
    const auto* code = body.is_object() ? body.as_object().if_contains("code") : nullptr;
    const auto* ended = body.is_object() ? body.as_object().if_contains("ended") : nullptr;
    if (code == nullptr || !code->is_string() || ended == nullptr || !ended->is_bool())
        return object(400, json::object{{"refused", "malformed"}});
    switch (desk_.typed(std::string_view(code->as_string()), ended->as_bool())) {
    case taken::yes: return object(200, json::object{{"taken", true}});
    case taken::not_yet: return object(200, json::object{{"taken", false}});
    case taken::too_often: break;
    }
    return object(429, json::object{{"refused", "too_often"}});
}

} // namespace krug::screen
