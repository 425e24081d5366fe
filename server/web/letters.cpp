#include "web/letters.hpp"

#include "domain/email.hpp"
#include "domain/told_facts.hpp"
#include "render/mail_message.hpp"
#include "render/pages/letter.hpp"
#include "render/qr.hpp"
#include "render/ticket_pdf.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/message_words.hpp"
#include "web/own_registration.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::registration_status;
using service::mail_kind;

/// Everything a letter is made of.
struct subject_matter {
    service::registration_view registration;
    service::event_view event;
    mail_kind kind{}; ///< what to say now: an old promise is told as what became of it
    showing to;
    std::vector<render::change_line> changes{}; ///< of a letter about a change
    std::vector<render::seat_line> seats{};     ///< of a letter about seats in sessions
    std::vector<service::registration_view> companions{}; ///< of a letter with a ticket
    std::optional<domain::message> message{};   ///< what an organiser wrote
};

/// The kind that still holds when the letter is written, or nothing: a queue may be an hour behind the truth, and a
/// ticket that was cancelled meanwhile must not arrive.
std::optional<mail_kind> kind_now(mail_kind asked, registration_status status, bool event_cancelled) {
    const auto fits = service::mail_for(status);
    if (asked == mail_kind::message) return asked; // its own filter says whom it is for
    if (event_cancelled)
        return asked == mail_kind::event_cancelled && domain::is_live(status) ? std::optional(asked) : std::nullopt;
    switch (asked) {
    case mail_kind::still_registered: return fits;
    case mail_kind::promoted: return fits == mail_kind::ticket ? std::optional(asked) : std::nullopt;
    case mail_kind::event_cancelled: return std::nullopt;
    case mail_kind::changed:
    case mail_kind::session_seat:
    case mail_kind::reminder: return fits == mail_kind::ticket ? std::optional(asked) : std::nullopt;
    default: return fits == asked ? std::optional(asked) : std::nullopt;
    }
}

std::string when_line(const domain::event_time& time, const showing& to) {
    const auto when = when_of(time, to.now, to.lang);
    if (when.day.empty()) return render::tr(to.lang, "Дата уточняется");
    return when.day + (when.time.empty() ? "" : ", " + when.time);
}

std::string where_line(const domain::told_facts& facts, const showing& to) {
    if (facts.venue.empty()) return render::tr(to.lang, "Место уточняется");
    return facts.venue + (facts.address.empty() ? "" : ", " + facts.address);
}

std::string session_line(const domain::told_session& session, const domain::event_time& time, const showing& to) {
    domain::session shown;
    shown.starts_at = session.starts_at;
    shown.ends_at = session.ends_at;
    auto line = hours_of(shown, time, to.lang);
    if (!session.room.empty()) line += (line.empty() ? "" : ", ") + session.room;
    return line.empty() ? render::tr(to.lang, "Время уточняется") : line;
}

/// What of the change this person should know; nothing left when it was taken back meanwhile.
std::vector<render::change_line> changes_for(const domain::told_facts& before, const subject_matter& what) {
    std::vector<domain::session> sessions;
    for (const auto& row : what.event.sessions) sessions.push_back(row.session);
    const auto now = domain::told_facts_of(what.event.event, what.event.venue, sessions);
    const auto found = domain::difference(before, now);
    std::vector<render::change_line> lines;
    if (found.when)
        lines.push_back({render::tr(what.to.lang, "Когда"), when_line(before.time, what.to), when_line(now.time, what.to)});
    if (found.where)
        lines.push_back({render::tr(what.to.lang, "Где"), where_line(before, what.to), where_line(now, what.to)});
    const auto& chosen = what.registration.registration.sessions;
    for (const auto& each : found.moved) {
        const bool own = std::any_of(chosen.begin(), chosen.end(), [&](const auto& one) { return one.session == each.now.id; });
        if (!own && each.before.by_sign_up && each.now.by_sign_up) continue;
        auto was = session_line(each.before, before.time, what.to), is = session_line(each.now, now.time, what.to);
        if (was != is) lines.push_back({each.now.title, std::move(was), std::move(is)});
    }
    return lines;
}

