// What the hub answers its neighbours: pairing, what is known of a code, what they have recorded, and syncs with the
// server that they cannot reach themselves. One function from request to response, behind the hatch.
#pragma once

#include "ground/clock.hpp"
#include "hub/holds.hpp"
#include "hub/hub_codes.hpp"
#include "journal/journal.hpp"
#include "web/request.hpp"
#include "web/response.hpp"

#include <array>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

namespace krug::hub {

struct relayed {
    int status = 0; ///< 0: the server was not reached
    std::string body;
};

struct hub_terms {
    domain::device_id device; ///< the hub's own
    domain::event_id event;
    /// Carries a neighbour's sync to the server as it is; called from several threads. Never throws.
    std::function<relayed(const web::request& asked)> relay;
};

/// Of a neighbour's sync with the server: what the hub passes on. The signature is also how the hub knows the neighbour.
inline constexpr std::array<std::string_view, 3> carried_headers{"authorization", "krug-device-signature", "krug-device-offers"};

class hub_desk {
public:
    /// `door` guards the journal, as everywhere in the kiosk. References must outlive the desk.
    hub_desk(journal::journal& records, std::mutex& door, const ground::clock& clock, hub_codes codes, hub_terms terms);

    /// Never throws: a disk that fails is 503. Called from several threads. 401 for a device that is not paired or whose
    /// signature does not fit, 403 for a code that cannot be used or a device set aside, 409 for another event,
    /// 422 for what is no message, 429 after tries_max wrong codes in a minute.
    web::response answer(const web::request& asked);

    holds& held() { return holds_; }

    static constexpr std::size_t tries_max = 5;

private:
    web::response pair(const web::request& asked);
    web::response ask(const web::request& asked);
    web::response tell(const web::request& asked);
    web::response relay(const web::request& asked);
    std::optional<web::response> stranger(const web::request& asked, domain::device_id device, domain::event_id event);
    std::string held_name(const gate_protocol::ask_request& asked);

    journal::journal& records_;
    std::mutex& door_;
    const ground::clock& clock_;
    hub_codes codes_;
    hub_terms terms_;
    holds holds_;
    std::mutex tries_mutex_;
    std::deque<std::int64_t> wrong_ms_; ///< steady; wrong codes of the last minute
};

} // namespace krug::hub
