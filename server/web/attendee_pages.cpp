// One person of an event: what is known of them, their history, and what can be done for them.
#include "calendar/words.hpp"
#include "domain/round_table.hpp"
#include "domain/text_rules.hpp"
#include "render/file_name.hpp"
#include "render/pages/attendance_page.hpp"
#include "web/attendee_list.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/own_registration.hpp"
#include "web/refusals.hpp"
#include "web/report_desk.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <span>

namespace krug::web {

namespace {

using domain::action;
using domain::registration_status;

/// The registration of the address; nothing when it is none of this event.
std::optional<service::registration_view> person_of(const call& asked, bool with_needs = false) {
    const auto number = number_in(asked.place.at("registration"));
    if (number == 0) return std::nullopt;
    return asked.on.registrations.find(asked.event, {number}, with_needs);
}

std::string source_words(domain::registration_source source, render::language lang) {
    switch (source) {
    case domain::registration_source::page: return say(lang, "на странице события", "on the event page");
    case domain::registration_source::api: return say(lang, "через программу", "by a program");
    case domain::registration_source::staff: return say(lang, "вручную командой", "by the team");
    case domain::registration_source::walk_in: return say(lang, "на входе", "at the door");
    case domain::registration_source::import_file: break;
    }
    return say(lang, "из файла", "from a file");
}

void add_fact(std::vector<render::fact>& facts, std::string label, const std::string& value) {
    if (!value.empty()) facts.push_back({std::move(label), value});
}

/// Names of the people who did things, where the reader may know them: colleagues of the same organisation.
std::string who_did(const call& asked, const std::vector<domain::staff>& colleagues, const std::string& actor) {
    for (const std::string_view kind : {"staff ", "token "})
        if (actor.starts_with(kind))
            for (const auto& each : colleagues)
                if (std::to_string(each.id.value) == actor.substr(kind.size())) return each.name;
    // An attendee's number says nothing to anybody.
    return actor_words(actor.starts_with("attendee") ? "attendee" : actor, asked.lang);
}

std::string letter_words(const std::string& kind, render::language lang) {
    static constexpr std::tuple<std::string_view, std::string_view, std::string_view> table[] = {
        {"ticket", "билет", "ticket"},
        {"confirm_email", "просьба подтвердить почту", "please confirm the address"},
        {"waitlisted", "лист ожидания", "waiting list"},
        {"promoted", "освободилось место", "a seat came free"},
        {"pending", "заявка получена", "registration received"},
        {"declined", "отказ", "declined"},
        {"cancelled", "отмена участия", "participation cancelled"},
        {"event_cancelled", "событие отменено", "event cancelled"},
        {"still_registered", "заявка уже есть", "already registered"},
        {"changed", "изменились время или место", "time or place changed"},
        {"reminder", "напоминание", "reminder"},
        {"session_seat", "место на сессии", "a seat in a session"},
        {"message", "сообщение организаторов", "message of the organisers"}};
    for (const auto& [word, ru, en] : table)
        if (word == kind) return say(lang, ru, en);
    return kind;
}

std::string letter_state_words(const std::string& state, render::language lang) {
    if (state == "sent") return say(lang, "ушло", "sent");
    if (state == "dead") return say(lang, "не ушло", "not sent");
    return say(lang, "в очереди", "waiting");
}

std::vector<render::history_row> history_of(const call& asked, const service::registration_view& whose,
                                            const calendar::zone& where) {
    struct dated {
        std::int64_t at_ms;
        render::history_row row;
    };
    const auto& who = whose.registration;
    const auto now = asked.on.clock.now();
    std::vector<dated> lines;
    lines.push_back({who.created_at * 1000,
                     {"", say(asked.lang, "Запись", "Registered"), source_words(who.source, asked.lang)}});
    const auto colleagues = asked.on.staff.list_staff(asked.owner);
    for (const auto& line : asked.on.staff.registration_history(asked.event, who.id.value))
        if (line.what != "void_scan") // it stands among the scans
            lines.push_back({line.at * 1000, {"", audit_words(line.what, asked.lang), who_did(asked, colleagues, line.actor)}});
    for (const auto& scan : asked.on.check_ins.scans_of(asked.event, who.id)) {
        const auto place = scan.device.empty() ? scan.point : scan.point + ", " + scan.device;
        lines.push_back({scan.scanned_at_ms, {"", mark_of(scan, asked.lang).text, place}});
    }
    for (const auto& letter : asked.on.retention.letters(asked.event, who.id)) {
        const auto at = letter.sent_at > 0 ? letter.sent_at : letter.created_at;
        lines.push_back({at * 1000, {"", say(asked.lang, "Письмо: ", "Letter: ") + letter_words(letter.kind, asked.lang),
                                     letter_state_words(letter.state, asked.lang)}});
    }
    if (const auto paper = asked.on.certificates.find_of(asked.event, who.id))
        lines.push_back({paper->certificate.issued_at * 1000,
                         {"", say(asked.lang, "Сертификат выдан", "Certificate issued"), "№ " + std::to_string(paper->certificate.number)}});
    for (const auto& act : asked.on.retention.acts(asked.event))
        if (act.registration == who.id)
            lines.push_back({act.at * 1000, {"", say(asked.lang, "Личные данные уничтожены", "Personal data destroyed"),
                                             say(asked.lang, "акт № ", "act no. ") + std::to_string(act.number)}});
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.at_ms > b.at_ms; });
    std::vector<render::history_row> rows;
    for (auto& line : lines) {
        line.row.time = short_moment(line.at_ms / 1000, now, where, asked.lang);
        rows.push_back(std::move(line.row));
    }
    return rows;
}