/// The seats that a letter speaks of, as far as the person still has them.
std::vector<render::seat_line> seats_for(const std::vector<service::outbox_office::session_news>& news, const subject_matter& what) {
    std::vector<render::seat_line> lines;
    const auto session_of = [&](domain::session_id id) -> const domain::session* {
        for (const auto& row : what.event.sessions)
            if (row.session.id == id) return &row.session;
        return nullptr;
    };
    for (const auto& each : news) {
        const auto& chosen = what.registration.registration.sessions;
        const bool holds = std::any_of(chosen.begin(), chosen.end(), [&](const auto& one) {
            return one.session == each.session && one.standing == domain::session_choice::state::seated;
        });
        const auto* session = session_of(each.session);
        if (!holds || session == nullptr) continue;
        const auto* left = session_of(each.left);
        auto when = hours_of(*session, what.event.event.time, what.to.lang);
        if (!session->room.empty()) when += (when.empty() ? "" : ", ") + session->room;
        lines.push_back({session->title, std::move(when), left != nullptr ? left->title : ""});
    }
    return lines;
}

/// Fills in what a letter to many, or one about sessions, speaks of. False when it has nothing left to say to this person.
bool still_holds(const offices& on, const service::mail_job& job, subject_matter& what) {
    if (what.kind == mail_kind::changed) {
        const auto before = on.outbox.told_before(job.event, job.mailing);
        if (before) what.changes = changes_for(*before, what);
        return !what.changes.empty() && !is_over(what.event.event.time, what.to.now);
    }
    if (what.kind == mail_kind::session_seat) {
        what.seats = seats_for(on.outbox.session_news_of(job.event, job.number), what);
        return !what.seats.empty() && !is_over(what.event.event.time, what.to.now);
    }
    if (what.kind == mail_kind::message) {
        what.message = on.messages.for_letter(job.event, job.mailing, job.registration);
        return what.message.has_value();
    }
    if (what.kind != mail_kind::reminder) return true;
    const auto start = what.event.event.time.starts_at;
    return start && what.to.now < *start && on.outbox.reminded_start(job.event, job.mailing) == *start &&
           !on.outbox.reply_of(job.event, job.registration).no_reminders;
}

bool has_ticket(mail_kind kind) { return kind == mail_kind::ticket || kind == mail_kind::promoted; }

std::optional<subject_matter> look_up(const offices& on, const service::mail_job& job) {
    auto registration = on.registrations.find(job.event, job.registration, false);
    if (!registration || registration->registration.email.empty()) return std::nullopt;
    auto event = on.events.find_event(job.event);
    if (!event) return std::nullopt;
    const auto kind = kind_now(job.kind, registration->registration.status,
                               event->event.state == domain::event_state::cancelled);
    if (!kind) return std::nullopt;
    const auto lang = registration->registration.language == "en" ? render::language::en : render::language::ru;
    subject_matter what{std::move(*registration), std::move(*event), *kind, {lang, on.clock.now(), on.settings.public_url}};
    if (has_ticket(what.kind))
        for (auto& each : on.registrations.companions_of(job.event, job.registration))
            if (!each.ticket_text.empty() && each.registration.email == what.registration.registration.email)
                what.companions.push_back(std::move(each));
    return still_holds(on, job, what) ? std::optional(std::move(what)) : std::nullopt;
}

bool has_ticket(const subject_matter& what) { return has_ticket(what.kind); }

std::string manage_url(const subject_matter& what) { return what.to.public_url + "/r/" + what.registration.manage_secret; }

std::string greeting_of(const subject_matter& what) {
    // The parent of a child, or the contact of a group, is whose letter it is.
    const auto& name = what.registration.represented_by ? what.registration.represented_by->name : what.registration.registration.name;
    if (name.given.empty()) return name.family;
    return name.additional.empty() ? name.given : name.given + " " + name.additional;
}

