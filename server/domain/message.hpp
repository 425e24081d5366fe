// What an organiser writes to many: its sort, its state, the fields that may stand in its text, and its bounds.
// Values only; the office sends, web shows, letters fill the fields in.
#pragma once

#include "domain/people_filter.hpp"

#include <array>
#include <vector>

namespace krug::domain {

/// About the event: everybody registered may be told. News: only who has consented, and every letter can end them.
enum class message_sort { event = 1, news = 2 };
inline constexpr std::array<std::pair<message_sort, std::string_view>, 2> message_sort_words{{
    {message_sort::event, "event"}, {message_sort::news, "news"}}};
constexpr words<message_sort> words_of(message_sort) { return message_sort_words; }

enum class message_state {
    draft = 1,
    scheduled = 2,
    begun = 3,  ///< its letters are on their way, or have arrived
    stopped = 4 ///< what had not gone was withdrawn
};
inline constexpr std::array<std::pair<message_state, std::string_view>, 4> message_state_words{{
    {message_state::draft, "draft"}, {message_state::scheduled, "scheduled"}, {message_state::begun, "begun"},
    {message_state::stopped, "stopped"}}};
constexpr words<message_state> words_of(message_state) { return message_state_words; }

/// What may stand in braces in subject and text.
enum class message_field { name = 1, event = 2, time = 3, place = 4, table = 5, link = 6, feedback = 7, certificate = 8 };
inline constexpr std::array<std::pair<message_field, std::string_view>, 8> message_field_words{{
    {message_field::name, "name"}, {message_field::event, "event"}, {message_field::time, "time"},
    {message_field::place, "place"}, {message_field::table, "table"}, {message_field::link, "link"},
    {message_field::feedback, "feedback"}, {message_field::certificate, "certificate"}}};
constexpr words<message_field> words_of(message_field) { return message_field_words; }
/// The same words as they are written in Russian; both are understood in either text.
inline constexpr std::array<std::pair<message_field, std::string_view>, 8> message_field_words_ru{{
    {message_field::name, "имя"}, {message_field::event, "событие"}, {message_field::time, "когда"},
    {message_field::place, "где"}, {message_field::table, "стол"}, {message_field::link, "ссылка"},
    {message_field::feedback, "отзыв"}, {message_field::certificate, "сертификат"}}};

/// A piece of text, or a field in its place.
struct message_part {
    std::string text;
    std::optional<message_field> field;
};
/// {words} of ours become fields; braces around anything else stay text.
std::vector<message_part> message_parts(std::string_view text);
/// What stands in braces and is no field of ours, without the braces.
std::vector<std::string> unknown_fields(std::string_view text);

inline constexpr std::size_t message_subject_max = 150, message_text_max = 10'000;
inline constexpr std::int64_t messages_max = 200; ///< of one event
inline constexpr std::int64_t messages_a_day = 10; ///< begun for one event
inline constexpr std::int64_t tries_an_hour = 20; ///< letters to oneself
inline constexpr std::int64_t hours_after_max = 14 * 24;
inline constexpr std::int64_t schedule_days_max = 366;
inline constexpr std::size_t feedback_words_max = 2'000;
/// Fewer answers are counted and not shown: the first ones would be somebody's.
inline constexpr std::int64_t feedback_shown_from = 3;

struct message {
    event_id event;
    std::int64_t number = 0;
    message_sort sort = message_sort::event;
    message_state state = message_state::draft;
    std::int64_t version = 1;
    people_filter filter;
    std::string subject_ru, text_ru, subject_en, text_en;
    utc_seconds send_at = 0;
    std::int64_t hours_after = 0;
    bool at_night = false;
    utc_seconds created_at = 0;
    std::int64_t created_by = 0;
    utc_seconds begun_at = 0;
    std::int64_t mailing = 0;
};

/// The text for who reads this language; the other one where it is not written.
const std::string& subject_for(const message& what, std::string_view language);
const std::string& text_for(const message& what, std::string_view language);

/// Every wrong field of what was written: subject_ru, text_ru, subject_en, text_en (required, too_long, malformed;
/// unknown with `limit` 0 for a field in braces that there is not).
std::vector<field_error> check_message(const message& what);

} // namespace krug::domain
