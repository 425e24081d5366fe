// Whether the scanner or camera of this kiosk answers before the doors open.
// The rehearse command; a running kiosk has its scanner in its hand already.
#pragma once

#include "rehearsal.hpp"

#include <string_view>

namespace krug::kiosk {

/// Opens what `scanner::open_source` would open and lets it go again; of a camera one bright frame is wanted, for at most
/// five seconds. Throws std::invalid_argument for words that name no scanner.
finding try_scanner(std::string_view what);
/// What a running kiosk says of the one it has; `well`: it answers.
finding scanner_standing(bool camera, bool well);

} // namespace krug::kiosk
