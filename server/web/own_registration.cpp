#include "web/own_registration.hpp"

#include "domain/seats.hpp"
#include "render/file_name.hpp"
#include "render/pages/figures.hpp"
#include "render/pages/notice_page.hpp"
#include "render/pages/privacy_page.hpp"
#include "render/pages/registration_page.hpp"
#include "render/qr.hpp"
#include "web/cookies.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/own_answers.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/session_choice_form.hpp"
#include "web/table_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::registration_status;
using render::language;

/// The registration behind the secret together with its event; an absent one and a wrong secret look the same.
struct own {
    service::registration_view registration;
    service::event_view event;
};

std::optional<own> find_own(const call& asked) {
    auto registration = asked.on.registrations.find_by_secret(asked.place.at("secret"));
    if (!registration) return std::nullopt;
    auto event = asked.on.events.find_event(registration->registration.event);
    if (!event) return std::nullopt;
    return own{std::move(*registration), std::move(*event)};
}

std::string link_of(const own& mine) { return "/r/" + mine.registration.manage_secret; }

std::string greeting_of(const domain::person_name& name) {
    if (name.given.empty()) return name.family;
    return name.additional.empty() ? name.given : name.given + " " + name.additional;
}

std::string spoken_number(std::string_view digits) {
    std::string spoken;
    for (std::size_t at = 0; at < digits.size(); ++at) {
        if (at > 0) spoken += at % 3 == 0 ? ", " : " ";
        spoken += digits[at];
    }
    return spoken;
}

bool is_cancelled(const own& mine) { return mine.event.event.state == domain::event_state::cancelled; }

bool may_cancel(const own& mine, ground::utc_seconds now) {
    return domain::is_live(mine.registration.registration.status) && !is_cancelled(mine) &&
           !is_over(mine.event.event.time, now);
}

bool is_to_be_reminded(const own& mine, ground::utc_seconds now) {
    const auto start = mine.event.event.time.starts_at;
    return mine.registration.registration.status == registration_status::confirmed && !is_cancelled(mine) && start &&
           now < *start;
}

const domain::session* session_of(const service::event_view& found, domain::session_id id) {
    for (const auto& row : found.sessions)
        if (row.session.id == id) return &row.session;
    return nullptr;
}

std::string qr_svg(const service::registration_view& whose, language lang) {
    const render::qr_label label{"ticket-qr", render::tr(lang, "Код билета"),
                                 render::tr(lang, "Номер участника: {number}",
                                            {{"number", spoken_number(whose.attendee_no)}})};
    return render::write_qr_svg(render::encode_qr(whose.ticket_text, render::qr_level::medium), label);
}

render::status_picture picture_of(registration_status status) {
    switch (status) {
    case registration_status::confirmed: return render::status_picture::taken;
    case registration_status::pending:
    case registration_status::unconfirmed: return render::status_picture::checking;
    case registration_status::waitlisted: return render::status_picture::waiting;
    case registration_status::cancelled:
    case registration_status::expired: return render::status_picture::given_back;
    case registration_status::declined: return render::status_picture::none;
    }
    return render::status_picture::none;
}

void tell_status(render::registration_view& view, const own& mine, const showing& to) {
    const auto& r = mine.registration.registration;
    view.is_confirmed = r.status == registration_status::confirmed;
    view.is_pending = r.status == registration_status::pending;
    view.is_waitlisted = r.status == registration_status::waitlisted;
    view.is_unconfirmed = r.status == registration_status::unconfirmed;
    view.is_declined = r.status == registration_status::declined;
    view.is_cancelled = r.status == registration_status::cancelled;
    view.is_expired = r.status == registration_status::expired;
    view.is_event_cancelled = is_cancelled(mine);
    if (!view.is_confirmed) view.picture = render::status_ring(picture_of(r.status));
    if (view.is_waitlisted) {
        const auto place = std::to_string(r.waitlist_place);
        view.waitlist_place = render::tr(to.lang, "Ваше место в очереди: {place}", {{"place", place}});
    }
    const auto& zone = mine.event.event.time.timezone;
    if (view.is_unconfirmed && r.hold_until > 0) view.held_until = deadline_in(zone, r.hold_until, to.lang);
    if (mine.registration.first_admitted_at) {
        view.is_admitted = true;
        view.admitted_at = calendar::clock_words(*mine.registration.first_admitted_at, zone_named(zone));
    }
}

