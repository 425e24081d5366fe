#include "calendar/words.hpp"

#include <cstdio>
#include <cstdlib>

namespace krug::calendar {
namespace {

// "+2", "−5:30", "" for none; the minus is the typographic one.
std::string signed_hours(int seconds) {
    if (seconds == 0)
        return "";
    const int minutes = std::abs(seconds) / 60;
    std::string text = (seconds < 0 ? "−" : "+") + std::to_string(minutes / 60);
    if (minutes % 60 == 0)
        return text;
    char rest[16];
    std::snprintf(rest, sizeof rest, ":%02d", minutes % 60);
    return text + rest;
}

} // namespace

std::string zone_label(utc_seconds at, const zone& where, language in) {
    const int offset = where.offset_seconds(at);
    if (in == language::en)
        return "UTC" + signed_hours(offset);
    return "МСК" + signed_hours(offset - zone::moscow().offset_seconds(at));
}

std::string clock_for_viewer(utc_seconds at, const zone& where, const zone& viewer, language in) {
    const std::string own = clock_words(at, where) + "\u00a0(" + zone_label(at, where, in) + ")";
    if (where.offset_seconds(at) == viewer.offset_seconds(at))
        return own;
    const local_date day = viewer.local(at).date;
    const std::string date = day == where.local(at).date ? "" : short_date(day, false, in) + ", ";
    const std::string clock = date + clock_words(at, viewer);
    return in == language::en ? own + ", " + clock + " your time" : own + ", у\u00a0вас " + clock;
}

} // namespace krug::calendar
