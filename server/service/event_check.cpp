#include "service/event_check.hpp"

#include "domain/email.hpp"
#include "domain/phone.hpp"
#include "domain/text_rules.hpp"
#include "domain/transliteration.hpp"

#include <algorithm>
#include <set>

namespace krug::service {

namespace {

constexpr std::size_t title_max = 300;
constexpr std::size_t summary_max = 500;
constexpr std::size_t description_max = 20'000;
constexpr std::size_t line_max = 300;
constexpr std::size_t url_max = 2'000;
constexpr std::size_t list_max = 100;
constexpr std::int64_t capacity_max = 1'000'000;
constexpr std::int64_t price_max = 100'000'000'00; // a hundred million roubles in kopecks
constexpr std::size_t slug_max = 80;
constexpr std::size_t slug_room = 6; // for "-99999" behind it
// 1900-01-01 and 2200-01-01: a date outside is a slip of the pen.
constexpr ground::utc_seconds earliest = -2'208'988'800;
constexpr ground::utc_seconds latest = 7'258'118'400;

using text_rule = std::optional<domain::text_fault> (*)(std::string_view, std::size_t);

class errors {
public:
    void add(std::string field, std::string_view code, std::int64_t limit = 0) {
        found_.push_back({std::move(field), std::string(code), limit});
    }
    void required(const std::string& field, std::string_view text, std::size_t length_max, text_rule rule) {
        const auto fault = domain::is_blank(text) ? domain::text_fault::empty : rule(text, length_max);
        if (fault) add_fault(field, *fault, length_max);
    }
    void optional(const std::string& field, std::string_view text, std::size_t length_max, text_rule rule) {
        if (text.empty()) return;
        const auto fault = rule(text, length_max);
        if (fault && *fault != domain::text_fault::empty) add_fault(field, *fault, length_max);
    }
    void capacity(const std::string& field, const std::optional<std::int64_t>& seats) {
        if (seats && (*seats < 1 || *seats > capacity_max)) add(field, "out_of_range", capacity_max);
    }
    void instant(const std::string& field, const std::optional<ground::utc_seconds>& at) {
        if (at && (*at < earliest || *at >= latest)) add(field, "out_of_range");
    }
    void not_before(const std::string& field, const std::optional<ground::utc_seconds>& end,
                    const std::optional<ground::utc_seconds>& start) {
        if (start && end && *end < *start) add(field, "order");
    }
    bool has(std::string_view field) const {
        return std::any_of(found_.begin(), found_.end(), [&](const auto& each) { return each.field == field; });
    }
    field_errors take() { return std::move(found_); }

private:
    void add_fault(const std::string& field, domain::text_fault fault, std::size_t length_max) {
        const bool is_length = fault == domain::text_fault::too_long;
        add(field, domain::word_of(fault), is_length ? static_cast<std::int64_t>(length_max) : 0);
    }
    field_errors found_;
};

std::string numbered(std::string_view list, std::size_t index) {
    return std::string(list) + "[" + std::to_string(index) + "]";
}

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char each) { return each >= '0' && each <= '9'; });
}

int number_of(std::string_view digits) {
    int number = 0;
    for (const char each : digits) number = number * 10 + (each - '0');
    return number;
}

int days_in(int year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

// "2020", "2020-08" or "2020-08-14", as exact as the precision says.
bool is_period(std::string_view text, domain::date_precision precision) {
    const std::size_t length = precision == domain::date_precision::year ? 4
                               : precision == domain::date_precision::month ? 7
                                                                            : 10;
    if (text.size() != length || !is_digits(text.substr(0, 4))) return false;
    const int year = number_of(text.substr(0, 4));
    if (year < 1900 || year > 2199) return false;
    if (length == 4) return true;
    if (text[4] != '-' || !is_digits(text.substr(5, 2))) return false;
    const int month = number_of(text.substr(5, 2));
    if (month < 1 || month > 12) return false;
    if (length == 7) return true;
    if (text[7] != '-' || !is_digits(text.substr(8, 2))) return false;
    const int day = number_of(text.substr(8, 2));
    return day >= 1 && day <= days_in(year, month);
}

bool is_zone_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text.front() != '/' && text.back() != '/' &&
           std::all_of(text.begin(), text.end(), [](char each) {
               return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
                      each == '/' || each == '_' || each == '-' || each == '+';
           });
}

bool is_word(std::string_view text) {
    return !text.empty() && text.size() <= 40 &&
           std::all_of(text.begin(), text.end(), [](char each) { return (each >= 'a' && each <= 'z') || each == '_'; });
}

bool is_web_address(std::string_view text) {
    return text.size() <= url_max && (text.starts_with("https://") || text.starts_with("http://")) &&
           std::none_of(text.begin(), text.end(), [](char each) { return static_cast<unsigned char>(each) <= ' '; });
}

