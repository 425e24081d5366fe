// What the kiosk's page may ask of the door. The kiosk's composition is the real one; tests bring their own.
// The local application calls it from several threads.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace krug::screen {

enum class taken : std::uint8_t {
    yes = 1,      ///< an answer is on the board
    not_yet = 2,  ///< no whole code: wait for the rest
    too_often = 3 ///< more attendee numbers than a person types in a minute
};

class desk {
public:
    virtual ~desk() = default;

    /// A code that a keyboard-like scanner or a person typed. `ended`: by Enter or Tab; otherwise silence has, and only
    /// a code whose check digits fit is taken.
    virtual taken typed(std::string_view code, bool ended) = 0;
};

} // namespace krug::screen
