// How long somebody was there, in words: the same on the page, in tables and in the pack.
// Pages of attendance, the table's columns and the evidence pack call it.
#pragma once

#include "domain/stays.hpp"
#include "render/page_engine.hpp"

#include <string>

namespace krug::web {

/// «1 095»; «–» when nobody knows.
std::string minutes_words(const domain::time_present& time, render::language lang);
/// «79 %»; "" when nobody knows how long the whole is.
std::string share_words(const domain::time_present& time, render::language lang);
/// «без выхода, до конца»; "" when all of it was scanned.
std::string mark_words(const domain::time_present& time, render::language lang);
/// The rule in two sentences.
std::string time_rule_words(render::language lang);

} // namespace krug::web
