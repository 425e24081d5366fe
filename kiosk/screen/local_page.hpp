// The kiosk's own page as an application: its files, the poll for what is to be shown, and what is asked through it.
// Stands behind a hatch on loopback; the kiosk's composition makes one. Safe from many threads.
#pragma once

#include "screen/board.hpp"
#include "screen/desk.hpp"
#include "screen/screen_pass.hpp"
#include "screen/staff_pin.hpp"
#include "web/request.hpp"
#include "web/response.hpp"

#include <string>
#include <string_view>

namespace krug::screen {

/// The path that the one-time secret follows.
inline constexpr std::string_view open_path = "/open/";

class local_page {
public:
    /// `process` names this start of the kiosk, so that a page notices a new one. References outlive the page.
    local_page(desk& door, board& shown, screen_pass& pass, staff_gate& staff, std::string process);

    /// Never throws. 403 without the cookie, for a foreign Origin or a request that another site made; 401 for what is
    /// behind the PIN without the token in x-krug-staff.
    web::response answer(const web::request& asked);

private:
    web::response serve(const web::request& asked);
    web::response state(std::string_view query);
    web::response done(const web::request& asked);
    web::response typed(const web::request& asked);
    web::response staff(std::string_view path, const web::request& asked);
    web::response enter(const web::request& asked);

    desk& desk_;
    board& board_;
    screen_pass& pass_;
    staff_gate& staff_;
    std::string process_;
};

} // namespace krug::screen
