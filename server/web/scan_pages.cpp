// The volunteers' phone page, the script that keeps it for when the network is away, and its card for the home screen.
#include "web/scan_pages.hpp"

#include "render/assets.hpp"
#include "render/pages/scan_page.hpp"
#include "ticket/digest.hpp"

#include <boost/json.hpp>

namespace krug::web {

namespace {

// As other pages, and: WebAssembly may be compiled, workers may run, scripts' addresses go through one named policy.
constexpr std::string_view scanner_policy =
    "default-src 'none'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types krug-scanner";

std::string address_of(std::string_view asset) { return render::has_asset(asset) ? render::asset_url(asset) : std::string(); }

std::string scanner_html(const call& asked) {
    render::scan_view view;
    view.door_url = address_of("door.wasm");
    view.reader_url = address_of("scan_reader.js");
    view.decoder_url = address_of("zxing_reader.js");
    view.decoder_wasm_url = address_of("zxing_reader.wasm");
    return render::render_page(asked.on.pages, frame_of(asked), view);
}

response show_scanner(call& asked) {
    response answer;
    answer.body = scanner_html(asked);
    answer.set("content-type", "text/html; charset=utf-8").set("content-security-policy", scanner_policy);
    answer.set("permissions-policy", "camera=(self), screen-wake-lock=(self)");
    return answer.set("cache-control", "no-cache");
}

/// The script's first line names what it has to keep; any change of page or parts changes it, and browsers look for that.
response show_keeper(call& asked) {
    boost::json::array parts;
    for (const auto* name : {"krug.css", "scan.css", "scan.js", "scan_door.js", "scan_store.js", "scan_camera.js",
                             "scan_reader.js", "door.wasm", "zxing_reader.js", "zxing_reader.wasm", "favicon.svg",
                             "scan_icon.svg"})
        if (const auto address = address_of(name); !address.empty()) parts.emplace_back(address);
    const auto list = boost::json::serialize(parts);
    response answer;
    answer.body = "const parts = " + list + ";\nconst version = \"" + ticket::sha256_hex(list + scanner_html(asked)).substr(0, 16) + "\";\n";
    for (const auto& each : render::assets())
        if (each.name == "scan_keeper.js") answer.body += each.bytes;
    answer.set("content-type", "text/javascript; charset=utf-8").set("service-worker-allowed", "/scan");
    answer.set("content-security-policy", "default-src 'none'; connect-src 'self'"); // what it may fetch to keep
    return answer.set("cache-control", "no-cache");
}

response show_manifest(call& asked) {
    const bool english = asked.lang == render::language::en;
    response answer;
    answer.body = boost::json::serialize(boost::json::object{
        {"name", english ? "Krug: scanner" : "Круг: сканер"},
        {"short_name", english ? "Scanner" : "Сканер"},
        {"lang", english ? "en" : "ru"},
        {"id", "/scan"},
        {"start_url", "/scan"},
        {"scope", "/scan"},
        {"display", "standalone"},
        {"orientation", "portrait"},
        {"background_color", "#0d0c18"},
        {"theme_color", "#0d0c18"},
        {"icons", boost::json::array{boost::json::object{{"src", address_of("scan_icon.svg")},
                                                         {"sizes", "any"},
                                                         {"type", "image/svg+xml"},
                                                         {"purpose", "any maskable"}}}}});
    return answer.set("content-type", "application/manifest+json").set("cache-control", "no-cache");
}

} // namespace

std::vector<route> scan_routes() {
    using enum method;
    return {
        {get, "/scan", domain::action::view_published, entrance::open, show_scanner, "", "", "", ""},
        {get, "/scan/keeper.js", domain::action::view_published, entrance::open, show_keeper, "", "", "", ""},
        {get, "/scan/app.webmanifest", domain::action::view_published, entrance::open, show_manifest, "", "", "", ""},
    };
}

} // namespace krug::web
