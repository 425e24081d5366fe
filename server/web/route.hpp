// Routes as data: what dispatches requests also gives 404, 405, the roles, the OpenAPI document and the tests.
// Each page file lists its own; site joins them.
#pragma once

#include "domain/access.hpp"
#include "web/call.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::web {

/// How a request proves who it comes from.
enum class entrance {
    open = 1,     ///< anybody
    attendee = 2, ///< the secret in the address (/r/{secret}); the handler finds the registration by it
    work = 3,     ///< a signed-in browser; without one: to /sign-in
    api = 4,      ///< Authorization: Bearer TOKEN
    device = 5    ///< a kiosk's own token and signature; the gate office judges
};

/// Does a page of organisers ask who one is once more, when that was proved more than ten minutes ago?
enum class freshness {
    by_action = 1, ///< when the access matrix marks the route's action
    shows = 2,     ///< a GET of such an action that only shows a form or a list: what is done there asks for itself
    always = 3     ///< whatever the action
};

struct route {
    web::method method = web::method::get;
    std::string_view pattern; ///< "/e/{slug}/register"; a {name} is one segment; {event} is looked up and allowed first
    domain::action action = domain::action::view_published;
    web::entrance entrance = web::entrance::open;
    std::function<response(call&)> handle;
    std::string_view meaning_ru, meaning_en; ///< one line for /api and OpenAPI; "" = not shown there
    std::string_view body_schema;            ///< name of the JSON schema of the body, "" = none (JSON API)
    std::string_view answer_schema;          ///< of the answer
    /// POST forms of pages are refused without a good mark; forms that must not lose what was typed check it themselves.
    bool checks_own_mark = false;
    freshness fresh = freshness::by_action;
};

/// What the {names} of the pattern stand for; nothing when the path does not fit. `path` is still percent-encoded.
std::optional<std::map<std::string, std::string>> match(std::string_view pattern, std::string_view path);

std::vector<route> event_routes();        // public pages
std::vector<route> registration_routes(); // form, my registration
std::vector<route> login_routes();        // sign-in, account
std::vector<route> work_routes();         // organisers' pages
std::vector<route> door_routes();         // door page
std::vector<route> api_routes();          // /api/v1
std::vector<route> gate_routes();         // /kiosk/v1
std::vector<route> check_routes();        // public check of certificates and evidence
std::vector<route> host_routes();         // the page of a table's host
std::vector<route> house_routes();        // assets, health, metrics, display settings, robots, security.txt

/// All of them, in the order in which they are tried.
const std::vector<route>& all_routes();

} // namespace krug::web
