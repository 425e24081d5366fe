// Who may sign up beyond the event's own rules: limits of categories inside the capacity, their times, allowed addresses,
// and invitation codes. Pure decisions; the offices that sign people up call it, inside their transaction.
#pragma once

#include "domain/seats.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::domain {

/// How a category of guests signs up. A category without terms is given by staff only and has no limit of its own.
struct category_terms {
    category_id category;
    bool guests_choose = false;             ///< in the form of the page
    bool by_code_only = false;              ///< chosen only together with a code of this category
    std::optional<std::int64_t> quota;      ///< seats of it inside the capacity; 0..1,000,000
    std::optional<utc_seconds> opens_at, closes_at; ///< inside the event's own times

    bool operator==(const category_terms&) const = default;
};

/// The scope of a category's seats among the pools of an event: behind every session number.
inline constexpr std::int64_t quota_scope_base = 1'000'000;
constexpr session_id quota_scope(category_id category) { return {quota_scope_base + category.value}; }
constexpr bool is_quota(const seat_pool& pool) { return pool.scope.value >= quota_scope_base; }

/// A seat for one person out of the event and, when their category has a limit (`own` not null), out of that. Nobody goes
/// before somebody who waits and could have the seat: who waits for a category that is full stands in nobody's way.
/// `quotas` are all limits of the event, `own` among them. Without a seat the person waits, as in take_seat.
seat_decision take_seat_in(seat_pool& whole, seat_pool* own, std::span<const seat_pool> quotas, registration_mode mode,
                           bool confirm_email);

/// The categories whose seats are all taken: who waits for one of them cannot move up now.
std::vector<category_id> full_categories(std::span<const seat_pool> quotas);

/// May this category sign up now? Refuses with registration_not_open (at), registration_closed (at).
result<void> may_choose(const category_terms& terms, utc_seconds now);

/// Is the address of one of these domains (as DNS knows them) or below one? An empty list lets everybody in.
bool is_allowed_address(std::string_view email, const std::vector<std::string>& domains);
/// The domains as they are kept, one for each line, blank or comma of `typed`; nothing for one that cannot be one.
std::optional<std::vector<std::string>> read_domains(std::string_view typed);
inline constexpr std::size_t email_domains_max = 100;

/// An invitation: whoever holds its code may sign up where others may not.
struct invitation {
    std::int64_t number = 0; ///< inside the event
    std::string code;        ///< as it is compared: read_code
    std::int64_t uses_max = 1; ///< 1..100,000
    std::int64_t used = 0;
    std::optional<utc_seconds> expires_at;
    category_id category;    ///< whoever uses it gets this category; 0 = none
    bool reserves = false;   ///< its seats are kept for it
    bool revoked = false;
    std::string note;        ///< whom it was for, at most 120 characters

    std::int64_t left() const { return uses_max > used ? uses_max - used : 0; }
    /// How many seats of the event it holds now.
    std::int64_t kept_seats() const { return reserves && !revoked ? left() : 0; }
};
inline constexpr std::int64_t invitation_uses_max = 100'000;
inline constexpr std::size_t invitations_max = 20'000; ///< of one event
inline constexpr std::size_t invitation_note_max = 120;

/// What was typed, as codes are compared: capital letters and digits, Cyrillic look-alikes as Latin ones, without blanks and
/// dashes. Nothing for what can be no code (4..32 letters and digits).
std::optional<std::string> read_code(std::string_view typed);
/// A code of ten letters and digits that are not taken for each other, of `drawn` random bits.
std::string write_code(std::uint64_t drawn);
/// "7KQ4M-XW2PD": as it is shown.
std::string show_code(std::string_view code);

/// The rules of the event as somebody with a code meets them: what is closed to others is open, what is over stays over.
event opened_by_code(const event& rules);

/// Does it open the form now? Refuses with invalid: code "unknown" (revoked), "expired", "used".
result<void> may_use(const invitation& which, utc_seconds now);

} // namespace krug::domain
