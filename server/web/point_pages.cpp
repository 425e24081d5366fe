// Entrances with their rules in words, and the devices that stand there.
#include "calendar/words.hpp"
#include "render/pages/record_page.hpp"
#include "render/qr.hpp"
#include "domain/text_rules.hpp"
#include "web/door_words.hpp"
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

std::string entry_words(domain::entry_rule rule, render::language lang) {
    switch (rule) {
    case domain::entry_rule::once: return say(lang, "по билету один раз", "once per ticket");
    case domain::entry_rule::once_a_day: return say(lang, "по билету раз в день", "once a day per ticket");
    case domain::entry_rule::after_exit: break;
    }
    return say(lang, "снова после отмеченного выхода", "again after a marked exit");
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
    return all;
}

std::string category_names(const std::vector<domain::category_id>& chosen,
                           const std::vector<domain::guest_category>& known, render::language lang) {
    std::vector<std::string> names;
    for (const auto id : chosen) {
        if (!id) names.push_back(say(lang, "без категории", "no category"));
        for (const auto& each : known)
            if (each.id == id) names.push_back(lang == render::language::en && !each.name_en.empty() ? each.name_en : each.name);
    }
    return joined(names);
}

/// When the door is open: «открыт за 60 мин до начала · закрыт через 30 мин после начала».
std::string hours_words(const admission_point_rules& point, render::language lang) {
    std::string words;
    if (point.opens_minutes_before)
        words += say(lang, " · открыт за ", " · opens ") + std::to_string(*point.opens_minutes_before) +
                 say(lang, "\u00a0мин до начала", "\u00a0min before the start");
    if (point.closes_minutes_after && *point.closes_minutes_after >= 0)
        words += say(lang, " · закрыт через ", " · closes ") + std::to_string(*point.closes_minutes_after) +
                 say(lang, "\u00a0мин после начала", "\u00a0min after the start");
    if (point.closes_minutes_after && *point.closes_minutes_after < 0)
        words += say(lang, " · закрыт за ", " · closes ") + std::to_string(-*point.closes_minutes_after) +
                 say(lang, "\u00a0мин до начала", "\u00a0min before the start");
    if (point.standby_after_minutes)
        words += say(lang, " · лист ожидания пускают через ", " · waiting guests come in ") +
                 std::to_string(*point.standby_after_minutes) +
                 say(lang, "\u00a0мин после начала", "\u00a0min after the start");
    return words;
}

/// «Всё событие · по билету один раз · открыт за 60 мин до начала · отмечают выход · записывают на месте до 12»
std::string rules_words(const admission_point_rules& point, const service::event_view& about,
                        const std::vector<domain::guest_category>& categories, render::language lang) {
    std::vector<std::string> titles;
    for (const auto id : point.sessions)
        for (const auto& row : about.sessions)
            if (row.session.id == id) titles.push_back(row.session.title);
    std::string words = titles.empty() ? say(lang, "Всё событие", "The whole event") : joined(titles);
    if (!point.categories.empty())
        words += say(lang, " · только ", " · only ") + category_names(point.categories, categories, lang);
    words += " · " + entry_words(point.entries, lang);
    words += hours_words(point, lang);
    if (point.sign_up_required) words += say(lang, " · только по записи на сессию", " · sign-up for the session needed");
    if (point.exits_scanned) words += say(lang, " · отмечают выход", " · exits are marked");
    if (point.identity_check) words += say(lang, " · сверяют документ", " · a document is looked at");
    if (point.home_gate) words += say(lang, " · билеты поделены между воротами", " · tickets are dealt to gates");
    if (point.walk_ins) {
        words += say(lang, " · записывают на месте", " · registers at the door");
        if (point.walk_in_limit > 0) words += say(lang, " до ", " up to ") + std::to_string(point.walk_in_limit);
    }
    return words;
}

struct typed_rules {
    std::string id, name, name_en, entries = "once", opens, closes, walk_in_limit;
    std::string standby, together;
    std::vector<std::string> sessions, categories;
    bool exits = false, walk_ins = false, sign_up = false, identity = false, gate = false;
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
    for (const auto id : point.categories) typed.categories.push_back(std::to_string(id.value));
    if (point.standby_after_minutes) typed.standby = std::to_string(*point.standby_after_minutes);
    typed.together = std::to_string(point.area);
    typed.exits = point.exits_scanned;
    typed.walk_ins = point.walk_ins;
    typed.sign_up = point.sign_up_required;
    typed.identity = point.identity_check;
    typed.gate = point.home_gate;
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
    typed.categories = fields.all("category");
    typed.standby = fields.text("standby");
    typed.together = fields.text("together");
    typed.sign_up = fields.has("sign_up");
    typed.identity = fields.has("identity");
    typed.gate = fields.has("gate");
    typed.exits = fields.has("exits");
    typed.walk_ins = fields.has("walk_ins");
    return typed;
}

bool is_among(const std::vector<std::string>& chosen, const std::string& wanted) {
    return std::find(chosen.begin(), chosen.end(), wanted) != chosen.end();
}

