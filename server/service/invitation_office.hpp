// Invitations of staff and new passwords, by links that open once and in one browser only; and the letters that carry them.
// Called by web, and by commands for the mail room.
#pragma once

#include "service/outbox_office.hpp"
#include "service/staff_office.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::service {

class key_office;

enum class link_kind { invitation = 1, password = 2 };

/// A link as its page shows it.
struct account_link {
    link_kind kind{};
    std::int64_t id = 0;
    std::string email;
    std::optional<domain::assignment> offered; ///< of an invitation
    std::string made_by;                       ///< name of who invites, "" = nobody of the house any more
    ground::utc_seconds expires_at = 0;
};

/// Before it is accepted.
struct pending_invitation {
    std::int64_t id = 0;
    std::string email;
    domain::assignment offered;
    ground::utc_seconds created_at = 0, expires_at = 0;
    bool is_opened = false, is_over = false;
};

class invitation_office {
public:
    static constexpr std::int64_t invitation_seconds = 3 * 86'400; ///< a weekend; letters are read in the evening
    static constexpr std::int64_t password_seconds = 30 * 60;
    static constexpr std::int64_t opened_seconds = 15 * 60; ///< between opening the link and sending the form

    invitation_office(store::database& database, ground::clock& clock, ground::randomness& random, const key_office& keys,
                      staff_office& staff);

    /// Invites somebody to a role. Who has an account gets the role at once, and the answer is 0; else the number of the
    /// invitation, whose letter is promised in the same transaction. An earlier one for the same address and role gives way.
    /// Refuses as staff_office::add_staff does, and with too_many (ten letters a day for one address).
    domain::result<std::int64_t> invite(const domain::actor& by, std::string_view email, const domain::assignment& offered,
                                        std::string_view language);
    /// Of the organisation, the latest first, at most two hundred.
    std::vector<pending_invitation> pending(domain::organisation_id organisation);
    /// The old link opens nothing any more, a new one goes out. Refuses with not_found, not_allowed, too_many.
    domain::result<void> resend(const domain::actor& by, std::int64_t id, std::string_view language);
    /// Twice is harmless. Refuses with not_found, not_allowed.
    domain::result<void> revoke(const domain::actor& by, std::int64_t id);
    /// What the letter carries, for an inviter whose house sends no mail. Nothing when it is not open.
    std::optional<std::string> secret_of(const domain::actor& by, std::int64_t id);

    /// Promises a letter with a link to a new password, when the address has an account. Whoever asks learns nothing: known
    /// and unknown addresses cost the same statements. Three letters an hour for one address, further ones are not promised.
    void ask_for_password(std::string_view email, std::string_view language);

    /// What stands behind a link, while it is open and not another browser's (`browser` "" = a new one). Changes nothing.
    std::optional<account_link> look(std::string_view secret, std::string_view browser);
    /// From now on only this browser may go on, for fifteen minutes; it may open the link again. False when another one has it
    /// or when it is over.
    bool open(std::string_view secret, std::string_view browser);
    /// The link that this browser has opened.
    std::optional<account_link> opened(std::string_view browser);
    /// Makes the account with its role, or sets the new password, and ends the link. Who invited must still be allowed to.
    /// Refuses with not_found (over, or another browser), not_allowed, invalid (name, password).
    domain::result<void> accept(std::string_view browser, std::string_view name, std::string_view password);

    // For the mail room: jobs whose event is 0.

    std::vector<mail_job> lease(int most);
    void mark_sent(const mail_job& job);
    void mark_retry(const mail_job& job, ground::utc_seconds next_at, std::string_view failure, bool may_have_arrived);
    void mark_dead(const mail_job& job, std::string_view failure);
    /// What a letter says. Nothing when nobody is to be written to (any more).
    struct letter {
        account_link about;
        std::string secret, language;
    };
    std::optional<letter> letter_of(std::int64_t number);

private:
    std::string secret_for(std::int64_t id, std::string_view salt) const;
    std::optional<std::int64_t> id_in(std::string_view secret) const;
    void promise(store::transaction& tx, std::int64_t link, std::string_view language, ground::utc_seconds now);
    domain::actor inviter(std::int64_t staff);

    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    const key_office& keys_;
    staff_office& staff_;
};

} // namespace krug::service
