// One verdict as one line of JSON, for scripts that drive a kiosk.
// The kiosk's screen writes it; the check-in interface of the server uses the same members.
#pragma once

#include "domain/admission.hpp"

#include <string>

namespace krug::gate_protocol {

struct verdict_line {
    domain::verdict verdict;
    std::string message_ru, message_en;
    std::string next_step_ru, next_step_en;
    std::string display_name, table, session; ///< empty = null
    std::string first_at;                     ///< RFC 3339, UTC; empty = no first admission
    std::string first_point;                  ///< name of the admission point
    std::string scan_id;                      ///< UUID text; empty = nothing was recorded
    bool offline = false;
    bool repeated = false; ///< the same code again within seconds: the same answer, no new record
    double ms = 0;         ///< from the code's last character to the answer
};

/// {"verdict","reason","message":{ru,en},"next_step":{ru,en},"attendee":{display_name,table,session}|null,
///  "first_admission":{at,point,device}|null,"scan_id","offline","repeated","ms"}, no line break inside.
std::string encode(const verdict_line& line);

/// 16 bytes as 8-4-4-4-12 lower-case hexadecimal digits.
std::string uuid_text(const std::array<std::uint8_t, 16>& bytes);

/// "2020-10-15T10:00:00Z".
std::string rfc3339_utc(domain::utc_seconds at);

} // namespace krug::gate_protocol
