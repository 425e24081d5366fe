#include "gate_protocol/device_status.hpp"

#include <boost/json.hpp>

namespace krug::gate_protocol {
namespace json = boost::json;

std::string encode(const device_status& status) {
    json::object out{{"enrolled", status.enrolled}, {"running", status.running}};
    if (!status.enrolled) return json::serialize(out);
    out["server"] = status.server;
    out["device"] = status.device.value;
    out["event"] = status.event.value;
    out["event_title"] = status.event_title;
    out["admission_point"] = status.point;
    out["standing"] = status.standing;
    out["list_complete"] = status.list_complete;
    out["roster_rows"] = status.roster_rows;
    out["epoch"] = status.known.epoch;
    out["n"] = status.known.n;
    out["key_set_version"] = status.key_set_version;
    out["records"] = status.records;
    out["unsent"] = status.unsent;
    out["late_tickets_used"] = status.late_tickets_used;
    out["sync_age_seconds"] = status.synced ? json::value(status.sync_age_seconds) : json::value(nullptr);
    out["clock"] = json::object{{"sure", status.clock_sure},
                                {"offset_ms", status.clock_offset_ms},
                                {"error_ms", status.clock_error_ms}};
    out["trouble"] = status.trouble.empty() ? json::value(nullptr) : json::value(status.trouble);
    return json::serialize(out);
}

} // namespace krug::gate_protocol
