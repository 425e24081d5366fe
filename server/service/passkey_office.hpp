// Passkeys of staff (WebAuthn): as the second factor and as the whole of a sign-in.
// Called by web.
#pragma once

#include "service/factor_office.hpp"
#include "service/passkey.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace krug::service {

/// What a question to the browser is for. An answer to one is none to another.
enum class passkey_purpose { registering = 1, confirming = 2, signing_in = 3 };

/// What the page's script asks the browser with.
struct passkey_question {
    std::string challenge; ///< base64url; good for five minutes, once
    std::string host;
    std::vector<std::string> credentials; ///< base64url: to be asked for, or (registering) not to be made again
};

/// What the browser answered, all base64url as the script sends it.
struct passkey_answer {
    std::string credential_id, client_data, authenticator_data, signature;
};

class passkey_office {
public:
    /// `public_url` as people reach the site. Browsers know passkeys on https addresses with a name, and on localhost.
    passkey_office(store::database& database, ground::clock& clock, ground::randomness& random, const key_office& keys,
                   staff_office& staff, factor_office& factors, std::string_view public_url);

    /// Can browsers hold passkeys for this site at all?
    bool is_possible() const { return !site_.host.empty(); }

    /// `bound_to`: what only this browser has (its login's or its visit's secret). Nothing is written.
    passkey_question ask(passkey_purpose purpose, std::string_view bound_to, domain::staff_id whose = {}) const;

    struct key_line {
        std::int64_t number = 0;
        std::string name;
        ground::utc_seconds created_at = 0, used_at = 0; ///< used_at 0 = not yet
    };
    std::vector<key_line> list(domain::staff_id whose);
    /// Takes a key that the browser has just made. The first factor of a person ends their other logins and comes with ten
    /// recovery codes; else the list is empty. At most ten keys a person. Refuses with invalid (name; passkey = what the
    /// browser brought cannot be believed), duplicate, too_many.
    domain::result<std::vector<std::string>> add(const login& whose, std::string_view name, std::string_view client_data,
                                                 std::string_view attestation);
    /// The password is asked because it may be all that is left. Refuses as factor_office::remove_app does, and with
    /// not_found.
    domain::result<void> remove(const login& whose, std::int64_t number, std::string_view password, std::string_view address);

    /// The person proves to be there by one of their keys; then as factor_office::confirm. Refuses with wrong_credentials.
    domain::result<login> confirm(const login& whose, const passkey_answer& answer);
    /// A sign-in by a key alone: the browser has asked for PIN or finger, so it is two factors in one. `bound_to` as asked.
    /// Refuses with wrong_credentials.
    domain::result<login> sign_in(const passkey_answer& answer, std::string_view bound_to, std::string_view device);

private:
    std::string challenge_for(passkey_purpose purpose, std::string_view bound_to, std::string_view head) const;
    /// The challenge that the answer says it answers, when we asked it: for this purpose, of this browser, lately.
    std::string asked_challenge(passkey_purpose purpose, std::string_view bound_to, std::string_view client_data) const;
    domain::result<domain::staff_id> prove(passkey_purpose purpose, std::string_view bound_to, const passkey_answer& answer,
                                           domain::staff_id expected);

    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    const key_office& keys_;
    staff_office& staff_;
    factor_office& factors_;
    passkey_site site_; ///< empty: not possible here
};

} // namespace krug::service
