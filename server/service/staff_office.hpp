// Staff accounts, signing in, API tokens, and the audit trail they leave.
// Called by web and commands.
#pragma once

#include "domain/result.hpp"
#include "domain/staff.hpp"

#include <memory>
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

/// A signed-in browser. `secret` goes into the cookie and is stored hashed.
struct login {
    domain::staff staff;
    std::string secret;      ///< only right after sign_in and renew_login
    std::string csrf_secret; ///< web makes per-response marks of it
    ground::utc_seconds created_at = 0;
    ground::utc_seconds confirmed_at = 0; ///< when the person last proved to be there; 0 = never
    bool awaits_factor = false;           ///< the password was right, the second factor is still asked for: opens nothing
    bool lacks_factor = false;            ///< an organisation demands a second factor of them and they have none
};

struct audit_line {
    std::int64_t number = 0;
    ground::utc_seconds at = 0;
    std::string actor; ///< "staff 17", never a name
    std::string what;
    domain::event_id event;
    std::int64_t subject = 0;
    std::string facts;
};

class staff_office {
public:
    staff_office(store::database& database, ground::clock& clock, ground::randomness& random);
    ~staff_office();

    /// Adds a staff member or gives one more role to an existing one. `password` "" = none is set; only the shell may
    /// bring one for a person who is there already. Passwords: 15..256 characters where they are all that is asked for, 8
    /// beside a second factor; nothing composed is demanded, the commonest and the names around the person are refused
    /// (NIST SP 800-63B-4). Owners give every role of their organisation, event managers those at
    /// doors, desks and tables of their events; platform_admin is given by another one or by the shell.
    /// Refuses with invalid (email, name, password, role, organisation, event), not_allowed.
    domain::result<domain::staff_id> add_staff(const domain::actor& by, std::string_view email, std::string_view name,
                                               const domain::assignment& given, std::string_view password);
    /// May `by` give this role, and can it be given at all? Refuses with invalid (role, organisation, event), not_allowed.
    domain::result<void> check_offer(const domain::actor& by, const domain::assignment& offered);
    /// The rights alone: also inside a transaction of somebody else's.
    static bool may_offer(const domain::actor& by, const domain::assignment& offered);
    /// Takes a role away; effective on the next request. Refuses with not_found, not_allowed (as in add_staff).
    domain::result<void> remove_role(const domain::actor& by, domain::staff_id who, const domain::assignment& which);
    /// Ends every login of the person. For the shell, and for whoever may give each role that the person has.
    /// Refuses with not_found, not_allowed, invalid (password).
    domain::result<void> set_password(const domain::actor& by, domain::staff_id who, std::string_view password);
    /// The password in use, then the new one. Other logins of the same person end. Refuses with wrong_credentials,
    /// too_many (at = when), invalid (password).
    domain::result<void> change_password(const login& whose, std::string_view current, std::string_view next);
    /// By name, with the roles of this organisation only; organisation 0 = everybody with every role.
    std::vector<domain::staff> list_staff(domain::organisation_id organisation);
    std::optional<domain::staff> find_staff(std::string_view email);

    /// Argon2id (19 MiB, 2 passes), at most two at a time; an unknown address costs the same time.
    /// Refuses with wrong_credentials, or too_many (at = when) after ten failures in 15 minutes for one account or
    /// fifty for one address; a new login gets a new secret. Who has a second factor gets one that awaits it. `device`:
    /// stable words for the person's own list.
    domain::result<login> sign_in(std::string_view email, std::string_view password, std::string_view address,
                                  std::string_view device = "");
    /// Signs in somebody whom a passkey has proved. Refuses with wrong_credentials (removed meanwhile).
    domain::result<login> sign_in_proved(domain::staff_id who, std::string_view device);
    /// The login behind a cookie: idle 30 minutes, at most 12 hours. Roles are read afresh at every request. One that
    /// awaits its factor is not found.
    std::optional<login> find_login(std::string_view secret);
    /// One that awaits its factor, for five minutes.
    std::optional<login> find_waiting_login(std::string_view secret);
    /// The person has just proved to be there (again): the old secret opens nothing any more, the new one counts as
    /// confirmed now. The twelve hours go on; for one that awaited its factor they begin. Refuses with wrong_credentials
    /// when the old one has ended meanwhile.
    domain::result<login> renew_login(const login& old);
    /// Is it the person's password? Counts against guessing as sign_in does. Refuses with wrong_credentials, too_many.
    domain::result<void> check_own_password(const login& whose, std::string_view password, std::string_view address);
    /// May `by` decide about this account: the shell, or whoever may give each role that the person has. Refuses with
    /// not_found, not_allowed.
    domain::result<void> check_above(const domain::actor& by, domain::staff_id who);
    void sign_out(std::string_view secret);

