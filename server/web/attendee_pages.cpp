// People of an event: the list with its search, one person with their history, corrections, registering by hand.
#include "calendar/words.hpp"
#include "domain/phone.hpp"
#include "domain/round_table.hpp"
#include "render/file_name.hpp"
#include "render/pages/attendance_page.hpp"
#include "render/pages/bulk_page.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/own_registration.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/report_desk.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace krug::web {

namespace {

using domain::action;
using domain::registration_status;

constexpr int page_size = 50;
constexpr std::size_t group_max = 500;

std::string person_url(const call& asked, domain::registration_id id) {
    return base_of(asked) + "/people/" + std::to_string(id.value);
}

/// A link needs a text also when the name was destroyed.
std::string shown_name(const domain::person_name& name, render::language lang) {
    const auto full = domain::full_name(name);
    return full.empty() ? say(lang, "Данные уничтожены", "Data destroyed") : full;
}

// --- the list ---

service::registration_filter filter_of(const form& query) {
    service::registration_filter filter;
    filter.text = query.text("q");
    filter.status = domain::parse_word<registration_status>(query.text("state"));
    filter.session = {number_in(query.text("session"))};
    if (query.text("attended") == "yes") filter.attended = true;
    if (query.text("attended") == "no") filter.attended = false;
    filter.cursor = query.text("cursor");
    filter.limit = page_size;
    return filter;
}

/// The filters again, for links to other pages of the same list.
std::string query_of(const form& query) {
    std::string text;
    for (const auto* name : {"q", "state", "attended", "session"})
        if (!query.text(name).empty())
            text += (text.empty() ? "?" : "&") + std::string(name) + "=" + percent_encode(query.text(name));
    return text;
}

render::attendee_row row_of(const call& asked, const service::registration_line& line, const calendar::zone& where) {
    const auto& who = line.registration;
    render::attendee_row row;
    row.id = std::to_string(who.id.value);
    row.url = person_url(asked, who.id);
    row.name = shown_name(who.name, asked.lang);
    row.organisation = who.organisation;
    row.attendee_no = grouped_number(line.attendee_no);
    if (asked.may(action::see_contacts)) {
        row.email = who.email;
        row.phone = who.phone_raw.empty() ? who.phone : who.phone_raw;
    }
    row.may_select = asked.may(action::manage_registration);
    row.state = mark_of(who, line.first_admitted_at, line.inside, where, asked.lang);
    return row;
}

std::string summary_of(const call& asked) {
    const auto all = asked.on.attendance.live(asked.event);
    const auto in = calendar_language(asked.lang);
    return say(asked.lang, "Заявок ", "Registrations ") + calendar::number_words(all.registered, in) +
           say(asked.lang, " · подтверждено ", " · confirmed ") + calendar::number_words(all.confirmed, in) +
           say(asked.lang, " · пришли ", " · came ") + calendar::number_words(all.attended, in);
}

std::vector<render::choice> status_choices(const std::string& chosen, render::language lang) {
    std::vector<render::choice> list{{"", say(lang, "Любое состояние", "Any status"), "", chosen.empty(), false}};
    for (const auto& [status, word] : domain::registration_status_words)
        list.push_back({std::string(word), status_words(status, lang), "", chosen == word, false});
    return list;
}

/// `chosen` and `problem` come from a change of many that was refused.
response list_people(const call& asked, const form& query, const std::vector<std::string>& chosen = {},
                     const std::string& problem = {}, int status = 200) {
    const auto about = event_of(asked);
    const auto where = zone_named(about.event.time.timezone);
    const auto filter = filter_of(query);
    const auto found = asked.on.registrations.list(asked.event, filter);
    render::attendee_list_view view;
    view.action = base_of(asked) + "/people" + query_of(query);
    view.summary = summary_of(asked);
    view.text = filter.text;
    view.states = status_choices(query.text("state"), asked.lang);
    const auto& attended = query.text("attended");
    view.presences = {{"", say(asked.lang, "Явка", "Attendance"), "", attended.empty(), false},
                      {"yes", say(asked.lang, "Пришли", "Came"), "", attended == "yes", false},
                      {"no", say(asked.lang, "Не пришли", "Did not come"), "", attended == "no", false}};
    view.sessions.push_back({"", say(asked.lang, "Все сессии", "All sessions"), "", !filter.session, false});
    for (const auto& row : about.sessions)
        view.sessions.push_back({std::to_string(row.session.id.value), row.session.title, "",
                                 row.session.id == filter.session, false});
    view.is_filtered = !query_of(query).empty();
    for (const auto& line : found.items) {
        view.people.push_back(row_of(asked, line, where));
        view.people.back().is_selected = std::find(chosen.begin(), chosen.end(), view.people.back().id) != chosen.end();
    }
    const auto in = calendar_language(asked.lang);
    view.shown = say(asked.lang, "Показано ", "Shown ") + calendar::number_words(static_cast<std::int64_t>(found.items.size()), in) +
                 say(asked.lang, " из ", " of ") + calendar::number_words(found.total, in);
    view.may_change = asked.may(action::manage_registration);
    if (asked.may(action::register_guest)) view.add_url = base_of(asked) + "/people/new";
    if (asked.may(action::edit_event)) view.import_url = base_of(asked) + "/people/import";
    const auto again = base_of(asked) + "/people" + query_of(query);
    if (!found.next.empty())
        view.next_url = again + (again.find('?') == std::string::npos ? "?" : "&") + "cursor=" + percent_encode(found.next);
    if (!filter.cursor.empty()) view.previous_url = again;
    auto frame = work_frame_of(asked, render::work_section::people, &about);
    if (!problem.empty()) frame.notice = render::flash{problem, true};
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_people(call& asked) { return list_people(asked, asked.query); }

std::optional<service::group_change> change_named(const std::string& word) {
    if (word == "approve") return service::group_change::approve;
    if (word == "decline") return service::group_change::decline;
    if (word == "cancel") return service::group_change::cancel;
    if (word == "resend") return service::group_change::send_again;
    return std::nullopt;
}

/// Who stood in the way, and why; nobody was changed.
std::string problem_of(const call& asked, const domain::refusal& refusal) {
    const auto who = asked.on.registrations.find(asked.event, {refusal.at}, false);
    auto why = refusal.fields.empty() ? sentence_of(refusal, asked.lang)
                                      : say(asked.lang, "Почта не указана.", "There is no e-mail address.");
    if (!who) why = say(asked.lang, "Среди выбранных есть запись не этого события.", "One of those chosen is not of this event.");
    const auto name = who ? domain::full_name(who->registration.name) + ": " : std::string();
    return name + why + say(asked.lang, " Ничего не изменено ни у кого.", " Nothing was changed for anybody.");
}

/// Ready reasons; what is chosen goes into the letter as it stands.
std::vector<render::choice> decline_reasons(render::language lang) {
    std::vector<render::choice> reasons{{"", say(lang, "Без причины", "No reason"), "", true, false}};
    for (auto words : {say(lang, "Заявок больше, чем мест.", "There are more registrations than seats."),
                       say(lang, "Событие для другой аудитории.", "The event is for another audience."),
                       say(lang, "В заявке не хватает сведений.", "The registration lacks information."),
                       say(lang, "На это имя уже есть заявка.", "There is a registration of this name already.")})
        reasons.push_back({words, words, "", false, false});
    return reasons;
}

/// One's own words go before a ready reason.
std::string reason_in(const form& fields) {
    auto own = fields.text("own_reason");
    std::erase(own, '\r');
    return own.empty() ? fields.text("reason") : own;
}

// --- many at once ---

/// A change of many as it was asked for: the ticked ones, or everybody whom the filters of the list find.
struct wish {
    service::group_change what{};
    bool everybody = false;
    std::vector<service::registration_line> people;
};

constexpr std::size_t everybody_max = 5000, chunk = 250;

/// Everybody whom the filters find; nothing when they are more than can be changed at once.
std::optional<std::vector<service::registration_line>> found_people(const call& asked) {
    std::vector<service::registration_line> all;
    auto filter = filter_of(asked.query);
    filter.cursor.clear();
    filter.limit = 500;
    for (;;) {
        auto part = asked.on.registrations.list(asked.event, filter);
        if (part.total > static_cast<std::int64_t>(everybody_max)) return std::nullopt;
        std::move(part.items.begin(), part.items.end(), std::back_inserter(all));
        if (part.next.empty() || all.size() >= everybody_max) return all;
        filter.cursor = part.next;
    }
}

bool does_something(service::group_change what, const domain::registration& who) {
    using enum service::group_change;
    switch (what) {
    case approve: return who.status != registration_status::confirmed;
    case decline:
    case cancel: return domain::is_live(who.status);
    case send_again: return domain::is_live(who.status) && !who.email.empty();
    }
    return false;
}

std::string title_of(service::group_change what, render::language lang) {
    using enum service::group_change;
    switch (what) {
    case approve: return say(lang, "Подтвердить участие?", "Approve?");
    case decline: return say(lang, "Отклонить заявки?", "Decline?");
    case cancel: return say(lang, "Отменить участие?", "Cancel participation?");
    case send_again: break;
    }
    return say(lang, "Выслать письма ещё раз?", "Send the letters again?");
}

std::string button_of(service::group_change what, const std::string& count, render::language lang) {
    using enum service::group_change;
    switch (what) {
    case approve: return say(lang, "Подтвердить: ", "Approve: ") + count;
    case decline: return say(lang, "Отклонить: ", "Decline: ") + count;
    case cancel: return say(lang, "Отменить участие: ", "Cancel: ") + count;
    case send_again: break;
    }
    return say(lang, "Выслать письма: ", "Send letters: ") + count;
}

/// What the change would do, in numbers; what it would not do, too.
void foresee(const call& asked, const wish& wanted, render::bulk_view& view) {
    const auto lang = asked.lang;
    const auto about = event_of(asked);
    std::int64_t will = 0, letters = 0, seats_freed = 0, seats_needed = 0;
    for (const auto& line : wanted.people) {
        const auto& who = line.registration;
        if (!does_something(wanted.what, who)) continue;
        ++will;
        letters += !who.email.empty();
        (domain::holds_seat(who.status) ? seats_freed : seats_needed) += 1;
    }
    const auto words = [&](std::int64_t n) { return calendar::number_words(n, calendar_language(lang)); };
    const bool gives_back = wanted.what == service::group_change::decline || wanted.what == service::group_change::cancel;
    view.consequences.push_back({say(lang, "человек это коснётся", "people are concerned"), words(will)});
    if (const auto others = static_cast<std::int64_t>(wanted.people.size()) - will; others > 0)
        view.consequences.push_back({say(lang, "останутся как есть: для них ничего не изменится", "stay as they are: nothing changes for them"), words(others)});
    view.consequences.push_back({say(lang, "получат письмо", "get a letter"), words(letters)});
    if (gives_back) {
        view.consequences.push_back({say(lang, "мест освободится", "seats become free"), words(seats_freed)});
        if (const auto moved = std::min(about.seats.waiting, seats_freed); about.seats.limit && moved > 0)
            view.consequences.push_back({say(lang, "самое большее поднимутся из листа ожидания", "at most move up from the waiting list"), words(moved)});
        view.undo = say(lang, "Вернуть можно кнопкой «Подтвердить», пока есть места: билет будет новым.",
                        "“Approve” takes it back while there are seats; the ticket will be a new one.");
    }
    if (wanted.what == service::group_change::approve && about.seats.limit && seats_needed > *about.seats.limit - about.seats.taken)
        view.warnings.push_back({say(lang, "Мест не хватит: свободно ", "There are not enough seats: free ") +
                                     words(std::max<std::int64_t>(0, *about.seats.limit - about.seats.taken)) +
                                     say(lang, ", нужно ", ", needed ") + words(seats_needed) + ".", ""});
    if (will > 0) view.button = button_of(wanted.what, words(will), lang);
    view.is_dangerous = gives_back;
    if (wanted.what == service::group_change::decline && will > 0) view.reasons = decline_reasons(lang);
}

response ask_about_many(const call& asked, const wish& wanted, const std::string& word, const std::string& problem = {},
                        int status = 200) {
    render::bulk_view view;
    view.back_url = base_of(asked) + "/people" + query_of(asked.query);
    view.action = view.back_url;
    view.title = title_of(wanted.what, asked.lang);
    view.problem = problem;
    foresee(asked, wanted, view);
    view.hidden.push_back({"do", word});
    if (wanted.everybody) {
        view.hidden.push_back({"all", "1"});
        view.hidden.push_back({"expected", std::to_string(wanted.people.size())});
    } else {
        for (const auto& line : wanted.people) view.hidden.push_back({"id", std::to_string(line.registration.id.value)});
    }
    const auto about = event_of(asked);
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::people, &about), view), status);
}

