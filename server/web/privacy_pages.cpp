// What is known of one person, for whoever asks for it: all of it on a page and in a file, its destruction, and the acts
// that prove the latter.
#include "domain/retention.hpp"
#include "render/file_name.hpp"
#include "render/pages/privacy_page.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/json_body.hpp"
#include "web/own_registration.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include "calendar/words.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace krug::web {

namespace json = boost::json;
using domain::action;

namespace {

constexpr int found_max = 20;

std::string data_url(domain::event_id event, domain::registration_id id) {
    return "/work/events/" + std::to_string(event.value) + "/people/" + std::to_string(id.value) + "/data";
}

std::string rfc3339(ground::utc_seconds at) { return std::string(std::string_view(json_moment(at).as_string())); }

std::string name_words(const domain::person_name& name, render::language lang) {
    const auto full = domain::full_name(name);
    return full.empty() ? say(lang, "Данные уничтожены", "Data destroyed") : full;
}

struct word_pair {
    std::string_view word, ru, en;
};
constexpr word_pair categories[] = {{"name", "имя", "name"},
                                    {"contacts", "почта и телефон", "e-mail and telephone"},
                                    {"work", "организация и должность", "organisation and position"},
                                    {"answers", "ответы анкеты", "answers of the form"},
                                    {"needs", "пожелания по доступности", "access needs"},
                                    {"notes", "заметки команды", "notes of the team"},
                                    {"letters", "письма", "letters"},
                                    {"lists", "списки на киосках", "lists on kiosks"}};
constexpr word_pair reasons[] = {{"asked", "по требованию человека на его странице", "the person asked on their own page"},
                                 {"demanded", "по требованию человека, передано команде", "the person asked the team"},
                                 {"needs_age", "вышел срок хранения пожеланий", "the time for access needs is over"},
                                 {"data_age", "вышел срок хранения", "the time is over"},
                                 {"restored", "повторно после возврата базы из копии", "again, after a database was put back"}};

template <std::size_t Count>
std::string words_in(const word_pair (&table)[Count], std::string_view word, render::language lang) {
    for (const auto& each : table)
        if (each.word == word) return say(lang, each.ru, each.en);
    return std::string(word);
}

std::string category_words(std::string_view listed, render::language lang) {
    std::string text;
    while (!listed.empty()) {
        const auto end = std::min(listed.find(','), listed.size());
        text += (text.empty() ? "" : ", ") + words_in(categories, listed.substr(0, end), lang);
        listed.remove_prefix(std::min(end + 1, listed.size()));
    }
    return text;
}

std::string kept_until_words(const service::event_view& about, render::language lang) {
    if (!domain::over_at(about.event.time)) {
        return say(lang, "У события нет даты: данные хранятся до 400 дней после последней заявки.",
                   "The event has no date: data is kept for up to 400 days after the last registration.");
    }
    const auto until = domain::kept_until(about.event.time, 0);
    const auto where = zone_named(about.event.time.timezone);
    const auto day = [&](ground::utc_seconds at) { return calendar::short_date(where.local(at).date, true, calendar_language(lang)); };
    return say(lang, "Пожелания хранятся до ", "Access needs are kept until ") + day(until.needs_until) +
           say(lang, ", остальное – до ", ", everything else until ") + day(until.data_until) +
           say(lang, ". Потом уничтожаются сами.", ". Then they are destroyed automatically.");
}

render::privacy_row row_of(const call& asked, const service::registration_line& line) {
    return {data_url(asked.event, line.registration.id), name_words(line.registration.name, asked.lang),
            grouped_number(line.attendee_no), status_words(line.registration.status, asked.lang)};
}

std::vector<render::act_row> act_rows(const call& asked, const calendar::zone& where) {
    std::vector<render::act_row> rows;
    const auto now = asked.on.clock.now();
    for (const auto& act : asked.on.retention.acts(asked.event)) {
        const auto whom = act.registration ? say(asked.lang, "участник ", "attendee ") + std::to_string(act.registration.value)
                                           : say(asked.lang, "людей: ", "people: ") + std::to_string(act.people);
        rows.push_back({std::to_string(act.number), short_moment(act.at, now, where, asked.lang), whom,
                        category_words(act.categories, asked.lang), words_in(reasons, act.reason, asked.lang),
                        actor_words(act.actor, asked.lang)});
    }
    return rows;
}

response show(const call& asked, render::privacy_view view, int status = 200) {
    const auto about = event_of(asked);
    view.search_action = base_of(asked) + "/privacy";
    view.kept_until = kept_until_words(about, asked.lang);
    view.acts = act_rows(asked, zone_named(about.event.time.timezone));
    view.acts_url = base_of(asked) + "/privacy/acts.csv";
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::privacy, &about), view), status);
}

