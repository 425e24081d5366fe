// One round between a kiosk and the server: scans up, feed down. Retrying is harmless in both directions.
// sync builds requests and reads answers; the gate office does the reverse.
#pragma once

#include "gate_protocol/abilities.hpp"
#include "gate_protocol/device_report.hpp"
#include "gate_protocol/enrolment.hpp"
#include "gate_protocol/feed.hpp"

namespace krug::gate_protocol {

inline constexpr std::size_t sync_rows_max = 200;
inline constexpr std::size_t sync_request_bytes_max = 256 * 1024;
inline constexpr std::size_t sync_response_bytes_max = 8 * 1024 * 1024;
/// Header of a sync request: base64url of the device key's signature over signed_part(body).
inline constexpr std::string_view signature_header = "Krug-Device-Signature";

struct sync_request {
    domain::feed_cursor cursor;         ///< the last item applied; {0,0} = nothing yet
    std::int64_t acked_seq = 0;         ///< the server's durable seq as the device remembers it
    std::int64_t head_seq = 0;          ///< the device's own last record
    std::uint32_t incarnation = 0;
    domain::digest chain_head{};        ///< hash of record head_seq
    std::vector<domain::scan_record> rows; ///< consecutive seq from acked_seq + 1; ≤ 200
    std::optional<device_report> report;   ///< only to a server that has said takes_report
    /// The feed's chain hash at `cursor`, only to a server that has said takes_feed_chain: one that was put back to a
    /// backup and has told others something else under the same numbers learns it from this, and begins a new epoch.
    std::optional<domain::digest> feed_chain;
    bool operator==(const sync_request&) const = default;
};

enum class device_standing : std::uint8_t {
    active = 1,
    revoked = 2,     ///< wipe the roster, show no green; what is recorded may still be sent (into quarantine)
    quarantined = 3  ///< two devices speak with this name: nothing is dropped, nothing is believed
};

struct sync_response {
    device_standing standing = device_standing::active;
    std::int64_t server_time_ms = 0;
    std::int64_t durable_seq = 0; ///< what the server held before this request: the device rewinds to it
    std::int64_t ack_seq = 0;     ///< up to here everything is committed. Quarantined: this and durable_seq are 0 when
                                  ///< the device has no more to send and its newest record is not held
    domain::feed_cursor from;     ///< the page begins after this item; n = 0 at the start of an epoch
    std::vector<std::string> items; ///< texts of encode_item
    std::optional<feed_head> head;  ///< at from.n + items.size(); missing unless active
    bool more = false;
    device_terms terms;
    bool takes_report = false;      ///< said only to a device that offered one: older ones refuse what they do not know
    bool takes_feed_chain = false;  ///< likewise
    bool operator==(const sync_response&) const = default;
};

/// As for enrolment; sizes as above. Rows are base64url of scan records, checked to be canonical, of one device and
/// of consecutive seq.
std::string encode(const sync_request& request);
domain::result<sync_request> decode_sync_request(std::string_view body);
std::string encode(const sync_response& response);
domain::result<sync_response> decode_sync_response(std::string_view body);

/// "krug-sync/1" ‖ 0x00 ‖ body.
ticket::bytes signed_part(std::string_view body);

/// SHA-256("krug-scan/1" ‖ 0x00 ‖ record): the link of the device's chain.
domain::digest hash_of(const domain::scan_record& record);

} // namespace krug::gate_protocol
