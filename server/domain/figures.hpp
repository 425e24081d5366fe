// When a number is so small that it points at somebody: counts of needs and of form answers in reports.
// Whoever counts people by what they said of themselves.
#pragma once

#include <cstdint>

namespace krug::domain {

/// Fewer people than this are not counted in words: among four, one is easily recognised.
inline constexpr std::int64_t small_group_below = 5;

/// True for 1..4; nobody at all points at nobody.
constexpr bool is_small_group(std::int64_t count) { return count > 0 && count < small_group_below; }

} // namespace krug::domain
