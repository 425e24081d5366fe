// What the server does with rows a device sends: new, known, after a gap, or proof of a second device.
// The gate office gathers what is stored, calls this, and applies the answer in the same transaction.
#pragma once

#include "domain/scan.hpp"

#include <span>
#include <vector>

namespace krug::domain {

/// A record's place in its device's chain.
struct chain_link {
    std::uint32_t incarnation = 0;
    std::int64_t seq = 0;
    std::int64_t last_seq = 0; ///< seq, but for a loss row the last seq it declares lost
    digest hash{};
    digest previous{};
    bool loss = false;
};

chain_link link_of(const scan& what, const digest& hash);
/// The end of a device's chain of which everything up to `acked` was acknowledged: what lies between its last row and
/// there is covered by a loss row that came later under an earlier seq.
chain_link reaching(chain_link last, std::int64_t acked);

enum class row_fate : std::uint8_t {
    stored = 1,        ///< new and in order: insert it
    known = 2,         ///< already there, bit for bit; or a loss row for what is not lost here
    after_gap = 3,     ///< something before it is missing: not stored now, the device rewinds
    stored_doubtful = 4, ///< in order but its chain does not fit: insert it with that remark, never drop it; within one
                         ///< incarnation it continues the records of another device
    forked = 5         ///< same seq, other content: quarantine the device, keep the row in quarantine
};

struct upload_decision {
    std::vector<row_fate> fates; ///< one per row
    std::int64_t ack = 0;        ///< everything up to here is stored once the transaction commits
    bool quarantine = false;     ///< two devices share a name
};

/// `durable` is the last stored link of the device (seq 0: nothing yet), `stored` what the server holds for any seq
/// among `rows` (any order). Rows come in ascending seq as the protocol guarantees.
upload_decision decide_upload(const chain_link& durable, std::span<const chain_link> stored,
                              std::span<const chain_link> rows);

/// True if a device whose newest record is `head` cannot be the one that sent `stored`, the row kept under that seq:
/// one of them is a copy, though neither sends a row that clashes. A later incarnation may use a seq again, as a journal
/// that was lost does, so it proves nothing.
bool is_another_device(const chain_link& head, const chain_link& stored);

/// What is done with one row besides storing it.
struct row_keeping {
    bool store = false;
    bool chain_doubt = false; ///< stored with the remark that its chain does not fit
    bool evidence = false;    ///< of a copied or revoked device: stored, told to nobody
    bool tell = false;        ///< goes into the feed for the other devices
};
/// `guest_known`: the row speaks of somebody on the list. `active`: the device is neither revoked nor quarantined.
row_keeping decide_keeping(row_fate fate, scan_kind kind, bool active, bool guest_known);

/// Where the server stands, seen from one device's request.
struct server_place {
    std::int64_t epoch = 1;
    std::int64_t acked_seq = 0; ///< of this device
    std::int64_t last_feed = 0;
    bool told_there = false;    ///< what the device was told up to its cursor is what this database has told
};
/// True if a device at `cursor`, to whom `acked_seq` was acknowledged, has seen what this database does not hold: it
/// was put back to an earlier state, and a new epoch must begin.
bool device_knows_more(const feed_cursor& cursor, std::int64_t acked_seq, const server_place& here);

} // namespace krug::domain
