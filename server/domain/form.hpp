// The organiser's own questions of an event, and what an answer must look like to be one.
// Values and pure rules; store, service, web and tests call it.
#pragma once

#include "domain/registration.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace krug::domain {

enum class field_kind {
    text = 1,      ///< one line
    long_text = 2, ///< several lines
    one_of = 3,
    many_of = 4,
    yes_no = 5,
    number = 6, ///< whole
    date = 7,   ///< a day
    phone = 8,
    country = 9,      ///< ISO 3166, two letters
    municipality = 10 ///< free text; the options are suggestions
};
inline constexpr std::array<std::pair<field_kind, std::string_view>, 10> field_kind_words{{
    {field_kind::text, "text"}, {field_kind::long_text, "long_text"}, {field_kind::one_of, "one_of"},
    {field_kind::many_of, "many_of"}, {field_kind::yes_no, "yes_no"}, {field_kind::number, "number"},
    {field_kind::date, "date"}, {field_kind::phone, "phone"}, {field_kind::country, "country"},
    {field_kind::municipality, "municipality"}}};
constexpr words<field_kind> words_of(field_kind) { return field_kind_words; }

enum class field_moment { registration = 1, door = 2 };
inline constexpr std::array<std::pair<field_moment, std::string_view>, 2> field_moment_words{{
    {field_moment::registration, "registration"}, {field_moment::door, "door"}}};
constexpr words<field_moment> words_of(field_moment) { return field_moment_words; }

struct form_option {
    std::string key;      ///< stable, a-z 0-9 _; what an answer holds
    std::string label;    ///< 1..120 characters
    std::string label_en; ///< "" = the same
    bool archived = false; ///< not offered any more; old answers keep their words

    bool operator==(const form_option&) const = default;
};

/// One question. Its key and kind never change once it has answers.
struct form_field {
    std::string key; ///< a-z first, then a-z 0-9 _; unique in the event, archived ones included
    field_kind kind = field_kind::text;
    std::string label, label_en; ///< 1..200 characters; label_en "" = the same
    std::string hint, hint_en;   ///< at most 500 characters
    bool required = false;       ///< asked of whoever registers on the page
    field_moment when = field_moment::registration;
    bool shown_at_door = false;    ///< staff at the door read the answer
    bool guest_may_change = true;  ///< on their own page, as long as they may cancel
    bool asked_along = false;      ///< also for each companion and each member of a group
    std::vector<category_id> categories; ///< empty = everybody
    std::optional<std::int64_t> least, most; ///< bounds of a number
    std::vector<form_option> options;
    std::string if_field;                ///< asked only if this earlier question …
    std::vector<std::string> if_answers; ///< … has one of these answers; both empty = always
    bool archived = false;               ///< asked of nobody any more

    bool operator==(const form_field&) const = default;
};

struct registration_form {
    std::int64_t version = 0; ///< rises with every change; 0 = there never were questions
    std::vector<form_field> fields; ///< in the order in which they are asked

    const form_field* find(std::string_view key) const;
};

inline constexpr std::size_t form_fields_max = 40;           ///< asked, without the archived ones
inline constexpr std::size_t form_fields_with_archived_max = 120;
inline constexpr std::size_t form_options_max = 50;          ///< of one question, without the archived ones
inline constexpr std::size_t form_label_max = 200, form_hint_max = 500, form_option_label_max = 120;
inline constexpr std::size_t form_key_max = 32;
inline constexpr std::size_t form_line_max = 300, form_prose_max = 2000; ///< of an answer, in characters
inline constexpr std::int64_t form_number_max = 1'000'000'000;

/// True for a key as fields and options carry them.
bool is_form_key(std::string_view key);
/// True for a code of ISO 3166-1 in two capital letters.
bool is_country(std::string_view code);
/// All of them, in the order of the alphabet.
std::vector<std::string_view> country_codes();
/// "2020-10-15" of a day written so or as 15.10.2020; nothing for what is no day of 1900..2100.
std::optional<std::string> read_day(std::string_view typed);

/// The answers of a `many_of` question by their keys, in one text and back.
std::string join_options(const std::vector<std::string>& keys);
std::vector<std::string> split_options(std::string_view value);

/// What is wrong with the questions themselves, and normalises them (blank ends go). Fields are named
/// "questions[2].label", counted from 0. `categories` are the event's.
std::vector<field_error> check_form(registration_form& form, const std::vector<category_id>& categories);

/// Whom the form is put to.
struct form_reader {
    category_id category;
    bool at_door = false;  ///< questions of the door too
    bool must_answer = true; ///< what is required is required; staff and files may leave it open
    bool is_along = false;   ///< somebody else answers for them: only what is asked along
};

using answers_by_key = std::map<std::string, std::string, std::less<>>;
answers_by_key answers_of(const std::vector<form_answer>& answers);

/// Is this question put to them, with these answers given so far?
bool is_asked(const registration_form& form, const form_field& field, const form_reader& reader,
              const answers_by_key& answers);

/// Normalises the answers and leaves out what was not asked and what is empty, in the order of the form. Errors are named
/// "answers.KEY": required, malformed, too_long, not_a_choice, out_of_range (limit = the bound), too_short; "unknown" for an
/// answer to no question.
std::vector<field_error> check_answers(const registration_form& form, const form_reader& reader,
                                       std::vector<form_answer>& answers);

/// Merges questions as somebody wants them now with those that stand: what is left out is archived when it has answers, and
/// gone when it has none; the same for options. Refuses a kind that changes under answers ("questions[2].kind",
/// not_accepted). `answered` are the keys that have answers.
std::vector<field_error> merge_form(const registration_form& standing, const std::vector<std::string>& answered,
                                    registration_form& wanted);

/// Ready questions to begin with: municipality, sector of the organisation, first time here, how they learnt of the event.
/// `key` of one that is not there gives nothing.
std::optional<form_field> ready_question(std::string_view key);
inline constexpr std::array<std::string_view, 4> ready_question_keys{"municipality", "sector", "first_time", "learned_from"};

} // namespace krug::domain
