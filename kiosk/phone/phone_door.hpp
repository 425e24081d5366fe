// The whole door of a volunteer's phone behind one call: JSON in, JSON out, no disk, no network, no cryptography of keys.
// The phone page calls it compiled to WebAssembly; tests call it as it is.
#pragma once

#include "gatekeeper/gatekeeper.hpp"
#include "phone/memory_journal.hpp"
#include "phone/signatures.hpp"

#include <boost/json.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace krug::phone {

/// The page's clocks, told with every call.
class told_clock final : public ground::clock {
public:
    ground::utc_seconds now() const override { return wall_ms_ / 1000; }
    std::int64_t now_ms() const override { return wall_ms_; }
    std::int64_t steady_ms() const override { return steady_ms_; }
    void tell(std::int64_t wall_ms, std::int64_t steady_ms) {
        wall_ms_ = wall_ms;
        steady_ms_ = steady_ms;
    }

private:
    std::int64_t wall_ms_ = 0, steady_ms_ = 0;
};

/// Calls come one after another. A question is {"op", "wall", "steady", …}. Answers:
///   {"wanted": [{key, message, signature}]}  nothing was done: the page checks these signatures, says so with "learn",
///                                            and asks again
///   {"refused": WORD}                        nothing was done
///   {…, "records": [{seq, record}], "state": TEXT, "page": {epoch, from, forget}}  what must be durable before the answer
///                                            is shown; when that fails the object is thrown away and loaded anew
/// Bytes are base64url. The ops and their members are described beside their functions in phone_door.cpp.
class phone_door {
public:
    explicit phone_door(ground::randomness& random) : random_(random) {}
    std::string ask(std::string_view question);

private:
    using json_object = boost::json::object;
    json_object answer_to(const json_object& asked);
    json_object open(const json_object& asked);
    json_object load(const json_object& asked);
    json_object ready(const json_object& asked);
    json_object read_invitation(const json_object& asked) const;
    json_object accept(const json_object& asked);
    json_object present(const json_object& asked);
    json_object follow(const json_object& asked, domain::scan_kind kind);
    json_object make_request(const json_object& asked);
    json_object make_export(const json_object& asked) const;
    json_object take_answer(const json_object& asked);
    json_object status() const;
    json_object search(const json_object& asked) const;
    json_object recent() const;
    json_object judge(const json_object& asked) const;

    void place_gate(domain::scan_name boot);
    /// Adds what must become durable.
    void add_changes(json_object& out, bool with_state);
    json_object shown_scan(const kept_scan& scan) const;

    ground::randomness& random_;
    told_clock clock_;
    std::unique_ptr<memory_journal> journal_;
    std::unique_ptr<gatekeeper::gatekeeper> gate_;
    domain::scan_name boot_{};
    std::int64_t shown_seq_ = 0;
    std::optional<gate_protocol::sync_request> sent_;
    domain::admission_point_id stands_at_;
    gate_protocol::abilities server_takes_; ///< as its last answer said
};

} // namespace krug::phone
