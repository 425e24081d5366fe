#include "domain/upload.hpp"

#include <algorithm>

namespace krug::domain {
namespace {

const chain_link* find_seq(std::span<const chain_link> stored, std::int64_t seq) {
    const auto found =
        std::find_if(stored.begin(), stored.end(), [seq](const chain_link& link) { return link.seq == seq; });
    return found == stored.end() ? nullptr : &*found;
}

} // namespace

upload_decision decide_upload(const chain_link& durable, std::span<const chain_link> stored,
                              std::span<const chain_link> rows) {
    upload_decision decision;
    decision.ack = durable.seq;
    const chain_link* last = &durable;
    for (const auto& row : rows) {
        if (row.seq <= durable.seq) {
            const auto* known = find_seq(stored, row.seq);
            const bool same = known != nullptr && known->hash == row.hash;
            decision.fates.push_back(same ? row_fate::known : row_fate::forked);
            decision.quarantine |= !same;
        } else if (row.seq != last->seq + 1) {
            decision.fates.push_back(row_fate::after_gap);
        } else {
            const bool fits = row.may_begin_chain || row.previous == last->hash;
            decision.fates.push_back(fits ? row_fate::stored : row_fate::stored_doubtful);
            decision.ack = row.seq;
            last = &row;
        }
    }
    return decision;
}

} // namespace krug::domain
