// If this is wrong, the world talks to something that is no server. The server as the world sees it: what devices ask of
// it, what the organiser does, and what an operator's backup does to it.
#pragma once

#include "domain/winner.hpp"
#include "gate_protocol/sync.hpp"
#include "planted.hpp"
#include "sync/transport.hpp"
#include "ticket/ticket.hpp"

#include <any>
#include <optional>
#include <string>
#include <vector>

namespace krug::simulation {

/// The process ends here; what was not committed is forgotten.
struct server_killed {};

/// What the server holds of one record.
struct stored_scan {
    domain::scan what;
    domain::digest hash{};
    bool evidence = false;        ///< of a copied or revoked device: told to nobody
    bool doubtful = false;        ///< in order, but its chain does not fit
    domain::feed_cursor published; ///< {0,0} = told to nobody
    std::string code;             ///< roster hash of the guest it speaks of, "" = of nobody on the list
};

/// What enrolment gives a device.
struct enrolled_device {
    domain::device_id device;
    std::string token;
    gate_protocol::key_set keys;
    gate_protocol::device_terms terms;
    domain::digest root_key{};
};

class server_side {
public:
    virtual ~server_side() = default;

    virtual domain::event_id event() const = 0;
    virtual enrolled_device enrol(const ticket::signing_key& key, domain::admission_point_id point, bool test_mode) = 0;
    /// Is the guest of this record registered here now? After a server was put back some are not, until they are again.
    virtual bool knows_guest(const domain::scan& what) = 0;
    /// One request as it arrived. Throws server_killed.
    virtual sync::http_answer take(const std::string& token, std::string_view body, ticket::byte_view signature) = 0;

    // --- the organiser
    virtual void change_standing(int guest, domain::roster_state state) = 0;
    virtual void reissue(int guest) = 0;
    virtual void add_late(int guest) = 0;
    virtual void revoke(domain::device_id device) = 0;
    virtual void void_last_admission(int guest) = 0;
    /// The new key signs from now on; tickets of the old one go on being good, or only if they are on the list.
    virtual void change_keys(domain::key_standing old) = 0;
    /// The ticket as it was last issued, and the text of one of its generations; "" = never issued.
    virtual ticket::ticket_facts facts(int guest) const = 0;
    virtual std::string text(int guest, int generation) const = 0;

    // --- the operator
    virtual std::any backup() = 0;
    /// `by_command`: the restore command begins a new epoch; a file put back by hand does not.
    virtual void put_back(const std::any& copy, bool by_command) = 0;
    /// The next commit is the last thing this process does; `before`: it is lost.
    virtual void kill_at_commit(bool before) = 0;

    // --- the judges
    /// Every record, those of copied devices included, in any order.
    virtual std::vector<stored_scan> scans() = 0;
    virtual bool holds(const domain::scan_name& id) = 0;
    virtual std::int64_t acked(domain::device_id device) = 0;
    virtual gate_protocol::device_standing standing(domain::device_id device) = 0;
    /// Every text of the feed of this epoch that was told, and where it ends.
    virtual std::vector<std::string> told_feed() = 0;
    virtual domain::feed_cursor feed_end() = 0;
    /// A new epoch has begun and nobody has asked for its feed yet: the next request makes it, whatever it is.
    virtual bool is_rebuilding() = 0;
    /// Of everything that a repeated request must not change.
    virtual std::uint64_t state_hash() = 0;
    /// The double admissions as the organiser is told of them.
    virtual std::vector<domain::double_admission> reports() = 0;
    /// What the server itself would say to this code at this point now, without keeping anything.
    virtual std::optional<domain::verdict_reason> ask(std::string_view code, domain::admission_point_id point) = 0;
};

} // namespace krug::simulation
