// Makes bodies smaller for the way to the visitor.
// Called by net on crew threads only; the strongest levels cost milliseconds.
#pragma once

#include "net/http_fields.hpp"

#include <string>
#include <string_view>

namespace krug::net {

/// quick: brotli 4, gzip 1, for answers made on the fly; strong: brotli 11, gzip 9, for what is kept an hour or more.
enum class effort { quick = 1, strong = 2 };

/// `bytes` in the encoding, or "" when that is identity, fails, or would not be smaller. Safe from many threads.
std::string compressed(std::string_view bytes, encoding into, effort with);

} // namespace krug::net
