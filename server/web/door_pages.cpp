// The door in a browser: one field for a scanner, a typed number or a name; a verdict; undo; guests without registration.
#include "calendar/words.hpp"
#include "domain/admission_words.hpp"
#include "domain/text_rules.hpp"
#include "gate_protocol/code_reader.hpp"
#include "ground/randomness.hpp"
#include "render/pages/attendance_page.hpp"
#include "web/door_words.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/own_registration.hpp"
#include "web/refusals.hpp"
#include "web/route.hpp"
#include "web/work_frame.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

constexpr int recent_shown = 12;
constexpr int found_shown = 10;
constexpr std::size_t reason_max = 200;
constexpr std::size_t scan_id_bytes = 16;

domain::language words_language(render::language lang) {
    return lang == render::language::ru ? domain::language::ru : domain::language::en;
}

/// Where the person stands and which way people go: it travels with every form of the page.
struct stance {
    domain::admission_point_id point;
    bool is_out = false;
};

stance stance_of(const form& fields) {
    return {{number_in(fields.text("admission_point"))}, fields.text("direction") == "out"};
}

std::string door_url(const call& asked, const stance& here, std::string_view done = {}) {
    std::string url = base_of(asked) + "/door";
    std::string query;
    if (here.point) query += "&admission_point=" + std::to_string(here.point.value);
    if (here.is_out) query += "&direction=out";
    if (!done.empty()) query += "&done=" + std::string(done);
    if (!query.empty()) url += "?" + query.substr(1);
    return url;
}

/// 32 hexadecimal digits out of them or of a UUID; "" when it is neither.
std::string scan_id_in(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c == '-') continue;
        const char lower = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        if (!((lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'f'))) return {};
        digits += lower;
    }
    return digits.size() == 2 * scan_id_bytes ? digits : std::string();
}

void fill_place(const call& asked, const service::event_view& about, const stance& here, render::door_view& view) {
    const auto points = asked.on.check_ins.admission_points(asked.event);
    const domain::admission_point_rules* chosen = points.empty() ? nullptr : &points.front();
    for (const auto& each : points)
        if (each.id == here.point) chosen = &each;
    for (const auto& each : points) {
        const auto& name = asked.lang == render::language::en && !each.name_en.empty() ? each.name_en : each.name;
        view.points.push_back({std::to_string(each.id.value), name, "", &each == chosen, false});
    }
    view.has_points = points.size() > 1;
    view.is_out = here.is_out;
    if (chosen == nullptr) return;
    view.point = std::to_string(chosen->id.value);
    view.has_exits = chosen->exits_scanned || here.is_out;
    const bool takes_walk_ins = chosen->walk_ins && asked.may(action::register_guest);
    if (takes_walk_ins && about.event.state == domain::event_state::published)
        view.walk_in_action = base_of(asked) + "/door/walk-ins";
}

void fill_recent(const call& asked, const calendar::zone& where, render::door_view& view) {
    const bool may_void = asked.may(action::override_or_void);
    for (const auto& scan : asked.on.check_ins.recent(asked.event, recent_shown)) {
        if (scan.kind == domain::scan_kind::voided) continue; // the record it takes back says so
        render::recent_scan row;
        row.time = calendar::clock_words(scan.scanned_at_ms / 1000, where);
        row.who = asked.may(action::see_names) && !scan.display_name.empty() ? scan.display_name
                                                                            : say(asked.lang, "Неизвестный код", "Unknown code");
        row.note = scan.device.empty() ? scan.point : scan.point + ", " + scan.device;
        row.state = mark_of(scan, asked.lang);
        const bool counts = domain::lets_in(scan.kind) || scan.kind == domain::scan_kind::exit;
        if (may_void && counts && !scan.voided) row.undo_url = base_of(asked) + "/door/undo/" + scan.scan_id;
        view.recent.push_back(std::move(row));
    }
}

