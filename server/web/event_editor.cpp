#include "web/event_editor.hpp"

#include "calendar/words.hpp"
#include "service/event_check.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_words.hpp"
#include "web/written_moment.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace krug::web {

namespace {

using render::language;

constexpr std::array zone_names{"Europe/Kaliningrad", "Europe/Moscow",    "Europe/Samara",      "Asia/Yekaterinburg",
                                "Asia/Omsk",          "Asia/Krasnoyarsk", "Asia/Irkutsk",       "Asia/Yakutsk",
                                "Asia/Vladivostok",   "Asia/Magadan",     "Asia/Kamchatka"};
constexpr std::array zone_cities_ru{"Калининград", "Москва", "Самара", "Екатеринбург, Тюмень", "Омск", "Красноярск",
                                    "Иркутск", "Якутск", "Владивосток", "Магадан", "Камчатка"};
constexpr std::array zone_cities_en{"Kaliningrad", "Moscow", "Samara", "Yekaterinburg, Tyumen", "Omsk", "Krasnoyarsk",
                                    "Irkutsk", "Yakutsk", "Vladivostok", "Magadan", "Kamchatka"};

const std::string& text_of(const typed_fields& typed, const std::string& name) {
    static const std::string none;
    const auto found = typed.find(name);
    return found == typed.end() ? none : found->second;
}

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

/// Browsers send the lines of a text area with CR LF ends; the house keeps LF.
std::string without_returns(std::string text) {
    std::erase(text, '\r');
    return text;
}

/// The keys between "session_" and "_title", saved ones by number, new ones behind them.
std::vector<std::string> keys_of(const typed_fields& typed, std::string_view before, std::string_view after) {
    std::vector<std::string> keys;
    for (const auto& [name, text] : typed)
        if (name.starts_with(before) && name.ends_with(after) && name.size() > before.size() + after.size())
            keys.push_back(name.substr(before.size(), name.size() - before.size() - after.size()));
    const auto rank = [](const std::string& key) {
        const bool is_new = key.starts_with("new");
        return std::pair(is_new, number_in(is_new ? std::string_view(key).substr(3) : std::string_view(key)));
    };
    std::erase_if(keys, [&](const std::string& key) { return rank(key).second == 0; });
    std::sort(keys.begin(), keys.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return keys;
}

std::string session_field(const std::string& key, std::string_view what) { return "session_" + key + "_" + std::string(what); }
std::string organiser_field(const std::string& key, std::string_view what) {
    return "organiser_" + key + "_" + std::string(what);
}

/// «Иванов Иван, профессор; ведёт: Петрова Анна»: people in one line, so that nobody hunts through rows.
std::string people_line(const std::vector<domain::event_person>& people, language lang) {
    std::string line;
    for (const auto& each : people) {
        if (!line.empty()) line += "; ";
        if (each.role == domain::person_role::moderator) line += say(lang, "ведёт: ", "chair: ");
        line += each.name + (each.title.empty() ? "" : ", " + each.title);
    }
    return line;
}

std::vector<domain::event_person> people_in(std::string_view line) {
    std::vector<domain::event_person> people;
    while (!line.empty()) {
        const auto end = std::min(line.find(';'), line.size());
        auto one = trimmed(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
        if (one.empty()) continue;
        domain::event_person person;
        for (const std::string_view mark : {"ведёт:", "Ведёт:", "ведет:", "Ведет:", "chair:", "Chair:"})
            if (one.starts_with(mark)) {
                person.role = domain::person_role::moderator;
                one = trimmed(std::string_view(one).substr(mark.size()));
                break;
            }
        const auto comma = one.find(',');
        person.name = trimmed(one.substr(0, comma));
        if (comma != std::string::npos) person.title = trimmed(one.substr(comma + 1));
        people.push_back(std::move(person));
    }
    return people;
}

std::string price_text(const std::optional<std::int64_t>& kopecks) {
    if (!kopecks) return {};
    const auto rest = *kopecks % 100;
    return std::to_string(*kopecks / 100) + (rest == 0 ? "" : "," + std::string(rest < 10 ? "0" : "") + std::to_string(rest));
}

std::string optional_number(const std::optional<std::int64_t>& number) { return number ? std::to_string(*number) : ""; }

/// Collects values and faults of one form.
class reader {
public:
    reader(const typed_fields& typed_in, language lang_in, event_reading& into) : typed_(typed_in), lang_(lang_in), into_(into) {}

    const std::string& raw(const std::string& name) const { return text_of(typed_, name); }
    std::string line(const std::string& name) const { return trimmed(raw(name)); }
    void fault(const std::string& field, std::string message) {
        if (!faulty_.insert(field).second) return;
        into_.errors.push_back({field, std::move(message)});
    }
    /// By the stable word of an office's refusal.
    void refuse(const std::string& field, std::string_view code, std::int64_t limit = 0) {
        fault(field, sentence_of(domain::field_error{field, std::string(code), limit}, lang_));
    }
    template <class T> std::optional<T> take(const std::string& field, typed<T> read) {
        if (!read.fault.empty()) fault(field, std::move(read.fault));
        return read.value;
    }
    template <class Enum> Enum word(const std::string& name, Enum otherwise) {
        if (raw(name).empty()) return otherwise;
        if (const auto known = domain::parse_word<Enum>(raw(name))) return *known;
        refuse(name, "not_a_choice");
        return otherwise;
    }
    /// A whole number, thousands apart or not; nothing when the field is empty.
    std::optional<std::int64_t> whole(const std::string& name) {
        const auto digits = without_blanks(raw(name));
        if (digits.empty()) return std::nullopt;
        if (digits == "0") return 0;
        if (const auto number = number_in(digits); number > 0) return number;
        fault(name, say(lang_, "Напишите целое число цифрами.", "Write a whole number in digits."));
        return std::nullopt;
    }
    std::optional<std::int64_t> kopecks(const std::string& name) {
        auto digits = without_blanks(raw(name));
        if (digits.empty()) return std::nullopt;
        const auto point = digits.find_first_of(".,");
        std::string rest = point == std::string::npos ? "00" : digits.substr(point + 1);
        if (rest.size() == 1) rest += "0";
        digits.resize(std::min(point, digits.size()));
        const bool is_number = !digits.empty() && digits.size() <= 10 && rest.size() == 2 &&
                               (digits + rest).find_first_not_of("0123456789") == std::string::npos;
        if (is_number) return std::stoll(digits) * 100 + std::stoll(rest);
        fault(name, say(lang_, "Напишите сумму цифрами: 500 или 99,90.", "Write the sum in digits: 500 or 99.90."));
        return std::nullopt;
    }
    language lang() const { return lang_; }
    bool is_faulty(const std::string& field) const { return faulty_.contains(field); }

private:
    static std::string without_blanks(std::string text) {
        for (const std::string_view blank : {"\u00a0", "\u202f", " "})
            for (auto at = text.find(blank); at != std::string::npos; at = text.find(blank)) text.erase(at, blank.size());
        return text;
    }

    const typed_fields& typed_;
    language lang_;
    event_reading& into_;
    std::set<std::string> faulty_;
};

/// A day and an hour in two fields; the day may be said elsewhere.
std::optional<ground::utc_seconds> two_fields(reader& form, const std::string& day_name, const std::string& clock_name,
                                              const std::optional<calendar::local_date>& day, const calendar::zone& where,
                                              const std::optional<ground::utc_seconds>& kept) {
    const auto clock = form.take(clock_name, read_clock(form.line(clock_name), form.lang()));
    if (!clock) return std::nullopt;
    if (!day) {
        if (form.line(day_name).empty()) form.fault(day_name, say(form.lang(), "Напишите дату.", "Write the date."));
        return std::nullopt;
    }
    return form.take(clock_name, read_instant(*day, *clock, where, kept, form.lang()));
}

void read_time(reader& form, domain::event& event, const service::event_view* before) {
    const auto kept = before != nullptr ? before->event.time : domain::event_time{};
    auto& time = event.time;
    time.precision = form.word("date_precision", domain::date_precision::instant);
    time.timezone = form.line("timezone");
    time.period.clear();
    time.starts_at.reset();
    time.ends_at.reset();
    const auto where = calendar::zone::find(time.timezone);
    if (!where) {
        form.refuse("timezone", "not_a_choice");
        return;
    }
    if (time.precision == domain::date_precision::unknown) return;
    if (time.precision != domain::date_precision::instant) {
        if (form.line("date").empty()) form.refuse("date", "required");
        else time.period = form.take("date", read_period(form.line("date"), time.precision, form.lang())).value_or("");
        return;
    }
    const auto day = form.take("date", read_day(form.line("date"), form.lang()));
    if (form.line("date").empty()) form.fault("date", say(form.lang(), "Напишите дату или выберите, что она пока неизвестна.",
                                                          "Write the date, or choose that it is not known yet."));
    if (form.line("starts").empty())
        form.fault("starts", say(form.lang(), "Напишите время начала или выберите «только день».",
                                 "Write the starting time, or choose “day only”."));
    time.starts_at = two_fields(form, "date", "starts", day, *where, kept.starts_at);
    const auto last = form.line("end_date").empty() ? day : form.take("end_date", read_day(form.line("end_date"), form.lang()));
    if (form.line("ends").empty()) {
        if (!form.line("end_date").empty())
            form.fault("ends", say(form.lang(), "Напишите и время окончания.", "Write the time of the end too."));
        return;
    }
    time.ends_at = two_fields(form, "end_date", "ends", last, *where, kept.ends_at);
}

void read_rules(reader& form, domain::event& event, const service::event_view* before) {
    const auto kept = before != nullptr ? before->event.registration : domain::registration_rules{};
    auto& rules = event.registration;
    rules.mode = form.word("registration_mode", domain::registration_mode::open);
    rules.confirm_email = !form.raw("confirm_email").empty();
    rules.overbooking_percent = static_cast<int>(std::min<std::int64_t>(form.whole("overbooking_percent").value_or(0), 1000));
    const auto where = zone_named(event.time.timezone);
    rules.opens_at = form.take("opens_at", read_moment(form.line("opens_at"), where, kept.opens_at, form.lang()));
    rules.closes_at = form.take("closes_at", read_moment(form.line("closes_at"), where, kept.closes_at, form.lang()));
    event.capacity = form.whole("capacity");
    event.admission.raw = form.line("admission");
    event.admission.access = form.word("access", domain::admission_access::not_stated);
    event.admission.price_kopecks = form.kopecks("price");
}

void read_session(reader& form, const std::string& key, const domain::event& event, const service::event_view* before,
                  event_reading& into) {
    typed_session one;
    one.key = key;
    one.is_new = key.starts_with("new");
    one.is_removed = !form.raw(session_field(key, "remove")).empty();
    if (before != nullptr && !one.is_new)
        for (const auto& row : before->sessions)
            if (row.session.id.value == number_in(key)) one.value = row.session;
    if (!one.is_new && !one.value.id) return; // somebody took it away meanwhile
    const auto as_is = one.value;
    auto& session = one.value;
    session.event = event.id;
    session.title = trimmed(form.raw(session_field(key, "title")));
    session.kind = form.word(session_field(key, "kind"), domain::event_kind::other);
    session.room = form.line(session_field(key, "room"));
    session.sign_up = form.word(session_field(key, "sign_up"), domain::session_sign_up::none);
    session.capacity = form.whole(session_field(key, "capacity"));
    const auto people = form.line(session_field(key, "people"));
    if (one.is_new || people != people_line(as_is.people, form.lang())) session.people = people_in(people);
    for (auto& person : session.people) person.session = session.id;

    const auto where = zone_named(event.time.timezone);
    auto day = form.take(session_field(key, "date"), read_day(form.line(session_field(key, "date")), form.lang()));
    // A session without a day of its own is on the event's first day.
    if (!day && form.line(session_field(key, "date")).empty() && event.time.starts_at) day = where.local(*event.time.starts_at).date;
    session.starts_at = two_fields(form, session_field(key, "date"), session_field(key, "starts"), day, where, as_is.starts_at);
    session.ends_at = two_fields(form, session_field(key, "date"), session_field(key, "ends"), day, where, as_is.ends_at);
    const bool is_blank = one.is_new && session.title.empty() && people.empty() && session.room.empty() &&
                          form.line(session_field(key, "starts")).empty();
    if (is_blank) return; // a row that was added and not used
    if (!one.is_removed)
        for (const auto& error : service::check_session(session)) {
            auto field = error.field == "starts_at" ? "starts" : error.field == "ends_at" ? "ends" : error.field;
            if (field.starts_with("people")) field = "people";
            form.refuse(session_field(key, field), error.code, error.limit);
        }
    into.sessions.push_back(std::move(one));
}

std::string form_field_of(const std::string& field, const std::vector<std::string>& organiser_keys) {
    if (field == "starts_at") return "starts";
    if (field == "ends_at") return "ends";
    if (field == "period") return "date";
    if (field == "contact.phone") return "contact_phone";
    if (field == "contact.email") return "contact_email";
    if (field == "admission.raw") return "admission";
    if (field == "admission.price_kopecks") return "price";
    if (field == "venue_address") return "address";
    if (field == "venue_city") return "city";
    constexpr std::string_view registration = "registration.";
    if (field.starts_with(registration)) return field.substr(registration.size());
    constexpr std::string_view organisers = "organisers[";
    if (field.starts_with(organisers)) {
        const auto at = static_cast<std::size_t>(std::stoul(field.substr(organisers.size())));
        return at < organiser_keys.size() ? organiser_field(organiser_keys[at], "name") : "title";
    }
    return field;
}

std::vector<std::string> named_organisers(const typed_fields& typed) {
    auto keys = keys_of(typed, "organiser_", "_name");
    std::erase_if(keys, [&](const std::string& key) { return trimmed(text_of(typed, organiser_field(key, "name"))).empty(); });
    return keys;
}

template <class Enum, class Words>
std::vector<render::choice> choices(domain::words<Enum> all, const std::string& chosen, const Words& name_it) {
    std::vector<render::choice> list;
    for (const auto& [value, word] : all)
        list.push_back({std::string(word), name_it(value), "", word == chosen, false});
    return list;
}

std::vector<render::choice> zone_choices(const std::string& chosen, language lang) {
    std::vector<render::choice> list;
    bool known = false;
    for (std::size_t at = 0; at < zone_names.size(); ++at) {
        const auto zone = calendar::zone::find(zone_names[at]);
        if (!zone) continue;
        constexpr ground::utc_seconds any_winter = 1'768'435'200; // Russian zones have had one offset since 2014
        auto label = std::string(lang == language::ru ? zone_cities_ru[at] : zone_cities_en[at]) + ", " +
                     calendar::zone_label(any_winter, *zone, calendar_language(lang));
        known = known || chosen == zone_names[at];
        list.push_back({zone_names[at], std::move(label), "", chosen == zone_names[at], false});
    }
    if (!known && !chosen.empty()) list.push_back({chosen, chosen, "", true, false});
    return list;
}

std::string precision_words(domain::date_precision precision, language lang) {
    using enum domain::date_precision;
    switch (precision) {
    case instant: return say(lang, "День и время", "Day and time");
    case day: return say(lang, "Только день", "Day only");
    case month: return say(lang, "Только месяц", "Month only");
    case year: return say(lang, "Только год", "Year only");
    case unknown: break;
    }
    return say(lang, "Пока неизвестна", "Not known yet");
}

std::string mode_words(domain::registration_mode mode, language lang) {
    switch (mode) {
    case domain::registration_mode::open: return say(lang, "Все, пока есть места", "Everybody while there are seats");
    case domain::registration_mode::approval: return say(lang, "Кого подтвердит организатор", "Whom the organiser approves");
    case domain::registration_mode::invitation: break;
    }
    return say(lang, "Только приглашённые", "Only invited people");
}

/// Fields of the view by the names of the form.
class shower {
public:
    shower(const typed_fields& typed_in, const std::vector<render::form_error>& errors_in) : typed_(typed_in), errors_(errors_in) {}
    render::form_field field(const std::string& name) const {
        render::form_field shown{text_of(typed_, name), {}};
        for (const auto& each : errors_)
            if (each.anchor == name) shown.error = each.message;
        return shown;
    }

private:
    const typed_fields& typed_;
    const std::vector<render::form_error>& errors_;
};

render::session_editor session_row(const std::string& key, const typed_fields& typed, const shower& show, language lang) {
    render::session_editor row;
    row.number = key;
    row.is_new = key.starts_with("new");
    row.title = show.field(session_field(key, "title"));
    row.room = show.field(session_field(key, "room"));
    row.date = show.field(session_field(key, "date"));
    row.starts = show.field(session_field(key, "starts"));
    row.ends = show.field(session_field(key, "ends"));
    row.capacity = show.field(session_field(key, "capacity"));
    row.people = show.field(session_field(key, "people"));
    row.is_removed = !text_of(typed, session_field(key, "remove")).empty();
    row.kinds = choices<domain::event_kind>(domain::event_kind_words, text_of(typed, session_field(key, "kind")),
                                            [&](auto kind) { return kind_words(kind, lang); });
    row.sign_ups = choices<domain::session_sign_up>(domain::session_sign_up_words, text_of(typed, session_field(key, "sign_up")),
                                                    [&](auto how) { return sign_up_words(how, lang); });
    return row;
}

} // namespace

typed_fields fields_of(const form& posted) {
    typed_fields typed;
    for (const auto& [name, value] : posted.fields()) typed.emplace(name, value);
    return typed;
}

typed_fields fields_for_new(const std::string& organiser, const std::string& timezone) {
    return {{"timezone", timezone}, {"date_precision", "instant"}, {"registration_mode", "open"}, {"language", "ru"},
            {"visibility", "listed"}, {"kind", "round_table"}, {"access", "not_stated"}, {"overbooking_percent", "0"},
            {"organiser_1_name", organiser}, {"organiser_1_role", "organiser"}};
}

typed_fields fields_of(const service::event_view& about, language lang) {
    const auto& event = about.event;
    const auto where = zone_named(event.time.timezone);
    typed_fields typed{{"title", event.text.title},
                       {"slug", event.slug},
                       {"summary", event.text.summary},
                       {"description", event.text.description},
                       {"language", event.text.language},
                       {"kind", std::string(domain::word_of(event.kind))},
                       {"age_mark", event.age_mark ? std::to_string(*event.age_mark) : ""},
                       {"visibility", std::string(domain::word_of(event.visibility))},
                       {"date_precision", std::string(domain::word_of(event.time.precision))},
                       {"timezone", event.time.timezone},
                       {"venue", about.venue ? about.venue->name : ""},
                       {"address", about.venue ? about.venue->address_raw : ""},
                       {"city", about.venue ? about.venue->city : ""},
                       {"capacity", optional_number(event.capacity)},
                       {"overbooking_percent", std::to_string(event.registration.overbooking_percent)},
                       {"registration_mode", std::string(domain::word_of(event.registration.mode))},
                       {"confirm_email", event.registration.confirm_email ? "1" : ""},
                       {"admission", event.admission.raw},
                       {"access", std::string(domain::word_of(event.admission.access))},
                       {"price", price_text(event.admission.price_kopecks)},
                       {"contact_phone", event.contact.phone_raw},
                       {"contact_email", event.contact.email}};
    if (event.time.starts_at) {
        typed["date"] = print_day(*event.time.starts_at, where);
        typed["starts"] = print_clock(*event.time.starts_at, where);
    } else {
        typed["date"] = print_period(event.time.period);
    }
    if (event.time.ends_at) {
        typed["ends"] = print_clock(*event.time.ends_at, where);
        if (print_day(*event.time.ends_at, where) != typed["date"]) typed["end_date"] = print_day(*event.time.ends_at, where);
    }
    if (event.registration.opens_at) typed["opens_at"] = print_moment(*event.registration.opens_at, where);
    if (event.registration.closes_at) typed["closes_at"] = print_moment(*event.registration.closes_at, where);
    for (std::size_t at = 0; at < event.organisers.size(); ++at) {
        const auto key = std::to_string(at + 1);
        typed[organiser_field(key, "name")] = event.organisers[at].name;
        typed[organiser_field(key, "role")] = std::string(domain::word_of(event.organisers[at].role));
    }
    for (const auto& row : about.sessions) {
        const auto& session = row.session;
        const auto key = std::to_string(session.id.value);
        typed[session_field(key, "title")] = session.title;
        typed[session_field(key, "kind")] = std::string(domain::word_of(session.kind));
        typed[session_field(key, "room")] = session.room;
        typed[session_field(key, "sign_up")] = std::string(domain::word_of(session.sign_up));
        typed[session_field(key, "capacity")] = optional_number(session.capacity);
        typed[session_field(key, "people")] = people_line(session.people, lang);
        typed[session_field(key, "date")] = session.starts_at ? print_day(*session.starts_at, where) : "";
        typed[session_field(key, "starts")] = session.starts_at ? print_clock(*session.starts_at, where) : "";
        typed[session_field(key, "ends")] = session.ends_at ? print_clock(*session.ends_at, where) : "";
    }
    return typed;
}

event_reading read_event(const typed_fields& typed, const service::event_view* before, language lang) {
    event_reading into;
    // What the form does not show (people of the whole event, references, links) stays as it is.
    if (before != nullptr) into.draft.event = before->event;
    auto& event = into.draft.event;
    reader form(typed, lang, into);
    // A title keeps its inner blanks, quotes and dashes; only its ends are no part of it.
    event.text.title = trimmed(form.raw("title"));
    event.text.summary = without_returns(form.line("summary"));
    event.text.description = without_returns(form.raw("description"));
    event.text.language = form.raw("language");
    event.slug = form.line("slug");
    event.kind = form.word("kind", domain::event_kind::other);
    event.visibility = form.word("visibility", domain::event_visibility::listed);
    // A form that does not ask leaves the parent as it is.
    if (typed.contains("parent")) {
        event.parent.reset();
        if (const auto parent = number_in(form.raw("parent")); parent > 0) event.parent = domain::event_id{parent};
    }
    event.age_mark.reset();
    if (const auto mark = form.whole("age_mark")) event.age_mark = static_cast<int>(std::min<std::int64_t>(*mark, 100));
    read_time(form, event, before);
    into.draft.venue = form.line("venue");
    into.draft.venue_address = form.line("address");
    into.draft.venue_city = form.line("city");
    read_rules(form, event, before);
    event.contact.phone.clear();
    event.contact.phone_raw = form.line("contact_phone");
    event.contact.email = form.line("contact_email");
    const auto organiser_keys = named_organisers(typed);
    for (const auto& key : organiser_keys)
        into.draft.organisers.push_back({form.line(organiser_field(key, "name")),
                                         form.word(organiser_field(key, "role"), domain::organiser_role::organiser)});
    for (const auto& error : service::check_event(into.draft)) {
        const auto field = form_field_of(error.field, organiser_keys);
        // A date that could not be read is missing for the office; its own fault says more.
        const bool follows = (field == "starts" || field == "date") && (form.is_faulty("date") || form.is_faulty("starts"));
        if (!follows) form.refuse(field, error.code, error.limit);
    }
    const auto as_is = before != nullptr ? fields_of(*before, lang) : typed_fields{};
    for (const auto& key : keys_of(typed, "session_", "_title")) {
        read_session(form, key, event, before, into);
        if (into.sessions.empty() || into.sessions.back().key != key) continue;
        for (const auto* what : {"title", "kind", "room", "sign_up", "capacity", "people", "date", "starts", "ends"})
            if (text_of(typed, session_field(key, what)) != text_of(as_is, session_field(key, what)))
                into.sessions.back().is_changed = true;
        // The same clock in another zone, or a day taken from the event, is another instant.
        if (before != nullptr && !into.sessions.back().is_new)
            for (const auto& row : before->sessions)
                if (row.session.id == into.sessions.back().value.id &&
                    (row.session.starts_at != into.sessions.back().value.starts_at ||
                     row.session.ends_at != into.sessions.back().value.ends_at))
                    into.sessions.back().is_changed = true;
    }
    return into;
}

std::vector<render::form_error> errors_of(const domain::refusal& refusal, const event_reading& reading, language lang) {
    std::vector<render::form_error> errors;
    std::vector<std::string> keys;
    for (std::size_t at = 0; at < reading.draft.organisers.size(); ++at) keys.push_back(std::to_string(at + 1));
    for (const auto& field : refusal.fields)
        errors.push_back({form_field_of(field.field, keys), sentence_of(field, lang)});
    if (errors.empty()) errors.push_back({"title", sentence_of(refusal, lang)});
    return errors;
}

render::event_editor_view editor_view_of(const typed_fields& typed, const std::vector<render::form_error>& errors,
                                         language lang) {
    const shower show(typed, errors);
    render::event_editor_view view;
    view.errors = errors;
    if (!errors.empty()) view.error_count = error_count_words(errors.size(), lang);
    view.title = show.field("title");
    view.slug = show.field("slug");
    view.summary = show.field("summary");
    view.description = show.field("description");
    view.kinds = choices<domain::event_kind>(domain::event_kind_words, text_of(typed, "kind"),
                                             [&](auto kind) { return kind_words(kind, lang); });
    const auto& mark = text_of(typed, "age_mark");
    view.age_marks.push_back({"", say(lang, "Не указана", "Not stated"), "", mark.empty(), false});
    for (const auto* years : {"0", "6", "12", "16", "18"})
        view.age_marks.push_back({years, std::string(years) + "+", "", mark == years, false});
    view.languages = {{"ru", "Русский", "", text_of(typed, "language") != "en", false},
                      {"en", "English", "", text_of(typed, "language") == "en", false}};
    const bool unlisted = text_of(typed, "visibility") == "unlisted";
    view.visibilities = {{"listed", say(lang, "Все, она есть в списке", "Everybody; it is in the list"), "", !unlisted, false},
                         {"unlisted", say(lang, "Только по ссылке", "Only who has the link"), "", unlisted, false}};
    using enum domain::date_precision;
    for (const auto precision : {instant, day, month, year, unknown})
        view.date_precisions.push_back({std::string(domain::word_of(precision)), precision_words(precision, lang), "",
                                        text_of(typed, "date_precision") == domain::word_of(precision), false});
    view.date = show.field("date");
    view.starts = show.field("starts");
    view.ends = show.field("ends");
    view.end_date = show.field("end_date");
    view.timezones = zone_choices(text_of(typed, "timezone"), lang);
    view.venue = show.field("venue");
    view.address = show.field("address");
    view.city = show.field("city");
    view.admission = show.field("admission");
    view.price = show.field("price");
    view.accesses = choices<domain::admission_access>(
        domain::admission_access_words, text_of(typed, "access"), [&](auto who) {
            const auto words = access_words(who, lang);
            return words.empty() ? say(lang, "не сказано", "not stated") : words;
        });
    view.capacity = show.field("capacity");
    view.overbooking_percent = show.field("overbooking_percent");
    view.registration_modes = choices<domain::registration_mode>(domain::registration_mode_words,
                                                                 text_of(typed, "registration_mode"),
                                                                 [&](auto mode) { return mode_words(mode, lang); });
    view.opens_at = show.field("opens_at");
    view.closes_at = show.field("closes_at");
    view.confirm_email = !text_of(typed, "confirm_email").empty();
    view.tell_guests = !typed.contains("tell_asked") || typed.contains("tell_guests");
    view.contact_phone = show.field("contact_phone");
    view.contact_email = show.field("contact_email");
    for (const auto& key : keys_of(typed, "organiser_", "_name"))
        view.organisers.push_back({key, show.field(organiser_field(key, "name")),
                                   choices<domain::organiser_role>(domain::organiser_role_words,
                                                                   text_of(typed, organiser_field(key, "role")),
                                                                   [&](auto role) { return role_words(role, lang); })});
    for (const auto& key : keys_of(typed, "session_", "_title")) view.sessions.push_back(session_row(key, typed, show, lang));
    return view;
}

void add_session_row(typed_fields& typed) {
    int number = 1;
    while (typed.contains(session_field("new" + std::to_string(number), "title"))) ++number;
    typed[session_field("new" + std::to_string(number), "title")] = "";
}

void add_organiser_row(typed_fields& typed) {
    int number = 1;
    while (typed.contains(organiser_field(std::to_string(number), "name"))) ++number;
    typed[organiser_field(std::to_string(number), "name")] = "";
}

} // namespace krug::web
