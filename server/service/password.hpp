// Passwords of staff: which are taken (NIST SP 800-63B, 5.1.1.2) and how they are kept (Argon2id).
// Called by staff_office; the commands make first passwords.
#pragma once

#include "domain/result.hpp"
#include "ground/randomness.hpp"

#include <atomic>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

namespace krug::service {

/// NIST SP 800-63B-4, 3.1.1.2: a password that is all that is asked for is longer than one beside a second factor.
inline constexpr std::size_t letters_alone_min = 15;
inline constexpr std::size_t letters_beside_factor_min = 8;

/// `letters_min`..256 letters, valid UTF-8, none of the commonest (in either keyboard layout, with digits behind), no
/// counting or repeating, not made of the names around the person: their own, those in their address, the service's and
/// `around` (organisations) leave fewer than eight letters of it. Nothing composed is demanded. The field is "password".
std::optional<domain::field_error> fault_in_password(std::string_view password, std::string_view email,
                                                     std::string_view name,
                                                     std::size_t letters_min = letters_beside_factor_min,
                                                     const std::vector<std::string>& around = {});

/// A password that people can copy: four groups of letters that are not mistaken for one another, never one that would be
/// refused. 79 bits.
std::string fresh_password(ground::randomness& random);

/// Argon2id, 19 MiB, 2 passes (OWASP). At most two are computed at a time, so that a flood of sign-ins takes
/// 38 MiB and not the server. Safe from many threads.
class password_hasher {
public:
    /// Throws std::runtime_error if libsodium cannot start.
    password_hasher();

    /// Waits for its turn. Throws std::bad_alloc when there is no memory for it.
    std::string hash(std::string_view password);
    /// A hash of "" is nobody's: it takes the same time and is false. Nothing when 32 others wait already.
    std::optional<bool> matches(std::string_view hash, std::string_view password);

private:
    class turn;
    std::counting_semaphore<2> places_{2};
    std::atomic<int> waiting_{0};
};

} // namespace krug::service
