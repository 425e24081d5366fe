// Who demanded to be forgotten, in a file beside the database and not in it: a database that is put back from a copy knows
// nothing of what happened since, and the file tells it. Numbers only, so the file names nobody.
// The retention office writes and reads it.
#pragma once

#include "domain/ids.hpp"
#include "ground/clock.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace krug::service {

struct forgotten_person {
    ground::utc_seconds at = 0;
    domain::event_id event;
    domain::registration_id registration;
    std::uint32_t ticket_salt = 0; ///< tells this registration from a later one that got the same number after a restore
};

class erasure_ledger {
public:
    /// The file is made (0600) with the first line.
    explicit erasure_ledger(std::filesystem::path file) : file_(std::move(file)) {}

    /// On the disk when it returns. Throws std::runtime_error (disk).
    void append(const forgotten_person& whom);
    /// In the order of writing. A line that the power cut short counts for nothing: its database was never changed.
    /// Throws std::runtime_error when the file is there and cannot be read, or holds what is no ledger.
    std::vector<forgotten_person> read() const;

private:
    std::filesystem::path file_;
};

} // namespace krug::service
