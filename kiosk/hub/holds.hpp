// Which code is before which kiosk just now, so that two doors of one hall cannot both find the same ticket unused.
// The hub's desk and the hub's own door; pure, the time is given. Safe from many threads.
#pragma once

#include "domain/ids.hpp"

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace krug::hub {

class holds {
public:
    /// True: the code is now held for this device, for gate_protocol::hold_ms. False: another device holds it.
    /// At most codes_max codes are held; beyond, a free one is refused as if another held it, for a moment.
    bool take(const std::string& code, domain::device_id device, std::int64_t steady_ms);
    /// The device has decided and told, or gives up. Another's hold stays.
    void release(const std::string& code, domain::device_id device);

    static constexpr std::size_t codes_max = 1000;

private:
    struct hold {
        domain::device_id device;
        std::int64_t until_ms = 0;
    };
    std::mutex mutex_;
    std::map<std::string, hold> held_;
};

} // namespace krug::hub
