// A supply of frames as a source of codes: one thread takes frames, one reads the newest of them.
// open_source makes it; tests bring their own supply.
#pragma once

#include "scanner/frame_supply.hpp"
#include "scanner/source.hpp"

namespace krug::scanner {

/// `handle()` is readable when codes, an end or a failure wait to be read. A frame that cannot be decoded is passed over.
std::unique_ptr<source> watch_frames(std::unique_ptr<frame_supply> supply);

} // namespace krug::scanner
