#include "gate_protocol/verdict_line.hpp"

#include "ticket/digest.hpp"

#include <boost/json.hpp>

#include <chrono>
#include <cmath>
#include <cstdio>

namespace krug::gate_protocol {
namespace json = boost::json;
namespace {

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

json::value attendee_of(const verdict_line& line) {
    if (line.display_name.empty() && line.table.empty() && line.session.empty()) return nullptr;
    return json::object{{"display_name", text_or_null(line.display_name)},
                        {"table", text_or_null(line.table)},
                        {"session", text_or_null(line.session)}};
}

json::value first_of(const verdict_line& line) {
    if (!line.verdict.first) return nullptr;
    return json::object{{"at", text_or_null(line.first_at)},
                        {"point", text_or_null(line.first_point)},
                        {"device", line.verdict.first->device.value}};
}

} // namespace

std::string encode(const verdict_line& line) {
    return json::serialize(json::object{{"verdict", word_of(line.verdict.colour())},
                                        {"reason", word_of(line.verdict.reason)},
                                        {"message", json::object{{"ru", line.message_ru}, {"en", line.message_en}}},
                                        {"next_step", json::object{{"ru", line.next_step_ru}, {"en", line.next_step_en}}},
                                        {"attendee", attendee_of(line)},
                                        {"first_admission", first_of(line)},
                                        {"scan_id", text_or_null(line.scan_id)},
                                        {"offline", line.offline},
                                        {"repeated", line.repeated},
                                        {"ms", std::round(line.ms * 1000) / 1000}});
}

std::string uuid_text(const std::array<std::uint8_t, 16>& bytes) {
    auto text = ticket::to_hex(bytes);
    for (const std::size_t at : {20u, 16u, 12u, 8u}) text.insert(at, 1, '-');
    return text;
}

std::string rfc3339_utc(domain::utc_seconds at) {
    using namespace std::chrono;
    const sys_seconds moment{seconds{at}};
    const auto midnight = floor<days>(moment);
    const year_month_day day{midnight};
    const hh_mm_ss clock{moment - midnight};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text;
}

} // namespace krug::gate_protocol
