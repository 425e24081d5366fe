// What the gatekeeper needs of a disk, step by step in the order of the write path, so that each step can fail.
// The journal is the real one; tests and the simulator bring their own.
#pragma once

#include "domain/admission_facts.hpp"
#include "domain/scan.hpp"
#include "gate_protocol/code_reader.hpp"
#include "gatekeeper/orders.hpp"

#include <optional>
#include <stdexcept>
#include <string>

namespace krug::gatekeeper {

/// The disk did not do what it was told. `what()` names the step and the code, never what was to be written.
struct disk_failure : std::runtime_error {
    disk_failure(const std::string& step, bool full) : std::runtime_error(step), disk_full(full) {}
    bool disk_full;
};

using gate_protocol::lookup;
using gate_protocol::read_code;

struct listed_ticket {
    std::string code; ///< roster hash
    domain::roster_row row;
    std::string name, table;
};

/// All that is known here about one ticket. `area` of the earlier scans is left 0: rules know it, disks do not.
struct ticket_history {
    std::optional<listed_ticket> listed;
    int min_generation = 0;
    bool blocked = false;
    std::vector<domain::earlier_scan> earlier;
    std::vector<domain::scan_name> earlier_ids; ///< of `earlier`, same places
};

struct journal_head {
    std::int64_t seq = 0;
    std::uint32_t incarnation = 0;
    domain::digest hash{};
};

class disk {
public:
    virtual ~disk() = default;

    /// Opens the one write transaction. Every function up to append_flight throws disk_failure.
    virtual void begin() = 0;
    /// Inside the transaction. `hash`: 32 hexadecimal digits.
    virtual ticket_history history(lookup by, const std::string& hash) = 0;
    virtual journal_head head() = 0;
    virtual void insert(const domain::scan& what, const domain::scan_record& record, const domain::digest& hash) = 0;
    /// Keeps a text that only the server can read beside record `what`, in the same transaction.
    virtual void enclose(const domain::scan& what, const std::string& enclosed) {
        static_cast<void>(what), static_cast<void>(enclosed);
        throw disk_failure("enclose", false);
    }
    /// Durable when it returns.
    virtual void commit() = 0;
    virtual void roll_back() noexcept = 0;
    /// The second copy; durable when it returns. Only after commit().
    virtual void append_flight(const domain::scan_record& record) = 0;

    /// After any failure, before anything else: closes, checks, opens again, repairs each copy from the other and marks
    /// an admission whose green screen nobody saw. Throws disk_failure if that did not work either.
    virtual void reopen() = 0;
    /// What the device is told to do; read when it opens and after each sync.
    virtual orders standing_orders() = 0;
};

} // namespace krug::gatekeeper
