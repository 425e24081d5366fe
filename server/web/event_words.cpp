#include "web/event_words.hpp"

#include "calendar/zone.hpp"
#include "render/pages/figures.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using render::language;

std::string pick(language lang, std::string_view ru, std::string_view en) {
    return std::string(lang == language::ru ? ru : en);
}

struct kind_row {
    domain::event_kind kind;
    std::string_view ru, en, ru_many, en_many;
};
constexpr kind_row kinds[] = {
    {domain::event_kind::working_meeting, "Рабочая встреча", "Working meeting", "Рабочие встречи", "Working meetings"},
    {domain::event_kind::project_session, "Проектная сессия", "Project session", "Проектные сессии", "Project sessions"},
    {domain::event_kind::round_table, "Круглый стол", "Round table", "Круглые столы", "Round tables"},
    {domain::event_kind::presentation, "Презентация", "Presentation", "Презентации", "Presentations"},
    {domain::event_kind::forum, "Форум", "Forum", "Форумы", "Forums"},
    {domain::event_kind::exhibition, "Выставка", "Exhibition", "Выставки", "Exhibitions"},
    {domain::event_kind::seminar, "Семинар", "Seminar", "Семинары", "Seminars"},
    {domain::event_kind::workshop, "Мастер-класс", "Workshop", "Мастер-классы", "Workshops"},
    {domain::event_kind::founding_assembly, "Учредительное собрание", "Founding assembly", "Учредительные собрания",
     "Founding assemblies"},
    {domain::event_kind::other, "Событие", "Event", "Другое", "Other"},
};

struct word_row {
    std::string_view code, ru, en;
};
constexpr word_row services[] = {
    {"rsl_interpreter", "Перевод на русский жестовый язык", "Russian Sign Language interpreting"},
    {"captions", "Субтитры, речь в текст", "Captions, speech to text"},
    {"induction_loop", "Индукционная петля", "Induction loop"},
    {"wheelchair_space", "Место для кресла-коляски", "Wheelchair space"},
    {"step_free", "Путь без ступеней", "Step-free route"},
    {"escort", "Встреча у входа и сопровождение", "Meeting at the entrance and escort"},
    {"guide_dog", "Место рядом с собакой-проводником", "Space for a guide dog"},
    {"large_print", "Материалы крупным шрифтом", "Large-print materials"},
    {"braille", "Материалы шрифтом Брайля", "Materials in Braille"},
    {"audio_description", "Тифлокомментарий", "Audio description"},
    {"plain_language", "Материалы на ясном языке", "Materials in plain language"},
    {"quiet_room", "Тихая комната", "Quiet room"},
    {"companion", "Место для сопровождающего рядом", "A seat beside you for a companion"},
    {"accessible_toilet", "Доступный туалет", "Accessible toilet"},
    {"parking", "Парковка для людей с инвалидностью", "Accessible parking"},
    {"lift", "Лифт", "Lift"},
};

/// «15:00–17:00» when both ends are on one day.
std::string span_words(ground::utc_seconds starts, const std::optional<ground::utc_seconds>& ends,
                       const calendar::zone& zone) {
    auto words = calendar::clock_words(starts, zone);
    if (ends && *ends != starts) words += "–" + calendar::clock_words(*ends, zone);
    return words;
}

bool same_day(ground::utc_seconds one, ground::utc_seconds other, const calendar::zone& zone) {
    return zone.local(one).date == zone.local(other).date;
}

std::string elsewhere_words(ground::utc_seconds at, const calendar::zone& zone, language lang) {
    const auto moscow = calendar::zone::moscow();
    if (moscow.offset_seconds(at) == zone.offset_seconds(at)) return {};
    auto clock = calendar::clock_words(at, moscow);
    const auto there = moscow.local(at).date;
    if (there != zone.local(at).date) clock += ", " + calendar::short_date(there, false, calendar_language(lang));
    return render::tr(lang, "в Москве {time}", {{"time", clock}});
}