void tell_links(render::registration_view& view, const own& mine, const showing& to) {
    const auto link = link_of(mine);
    if (view.is_confirmed && !view.is_event_cancelled) {
        view.qr = {qr_svg(mine.registration, to.lang)};
        view.ticket_url = link + "/ticket.svg";
        view.pdf_url = link + "/ticket.pdf";
        if (mine.event.event.time.starts_at) view.calendar_url = link + "/event.ics";
    }
    if (may_cancel(mine, to.now)) view.cancel_url = link + "/cancel";
    if (is_to_be_reminded(mine, to.now)) view.reminders_url = link + "/reminders";
    if (view.is_unconfirmed && !view.is_event_cancelled) view.resend_action = link + "/resend";
    view.erase_url = link + "/erase";
    const bool gone = view.is_cancelled || view.is_expired;
    if (gone && sign_up_of(mine.event.event, to).is_open) view.register_url = path_of(mine.event.event) + "/register";
}

void tell_sessions(render::registration_view& view, const own& mine, language lang) {
    for (const auto& choice : mine.registration.registration.sessions) {
        const auto* session = session_of(mine.event, choice.session);
        if (session == nullptr) continue;
        render::own_session line{hours_of(*session, mine.event.event.time, lang), session->title, session->room, false, ""};
        if (choice.standing == domain::session_choice::state::waiting) {
            line.is_waiting = true;
            const auto place = std::to_string(choice.place);
            if (choice.place > 0) line.place = render::tr(lang, "место в очереди {place}", {{"place", place}});
            if (const auto* left = session_of(mine.event, choice.leaves); left != nullptr)
                line.place += (line.place.empty() ? "" : ", ") + render::tr(lang, "взамен «{title}»", {{"title", left->title}});
        }
        view.sessions.push_back(std::move(line));
    }
}

/// The last choice of a table, as the address carries it after the redirect: one of a closed list.
std::string table_note_of(const call& asked, language lang) {
    const auto& word = asked.query.text("table");
    if (word == "full") return sentence_of(domain::field_error{"table", "full", 0}, lang);
    if (word == "not_a_choice") return sentence_of(domain::field_error{"table", "not_a_choice", 0}, lang);
    return {};
}

void tell_table(const call& asked, render::registration_view& view, const own& mine, const showing& to) {
    const auto& r = mine.registration.registration;
    view.seat = first_table(r.tables, to.lang);
    view.seat_rounds = later_tables(r.tables, to.lang);
    if (!may_cancel(mine, to.now) || !view.is_confirmed) return;
    const auto lines = asked.on.tables.list(r.event);
    if (lines.empty()) return;
    int chosen = 0;
    for (const auto& place : asked.on.tables.places_of(r.event, r.id)) {
        if (place.round != 1) continue;
        if (place.held == domain::held_by::staff) return; // the organisers have seated this guest themselves
        chosen = place.table;
    }
    view.tables = table_choices(lines, mine.event, r.category, chosen, to.lang);
    if (view.tables.empty()) return;
    view.table_action = link_of(mine) + "/table";
    view.table_note = table_note_of(asked, to.lang);
}

void tell_answers(const call& asked, render::registration_view& view, const own& mine, const showing& to) {
    if (mine.event.event.registration.form_version == 0) return;
    const auto& r = mine.registration.registration;
    const auto questions = asked.on.forms.find(r.event);
    std::vector<domain::form_answer> own_answers; // what the door noted of somebody is the team's
    for (const auto& each : r.answers)
        if (const auto* field = questions.find(each.field); field != nullptr && field->when == domain::field_moment::registration)
            own_answers.push_back(each);
    view.answers = answer_facts(questions, own_answers, to.lang);
    const auto given = domain::answers_of(r.answers);
    if (may_cancel(mine, to.now))
        for (const auto& field : questions.fields)
            if (field.guest_may_change && domain::is_asked(questions, field, {r.category, false, true}, given))
                view.answers_url = link_of(mine) + "/answers";
}

render::page_frame private_frame(const call& asked) {
    auto frame = frame_of(asked);
    frame.is_private = true;
    return frame;
}

