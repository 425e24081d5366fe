#include "domain/upload.hpp"

#include <algorithm>

namespace krug::domain {
namespace {

const chain_link* find_seq(std::span<const chain_link> stored, std::int64_t seq) {
    const auto found =
        std::find_if(stored.begin(), stored.end(), [seq](const chain_link& link) { return link.seq == seq; });
    return found == stored.end() ? nullptr : &*found;
}

bool begins_chain(const chain_link& row) { return row.loss || row.seq == 1; }

row_fate fate_of_old(const chain_link& row, std::span<const chain_link> stored) {
    const auto* known = find_seq(stored, row.seq);
    if (known != nullptr && known->hash == row.hash) return row_fate::known;
    // A journal rebuilt after damage declares lost what had in truth arrived before.
    return row.loss && (known == nullptr || known->incarnation < row.incarnation) ? row_fate::known
                                                                                    : row_fate::forked;
}

} // namespace

chain_link link_of(const scan& what, const digest& hash) {
    const bool loss = what.kind == scan_kind::loss;
    return {what.incarnation, what.seq, loss ? what.refers_seq : what.seq, hash, what.previous, loss};
}

chain_link reaching(chain_link last, std::int64_t acked) {
    if (last.last_seq >= acked) return last;
    last.last_seq = acked;
    last.loss = true;
    return last;
}

upload_decision decide_upload(const chain_link& durable, std::span<const chain_link> stored,
                              std::span<const chain_link> rows) {
    upload_decision decision;
    decision.ack = durable.last_seq;
    const chain_link* last = &durable;
    for (const auto& row : rows) {
        if (row.seq <= durable.last_seq) {
            auto fate = fate_of_old(row, stored);
            // A server that was put back may hold some of what a row declares lost: the rest is lost all the same.
            if (fate == row_fate::known && row.loss && row.last_seq > decision.ack) {
                fate = row_fate::stored;
                decision.ack = row.last_seq;
                last = &row;
            }
            decision.fates.push_back(fate);
            decision.quarantine |= fate == row_fate::forked;
        } else if (row.seq != decision.ack + 1) {
            decision.fates.push_back(row_fate::after_gap);
        } else {
            const bool fits = begins_chain(row) || last->loss || row.previous == last->hash;
            decision.fates.push_back(fits ? row_fate::stored : row_fate::stored_doubtful);
            decision.quarantine |= !fits && row.incarnation == last->incarnation;
            decision.ack = row.last_seq;
            last = &row;
        }
    }
    return decision;
}

bool is_another_device(const chain_link& head, const chain_link& stored) {
    return head.seq == stored.seq && head.incarnation <= stored.incarnation && head.hash != stored.hash;
}

row_keeping decide_keeping(row_fate fate, scan_kind kind, bool active, bool guest_known) {
    row_keeping keeping;
    keeping.store = fate != row_fate::known && fate != row_fate::after_gap;
    keeping.evidence = keeping.store && (fate == row_fate::forked || !active);
    keeping.chain_doubt = fate == row_fate::stored_doubtful && !keeping.evidence;
    const bool passage = lets_in(kind) || kind == scan_kind::exit || kind == scan_kind::voided;
    keeping.tell = keeping.store && !keeping.evidence && passage && guest_known;
    return keeping;
}

bool device_knows_more(const feed_cursor& cursor, std::int64_t acked_seq, const server_place& here) {
    if (cursor.epoch != here.epoch) return cursor.epoch > here.epoch;
    if (acked_seq > here.acked_seq || cursor.n > here.last_feed) return true;
    return cursor.n > 0 && !here.told_there;
}

} // namespace krug::domain