/// In portions, each whole or not at all, so that others are served in between. How many portions' people were changed
/// before one was refused stands in the answer.
domain::result<void> change_in_portions(const call& asked, const std::vector<domain::registration_id>& ids,
                                        service::group_change what, const std::string& reason, std::size_t& changed) {
    for (changed = 0; changed < ids.size();) {
        const auto part = std::span(ids).subspan(changed, std::min(chunk, ids.size() - changed));
        if (auto done = asked.on.registrations.change_many(asked.actor, asked.event, part, what, reason); !done) return done;
        changed += part.size();
    }
    return {};
}

constexpr std::string_view done_words[] = {"", "approved", "declined", "removed", "sent"};

response done_with_many(const call& asked, service::group_change what) {
    const auto back = base_of(asked) + "/people" + query_of(asked.query);
    const auto sign = back.find('?') == std::string::npos ? "?" : "&";
    return redirect(back + sign + "done=" + std::string(done_words[static_cast<int>(what)]));
}

response change_everybody(const call& asked, const form& fields, wish wanted, const std::string& word) {
    auto found = found_people(asked);
    if (!found)
        return list_people(asked, asked.query, {},
                           say(asked.lang, "Нашлось больше 5000 человек: уточните условия.", "More than 5,000 people were found: narrow the filters."), 422);
    wanted.people = std::move(*found);
    if (!fields.has("sure")) return ask_about_many(asked, wanted, word);
    if (fields.text("expected") != std::to_string(wanted.people.size()))
        return ask_about_many(asked, wanted, word,
                              say(asked.lang, "Пока вы решали, список изменился. Проверьте числа ещё раз.",
                                  "The list has changed meanwhile. Check the numbers again."), 409);
    std::vector<domain::registration_id> ids;
    for (const auto& line : wanted.people)
        if (does_something(wanted.what, line.registration)) ids.push_back(line.registration.id);
    std::size_t changed = 0;
    const auto done = change_in_portions(asked, ids, wanted.what, reason_in(fields), changed);
    if (done) return done_with_many(asked, wanted.what);
    auto why = problem_of(asked, done.error());
    if (changed > 0)
        why = say(asked.lang, "Изменено: ", "Changed: ") + std::to_string(changed) + say(asked.lang, ", остальные нет. ", ", the others were not. ") +
              sentence_of(done.error(), asked.lang);
    return list_people(asked, asked.query, {}, why, status_of(done.error().code));
}

