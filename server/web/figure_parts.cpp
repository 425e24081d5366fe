#include "web/figure_parts.hpp"

#include "calendar/words.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/report_desk.hpp"
#include "web/work_frame.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

constexpr std::int64_t seconds_a_day = 86'400;
constexpr std::size_t tables_drawn = 40, points_drawn = 400;

std::string number(const call& asked, std::int64_t value) { return calendar::number_words(value, calendar_language(asked.lang)); }

std::string day_words(const call& asked, std::int64_t day) {
    return calendar::short_date(calendar::from_wall_seconds(day * seconds_a_day).date, false, calendar_language(asked.lang));
}

figure_part part_of(const call& asked, std::string id, std::string_view ru, std::string_view en) {
    figure_part part;
    part.id = std::move(id);
    part.title = say(asked.lang, ru, en);
    part.registered_head = say(asked.lang, "Записано", "Registered");
    part.attended_head = say(asked.lang, "Пришли", "Came");
    return part;
}

void add_rows(figure_part& part, std::vector<service::named_count> counts, const std::string& nameless) {
    for (auto& each : counts)
        part.rows.push_back({each.name.empty() ? nameless : std::move(each.name), each.registered, each.attended, each.is_small});
}

/// Sign-ups, day by day and in all; days on which nobody came forward stand between the others as long as they are few.
figure_part sign_ups(const call& asked, const service::event_view& about, const service::event_figures& counted) {
    auto part = part_of(asked, "sign_ups", "Заявки по дням, нарастающим итогом", "Registrations by day, in all");
    part.name_head = say(asked.lang, "День", "Day");
    part.registered_head = say(asked.lang, "Всего заявок", "In all");
    part.attended_head = say(asked.lang, "За день", "On the day");
    part.shape = figure_shape::line;
    part.limit = about.seats.limit.value_or(0);
    if (counted.sign_ups.empty()) return part;
    const auto first = counted.sign_ups.front().number, last = counted.sign_ups.back().number;
    const bool fills = last - first < static_cast<std::int64_t>(points_drawn);
    std::int64_t sum = 0, next = first;
    for (const auto& day : counted.sign_ups) {
        for (; fills && next < day.number; ++next) part.rows.push_back({day_words(asked, next), sum, 0, false});
        sum += day.count;
        part.rows.push_back({day_words(asked, day.number), sum, day.count, false});
        next = day.number + 1;
    }
    part.summary = say(asked.lang, "Всего заявок: ", "Registrations: ") + number(asked, sum) + say(asked.lang, ", с ", ", since ") +
                   day_words(asked, first);
    return part;
}

figure_part arrivals(const call& asked, const calendar::zone& where, const service::event_figures& counted) {
    auto part = part_of(asked, "arrivals", "Приход, по 5 минут", "Arrivals, by 5 minutes");
    part.name_head = say(asked.lang, "Время", "Time");
    part.registered_head.clear();
    part.shape = figure_shape::columns;
    const service::event_statistics::arrivals* peak = nullptr;
    const auto& all = counted.live.arrivals_per_5_minutes;
    const bool many_days = !all.empty() && all.back().from - all.front().from > seconds_a_day;
    for (const auto& each : all) {
        auto time = calendar::clock_words(each.from, where);
        if (many_days) time = calendar::short_date(where.local(each.from).date, false, calendar_language(asked.lang)) + ", " + time;
        part.rows.push_back({std::move(time), std::nullopt, each.count, false});
        if (peak == nullptr || each.count > peak->count) peak = &each;
    }
    if (peak != nullptr)
        part.summary = say(asked.lang, "Больше всего в ", "The most at ") + calendar::clock_words(peak->from, where) + ": " +
                       number(asked, peak->count);
    return part;
}

figure_part sessions(const call& asked, const service::event_figures& counted) {
    auto part = part_of(asked, "sessions", "По сессиям", "By session");
    part.name_head = say(asked.lang, "Сессия", "Session");
    for (const auto& each : counted.live.by_session) part.rows.push_back({each.name, each.registered, each.attended, false});
    return part;
}

figure_part tables(const call& asked, const service::event_figures& counted) {
    auto part = part_of(asked, "tables", "По столам", "By table");
    part.name_head = say(asked.lang, "Стол", "Table");
    part.registered_head = say(asked.lang, "Места за столом", "Placed");
    for (const auto& each : counted.by_table) {
        auto name = say(asked.lang, "Стол ", "Table ") + std::to_string(each.number);
        if (!each.name.empty()) name += ". " + each.name;
        part.rows.push_back({std::move(name), each.registered, each.attended, false});
    }
    return part;
}

/// What a field of the form asks, where the key is one of the usual ones.
std::string field_words(const call& asked, const std::string& key) {
    struct known_field {
        std::string_view key, ru, en;
    };
    constexpr known_field known[] = {{"municipality", "Муниципалитет", "Municipality"}, {"city", "Город", "City"},
                                     {"region", "Регион", "Region"},                    {"country", "Страна", "Country"},
                                     {"sector", "Сектор", "Sector"}};
    for (const auto& each : known)
        if (each.key == key) return say(asked.lang, each.ru, each.en);
    return key;
}

