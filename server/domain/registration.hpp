// A registration: one person's place at one event, from the form to the door.
// Values only; status and attendance are two separate axes (attendance is derived from scans).
#pragma once

#include "domain/event.hpp"
#include "domain/result.hpp"

namespace krug::domain {

enum class registration_status {
    unconfirmed = 1, ///< holds a seat until the e-mail is confirmed or the hold ends
    pending = 2,     ///< waits for the organiser's approval, holds no seat
    confirmed = 3,   ///< has a seat and a ticket
    waitlisted = 4,
    declined = 5,    ///< by the organiser
    cancelled = 6,   ///< by the attendee, or by staff in their name
    expired = 7      ///< the hold ended unconfirmed
};
inline constexpr std::array<std::pair<registration_status, std::string_view>, 7> registration_status_words{{
    {registration_status::unconfirmed, "unconfirmed"}, {registration_status::pending, "pending"},
    {registration_status::confirmed, "confirmed"}, {registration_status::waitlisted, "waitlisted"},
    {registration_status::declined, "declined"}, {registration_status::cancelled, "cancelled"},
    {registration_status::expired, "expired"}}};
constexpr words<registration_status> words_of(registration_status) { return registration_status_words; }

/// Does a registration in this status occupy a seat of the event?
constexpr bool holds_seat(registration_status status) {
    return status == registration_status::confirmed || status == registration_status::unconfirmed;
}
/// Is it still wanted by both sides (neither refused, withdrawn nor lapsed)?
constexpr bool is_live(registration_status status) {
    return status == registration_status::confirmed || status == registration_status::unconfirmed ||
           status == registration_status::pending || status == registration_status::waitlisted;
}

enum class registration_source { page = 1, api = 2, staff = 3, walk_in = 4, import_file = 5 };
inline constexpr std::array<std::pair<registration_source, std::string_view>, 5> registration_source_words{{
    {registration_source::page, "page"}, {registration_source::api, "api"},
    {registration_source::staff, "staff"}, {registration_source::walk_in, "walk_in"},
    {registration_source::import_file, "import"}}};
constexpr words<registration_source> words_of(registration_source) { return registration_source_words; }

/// A service that is asked for, never a diagnosis (152-FZ art. 10 stays out of it). Codes of the glossary.
inline constexpr std::array<std::string_view, 13> access_need_codes{
    "rsl_interpreter", "captions", "induction_loop", "wheelchair_space", "step_free", "escort", "guide_dog",
    "large_print", "braille", "audio_description", "plain_language", "quiet_room", "companion"};
bool is_access_need(std::string_view code);

struct person_name {
    std::string family;     ///< may be "" when the person has one name only
    std::string given;      ///< given and family are not both ""
    std::string additional; ///< patronymic, may be ""
};
/// «Фамилия Имя Отчество», the order of lists.
std::string full_name(const person_name& name);
/// «Имя Ф.», all that a kiosk may show.
std::string door_name(const person_name& name);

struct given_consent {
    std::string document; ///< personal_data, access_needs, news
    int version = 1;
};

struct form_answer {
    std::string field; ///< key of the form field
    std::string value;
};

/// Who answers for somebody registered by another: the legal guardian of a minor, or the contact of a group.
struct representative {
    enum class kind { guardian = 1, contact = 2 } as = kind::guardian;
    person_name name;
    std::string phone; ///< as typed
};

/// Somebody who is registered along with another.
struct companion {
    person_name name;
    std::vector<form_answer> answers{}; ///< to the questions that are asked of whoever comes along
};

/// What a person (or staff, or a file in their name) asks for. Already checked by check_registration.
struct registration_request {
    event_id event;
    person_name name;
    std::string email;        ///< "" when none
    std::string phone;        ///< as typed, "" when none
    std::string organisation;
    std::string position;
    category_id category;
    std::string language = "ru";
    registration_source source = registration_source::page;
    std::vector<session_id> sessions;
    int table = 0; ///< number of the round table that the person chose; 0 = to be seated
    std::vector<std::string> access_needs;
    std::vector<form_answer> answers;
    std::vector<given_consent> consents;
    bool email_trusted = false; ///< staff or a file vouch for it: no confirmation mail is asked
    std::string code;           ///< of an invitation, as typed; "" = none
    std::vector<companion> companions; ///< who comes along: registered with this one, or nobody is
    std::optional<representative> represented_by; ///< set: somebody else answers for this person and gets the letters
    std::string request_key;    ///< "" or a name of this very request: whoever sends it again gets what it made first
};

/// Checks lengths, forms and required consents, and normalises (trims, phone to E.164 where it can be).
/// Returns every wrong field, named as in the JSON API; empty when all is well. Limits stand in registration.cpp.
std::vector<field_error> check_registration(registration_request& request, bool consent_required);

struct ticket_stamp { ///< what the signed ticket is made of, apart from the event's key
    std::uint32_t salt = 0;
    std::uint16_t generation = 1;
    std::uint16_t flags = 0;
    utc_seconds issued_at = 0; ///< 0 = no ticket yet
    utc_seconds not_before = 0;
    utc_seconds not_after = 0;
};

struct session_choice {
    session_id session;
    enum class state { wanted = 1, seated = 2, waiting = 3 } standing = state::wanted;
    std::int64_t place = 0; ///< 1.. while waiting
    session_id leaves{};    ///< while waiting: the seat in this session is given back for it; 0 = none is
};

struct registration {
    event_id event;
    registration_id id;
    registration_status status = registration_status::pending;
    registration_source source = registration_source::page;
    std::int64_t waitlist_place = 0; ///< 1.. while waitlisted
    person_name name;
    std::string email, phone, phone_raw, organisation, position;
    category_id category;
    std::string language = "ru";
    utc_seconds created_at = 0;
    utc_seconds changed_at = 0;
    utc_seconds hold_until = 0; ///< unconfirmed only
    std::int64_t version = 1;
    std::string secret_salt; ///< random; the manage link is derived from it and the instance's key
    std::string note;        ///< staff's
    ticket_stamp ticket;
    std::vector<session_choice> sessions;
    std::vector<int> tables; ///< numbers of the person's round tables, in the order of sessions and rounds
    std::vector<form_answer> answers;
    registration_id leader; ///< who registered this one along with themselves; 0 = nobody
    bool takes_no_seat = false; ///< a companion outside the quota
    std::string decline_reason; ///< the organisers' words, declined only
};

} // namespace krug::domain
