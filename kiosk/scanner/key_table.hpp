// What a key press of a US keyboard means, whatever layout the computer is set to.
// The raw HID source only.
#pragma once

#include <cstdint>

namespace krug::scanner {

/// The character for a Linux key code (linux/input-event-codes.h); Enter gives '\n', Tab '\t', others 0.
char character_of(std::uint16_t key, bool shift);

} // namespace krug::scanner
