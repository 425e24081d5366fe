// What attendees and staff do with registrations: register, confirm, cancel, approve, move up.
// Called by web and commands. Hot: many callers at once share one transaction (see register_guest).
#pragma once

#include "domain/people_filter.hpp"
#include "domain/seats.hpp"
#include "domain/session_line.hpp"
#include "domain/staff.hpp"

#include <functional>
#include <memory>
#include <span>

namespace krug::store {
class database;
class transaction;
}
namespace krug::ground {
class clock;
class randomness;
}

namespace krug::service {

class key_office;

/// What the person gets back. The ticket is signed outside the transaction.
struct receipt {
    domain::event_id event;
    domain::registration_id id;
    domain::registration_status status{};
    std::int64_t waitlist_place = 0;
    int table = 0;             ///< of the first round, 0 = none yet
    std::string attendee_no;   ///< nine digits
    std::string ticket_text;   ///< 246 digits, "" unless confirmed
    std::string ticket_id;     ///< 16 hex digits, "" unless confirmed
    std::string manage_secret; ///< for /r/…
    bool repeated = false;     ///< the same person had registered before; nothing was made
    std::string name;          ///< of a companion, as lists write it
    std::vector<receipt> companions; ///< who was registered along with this one, in the order of the request
};

struct registration_filter {
    std::string text; ///< name, organisation, e-mail, phone, attendee number: folded, any layout, transliterated
    std::optional<domain::registration_status> status;
    domain::session_id session;
    std::optional<bool> attended;
    domain::people_filter also; ///< and all of this
    std::string cursor;
    int limit = 50; ///< 1..500
};

/// One row of the attendees table.
struct registration_line {
    domain::registration registration;
    std::string attendee_no;
    std::optional<ground::utc_seconds> first_admitted_at;
    bool inside = false;
};
struct registration_page {
    std::vector<registration_line> items;
    std::string next;
    std::int64_t total = 0; ///< that match the filter
};

/// Everything about one registration, for its own page and for staff.
struct registration_view {
    domain::registration registration;
    std::string attendee_no;
    std::string ticket_text; ///< "" unless a ticket is valid
    std::string ticket_id;
    std::string manage_secret;
    std::vector<std::string> access_needs; ///< only when asked for and allowed by the caller
    std::vector<domain::given_consent> consents;
    std::optional<ground::utc_seconds> first_admitted_at;
    bool inside = false;
    std::optional<domain::representative> represented_by;
};

/// What can be done with many registrations at once.
enum class group_change { approve = 1, decline = 2, cancel = 3, send_again = 4 };

class registration_office {
public:
    registration_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys);
    ~registration_office();

    /// Registers one person: confirmed, unconfirmed (hold), pending or waitlisted, with the mail in the same
    /// transaction. `request` has passed check_registration. Callers that come at once are decided together, in
    /// the order they came, in one transaction; nobody is answered before it is committed.
    /// The same e-mail with the same name twice in one event: from the page the earlier one is kept, its mail is sent
    /// again and the receipt says `repeated` without a secret; from the API the refusal already_registered.
    /// Refuses with not_found, event_not_published, event_cancelled, registration_not_open, registration_closed,
    /// invitation_needed, invalid (unknown session or category), already_registered.
    domain::result<receipt> register_guest(const domain::actor& by, domain::registration_request request);

    /// The same for a caller who does not wait for the commit: what it returns gives the command to the others when it is
    /// called, once, and returns at once. After the commit it calls back from another thread, with what makes the receipt
    /// or throws the failure; that is to be called once, and signs, so not on the thread that calls back.
    using receipt_maker = std::function<domain::result<receipt>()>;
    using beginning = std::function<void(std::function<void(receipt_maker)>)>;
    beginning register_guest_later(const domain::actor& by, domain::registration_request request);

    /// A list, whole or not at all, in one transaction: when anybody is refused for another reason than
    /// already_registered, nobody is registered. One answer a request, in their order.
    /// `quiet`: nobody is written to now. One line goes into the event's trail.
    std::vector<domain::result<receipt>> register_list(const domain::actor& by,
                                                       std::vector<domain::registration_request> requests,
                                                       bool quiet = false);
    /// Who of a list is live at the event already: the same address and name, or, without an address, the same name. One
    /// answer a request, in their order; the number of the registration that stands, or 0.
    std::vector<domain::registration_id> known_of(domain::event_id event,
                                                  std::span<const domain::registration_request> requests);

