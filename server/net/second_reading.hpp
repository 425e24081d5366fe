// A second opinion on a judged head: the library's parser must read the same request, or nobody serves it.
// Called inside net for every request that goes to the application; the only file that needs Beast.
#pragma once

#include "net/http_guard.hpp"

#include <string_view>

namespace krug::net {

/// True when Boost.Beast reads from `bytes` the method, target, version, length and fields that `head` states.
/// `bytes`: exactly the head that was judged.
bool reads_the_same(std::string_view bytes, const request_head& head);

} // namespace krug::net
