// The instance's secrets and each event's signing keys; the only office that opens a sealed key.
// Called by the other offices; web asks it for public keys only.
#pragma once

#include "domain/registration.hpp"
#include "domain/result.hpp"
#include "domain/staff.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace krug::store {
class database;
class transaction;
}
namespace krug::ground {
class clock;
class randomness;
}

namespace krug::service {

using master_key = std::array<std::byte, 32>;

struct public_key_row {
    std::string id;         ///< 8 hex digits
    std::string public_key; ///< 64 hex digits
    std::string state;      ///< active, retired, roster_only, dead
};

class key_office {
public:
    key_office(store::database& database, ground::clock& clock, ground::randomness& random, const master_key& master);
    ~key_office();

    /// Makes the event's first signing key; called once, by event_office, inside its transaction.
    void create_event_key(store::transaction& tx, domain::event_id event, ground::utc_seconds now,
                          const std::array<std::byte, 32>& seed);
    std::vector<public_key_row> event_keys(domain::event_id event);

    /// The 246 digits of a registration's ticket; it must have been issued (issued_at > 0). Deterministic.
    std::string ticket_text(const domain::registration& whose);
    domain::ticket_id ticket_id_of(domain::event_id event, domain::registration_id number, std::uint32_t salt);
    /// The registration number a ticket id points to, and the salt it must carry. Any 64 bits give some answer:
    /// the row decides.
    struct ticket_pointer { domain::registration_id registration; std::uint32_t salt; };
    ticket_pointer find_by_ticket_id(domain::event_id event, domain::ticket_id id);

    /// «123456789»: nine digits, the last a check digit.
    std::string attendee_number(domain::event_id event, domain::registration_id number);
    /// The registration number, or nothing when the digits are misread. Blanks and dashes are passed over.
    std::optional<domain::registration_id> find_by_attendee_number(domain::event_id event, std::string_view digits);

    /// The text for the link /r/…: a masked pointer to the row and 256 bits derived from the instance's key and the
    /// row's random salt, so that every later mail can carry it though nothing of it is stored. New salt, new link.
    std::string manage_secret(domain::event_id event, domain::registration_id number, std::string_view salt) const;
    /// Where such a text points to, before anything is believed; nothing when it is not of our form.
    struct row_pointer { domain::event_id event; domain::registration_id registration; };
    std::optional<row_pointer> read_manage_secret(std::string_view text) const;
    /// Constant time.
    bool is_manage_secret(std::string_view text, const row_pointer& row, std::string_view salt) const;

    /// Access needs, sealed with the place they belong to.
    std::string seal_needs(domain::event_id event, domain::registration_id number, const std::vector<std::string>& codes);
    std::vector<std::string> open_needs(domain::event_id event, domain::registration_id number, std::string_view sealed);

    /// For devices: Ed25519 signature (64 bytes as hex) over `bytes` with the event's active key.
    std::string sign_for_event(domain::event_id event, std::string_view bytes);

    /// A 32-byte key of this instance for one purpose (HKDF-SHA256).
    master_key derive(std::string_view purpose) const;

private:
    struct opened_event;
    std::shared_ptr<opened_event> open_event(domain::event_id event);

    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    master_key master_;
    std::mutex mutex_;
    std::map<std::int64_t, std::shared_ptr<opened_event>> opened_;
};

} // namespace krug::service
