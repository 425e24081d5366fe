#include "calendar/icalendar.hpp"

#include "calendar/local_time.hpp"

#include <algorithm>
#include <cstdio>

namespace krug::calendar {
namespace {

constexpr std::size_t octets_max = 75;

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}
bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// One content line, folded (§3.1): the blank that opens a continuation counts.
void append_line(std::string& file, std::string_view line) {
    std::size_t room = octets_max;
    while (line.size() > room) {
        std::size_t cut = room;
        while (cut > 1 && continues_character(line[cut]))
            --cut;
        file.append(line.substr(0, cut)).append("\r\n ");
        line.remove_prefix(cut);
        room = octets_max - 1;
    }
    file.append(line).append("\r\n");
}

// §3.3.11
std::string escaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '\n' || c == '\r') {
            if (c == '\r' && at + 1 < text.size() && text[at + 1] == '\n')
                ++at;
            out += "\\n";
        } else if (c == '\\' || c == ';' || c == ',') {
            out += '\\';
            out += c;
        } else if (!is_control(c) || c == '\t') {
            out += c;
        }
    }
    return out;
}

void append_text(std::string& file, std::string_view property, std::string_view text) {
    if (!text.empty())
        append_line(file, std::string(property) + ":" + escaped(text));
}

bool fits_as_is(std::string_view value) {
    return !value.empty() &&
           std::none_of(value.begin(), value.end(), [](char c) { return is_control(c) || c == ' '; });
}

// A quoted parameter value may hold no quote of its own and no control (§3.2).
std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (const char c : name)
        if (!is_control(c))
            out += c == '"' ? '\'' : c;
    return out + "\"";
}

std::string utc_stamp(ground::utc_seconds at) {
    const local_time time = from_wall_seconds(at);
    char text[48];
    std::snprintf(text, sizeof text, "%04d%02d%02dT%02d%02d%02dZ", time.date.year, time.date.month,
                  time.date.day, time.hour, time.minute, time.second);
    return text;
}

void append_event(std::string& file, const calendar_event& event) {
    append_line(file, "BEGIN:VEVENT");
    append_line(file, "UID:" + escaped(event.uid));
    append_line(file, "DTSTAMP:" + utc_stamp(event.stamp));
    append_line(file, "SEQUENCE:" + std::to_string(event.sequence));
    append_line(file, "DTSTART:" + utc_stamp(event.starts_at));
    // An end that is not after the start would make the whole file unreadable to some programs (§3.6.1).
    if (event.ends_at && *event.ends_at > event.starts_at)
        append_line(file, "DTEND:" + utc_stamp(*event.ends_at));
    append_text(file, "SUMMARY", event.title);
    append_text(file, "DESCRIPTION", event.description);
    append_text(file, "LOCATION", event.location);
    if (fits_as_is(event.url))
        append_line(file, "URL:" + event.url);
    if (fits_as_is(event.organiser_email)) {
        const std::string name = event.organiser.empty() ? "" : ";CN=" + quoted(event.organiser);
        append_line(file, "ORGANIZER" + name + ":mailto:" + event.organiser_email);
    }
    append_line(file, event.cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
    append_line(file, "END:VEVENT");
}

} // namespace

std::string uid_of(domain::event_id event, std::string_view host) {
    return "event-" + std::to_string(event.value) + "@" + std::string(host);
}

std::string write_calendar(std::span<const calendar_event> events, const calendar_feed& feed) {
    std::string file;
    append_line(file, "BEGIN:VCALENDAR");
    append_line(file, "VERSION:2.0");
    append_line(file, "PRODID:-//Krug//Krug//RU");
    append_line(file, "CALSCALE:GREGORIAN");
    append_line(file, "METHOD:PUBLISH");
    append_text(file, "NAME", feed.name);
    append_text(file, "X-WR-CALNAME", feed.name);
    if (feed.refresh_hours > 0) {
        const std::string hours = "PT" + std::to_string(feed.refresh_hours) + "H";
        append_line(file, "REFRESH-INTERVAL;VALUE=DURATION:" + hours);
        append_line(file, "X-PUBLISHED-TTL:" + hours);
    }
    for (const calendar_event& event : events)
        append_event(file, event);
    append_line(file, "END:VCALENDAR");
    return file;
}

} // namespace krug::calendar