/// «Сама по себе», or together with one other place: points of one area count entries together.
std::vector<render::choice> areas_of(const call& asked, const typed_rules& typed) {
    std::vector<render::choice> choices{{"", say(asked.lang, "Сам по себе", "By itself"), "", false, false}};
    std::vector<int> known;
    for (const auto& point : asked.on.check_ins.admission_points(asked.event)) {
        if (std::to_string(point.id.value) == typed.id) continue;
        if (std::find(known.begin(), known.end(), point.area) != known.end()) continue;
        known.push_back(point.area);
        const auto area = std::to_string(point.area);
        const auto& name = asked.lang == render::language::en && !point.name_en.empty() ? point.name_en : point.name;
        choices.push_back({area, say(asked.lang, "Вместе с «", "Together with “") + name + say(asked.lang, "»", "”"), "",
                           area == typed.together, false});
    }
    choices.front().is_selected =
        std::none_of(choices.begin() + 1, choices.end(), [](const auto& each) { return each.is_selected; });
    return choices;
}

render::point_form form_of(const call& asked, const typed_rules& typed, const service::event_view& about) {
    const auto lang = asked.lang;
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
    shown.standby = field("standby", typed.standby);
    shown.exits = typed.exits;
    shown.walk_ins = typed.walk_ins;
    shown.sign_up = typed.sign_up;
    shown.identity = typed.identity;
    shown.gate = typed.gate;
    shown.together = areas_of(asked, typed);
    const auto categories = asked.on.doors.categories(asked.event);
    if (!categories.empty())
        shown.categories.push_back({"0", say(lang, "Без категории", "No category"), "", is_among(typed.categories, "0"), false});
    for (const auto& each : categories) {
        const auto id = std::to_string(each.id.value);
        shown.categories.push_back({id, lang == render::language::en && !each.name_en.empty() ? each.name_en : each.name, "",
                                    is_among(typed.categories, id), false});
    }
    shown.entries = {{"once", say(lang, "Один раз", "Once"), "", typed.entries == "once", false},
                     {"once_a_day", say(lang, "Раз в день", "Once a day"), "", typed.entries == "once_a_day", false},
                     {"after_exit", say(lang, "Снова после выхода", "Again after an exit"), "", typed.entries == "after_exit", false}};
    for (const auto& row : about.sessions) {
        const auto id = std::to_string(row.session.id.value);
        shown.sessions.push_back({id, row.session.title, "", is_among(typed.sessions, id), false});
    }
    return shown;
}

struct shown_points {
    std::optional<typed_rules> rules;
    std::optional<render::enrolment> fresh;
    render::form_field device_name, category_name, category_name_en;
    std::string colour;
    int status = 200;
};

void fill_categories(const call& asked, const shown_points& shown, const std::vector<domain::guest_category>& categories,
                     render::points_view& view) {
    const bool may_edit = asked.may(action::edit_event);
    const auto url = base_of(asked) + "/categories";
    for (const auto& each : categories) {
        const auto& name = asked.lang == render::language::en && !each.name_en.empty() ? each.name_en : each.name;
        view.categories.push_back({name, each.colour, colour_words(each.colour, asked.lang),
                                   may_edit ? url + "/" + std::to_string(each.id.value) + "/remove" : ""});
    }
    if (!may_edit) return;
    view.category_action = url;
    view.category_name = shown.category_name;
    view.category_name_en = shown.category_name_en;
    for (const auto colour : domain::lanyard_colours)
        view.colours.push_back({std::string(colour), colour_words(colour, asked.lang), "", colour == shown.colour, false});
    for (const auto* field : {&view.category_name, &view.category_name_en})
        if (!field->error.empty())
            view.errors.push_back({field == &view.category_name ? "category_name" : "category_name_en", field->error});
}

