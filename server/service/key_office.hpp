// The instance's secrets and each event's signing keys; the only office that opens a sealed key.
// Called by the other offices; web asks it for public keys only.
#pragma once

#include "domain/admission_facts.hpp"
#include "domain/registration.hpp"
#include "domain/result.hpp"
#include "domain/staff.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
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

namespace krug::ticket {
class signing_key;
struct parsed_ticket;
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
    /// How far a ticket may be believed: what stands of its key in its own event, and whether the signature holds.
    struct belief {
        domain::key_standing key = domain::key_standing::unknown;
        bool signature_good = false;
    };
    belief judge(const ticket::parsed_ticket& ticket);
    domain::ticket_id ticket_id_of(domain::event_id event, domain::registration_id number, std::uint32_t salt) const;
    /// The registration number a ticket id points to, and the salt it must carry. Any 64 bits give some answer:
    /// the row decides.
    struct ticket_pointer {
        domain::registration_id registration;
        std::uint32_t salt = 0;
    };
    ticket_pointer find_by_ticket_id(domain::event_id event, domain::ticket_id id) const;

    /// «123456789»: nine digits, the last a check digit.
    std::string attendee_number(domain::event_id event, domain::registration_id number) const;
    /// The registration number, or nothing when the digits are misread. Blanks and dashes are passed over.
    std::optional<domain::registration_id> find_by_attendee_number(domain::event_id event, std::string_view digits) const;

    /// The text for the link /r/…: a masked pointer to the row and 256 bits derived from the instance's key and the
    /// row's random salt, so that every later mail can carry it though nothing of it is stored. New salt, new link.
    std::string manage_secret(domain::event_id event, domain::registration_id number, std::string_view salt) const;
    /// Where such a text points to, before anything is believed; nothing when it is not of our form.
    struct row_pointer {
        domain::event_id event;
        domain::registration_id registration;
    };
    std::optional<row_pointer> read_manage_secret(std::string_view text) const;
    /// Constant time.
    bool is_manage_secret(std::string_view text, const row_pointer& row, std::string_view salt) const;

    /// Access needs, sealed with the place they belong to.
    std::string seal_needs(domain::event_id event, domain::registration_id number,
                           const std::vector<std::string>& codes) const;
    std::vector<std::string> open_needs(domain::event_id event, domain::registration_id number,
                                        std::string_view sealed) const;

    /// Ed25519 with the event's active key, for what devices are told.
    std::array<std::uint8_t, 64> sign_for_event(domain::event_id event, std::span<const std::uint8_t> bytes);
    /// The first four bytes of the active key's id, as tickets carry it.
    std::array<std::uint8_t, 4> active_key_id(domain::event_id event);
    /// The organiser's root key, which devices pin at enrolment.
    std::array<std::uint8_t, 64> sign_as_root(std::span<const std::uint8_t> bytes) const;
    std::array<std::uint8_t, 32> root_public_key() const;

    /// A 32-byte key of this instance for one purpose (HKDF-SHA256).
    master_key derive(std::string_view purpose) const;

private:
    struct opened_event;
    struct masks;
    ticket::signing_key root_key() const;
    std::shared_ptr<opened_event> open_event(domain::event_id event);

    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    master_key master_;
    std::unique_ptr<masks> masks_;
    std::mutex mutex_;
    std::map<std::int64_t, std::shared_ptr<opened_event>> opened_;
};

} // namespace krug::service
