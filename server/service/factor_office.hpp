// Second factors of staff: the authenticator app, recovery codes, being asked again, and who must have one.
// Called by web and commands.
#pragma once

#include "domain/factor.hpp"
#include "service/staff_office.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::service {

class key_office;

class factor_office {
public:
    /// `issuer`: what the app shows beside the code, printable ASCII (the host of the site).
    factor_office(store::database& database, ground::clock& clock, ground::randomness& random, const key_office& keys,
                  staff_office& staff, std::string issuer);

    struct factor_state {
        bool app = false;
        std::int64_t passkeys = 0;
        std::int64_t recovery_codes = 0; ///< not used yet
        bool any() const { return app || passkeys > 0; }
    };
    factor_state state_of(domain::staff_id who);
    /// Of everybody who has one. For the list of staff.
    bool has_factor(domain::staff_id who);

    /// What is typed or scanned into the app.
    struct seed_words {
        std::string text; ///< base32 in groups of four
        std::string uri;  ///< otpauth://…, printable ASCII
    };
    /// A fresh seed, which is not asked for until it is confirmed. Refuses with wrong_state (one is in use).
    domain::result<seed_words> begin_app(const login& whose);
    /// The one being set up, for half an hour.
    std::optional<seed_words> begun_app(const login& whose);
    /// Takes the app into use when `typed` is its code, ends the person's other logins and returns ten recovery codes, shown
    /// once; they stand in the place of older ones. Refuses with wrong_state, wrong_credentials, too_many (at = when).
    domain::result<std::vector<std::string>> confirm_app(const login& whose, std::string_view typed);
    /// Ten new ones in the place of the old. Refuses with wrong_state (there is no factor).
    domain::result<std::vector<std::string>> renew_recovery_codes(const login& whose);
    /// The password is asked because it is all that is left afterwards: it must be long enough for that. Refuses with
    /// wrong_state (there is none), not_allowed (an organisation demands one), wrong_credentials, too_many, invalid (password).
    domain::result<void> remove_app(const login& whose, std::string_view password, std::string_view address);

    /// The person proves to be there: by the app's code or a recovery code where they have a factor, else by the password.
    /// Ends what `whose` waited for, or makes it fresh again; the answer carries a new secret. A code counts once. Refuses
    /// with wrong_credentials, too_many (at = when).
    domain::result<login> confirm(const login& whose, std::string_view typed, std::string_view address);

    /// Takes every factor and login of somebody else who lost theirs. For the shell, and for whoever may give each role that
    /// the person has. Refuses with not_found, not_allowed (oneself too: one's own is changed on the account page).
    domain::result<void> reset(const domain::actor& by, domain::staff_id who);

    bool demands_factor(domain::organisation_id which);
    /// Owners and managers of the organisation must have a second factor, or need not any more. Refuses with not_allowed,
    /// and with wrong_state when whoever demands it has none themselves.
    domain::result<void> set_demand(const domain::actor& by, domain::organisation_id which, bool demanded);

    /// Inside somebody's transaction: ten fresh recovery codes in the place of the old ones.
    std::vector<std::string> write_recovery_codes(store::transaction& tx, domain::staff_id who);
    /// May a factor be taken away that, with `is_last`, leaves the password alone? Refuses as remove_app does.
    domain::result<void> check_removal(const login& whose, bool is_last, std::string_view password, std::string_view address);

private:
    seed_words words_for(const domain::staff& who, const std::string& raw_seed) const;
    std::string open_seed(domain::staff_id who, std::string_view sealed) const;
    std::vector<std::string> draw_codes() const;
    std::string hash_of(domain::staff_id who, std::string_view code) const;
    domain::result<void> check_code(domain::staff_id who, std::string_view typed);

    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    const key_office& keys_;
    staff_office& staff_;
    std::string issuer_;
};

} // namespace krug::service
