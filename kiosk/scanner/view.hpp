// Which of the codes that lie before the camera are worth saying again. Pure: the time is given.
// The camera source only.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace krug::scanner {

/// A code that stays in view is said again so often: within the gatekeeper's three seconds, so that its answer stays
/// the same while it lies there, and seldom enough not to keep screen and processor busy.
inline constexpr std::int64_t say_again_ms = 1'000;
/// Codes remembered at once.
inline constexpr std::size_t view_max = 32;

class view {
public:
    /// True for a code that was not said during the last say_again_ms.
    bool worth_saying(const std::string& text, std::int64_t now_ms);

private:
    struct said {
        std::string text;
        std::int64_t at_ms;
    };
    std::vector<said> said_; ///< the one said longest ago first
};

} // namespace krug::scanner