response show(const call& asked, const shown_points& shown) {
    const auto about = event_of(asked);
    const auto now = asked.on.clock.now();
    const auto points_url = base_of(asked) + "/points";
    render::points_view view;
    view.point_action = points_url;
    view.device_action = base_of(asked) + "/devices";
    view.fresh = shown.fresh;
    view.device_name = shown.device_name;
    const auto categories = asked.on.doors.categories(asked.event);
    fill_categories(asked, shown, categories, view);
    view.devices_url = base_of(asked) + "/devices";
    view.moves = asked.on.doors.moves_between_sessions(asked.event);
    view.may_move = about.sessions.size() > 1;
    if (view.may_move && asked.may(action::edit_event)) view.door_action = base_of(asked) + "/doors";
    if (!view.device_name.error.empty()) view.errors.push_back({"device_name", view.device_name.error});
    for (const auto& point : asked.on.check_ins.admission_points(asked.event)) {
        const auto id = std::to_string(point.id.value);
        const auto& name = asked.lang == render::language::en && !point.name_en.empty() ? point.name_en : point.name;
        view.points.push_back({name, rules_words(point, about, categories, asked.lang), points_url + "?edit=" + id + "#rules",
                               points_url + "/" + id + "/preview"});
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
        view.rules = form_of(asked, *shown.rules, about);
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
std::optional<int> small_number(typed_rules& typed, const std::string& field, const std::string& text, bool may_be_below = false) {
    if (text.empty()) return std::nullopt;
    if (text == "0") return 0;
    if (may_be_below && text.front() == '-') {
        const auto below = number_in(std::string_view(text).substr(1));
        if (below > 0 && below <= minutes_max) return -static_cast<int>(below);
    }
    const auto number = number_in(text);
    if (number > 0 && number <= minutes_max) return static_cast<int>(number);
    typed.wrong.push_back({field, number == 0 ? "malformed" : "out_of_range", minutes_max});
    return std::nullopt;
}

/// The area of the place chosen; a point that counts by itself keeps its own area, or gets one that nobody else has.
int area_for(const call& asked, const typed_rules& typed, const admission_point_rules& before) {
    const auto points = asked.on.check_ins.admission_points(asked.event);
    const auto others_have = [&](int area) {
        return std::any_of(points.begin(), points.end(),
                           [&](const auto& each) { return each.id != before.id && each.area == area; });
    };
    for (const auto& each : points)
        if (each.id != before.id && std::to_string(each.area) == typed.together) return each.area;
    if (before.id && !others_have(before.area)) return before.area;
    int fresh = 0;
    while (others_have(fresh)) ++fresh;
    return fresh;
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
    rules.closes_minutes_after = small_number(typed, "closes", typed.closes, true);
    rules.standby_after_minutes = small_number(typed, "standby", typed.standby);
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
    rules.sign_up_required = typed.sign_up;
    rules.identity_check = typed.identity;
    rules.home_gate = typed.gate;
    rules.categories.clear();
    for (const auto& text : typed.categories) rules.categories.push_back({text == "0" ? 0 : number_in(text)});
    rules.area = area_for(asked, typed, rules);
    if (rules.opens_minutes_before && rules.closes_minutes_after && -*rules.opens_minutes_before >= *rules.closes_minutes_after)
        typed.wrong.push_back({"closes", "out_of_range", *rules.opens_minutes_before});
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

response save_category(call& asked) {
    const auto fields = posted(asked);
    shown_points shown;
    shown.category_name.value = fields.text("category_name");
    shown.category_name_en.value = fields.text("category_name_en");
    shown.colour = fields.text("colour");
    const auto saved = asked.on.doors.save_category(
        asked.actor, asked.event, {{}, shown.category_name.value, shown.category_name_en.value, shown.colour});
    if (saved) return redirect(base_of(asked) + "/points?done=saved");
    if (saved.error().fields.empty()) return refused(asked, saved.error());
    for (const auto& fault : saved.error().fields)
        (fault.field == "name_en" ? shown.category_name_en : shown.category_name).error = sentence_of(fault, asked.lang);
    shown.status = 422;
    return show(asked, shown);
}

response remove_category(call& asked) {
    const auto number = number_in(asked.place.at("category"));
    if (number == 0) return error_answer(asked, 404);
    const auto done = asked.on.doors.remove_category(asked.actor, asked.event, {number});
    if (!done && done.error().code == domain::refusal_code::wrong_state)
        return redirect(base_of(asked) + "/points?done=category_used");
    return done ? redirect(base_of(asked) + "/points?done=saved") : refused(asked, done.error());
}

response save_doors(call& asked) {
    const auto done = asked.on.doors.save_moves(asked.actor, asked.event, posted(asked).has("moves"));
    return done ? redirect(base_of(asked) + "/points?done=saved") : refused(asked, done.error());
}

response revoke(call& asked) {
    const auto number = number_in(asked.place.at("device"));
    if (number == 0) return error_answer(asked, 404);
    const auto done = asked.on.gate.revoke_device(asked.actor, asked.event, {number});
    return done ? redirect(base_of(asked) + "/devices?done=revoked") : refused(asked, done.error());
}

} // namespace

std::vector<route> point_routes() {
    using enum method;
    constexpr auto devices = action::manage_devices;
    return {
        {get, "/work/events/{event}/points", devices, entrance::work, show_points, "", "", "", "", false, freshness::shows},
        {post, "/work/events/{event}/points", action::edit_event, entrance::work, save_point, "", "", "", ""},
        {post, "/work/events/{event}/categories", action::edit_event, entrance::work, save_category, "", "", "", ""},
        {post, "/work/events/{event}/categories/{category}/remove", action::edit_event, entrance::work, remove_category, "", "", "", ""},
        {post, "/work/events/{event}/doors", action::edit_event, entrance::work, save_doors, "", "", "", ""},
        {post, "/work/events/{event}/devices", devices, entrance::work, invite, "", "", "", ""},
        {post, "/work/events/{event}/devices/{device}/revoke", devices, entrance::work, revoke, "", "", "", ""},
    };
}

} // namespace krug::web