    /// unconfirmed → confirmed by the link of the mail. Confirming twice is harmless; after the hold has ended the
    /// person takes a free seat or waits. Refuses with not_found, wrong_state (cancelled, declined).
    domain::result<registration_view> confirm_email(std::string_view secret);

    /// By the manage link; nothing when the secret is wrong (in constant time for a wrong one).
    std::optional<registration_view> find_by_secret(std::string_view secret);
    std::optional<registration_view> find(domain::event_id event, domain::registration_id id, bool with_needs);
    registration_page list(domain::event_id event, const registration_filter& filter);

    /// Cancels; the seat goes to whoever waits longest, in the same transaction. Cancelling twice is harmless.
    domain::result<registration_view> cancel(const domain::actor& by, domain::event_id event, domain::registration_id id);
    /// The same together with everybody whom this one registered along, in one transaction.
    domain::result<registration_view> cancel_all(const domain::actor& by, domain::event_id event, domain::registration_id id);
    /// Whom this one registered along, by number.
    std::vector<registration_view> companions_of(domain::event_id event, domain::registration_id leader);
    /// pending, waitlisted, declined or cancelled → confirmed. A full event refuses with `full` unless `over_capacity`.
    domain::result<registration_view> approve(const domain::actor& by, domain::event_id event,
                                              domain::registration_id id, bool over_capacity);
    /// `reason` goes into the letter as it stands, "" = none; refused as invalid beyond 500 characters.
    domain::result<registration_view> decline(const domain::actor& by, domain::event_id event, domain::registration_id id,
                                              const std::string& reason = {});
    /// A new ticket generation: the old QR is refused from the next sync on. Only a confirmed one has a ticket.
    domain::result<registration_view> reissue(const domain::actor& by, domain::event_id event, domain::registration_id id);

    /// What staff may correct. Absent members stay. Refuses with invalid, not_found, version_mismatch.
    struct correction {
        std::optional<domain::person_name> name;
        std::optional<std::string> email, phone, organisation, position, note;
        std::optional<domain::category_id> category; ///< one of the event's, or 0; refused as invalid otherwise
        std::optional<int> table; ///< number of the round table in the first round, 0 = none; fixed by staff
        std::int64_t if_version = 0;
    };
    domain::result<registration_view> correct(const domain::actor& by, domain::event_id event,
                                              domain::registration_id id, const correction& what);

    /// Makes the person's sessions exactly these, all of them in one transaction: what is not named is given back, what is new
    /// is taken or waited for, a seat that `leaves` names is given back the moment the other one is got (now, when it has a
    /// free seat and nobody waits). Whoever moves up by it is written to. The same again changes nothing.
    /// Refuses with not_found, event_cancelled, wrong_state (not live), registration_closed (over), invalid
    /// (faults_of_choice: not_a_choice, in_the_past, clash).
    domain::result<registration_view> choose_sessions(const domain::actor& by, domain::event_id event,
                                                      domain::registration_id id,
                                                      std::span<const domain::chosen_session> wanted);

    /// Sends the mail that fits the status again. Refuses with too_many (at = when) beyond three an hour.
    domain::result<void> send_again(const domain::actor& by, domain::event_id event, domain::registration_id id);

    /// All of them or none, in one transaction, in the order given. Refuses as the single change does, with `at` the
    /// registration that stood in the way (not_found: none of this event).
    domain::result<void> change_many(const domain::actor& by, domain::event_id event,
                                     std::span<const domain::registration_id> ids, group_change what,
                                     const std::string& reason = {});

    /// Ends holds that have run out and moves up who waits. Returns how many ended. Called once a minute.
    std::int64_t expire_holds();

private:
    struct inside;
    std::unique_ptr<inside> inside_;
};

/// Moves up as many as there are free seats in every pool of the event; used by offices inside their transaction
/// after anything that frees seats. Returns how many got a seat of the event.
std::int64_t promote_waiting(store::transaction& tx, domain::event_id event, ground::utc_seconds now);

} // namespace krug::service