response show_privacy(call& asked) { return show(asked, {}); }

/// By POST: what identifies somebody does not belong into an address.
response search_person(call& asked) {
    render::privacy_view view;
    view.who.value = posted(asked).text("who");
    if (view.who.value.empty() || view.who.value.size() > 200) {
        view.who.error = say(asked.lang, "Напишите почту, телефон, имя или номер", "Write an e-mail, a telephone, a name or a number");
        return show(asked, std::move(view), 422);
    }
    service::registration_filter filter;
    filter.text = view.who.value;
    filter.limit = found_max;
    view.is_searched = true;
    for (const auto& line : asked.on.registrations.list(asked.event, filter).items) view.found.push_back(row_of(asked, line));
    return show(asked, std::move(view));
}

void append_cell(std::string& line, std::string_view text) {
    if (!line.empty()) line += ';';
    line += '"';
    for (const char each : text) {
        if (each == '"') line += '"';
        line += each;
    }
    line += '"';
}

/// The acts with the lines of the trail about them, as the regulator wants both together: numbers and stable words.
response give_acts(call& asked) {
    std::string text = "\xef\xbb\xbf";
    const auto add = [&](std::initializer_list<std::string_view> cells) {
        std::string line;
        for (const auto cell : cells) append_cell(line, cell);
        text += line + "\r\n";
    };
    const auto& settings = asked.on.settings;
    add({say(asked.lang, "Оператор", "Operator"), settings.operator_name, settings.operator_inn, settings.operator_address});
    add({say(asked.lang, "Система", "System"), settings.public_url, say(asked.lang, "событие", "event"), std::to_string(asked.event.value)});
    add({say(asked.lang, "Акт", "Act"), say(asked.lang, "Время, UTC", "Time, UTC"), say(asked.lang, "Чьи данные", "Whose data"),
         say(asked.lang, "Людей", "People"), say(asked.lang, "Категории", "Categories"), say(asked.lang, "Причина", "Reason"),
         say(asked.lang, "Способ", "Method"), say(asked.lang, "Кто", "Who")});
    for (const auto& act : asked.on.retention.acts(asked.event))
        add({std::to_string(act.number), rfc3339(act.at), act.registration ? std::to_string(act.registration.value) : "*",
             std::to_string(act.people), category_words(act.categories, asked.lang), words_in(reasons, act.reason, asked.lang),
             say(asked.lang, "стёрто из базы данных, файлов писем и списков устройств", "erased from the database, files of letters and lists of devices"),
             act.actor});
    add({say(asked.lang, "Журнал", "Trail"), say(asked.lang, "Время, UTC", "Time, UTC"), say(asked.lang, "Что", "What"),
         say(asked.lang, "Над чем", "Of what"), say(asked.lang, "Подробности", "Facts"), say(asked.lang, "Кто", "Who")});
    for (std::int64_t before = 0;;) {
        const auto lines = asked.on.staff.audit(asked.event, before, 500);
        for (const auto& line : lines)
            if (line.what == "erase_person" || line.what.starts_with("retention_") || line.what == "read_person")
                add({std::to_string(line.number), rfc3339(line.at), line.what, std::to_string(line.subject), line.facts, line.actor});
        if (lines.size() < 500) break;
        before = lines.back().number;
    }
    return download(std::move(text), "text/csv; charset=utf-8",
                    render::content_disposition(render::file_disposition::attachment,
                                                say(asked.lang, "акты", "acts") + "-" + event_of(asked).event.slug + ".csv"));
}

// --- one person ---

std::optional<service::registration_view> person_here(const call& asked) {
    const auto number = number_in(asked.place.at("registration"));
    if (number == 0) return std::nullopt;
    return asked.on.registrations.find(asked.event, {number}, asked.may(action::see_needs));
}

void fact(std::vector<render::fact>& facts, std::string label, std::string value) {
    if (!value.empty()) facts.push_back({std::move(label), std::move(value)});
}

