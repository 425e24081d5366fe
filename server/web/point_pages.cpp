// Entrances with their rules in words, and the devices that stand there.
#include "calendar/words.hpp"
#include "render/pages/record_page.hpp"
#include "render/qr.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;
using domain::admission_point_rules;

constexpr std::int64_t minutes_max = 7 * 24 * 60;
constexpr std::int64_t in_touch_seconds = 90;

std::string entry_words(domain::entry_rule rule, render::language lang) {
    switch (rule) {
    case domain::entry_rule::once: return say(lang, "по билету один раз", "once per ticket");
    case domain::entry_rule::once_a_day: return say(lang, "по билету раз в день", "once a day per ticket");
    case domain::entry_rule::after_exit: break;
    }
    return say(lang, "снова после отмеченного выхода", "again after a marked exit");
}

/// «Всё событие · по билету один раз · с 60 мин до начала · выход отмечают · записывают на месте»
std::string rules_words(const admission_point_rules& point, const service::event_view& about, render::language lang) {
    std::string what;
    for (const auto id : point.sessions)
        for (const auto& row : about.sessions)
            if (row.session.id == id) what += (what.empty() ? "" : ", ") + row.session.title;
    std::string words = what.empty() ? say(lang, "Всё событие", "The whole event") : what;
    words += " · " + entry_words(point.entries, lang);
    if (point.opens_minutes_before)
        words += say(lang, " · открыт за ", " · opens ") + std::to_string(*point.opens_minutes_before) +
                 say(lang, "\u00a0мин до начала", "\u00a0min before the start");
    if (point.closes_minutes_after)
        words += say(lang, " · закрыт через ", " · closes ") + std::to_string(*point.closes_minutes_after) +
                 say(lang, "\u00a0мин после начала", "\u00a0min after the start");
    if (point.exits_scanned) words += say(lang, " · отмечают выход", " · exits are marked");
    if (point.walk_ins) {
        words += say(lang, " · записывают на месте", " · registers at the door");
        if (point.walk_in_limit > 0) words += say(lang, " до ", " up to ") + std::to_string(point.walk_in_limit);
    }
    return words;
}

struct typed_rules {
    std::string id, name, name_en, entries = "once", opens, closes, walk_in_limit;
    std::vector<std::string> sessions;
    bool exits = false, walk_ins = false;
    std::vector<domain::field_error> wrong;
};

typed_rules typed_of(const admission_point_rules& point) {
    typed_rules typed;
    typed.id = std::to_string(point.id.value);
    typed.name = point.name;
    typed.name_en = point.name_en;
    typed.entries = point.entries == domain::entry_rule::once         ? "once"
                    : point.entries == domain::entry_rule::once_a_day ? "once_a_day"
                                                                       : "after_exit";
    if (point.opens_minutes_before) typed.opens = std::to_string(*point.opens_minutes_before);
    if (point.closes_minutes_after) typed.closes = std::to_string(*point.closes_minutes_after);
    if (point.walk_in_limit > 0) typed.walk_in_limit = std::to_string(point.walk_in_limit);
    for (const auto id : point.sessions) typed.sessions.push_back(std::to_string(id.value));
    typed.exits = point.exits_scanned;
    typed.walk_ins = point.walk_ins;
    return typed;
}

typed_rules typed_of(const form& fields) {
    typed_rules typed;
    typed.id = fields.text("id");
    typed.name = fields.text("name");
    typed.name_en = fields.text("name_en");
    typed.entries = fields.text("entries");
    typed.opens = fields.text("opens");
    typed.closes = fields.text("closes");
    typed.walk_in_limit = fields.text("walk_in_limit");
    typed.sessions = fields.all("session");
    typed.exits = fields.has("exits");
    typed.walk_ins = fields.has("walk_ins");
    return typed;
}

render::point_form form_of(const typed_rules& typed, const service::event_view& about, render::language lang) {
    const auto field = [&](const std::string& name, const std::string& value) {
        render::form_field shown{value, {}};
        for (const auto& error : typed.wrong)
            if (error.field == name) shown.error = sentence_of(error, lang);
        return shown;
    };
    render::point_form shown;
    shown.id = typed.id;
    shown.is_new = typed.id.empty();
    shown.name = field("name", typed.name);
    shown.name_en = field("name_en", typed.name_en);
    shown.opens = field("opens", typed.opens);
    shown.closes = field("closes", typed.closes);
    shown.walk_in_limit = field("walk_in_limit", typed.walk_in_limit);
    shown.exits = typed.exits;
    shown.walk_ins = typed.walk_ins;
    shown.entries = {{"once", say(lang, "Один раз", "Once"), "", typed.entries == "once", false},
                     {"once_a_day", say(lang, "Раз в день", "Once a day"), "", typed.entries == "once_a_day", false},
                     {"after_exit", say(lang, "Снова после выхода", "Again after an exit"), "", typed.entries == "after_exit", false}};
    for (const auto& row : about.sessions) {
        const auto id = std::to_string(row.session.id.value);
        const bool chosen = std::find(typed.sessions.begin(), typed.sessions.end(), id) != typed.sessions.end();
        shown.sessions.push_back({id, row.session.title, "", chosen, false});
    }
    return shown;
}