std::string document_words(const std::string& document, render::language lang) {
    if (document == "personal_data") return say(lang, "Обработка персональных данных", "Processing of personal data");
    if (document == "access_needs") return say(lang, "Просьбы об условиях", "Access needs");
    if (document == "news") return say(lang, "Новости", "News");
    return document;
}

std::string standing_words(const domain::session_choice& choice, render::language lang) {
    using enum domain::session_choice::state;
    switch (choice.standing) {
    case wanted: return say(lang, "хочет пойти", "wanted");
    case seated: return say(lang, "место есть", "has a seat");
    case waiting: break;
    }
    return say(lang, "в листе ожидания", "on the waiting list");
}

void fill_facts(const call& asked, const service::event_view& about, const service::registration_view& whose,
                render::attendee_view& view) {
    const auto& who = whose.registration;
    const auto lang = asked.lang;
    add_fact(view.facts, say(lang, "Организация", "Organisation"), who.organisation);
    add_fact(view.facts, say(lang, "Должность", "Position"), who.position);
    if (asked.may(action::see_contacts)) {
        add_fact(view.facts, say(lang, "Почта", "E-mail"), who.email);
        add_fact(view.facts, say(lang, "Телефон", "Telephone"), who.phone_raw.empty() ? who.phone : who.phone_raw);
    }
    add_fact(view.facts, say(lang, "Стол", "Table"), domain::tables_line(who.tables));
    add_fact(view.facts, say(lang, "Причина отказа", "Reason of declining"), who.decline_reason);
    if (who.takes_no_seat) add_fact(view.facts, say(lang, "Место", "Seat"), say(lang, "не занимает", "takes none"));
    if (whose.represented_by) {
        const bool child = whose.represented_by->as == domain::representative::kind::guardian;
        add_fact(view.facts, child ? say(lang, "Законный представитель", "Legal guardian") : say(lang, "Контакт группы", "Contact of the group"),
                 domain::full_name(whose.represented_by->name) +
                     (asked.may(action::see_contacts) && !whose.represented_by->phone.empty() ? ", " + whose.represented_by->phone : ""));
    }
    if (who.leader)
        if (const auto leader = asked.on.registrations.find(asked.event, who.leader, false))
            view.companions.push_back({say(lang, "Записан вместе с: ", "Registered along with: ") + shown_name(leader->registration.name, lang),
                                       person_url(asked, who.leader)});
    for (const auto& each : asked.on.registrations.companions_of(asked.event, who.id))
        view.companions.push_back({shown_name(each.registration.name, lang), person_url(asked, each.registration.id)});
    if (asked.may(action::see_contacts)) {
        const auto questions = asked.on.forms.find(asked.event);
        view.answers = answer_facts(questions, who.answers, lang);
        const bool any = std::any_of(questions.fields.begin(), questions.fields.end(), [](const auto& each) { return !each.archived; });
        if (any && asked.may(action::manage_registration)) view.answers_url = person_url(asked, who.id) + "/answers";
    }
    for (const auto& choice : who.sessions)
        for (const auto& row : about.sessions)
            if (row.session.id == choice.session) view.sessions.push_back({row.session.title, standing_words(choice, lang)});
    for (const auto& consent : whose.consents)
        view.consents.push_back({document_words(consent.document, lang),
                                 say(lang, "редакция ", "version ") + std::to_string(consent.version)});
    for (const auto& code : whose.access_needs) view.needs.push_back({service_words(code, lang), ""});
    if (asked.may(action::see_needs) && !asked.is_fresh()) {
        view.needs_hidden = say(lang, "Просьбы об условиях показываем после того, как вы подтвердите, что это вы.",
                                "Access needs are shown once you have confirmed that it is you.");
        view.needs_url = "/work/confirm?next=" + percent_encode(asked.path);
    }
}