/// The page as it stands before anything is scanned, with a scan id that belongs to this showing alone.
render::door_view fresh_view(const call& asked, const service::event_view& about, const stance& here) {
    render::door_view view;
    view.action = base_of(asked) + "/door";
    view.scan_id = asked.on.random.hex(scan_id_bytes);
    view.may_see_names = asked.may(action::see_names);
    fill_place(asked, about, here, view);
    const auto all = asked.on.attendance.live(asked.event);
    const auto in = calendar_language(asked.lang);
    const auto awaited = std::max<std::int64_t>(all.confirmed - all.attended, 0);
    view.inside = say(asked.lang, "Внутри ", "Inside ") + calendar::number_words(all.inside, in);
    if (awaited > 0) view.awaited = say(asked.lang, "ждём ещё ", "expected ") + calendar::number_words(awaited, in);
    return view;
}

response show(const call& asked, const service::event_view& about, render::door_view view, int status = 200) {
    fill_recent(asked, zone_named(about.event.time.timezone), view);
    const auto frame = work_frame_of(asked, render::work_section::door, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_door(call& asked) {
    const auto about = event_of(asked);
    return show(asked, about, fresh_view(asked, about, stance_of(asked.query)));
}

/// Letters and no digit: people are asked for by name, codes have digits in them.
bool is_name(std::string_view text, domain::event_id event) {
    if (domain::is_blank(text) || text.size() > 200) return false;
    if (gate_protocol::understand(text, event).reading != domain::code_reading::listed) return false;
    bool has_letter = false;
    for (const char c : text) {
        if (c >= '0' && c <= '9') return false;
        has_letter = has_letter || static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
    return has_letter;
}

response search(const call& asked, const service::event_view& about, const stance& here, const std::string& text) {
    const auto where = zone_named(about.event.time.timezone);
    service::registration_filter filter;
    filter.text = text;
    filter.limit = found_shown;
    auto view = fresh_view(asked, about, here);
    view.typed = text;
    for (const auto& line : asked.on.registrations.list(asked.event, filter).items) {
        render::found_person person;
        person.attendee_no = line.attendee_no;
        person.name = domain::full_name(line.registration.name);
        person.note = line.registration.organisation;
        person.state = mark_of(line.registration, line.first_admitted_at, line.inside, where, asked.lang);
        person.scan_id = asked.on.random.hex(scan_id_bytes);
        view.found.push_back(std::move(person));
    }
    view.nothing_found = view.found.empty();
    return show(asked, about, std::move(view));
}

bool was_voided(const call& asked, const service::check_in_answer& answer) {
    if (!answer.registration) return false;
    const auto scans = asked.on.check_ins.scans_of(asked.event, answer.registration);
    return std::any_of(scans.begin(), scans.end(),
                       [&](const auto& each) { return each.scan_id == answer.scan_id && each.voided; });
}

/// What the organisers want the door to read of this guest, and that a child comes with a parent.
std::string notes_of(const call& asked, const service::check_in_answer& answer) {
    if (!answer.registration) return {};
    const auto whose = asked.on.registrations.find(asked.event, answer.registration, false);
    if (!whose) return {};
    std::string notes;
    const auto add = [&](const std::string& note) { notes += (notes.empty() ? "" : " · ") + note; };
    if (whose->represented_by && whose->represented_by->as == domain::representative::kind::guardian)
        add(say(asked.lang, "с родителем", "with a parent"));
    if (whose->registration.answers.empty()) return notes;
    const auto questions = asked.on.forms.find(asked.event);
    const auto given = domain::answers_of(whose->registration.answers);
    for (const auto& field : questions.fields)
        if (const auto found = given.find(field.key); field.shown_at_door && !field.archived && found != given.end())
            add(label_of(field, asked.lang) + ": " + answer_words(field, found->second, asked.lang));
    return notes;
}

render::door_verdict verdict_of(const call& asked, const service::check_in_answer& answer, const std::string& code) {
    const auto in = words_language(asked.lang);
    render::door_verdict verdict;
    verdict.is_green = answer.colour == domain::verdict_colour::green;
    verdict.is_amber = answer.colour == domain::verdict_colour::amber;
    verdict.is_red = answer.colour == domain::verdict_colour::red;
    verdict.word = domain::sentence_for(answer.verdict, domain::details_of(answer.verdict, answer.rules, answer.points, in), in);
    verdict.step = domain::next_step_for(answer.reason, in);
    verdict.who = asked.may(action::see_names) ? answer.display_name : answer.door_name;
    if (verdict.is_green && !answer.table.empty()) verdict.table = say(asked.lang, "Стол ", "Table ") + answer.table;
    if (!answer.attendee_no.empty()) verdict.number = grouped_number(answer.attendee_no);
    for (const auto& title : answer.sessions) verdict.sessions += (verdict.sessions.empty() ? "" : " · ") + title;
    if (answer.category) {
        const bool english = asked.lang == render::language::en && !answer.category->name_en.empty();
        verdict.category = english ? answer.category->name_en : answer.category->name;
        verdict.lanyard = answer.category->colour;
        verdict.lanyard_name = lanyard_words(answer.category->colour, asked.lang);
    }
    // Whoever may admit may look at a document; nothing of it is kept.
    if (answer.reason == domain::verdict_reason::needs_identity_check && !code.empty()) {
        verdict.may_confirm_identity = true;
        verdict.code = code;
        verdict.fresh_scan_id = asked.on.random.hex(scan_id_bytes);
    }
    const bool identity = std::find(answer.hints.begin(), answer.hints.end(), "check_identity") != answer.hints.end();
    if (identity && verdict.is_green)
        verdict.hint = say(asked.lang, "Событие 18+: взгляните на документ, если возраст вызывает сомнение",
                           "18+ event: look at a document if the age is in doubt");
    if (const auto notes = notes_of(asked, answer); !notes.empty())
        verdict.hint += (verdict.hint.empty() ? "" : " · ") + notes;
    if (!asked.may(action::override_or_void)) return verdict;
    if (verdict.is_green) verdict.undo_url = base_of(asked) + "/door/undo/" + answer.scan_id;
    verdict.may_override = verdict.is_amber && !verdict.may_confirm_identity && answer.registration && domain::may_override(answer.reason);
    verdict.code = code;
    if (verdict.fresh_scan_id.empty()) verdict.fresh_scan_id = asked.on.random.hex(scan_id_bytes);
    return verdict;
}

/// The page was loaded again after its scan had been taken back: the green of then is no green now.
render::door_verdict voided_verdict(const call& asked, render::door_verdict verdict) {
    verdict.is_green = verdict.is_red = verdict.may_override = verdict.may_confirm_identity = false;
    verdict.is_amber = true;
    verdict.word = say(asked.lang, "Эта отметка уже отменена", "This scan has been taken back");
    verdict.step = say(asked.lang, "Чтобы впустить, проверьте билет ещё раз.", "To admit, check the ticket again.");
    verdict.undo_url.clear();
    verdict.table.clear();
    return verdict;
}

response ask_reason(const call& asked, const service::event_view& about, const stance& here, const form& fields,
                    std::string_view fault) {
    auto view = fresh_view(asked, about, here);
    render::door_verdict verdict;
    verdict.is_amber = verdict.may_override = true;
    verdict.word = say(asked.lang, "Напишите, почему пропускаете", "Write why you admit");
    verdict.code = fields.text("code");
    verdict.fresh_scan_id = asked.on.random.hex(scan_id_bytes);
    verdict.override_reason = {fields.text("override_reason"),
                               sentence_of(domain::field_error{"override_reason", std::string(fault), reason_max}, asked.lang)};
    view.verdict = std::move(verdict);
    return show(asked, about, std::move(view), 422);
}

response check(call& asked) {
    const auto fields = posted(asked);
    const auto here = stance_of(fields);
    const auto about = event_of(asked);
    const auto& code = fields.text("code");
    if (domain::is_blank(code)) return redirect(door_url(asked, here));
    service::check_in_command command;
    if (fields.has("override")) {
        if (!asked.may(action::override_or_void)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
        command.override_reason = fields.text("override_reason");
        if (domain::is_blank(command.override_reason)) return ask_reason(asked, about, here, fields, "required");
        if (const auto fault = domain::fault_in_line(command.override_reason, reason_max))
            return ask_reason(asked, about, here, fields, domain::word_of(*fault));
    } else if (is_name(code, asked.event) && asked.may(action::see_names)) {
        return search(asked, about, here, code);
    }
    command.identity_checked = fields.has("checked");
    command.event = asked.event;
    command.code = code;
    command.point = here.point;
    command.direction = here.is_out ? domain::passage::out : domain::passage::in;
    command.scan_id = scan_id_in(fields.text("scan_id"));
    if (command.scan_id.empty()) return error_answer(asked, 400);
    const auto answer = asked.on.check_ins.check_in(asked.actor, command);
    if (!answer) return refused(asked, answer.error());
    auto view = fresh_view(asked, about, here);
    view.verdict = verdict_of(asked, *answer, code);
    if (answer->repeated && was_voided(asked, *answer)) view.verdict = voided_verdict(asked, std::move(*view.verdict));
    return show(asked, about, std::move(view));
}

response undo(call& asked) {
    const auto here = stance_of(posted(asked));
    const auto done = asked.on.check_ins.void_scan(asked.actor, asked.event, asked.place.at("scan"));
    return done ? redirect(door_url(asked, here, "undone")) : refused(asked, done.error());
}

response refuse_walk_in(const call& asked, const service::event_view& about, const stance& here,
                        const domain::registration_request& typed, const std::vector<domain::field_error>& wrong,
                        const std::string& problem, int status) {
    auto view = fresh_view(asked, about, here);
    const auto field = [&](const std::string& name, const std::string& value) {
        render::form_field shown{value, {}};
        for (const auto& error : wrong)
            if (error.field == name) shown.error = sentence_of(error, asked.lang);
        return shown;
    };
    view.walk_in_open = true;
    view.family_name = field("family_name", typed.name.family);
    view.given_name = field("given_name", typed.name.given);
    view.email = field("email", typed.email);
    view.organisation = field("organisation", typed.organisation);
    for (const auto& error : wrong) view.errors.push_back({error.field, sentence_of(error, asked.lang)});
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    if (!problem.empty()) {
        render::door_verdict verdict;
        verdict.is_red = true;
        verdict.word = problem;
        view.verdict = std::move(verdict);
    }
    return show(asked, about, std::move(view), status);
}

response admit_walk_in(call& asked) {
    // Two rights in one: putting somebody on the list, and letting them in.
    if (!asked.may(action::check_in)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto fields = posted(asked);
    const auto here = stance_of(fields);
    const auto about = event_of(asked);
    domain::registration_request typed;
    typed.event = asked.event;
    typed.name = {fields.text("family_name"), fields.text("given_name"), ""};
    typed.email = fields.text("email");
    typed.organisation = fields.text("organisation");
    typed.language = render::code(asked.lang);
    typed.source = domain::registration_source::walk_in;
    auto checked = typed;
    const auto wrong = domain::check_registration(checked, false);
    if (!wrong.empty()) return refuse_walk_in(asked, about, here, typed, wrong, "", 422);
    const auto scan_id = scan_id_in(fields.text("scan_id"));
    if (scan_id.empty()) return error_answer(asked, 400);
    const auto answer = asked.on.check_ins.admit_walk_in(asked.actor, checked, here.point, scan_id);
    if (!answer) {
        const auto& why = answer.error();
        return refuse_walk_in(asked, about, here, typed, why.fields, why.fields.empty() ? sentence_of(why, asked.lang) : "",
                              status_of(why.code));
    }
    auto view = fresh_view(asked, about, here);
    view.verdict = verdict_of(asked, *answer, answer->attendee_no);
    return show(asked, about, std::move(view));
}

} // namespace

std::vector<route> door_routes() {
    using enum method;
    return {
        {get, "/work/events/{event}/door", action::check_in, entrance::work, show_door, "", "", "", ""},
        {post, "/work/events/{event}/door", action::check_in, entrance::work, check, "", "", "", ""},
        {post, "/work/events/{event}/door/undo/{scan}", action::override_or_void, entrance::work, undo, "", "", "", ""},
        {post, "/work/events/{event}/door/walk-ins", action::register_guest, entrance::work, admit_walk_in, "", "", "", ""},
    };
}

} // namespace krug::web
