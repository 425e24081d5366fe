#include "domain/form.hpp"

#include "domain/phone.hpp"
#include "domain/text_rules.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <set>

namespace krug::domain {

namespace {

constexpr std::string_view countries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
    "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
    "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
    "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
    "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
    "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
    "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
    "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

bool contains(const std::vector<std::string>& all, std::string_view one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

/// Fifty members of a group answer all of these on one page.
constexpr std::size_t form_fields_along_max = 8;

void trim(std::string& text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    text = first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<std::int64_t> read_whole(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

bool has_options(field_kind kind) { return kind == field_kind::one_of || kind == field_kind::many_of; }
bool may_have_options(field_kind kind) { return has_options(kind) || kind == field_kind::municipality; }
/// Only what is chosen from a list can open another question.
bool may_decide(field_kind kind) { return has_options(kind) || kind == field_kind::yes_no; }

/// Judges the questions one by one and gathers what is wrong.
class form_judge {
public:
    form_judge(registration_form& form, const std::vector<category_id>& categories) : form_(form), categories_(categories) {}

    std::vector<field_error> judge() {
        std::size_t asked = 0, along = 0;
        for (std::size_t at = 0; at < form_.fields.size(); ++at) {
            asked += !form_.fields[at].archived;
            judge_field(at);
            along += form_.fields[at].asked_along && !form_.fields[at].archived;
            if (along > form_fields_along_max && form_.fields[at].asked_along) add("asked_along", "too_many", form_fields_along_max);
        }
        if (asked > form_fields_max) errors_.push_back({"questions", "too_many", form_fields_max});
        else if (form_.fields.size() > form_fields_with_archived_max)
            errors_.push_back({"questions", "too_many", form_fields_with_archived_max});
        return std::move(errors_);
    }

private:
    void judge_field(std::size_t at) {
        auto& field = form_.fields[at];
        at_ = "questions[" + std::to_string(at) + "].";
        if (!is_form_key(field.key)) add("key", field.key.empty() ? "required" : "malformed");
        else if (!keys_.insert(field.key).second) add("key", "duplicate");
        words("label", field.label, form_label_max, true);
        words("label_en", field.label_en, form_label_max, false);
        words("hint", field.hint, form_hint_max, false);
        words("hint_en", field.hint_en, form_hint_max, false);
        judge_options(field);
        judge_bounds(field);
        judge_condition(field, at);
        for (const auto id : field.categories)
            if (id && std::find(categories_.begin(), categories_.end(), id) == categories_.end()) add("categories", "not_a_choice");
        if (std::set(field.categories.begin(), field.categories.end()).size() != field.categories.size())
            add("categories", "duplicate");
    }

    void judge_options(form_field& field) {
        if (!may_have_options(field.kind)) field.options.clear();
        std::set<std::string> keys, labels;
        std::size_t offered = 0;
        for (auto& option : field.options) {
            words("options", option.label, form_option_label_max, true);
            words("options", option.label_en, form_option_label_max, false);
            if (!is_form_key(option.key) || !keys.insert(option.key).second) add("options", "malformed");
            if (option.archived) continue;
            ++offered;
            if (!labels.insert(option.label).second) add("options", "duplicate");
        }
        if (has_options(field.kind) && offered < 2 && !field.archived) add("options", "required", 2);
        if (offered > form_options_max) add("options", "too_many", form_options_max);
        if (field.options.size() > 4 * form_options_max) add("options", "too_many", 4 * form_options_max);
    }

    void judge_bounds(form_field& field) {
        if (field.kind != field_kind::number) {
            field.least.reset();
            field.most.reset();
        }
        for (const auto* bound : {&field.least, &field.most})
            if (*bound && (**bound < -form_number_max || **bound > form_number_max))
                add(bound == &field.least ? "least" : "most", "out_of_range", form_number_max);
        if (field.least && field.most && *field.least > *field.most) add("most", "order");
    }

    void judge_condition(form_field& field, std::size_t at) {
        if (field.if_field.empty()) field.if_answers.clear();
        if (field.if_field.empty() || field.archived) return; // restoring it is judged again
        const auto end = form_.fields.begin() + static_cast<std::ptrdiff_t>(at);
        const auto other = std::find_if(form_.fields.begin(), end, [&](const auto& each) { return each.key == field.if_field; });
        // Looking back only, so that no two questions wait for each other.
        if (other == end || !may_decide(other->kind) || other->archived) return add("if_question", "not_a_choice");
        if (other->when == field_moment::door && field.when == field_moment::registration) return add("if_question", "order");
        // Nobody who comes along could ever open it.
        if (field.asked_along && !other->asked_along) return add("if_question", "not_accepted");
        if (field.if_answers.empty()) add("if_answers", "required");
        for (const auto& answer : field.if_answers) {
            const bool known = other->kind == field_kind::yes_no
                                   ? answer == "yes" || answer == "no"
                                   : std::any_of(other->options.begin(), other->options.end(),
                                                 [&](const auto& option) { return option.key == answer; });
            if (!known) return add("if_answers", "not_a_choice");
        }
    }

    void words(std::string_view name, std::string& text, std::size_t length_max, bool required) {
        trim(text);
        if (text.empty()) {
            if (required) add(name, "required");
            return;
        }
        if (const auto fault = fault_in_title(text, length_max))
            add(name, word_of(*fault), *fault == text_fault::too_long ? length_max : 0);
    }

    void add(std::string_view name, std::string_view code, std::size_t limit = 0) {
        errors_.push_back({at_ + std::string(name), std::string(code), static_cast<std::int64_t>(limit)});
    }

    registration_form& form_;
    const std::vector<category_id>& categories_;
    std::set<std::string> keys_;
    std::string at_;
    std::vector<field_error> errors_;
};

/// One answer against its question; the value is normalised. Nothing when all is well.
std::optional<field_error> fault_in_answer(const form_field& field, std::string& value) {
    const auto fault = [&](std::string_view code, std::int64_t limit = 0) {
        return field_error{"answers." + field.key, std::string(code), limit};
    };
    const auto offered = [&](std::string_view key) {
        return std::any_of(field.options.begin(), field.options.end(),
                           [&](const auto& option) { return option.key == key && !option.archived; });
    };
    const auto text = [&](std::optional<text_fault> found, std::size_t length_max) -> std::optional<field_error> {
        if (!found) return std::nullopt;
        return fault(word_of(*found), *found == text_fault::too_long ? static_cast<std::int64_t>(length_max) : 0);
    };
    switch (field.kind) {
    case field_kind::text:
    case field_kind::municipality: return text(fault_in_line(value, form_line_max), form_line_max);
    case field_kind::long_text: return text(fault_in_prose(value, form_prose_max), form_prose_max);
    case field_kind::one_of: return offered(value) ? std::nullopt : std::optional(fault("not_a_choice"));
    case field_kind::many_of: {
        std::set<std::string> chosen;
        for (const auto& key : split_options(value)) {
            if (!offered(key)) return fault("not_a_choice");
            chosen.insert(key);
        }
        std::vector<std::string> in_order; // so that the same choice is the same text
        for (const auto& option : field.options)
            if (chosen.contains(option.key)) in_order.push_back(option.key);
        value = join_options(in_order);
        return std::nullopt;
    }
    case field_kind::yes_no: return value == "yes" || value == "no" ? std::nullopt : std::optional(fault("not_a_choice"));
    case field_kind::number: {
        const auto number = read_whole(value);
        if (!number) return fault("malformed");
        if (field.least && *number < *field.least) return fault("out_of_range", *field.least);
        if (field.most && *number > *field.most) return fault("out_of_range", *field.most);
        if (*number < -form_number_max || *number > form_number_max) return fault("out_of_range", form_number_max);
        value = std::to_string(*number);
        return std::nullopt;
    }
    case field_kind::date: {
        auto day = read_day(value);
        if (!day) return fault("malformed");
        value = *std::move(day);
        return std::nullopt;
    }
    case field_kind::phone:
        if (const auto number = parse_phone(value); !number) return fault(word_of(number.error()));
        return std::nullopt;
    case field_kind::country: return is_country(value) ? std::nullopt : std::optional(fault("not_a_choice"));
    }
    return std::nullopt;
}

} // namespace

const form_field* registration_form::find(std::string_view key) const {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& each) { return each.key == key; });
    return found == fields.end() ? nullptr : &*found;
}

bool is_form_key(std::string_view key) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !key.empty() && key.size() <= form_key_max && key.front() >= 'a' && key.front() <= 'z' &&
           std::all_of(key.begin(), key.end(), fits);
}

bool is_country(std::string_view code) {
    const auto codes = country_codes();
    return std::binary_search(codes.begin(), codes.end(), code);
}

std::vector<std::string_view> country_codes() {
    std::vector<std::string_view> all;
    for (std::size_t at = 0; at + 2 <= countries.size(); at += 3) all.push_back(countries.substr(at, 2));
    return all;
}

std::optional<std::string> read_day(std::string_view typed) {
    const auto digits = [](std::string_view text) {
        return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
    };
    std::string_view year, month, day;
    if (typed.size() == 10 && typed[4] == '-' && typed[7] == '-') {
        year = typed.substr(0, 4), month = typed.substr(5, 2), day = typed.substr(8);
    } else {
        const auto first = typed.find('.');
        const auto second = first == std::string_view::npos ? first : typed.find('.', first + 1);
        if (second == std::string_view::npos) return std::nullopt;
        day = typed.substr(0, first), month = typed.substr(first + 1, second - first - 1), year = typed.substr(second + 1);
    }
    if (!digits(year) || !digits(month) || !digits(day) || year.size() != 4 || month.size() > 2 || day.size() > 2)
        return std::nullopt;
    using namespace std::chrono;
    const year_month_day when{std::chrono::year(static_cast<int>(*read_whole(year))),
                              std::chrono::month(static_cast<unsigned>(*read_whole(month))),
                              std::chrono::day(static_cast<unsigned>(*read_whole(day)))};
    if (!when.ok() || static_cast<int>(when.year()) < 1900 || static_cast<int>(when.year()) > 2100) return std::nullopt;
    const auto two = [](std::string_view number) { return (number.size() < 2 ? "0" : "") + std::string(number); };
    return std::string(year) + "-" + two(month) + "-" + two(day);
}

std::string join_options(const std::vector<std::string>& keys) {
    std::string all;
    for (const auto& key : keys) all += (all.empty() ? "" : ",") + key;
    return all;
}

std::vector<std::string> split_options(std::string_view value) {
    std::vector<std::string> keys;
    while (!value.empty()) {
        const auto end = std::min(value.find(','), value.size());
        if (end > 0) keys.emplace_back(value.substr(0, end));
        value.remove_prefix(std::min(end + 1, value.size()));
    }
    return keys;
}

std::vector<field_error> check_form(registration_form& form, const std::vector<category_id>& categories) {
    return form_judge(form, categories).judge();
}

answers_by_key answers_of(const std::vector<form_answer>& answers) {
    answers_by_key all;
    for (const auto& each : answers) all[each.field] = each.value;
    return all;
}

bool is_asked(const registration_form& form, const form_field& field, const form_reader& reader, const answers_by_key& answers) {
    if (field.archived || (field.when == field_moment::door && !reader.at_door)) return false;
    if (reader.is_along && !field.asked_along) return false;
    if (!field.categories.empty() &&
        std::find(field.categories.begin(), field.categories.end(), reader.category) == field.categories.end())
        return false;
    if (field.if_field.empty()) return true;
    const auto* other = form.find(field.if_field);
    if (other == nullptr || !is_asked(form, *other, reader, answers)) return false;
    const auto given = answers.find(field.if_field);
    if (given == answers.end()) return false;
    const auto chosen = split_options(given->second);
    return std::any_of(chosen.begin(), chosen.end(), [&](const auto& key) { return contains(field.if_answers, key); });
}

std::vector<field_error> check_answers(const registration_form& form, const form_reader& reader,
                                       std::vector<form_answer>& answers) {
    std::vector<field_error> errors;
    for (const auto& each : answers)
        if (form.find(each.field) == nullptr) errors.push_back({"answers." + each.field, "unknown", 0});
    auto given = answers_of(answers);
    std::vector<form_answer> kept;
    for (const auto& field : form.fields) {
        if (!is_asked(form, field, reader, given)) continue;
        auto value = given.contains(field.key) ? given[field.key] : std::string();
        trim(value);
        if (is_blank(value) || (field.kind == field_kind::many_of && split_options(value).empty())) {
            if (field.required && reader.must_answer && field.when == field_moment::registration)
                errors.push_back({"answers." + field.key, "required", 0});
            continue;
        }
        if (auto fault = fault_in_answer(field, value)) {
            errors.push_back(*std::move(fault));
            continue;
        }
        given[field.key] = value;
        kept.push_back({field.key, std::move(value)});
    }
    answers = std::move(kept);
    return errors;
}

std::vector<field_error> merge_form(const registration_form& standing, const std::vector<std::string>& answered,
                                    registration_form& wanted) {
    std::vector<field_error> errors;
    for (std::size_t at = 0; at < wanted.fields.size(); ++at) {
        auto& field = wanted.fields[at];
        const auto* before = standing.find(field.key);
        if (before == nullptr || !contains(answered, field.key)) continue;
        if (before->kind != field.kind)
            errors.push_back({"questions[" + std::to_string(at) + "].kind", "not_accepted", 0});
        for (const auto& option : before->options) {
            const bool stays = std::any_of(field.options.begin(), field.options.end(),
                                           [&](const auto& each) { return each.key == option.key; });
            if (stays) continue;
            field.options.push_back(option);
            field.options.back().archived = true;
        }
    }
    for (const auto& before : standing.fields) {
        if (wanted.find(before.key) != nullptr || !contains(answered, before.key)) continue;
        wanted.fields.push_back(before);
        wanted.fields.back().archived = true;
    }
    return errors;
}

std::optional<form_field> ready_question(std::string_view key) {
    form_field field;
    field.key = std::string(key);
    if (key == "municipality") {
        field.kind = field_kind::municipality;
        field.label = "Муниципальное образование";
        field.label_en = "Municipality";
        field.hint = "Город или район, откуда вы.";
        field.hint_en = "The town or district you come from.";
        return field;
    }
    if (key == "sector") {
        field.kind = field_kind::one_of;
        field.label = "Какой сектор вы представляете";
        field.label_en = "Which sector do you represent";
        field.options = {{"ngo", "Некоммерческая организация", "Non-profit organisation"},
                         {"business", "Бизнес", "Business"},
                         {"state", "Государственный орган", "State body"},
                         {"municipal", "Муниципальное учреждение", "Municipal institution"},
                         {"science", "Наука и образование", "Science and education"},
                         {"media", "СМИ", "Media"},
                         {"initiative", "Инициативная группа", "Initiative group"},
                         {"myself", "Только себя", "Only myself"}};
        return field;
    }
    if (key == "first_time") {
        field.kind = field_kind::yes_no;
        field.label = "Вы у нас впервые?";
        field.label_en = "Is it your first time with us?";
        return field;
    }
    if (key == "learned_from") {
        field.kind = field_kind::one_of;
        field.label = "Откуда вы узнали о событии";
        field.label_en = "How did you learn of the event";
        field.options = {{"friends", "От знакомых или коллег", "From friends or colleagues"},
                         {"organiser", "От организаторов", "From the organisers"},
                         {"networks", "Из социальных сетей", "From social networks"},
                         {"news", "Из новостей", "From the news"},
                         {"poster", "С афиши", "From a poster"},
                         {"other", "Иначе", "Otherwise"}};
        return field;
    }
    return std::nullopt;
}

} // namespace krug::domain