std::vector<render::known_group> groups_of(const call& asked, const service::registration_view& whose,
                                           const service::event_view& about) {
    const auto lang = asked.lang;
    const auto where = zone_named(about.event.time.timezone);
    const auto now = asked.on.clock.now();
    const auto moment = [&](ground::utc_seconds at) { return short_moment(at, now, where, lang); };
    const auto& who = whose.registration;
    render::known_group form{say(lang, "Анкета", "Form"), {}};
    fact(form.facts, say(lang, "Имя", "Name"), domain::full_name(who.name));
    fact(form.facts, say(lang, "Почта", "E-mail"), who.email);
    fact(form.facts, say(lang, "Телефон", "Telephone"), who.phone_raw.empty() ? who.phone : who.phone_raw);
    fact(form.facts, say(lang, "Организация", "Organisation"), who.organisation);
    fact(form.facts, say(lang, "Должность", "Position"), who.position);
    fact(form.facts, say(lang, "Заметка команды", "Note of the team"), who.note);
    for (const auto& answer : answer_facts(asked.on.forms.find(asked.event), who.answers, lang)) fact(form.facts, answer.label, answer.value);
    for (const auto& code : whose.access_needs) fact(form.facts, say(lang, "Пожелание", "Access need"), service_words(code, lang));
    render::known_group standing{say(lang, "Участие", "Participation"), {}};
    fact(standing.facts, say(lang, "Состояние", "Status"), status_words(who.status, lang));
    fact(standing.facts, say(lang, "Заявка подана", "Registered"), moment(who.created_at));
    for (const auto& scan : asked.on.check_ins.scans_of(asked.event, who.id))
        fact(standing.facts, moment(scan.scanned_at_ms / 1000), scan_words(scan, lang) + (scan.point.empty() ? "" : ", " + scan.point));
    render::known_group consents{say(lang, "Согласия", "Consents"), {}};
    for (const auto& consent : whose.consents)
        fact(consents.facts, consent.document, say(lang, "редакция ", "version ") + std::to_string(consent.version));
    return {std::move(form), std::move(standing), std::move(consents)};
}

/// Registrations of the same address where the reader may answer for personal data too; this one left out.
std::vector<service::registration_pointer> others_of(const call& asked, domain::registration_id id) {
    auto all = asked.on.retention.of_same_address(asked.event, id);
    std::erase_if(all, [&](const auto& each) {
        if (each.event == asked.event && each.id == id) return true;
        const auto owner = asked.on.events.owner_of(each.event);
        return !owner || !domain::may(asked.actor.assignments, action::erase, *owner, each.event);
    });
    return all;
}

