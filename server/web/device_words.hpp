// A browser's own description, cut down to two stable words: which browser, on which system. Nothing else of it is kept.
// The sign-in makes them, the account page shows them.
#pragma once

#include "render/page_engine.hpp"
#include "web/request.hpp"

#include <string>
#include <string_view>

namespace krug::web {

/// "firefox windows"; a part that is not known is "other".
std::string device_of(const request& http);
/// «Firefox, Windows»; «Неизвестный браузер» for what is not known.
std::string device_words(std::string_view stable, render::language lang);

} // namespace krug::web
