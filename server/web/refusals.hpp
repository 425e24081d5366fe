// What an office refused, as a status, a stable word and a sentence that says what to do.
// The one place where refusals meet HTTP; pages and the JSON API use the same table.
#pragma once

#include "domain/result.hpp"
#include "render/page_engine.hpp"

#include <string>
#include <string_view>

namespace krug::web {

/// 404, 403, 409, 422, 429 … Exhaustive over the codes.
int status_of(domain::refusal_code code);
/// "not_found", "registration_closed", …: stable, for programs.
std::string_view word_of(domain::refusal_code code);
/// One sentence for people; says the mend where there is one.
std::string sentence_of(const domain::refusal& refusal, render::language lang);
/// What is wrong with one field and how to mend it: «Напишите фамилию или имя».
std::string sentence_of(const domain::field_error& error, render::language lang);

} // namespace krug::web