domain::actor attendee(const own& mine) {
    return {domain::actor_kind::attendee, mine.registration.registration.id.value, {}};
}

/// What a guest ticked and could not have.
struct refused_choice {
    std::vector<domain::chosen_session> typed;
    domain::refusal why;
};

void tell_choosing(const call& asked, render::registration_view& view, const own& mine, const refused_choice* refused,
                   const showing& to) {
    if (!may_cancel(mine, to.now)) return;
    view.choosing = choice_form_of(mine.event, mine.registration.registration, refused ? &refused->typed : nullptr,
                                   refused ? &refused->why : nullptr, to);
    if (view.choosing.wishes.empty()) return;
    view.choosing.action = link_of(mine) + "/sessions";
    view.choosing.is_saved = refused == nullptr && asked.query.text("sessions") == "saved";
    view.choosing.is_open = view.choosing.is_open || view.choosing.is_saved;
}

response show_own(const call& asked, const refused_choice* refused) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto to = showing_for(asked);
    const auto& r = mine->registration.registration;
    render::registration_view view;
    view.event = reminder_of(mine->event, to);
    view.person = domain::full_name(r.name);
    view.greeting = greeting_of(r.name);
    view.organisation = r.organisation;
    view.email = r.email;
    view.attendee_no = grouped_number(mine->registration.attendee_no);
    view.attendee_no_spoken = spoken_number(mine->registration.attendee_no);
    tell_status(view, *mine, to);
    view.reason = r.decline_reason;
    tell_links(view, *mine, to);
    const auto paper = asked.on.certificates.find_of(r.event, r.id);
    if (paper && !paper->is_corrected) view.certificate_url = link_of(*mine) + "/certificate.pdf";
    view.is_coming = view.is_confirmed && asked.on.outbox.reply_of(r.event, r.id).coming_at > 0;
    if (!domain::is_live(r.status)) return page(render::render_page(asked.on.pages, private_frame(asked), view));
    tell_sessions(view, *mine, to.lang);
    tell_choosing(asked, view, *mine, refused, to);
    tell_table(asked, view, *mine, to);
    tell_answers(asked, view, *mine, to);
    for (const auto& each : asked.on.registrations.companions_of(r.event, r.id))
        if (domain::is_live(each.registration.status) && each.registration.email == r.email)
            view.companions.push_back({"/r/" + each.manage_secret, domain::full_name(each.registration.name),
                                       grouped_number(each.attendee_no), false, false});
    if (mine->registration.represented_by) view.represented_by = domain::full_name(mine->registration.represented_by->name);
    for (const auto& code : mine->registration.access_needs) view.needs.push_back({service_words(code, to.lang), ""});
    return page(render::render_page(asked.on.pages, private_frame(asked), view), refused == nullptr ? 200 : 422);
}

response show_own_page(call& asked) { return show_own(asked, nullptr); }

response choose_sessions(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto fields = form::parse(asked.http.body);
    if (!fields || !may_cancel(*mine, asked.on.clock.now())) return redirect(link_of(*mine));
    refused_choice wish{wishes_in(*fields, mine->event), {}};
    const auto& r = mine->registration.registration;
    const auto done = asked.on.registrations.choose_sessions(attendee(*mine), r.event, r.id, wish.typed);
    if (done) return redirect(link_of(*mine) + "?sessions=saved#sessions");
    if (done.error().code == domain::refusal_code::not_found) return error_answer(asked, 404);
    if (done.error().fields.empty()) return redirect(link_of(*mine)); // its own page says what stands now
    wish.why = done.error();
    return show_own(asked, &wish);
}

response ask_to_confirm(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto status = mine->registration.registration.status;
    const bool waits = status == registration_status::unconfirmed || status == registration_status::expired;
    if (!waits || is_cancelled(*mine)) return redirect(link_of(*mine));
    render::confirm_email_view view{reminder_of(mine->event, showing_for(asked)), link_of(*mine) + "/confirm",
                                    greeting_of(mine->registration.registration.name)};
    return page(render::render_page(asked.on.pages, private_frame(asked), view));
}

response confirm(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto done = asked.on.registrations.confirm_email(asked.place.at("secret"));
    // Whatever stands now, its own page says it better than an error.
    if (!done && done.error().code == domain::refusal_code::not_found) return error_answer(asked, 404);
    return redirect(link_of(*mine));
}

