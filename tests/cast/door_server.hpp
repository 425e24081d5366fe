// The server's half of a sync round, small and in memory, for devices under test: it keeps what it acknowledges and
// tells its feed. It can be rolled back, moved to a new epoch, and made to answer in every wrong way.
// Tests only.
#pragma once

#include "cast/door_cast.hpp"
#include "domain/upload.hpp"
#include "gate_protocol/sync.hpp"
#include "sync/transport.hpp"

#include <functional>
#include <map>

namespace krug::cast {

class door_server final : public sync::transport {
public:
    explicit door_server(const keyring& keys) : keys_(keys) {
        add(keys.usual());
        add(usual_rules());
    }

    void add(const gate_protocol::feed_item& item) { feed_.push_back(gate_protocol::encode_item(item)); }
    void new_epoch(const std::vector<gate_protocol::feed_item>& items) {
        ++epoch_;
        feed_.clear();
        for (const auto& item : items) add(item);
    }
    /// Where the feed ends.
    domain::feed_cursor end() const { return {epoch_, static_cast<std::int64_t>(feed_.size())}; }
    /// As a copy that was put back by hand would: what was told after the first `n` items was never told.
    void untell_after(std::int64_t n) { feed_.resize(static_cast<std::size_t>(n)); }
    void forget_after(std::int64_t seq) { rows_.erase(rows_.upper_bound(seq), rows_.end()); }

    sync::http_answer post(std::string_view target, const headers& with, std::string_view body) override {
        if (unreachable) throw sync::transport_failure("unreachable");
        last_target = target;
        last_headers = with;
        const auto request = gate_protocol::decode_sync_request(body);
        if (!request) return {400, ""};
        requests.push_back(*request);
        auto response = answer(*request);
        if (change) change(response);
        if (lose_answer) throw sync::transport_failure("cut");
        return {status, gate_protocol::encode(response)};
    }

    gate_protocol::sync_response answer(const gate_protocol::sync_request& request) {
        gate_protocol::sync_response response;
        response.standing = standing;
        response.server_time_ms = doors_open * 1000;
        response.durable_seq = last_seq();
        take(request);
        response.ack_seq = last_seq();
        response.terms = terms;
        response.takes_feed_chain = takes_feed_chain;
        const bool read_here = request.cursor.epoch == epoch_ && request.cursor.n <= end().n;
        if (read_here && request.feed_chain && *request.feed_chain != head_at(request.cursor.n).chain) ++epoch_;
        response.from = request.cursor;
        if (request.cursor.epoch != epoch_) response.from = {epoch_, 0};
        if (standing != gate_protocol::device_standing::active) return response;
        const auto from = static_cast<std::size_t>(response.from.n);
        const auto to = std::min(feed_.size(), from + page_items);
        response.items.assign(feed_.begin() + static_cast<std::ptrdiff_t>(std::min(from, to)),
                              feed_.begin() + static_cast<std::ptrdiff_t>(to));
        response.more = to < feed_.size();
        response.head = head_at(static_cast<std::int64_t>(to));
        return response;
    }

    gate_protocol::feed_head head_at(std::int64_t n) const {
        gate_protocol::feed_head head;
        head.event = tyumen;
        head.at = {epoch_, n};
        for (std::size_t at = 0; at < static_cast<std::size_t>(n); ++at)
            head.chain = gate_protocol::chain_after(head.chain, feed_[at]);
        head.time = doors_open;
        sign(head);
        return head;
    }
    void sign(gate_protocol::feed_head& head) const {
        head.key = keys_.event.id();
        head.signature = keys_.event.sign(gate_protocol::signed_part(head));
    }

    const std::map<std::int64_t, domain::scan_record>& rows() const { return rows_; }
    std::int64_t last_seq() const {
        if (rows_.empty()) return 0;
        const auto last = *domain::decode_scan(rows_.rbegin()->second);
        return last.kind == domain::scan_kind::loss ? last.refers_seq : last.seq;
    }

    bool unreachable = false;
    bool lose_answer = false;
    int status = 200;
    std::size_t page_items = 1000;
    bool takes_feed_chain = false;
    gate_protocol::device_standing standing = gate_protocol::device_standing::active;
    gate_protocol::device_terms terms{{{1}, {2}}, false, domain::lease_seconds_max};
    std::function<void(gate_protocol::sync_response&)> change;
    std::vector<gate_protocol::sync_request> requests;
    std::string last_target;
    headers last_headers;
    bool fork_seen = false;

private:
    void take(const gate_protocol::sync_request& request) {
        std::vector<domain::chain_link> rows, stored;
        for (const auto& record : request.rows)
            rows.push_back(domain::link_of(*domain::decode_scan(record), gate_protocol::hash_of(record)));
        for (const auto& [seq, record] : rows_)
            stored.push_back(domain::link_of(*domain::decode_scan(record), gate_protocol::hash_of(record)));
        const auto durable = stored.empty() ? domain::chain_link{} : stored.back();
        const auto decision = domain::decide_upload(durable, stored, rows);
        fork_seen = fork_seen || decision.quarantine;
        for (std::size_t at = 0; at < rows.size(); ++at)
            if (decision.fates[at] == domain::row_fate::stored || decision.fates[at] == domain::row_fate::stored_doubtful)
                rows_[rows[at].seq] = request.rows[at];
    }

    const keyring& keys_;
    std::int64_t epoch_ = 1;
    std::vector<std::string> feed_;
    std::map<std::int64_t, domain::scan_record> rows_;
};

} // namespace krug::cast
