// What the kiosk's page may ask of the door. The kiosk's composition is the real one; tests bring their own.
// The local application calls it from several threads; the staff's part only after their PIN.
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

/// Whether something was done, and why not, in words for staff.
struct outcome {
    bool done = true;
    std::string ru, en;
};

struct walk_in_form {
    std::string family_name, given_name;
    std::string contact; ///< e-mail or telephone; may be empty
};

class desk {
public:
    virtual ~desk() = default;

    /// A code that a keyboard-like scanner or a person typed. `ended`: by Enter or Tab; otherwise silence has, and only
    /// a code whose check digits fit is taken.
    virtual taken typed(std::string_view code, bool ended) = 0;

    /// JSON: points, direction, the last answers and what may be done about each, how the device is doing.
    virtual std::string staff_view() = 0;
    virtual outcome stand_at(std::int64_t point) = 0;
    virtual outcome turn(bool leaving) = 0;
    /// `answer`: the number of one of the last answers in staff_view.
    virtual outcome take_back(std::int64_t answer) = 0;
    virtual outcome admit_against(std::int64_t answer, const std::string& reason) = 0;
    virtual outcome identity_checked(std::int64_t answer) = 0;
    virtual outcome walk_in(const walk_in_form& form) = 0;
    /// JSON: {"ready","findings":[{"good","ru","en"}]}. Takes a second or two.
    virtual std::string rehearse(bool sound_there) = 0;
};

} // namespace krug::screen
