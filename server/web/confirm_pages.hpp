// Being asked again who one is before a weighty action, so that the action goes on afterwards with nothing lost.
// Site and the pages around signing in call it.
#pragma once

#include "web/route.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace krug::web {

/// Does the route ask for a fresh second factor? By the matrix of its action, or as it says itself.
bool asks_fresh_factor(const route& way);

/// A request that asks for a fresh factor, by somebody who has none. Nothing: the form brought what proves them, their
/// login is renewed and the request goes on. Else the page that asks, which carries the form along.
std::optional<response> confirm_in_place(call& asked);

/// Only a page of ours for signed-in people that can be shown again, else "": a redirect target is never somebody's text.
std::string safe_next(std::string_view to);

/// «через 2 минуты».
std::string wait_words(render::language lang, std::int64_t seconds);

} // namespace krug::web