/// Somebody came along who can still be cancelled together with this one.
bool has_company(const call& asked, const own& mine) {
    const auto& r = mine.registration.registration;
    const auto all = asked.on.registrations.companions_of(r.event, r.id);
    return std::any_of(all.begin(), all.end(), [&](const auto& each) {
        return domain::is_live(each.registration.status) && each.registration.email == r.email;
    });
}

response ask_to_cancel(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto to = showing_for(asked);
    if (!may_cancel(*mine, to.now)) return redirect(link_of(*mine));
    const render::cancel_view view{reminder_of(mine->event, to), link_of(*mine) + "/cancel", link_of(*mine),
                                   domain::holds_seat(mine->registration.registration.status) &&
                                       mine->event.seats.waiting > 0,
                                   has_company(asked, *mine)};
    return page(render::render_page(asked.on.pages, private_frame(asked), view));
}

response cancel(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto& r = mine->registration.registration;
    if (!may_cancel(*mine, asked.on.clock.now())) return redirect(link_of(*mine));
    const auto fields = form::parse(asked.http.body);
    const bool all = fields && fields->has("all");
    const auto done = all ? asked.on.registrations.cancel_all(attendee(*mine), r.event, r.id)
                          : asked.on.registrations.cancel(attendee(*mine), r.event, r.id);
    if (!done && done.error().code != domain::refusal_code::wrong_state) return refused(asked, done.error());
    return redirect(link_of(*mine));
}

response ask_whether_coming(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto to = showing_for(asked);
    const auto& r = mine->registration.registration;
    // Cancelled, moved to the waiting list, over: its own page says it better.
    if (r.status != registration_status::confirmed || !may_cancel(*mine, to.now)) return redirect(link_of(*mine));
    const render::coming_view view{reminder_of(mine->event, to), link_of(*mine) + "/coming", link_of(*mine) + "/cancel",
                                   link_of(*mine), asked.on.outbox.reply_of(r.event, r.id).coming_at > 0};
    return page(render::render_page(asked.on.pages, private_frame(asked), view));
}

response say_coming(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto& r = mine->registration.registration;
    if (!may_cancel(*mine, asked.on.clock.now())) return redirect(link_of(*mine));
    const auto done = asked.on.outbox.say_coming(r.event, r.id);
    if (!done && done.error().code != domain::refusal_code::wrong_state) return refused(asked, done.error());
    return redirect(done ? link_of(*mine) + "/coming" : link_of(*mine));
}

response ask_about_reminders(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto& r = mine->registration.registration;
    const render::reminders_view view{reminder_of(mine->event, showing_for(asked)), link_of(*mine) + "/reminders",
                                      link_of(*mine), asked.on.outbox.reply_of(r.event, r.id).no_reminders};
    return page(render::render_page(asked.on.pages, private_frame(asked), view));
}

/// By the button of the page, or by a mail program on its own (RFC 8058), which has no mark to bring: the secret of the
/// address is what proves the right, and all that can be done is to be left in peace.
response set_reminders(call& asked) {
    const auto fields = form::parse(asked.http.body);
    if (!fields) return error_answer(asked, 400);
    const bool one_click = fields->text("List-Unsubscribe") == "One-Click";
    if (!one_click && check_mark(asked, fields->text("csrf")) == mark_state::wrong) return error_answer(asked, 403);
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto& r = mine->registration.registration;
    const bool wanted = !one_click && fields->text("wanted") == "yes";
    if (const auto done = asked.on.outbox.set_reminders_wanted(r.event, r.id, wanted); !done) return refused(asked, done.error());
    if (one_click) return ask_about_reminders(asked); // no redirect (RFC 8058, 3.1)
    return redirect(link_of(*mine) + "/reminders");
}

response choose_table(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto fields = form::parse(asked.http.body);
    const int table = fields ? table_number_in(fields->text("table")) : -1;
    const auto& r = mine->registration.registration;
    if (table < 0 || !may_cancel(*mine, asked.on.clock.now())) return redirect(link_of(*mine));
    const auto done = asked.on.tables.choose(attendee(*mine), r.event, r.id, table);
    if (done) return redirect(link_of(*mine));
    if (done.error().code == domain::refusal_code::not_found) return error_answer(asked, 404);
    if (done.error().fields.empty()) return redirect(link_of(*mine)); // its own page says what stands now
    return redirect(link_of(*mine) + "?table=" + done.error().fields.front().code + "#table");
}