void check_zone(errors& wrong, std::string_view timezone) {
    if (timezone.empty()) wrong.add("timezone", "required");
    else if (!is_zone_name(timezone)) wrong.add("timezone", "malformed");
}

void check_text(errors& wrong, const domain::event_text& text) {
    wrong.required("title", text.title, title_max, domain::fault_in_title);
    wrong.optional("summary", text.summary, summary_max, domain::fault_in_prose);
    wrong.optional("description", text.description, description_max, domain::fault_in_prose);
    if (text.language != "ru" && text.language != "en") wrong.add("language", "not_a_choice");
}

void check_time(errors& wrong, const domain::event_time& time) {
    using enum domain::date_precision;
    wrong.instant("starts_at", time.starts_at);
    wrong.instant("ends_at", time.ends_at);
    wrong.not_before("ends_at", time.ends_at, time.starts_at);
    if (time.precision == instant && !time.starts_at) wrong.add("starts_at", "required");
    if (time.precision != instant && time.starts_at) wrong.add("date_precision", "not_a_choice");
    if (time.precision != instant && time.ends_at) wrong.add("ends_at", "not_accepted");
    if (time.precision == instant || time.precision == unknown) {
        if (!time.period.empty()) wrong.add("period", "not_accepted");
    } else if (time.period.empty()) {
        wrong.add("period", "required");
    } else if (!is_period(time.period, time.precision)) {
        wrong.add("period", "malformed");
    }
    check_zone(wrong, time.timezone);
    wrong.optional("time_raw", time.raw, line_max, domain::fault_in_line);
}

void check_registration_rules(errors& wrong, const domain::registration_rules& rules) {
    wrong.instant("registration.opens_at", rules.opens_at);
    wrong.instant("registration.closes_at", rules.closes_at);
    wrong.not_before("registration.closes_at", rules.closes_at, rules.opens_at);
    if (rules.overbooking_percent < 0 || rules.overbooking_percent > 100)
        wrong.add("registration.overbooking_percent", "out_of_range", 100);
}

void check_contact(errors& wrong, domain::event_contact& contact) {
    if (contact.phone_raw.empty()) contact.phone_raw = contact.phone;
    contact.phone.clear();
    if (!contact.phone_raw.empty()) {
        if (auto phone = domain::parse_phone(contact.phone_raw)) contact.phone = phone->e164;
        else wrong.add("contact.phone", domain::word_of(phone.error()));
    }
    if (!contact.email.empty()) {
        if (auto email = domain::parse_email(contact.email)) contact.email = email->text;
        else wrong.add("contact.email", domain::word_of(email.error()));
    }
}

void check_organisers(errors& wrong, const std::vector<event_draft::named_organiser>& organisers) {
    if (organisers.size() > list_max) wrong.add("organisers", "too_long", list_max);
    std::set<std::pair<std::string, domain::organiser_role>> seen;
    for (std::size_t at = 0; at < organisers.size(); ++at) {
        const auto& each = organisers[at];
        const auto field = numbered("organisers", at);
        wrong.required(field, each.organisation, title_max, domain::fault_in_title);
        if (!wrong.has(field) && !seen.emplace(each.organisation, each.role).second) wrong.add(field, "duplicate");
    }
}

void check_people(errors& wrong, const std::vector<domain::event_person>& people, domain::session_id session) {
    if (people.size() > list_max) wrong.add("people", "too_long", list_max);
    for (std::size_t at = 0; at < people.size(); ++at) {
        const auto field = numbered("people", at);
        wrong.required(field, people[at].name, title_max, domain::fault_in_title);
        wrong.optional(field, people[at].title, line_max, domain::fault_in_title);
        // Whoever speaks in a session is written there.
        if (people[at].session && people[at].session != session) wrong.add(field, "unknown");
    }
}

void check_tags(errors& wrong, const std::vector<std::string>& tags) {
    constexpr std::size_t tags_max = 10, tag_max = 40;
    if (tags.size() > tags_max) wrong.add("tags", "too_long", tags_max);
    std::set<std::string_view> seen;
    for (std::size_t at = 0; at < tags.size(); ++at) {
        const auto field = numbered("tags", at);
        wrong.required(field, tags[at], tag_max, domain::fault_in_title);
        if (tags[at].find(',') != std::string::npos) wrong.add(field, "malformed");
        if (!wrong.has(field) && !seen.insert(tags[at]).second) wrong.add(field, "duplicate");
    }
}

void check_references(errors& wrong, const std::vector<domain::event_reference>& references) {
    if (references.size() > list_max) wrong.add("references", "too_long", list_max);
    for (std::size_t at = 0; at < references.size(); ++at) {
        const auto field = numbered("references", at);
        wrong.required(field, references[at].system, 40, domain::fault_in_title);
        wrong.optional(field, references[at].external, line_max, domain::fault_in_title);
        if (!references[at].url.empty() && !is_web_address(references[at].url)) wrong.add(field, "malformed");
    }
}

} // namespace

