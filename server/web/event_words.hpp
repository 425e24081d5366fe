// Everything about an event in words: kind, day and hour in its own zone, price, seats, services.
// Views of pages and letters are filled from here; nothing in here is ever read back.
#pragma once

#include "calendar/words.hpp"
#include "domain/event.hpp"
#include "domain/session.hpp"
#include "render/page_engine.hpp"

#include <string>
#include <string_view>

namespace krug::web {

calendar::language calendar_language(render::language lang);
/// The zone of that name; Moscow when this computer does not know it.
calendar::zone zone_named(const std::string& name);

/// «Рабочая встреча»; `many` = «Рабочие встречи», for filters.
std::string kind_words(domain::event_kind kind, render::language lang, bool many = false);
/// «организатор», «принимающая площадка».
std::string role_words(domain::organiser_role role, render::language lang);
/// «ведёт», «выступает»: how somebody takes part.
std::string role_words(domain::person_role role, render::language lang);
/// «по регистрации»; "" when nobody has said.
std::string access_words(domain::admission_access who, render::language lang);
/// «Бесплатно», «500 ₽», «99,90 ₽»; "" when not stated.
std::string price_words(const std::optional<std::int64_t>& kopecks, render::language lang);
/// «18+» or "".
std::string age_mark_words(const std::optional<int>& mark);
/// «Перевод на русский жестовый язык»; a word that is not of our list stays as it is.
std::string service_words(std::string_view code, render::language lang);

/// When the event is, as far as it is known.
struct when_words {
    std::string day;        ///< «15 октября 2020 года, четверг»; «август 2020»; "" when nothing is known
    std::string time;       ///< «15:00–17:00 (МСК+2)»; "" without an instant
    std::string elsewhere;  ///< «в Москве 13:00»; "" when the clocks agree
    std::string starts_iso; ///< "2020-10-15T15:00:00+05:00"; "" without an instant
    std::string brief;      ///< for lists: «чт, 15:00 (МСК+2)», with the date when the year is another one
    std::string subject;    ///< «15 октября», «август 2020»: for the subject of a letter
};
when_words when_of(const domain::event_time& time, ground::utc_seconds now, render::language lang);
/// The disc with day and month; empty when not even the month is known.
render::markup disc_of(const domain::event_time& time, render::language lang);
/// «15:40–16:20» in the event's zone; with the day where it is not the event's; "" when not fixed.
std::string hours_of(const domain::session& session, const domain::event_time& event, render::language lang);
/// «13 октября 2020 года, вторник, 18:00 (МСК+2)».
std::string moment_in(const std::string& timezone, ground::utc_seconds at, render::language lang);
/// «до 17 октября 2020 года, 14:00 (МСК+2)».
std::string deadline_in(const std::string& timezone, ground::utc_seconds at, render::language lang);
/// Has it ended? A day, month or year that is all we know ends when it has ended everywhere on Earth.
bool is_over(const domain::event_time& time, ground::utc_seconds now);

/// «6 мест из 60», «Мест нет», «Мест нет, в листе ожидания 4»; "" without a limit.
std::string seats_words(const domain::seat_count& seats, render::language lang);
/// «свободно», «заполняется», «мест нет»: the label of seats, the same everywhere.
std::string fullness_words(const domain::seat_count& seats, render::language lang);
/// The ring; empty without a limit.
render::markup seats_ring(const domain::seat_count& seats, render::language lang, bool captioned);

} // namespace krug::web
