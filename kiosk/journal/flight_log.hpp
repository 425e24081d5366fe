// The second copy of every record: fixed slots with a checksum in a file allocated beforehand.
// The journal's own; it turns silent loss in the database into loss that is seen and repaired.
#pragma once

#include "domain/scan.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace krug::journal {

inline constexpr std::size_t flight_slot_size = 256;
inline constexpr std::size_t flight_slots_ahead = 4096; ///< allocated at a time: 1 MiB

struct flight_contents {
    std::vector<domain::scan_record> records; ///< in file order
    std::size_t bad_slots = 0;                ///< written once, unreadable now
};

class flight_log {
public:
    /// Opens or creates `path`. All functions throw gatekeeper::disk_failure.
    explicit flight_log(const std::string& path);
    ~flight_log();
    flight_log(const flight_log&) = delete;
    flight_log& operator=(const flight_log&) = delete;

    const flight_contents& found() const { return found_; }
    /// Durable when it returns (fdatasync).
    void append(const domain::scan_record& record);
    /// Replaces the whole file, atomically and durably.
    void rewrite(const std::vector<domain::scan_record>& records);

private:
    void open();
    void read_all();
    void reserve(std::size_t slots);

    std::string path_;
    int file_ = -1;
    std::size_t next_slot_ = 0;
    std::size_t slots_ = 0;
    flight_contents found_;
};

} // namespace krug::journal
