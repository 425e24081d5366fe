// What staff read about devices and their clocks.
// The board and the devices' pages call it.
#pragma once

#include "calendar/zone.hpp"
#include "render/pages/attendance_page.hpp"
#include "service/gate_office.hpp"

#include <string>

namespace krug::web {

/// «На связи», «Без связи», «Отключено» …
render::state_mark device_mark(const service::device_line& device, ground::utc_seconds now, render::language lang);
/// Why somebody should look after this device, or "".
std::string alarm_words(const service::device_line& device, ground::utc_seconds now, render::language lang);
/// «2 с», «0,3 с», «3 мин».
std::string seconds_words(std::int64_t ms, render::language lang);
/// «12», «0,4»: people a minute out of those of five minutes.
std::string per_minute_words(std::int64_t in_5_minutes, render::language lang);
/// «жёлтый шнурок»; the word itself for one that is none of ours.
std::string lanyard_words(std::string_view colour, render::language lang);
/// «жёлтый», for lists.
std::string colour_words(std::string_view colour, render::language lang);
/// «14:41:07».
std::string exact_clock_words(ground::utc_seconds at, const calendar::zone& where);

} // namespace krug::web
