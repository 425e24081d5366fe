// The page "/r/{secret}": my registration in every state, and the page that asks before giving the seat back.
// Filled and rendered by web/registration_pages.
#pragma once

#include "render/pages/registration_form_page.hpp"
#include "render/pages/session_choice_page.hpp"

namespace krug::render {

/// A session of the person's own day.
struct own_session {
    std::string time;
    std::string title;
    std::string room;
    bool is_waiting = false; ///< on the waitlist of this session
    std::string place;       ///< "3-е место в очереди"; "" unless waiting
};
BOOST_DESCRIBE_STRUCT(own_session, (), (time, title, room, is_waiting, place))

/// Exactly one of the is_… status flags is set.
struct registration_view {
    event_reminder event;
    markup picture;       ///< status_ring for every state but confirmed
    std::string person;   ///< "Примерова Анна Сергеевна"
    std::string greeting; ///< given name (and patronymic)
    std::string organisation;
    std::string email;
    bool is_confirmed = false, is_pending = false, is_waitlisted = false, is_unconfirmed = false,
         is_declined = false, is_cancelled = false, is_expired = false;
    bool is_event_cancelled = false; ///< stands above the own status
    bool is_admitted = false;        ///< already inside
    std::string admitted_at;         ///< "14:41"
    markup qr;                       ///< SVG of the signed ticket, confirmed only
    std::string attendee_no;         ///< grouped: "4829 1574"
    std::string attendee_no_spoken;  ///< "4 8 2 9, 1 5 7 4"
    std::string ticket_url;          ///< "/r/secret/ticket.svg"
    std::string pdf_url;             ///< "/r/secret/ticket.pdf"
    std::string certificate_url;     ///< "/r/secret/certificate.pdf"; "" = none issued
    std::string calendar_url;        ///< "/r/secret/event.ics"; "" when no instant is known
    std::string seat;                ///< "Стол 7"; "" = no seating
    std::string seat_rounds;         ///< "затем столы 3 и 12"; "" = one round
    std::string table_action;        ///< POST: takes a place at another table; "" = not offered
    std::string table_note;          ///< what came of the last choice; "" = nothing to say
    std::vector<choice> tables;
    std::string waitlist_place; ///< "Вы 3-й в очереди" without gender: "Ваше место в очереди: 3"
    std::string offer_until;   ///< a seat is held: "13 октября, 18:00"; "" otherwise
    std::string held_until;    ///< unconfirmed: the seat waits until then
    std::string decision_by;   ///< pending: "12 октября, 18:00"; "" = not promised
    std::string reason;        ///< declined: the organisers' words; "" = none given
    std::string cancel_url;    ///< "/r/secret/cancel"; "" = cannot be cancelled any more
    bool is_coming = false;    ///< has answered a reminder that they come
    std::string reminders_url; ///< "/r/secret/reminders"; "" = nothing to be reminded of
    std::string erase_url;     ///< "/r/secret/erase"
    std::string resend_action; ///< POST: sends the confirming letter again; "" = not offered
    std::string accept_action; ///< POST: takes the offered seat; "" = nothing offered
    std::string register_url;  ///< to register again; "" = closed
    std::vector<own_session> sessions;
    session_choice_form choosing;
    std::vector<choice> companions; ///< label = name, value = path of their own page, note = attendee number
    std::vector<fact> needs;      ///< label = service
    std::vector<fact> answers;    ///< to the organisers' questions
    std::string answers_url;      ///< to change them; "" = nothing that may be changed
    std::string represented_by;   ///< name of the guardian or contact; "" = the person themselves
    std::string directions;
};
BOOST_DESCRIBE_STRUCT(registration_view, (),
                      (event, picture, person, greeting, organisation, email, is_confirmed, is_pending,
                       is_waitlisted, is_unconfirmed, is_declined, is_cancelled, is_expired,
                       is_event_cancelled, is_admitted, admitted_at, qr, attendee_no, attendee_no_spoken,
                       ticket_url, pdf_url, certificate_url, calendar_url, seat, seat_rounds, table_action, table_note, tables, waitlist_place,
                       offer_until, held_until, decision_by, reason, cancel_url, is_coming, reminders_url, erase_url,
                       resend_action, accept_action, register_url,
                       sessions, choosing, companions, needs, answers, answers_url, represented_by, directions))

std::string render_page(const page_engine& engine, const page_frame& frame, const registration_view& view);

/// Asks before the seat is given back; only the POST of its button does it.
struct cancel_view {
    event_reminder event;
    std::string action;
    std::string back_url;
    bool has_waitlist = false; ///< the seat goes to the next in the queue
    bool has_companions = false; ///< offers to cancel all of them together
};
BOOST_DESCRIBE_STRUCT(cancel_view, (), (event, action, back_url, has_waitlist, has_companions))

std::string render_page(const page_engine& engine, const page_frame& frame, const cancel_view& view);

/// Asks whether the person comes; the buttons answer.
struct coming_view {
    event_reminder event;
    std::string action;
    std::string cancel_url;
    std::string back_url;
    bool is_said = false; ///< has said yes before
};
BOOST_DESCRIBE_STRUCT(coming_view, (), (event, action, cancel_url, back_url, is_said))

std::string render_page(const page_engine& engine, const page_frame& frame, const coming_view& view);

/// Whether to be reminded. POST action, field wanted = yes or no.
struct reminders_view {
    event_reminder event;
    std::string action;
    std::string back_url;
    bool is_off = false;
};
BOOST_DESCRIBE_STRUCT(reminders_view, (), (event, action, back_url, is_off))

std::string render_page(const page_engine& engine, const page_frame& frame, const reminders_view& view);

} // namespace krug::render