render::rendered_letter ticket_letter_of(const render::page_engine& pages, const render::letter_frame& frame,
                                         const subject_matter& what) {
    render::ticket_letter letter;
    letter.greeting = greeting_of(what);
    letter.attendee_no = grouped_number(what.registration.attendee_no);
    const auto ticket = ticket_document_of(what.event, what.registration, what.to);
    for (const auto& line : ticket.programme)
        letter.sessions.push_back({line.time, line.place.empty() ? line.title : line.title + ", " + line.place});
    letter.seat = ticket.holder.seat;
    if (!ticket.holder.seat_note.empty()) letter.seat += ", " + ticket.holder.seat_note;
    letter.manage_url = manage_url(what);
    if (what.event.event.time.starts_at) letter.calendar_url = letter.manage_url + "/event.ics";
    letter.cancel_url = letter.manage_url + "/cancel";
    letter.has_qr = true;
    for (const auto& each : what.companions)
        letter.companions.push_back({domain::full_name(each.registration.name), grouped_number(each.attendee_no)});
    return render::render_letter(pages, frame, letter);
}

/// Nothing that a visitor typed goes to an address that nobody has confirmed: it may be a stranger's.
render::rendered_letter confirmation_letter_of(const render::page_engine& pages, const render::letter_frame& frame,
                                               const subject_matter& what) {
    render::confirmation_letter letter;
    letter.confirm_url = manage_url(what) + "/confirm";
    const auto until = what.registration.registration.hold_until;
    if (until > 0)
        letter.held_until = deadline_in(what.event.event.time.timezone, until, what.to.lang);
    return render::render_letter(pages, frame, letter);
}

render::rendered_letter changed_letter_of(const render::page_engine& pages, const render::letter_frame& frame,
                                          const subject_matter& what) {
    render::changed_letter letter;
    letter.greeting = greeting_of(what);
    letter.changes = what.changes;
    letter.manage_url = manage_url(what);
    letter.cancel_url = letter.manage_url + "/cancel";
    if (what.event.event.time.starts_at) letter.calendar_url = letter.manage_url + "/event.ics";
    return render::render_letter(pages, frame, letter);
}

render::rendered_letter reminder_letter_of(const render::page_engine& pages, const render::letter_frame& frame,
                                           const subject_matter& what) {
    render::reminder_letter letter;
    letter.greeting = greeting_of(what);
    letter.attendee_no = grouped_number(what.registration.attendee_no);
    letter.manage_url = manage_url(what);
    letter.coming_url = letter.manage_url + "/coming";
    letter.cancel_url = letter.manage_url + "/cancel";
    letter.unsubscribe_url = letter.manage_url + "/reminders";
    return render::render_letter(pages, frame, letter);
}

bool is_news(const subject_matter& what) { return what.message && what.message->sort == domain::message_sort::news; }

std::string unsubscribe_url(const offices& on, const subject_matter& what) {
    return is_news(what) ? what.to.public_url + "/u/" + on.messages.news_secret(what.registration.registration) : std::string();
}

render::message_letter message_letter_of(render::filled_message filled) {
    render::message_letter letter;
    letter.subject = std::move(filled.subject);
    letter.text = std::move(filled.text);
    letter.body = std::move(filled.body);
    return letter;
}

render::rendered_letter written_by_organiser(const offices& on, const render::letter_frame& frame, const subject_matter& what) {
    const auto lang = render::code(what.to.lang);
    auto letter = message_letter_of(render::fill_message(domain::subject_for(*what.message, lang), domain::text_for(*what.message, lang),
                                                         field_values(what.event, what.registration, what.to)));
    letter.manage_url = manage_url(what);
    letter.is_news = is_news(what);
    letter.unsubscribe_url = unsubscribe_url(on, what);
    return render::render_letter(on.pages, frame, letter);
}

