// What a site needs beside its pages: assets, health, metrics, display settings, robots, where to report a hole.
#include "render/assets.hpp"
#include "web/cookies.hpp"
#include "web/route.hpp"

#include <boost/json.hpp>

namespace krug::web {

namespace {

// A worker's script brings its own policy: the phone's reader loads its decoder and compiles that to WebAssembly.
constexpr std::string_view reader_policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
constexpr int for_ever_ms = 24 * 3600 * 1000;

response plain_text(std::string text) {
    response answer;
    answer.body = std::move(text);
    answer.set("content-type", "text/plain; charset=utf-8");
    return answer;
}

/// "br" among the encodings, and not as one that is not wanted.
bool takes_brotli(std::string_view accepted) {
    const auto at = accepted.find("br");
    return at != std::string_view::npos && !accepted.substr(at + 2).starts_with(";q=0");
}

response show_asset(call& asked) {
    const auto* asset = render::find_asset(asked.path);
    if (asset == nullptr) return error_answer(asked, 404);
    response answer;
    const bool pressed = !asset->pressed.empty() && takes_brotli(asked.http.header("accept-encoding"));
    answer.body = pressed ? asset->pressed : asset->bytes;
    if (pressed) answer.set("content-encoding", "br");
    if (!asset->pressed.empty()) answer.set("vary", "accept-encoding");
    if (asset->name == "scan_reader.js") answer.set("content-security-policy", reader_policy);
    answer.shared_ms = for_ever_ms; // the address changes with the content
    answer.set("content-type", asset->content_type).set("cache-control", "public, max-age=31536000, immutable");
    return answer;
}

response say_alive(call&) {
    auto answer = plain_text("alive\n");
    answer.set("cache-control", "no-store");
    return answer;
}

response say_ready(call& asked) {
    boost::json::array parts;
    bool ready = true;
    for (const auto& part : asked.on.health()) {
        ready = ready && part.ok;
        parts.push_back({{"name", part.name}, {"ok", part.ok}, {"note", part.note}});
    }
    response answer;
    answer.status = ready ? 200 : 503;
    answer.body = boost::json::serialize(boost::json::object{{"ready", ready}, {"parts", parts}});
    answer.set("content-type", "application/json").set("cache-control", "no-store");
    if (!ready) answer.set("retry-after", "5");
    return answer;
}

response show_metrics(call& asked) {
    response answer;
    answer.body = asked.on.metrics();
    answer.set("content-type", "text/plain; version=0.0.4; charset=utf-8").set("cache-control", "no-store");
    return answer;
}

/// Only a path of ours that can be shown again is gone back to: a redirect target is never somebody's text.
std::string safe_return(std::string_view to) {
    const auto path = to.substr(0, std::min(to.find('?'), to.size()));
    if (to.starts_with("//") || to.find_first_of("\r\n\\") != std::string_view::npos) return "/";
    for (const auto& each : all_routes())
        if (each.method == method::get && match(each.pattern, path)) return std::string(to);
    return "/";
}

response keep_display(call& asked) {
    const auto fields = form::parse(asked.http.body);
    if (!fields) return error_answer(asked, 400);
    auto answer = redirect(safe_return(fields->text("return_to")));
    constexpr std::int64_t year = 365LL * 24 * 3600;
    const auto& site = asked.on.settings;
    const auto theme = fields->text("theme");
    const bool known = theme == "light" || theme == "dark";
    set_cookie(answer, site, "theme", known ? theme : "", known ? year : -1, false);
    const bool more = !fields->text("contrast").empty();
    set_cookie(answer, site, "contrast", more ? "more" : "", more ? year : -1, false);
    const bool large = !fields->text("large").empty();
    set_cookie(answer, site, "text", large ? "large" : "", large ? year : -1, false);
    return answer;
}

response show_robots(call&) {
    return plain_text("User-agent: *\nDisallow: /r/\nDisallow: /work/\nDisallow: /api/\nDisallow: /kiosk/\n");
}

response show_security(call& asked) {
    const auto& site = asked.on.settings;
    if (site.help_email.empty()) return error_answer(asked, 404);
    return plain_text("Contact: mailto:" + site.help_email + "\nPreferred-Languages: ru, en\nCanonical: " +
                      site.public_url + "/.well-known/security.txt\n");
}

response show_favicon(call&) { return redirect(render::asset_url("favicon.svg")); }

} // namespace

std::vector<route> house_routes() {
    using enum method;
    return {
        {get, "/assets/{name}", domain::action::view_published, entrance::open, show_asset, "", "", "", ""},
        {get, "/favicon.ico", domain::action::view_published, entrance::open, show_favicon, "", "", "", ""},
        {get, "/health/live", domain::action::view_published, entrance::open, say_alive, "процесс жив",
         "the process is alive", "", ""},
        {get, "/health/ready", domain::action::view_published, entrance::open, say_ready,
         "может обслуживать: база, схема, диск", "able to serve: database, schema, disk", "", "health"},
        {get, "/metrics", domain::action::view_published, entrance::open, show_metrics, "показатели Prometheus",
         "Prometheus text", "", ""},
        {post, "/display", domain::action::view_published, entrance::open, keep_display, "", "", "", "", true},
        {get, "/robots.txt", domain::action::view_published, entrance::open, show_robots, "", "", "", ""},
        {get, "/.well-known/security.txt", domain::action::view_published, entrance::open, show_security, "", "", "", ""},
    };
}

} // namespace krug::web
