// The migrations of sql/kiosk in the order of their numbers, put into the binary at build time.
// The journal's opening.
#pragma once

#include <string_view>
#include <vector>

namespace krug::journal {

const std::vector<std::string_view>& embedded_sql();

} // namespace krug::journal