render::rendered_letter rendered(const offices& on, const subject_matter& what) {
    const auto& pages = on.pages;
    const auto frame = letter_frame_of(what.event, what.to);
    const auto greeting = greeting_of(what), manage = manage_url(what);
    switch (what.kind) {
    case mail_kind::ticket: return ticket_letter_of(pages, frame, what);
    case mail_kind::confirm_email: return confirmation_letter_of(pages, frame, what);
    case mail_kind::pending: return render::render_letter(pages, frame, render::pending_letter{greeting, "", manage});
    case mail_kind::waitlisted:
        return render::render_letter(
            pages, frame,
            render::waitlist_letter{greeting, std::to_string(what.registration.registration.waitlist_place), manage});
    case mail_kind::promoted:
        return render::render_letter(pages, frame,
                                     render::promoted_letter{greeting, "", manage, manage + "/cancel",
                                                             grouped_number(what.registration.attendee_no), true});
    case mail_kind::declined: return render::render_letter(pages, frame, render::declined_letter{greeting, what.registration.registration.decline_reason});
    case mail_kind::event_cancelled:
        return render::render_letter(pages, frame, render::cancelled_letter{greeting, true, manage});
    case mail_kind::changed: return changed_letter_of(pages, frame, what);
    case mail_kind::reminder: return reminder_letter_of(pages, frame, what);
    case mail_kind::session_seat:
        return render::render_letter(pages, frame,
                                     render::session_letter{greeting, what.seats, manage,
                                                            what.event.event.time.starts_at ? manage + "/event.ics" : ""});
    case mail_kind::message: return written_by_organiser(on, frame, what);
    case mail_kind::message_try:
    case mail_kind::cancelled:
    case mail_kind::still_registered: break;
    }
    return render::render_letter(pages, frame, render::cancelled_letter{greeting, false, manage});
}

std::string letter_id(const offices& on, const service::mail_job& job) {
    return "letter-" + std::to_string(job.event.value) + "-" + std::to_string(job.number) + "-" + std::to_string(job.created_at) + "@" +
           host_of(on.settings.public_url);
}

render::mail_envelope_lines envelope_of(const offices& on, const service::mail_job& job, const subject_matter& what) {
    render::mail_envelope_lines lines;
    lines.from = {on.settings.from_name, on.settings.from_address};
    lines.to = {"", what.registration.registration.email}; // no name: a typed name may be anything
    if (const auto contact = domain::parse_email(what.event.event.contact.email)) lines.reply_to = {"", contact->text};
    lines.message_id = letter_id(on, job);
    lines.date = job.created_at;
    // Mail programs ask that address without a person, so it must be safe on the way (RFC 8058).
    if (what.kind == mail_kind::reminder && on.settings.public_url.starts_with("https://"))
        lines.unsubscribe_url = manage_url(what) + "/reminders";
    if (is_news(what) && on.settings.public_url.starts_with("https://")) lines.unsubscribe_url = unsubscribe_url(on, what);
    return lines;
}

void attach_ticket(render::mail_message& message, const subject_matter& what) {
    const auto ticket = ticket_document_of(what.event, what.registration, what.to);
    message.attachments.push_back(
        {ticket_file_name(what.event, what.to.lang), "application/pdf", render::write_ticket_pdf(ticket)});
    for (std::size_t at = 0; at < what.companions.size(); ++at)
        message.attachments.push_back({std::to_string(at + 2) + "-" + ticket_file_name(what.event, what.to.lang), "application/pdf",
                                       render::write_ticket_pdf(ticket_document_of(what.event, what.companions[at], what.to))});
}

/// The same UID and a higher SEQUENCE each time: the entry in the calendar moves, or is struck out.
void attach_calendar(render::mail_message& message, const subject_matter& what) {
    if (const auto entry = calendar_entry(what.event, what.to))
        message.attachments.push_back({what.event.event.slug + ".ics", "text/calendar; charset=utf-8",
                                       calendar::write_calendar(std::span(&*entry, 1))});
}

} // namespace