field_errors check_event(event_draft& draft) {
    errors wrong;
    auto& event = draft.event;
    check_text(wrong, event.text);
    if (!event.slug.empty() && !is_slug(event.slug)) wrong.add("slug", "malformed");
    check_time(wrong, event.time);
    wrong.capacity("capacity", event.capacity);
    constexpr int marks[] = {0, 6, 12, 16, 18};
    if (event.age_mark && std::find(std::begin(marks), std::end(marks), *event.age_mark) == std::end(marks))
        wrong.add("age_mark", "not_a_choice");
    check_registration_rules(wrong, event.registration);
    check_contact(wrong, event.contact);
    const auto& price = event.admission.price_kopecks;
    if (price && (*price < 0 || *price > price_max)) wrong.add("admission.price_kopecks", "out_of_range", price_max);
    wrong.optional("admission.raw", event.admission.raw, line_max, domain::fault_in_line);
    check_organisers(wrong, draft.organisers);
    check_people(wrong, event.people, {});
    check_references(wrong, event.references);
    if (event.links.size() > list_max) wrong.add("links", "too_long", list_max);
    wrong.optional("venue", draft.venue, title_max, domain::fault_in_title);
    wrong.optional("venue_address", draft.venue_address, line_max, domain::fault_in_line);
    wrong.optional("venue_city", draft.venue_city, line_max, domain::fault_in_title);
    return wrong.take();
}

field_errors check_session(const domain::session& what) {
    errors wrong;
    wrong.required("title", what.title, title_max, domain::fault_in_title);
    wrong.optional("room", what.room, line_max, domain::fault_in_title);
    wrong.instant("starts_at", what.starts_at);
    wrong.instant("ends_at", what.ends_at);
    wrong.not_before("ends_at", what.ends_at, what.starts_at);
    if (what.ends_at && !what.starts_at) wrong.add("starts_at", "required");
    wrong.capacity("capacity", what.capacity);
    wrong.optional("description", what.description, description_max, domain::fault_in_prose);
    check_people(wrong, what.people, what.id);
    check_tags(wrong, what.tags);
    return wrong.take();
}

field_errors check_organisation(const domain::organisation& what) {
    errors wrong;
    wrong.required("name", what.name, title_max, domain::fault_in_title);
    if (!what.slug.empty() && !is_slug(what.slug)) wrong.add("slug", "malformed");
    wrong.optional("short_name", what.short_name, title_max, domain::fault_in_title);
    wrong.optional("city", what.city, line_max, domain::fault_in_title);
    wrong.optional("state", what.state_raw, line_max, domain::fault_in_line);
    return wrong.take();
}

field_errors check_venue(const domain::venue& what) {
    errors wrong;
    wrong.required("name", what.name, title_max, domain::fault_in_title);
    if (!what.slug.empty() && !is_slug(what.slug)) wrong.add("slug", "malformed");
    wrong.optional("address", what.address_raw, line_max, domain::fault_in_line);
    wrong.optional("region", what.region, line_max, domain::fault_in_title);
    wrong.optional("city", what.city, line_max, domain::fault_in_title);
    wrong.optional("street", what.street, line_max, domain::fault_in_title);
    wrong.optional("house", what.house, line_max, domain::fault_in_title);
    check_zone(wrong, what.timezone);
    wrong.capacity("capacity", what.capacity);
    if (what.access_features)
        for (std::size_t at = 0; at < what.access_features->size(); ++at)
            if (!is_word((*what.access_features)[at])) wrong.add(numbered("access_features", at), "malformed");
    std::set<std::string> names;
    for (std::size_t at = 0; at < what.rooms.size(); ++at) {
        const auto field = numbered("rooms", at);
        wrong.required(field, what.rooms[at].name, line_max, domain::fault_in_title);
        wrong.capacity(field, what.rooms[at].capacity);
        if (!names.insert(what.rooms[at].name).second) wrong.add(field, "duplicate");
    }
    return wrong.take();
}

bool is_slug(std::string_view text) {
    return !text.empty() && text.size() <= slug_max && text.front() != '-' && text.back() != '-' &&
           text.find("--") == text.npos && std::all_of(text.begin(), text.end(), [](char each) {
               return (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '-';
           });
}

std::string slug_from(std::string_view title, std::string_view fallback) {
    auto slug = domain::slug_of(title, slug_max - slug_room);
    return slug.empty() ? std::string(fallback) : slug;
}

std::string free_slug(const std::string& base, const std::vector<std::string>& taken) {
    const std::set<std::string> known(taken.begin(), taken.end());
    if (!known.contains(base)) return base;
    for (int number = 2;; ++number)
        if (auto next = base + "-" + std::to_string(number); !known.contains(next)) return next;
}

} // namespace krug::service