render::state_mark device_mark(const service::device_line& device, ground::utc_seconds now, render::language lang) {
    render::state_mark mark;
    if (device.state == "enrolled") {
        const bool in_touch = now - device.last_seen_at <= in_touch_seconds;
        mark.text = in_touch ? say(lang, "На связи", "In touch") : say(lang, "Без связи", "Out of touch");
        (in_touch ? mark.is_good : mark.is_waiting) = true;
    } else if (device.state == "invited") {
        mark.text = say(lang, "Ждёт подключения", "Not enrolled yet");
        mark.is_info = true;
    } else {
        mark.text = device.state == "revoked" ? say(lang, "Отключено", "Revoked") : say(lang, "На проверке", "Quarantined");
        mark.is_bad = true;
    }
    return mark;
}

struct shown_points {
    std::optional<typed_rules> rules;
    std::optional<render::enrolment> fresh;
    render::form_field device_name;
    int status = 200;
};

response show(const call& asked, const shown_points& shown) {
    const auto about = event_of(asked);
    const auto now = asked.on.clock.now();
    const auto points_url = base_of(asked) + "/points";
    render::points_view view;
    view.point_action = points_url;
    view.device_action = base_of(asked) + "/devices";
    view.fresh = shown.fresh;
    view.device_name = shown.device_name;
    if (!view.device_name.error.empty()) view.errors.push_back({"device_name", view.device_name.error});
    for (const auto& point : asked.on.check_ins.admission_points(asked.event)) {
        const auto id = std::to_string(point.id.value);
        const auto& name = asked.lang == render::language::en && !point.name_en.empty() ? point.name_en : point.name;
        view.points.push_back({name, rules_words(point, about, asked.lang), points_url + "?edit=" + id + "#rules"});
        view.point_choices.push_back({id, name, "", view.point_choices.empty(), false});
    }
    std::int64_t in_touch = 0;
    const auto devices = asked.on.gate.devices(asked.event);
    for (const auto& device : devices) {
        render::device_row row;
        row.name = device.name;
        row.point = device.point_name;
        row.state = device_mark(device, now, asked.lang);
        if (row.state.is_good) ++in_touch;
        if (device.last_seen_at > 0)
            row.seen = say(asked.lang, "обмен ", "synced ") + calendar::age_words(device.last_seen_at, now, calendar_language(asked.lang));
        if (device.unsent > 0) row.waiting = std::to_string(device.unsent);
        if (device.state != "revoked") row.revoke_url = base_of(asked) + "/devices/" + std::to_string(device.id.value) + "/revoke";
        view.devices.push_back(std::move(row));
    }
    view.summary = say(asked.lang, "Устройств: ", "Devices: ") + std::to_string(devices.size()) +
                   say(asked.lang, " · на связи: ", " · in touch: ") + std::to_string(in_touch);
    if (shown.rules) {
        view.rules = form_of(*shown.rules, about, asked.lang);
        for (const auto& error : shown.rules->wrong) view.errors.push_back({error.field, sentence_of(error, asked.lang)});
    } else {
        view.add_url = points_url + "?edit=new#rules";
    }
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    const auto frame = work_frame_of(asked, render::work_section::points, &about);
    return page(render::render_page(asked.on.pages, frame, view), shown.status);
}

response show_points(call& asked) {
    shown_points shown;
    const auto& edit = asked.query.text("edit");
    if (edit == "new") shown.rules = typed_rules{};
    for (const auto& point : asked.on.check_ins.admission_points(asked.event))
        if (std::to_string(point.id.value) == edit) shown.rules = typed_of(point);
    return show(asked, shown);
}

/// Minutes or a count; nothing when the field is empty.
std::optional<int> small_number(typed_rules& typed, const std::string& field, const std::string& text) {
    if (text.empty()) return std::nullopt;
    if (text == "0") return 0;
    const auto number = number_in(text);
    if (number > 0 && number <= minutes_max) return static_cast<int>(number);
    typed.wrong.push_back({field, number == 0 ? "malformed" : "out_of_range", minutes_max});
    return std::nullopt;
}