void fill_rights(const call& asked, const service::event_view& about, const service::registration_view& whose,
                 render::attendee_view& view) {
    if (!asked.may(action::manage_registration)) return;
    using enum registration_status;
    const auto status = whose.registration.status;
    view.may_approve = status != confirmed && about.event.state != domain::event_state::cancelled;
    const bool needs_seat = view.may_approve && status != unconfirmed;
    view.may_approve_over = needs_seat && about.seats.limit && about.seats.taken >= *about.seats.limit;
    if (view.may_approve_over) view.may_approve = false;
    view.may_decline = status == pending || status == waitlisted;
    if (view.may_decline) view.decline_reasons = decline_reasons(asked.lang);
    view.may_cancel = domain::is_live(status);
    view.may_resend = !whose.registration.email.empty() && domain::is_live(status);
    view.may_reissue = status == confirmed;
    view.edit_url = person_url(asked, whose.registration.id) + "/edit";
}

void fill_tags(const call& asked, domain::registration_id who, render::attendee_view& view) {
    view.may_tag = asked.may(action::manage_registration);
    const auto own = asked.on.people.tags_of(asked.event, std::span(&who, 1));
    const auto found = own.find(who);
    for (const auto& each : asked.on.people.tags(asked.event)) {
        const bool has = found != own.end() && std::find(found->second.begin(), found->second.end(), each.number) != found->second.end();
        view.tags.push_back({std::to_string(each.number), tag_name({{}, {}, {{each.number, each.name}}}, each.number, asked.lang), "", has, false});
    }
}

/// Two registrations that were made one, while that can be taken back: said on the page of either.
void tell_merge(const call& asked, domain::registration_id who, const calendar::zone& where, render::attendee_view& view) {
    if (!asked.may(action::manage_registration)) return;
    const auto merge = asked.on.people.merge_of(asked.event, who);
    if (!merge) return;
    const bool stays = merge->kept == who;
    const auto other = asked.on.registrations.find(asked.event, stays ? merge->given_up : merge->kept, false);
    if (!other) return;
    const auto lang = asked.lang;
    view.merge_note = say(lang, "Две записи объединены. До ", "Two registrations were made one. Until ") +
                      short_moment(merge->ends_at, asked.on.clock.now(), where, lang) +
                      say(lang, " их можно разделить, каждая станет прежней. ", " they can be parted, each as it was. ") +
                      (stays ? say(lang, "Закрыта:", "Given up:") : say(lang, "Осталась:", "Kept:"));
    view.merge_number = std::to_string(merge->number);
    view.merge_other = shown_name(other->registration.name, lang) + ", №\u00a0" + grouped_number(other->attendee_no);
    view.merge_other_url = person_url(asked, other->registration.id);
}

