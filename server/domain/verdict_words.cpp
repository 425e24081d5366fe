// Numbers, words and colours of the verdict reasons: one table, so that none can be forgotten in one place only.
#include "domain/admission.hpp"

#include "ground/check.hpp"

#include <algorithm>
#include <array>

namespace krug::domain {
namespace {

struct entry {
    verdict_reason reason;
    verdict_colour colour;
    const char* word;
};

using enum verdict_reason;
constexpr auto green = verdict_colour::green;
constexpr auto amber = verdict_colour::amber;
constexpr auto red = verdict_colour::red;

constexpr std::array entries{entry{admitted, green, "admitted"},
                             entry{admitted_late_ticket, green, "admitted_late_ticket"},
                             entry{re_entry, green, "re_entry"},
                             entry{exit_recorded, green, "exit_recorded"},
                             entry{shown_again, green, "shown_again"},
                             entry{already_in, amber, "already_in"},
                             entry{not_on_list, amber, "not_on_list"},
                             entry{wrong_session, amber, "wrong_session"},
                             entry{wrong_day, amber, "wrong_day"},
                             entry{needs_answer, amber, "needs_answer"},
                             entry{needs_identity_check, amber, "needs_identity_check"},
                             entry{not_approved, amber, "not_approved"},
                             entry{waitlisted, amber, "waitlisted"},
                             entry{clock_unsure, amber, "clock_unsure"},
                             entry{stored_unverified, amber, "stored_unverified"},
                             entry{not_open_yet, amber, "not_open_yet"},
                             entry{entry_closed, amber, "entry_closed"},
                             entry{wrong_entrance, amber, "wrong_entrance"},
                             entry{misread, amber, "misread"},
                             entry{test_mismatch, amber, "test_mismatch"},
                             entry{not_stored, amber, "not_stored"},
                             entry{device_revoked, amber, "device_revoked"},
                             entry{cancelled, red, "cancelled"},
                             entry{declined, red, "declined"},
                             entry{revoked, red, "revoked"},
                             entry{other_event, red, "other_event"},
                             entry{forged, red, "forged"},
                             entry{damaged, red, "damaged"},
                             entry{expired, red, "expired"},
                             entry{blocked, red, "blocked"}};

const entry& entry_of(verdict_reason reason) {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [reason](const entry& candidate) { return candidate.reason == reason; });
    KRUG_CHECK(found != entries.end());
    return *found;
}

} // namespace

verdict_colour colour_of(verdict_reason reason) { return entry_of(reason).colour; }
const char* word_of(verdict_reason reason) { return entry_of(reason).word; }

const char* word_of(verdict_colour colour) {
    switch (colour) {
    case verdict_colour::green: return "green";
    case verdict_colour::amber: return "amber";
    case verdict_colour::red: return "red";
    }
    KRUG_CHECK(!"a colour outside its enumeration");
    return "";
}

std::optional<verdict_reason> reason_numbered(int number) {
    for (const auto& candidate : entries)
        if (static_cast<int>(candidate.reason) == number) return candidate.reason;
    return std::nullopt;
}

} // namespace krug::domain