response change_people(call& asked) {
    const auto fields = posted(asked);
    const auto& word = fields.text("do");
    const auto what = change_named(word);
    const auto chosen = fields.all("id");
    const bool everybody = fields.has("all");
    if (!what || chosen.size() > group_max) return error_answer(asked, 400);
    if (*what == service::group_change::send_again && !asked.may(action::mail_guests) && (everybody || chosen.size() > 1))
        return list_people(asked, asked.query, chosen,
                           say(asked.lang, "Писать сразу многим может менеджер события.", "Only the event manager may write to many at once."), 403);
    wish wanted;
    wanted.what = *what;
    wanted.everybody = everybody;
    if (everybody) return change_everybody(asked, fields, std::move(wanted), word);
    std::vector<domain::registration_id> ids;
    for (const auto& text : chosen) {
        const auto number = number_in(text);
        if (number == 0) return error_answer(asked, 400);
        ids.push_back({number});
    }
    const auto back = base_of(asked) + "/people" + query_of(asked.query);
    if (ids.empty()) return redirect(back + (back.find('?') == std::string::npos ? "?" : "&") + "done=nobody");
    if (!fields.has("sure")) {
        for (const auto id : ids) {
            auto who = asked.on.registrations.find(asked.event, id, false);
            if (!who) return list_people(asked, asked.query, chosen, problem_of(asked, {domain::refusal_code::not_found, id.value, {}}), 404);
            service::registration_line line;
            line.registration = std::move(who->registration);
            wanted.people.push_back(std::move(line));
        }
        return ask_about_many(asked, wanted, word);
    }
    const auto done = asked.on.registrations.change_many(asked.actor, asked.event, ids, *what, reason_in(fields));
    if (!done)
        return list_people(asked, asked.query, chosen, problem_of(asked, done.error()), status_of(done.error().code));
    return done_with_many(asked, *what);
}