response save_point(call& asked) {
    auto typed = typed_of(posted(asked));
    admission_point_rules rules;
    if (!typed.id.empty()) {
        // What the form does not show stays as it is.
        const auto points = asked.on.check_ins.admission_points(asked.event);
        const auto known = std::find_if(points.begin(), points.end(),
                                        [&](const auto& each) { return std::to_string(each.id.value) == typed.id; });
        if (known == points.end()) return error_answer(asked, 404);
        rules = *known;
    }
    rules.name = typed.name;
    rules.name_en = typed.name_en;
    rules.opens_minutes_before = small_number(typed, "opens", typed.opens);
    rules.closes_minutes_after = small_number(typed, "closes", typed.closes);
    rules.walk_in_limit = small_number(typed, "walk_in_limit", typed.walk_in_limit).value_or(0);
    rules.exits_scanned = typed.exits;
    rules.walk_ins = typed.walk_ins;
    rules.entries = typed.entries == "once_a_day"   ? domain::entry_rule::once_a_day
                    : typed.entries == "after_exit" ? domain::entry_rule::after_exit
                                                    : domain::entry_rule::once;
    // Without marked exits nobody could ever come in again.
    if (rules.entries == domain::entry_rule::after_exit) rules.exits_scanned = true;
    rules.sessions.clear();
    for (const auto& text : typed.sessions)
        if (const auto id = number_in(text); id > 0) rules.sessions.push_back({id});
    rules.sign_up_required = !rules.sessions.empty() && rules.sign_up_required;
    if (typed.wrong.empty()) {
        const auto saved = asked.on.check_ins.save_admission_point(asked.actor, asked.event, rules);
        if (saved) return redirect(base_of(asked) + "/points?done=saved");
        if (saved.error().fields.empty()) return refused(asked, saved.error());
        typed.wrong = saved.error().fields;
    }
    shown_points shown;
    shown.rules = std::move(typed);
    shown.status = 422;
    return show(asked, shown);
}

response invite(call& asked) {
    const auto fields = posted(asked);
    shown_points shown;
    shown.device_name.value = fields.text("device_name");
    const auto invited = asked.on.gate.invite_device(asked.actor, asked.event, {number_in(fields.text("point"))},
                                                     shown.device_name.value);
    if (!invited) {
        if (invited.error().fields.empty()) return refused(asked, invited.error());
        shown.device_name.error = sentence_of(invited.error().fields.front(), asked.lang);
        shown.status = 422;
        return show(asked, shown);
    }
    const auto about = event_of(asked);
    render::enrolment fresh;
    fresh.device = shown.device_name.value;
    fresh.code = invited->code;
    fresh.command = "krug-kiosk enrol " + invited->code;
    fresh.valid_until = say(asked.lang, "до ", "until ") +
                        calendar::clock_words(invited->expires_at, zone_named(about.event.time.timezone));
    fresh.is_phone = fields.has("phone");
    fresh.scan_url = asked.on.settings.public_url + "/scan";
    const render::qr_label label{"enrol", say(asked.lang, "Код подключения", "Enrolment code"),
                                 fresh.is_phone ? say(asked.lang, "Наведите камеру телефона", "Point the phone's camera here")
                                                : say(asked.lang, "Поднесите к камере киоска", "Hold before the camera of the kiosk")};
    // A phone's own camera opens the address; what stands behind the # never reaches a server, not even ours.
    const auto text = fresh.is_phone ? fresh.scan_url + "#" + invited->code : invited->code;
    fresh.qr = {render::write_qr_svg(render::encode_qr(text, render::qr_level::medium), label)};
    shown.fresh = std::move(fresh);
    shown.device_name.value.clear();
    return show(asked, shown);
}

response revoke(call& asked) {
    const auto number = number_in(asked.place.at("device"));
    if (number == 0) return error_answer(asked, 404);
    const auto done = asked.on.gate.revoke_device(asked.actor, asked.event, {number});
    return done ? redirect(base_of(asked) + "/points?done=revoked") : refused(asked, done.error());
}

} // namespace

std::vector<route> point_routes() {
    using enum method;
    constexpr auto devices = action::manage_devices;
    return {
        {get, "/work/events/{event}/points", devices, entrance::work, show_points, "", "", "", ""},
        {post, "/work/events/{event}/points", action::edit_event, entrance::work, save_point, "", "", "", ""},
        {post, "/work/events/{event}/devices", devices, entrance::work, invite, "", "", "", ""},
        {post, "/work/events/{event}/devices/{device}/revoke", devices, entrance::work, revoke, "", "", "", ""},
    };
}

} // namespace krug::web
