#include "calendar/zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <stdexcept>

namespace krug::calendar {
namespace {

date::sys_seconds instant(utc_seconds at) {
    return date::sys_seconds(std::chrono::seconds(at));
}

utc_seconds seconds_of(const date::local_seconds& local, std::chrono::seconds offset) {
    return (local.time_since_epoch() - offset).count();
}

// The tree also holds things that are no place on earth's map.
bool is_name_of_a_zone(std::string_view name) {
    return !name.empty() && name.size() <= 64 && !name.starts_with("posix/") && !name.starts_with("right/") &&
           name != "posixrules" && name != "localtime" && name != "Factory";
}

} // namespace

std::optional<zone> zone::find(std::string_view iana_name) {
    if (!is_name_of_a_zone(iana_name))
        return std::nullopt;
    const auto& zones = date::get_tzdb().zones;
    const auto found = std::lower_bound(
        zones.begin(), zones.end(), iana_name,
        [](const date::time_zone& each, std::string_view name) { return each.name() < name; });
    if (found == zones.end() || found->name() != iana_name)
        return std::nullopt;
    return zone(&*found);
}

zone zone::utc() {
    const auto found = find("Etc/UTC");
    if (!found)
        throw std::runtime_error("the time-zone database has no Etc/UTC: is tzdata installed?");
    return *found;
}

zone zone::moscow() {
    const auto found = find("Europe/Moscow");
    if (!found)
        throw std::runtime_error("the time-zone database has no Europe/Moscow: is tzdata installed?");
    return *found;
}

const std::string& zone::name() const {
    return known_->name();
}

local_time zone::local(utc_seconds at) const {
    return from_wall_seconds(at + offset_seconds(at));
}

int zone::offset_seconds(utc_seconds at) const {
    return static_cast<int>(known_->get_info(instant(at)).offset.count());
}

utc_reading zone::read(const local_time& clock) const {
    const date::local_seconds local{std::chrono::seconds(wall_seconds(clock))};
    const date::local_info info = known_->get_info(local);
    const utc_seconds first = seconds_of(local, info.first.offset);
    if (info.result == date::local_info::unique)
        return {utc_reading::kind::unique, first, first};
    const utc_seconds second = seconds_of(local, info.second.offset);
    const auto how =
        info.result == date::local_info::ambiguous ? utc_reading::kind::overlap : utc_reading::kind::gap;
    return {how, std::min(first, second), std::max(first, second)};
}

} // namespace krug::calendar