// --- one person ---

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

// --- writing somebody down ---

struct written_person {
    domain::registration_request request;
    std::string note;
    std::optional<domain::category_id> category; ///< nothing: the form did not ask
    std::vector<domain::field_error> wrong;
};

written_person read_person(const call& asked, const form& fields, const service::event_view& about) {
    written_person read;
    auto& request = read.request;
    request.event = asked.event;
    request.name = {fields.text("family_name"), fields.text("given_name"), fields.text("additional_name")};
    request.email = fields.text("email");
    request.phone = fields.text("phone");
    request.organisation = fields.text("organisation");
    request.position = fields.text("position");
    request.language = render::code(asked.lang);
    request.source = domain::registration_source::staff;
    request.email_trusted = true; // the team vouches for it
    for (const auto& text : fields.all("session"))
        for (const auto& row : about.sessions)
            if (row.session.id.value == number_in(text)) request.sessions.push_back(row.session.id);
    read.note = fields.text("note");
    if (fields.has("category")) read.category = domain::category_id{number_in(fields.text("category"))};
    std::erase(read.note, '\r'); // browsers end the lines of a text area with CR LF
    auto checked = request; // what was typed is shown again as it was typed
    read.wrong = domain::check_registration(checked, false);
    if (read.wrong.empty()) request = checked;
    return read;
}

