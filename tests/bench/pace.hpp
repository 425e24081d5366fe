// Times of many operations and what is told of them: median and 99th percentile. For the benchmark's programs.
// Header only, no room uses it.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <vector>

namespace krug::bench {

using steady = std::chrono::steady_clock;

inline double milliseconds_since(steady::time_point begin) {
    return std::chrono::duration<double, std::milli>(steady::now() - begin).count();
}

/// The value that `share` (0..1) of all do not exceed; 0 when there are none.
inline double percentile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const auto place = std::ceil(share * static_cast<double>(values.size())) - 1;
    return values[static_cast<std::size_t>(std::max(place, 0.0))];
}

} // namespace krug::bench