response resend(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto& r = mine->registration.registration;
    const auto key = std::to_string(r.event.value) + "/" + std::to_string(r.id.value);
    if (const auto wait = asked.on.letters_again->take(key, asked.on.clock)) return error_answer(asked, 429, wait);
    const auto done = asked.on.registrations.send_again(attendee(*mine), r.event, r.id);
    if (!done) return refused(asked, done.error());
    auto answer = redirect(path_of(mine->event.event) + "/registered");
    set_cookie(answer, asked.on.settings, sent_to_cookie, percent_encode(r.email), 600);
    return answer;
}

response show_erase(const call& asked, const own& mine, const std::string& error = {}, int status = 200) {
    const auto to = showing_for(asked);
    const render::erase_view view{reminder_of(mine.event, to), link_of(mine) + "/erase", link_of(mine),
                                  domain::is_live(mine.registration.registration.status), error};
    return page(render::render_page(asked.on.pages, private_frame(asked), view), status);
}

response ask_to_erase(call& asked) {
    const auto mine = find_own(asked);
    return mine ? show_erase(asked, *mine) : error_answer(asked, 404);
}

response erase(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto fields = form::parse(asked.http.body);
    if (!fields || fields->text("sure") != "yes")
        return show_erase(asked, *mine, render::tr(asked.lang, "Отметьте, что данные не восстановить"), 422);
    const auto& r = mine->registration.registration;
    const auto done = asked.on.retention.erase(attendee(*mine), r.event, r.id);
    if (!done) return refused(asked, done.error());
    // The link leads nowhere from now on, so this is said here and not on a page of its own.
    render::notice_view view;
    view.title = render::tr(asked.lang, "Данные уничтожены");
    view.text = render::tr(asked.lang, "Имя, контакты и ответы стёрты, эта ссылка больше не работает. Копии базы сотрутся в свой срок.");
    view.link_url = path_of(mine->event.event);
    view.link_label = render::tr(asked.lang, "К странице события");
    return page(render::render_page(asked.on.pages, private_frame(asked), view));
}

/// The ticket's files exist only while the ticket does.
std::optional<own> find_ticket(const call& asked) {
    auto mine = find_own(asked);
    if (!mine || mine->registration.ticket_text.empty() || is_cancelled(*mine)) return std::nullopt;
    return mine;
}

response give_svg(call& asked) {
    const auto mine = find_ticket(asked);
    if (!mine) return error_answer(asked, 404);
    auto answer = download("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + qr_svg(mine->registration, asked.lang),
                           "image/svg+xml", render::content_disposition(render::file_disposition::in_place, "ticket.svg"));
    answer.may_compress = false;
    return answer;
}

response give_pdf(call& asked) {
    const auto mine = find_ticket(asked);
    if (!mine) return error_answer(asked, 404);
    auto answer = download(
        render::write_ticket_pdf(ticket_document_of(mine->event, mine->registration, showing_for(asked))), "application/pdf",
        render::content_disposition(render::file_disposition::attachment, ticket_file_name(mine->event, asked.lang)));
    answer.may_compress = false;
    return answer;
}

response give_calendar(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto to = showing_for(asked);
    const auto entry = calendar_entry(mine->event, to);
    if (!entry) return refused(asked, {domain::refusal_code::event_has_no_date, 0, {}});
    std::vector entries{*entry};
    // The guest's own timetable: sessions in which they have a seat, with the event's own entry around them.
    for (const auto& choice : mine->registration.registration.sessions)
        if (const auto* session = session_of(mine->event, choice.session);
            session != nullptr && choice.standing == domain::session_choice::state::seated)
            if (auto own_session = session_calendar_entry(mine->event, *session, to)) entries.push_back(std::move(*own_session));
    return download(calendar::write_calendar(entries), "text/calendar; charset=utf-8",
                    render::content_disposition(render::file_disposition::attachment, mine->event.event.slug + ".ics"));
}

} // namespace

