// Errors of the JSON interfaces: application/problem+json (RFC 9457) with a stable code and the fields that are wrong.
// The API and gate handlers call it; answers.cpp for everything that fails before a handler.
#pragma once

#include "domain/result.hpp"
#include "web/call.hpp"

namespace krug::web {

response problem(const call& asked, const domain::refusal& refusal);
/// For a status without a refusal: 400, 401, 404, 405, 413, 500, 503.
response problem_for_status(const call& asked, int status);

} // namespace krug::web