response show_one(const call& asked, const service::registration_view& whose, const std::string& problem = {}, int status = 200) {
    const auto about = event_of(asked);
    const auto where = zone_named(about.event.time.timezone);
    const auto& who = whose.registration;
    render::attendee_view view;
    view.action = person_url(asked, who.id);
    view.back_url = base_of(asked) + "/people";
    view.name = shown_name(who.name, asked.lang);
    view.attendee_no = grouped_number(whose.attendee_no);
    view.state = mark_of(who, whose.first_admitted_at, whose.inside, where, asked.lang);
    view.note = who.note;
    fill_facts(asked, about, whose, view);
    fill_rights(asked, about, whose, view);
    fill_tags(asked, who.id, view);
    tell_merge(asked, who.id, where, view);
    if (!whose.ticket_text.empty() && asked.may(action::get_ticket)) view.ticket_url = view.action + "/ticket.pdf";
    if (who.status == registration_status::confirmed && !whose.ticket_text.empty() && asked.may(action::get_ticket)) {
        view.badge_url = view.action + "/badge";
        const auto printed = asked.on.reports->badges.prints_of(asked.event, who.id);
        view.badge_label = printed == 0 ? say(asked.lang, "Бейдж", "Badge")
                                        : say(asked.lang, "Бейдж ещё раз, напечатан: ", "Badge again, printed: ") + std::to_string(printed);
    }
    view.history = history_of(asked, whose, where);
    auto frame = work_frame_of(asked, render::work_section::people, &about);
    if (!problem.empty()) frame.notice = render::flash{problem, true};
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_person(call& asked) {
    // Beside the list of everybody these are the words that hurt most in strange hands: the reader proves to be there.
    const bool with_needs = asked.may(action::see_needs) && asked.is_fresh();
    const auto whose = person_of(asked, with_needs);
    if (!whose) return error_answer(asked, 404);
    // Who reads what somebody needs is answerable for it.
    if (!whose->access_needs.empty())
        asked.on.staff.note_reading(asked.actor, "read_needs", asked.event, whose->registration.id.value, "");
    return show_one(asked, *whose);
}

/// The ticked ones and no others; a name that is not there yet becomes a tag of the event.
response change_tags(const call& asked, const service::registration_view& whose) {
    const auto fields = posted(asked);
    const auto id = whose.registration.id;
    auto wanted = fields.all("tag");
    if (const auto& name = fields.text("new_tag"); !domain::is_blank(name)) {
        const auto named = asked.on.people.name_tag(asked.actor, asked.event, name);
        if (!named)
            return show_one(asked, whose, reason_of(named.error(), asked.lang), 422);
        wanted.push_back(std::to_string(*named));
    }
    for (const auto& each : asked.on.people.tags(asked.event)) {
        const bool on = std::find(wanted.begin(), wanted.end(), std::to_string(each.number)) != wanted.end();
        if (const auto done = asked.on.people.mark(asked.actor, asked.event, std::span(&id, 1), each.number, on); !done) return refused(asked, done.error());
    }
    return redirect(person_url(asked, id) + "?done=saved");
}

/// Why two registrations stay one.
std::string problem_of_parting(const call& asked, const domain::refusal& refusal) {
    using enum domain::refusal_code;
    const auto lang = asked.lang;
    if (refusal.code == not_found)
        return say(lang, "Разделить уже нельзя: прошли сутки или записи уже разделили.", "They cannot be parted any more: a day has passed, or they were parted.");
    if (refusal.code == version_mismatch) {
        const auto who = asked.on.registrations.find(asked.event, {refusal.at}, false);
        return shown_name(who ? who->registration.name : domain::person_name{}, lang) +
               say(lang, ": после объединения запись меняли или по ней уже вошли. Разделить значило бы это потерять, поэтому всё осталось как есть.",
                   ": the registration was changed after the merge, or admitted. Parting would lose that, so all stays as it is.");
    }
    if (refusal.code == full)
        return refusal.at > 0 ? say(lang, "Место на сессии, которое было у второй записи, уже занято. Всё осталось как есть.",
                                    "The other one’s seat in a session has been taken since. All stays as it is.")
                              : say(lang, "Место второй записи уже занято. Освободите место или увеличьте число мест, тогда записи можно разделить.",
                                    "The other one’s seat has been taken since. Free a seat or raise the capacity, then they can be parted.");
    if (!refusal.fields.empty())
        return say(lang, "За прежним столом больше нет места. Всё осталось как есть.", "There is no seat at the former table any more. All stays as it is.");
    return sentence_of(refusal, lang);
}

response part_again(const call& asked, const service::registration_view& whose, std::int64_t merge) {
    const auto id = whose.registration.id;
    const auto own = asked.on.people.merge_of(asked.event, id);
    // The number of somebody else's merge does nothing here.
    const auto done = own && own->number == merge ? asked.on.people.undo_merge(asked.actor, asked.event, merge)
                                                  : domain::result<void>(domain::refusal{domain::refusal_code::not_found, 0, {}});
    if (done) return redirect(person_url(asked, id) + "?done=parted");
    return show_one(asked, whose, problem_of_parting(asked, done.error()), status_of(done.error().code));
}

response change_person(call& asked) {
    const auto whose = person_of(asked);
    if (!whose) return error_answer(asked, 404);
    const auto id = whose->registration.id;
    const auto wanted = posted(asked).text("do");
    auto& office = asked.on.registrations;
    const auto settle = [&](const auto& done, const char* word) {
        if (done) return redirect(person_url(asked, id) + "?done=" + word);
        return show_one(asked, *person_of(asked), sentence_of(done.error(), asked.lang), status_of(done.error().code));
    };
    if (wanted == "approve") return settle(office.approve(asked.actor, asked.event, id, false), "approved");
    if (wanted == "approve_over") return settle(office.approve(asked.actor, asked.event, id, true), "approved");
    if (wanted == "decline") return settle(office.decline(asked.actor, asked.event, id, reason_in(posted(asked))), "declined");
    if (wanted == "cancel") return settle(office.cancel(asked.actor, asked.event, id), "removed");
    if (wanted == "resend") return settle(office.send_again(asked.actor, asked.event, id), "sent");
    if (wanted == "tags") return change_tags(asked, *whose);
    if (wanted == "unmerge") return part_again(asked, *whose, number_in(posted(asked).text("merge")));
    if (wanted == "reissue") return settle(office.reissue(asked.actor, asked.event, id), "reissued");
    return error_answer(asked, 400);
}

response show_ticket(call& asked) {
    const auto whose = person_of(asked);
    if (!whose || whose->ticket_text.empty()) return error_answer(asked, 404);
    const auto about = event_of(asked);
    return download(render::write_ticket_pdf(ticket_document_of(about, *whose, showing_for(asked))), "application/pdf",
                    render::content_disposition(render::file_disposition::in_place, ticket_file_name(about, asked.lang)));
}

} // namespace

std::vector<route> attendee_routes() {
    using enum method;
    constexpr auto people = action::manage_registration;
    return {
        {get, "/work/events/{event}/people/{registration}", people, entrance::work, show_person, "", "", "", ""},
        {post, "/work/events/{event}/people/{registration}", people, entrance::work, change_person, "", "", "", ""},
        {get, "/work/events/{event}/people/{registration}/ticket.pdf", action::get_ticket, entrance::work, show_ticket, "", "", "", ""},
    };
}

} // namespace krug::web
