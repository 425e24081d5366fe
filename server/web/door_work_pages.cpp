// The organiser's side of the door: devices, double admissions, who would get in.
#include "calendar/moment.hpp"
#include "calendar/words.hpp"
#include "domain/admission_words.hpp"
#include "gate_protocol/device_report.hpp"
#include "render/pages/door_work_page.hpp"
#include "web/door_words.hpp"
#include "web/event_words.hpp"
#include "web/own_registration.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <array>

namespace krug::web {

namespace {

using domain::action;

constexpr int conflicts_shown = 30;

// --- devices

std::string kind_words(const std::string& kind, render::language lang) {
    if (kind == "kiosk") return say(lang, "киоск", "kiosk");
    if (kind == "phone") return say(lang, "телефон", "phone");
    if (kind == "hub") return say(lang, "узел площадки", "venue hub");
    return {};
}

struct part_words {
    gate_protocol::rehearsal_part part;
    std::string_view ru, en;
};
using part = gate_protocol::rehearsal_part;
constexpr std::array rehearsal_words{part_words{part::camera, "камера", "camera"},
                                     part_words{part::scanner, "сканер", "scanner"},
                                     part_words{part::screen, "экран", "screen"},
                                     part_words{part::sound, "звук", "sound"},
                                     part_words{part::clock, "часы", "clock"},
                                     part_words{part::disk, "диск", "disk"},
                                     part_words{part::printer, "принтер", "printer"},
                                     part_words{part::sync, "давно не было связи", "no recent sync"},
                                     part_words{part::list, "список билетов неполный", "ticket list incomplete"},
                                     part_words{part::keys, "нет ключей проверки", "no verification keys"},
                                     part_words{part::tickets, "пробные билеты", "trial tickets"},
                                     part_words{part::offline, "работа без связи", "working offline"},
                                     part_words{part::point, "не выбрана точка входа", "no admission point"},
                                     part_words{part::standing, "доступ устройства", "device access"},
                                     part_words{part::battery, "заряд", "battery"},
                                     part_words{part::other, "другое", "something else"}};

std::string rehearsal_line(const call& asked, const service::device_line::reported& report, const calendar::zone& where) {
    if (report.rehearsal_at == 0) return say(asked.lang, "не проводилась", "not held");
    const auto when = short_moment(report.rehearsal_at, asked.on.clock.now(), where, asked.lang);
    if (report.rehearsal_ready) return say(asked.lang, "готово, ", "ready, ") + when;
    std::string failed;
    for (const auto& word : report.rehearsal_failed)
        for (const auto& each : rehearsal_words)
            if (each.part == gate_protocol::rehearsal_part_named(word))
                failed += (failed.empty() ? "" : ", ") + say(asked.lang, each.ru, each.en);
    return say(asked.lang, "не готово: ", "not ready: ") + failed + ", " + when;
}

/// «отстают на 1,5 с ± 0,1 с»: said only as exactly as it is known.
std::string clock_line(const service::device_line::reported& report, render::language lang) {
    const auto skew = report.skew_ms < 0 ? -report.skew_ms : report.skew_ms;
    const auto error = seconds_words(std::max<std::int64_t>(report.error_ms, 100), lang);
    if (skew <= report.error_ms || skew < 1000) return say(lang, "верны, ± ", "right, ± ") + error;
    const auto by = report.skew_ms < 0 ? say(lang, "отстают на ", "slow by ") : say(lang, "спешат на ", "fast by ");
    return by + seconds_words(skew, lang) + " ± " + error;
}

render::device_detail detail_of(const call& asked, const service::device_line& device, const calendar::zone& where) {
    const auto now = asked.on.clock.now();
    const auto lang = asked.lang;
    const auto in = calendar_language(lang);
    render::device_detail row;
    row.name = device.name;
    row.point = device.point_name;
    row.kind = kind_words(device.report.kind, lang);
    row.state = device_mark(device, now, lang);
    row.alarm = alarm_words(device, now, lang);
    const auto add = [&](std::string_view ru, std::string_view en, std::string value) {
        row.facts.push_back({say(lang, ru, en), std::move(value)});
    };
    add("Последний обмен", "Last sync",
        device.last_seen_at > 0 ? calendar::age_words(device.last_seen_at, now, in) : say(lang, "ещё не было", "not yet"));
    add("Ждут отправки", "Not sent yet", calendar::number_words(device.unsent, in));
    if (device.report.at > 0) {
        add("Людей в минуту", "People a minute", per_minute_words(device.report.admitted_5_minutes, lang));
        add("Часы", "Clock", clock_line(device.report, lang));
        add("Версия", "Version", device.report.version);
    }
    if (device.state == "enrolled") add("Репетиция", "Rehearsal", rehearsal_line(asked, device.report, where));
    if (device.state != "revoked")
        row.revoke_url = base_of(asked) + "/devices/" + std::to_string(device.id.value) + "/revoke";
    return row;
}

response show_devices(call& asked) {
    const auto about = event_of(asked);
    const auto where = zone_named(about.event.time.timezone);
    const auto now = asked.on.clock.now();
    const auto devices = asked.on.gate.devices(asked.event);
    render::devices_view view;
    view.self_url = base_of(asked) + "/devices";
    view.points_url = base_of(asked) + "/points";
    std::int64_t in_touch = 0, unsent = 0;
    for (const auto& device : devices) {
        view.devices.push_back(detail_of(asked, device, where));
        in_touch += device_mark(device, now, asked.lang).is_good;
        unsent += device.unsent;
    }
    const auto in = calendar_language(asked.lang);
    view.summary = say(asked.lang, "Устройств: ", "Devices: ") + std::to_string(devices.size()) +
                   say(asked.lang, " · на связи: ", " · in touch: ") + std::to_string(in_touch) +
                   say(asked.lang, " · ждут отправки: ", " · not sent yet: ") + calendar::number_words(unsent, in);
    const auto frame = work_frame_of(asked, render::work_section::devices, &about);
    return page(render::render_page(asked.on.pages, frame, view));
}

// --- double admissions

std::string resolution_words(const std::string& word, render::language lang) {
    if (word == "same_person") return say(lang, "Решено: тот же человек", "Decided: the same person");
    if (word == "copied") return say(lang, "Решено: копия, билет выпущен заново", "Decided: a copy, ticket issued anew");
    return say(lang, "Решено: ошибка, отметка отменена", "Decided: a mistake, taken back");
}

render::conflict_item item_of(const call& asked, const service::conflict_line& line, const calendar::zone& where) {
    render::conflict_item item;
    item.id = std::to_string(line.number);
    item.number = grouped_number(line.attendee_no);
    item.who = asked.may(action::see_names) ? domain::full_name(line.name) : domain::door_name(line.name);
    if (asked.may(action::manage_registration))
        item.who_url = base_of(asked) + "/people/" + std::to_string(line.registration.value);
    const bool open = line.state == "open";
    item.state.text = open ? say(asked.lang, "Ждёт решения", "Awaits a decision") : resolution_words(line.resolution, asked.lang);
    (open ? item.state.is_waiting : item.state.is_good) = true;
    if (line.order_unknown)
        item.order_note = say(asked.lang, "Кто вошёл первым, неизвестно: часы устройств расходятся сильнее, чем сами отметки.",
                              "Who came first is not known: the clocks differ by more than the scans.");
    for (std::size_t at = 0; at < line.entries.size(); ++at) {
        const auto& entry = line.entries[at];
        render::conflict_entry_row row;
        row.time = exact_clock_words(entry.at_ms / 1000, where);
        row.where = entry.point + ", " + (entry.device.empty() ? say(asked.lang, "этот сервер", "this server") : entry.device);
        row.is_first = at == 0;
        if (open && !entry.voided) row.undo_url = base_of(asked) + "/conflicts/" + item.id + "/resolve";
        row.scan_id = entry.scan_id;
        row.note = at == 0 ? say(asked.lang, "считается первым", "counts as the first") : say(asked.lang, "лишний", "one too many");
        if (entry.error_ms > 0)
            row.note += say(asked.lang, " · часы ± ", " · clock ± ") + seconds_words(entry.error_ms, asked.lang);
        if (entry.voided) row.note = say(asked.lang, "отметка отменена", "taken back");
        item.entries.push_back(std::move(row));
    }
    if (open) item.action = base_of(asked) + "/conflicts/" + item.id + "/resolve";
    return item;
}

response show_conflicts(call& asked) {
    const auto about = event_of(asked);
    const auto where = zone_named(about.event.time.timezone);
    const bool all = asked.query.text("show") == "all";
    const auto url = base_of(asked) + "/conflicts";
    const auto before = number_in(asked.query.text("before"));
    render::conflicts_view view;
    const auto lines = asked.on.conflicts.list(asked.event, !all, before, conflicts_shown);
    for (const auto& line : lines) view.items.push_back(item_of(asked, line, where));
    view.summary = say(asked.lang, "Ждут решения: ", "Await a decision: ") +
                   calendar::number_words(asked.on.conflicts.count_open(asked.event), calendar_language(asked.lang));
    (all ? view.open_url : view.all_url) = all ? url : url + "?show=all";
    if (lines.size() == static_cast<std::size_t>(conflicts_shown) && lines.back().number > 1)
        view.next_url = url + "?before=" + std::to_string(lines.back().number) + (all ? "&show=all" : "");
    const auto frame = work_frame_of(asked, render::work_section::overview, &about);
    return page(render::render_page(asked.on.pages, frame, view));
}

response resolve(call& asked) {
    const auto number = number_in(asked.place.at("conflict"));
    const auto fields = posted(asked);
    const auto answer = service::conflict_answer_named(fields.text("resolution"));
    if (number == 0) return error_answer(asked, 404);
    if (!answer) return error_answer(asked, 400);
    const auto scan = *answer == service::conflict_answer::mistake ? fields.text("scan_id") : std::string();
    const auto done = asked.on.conflicts.resolve(asked.actor, asked.event, number, *answer, scan);
    if (!done) return refused(asked, done.error());
    const auto line = asked.on.conflicts.find(asked.event, number);
    const bool open = line && line->state == "open";
    return redirect(base_of(asked) + "/conflicts?done=" + (open ? "still_open" : "decided"));
}

// --- who would get in

struct guest_words {
    domain::guest_kind kind;
    std::string_view ru, en;
};
using guest = domain::guest_kind;
constexpr std::array guests{
    guest_words{guest::confirmed, "Участие подтверждено", "Confirmed"},
    guest_words{guest::no_session, "Подтверждено, но на сессию не записан", "Confirmed, signed up for no session"},
    guest_words{guest::other_session, "Записан на другую сессию", "Signed up for another session"},
    guest_words{guest::other_category, "Другая категория", "Another category"},
    guest_words{guest::already_in, "Уже входил здесь полчаса назад", "Came in here half an hour ago"},
    guest_words{guest::has_left, "Входил и отметил выход", "Came in and left by a marked exit"},
    guest_words{guest::moved, "Входил здесь, потом перешёл на другую сессию", "Came in here, then moved to another session"},
    guest_words{guest::waitlisted, "В листе ожидания", "On the waiting list"},
    guest_words{guest::not_approved, "Заявка ждёт решения", "Registration awaits a decision"},
    guest_words{guest::declined, "Заявка отклонена", "Registration declined"},
    guest_words{guest::cancelled, "Регистрация отменена", "Registration cancelled"},
    guest_words{guest::replaced, "Старый билет, выпущенный заново", "An old ticket, issued anew since"},
    guest_words{guest::other_event, "Билет на другое мероприятие", "A ticket of another event"},
    guest_words{guest::not_on_list, "Нет в списке", "Not on the list"},
    guest_words{guest::walk_in, "Без регистрации, запись на месте", "Without a registration, taken in at the door"}};

render::preview_row row_of(const call& asked, const service::admission_preview& shown, std::string name,
                           const domain::verdict& given) {
    const auto in = asked.lang == render::language::ru ? domain::language::ru : domain::language::en;
    render::preview_row row;
    row.guest = std::move(name);
    row.state.text = domain::sentence_for(given, domain::details_of(given, shown.rules, shown.points, in), in);
    row.state.is_good = given.colour() == domain::verdict_colour::green;
    row.state.is_waiting = given.colour() == domain::verdict_colour::amber;
    row.state.is_bad = given.colour() == domain::verdict_colour::red;
    row.step = domain::next_step_for(given.reason, in);
    return row;
}

/// The moment typed in the event's own time; the start of the event, or now, when nothing is typed.
std::optional<ground::utc_seconds> moment_of(const call& asked, const service::event_view& about,
                                             const calendar::zone& where, render::preview_view& view) {
    auto at = about.event.time.starts_at.value_or(asked.on.clock.now());
    const auto usual = calendar::print_rfc3339(at, where); // 2020-10-15T15:00:00+05:00
    view.date.value = asked.query.has("date") ? asked.query.text("date") : usual.substr(0, 10);
    view.time.value = asked.query.has("time") ? asked.query.text("time") : usual.substr(11, 5);
    const auto typed = calendar::parse_local(view.date.value + "T" + view.time.value);
    if (!typed || !typed->has_clock) return std::nullopt;
    return where.read(typed->time).earlier;
}

response show_preview(call& asked) {
    const auto number = number_in(asked.place.at("point"));
    const auto points = asked.on.check_ins.admission_points(asked.event);
    const auto point = std::find_if(points.begin(), points.end(), [&](const auto& each) { return each.id.value == number; });
    if (point == points.end()) return error_answer(asked, 404);
    const auto about = event_of(asked);
    const auto where = zone_named(about.event.time.timezone);
    render::preview_view view;
    view.back_url = base_of(asked) + "/points";
    view.action = view.back_url + "/" + std::to_string(number) + "/preview";
    view.point = asked.lang == render::language::en && !point->name_en.empty() ? point->name_en : point->name;
    view.attendee_no.value = asked.query.text("attendee_no");
    const auto at = moment_of(asked, about, where, view);
    if (!at) {
        view.time.error = say(asked.lang, "Напишите время так: 15:10", "Write the time like this: 15:10");
        view.errors.push_back({"time", view.time.error});
    } else {
        view.moment = short_moment(*at, asked.on.clock.now(), where, asked.lang);
        const auto shown = asked.on.doors.preview(asked.event, point->id, *at, view.attendee_no.value);
        if (!shown) {
            view.attendee_no.error = say(asked.lang, "Такого номера на этом событии нет", "No such number at this event");
            view.errors.push_back({"attendee_no", view.attendee_no.error});
        } else {
            for (const auto& line : shown->kinds)
                for (const auto& each : guests)
                    if (each.kind == line.kind)
                        view.rows.push_back(row_of(asked, *shown, say(asked.lang, each.ru, each.en), line.given));
            if (shown->guest)
                view.rows.push_back(row_of(asked, *shown,
                                           asked.may(action::see_names) ? domain::full_name(shown->guest_name)
                                                                        : domain::door_name(shown->guest_name),
                                           *shown->guest));
        }
    }
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    const auto frame = work_frame_of(asked, render::work_section::points, &about);
    return page(render::render_page(asked.on.pages, frame, view), view.errors.empty() ? 200 : 422);
}

} // namespace

std::vector<route> door_work_routes() {
    using enum method;
    constexpr auto work = entrance::work;
    return {
        {get, "/work/events/{event}/devices", action::manage_devices, work, show_devices, "", "", "", "", false, freshness::shows},
        {get, "/work/events/{event}/conflicts", action::override_or_void, work, show_conflicts, "", "", "", ""},
        {post, "/work/events/{event}/conflicts/{conflict}/resolve", action::override_or_void, work, resolve, "", "", "", ""},
        {get, "/work/events/{event}/points/{point}/preview", action::manage_devices, work, show_preview, "", "", "", "", false, freshness::shows},
    };
}

} // namespace krug::web