    struct login_line {
        ground::utc_seconds created_at = 0, seen_at = 0;
        bool is_this = false;
        std::int64_t number = 0; ///< for end_login; 0 = cannot be named
        std::string device;      ///< stable words, "" = not known
    };
    /// Logins of the same person that still let in, the latest seen first.
    std::vector<login_line> list_logins(const login& whose);
    /// Ends every login of the person but this one.
    void end_other_logins(const login& whose);
    /// Ends one of the person's own. Refuses with not_found.
    domain::result<void> end_login(const login& whose, std::int64_t number);

    struct api_token_row {
        std::int64_t id = 0;
        std::string name, scopes;
        ground::utc_seconds created_at = 0;
        bool revoked = false;
    };
    /// The token's text, shown once: "krug_" and 43 letters; stored hashed. People make tokens for themselves and the
    /// shell for anybody; a token makes none. `scopes`: actions with commas between, "" = all that the person may.
    /// Refuses with not_found, not_allowed, invalid (name, scopes).
    domain::result<std::string> create_token(const domain::actor& by, domain::staff_id whose, std::string_view name,
                                             std::string_view scopes);
    /// Also for whoever may give each role that the person has. Twice is harmless. Refuses with not_found, not_allowed.
    domain::result<void> revoke_token(const domain::actor& by, domain::staff_id whose, std::int64_t id);
    std::vector<api_token_row> list_tokens(domain::staff_id whose);
    /// The actor behind a bearer token (its id is the staff member's), with the assignments its scopes leave; nothing
    /// when unknown or revoked.
    struct token_bearer { domain::actor actor; std::vector<domain::action> scopes; ///< empty = all
                          std::int64_t token = 0; };
    std::optional<token_bearer> find_token(std::string_view text);

    /// Latest first, numbers below `before` (0 = from the latest), 1..500 lines; event 0 = everything.
    std::vector<audit_line> audit(domain::event_id event, std::int64_t before, int limit);
    /// What is asked of the trail; empty = not asked. `actor` as in audit_line ("staff 17").
    struct audit_question {
        domain::event_id event;
        std::string actor, what;
        ground::utc_seconds from = 0, until = 0; ///< until is not included
    };
    std::vector<audit_line> find_audit(const audit_question& asked, std::int64_t before, int limit);
    /// The stable words that occur in the event's lines.
    std::vector<std::string> audit_words_of(domain::event_id event);
    /// What happened to one registration of the event, latest first, at most 200 lines.
    std::vector<audit_line> registration_history(domain::event_id event, std::int64_t registration);
    /// Leaves a line about personal data that somebody is given to read or to take away ("export_list", "read_needs"),
    /// before they are given. `facts`: stable words and numbers.
    void note_reading(const domain::actor& by, std::string_view what, domain::event_id event, std::int64_t subject,
                      std::string_view facts);

private:
    struct inside;
    std::unique_ptr<inside> inside_;
};

/// One line of the audit trail inside somebody's transaction, best its last statement: on PostgreSQL the trail's
/// counter is held from here to COMMIT. `facts` holds numbers and stable words only.
void record_audit(store::transaction& tx, const domain::actor& by, std::string_view what, domain::event_id event,
                  std::int64_t subject, std::string_view facts, ground::utc_seconds now);

} // namespace krug::service
