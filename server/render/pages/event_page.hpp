// The page "/e/{slug}": one event with programme, place, access and organisers.
// Filled and rendered by web/event_pages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// One line of the programme.
struct programme_item {
    std::string anchor;     ///< id inside the page: "s3"
    std::string time;       ///< "15:40–16:20"; "" = not fixed yet
    std::string starts_iso; ///< machine time of the start; "" = not fixed
    std::string title;
    std::string kind; ///< "Круглый стол"; "" = nothing to add
    std::string room;
    std::string people; ///< moderators and speakers in one line
    markup description;
    markup ring;       ///< small seat_ring; empty = no limit
    std::string seats; ///< "6 мест из 24", "Мест нет, ждут 2"
    bool is_full = false;
    bool is_key = false;     ///< for everybody: drawn solid
    std::string sign_up_url; ///< "" = no sign-up of its own
    std::string label;       ///< "заполняется"; "" = no sign-up of its own
    bool is_filling = false;
    std::string calendar_url; ///< the session alone for a calendar; "" = no hour yet
    std::vector<fact> tags;   ///< value = address of the programme with this tag alone
};
BOOST_DESCRIBE_STRUCT(programme_item, (),
                      (anchor, time, starts_iso, title, kind, room, people, description, ring, seats, is_full,
                       is_key, sign_up_url, label, is_filling, calendar_url, tags))

/// The sessions of one day; the title is "" when the event has one day.
struct programme_day {
    std::string title;
    std::vector<programme_item> items;
};
BOOST_DESCRIBE_STRUCT(programme_day, (), (title, items))

/// What the programme can be narrowed to. GET of the page itself with day, room, tag; empty lists are not offered.
struct programme_filter {
    std::string action;
    std::vector<choice> days, rooms, tags;
    bool is_filtered = false;
    std::string found; ///< "4 сессии из 40"; "" = all are shown
};
BOOST_DESCRIBE_STRUCT(programme_filter, (), (action, days, rooms, tags, is_filtered, found))

/// An event that is part of this one.
struct child_line {
    std::string title;
    std::string url;
    std::string kind;
    std::string when;
};
BOOST_DESCRIBE_STRUCT(child_line, (), (title, url, kind, when))

struct table_card {
    std::string number;
    std::string topic;
    std::string host;
    markup picture;    ///< round_table
    std::string seats; ///< "3 места"
    bool is_full = false;
};
BOOST_DESCRIBE_STRUCT(table_card, (), (number, topic, host, picture, seats, is_full))

struct organiser_line {
    std::string name;
    std::string role; ///< "организатор", "партнёр"
    std::string url;  ///< https only; "" = none
    bool is_lead = false;
};
BOOST_DESCRIBE_STRUCT(organiser_line, (), (name, role, url, is_lead))

struct speaker_line {
    std::string name;
    std::string about; ///< degree, position, organisation
};
BOOST_DESCRIBE_STRUCT(speaker_line, (), (name, about))

/// One access feature of the venue. Exactly one of the three flags is set.
struct access_line {
    std::string name;
    std::string note;
    bool is_there = false;
    bool is_on_request = false;
    bool is_missing = false;
};
BOOST_DESCRIBE_STRUCT(access_line, (), (name, note, is_there, is_on_request, is_missing))

struct event_view {
    std::string title;
    std::string
        text_lang; ///< language of title and description if it differs from the page: "en"; "" otherwise
    std::string kind;
    std::string summary;
    markup description;     ///< render::markdown
    std::string day;        ///< "15 октября 2020, четверг"; "август 2020"
    std::string time;       ///< "15:00–18:15 по Тюмени (МСК+2)"; "" when not known
    std::string starts_iso; ///< "2020-10-15T15:00+05:00"; "" when no instant is known
    std::string elsewhere;  ///< "в Москве 13:00"; "" when the same zone
    markup disc;
    std::string venue;
    std::string address;
    std::string directions;   ///< how to get in; "" = not told
    std::string map_url;      ///< https; "" = none
    std::string admission;    ///< raw phrase: "Вход свободный"
    std::string price;        ///< "Бесплатно", "500 ₽"; "" = not stated
    std::string who_may_come; ///< "по регистрации", "по приглашению"
    std::string age_mark;
    markup ring;
    std::string seats_short; ///< "6 мест"; "" = no limit
    std::string seats;       ///< "Осталось 6 мест из 60"
    bool is_cancelled = false;
    bool is_over = false;
    bool is_full = false;     ///< the button leads to the waitlist
    std::string register_url; ///< "" = the button is not shown
    std::string register_note; ///< why not, or what to know: "Регистрация откроется 1 октября в 10:00"
    std::string calendar_url; ///< "/e/slug.ics"; "" when no instant is known
    std::vector<programme_day> programme;
    std::optional<programme_filter> filter; ///< none = the programme is short enough to be read whole
    std::vector<child_line> children;
    std::vector<table_card> tables;
    std::vector<speaker_line> speakers;
    std::vector<access_line> access;
    std::string access_deadline; ///< "до 12 октября"; "" = none
    std::vector<organiser_line> organisers;
    std::string contact_phone;
    std::string contact_phone_uri;
    std::string contact_email;
    std::string feed_url;    ///< Atom of this event
    std::vector<fact> feeds; ///< what else can be followed: label and address
    std::string series_title; ///< larger event this one belongs to; "" = none
    std::string series_url;
    std::string canonical_url; ///< absolute
    markup json_ld;            ///< event_json_ld
    bool is_unlisted = false;  ///< asks search engines not to index
};
BOOST_DESCRIBE_STRUCT(event_view, (),
                      (title, text_lang, kind, summary, description, day, time, starts_iso, elsewhere, disc,
                       venue, address, directions, map_url, admission, price, who_may_come, age_mark, ring,
                       seats_short, seats, is_cancelled, is_over, is_full, register_url, register_note,
                       calendar_url, programme, filter, children, tables, speakers, access, access_deadline, organisers,
                       contact_phone, contact_phone_uri, contact_email, feed_url, feeds, series_title, series_url,
                       canonical_url, json_ld, is_unlisted))

std::string render_page(const page_engine& engine, const page_frame& frame, const event_view& view);

/// Facts for machines (schema.org Event). Empty texts and zeros are left out: unknown is never guessed.
struct event_metadata {
    std::string name;
    std::string description;
    std::string starts; ///< RFC 3339 with offset, or "2020-08" when only the month is known
    std::string ends;
    std::string state;    ///< "scheduled", "cancelled", "postponed", "rescheduled"
    std::string url;      ///< absolute
    std::string language; ///< "ru"
    bool is_free = false;
    bool is_online = false;
    std::string age_range; ///< "18+"
    std::int64_t capacity = 0;
    std::string venue;
    std::string country; ///< "RU"
    std::string region;
    std::string city;
    std::string street;
    std::vector<std::string> organisers;
    std::vector<std::string> performers;
    std::vector<std::string> access_features; ///< of the venue
};

/// JSON-LD for a script element: no '<', '>' or '&' stands in it literally, so no text of an organiser can
/// close it.
markup event_json_ld(const event_metadata& facts);

} // namespace krug::render