namespace {

/// What the organiser asked to see before anybody else does.
finished_letter write_try(const offices& on, const service::mail_job& job) {
    const auto trial = on.messages.for_trial(job.event, job.number);
    const auto event = trial ? on.events.find_event(job.event) : std::nullopt;
    if (!event || trial->email.empty()) return {};
    const auto lang = trial->language == "en" ? render::language::en : render::language::ru;
    const showing to{lang, on.clock.now(), on.settings.public_url};
    auto letter = message_letter_of(render::fill_message(domain::subject_for(trial->message, trial->language),
                                                         domain::text_for(trial->message, trial->language),
                                                         sample_values(*event, trial->name, to)));
    letter.subject = (lang == render::language::ru ? "[Проба] " : "[Test] ") + letter.subject;
    letter.is_try = true;
    auto written = render::render_letter(on.pages, letter_frame_of(*event, to), letter);
    render::mail_message message;
    message.envelope.from = {on.settings.from_name, on.settings.from_address};
    message.envelope.to = {"", trial->email};
    message.envelope.message_id = letter_id(on, job);
    message.envelope.date = job.created_at;
    message.subject = std::move(written.subject);
    message.text = std::move(written.text);
    message.html = std::move(written.html);
    return {trial->email, render::write_mail_message(message)};
}

} // namespace

finished_letter write_letter(const offices& on, const service::mail_job& job) {
    if (job.kind == mail_kind::message_try) return write_try(on, job);
    const auto what = look_up(on, job);
    if (!what) return {};
    auto letter = rendered(on, *what);
    render::mail_message message;
    message.envelope = envelope_of(on, job, *what);
    message.subject = std::move(letter.subject);
    message.text = std::move(letter.text);
    message.html = std::move(letter.html);
    if (has_ticket(*what)) {
        constexpr int pixels_per_module = 6;
        const auto symbol = render::encode_qr(what->registration.ticket_text, render::qr_level::medium);
        message.pictures.push_back({"ticket-qr", "image/png", "ticket.png", render::write_qr_png(symbol, pixels_per_module)});
    }
    if (has_ticket(*what)) attach_ticket(message, *what);
    if (has_ticket(*what) || what->kind == mail_kind::changed || what->kind == mail_kind::event_cancelled)
        attach_calendar(message, *what);
    return {message.envelope.to.address, render::write_mail_message(message)};
}

finished_letter write_plain_letter(const offices& on, const service::mail_job& job) {
    const auto what = look_up(on, job);
    if (!what) return {};
    const bool russian = what->to.lang == render::language::ru;
    const auto& event = what->event.event;
    const auto when = when_of(event.time, what->to.now, what->to.lang);
    render::mail_message message;
    message.envelope = envelope_of(on, job, *what);
    message.subject = event.text.title;
    message.text = event.text.title + "\n";
    const auto place = place_line(what->event);
    for (const auto* part : {&when.day, &when.time, &place})
        if (!part->empty()) message.text += *part + "\n";
    for (const auto& each : what->seats) message.text += "\n" + each.title + (each.when.empty() ? "" : ", " + each.when) + "\n";
    if (what->message) {
        const auto lang = render::code(what->to.lang);
        auto filled = render::fill_message(domain::subject_for(*what->message, lang), domain::text_for(*what->message, lang),
                                           field_values(what->event, what->registration, what->to));
        message.subject = std::move(filled.subject);
        message.text = std::move(filled.text) + "\n\n" + message.text;
        if (is_news(*what)) message.text += std::string(russian ? "Отписаться: " : "Unsubscribe: ") + unsubscribe_url(on, *what) + "\n";
    }
    for (const auto& each : what->changes) message.text += "\n" + each.label + ": " + each.was + " → " + each.now + "\n";
    if (what->kind == mail_kind::confirm_email) {
        message.text += std::string("\n") + (russian ? "Подтвердите адрес: " : "Confirm your address: ") +
                        manage_url(*what) + "/confirm\n";
    } else {
        message.text += std::string("\n") + (russian ? "Моя заявка: " : "My registration: ") + manage_url(*what) + "\n";
    }
    if (has_ticket(*what)) {
        for (const int table : what->registration.registration.tables)
            message.text += (russian ? "Стол: " : "Table: ") + std::to_string(table) + "\n";
        message.text += std::string(russian ? "Номер участника: " : "Attendee number: ") +
                        what->registration.attendee_no + "\n" + (russian ? "Код билета: " : "Ticket code: ") +
                        what->registration.ticket_text + "\n";
    }
    return {message.envelope.to.address, render::write_mail_message(message)};
}

} // namespace krug::web
