// Codes beside the signed ticket: barcodes that another service printed, and short codes for wristbands and slow scanners.
// Commands call it; the door finds registrations by what it has listed.
#pragma once

#include "domain/result.hpp"
#include "domain/staff.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {
class database;
class transaction;
}
namespace krug::ground {
class clock;
}

namespace krug::service {

class key_office;

inline constexpr std::size_t outside_code_bytes_max = 200;

/// What is wrong with a text as an outside code: "too_long", "malformed" (not UTF-8, control characters, or a number that a
/// spreadsheet has rounded, 1.00084E+12), "our_form" (it would be read as an attendee number, ticket or short code of ours,
/// so it could be confused with somebody's). Nothing when it will do; "" is none and will do.
std::optional<std::string_view> fault_of_outside_code(std::string_view text);

/// The EAN-13 that TimePad prints for its ticket code of eight digits; "" for any other text.
std::string timepad_barcode(std::string_view code);

class code_office {
public:
    code_office(store::database& database, ground::clock& clock, const key_office& keys);

    struct outside_code {
        domain::registration_id registration;
        std::string text; ///< blank ends are passed over
    };
    /// All or none, instead of what those registrations had before; devices hear of it with the next sync. Returns how many
    /// are new. Refuses with not_found (at = registration) or invalid: field "code", a fault of fault_of_outside_code or
    /// "duplicate" (another registration of the event has it, or two of these), at = registration.
    domain::result<std::int64_t> give_codes(const domain::actor& by, domain::event_id event,
                                            std::span<const outside_code> codes);

    /// From now on confirmed registrations of the event get short codes (or no more; those given stay good).
    /// Refuses with not_found.
    domain::result<void> want_short_codes(const domain::actor& by, domain::event_id event, bool wanted);
    /// Gives short codes to whoever has none or got a new ticket since, in every event that wants them. Registrations with an
    /// outside code keep that. Returns how many were given. Called once a minute; harmless at any time.
    std::int64_t give_short_codes();

    struct short_code {
        domain::registration_id registration;
        std::string attendee_no;
        std::string text; ///< 25 digits, derived from the instance's key: nothing of it is stored
    };
    std::vector<short_code> short_codes(domain::event_id event);

private:
    std::string text_for(domain::event_id event, domain::registration_id whose, std::uint32_t salt,
                         std::uint16_t generation) const;

    store::database& database_;
    ground::clock& clock_;
    const key_office& keys_;
    std::array<std::byte, 32> derived_; ///< the key that short codes come from
};

/// The hash that devices and the door find this registration's listed code by; "" when it has none that is good now.
std::string listed_hash_of(store::transaction& tx, domain::event_id event, domain::registration_id whose,
                           std::uint16_t generation);

} // namespace krug::service
