// The page "/": upcoming events with filters, and those that are over.
// Filled and rendered by web/event_pages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// An event as it stands in a list.
struct event_card {
    std::string url; ///< "/e/slug"
    std::string title;
    std::string title_lang; ///< "en" or "ru" when it differs from the page; "" otherwise
    std::string kind;       ///< "Рабочая встреча"
    std::string when;  ///< "чт, 15:00 по Тюмени"; "август 2020" when only the month is known
    markup disc;       ///< date_disc
    std::string place; ///< "«Точка кипения – Тюмень», Республики, д. 142"
    std::string admission; ///< raw phrase of the organiser: "Вход свободный"; "" = not stated
    std::string age_mark;  ///< "0+" … "18+"; "" = not set
    std::string summary;
    markup ring;       ///< seat_ring; empty = no limit
    std::string seats; ///< "6 мест из 60", "Мест нет, в листе ожидания 4"; "" = no limit
    bool is_full = false;
    bool is_cancelled = false;
    std::string register_url; ///< "" = registration is not open
};
BOOST_DESCRIBE_STRUCT(event_card, (),
                      (url, title, title_lang, kind, when, disc, place, admission, age_mark, summary, ring,
                       seats, is_full, is_cancelled, register_url))

struct event_list_view {
    std::string text;                 ///< query parameter q
    std::vector<choice> kinds;        ///< check boxes, parameter kind (may repeat)
    std::vector<choice> months;       ///< select, parameter month, value "2020-10"; first choice is "any"
    std::vector<choice> cities;       ///< select, parameter city; first choice is "any"
    bool only_free = false;           ///< parameter free=1
    bool is_filtered = false;         ///< some filter is set: offers "показать все"
    std::string found;                ///< "Найдено: 3 события"
    std::optional<event_card> first;  ///< the nearest event, shown large
    std::vector<event_card> upcoming; ///< without `first`
    std::vector<event_card> past;
    std::string next_url;     ///< "" = no further page
    std::string previous_url; ///< "" = first page
};
BOOST_DESCRIBE_STRUCT(event_list_view, (),
                      (text, kinds, months, cities, only_free, is_filtered, found, first, upcoming, past,
                       next_url, previous_url))

std::string render_page(const page_engine& engine, const page_frame& frame, const event_list_view& view);

} // namespace krug::render