/// Letters, digits and '-' only: it becomes part of an address and of an id.
std::string safe_key(const std::string& key) {
    std::string safe;
    for (const char c : key) safe += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ? c : '-';
    return safe;
}

} // namespace

service::event_figures figures_of(const call& asked, const service::event_view& about) {
    const auto where = zone_named(about.event.time.timezone);
    return asked.on.reports->figures.of_event(asked.event, about.event.owner, [&](ground::utc_seconds at) { return where.offset_seconds(at); });
}

std::vector<figure_part> figure_parts(const call& asked, const service::event_view& about, const service::event_figures& counted) {
    const auto where = zone_named(about.event.time.timezone);
    std::vector<figure_part> parts{sign_ups(asked, about, counted), arrivals(asked, where, counted), sessions(asked, counted),
                                   tables(asked, counted)};
    auto categories = part_of(asked, "categories", "По категориям", "By category");
    categories.name_head = say(asked.lang, "Категория", "Category");
    if (counted.by_category.size() > 1) add_rows(categories, counted.by_category, say(asked.lang, "Без категории", "Without a category"));
    parts.push_back(std::move(categories));

    auto organisations = part_of(asked, "organisations", "По организациям", "By organisation");
    organisations.name_head = say(asked.lang, "Организация", "Organisation");
    add_rows(organisations, counted.by_organisation, say(asked.lang, "Остальные и не указано", "Others and not stated"));
    if (organisations.rows.size() > 1) parts.push_back(std::move(organisations));

    for (const auto& answer : counted.by_answer) {
        auto part = part_of(asked, "answer_" + safe_key(answer.field), "", "");
        part.title = part.name_head = field_words(asked, answer.field);
        part.attended_head.clear();
        for (const auto& row : answer.rows) part.rows.push_back({row.name, row.registered, std::nullopt, row.is_small});
        parts.push_back(std::move(part));
    }
    if (asked.may(action::see_needs) || asked.may(action::edit_event)) {
        auto needs = part_of(asked, "needs", "Что подготовить", "Services asked for");
        needs.name_head = say(asked.lang, "Услуга", "Service");
        needs.attended_head.clear();
        for (const auto& row : counted.by_need) needs.rows.push_back({service_words(row.name, asked.lang), row.registered, std::nullopt, row.is_small});
        parts.push_back(std::move(needs));
    }
    std::erase_if(parts, [](const auto& part) { return part.rows.empty(); });
    for (auto& part : parts)
        if (std::any_of(part.rows.begin(), part.rows.end(), [](const auto& row) { return row.is_small; }))
            part.summary = say(asked.lang, "Группы меньше пяти человек числом не называем.", "Groups of fewer than five people are not counted.");
    return parts;
}

render::figure_card figure_card_of(const call& asked, const figure_part& part) {
    const auto small = say(asked.lang, "меньше 5", "fewer than 5");
    render::figure_card card;
    card.id = "fig-" + part.id;
    std::replace(card.id.begin(), card.id.end(), '_', '-');
    card.title = part.title;
    card.summary = part.summary;
    card.name_head = part.name_head;
    card.registered_head = part.registered_head;
    card.attended_head = part.attended_head;
    card.csv_url = base_of(asked) + "/figures/" + part.id + ".csv";
    for (const auto& row : part.rows) {
        render::figure_row shown{row.name, "", ""};
        if (row.registered) shown.registered = row.is_small ? small : number(asked, *row.registered);
        if (row.attended) shown.attended = number(asked, *row.attended);
        card.rows.push_back(std::move(shown));
    }
    const render::plot_label label{card.id, part.title,
                                   (part.summary.empty() ? "" : part.summary + " ") + say(asked.lang, "Числа стоят в таблице ниже.", "The numbers stand in the table below.")};
    std::vector<render::plot_point> points;
    std::vector<render::plot_bar> bars;
    for (const auto& row : part.rows) {
        if (part.shape != figure_shape::bars) {
            const auto value = part.shape == figure_shape::line ? row.registered.value_or(0) : row.attended.value_or(0);
            points.push_back({row.name, value, number(asked, value)});
            continue;
        }
        render::plot_bar bar{row.name, row.registered.value_or(0), row.attended.value_or(0), ""};
        bar.words = row.is_small ? small : number(asked, bar.outline);
        if (row.attended && !row.is_small) bar.words = number(asked, bar.solid) + say(asked.lang, " из ", " of ") + bar.words;
        bars.push_back(std::move(bar));
    }
    if (bars.size() > tables_drawn) bars.resize(tables_drawn);
    if (points.size() > points_drawn) points.erase(points.begin(), points.end() - static_cast<std::ptrdiff_t>(points_drawn));
    if (part.shape == figure_shape::line)
        card.plot = render::line_plot(label, points, part.limit, say(asked.lang, "мест: ", "seats: ") + number(asked, part.limit));
    else card.plot = part.shape == figure_shape::columns ? render::column_plot(label, points) : render::bars_plot(label, bars);
    return card;
}

} // namespace krug::web