response show_person(const call& asked, const service::registration_view& whose, const std::string& error = {}, int status = 200) {
    const auto about = event_of(asked);
    const auto& who = whose.registration;
    render::personal_data_view view;
    view.name = name_words(who.name, asked.lang);
    view.attendee_no = grouped_number(whose.attendee_no);
    view.back_url = base_of(asked) + "/privacy";
    view.groups = groups_of(asked, whose, about);
    for (const auto& other : others_of(asked, who.id)) {
        const auto found = asked.on.registrations.find(other.event, other.id, false);
        const auto where = asked.on.events.find_event(other.event);
        if (found && where)
            view.others.push_back({data_url(other.event, other.id), where->event.text.title, grouped_number(found->attendee_no),
                                   status_words(found->registration.status, asked.lang)});
    }
    view.file_url = data_url(asked.event, who.id) + ".json";
    if (asked.on.retention.is_erased(asked.event, who.id)) {
        view.erased_words = say(asked.lang, "Личные данные этой заявки уничтожены. Остались номер, состояние и отметки входа.",
                                "The personal data of this registration was destroyed. Its number, status and scans remain.");
    } else {
        view.erase_action = data_url(asked.event, who.id);
        view.is_live = domain::is_live(who.status);
    }
    view.error = error;
    auto frame = work_frame_of(asked, render::work_section::privacy, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_data(call& asked) {
    const auto whose = person_here(asked);
    if (!whose) return error_answer(asked, 404);
    // Who reads all of it is answerable for it.
    asked.on.staff.note_reading(asked.actor, "read_person", asked.event, whose->registration.id.value, "form=page");
    return show_person(asked, *whose);
}

response erase_data(call& asked) {
    const auto whose = person_here(asked);
    if (!whose) return error_answer(asked, 404);
    if (posted(asked).text("sure") != "yes")
        return show_person(asked, *whose, say(asked.lang, "Отметьте, что человек этого потребовал", "Tick that the person demanded it"), 422);
    const auto done = asked.on.retention.erase(asked.actor, asked.event, whose->registration.id);
    if (!done) return refused(asked, done.error());
    return redirect(data_url(asked.event, whose->registration.id) + "?done=erased");
}

json::object registration_json(const call& asked, const service::registration_pointer& which) {
    const bool needs = asked.may(action::see_needs) && which.event == asked.event;
    const auto whose = asked.on.registrations.find(which.event, which.id, needs);
    const auto event = asked.on.events.find_event(which.event);
    if (!whose || !event) return {};
    const auto& who = whose->registration;
    json::array answers, scans, consents, access_needs, sessions;
    const auto questions = asked.on.forms.find(which.event);
    for (const auto& each : who.answers) {
        const auto* field = questions.find(each.field);
        answers.push_back(json::object{{"field", each.field},
                                       {"question", field ? label_of(*field, asked.lang) : each.field},
                                       {"value", each.value},
                                       {"answer", field ? answer_words(*field, each.value, asked.lang) : each.value}});
    }
    for (const auto& each : who.sessions)
        for (const auto& row : event->sessions)
            if (row.session.id == each.session) sessions.push_back(json::value(row.session.title));
    for (const auto& each : whose->access_needs) access_needs.push_back(json::value(each));
    for (const auto& each : whose->consents)
        consents.push_back(json::object{{"document", each.document}, {"version", each.version}});
    for (const auto& each : asked.on.check_ins.scans_of(which.event, which.id))
        scans.push_back(json::object{{"at", rfc3339(each.scanned_at_ms / 1000)},
                                     {"kind", domain::word_of(each.kind)},
                                     {"point", each.point},
                                     {"device", each.device},
                                     {"taken_back", each.voided}});
    return {{"event", event->event.text.title},
            {"event_id", which.event.value},
            {"registration_id", which.id.value},
            {"attendee_no", whose->attendee_no},
            {"status", domain::word_of(who.status)},
            {"registered_at", rfc3339(who.created_at)},
            {"erased", asked.on.retention.is_erased(which.event, which.id)},
            {"family_name", who.name.family},
            {"given_name", who.name.given},
            {"additional_name", who.name.additional},
            {"email", who.email},
            {"phone", who.phone},
            {"phone_as_written", who.phone_raw},
            {"organisation", who.organisation},
            {"position", who.position},
            {"language", who.language},
            {"note", who.note},
            {"sessions", std::move(sessions)},
            {"answers", std::move(answers)},
            {"access_needs", needs ? json::value(std::move(access_needs)) : json::value(nullptr)},
            {"consents", std::move(consents)},
            {"scans", std::move(scans)}};
}

response give_data(call& asked) {
    const auto whose = person_here(asked);
    if (!whose) return error_answer(asked, 404);
    const auto id = whose->registration.id;
    asked.on.staff.note_reading(asked.actor, "read_person", asked.event, id.value, "form=file");
    json::array all;
    all.push_back(registration_json(asked, {asked.event, id}));
    for (const auto& other : others_of(asked, id)) all.push_back(registration_json(asked, other));
    json::array letters;
    for (const auto& each : asked.on.retention.letters(asked.event, id))
        letters.push_back(json::object{{"kind", each.kind}, {"state", each.state}, {"promised_at", rfc3339(each.created_at)},
                                       {"sent_at", each.sent_at > 0 ? json::value(rfc3339(each.sent_at)) : json::value(nullptr)}});
    const json::object whole{{"made_at", rfc3339(asked.on.clock.now())},
                             {"operator", asked.on.settings.operator_name},
                             {"registrations", std::move(all)},
                             {"letters", std::move(letters)}};
    auto answer = download(json::serialize(whole), "application/json; charset=utf-8",
                           render::content_disposition(render::file_disposition::attachment, "person-" + std::to_string(id.value) + ".json"));
    answer.may_compress = false;
    return answer;
}

} // namespace

std::vector<route> privacy_routes() {
    using enum method;
    constexpr auto erase = action::erase;
    return {
        {get, "/work/events/{event}/privacy", erase, entrance::work, show_privacy, "", "", "", "", false, freshness::shows},
        {post, "/work/events/{event}/privacy", erase, entrance::work, search_person, "", "", "", ""},
        {get, "/work/events/{event}/privacy/acts.csv", erase, entrance::work, give_acts, "", "", "", ""},
        {get, "/work/events/{event}/people/{registration}/data", erase, entrance::work, ask_data, "", "", "", ""},
        {post, "/work/events/{event}/people/{registration}/data", erase, entrance::work, erase_data, "", "", "", ""},
        {get, "/work/events/{event}/people/{registration}/data.json", erase, entrance::work, give_data, "", "", "", ""},
    };
}

} // namespace krug::web
