// The system's time-zone database: local clocks to UTC and back, with gaps and overlaps as values.
// Whoever shows or reads local times; nothing else in the house knows an offset.
#pragma once

#include "calendar/local_time.hpp"
#include "ground/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace krug::calendar {

using ground::utc_seconds;

/// What a local clock's reading means in UTC.
struct utc_reading {
    enum class kind {
        unique = 1,
        gap = 2,    ///< the clock jumped over it: before and after are the instants an hour (or so) apart
        overlap = 3 ///< the clock showed it twice
    };
    kind how = kind::unique;
    utc_seconds earlier =
        0; ///< unique: the instant; overlap: the first time; gap: by the offset after the jump
    utc_seconds later = 0; ///< unique: the same; overlap: the second time; gap: by the offset before the jump
};

/// A zone by its IANA name. A small value; copies freely; safe from many threads.
class zone {
public:
    /// Nothing if the database of this computer has no such zone. Names are case-sensitive.
    static std::optional<zone> find(std::string_view iana_name);
    static zone utc();
    static zone moscow();

    const std::string& name() const;
    local_time local(utc_seconds at) const;
    utc_reading read(const local_time& clock) const;
    /// Seconds east of Greenwich at that instant.
    int offset_seconds(utc_seconds at) const;

private:
    explicit zone(const date::time_zone* known) : known_(known) {}
    const date::time_zone* known_;
};

} // namespace krug::calendar