render::attendee_form_view form_view_of(const call& asked, const written_person& read) {
    const auto& request = read.request;
    const auto show = [&](const std::string& name, const std::string& value) {
        render::form_field field{value, {}};
        for (const auto& error : read.wrong)
            if (error.field == name) field.error = sentence_of(error, asked.lang);
        return field;
    };
    render::attendee_form_view view;
    view.family_name = show("family_name", request.name.family);
    view.given_name = show("given_name", request.name.given);
    view.additional_name = show("additional_name", request.name.additional);
    view.email = show("email", request.email);
    view.phone = show("phone", request.phone);
    view.organisation = show("organisation", request.organisation);
    view.position = show("position", request.position);
    view.note = show("note", read.note);
    for (const auto& error : read.wrong) view.errors.push_back({error.field, sentence_of(error, asked.lang)});
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    return view;
}

response show_new_form(const call& asked, const service::event_view& about, const written_person& read, int status = 200) {
    auto view = form_view_of(asked, read);
    view.is_new = true;
    view.action = base_of(asked) + "/people/new";
    view.back_url = base_of(asked) + "/people";
    view.is_full = about.seats.free() == 0;
    for (const auto& row : about.sessions) {
        if (row.session.sign_up == domain::session_sign_up::none) continue;
        const auto& chosen = read.request.sessions;
        view.sessions.push_back({std::to_string(row.session.id.value), row.session.title,
                                 hours_of(row.session, about.event.time, asked.lang),
                                 std::find(chosen.begin(), chosen.end(), row.session.id) != chosen.end(), false});
    }
    const auto frame = work_frame_of(asked, render::work_section::people, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_new(call& asked) { return show_new_form(asked, event_of(asked), {}); }

/// A refusal that is about the whole form stands at its first field.
void take_refusal(const call& asked, const domain::refusal& refusal, render::attendee_form_view& view) {
    view.family_name.error = sentence_of(refusal, asked.lang);
    view.errors = {{"family_name", view.family_name.error}};
    view.error_count = error_count_words(1, asked.lang);
}

response add_person(call& asked) {
    const auto fields = posted(asked);
    const auto about = event_of(asked);
    auto read = read_person(asked, fields, about);
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong) return show_new_form(asked, about, read, 422);
    if (!read.wrong.empty()) return show_new_form(asked, about, read, 422);
    const auto made = asked.on.registrations.register_guest(asked.actor, read.request);
    if (made) return redirect(person_url(asked, made->id) + "?done=added");
    read.wrong = made.error().fields;
    if (read.wrong.empty()) {
        auto view = form_view_of(asked, read);
        view.is_new = true;
        view.action = base_of(asked) + "/people/new";
        view.back_url = base_of(asked) + "/people";
        take_refusal(asked, made.error(), view);
        const auto frame = work_frame_of(asked, render::work_section::people, &about);
        return page(render::render_page(asked.on.pages, frame, view), status_of(made.error().code));
    }
    return show_new_form(asked, about, read, status_of(made.error().code));
}

response show_edit_form(const call& asked, domain::registration_id id, const std::string& version, const written_person& read,
                        const domain::refusal* refusal, int status) {
    auto view = form_view_of(asked, read);
    if (refusal != nullptr && refusal->fields.empty()) take_refusal(asked, *refusal, view);
    view.action = person_url(asked, id) + "/edit";
    view.back_url = person_url(asked, id);
    view.version = version;
    const auto categories = asked.on.doors.categories(asked.event);
    const auto chosen = read.category.value_or(domain::category_id{});
    if (!categories.empty()) view.categories.push_back({"0", say(asked.lang, "Без категории", "No category"), "", !chosen, false});
    for (const auto& each : categories)
        view.categories.push_back({std::to_string(each.id.value),
                                   asked.lang == render::language::en && !each.name_en.empty() ? each.name_en : each.name, "",
                                   each.id == chosen, false});
    const auto about = event_of(asked);
    const auto frame = work_frame_of(asked, render::work_section::people, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_edit(call& asked) {
    const auto whose = person_of(asked);
    if (!whose) return error_answer(asked, 404);
    const auto& who = whose->registration;
    written_person as_is;
    as_is.request.name = who.name;
    as_is.request.email = who.email;
    as_is.request.phone = who.phone_raw;
    as_is.request.organisation = who.organisation;
    as_is.request.position = who.position;
    as_is.note = who.note;
    as_is.category = who.category;
    return show_edit_form(asked, who.id, std::to_string(who.version), as_is, nullptr, 200);
}

response correct_person(call& asked) {
    const auto whose = person_of(asked);
    if (!whose) return error_answer(asked, 404);
    const auto id = whose->registration.id;
    const auto fields = posted(asked);
    auto read = read_person(asked, fields, event_of(asked));
    const auto& version = fields.text("version");
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong || !read.wrong.empty())
        return show_edit_form(asked, id, version, read, nullptr, 422);
    service::registration_office::correction what;
    what.name = read.request.name;
    what.email = read.request.email;
    what.phone = read.request.phone;
    what.organisation = read.request.organisation;
    what.position = read.request.position;
    what.note = read.note;
    what.category = read.category;
    what.if_version = std::max<std::int64_t>(number_in(version), 1);
    const auto done = asked.on.registrations.correct(asked.actor, asked.event, id, what);
    if (done) return redirect(person_url(asked, id) + "?done=saved");
    const auto why = done.error();
    read.wrong = why.fields;
    return show_edit_form(asked, id, std::to_string(whose->registration.version), read, &why, status_of(why.code));
}

} // namespace

std::vector<route> attendee_routes() {
    using enum method;
    constexpr auto people = action::manage_registration;
    return {
        {get, "/work/events/{event}/people", people, entrance::work, show_people, "", "", "", ""},
        {post, "/work/events/{event}/people", people, entrance::work, change_people, "", "", "", ""},
        {get, "/work/events/{event}/people/new", action::register_guest, entrance::work, ask_new, "", "", "", ""},
        {post, "/work/events/{event}/people/new", action::register_guest, entrance::work, add_person, "", "", "", "", true},
        {get, "/work/events/{event}/people/{registration}", people, entrance::work, show_person, "", "", "", ""},
        {post, "/work/events/{event}/people/{registration}", people, entrance::work, change_person, "", "", "", ""},
        {get, "/work/events/{event}/people/{registration}/ticket.pdf", action::get_ticket, entrance::work, show_ticket, "", "", "", ""},
        {get, "/work/events/{event}/people/{registration}/edit", people, entrance::work, ask_edit, "", "", "", ""},
        {post, "/work/events/{event}/people/{registration}/edit", people, entrance::work, correct_person, "", "", "", "", true},
    };
}

} // namespace krug::web
