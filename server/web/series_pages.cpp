// Events that repeat: making the row by a rule of the calendar, and carrying a change over to all that follow.
#include "calendar/recurrence.hpp"
#include "calendar/words.hpp"
#include "render/pages/creation_page.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/series_days.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"
#include "web/written_moment.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;
using render::language;

struct typed_rule {
    std::string unit = "week", interval = "1", count = "10", until, skip;
    std::vector<std::string> weekdays;
    bool publish = false;
    std::vector<render::form_error> errors;
};

std::string weekday_words(int day, language lang) {
    constexpr std::string_view ru[] = {"пн", "вт", "ср", "чт", "пт", "сб", "вс"}, en[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return say(lang, ru[day - 1], en[day - 1]);
}

std::vector<service::occurrence> following(const service::series_view& series, domain::event_id event, ground::utc_seconds now) {
    std::int64_t own = -1;
    for (const auto& each : series.events)
        if (each.id == event) own = each.days;
    std::vector<service::occurrence> later;
    for (const auto& each : series.events)
        if (own >= 0 && each.days > own && each.state != domain::event_state::cancelled && !is_over(each.time, now)) later.push_back(each);
    return later;
}

response show(const call& asked, const typed_rule& typed, int status) {
    const auto lang = asked.lang;
    const auto about = event_of(asked);
    const auto series = asked.on.series.find(asked.event);
    const auto now = asked.on.clock.now();
    render::series_view view;
    view.action = base_of(asked) + "/series";
    view.rule = series.rule;
    view.has_date = about.event.time.starts_at.has_value();
    view.is_published = about.event.state == domain::event_state::published;
    for (const auto& each : series.events) {
        const auto when = when_of(each.time, now, lang);
        view.events.push_back({each.title, when.day + (when.time.empty() ? "" : ", " + when.time), state_words(each.state, lang),
                               "/work/events/" + std::to_string(each.id.value), each.id == asked.event});
    }
    if (const auto later = following(series, asked.event, now); !later.empty()) {
        view.copy_url = view.action + "/following";
        const auto many = std::to_string(later.size());
        view.following = say(lang, "Следующих встреч: " + many + ".", "Meetings that follow: " + many + ".");
    }
    const auto field = [&](const std::string& name, const std::string& value) {
        render::form_field shown{value, ""};
        for (const auto& error : typed.errors)
            if (error.anchor == name) shown.error = error.message;
        return shown;
    };
    view.errors = typed.errors;
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), lang);
    view.units = {{"week", say(lang, "Каждую неделю", "Every week"), "", typed.unit != "month", false},
                  {"month", say(lang, "Каждый месяц, в тот же день недели", "Every month, on the same weekday"), "", typed.unit == "month", false}};
    for (int day = 1; day <= 7; ++day) {
        const auto value = std::to_string(day);
        const bool chosen = std::find(typed.weekdays.begin(), typed.weekdays.end(), value) != typed.weekdays.end();
        view.weekdays.push_back({value, weekday_words(day, lang), "", chosen, false});
    }
    view.interval = field("interval", typed.interval);
    view.count = field("count", typed.count);
    view.until = field("until", typed.until);
    view.skip = field("skip", typed.skip);
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::edit, &about), view), status);
}

response ask(call& asked) { return show(asked, {}, 200); }

std::optional<int> small_number(const std::string& text, int most) {
    const auto number = number_in(text);
    return number >= 1 && number <= most ? std::optional(static_cast<int>(number)) : std::nullopt;
}

/// The rule and the days to leave out, as typed; every fault beside its field.
std::optional<std::pair<calendar::recurrence, std::vector<calendar::local_date>>> read_rule(typed_rule& typed, language lang) {
    calendar::recurrence rule;
    rule.unit = typed.unit == "month" ? calendar::recurrence::every::month : calendar::recurrence::every::week;
    const auto fault = [&](const char* field, std::string_view ru, std::string_view en) { typed.errors.push_back({field, say(lang, ru, en)}); };
    if (const auto interval = small_number(typed.interval.empty() ? "1" : typed.interval, 12)) rule.interval = *interval;
    else fault("interval", "Напишите число от 1 до 12.", "Write a number from 1 to 12.");
    if (rule.unit == calendar::recurrence::every::week)
        for (const auto& each : typed.weekdays)
            if (const auto day = small_number(each, 7)) rule.weekdays.push_back(*day);
    std::sort(rule.weekdays.begin(), rule.weekdays.end());
    rule.weekdays.erase(std::unique(rule.weekdays.begin(), rule.weekdays.end()), rule.weekdays.end());
    if (!typed.until.empty()) {
        auto until = read_day(typed.until, lang);
        if (!until.value) typed.errors.push_back({"until", until.fault});
        rule.until = until.value;
    } else {
        rule.count = small_number(typed.count, calendar::recurrence_days_max);
        if (!rule.count) fault("count", "Напишите число от 1 до 52 или последний день.", "Write a number from 1 to 52, or the last day.");
    }
    std::vector<calendar::local_date> skipped;
    std::string_view rest = typed.skip;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(','), rest.size());
        auto one = std::string(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        one.erase(0, std::min(one.find_first_not_of(' '), one.size()));
        if (one.empty()) continue;
        auto day = read_day(one, lang);
        if (day.value) skipped.push_back(*day.value);
        else {
            typed.errors.push_back({"skip", day.fault});
            break;
        }
    }
    if (!typed.errors.empty()) return std::nullopt;
    return std::pair(rule, skipped);
}

response repeat(call& asked) {
    const auto fields = posted(asked);
    typed_rule typed{fields.text("unit"), fields.text("interval"), fields.text("count"), fields.text("until"), fields.text("skip"),
                     fields.all("weekday"), fields.has("publish"), {}};
    const auto about = event_of(asked);
    const auto& time = about.event.time;
    const auto read = read_rule(typed, asked.lang);
    if (!read) return show(asked, typed, 422);
    if (!time.starts_at) return refused(asked, {domain::refusal_code::event_has_no_date, 0, {}});
    // Every copy belongs to the organisation, as a copy made by hand does.
    if (!domain::may(asked.actor.assignments, action::create_event, asked.owner, {}))
        return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto days = days_after(time, read->first, read->second);
    if (days.empty()) {
        typed.errors.push_back({"count", say(asked.lang, "По этому правилу других дней нет.", "This rule gives no other days.")});
        return show(asked, typed, 422);
    }
    const auto done = asked.on.series.repeat(asked.actor, asked.event, days, calendar::print_rrule(read->first), typed.publish, wall_clock_mover());
    if (done) return redirect(base_of(asked) + "/series?done=saved");
    typed.errors.push_back({"until", done.error().fields.empty() ? sentence_of(done.error(), asked.lang) : sentence_of(done.error().fields.front(), asked.lang)});
    return show(asked, typed, status_of(done.error().code));
}

response carry_over(call& asked) {
    const auto done = asked.on.series.copy_to_following(asked.actor, asked.event, posted(asked).has("tell"), wall_clock_mover());
    return done ? redirect(base_of(asked) + "/series?done=saved") : refused(asked, done.error());
}

} // namespace

std::vector<route> series_routes() {
    using enum method;
    return {
        {get, "/work/events/{event}/series", action::edit_event, entrance::work, ask, "", "", "", ""},
        {post, "/work/events/{event}/series", action::edit_event, entrance::work, repeat, "", "", "", ""},
        {post, "/work/events/{event}/series/following", action::edit_event, entrance::work, carry_over, "", "", "", ""},
    };
}

} // namespace krug::web
