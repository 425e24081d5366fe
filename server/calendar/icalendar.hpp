// Calendar files (RFC 5545) that any calendar program takes: one event to download or a feed of many.
// Pages and mails call it. Only events whose instant is known: a month alone has no calendar file.
#pragma once

#include "domain/ids.hpp"
#include "ground/clock.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace krug::calendar {

struct calendar_event {
    std::string uid{};             ///< uid_of: stays the same through every change
    std::int64_t sequence = 0;     ///< grows with every change, from 0
    ground::utc_seconds stamp = 0; ///< when this version was made
    ground::utc_seconds starts_at = 0;
    std::optional<ground::utc_seconds> ends_at{}; ///< later than starts_at; none = no DTEND
    bool cancelled = false;
    std::string title{};
    std::string description{}; ///< plain text
    std::string location{};
    std::string url{};
    std::string organiser{};       ///< a name; used only with the address
    std::string organiser_email{}; ///< ASCII address; "" = no ORGANIZER
};

struct calendar_feed {
    std::string name{};    ///< "" = no name shown
    int refresh_hours = 0; ///< 1..168 for a feed to subscribe to; 0 = a file to download
};

/// "event-42@krug.example.org"
std::string uid_of(domain::event_id event, std::string_view host);

/// METHOD:PUBLISH, UTC times, CRLF, lines of at most 75 octets, no character cut.
/// Control characters in texts are dropped, line ends become \n; a URL or address that holds one is left out.
std::string write_calendar(std::span<const calendar_event> events, const calendar_feed& feed = {});

} // namespace krug::calendar