void tell_instant(when_words& words, const domain::event_time& time, ground::utc_seconds now, language lang) {
    const auto in = calendar_language(lang);
    const auto zone = zone_named(time.timezone);
    const auto starts = *time.starts_at;
    const auto first = zone.local(starts).date;
    const auto label = " (" + calendar::zone_label(starts, zone, in) + ")";
    words.starts_iso = calendar::print_rfc3339(starts, zone);
    words.subject = calendar::date_words(first, in);
    if (!time.ends_at || same_day(starts, *time.ends_at, zone)) {
        words.day = calendar::period_words({first.year, first.month, first.day}, in);
        words.time = span_words(starts, time.ends_at, zone) + label;
    } else {
        const auto opens = calendar::clock_words(starts, zone), closes = calendar::clock_words(*time.ends_at, zone);
        words.day = calendar::date_range_words(first, zone.local(*time.ends_at).date, in);
        words.time = render::tr(lang, "начало в {opens}, окончание в {closes}", {{"opens", opens}, {"closes", closes}}) + label;
    }
    words.elsewhere = elsewhere_words(starts, zone, lang);
    words.brief = first.year == zone.local(now).date.year
                      ? calendar::short_moment(starts, zone, "", in)
                      : calendar::short_date(first, true, in) + ", " + calendar::clock_words(starts, zone);
    words.brief += label;
}

} // namespace

calendar::language calendar_language(language lang) {
    return lang == language::en ? calendar::language::en : calendar::language::ru;
}

calendar::zone zone_named(const std::string& name) {
    return calendar::zone::find(name).value_or(calendar::zone::moscow());
}

std::string kind_words(domain::event_kind kind, language lang, bool many) {
    for (const auto& row : kinds)
        if (row.kind == kind) return many ? pick(lang, row.ru_many, row.en_many) : pick(lang, row.ru, row.en);
    return {};
}

std::string role_words(domain::organiser_role role, language lang) {
    switch (role) {
    case domain::organiser_role::organiser: return pick(lang, "организатор", "organiser");
    case domain::organiser_role::co_organiser: return pick(lang, "соорганизатор", "co-organiser");
    case domain::organiser_role::partner: return pick(lang, "партнёр", "partner");
    case domain::organiser_role::venue_host: return pick(lang, "принимающая площадка", "venue host");
    }
    return {};
}

std::string role_words(domain::person_role role, language lang) {
    switch (role) {
    case domain::person_role::speaker: return pick(lang, "выступление", "speaker");
    case domain::person_role::moderator: return pick(lang, "модератор", "moderator");
    case domain::person_role::initiator: return pick(lang, "инициатор", "initiator");
    case domain::person_role::opens: return pick(lang, "открытие", "opening");
    case domain::person_role::quoted: return {};
    }
    return {};
}

std::string access_words(domain::admission_access who, language lang) {
    switch (who) {
    case domain::admission_access::not_stated: return {};
    case domain::admission_access::open: return pick(lang, "Открыто для всех", "Open to everyone");
    case domain::admission_access::registered_only: return pick(lang, "По регистрации", "By registration");
    case domain::admission_access::invited_only: return pick(lang, "По приглашениям", "By invitation");
    }
    return {};
}

std::string price_words(const std::optional<std::int64_t>& kopecks, language lang) {
    if (!kopecks) return {};
    if (*kopecks == 0) return pick(lang, "Бесплатно", "Free of charge");
    auto sum = calendar::number_words(*kopecks / 100, calendar_language(lang));
    if (const auto rest = *kopecks % 100; rest != 0)
        sum += (lang == language::ru ? "," : ".") + std::string(rest < 10 ? "0" : "") + std::to_string(rest);
    return sum + "\u00a0₽";
}

std::string age_mark_words(const std::optional<int>& mark) { return mark ? std::to_string(*mark) + "+" : ""; }

std::string service_words(std::string_view code, language lang) {
    for (const auto& row : services)
        if (row.code == code) return pick(lang, row.ru, row.en);
    return std::string(code);
}

