// Letters to guests: subject, plain text and HTML saying the same.
// Called by mail and by the offices that put letters into the outbox.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

struct rendered_letter {
    std::string subject; ///< one line of UTF-8, not yet encoded
    std::string text;    ///< lines end in \n
    std::string html;    ///< the QR code, if any, as cid:ticket-qr
};

/// What every letter needs to say. All times are ready texts in the event's zone.
struct letter_frame {
    language lang = language::ru; ///< not a template field
    std::string event_title;
    std::string event_kind; ///< "Рабочая встреча"
    std::string day;        ///< "15 октября 2020, четверг"
    std::string time;       ///< "15:00 по Тюмени (МСК+2)"
    std::string venue;
    std::string address;
    std::string admission;
    std::string event_url; ///< absolute
    std::string contact_phone;
    std::string contact_email;
    std::string operator_name;
    std::string policy_url;
};
BOOST_DESCRIBE_STRUCT(letter_frame, (),
                      (event_title, event_kind, day, time, venue, address, admission, event_url,
                       contact_phone, contact_email, operator_name, policy_url))

/// The ticket. May greet by name: the address is confirmed.
struct ticket_letter {
    std::string greeting; ///< given name (and patronymic)
    std::string attendee_no;
    std::string seat;
    std::vector<fact> sessions; ///< label = time, value = title and room
    std::string manage_url;     ///< "/r/secret", absolute
    std::string calendar_url;   ///< "" when no instant is known
    std::string cancel_url;
    std::string directions;
    bool has_qr = false; ///< a picture cid:ticket-qr goes with the letter
    std::vector<fact> companions; ///< label = name, value = attendee number; their tickets are attached
};
BOOST_DESCRIBE_STRUCT(ticket_letter, (),
                      (greeting, attendee_no, seat, sessions, manage_url, calendar_url, cancel_url,
                       directions, has_qr, companions))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const ticket_letter& letter);

/// Before the address is confirmed: not one word of what the visitor typed stands in it.
struct confirmation_letter {
    std::string confirm_url;
    std::string held_until; ///< "до 14:32"; "" = no hold
    std::string block_url;  ///< "не писать мне больше"
};
BOOST_DESCRIBE_STRUCT(confirmation_letter, (), (confirm_url, held_until, block_url))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const confirmation_letter& letter);

struct pending_letter {
    std::string greeting;
    std::string decision_by; ///< "" = not promised
    std::string manage_url;
};
BOOST_DESCRIBE_STRUCT(pending_letter, (), (greeting, decision_by, manage_url))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const pending_letter& letter);

struct waitlist_letter {
    std::string greeting;
    std::string place; ///< "3"
    std::string manage_url;
};
BOOST_DESCRIBE_STRUCT(waitlist_letter, (), (greeting, place, manage_url))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const waitlist_letter& letter);

/// A seat became free. With offer_until it waits to be taken, without it the seat is already theirs.
struct promoted_letter {
    std::string greeting;
    std::string offer_until; ///< "13 октября, 18:00"; "" = already confirmed
    std::string manage_url;
    std::string cancel_url;
    std::string attendee_no; ///< with the code, once the seat is theirs
    bool has_qr = false;
};
BOOST_DESCRIBE_STRUCT(promoted_letter, (), (greeting, offer_until, manage_url, cancel_url, attendee_no, has_qr))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const promoted_letter& letter);

/// The participation is cancelled, or the whole event is.
struct cancelled_letter {
    std::string greeting;
    bool is_event_cancelled = false;
    std::string manage_url;
};
BOOST_DESCRIBE_STRUCT(cancelled_letter, (), (greeting, is_event_cancelled, manage_url))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const cancelled_letter& letter);

struct declined_letter {
    std::string greeting;
    std::string reason; ///< the organisers' words; "" = none
};
BOOST_DESCRIBE_STRUCT(declined_letter, (), (greeting, reason))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const declined_letter& letter);

/// What was, and what is now.
struct change_line {
    std::string label; ///< "Когда", "Где", or the title of a session
    std::string was;
    std::string now;
};
BOOST_DESCRIBE_STRUCT(change_line, (), (label, was, now))

/// The day, the place or a room changed; what the whole event is now stands in the frame.
struct changed_letter {
    std::string greeting;
    std::vector<change_line> changes;
    std::string manage_url;
    std::string cancel_url;
    std::string calendar_url;
};
BOOST_DESCRIBE_STRUCT(changed_letter, (), (greeting, changes, manage_url, cancel_url, calendar_url))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const changed_letter& letter);

/// A seat in a session that has become free, or that was got in exchange.
struct seat_line {
    std::string title;
    std::string when; ///< "15:40–16:20, Малый зал"
    std::string left; ///< title of the session whose seat was given back for it; "" = none was
};
BOOST_DESCRIBE_STRUCT(seat_line, (), (title, when, left))
struct session_letter {
    std::string greeting;
    std::vector<seat_line> seats;
    std::string manage_url;
    std::string calendar_url;
};
BOOST_DESCRIBE_STRUCT(session_letter, (), (greeting, seats, manage_url, calendar_url))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame, const session_letter& letter);

/// Before the day: come or give the seat back. The only letter with a list-unsubscribe.
struct reminder_letter {
    std::string greeting;
    std::string attendee_no;
    std::string manage_url;
    std::string coming_url; ///< opens the page that asks; the seat is confirmed by its button
    std::string cancel_url;
    std::string directions;
    std::string unsubscribe_url;
};
BOOST_DESCRIBE_STRUCT(reminder_letter, (),
                      (greeting, attendee_no, manage_url, coming_url, cancel_url, directions, unsubscribe_url))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const reminder_letter& letter);

/// What an organiser wrote, with its fields filled in.
struct message_letter {
    std::string subject;
    std::string text; ///< Markdown as it was written: legible as it is
    markup body;
    std::string manage_url;      ///< "" = no registration stands behind it (a try)
    std::string unsubscribe_url; ///< ends news; "" = the letter is none
    bool is_news = false;
    bool is_try = false;
};
BOOST_DESCRIBE_STRUCT(message_letter, (), (subject, text, body, manage_url, unsubscribe_url, is_news, is_try))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame,
                              const message_letter& letter);

} // namespace krug::render
