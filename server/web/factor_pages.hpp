// The page of one's own second factors, as it is shown again after something went wrong on it.
// factor_pages and passkey_pages call it.
#pragma once

#include "web/call.hpp"

#include <optional>
#include <string>
#include <vector>

namespace krug::web {

struct shown_factor {
    std::optional<service::factor_office::seed_words> seed; ///< of an app that is being set up
    std::vector<std::string> fresh_codes;
    std::string code_fault, password_fault;
    std::string passkey_name, passkey_fault;
    std::int64_t removed_passkey = 0; ///< whose removal was refused
    std::string removal_fault;
    int status = 200;
};

response show_factor(const call& asked, const shown_factor& shown);
/// Why a factor cannot be taken away, and what to do.
std::string removal_words(const domain::refusal& refusal, render::language lang);

} // namespace krug::web