when_words when_of(const domain::event_time& time, ground::utc_seconds now, language lang) {
    when_words words;
    if (time.starts_at) {
        tell_instant(words, time, now, lang);
    } else if (const auto known = calendar::parse_period(time.period)) {
        words.day = words.brief = words.subject = calendar::period_words(*known, calendar_language(lang));
    }
    return words;
}

render::markup disc_of(const domain::event_time& time, language lang) {
    const auto in = calendar_language(lang);
    calendar::period known;
    if (time.starts_at) {
        const auto date = zone_named(time.timezone).local(*time.starts_at).date;
        known = {date.year, date.month, date.day};
    } else if (const auto read = calendar::parse_period(time.period)) {
        known = *read;
    }
    if (known.month == 0) return {};
    if (known.day == 0) return render::date_disc(0, known.month, std::to_string(known.year));
    // The month as it stands in a date: «15 октября».
    const auto whole = calendar::date_words({known.year, known.month, known.day}, in);
    const auto first = whole.find("\u00a0"), second = whole.find("\u00a0", first + 2);
    return render::date_disc(known.day, known.month, whole.substr(first + 2, second - first - 2));
}

std::string hours_of(const domain::session& session, const domain::event_time& event, language lang) {
    if (!session.starts_at) return {};
    const auto zone = zone_named(event.timezone);
    const auto hours = span_words(*session.starts_at, session.ends_at, zone);
    if (!event.starts_at || same_day(*session.starts_at, *event.starts_at, zone)) return hours;
    return calendar::short_date(zone.local(*session.starts_at).date, false, calendar_language(lang)) + ", " + hours;
}

std::string moment_in(const std::string& timezone, ground::utc_seconds at, language lang) {
    const auto zone = zone_named(timezone);
    const auto in = calendar_language(lang);
    return calendar::moment_words(at, zone, in) + " (" + calendar::zone_label(at, zone, in) + ")";
}

std::string deadline_in(const std::string& timezone, ground::utc_seconds at, language lang) {
    const auto zone = zone_named(timezone);
    const auto in = calendar_language(lang);
    const auto moment = calendar::date_words(zone.local(at).date, in) + ", " + calendar::clock_words(at, zone) + " (" +
                        calendar::zone_label(at, zone, in) + ")";
    return render::tr(lang, "до {moment}", {{"moment", moment}});
}

bool is_over(const domain::event_time& time, ground::utc_seconds now) {
    if (const auto over = domain::over_at(time)) return *over <= now;
    const auto known = calendar::parse_period(time.period);
    if (!known) return false;
    const int month = known->month == 0 ? 12 : known->month;
    const int day = known->day == 0 ? calendar::days_in(known->year, month) : known->day;
    constexpr std::int64_t farthest_west = 12 * 3600;
    return calendar::wall_seconds({{known->year, month, day}, 23, 59, 59}) + farthest_west < now;
}

std::string seats_words(const domain::seat_count& seats, language lang) {
    const auto free = seats.free();
    if (!free) return {};
    if (*free > 0) {
        const auto left = render::tr_n(lang, "{n} место", *free), total = std::to_string(*seats.limit);
        return render::tr(lang, "{seats} из {total}", {{"seats", left}, {"total", total}});
    }
    if (seats.waiting == 0) return render::tr(lang, "Мест нет");
    const auto waiting = std::to_string(seats.waiting);
    return render::tr(lang, "Мест нет, в листе ожидания {waiting}", {{"waiting", waiting}});
}

std::string fullness_words(const domain::seat_count& seats, language lang) {
    switch (domain::fullness_of(seats)) {
    case domain::fullness::free: return render::tr(lang, "свободно");
    case domain::fullness::filling: return render::tr(lang, "заполняется");
    case domain::fullness::full: return render::tr(lang, "мест нет");
    }
    return {};
}

render::markup seats_ring(const domain::seat_count& seats, language lang, bool captioned) {
    if (!seats.limit) return {};
    // While somebody waits a free seat is promised already: the ring is full.
    return render::seat_ring(lang, {*seats.limit - *seats.free(), *seats.limit, 0}, captioned);
}

} // namespace krug::web
