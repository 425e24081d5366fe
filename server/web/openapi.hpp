// The OpenAPI 3.1 document of the JSON API, made of the route table and the schemas that requests are read by.
// openapi_routes() serves it; tests read it.
#pragma once

#include "render/page_engine.hpp"

#include <string>

namespace krug::web {

/// JSON text. `public_url` without a slash at the end; descriptions in `lang`.
std::string write_openapi(const std::string& public_url, render::language lang);

} // namespace krug::web
