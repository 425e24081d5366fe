// The kiosk's page put together: its pass, its application and the hatch it is served through.
// The run command makes one when the display is a browser.
#pragma once

#include "hatch/hatch.hpp"
#include "screen/local_page.hpp"

#include <filesystem>
#include <memory>

namespace krug::kiosk {

struct screen_door_settings {
    std::filesystem::path folder;      ///< of the device; keeps the key behind the page's cookie
    std::string listen;                ///< loopback only
    std::filesystem::path screen_file; ///< empty: the address goes to standard output, once
};

class screen_door {
public:
    /// Throws std::invalid_argument for an address that is not loopback, std::runtime_error if it cannot be bound or a
    /// file not be written. References outlive the object.
    screen_door(const screen_door_settings& settings, screen::desk& desk, screen::board& board,
                screen::staff_gate& staff, ground::randomness& random);
    ~screen_door();

private:
    class notice;
    screen::board& board_;
    std::unique_ptr<notice> notice_;
    screen::screen_pass pass_;
    screen::local_page page_;
    hatch::hatch hatch_;
};

} // namespace krug::kiosk
