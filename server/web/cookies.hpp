// Cookies: reading one, setting one with the right attributes.
// Site and the login pages call it.
#pragma once

#include "web/offices.hpp"
#include "web/request.hpp"
#include "web/response.hpp"

#include <string>
#include <string_view>

namespace krug::web {

/// The first cookie of that name, or "".
std::string read_cookie(const request& http, std::string_view name);

/// Path=/, SameSite=Lax, Secure when the site is reached by https; HttpOnly unless scripts must read it.
/// `seconds` 0 = until the browser closes, < 0 = delete.
void set_cookie(response& answer, const site_settings& settings, std::string_view name, std::string_view value,
                std::int64_t seconds, bool http_only = true);

/// "__Host-krug" over https (no other host or path can set it), "krug" on a plain loopback run.
std::string_view login_cookie(const site_settings& settings);

} // namespace krug::web