std::string grouped_number(std::string_view digits) {
    std::string grouped;
    for (std::size_t at = 0; at < digits.size(); ++at) {
        if (at > 0 && at % 3 == 0) grouped += "\u00a0";
        grouped += digits[at];
    }
    return grouped;
}

std::string ticket_file_name(const service::event_view& found, language lang) {
    return render::tr(lang, "билет") + "-" + found.event.slug + ".pdf";
}

render::ticket_document ticket_document_of(const service::event_view& found, const service::registration_view& whose,
                                           const showing& to) {
    const auto& event = found.event;
    const auto reminder = reminder_of(found, to);
    const auto& r = whose.registration;
    render::ticket_document ticket;
    ticket.language = std::string(render::code(to.lang));
    ticket.event.title = event.text.title;
    ticket.event.subtitle = kind_words(event.kind, to.lang);
    ticket.event.when = reminder.day;
    ticket.event.when_note = reminder.time;
    ticket.event.place = reminder.venue;
    ticket.event.address = reminder.address;
    ticket.event.admission = reminder.admission;
    ticket.event.age_mark = reminder.age_mark;
    ticket.holder.name = domain::full_name(r.name);
    ticket.holder.organisation = r.organisation;
    ticket.holder.attendee_number = whose.attendee_no;
    ticket.holder.seat = first_table(r.tables, to.lang);
    ticket.holder.seat_note = later_tables(r.tables, to.lang);
    for (const auto& choice : r.sessions) {
        const auto* session = session_of(found, choice.session);
        if (session != nullptr && choice.standing == domain::session_choice::state::seated)
            ticket.programme.push_back({hours_of(*session, event.time, to.lang), session->title, session->room});
    }
    ticket.help.contact = reminder.contact_phone;
    if (!reminder.contact_email.empty())
        ticket.help.contact += (ticket.help.contact.empty() ? "" : ", ") + reminder.contact_email;
    ticket.help.cancel_hint = render::tr(to.lang, "Не получается прийти? Верните место по ссылке из письма.");
    ticket.qr_text = whose.ticket_text;
    ticket.written_at = r.ticket.issued_at;
    return ticket;
}

std::vector<route> own_registration_routes() {
    using enum method;
    constexpr auto manage = domain::action::manage_registration;
    constexpr auto take = domain::action::get_ticket;
    std::vector<route> routes{
        {get, "/r/{secret}", manage, entrance::attendee, show_own_page, "", "", "", ""},
        {get, "/r/{secret}/confirm", manage, entrance::attendee, ask_to_confirm, "", "", "", ""},
        {post, "/r/{secret}/confirm", manage, entrance::attendee, confirm, "", "", "", ""},
        {get, "/r/{secret}/cancel", manage, entrance::attendee, ask_to_cancel, "", "", "", ""},
        {post, "/r/{secret}/cancel", manage, entrance::attendee, cancel, "", "", "", ""},
        {get, "/r/{secret}/coming", manage, entrance::attendee, ask_whether_coming, "", "", "", ""},
        {post, "/r/{secret}/coming", manage, entrance::attendee, say_coming, "", "", "", ""},
        {get, "/r/{secret}/reminders", manage, entrance::attendee, ask_about_reminders, "", "", "", ""},
        {post, "/r/{secret}/reminders", manage, entrance::attendee, set_reminders, "", "", "", "", true},
        {post, "/r/{secret}/table", manage, entrance::attendee, choose_table, "", "", "", ""},
        {post, "/r/{secret}/sessions", manage, entrance::attendee, choose_sessions, "", "", "", ""},
        {get, "/r/{secret}/erase", domain::action::erase, entrance::attendee, ask_to_erase, "", "", "", ""},
        {post, "/r/{secret}/erase", domain::action::erase, entrance::attendee, erase, "", "", "", ""},
        {post, "/r/{secret}/resend", manage, entrance::attendee, resend, "", "", "", ""},
        {get, "/r/{secret}/ticket.svg", take, entrance::attendee, give_svg, "", "", "", ""},
        {get, "/r/{secret}/ticket.pdf", take, entrance::attendee, give_pdf, "", "", "", ""},
        {get, "/r/{secret}/event.ics", take, entrance::attendee, give_calendar, "", "", "", ""},
    };
    for (auto& each : own_answer_routes()) routes.push_back(std::move(each));
    return routes;
}

} // namespace krug::web
