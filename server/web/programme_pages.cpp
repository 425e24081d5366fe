// The organisers' programme: the grid, one session's form, moving a session with the way back, policy and rooms.
// A move by keys, by pointer or by the form is the same POST.
#include "calendar/words.hpp"
#include "domain/search_key.hpp"
#include "render/pages/programme_page.hpp"
#include "service/event_check.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/programme_words.hpp"
#include "web/refusals.hpp"
#include "web/session_choice_form.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"
#include "web/written_moment.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::web {

namespace {

using domain::action;
using render::language;
using session_row = service::event_view::session_row;

constexpr std::size_t blank_rooms = 3;

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

std::vector<std::string> parts_of(std::string_view text, char at) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(at), text.size());
        if (auto part = trimmed(text.substr(0, end)); !part.empty()) parts.push_back(std::move(part));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

template <class Enum, std::size_t N, class Words>
std::vector<render::choice> choices(const std::array<std::pair<Enum, std::string_view>, N>& all, Enum chosen, Words words) {
    std::vector<render::choice> shown;
    for (const auto& [value, word] : all) shown.push_back({std::string(word), words(value), "", value == chosen, false});
    return shown;
}

std::string clash_words(domain::clash_policy policy, language lang) {
    switch (policy) {
    case domain::clash_policy::allow: return say(lang, "Разрешать", "Allow");
    case domain::clash_policy::warn: return say(lang, "Предупреждать", "Warn");
    case domain::clash_policy::block: return say(lang, "Не записывать", "Refuse");
    }
    return {};
}

std::string warning_count_words(std::size_t count, language lang) {
    return render::tr_n(lang, "{n} замечание", static_cast<std::int64_t>(count));
}

std::string people_line(const std::vector<domain::event_person>& people) {
    std::string line;
    for (const auto& each : people) line += (line.empty() ? "" : ", ") + each.name;
    return line;
}

std::string programme_path(const call& asked) { return base_of(asked) + "/programme"; }

bool is_told(const service::event_view& about) { return about.event.state == domain::event_state::published; }

// The grid

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// As people number rooms: «Зал 2» before «Зал 10».
bool reads_before(const std::string& left, const std::string& right) {
    std::size_t l = 0, r = 0;
    while (l < left.size() && r < right.size()) {
        if (is_digit(left[l]) && is_digit(right[r])) {
            const auto end_of = [](const std::string& text, std::size_t at) {
                while (at < text.size() && is_digit(text[at])) ++at;
                return at;
            };
            while (l + 1 < left.size() && left[l] == '0' && is_digit(left[l + 1])) ++l;
            while (r + 1 < right.size() && right[r] == '0' && is_digit(right[r + 1])) ++r;
            const auto l_end = end_of(left, l), r_end = end_of(right, r);
            if (l_end - l != r_end - r) return l_end - l < r_end - r;
            if (const auto order = left.compare(l, l_end - l, right, r, r_end - r); order != 0) return order < 0;
            l = l_end;
            r = r_end;
        } else {
            if (left[l] != right[r]) return static_cast<unsigned char>(left[l]) < static_cast<unsigned char>(right[r]);
            ++l;
            ++r;
        }
    }
    return left.size() - l < right.size() - r;
}

/// The columns: rooms that sessions are in or that the venue has, then those who have none.
std::vector<std::string> room_names(const service::event_view& about, const service::programme_view& programme) {
    std::vector<std::string> names;
    std::set<std::string> known;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && known.insert(domain::search_key(name)).second) names.push_back(name);
    };
    std::vector<std::string> own, others;
    for (const auto& room : programme.rooms) own.push_back(room.name);
    std::sort(own.begin(), own.end(), reads_before);
    for (const auto& name : own) add(name);
    for (const auto& row : about.sessions) others.push_back(row.session.room);
    std::sort(others.begin(), others.end(), reads_before);
    for (const auto& name : others) add(name);
    return names;
}

std::string room_note(const service::programme_view& programme, const std::string& name, language lang) {
    for (const auto& room : programme.rooms) {
        if (room.name != name) continue;
        std::string note;
        if (room.capacity) note = render::tr_n(lang, "{n} место", *room.capacity);
        if (room.step_free)
            note += (note.empty() ? "" : ", ") + (*room.step_free ? say(lang, "без ступеней", "step-free") : say(lang, "есть ступени", "steps"));
        return note;
    }
    return {};
}

render::grid_card card_of(const session_row& row, const service::programme_view& programme, const call& asked, const calendar::zone& where) {
    const auto& session = row.session;
    render::grid_card card;
    card.number = std::to_string(session.id.value);
    card.url = programme_path(asked) + "/" + card.number;
    card.title = session.title;
    if (session.starts_at) {
        card.date = print_day(*session.starts_at, where);
        card.starts = print_clock(*session.starts_at, where);
        card.hours = calendar::clock_words(*session.starts_at, where);
        if (session.ends_at) card.hours += "–" + calendar::clock_words(*session.ends_at, where);
    }
    card.minutes = std::to_string(session.starts_at && session.ends_at ? (*session.ends_at - *session.starts_at) / 60 : 0);
    card.room = session.room;
    card.people = people_line(session.people);
    if (session.sign_up != domain::session_sign_up::none) {
        const auto in = calendar_language(asked.lang);
        card.seats = calendar::number_words(row.seats.taken, in);
        if (row.seats.limit) card.seats += say(asked.lang, " из ", " of ") + calendar::number_words(*row.seats.limit, in);
        if (row.seats.waiting > 0) card.seats += say(asked.lang, ", ждут ", ", waiting ") + calendar::number_words(row.seats.waiting, in);
        card.label = fullness_words(row.seats, asked.lang);
        card.is_filling = domain::fullness_of(row.seats) == domain::fullness::filling;
        card.is_full = domain::fullness_of(row.seats) == domain::fullness::full;
    }
    if (const auto about_it = warnings_about(programme.warnings, session.id).size(); about_it > 0)
        card.warning = warning_count_words(about_it, asked.lang);
    return card;
}

void tell_grid(render::programme_view& view, const call& asked, const service::event_view& about, const service::programme_view& programme) {
    const auto where = zone_named(about.event.time.timezone);
    const auto names = room_names(about, programme);
    std::map<std::string, std::size_t> column;
    for (std::size_t at = 0; at < names.size(); ++at) column[domain::search_key(names[at])] = at;
    std::map<std::int64_t, std::map<std::int64_t, std::vector<const session_row*>>> days; // day, second of the wall clock
    std::vector<const session_row*> undated;
    for (const auto& row : about.sessions) {
        if (!row.session.starts_at) undated.push_back(&row);
        else {
            const auto local = where.local(*row.session.starts_at);
            days[calendar::day_number(local.date)][*row.session.starts_at].push_back(&row);
        }
    }
    const auto in = calendar_language(asked.lang);
    const auto add_row = [&](render::grid_day& day, std::string time, const std::string& date, const std::string& starts,
                             const std::vector<const session_row*>& sessions, bool roomless) {
        render::grid_row line;
        line.time = std::move(time);
        line.cells.resize(day.rooms.size());
        for (std::size_t at = 0; at < line.cells.size(); ++at) {
            line.cells[at].room = day.rooms[at].name;
            line.cells[at].date = date;
            line.cells[at].starts = starts;
        }
        for (const auto* row : sessions) {
            const auto found = column.find(domain::search_key(row->session.room));
            const auto at = row->session.room.empty() || found == column.end() ? (roomless ? line.cells.size() - 1 : 0) : found->second;
            line.cells[at].cards.push_back(card_of(*row, programme, asked, where));
        }
        for (auto& cell : line.cells) cell.is_empty = cell.cards.empty();
        day.rows.push_back(std::move(line));
    };
    const bool roomless = names.empty() || std::any_of(about.sessions.begin(), about.sessions.end(),
                                                       [](const auto& row) { return row.session.room.empty(); });
    const auto new_day = [&] {
        render::grid_day day;
        for (const auto& name : names) day.rooms.push_back({name, room_note(programme, name, asked.lang)});
        if (roomless) day.rooms.push_back({"", ""});
        return day;
    };
    for (const auto& [number, hours] : days) {
        auto day = new_day();
        const auto first = hours.begin()->first;
        const auto date = where.local(first).date;
        day.title = calendar::date_words(date, in);
        day.brief = calendar::short_date(date, false, in);
        day.date = print_day(first, where);
        day.anchor = "d" + std::to_string(date.year * 10'000 + date.month * 100 + date.day);
        for (const auto& [at, sessions] : hours)
            add_row(day, calendar::clock_words(at, where), day.date, print_clock(at, where), sessions, roomless);
        view.days.push_back(std::move(day));
    }
    if (undated.empty()) return;
    auto day = new_day();
    day.anchor = "undated";
    day.title = say(asked.lang, "Время ещё не назначено", "No time yet");
    day.brief = say(asked.lang, "без времени", "no time");
    add_row(day, "", "", "", undated, roomless);
    view.days.push_back(std::move(day));
}

struct typed_room {
    std::string number, name, capacity, step_free;
};

struct typed_settings {
    std::vector<typed_room> rooms;
    std::optional<domain::clash_policy> clash;
    std::vector<render::form_error> errors;
};

typed_settings settings_of(const service::programme_view& programme) {
    typed_settings typed;
    for (const auto& room : programme.rooms)
        typed.rooms.push_back({std::to_string(typed.rooms.size() + 1), room.name, room.capacity ? std::to_string(*room.capacity) : "",
                               !room.step_free ? "" : *room.step_free ? "yes" : "no"});
    for (std::size_t left = blank_rooms; left > 0; --left) typed.rooms.push_back({std::to_string(typed.rooms.size() + 1), "", "", ""});
    return typed;
}

/// The way back that the last move left in the address: its number and where the session was.
std::optional<render::move_undo> undo_of(const call& asked, const service::event_view& about) {
    if (asked.query.text("moved").empty()) return std::nullopt;
    for (const auto& row : about.sessions) {
        const auto number = std::to_string(row.session.id.value);
        if (number != asked.query.text("moved")) continue;
        render::move_undo undo;
        undo.action = programme_path(asked) + "/" + number;
        auto place = hours_of(row.session, about.event.time, asked.lang);
        if (!row.session.room.empty()) place += (place.empty() ? "" : ", ") + row.session.room;
        undo.text = say(asked.lang, "«" + row.session.title + "» теперь: " + place, "“" + row.session.title + "” is now: " + place);
        undo.fields = {{"version", std::to_string(about.event.version)}, {"move", "1"}};
        for (const auto* name : {"date", "starts", "ends", "room", "tell"}) undo.fields.push_back({name, asked.query.text(name)});
        return undo;
    }
    return std::nullopt;
}

response show_grid(const call& asked, const typed_settings* typed, int status) {
    const auto about = event_of(asked);
    const auto programme = asked.on.programmes.find(asked.event).value_or(service::programme_view{});
    render::programme_view view;
    view.action = programme_path(asked);
    view.version = std::to_string(about.event.version);
    view.new_url = programme_path(asked) + "/new";
    if (!about.sessions.empty()) view.public_url = path_of(about.event) + "#programme";
    view.undo = undo_of(asked, about);
    view.tells_guests = is_told(about);
    tell_grid(view, asked, about, programme);
    const auto sessions = static_cast<std::int64_t>(about.sessions.size());
    view.summary = render::tr_n(asked.lang, "{n} сессия", sessions);
    if (!view.days.empty())
        view.summary += ", " + render::tr_n(asked.lang, "{n} зал", static_cast<std::int64_t>(room_names(about, programme).size())) + ", " +
                        render::tr_n(asked.lang, "{n} день", static_cast<std::int64_t>(view.days.size()));
    for (const auto& warning : programme.warnings)
        view.warnings.push_back({warning_words(warning, about, asked.lang), "#s" + std::to_string(warning.session.value)});
    if (!view.warnings.empty()) view.warning_count = warning_count_words(view.warnings.size(), asked.lang);
    const auto standing = settings_of(programme);
    const auto& shown = typed != nullptr ? *typed : standing;
    const auto chosen = shown.clash.value_or(programme.clash);
    view.clashes = choices<domain::clash_policy>(domain::clash_policy_words, chosen, [&](auto each) { return clash_words(each, asked.lang); });
    view.may_have_rooms = programme.may_have_rooms;
    for (const auto& room : shown.rooms) {
        render::room_editor line{room.number, {room.name, ""}, {room.capacity, ""}, {}};
        for (const auto& error : shown.errors) {
            if (error.anchor == "room_" + room.number + "_name") line.name.error = error.message;
            if (error.anchor == "room_" + room.number + "_capacity") line.capacity.error = error.message;
        }
        line.step_frees = {{"", say(asked.lang, "Неизвестно", "Not known"), "", room.step_free.empty(), false},
                           {"yes", say(asked.lang, "Да", "Yes"), "", room.step_free == "yes", false},
                           {"no", say(asked.lang, "Нет, есть ступени", "No, there are steps"), "", room.step_free == "no", false}};
        view.rooms.push_back(std::move(line));
    }
    view.errors = shown.errors;
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::programme, &about), view), status);
}

response ask_grid(call& asked) { return show_grid(asked, nullptr, 200); }

response save_settings(call& asked) {
    const auto fields = posted(asked);
    typed_settings typed;
    typed.clash = domain::parse_word<domain::clash_policy>(fields.text("clash"));
    service::programme_office::change what;
    what.clash = typed.clash;
    std::vector<std::string> numbers; // of the rows that name a room
    for (std::size_t row = 1; row <= service::rooms_max + blank_rooms; ++row) {
        const auto number = std::to_string(row), before = "room_" + number + "_";
        if (!fields.has(before + "name")) break;
        typed_room room{number, trimmed(fields.text(before + "name")), trimmed(fields.text(before + "capacity")), fields.text(before + "step_free")};
        typed.rooms.push_back(room);
        if (!what.rooms) what.rooms.emplace();
        if (room.name.empty()) continue;
        domain::room one;
        one.name = room.name;
        if (!room.capacity.empty()) one.capacity = number_in(room.capacity);
        if (room.step_free == "yes" || room.step_free == "no") one.step_free = room.step_free == "yes";
        what.rooms->push_back(std::move(one));
        numbers.push_back(number);
    }
    const auto done = asked.on.programmes.save(asked.actor, asked.event, what);
    if (done) return redirect(programme_path(asked) + "?done=saved");
    for (const auto& error : done.error().fields) {
        const auto begin = error.field.find('[');
        const auto index = begin == std::string::npos ? numbers.size() : static_cast<std::size_t>(std::max<std::int64_t>(0, number_in(error.field.substr(begin + 1, error.field.size() - begin - 2))));
        const auto anchor = index < numbers.size() ? "room_" + numbers[index] + (error.code == "out_of_range" ? "_capacity" : "_name") : std::string("settings");
        typed.errors.push_back({anchor, sentence_of(error, asked.lang)});
    }
    if (typed.errors.empty()) typed.errors.push_back({"settings", sentence_of(done.error(), asked.lang)});
    return show_grid(asked, &typed, status_of(done.error().code));
}

// One session

struct typed_session_form {
    std::string title, kind, room, date, starts, ends, capacity, sign_up, clash, speakers, moderators, tags, description;
    bool tell = true;
};

std::string lines_of(const std::vector<domain::event_person>& people, bool moderators) {
    std::string lines;
    for (const auto& each : people)
        if ((each.role == domain::person_role::moderator) == moderators)
            lines += (lines.empty() ? "" : "\n") + each.name + (each.title.empty() ? "" : ", " + each.title);
    return lines;
}

typed_session_form typed_of(const domain::session& session, const calendar::zone& where) {
    typed_session_form typed;
    typed.title = session.title;
    typed.kind = domain::word_of(session.kind);
    typed.room = session.room;
    if (session.starts_at) typed.date = print_day(*session.starts_at, where), typed.starts = print_clock(*session.starts_at, where);
    if (session.ends_at) typed.ends = print_clock(*session.ends_at, where);
    if (session.capacity) typed.capacity = std::to_string(*session.capacity);
    typed.sign_up = domain::word_of(session.sign_up);
    typed.clash = domain::word_of(session.clash);
    typed.speakers = lines_of(session.people, false);
    typed.moderators = lines_of(session.people, true);
    for (const auto& tag : session.tags) typed.tags += (typed.tags.empty() ? "" : ", ") + tag;
    typed.description = session.description;
    return typed;
}

/// Fields that are not there stay as they were: a move names only day, hours and room.
void take_typed(const form& fields, typed_session_form& typed) {
    const auto take = [&](std::string_view name, std::string& into) {
        if (fields.has(name)) into = fields.text(name);
    };
    take("title", typed.title);
    take("kind", typed.kind);
    take("room", typed.room);
    take("date", typed.date);
    take("starts", typed.starts);
    take("ends", typed.ends);
    take("capacity", typed.capacity);
    take("sign_up", typed.sign_up);
    take("clash", typed.clash);
    take("speakers", typed.speakers);
    take("moderators", typed.moderators);
    take("tags", typed.tags);
    take("description", typed.description);
    std::erase(typed.description, '\r');
    typed.tell = fields.text("tell") == "1";
}

std::vector<domain::event_person> people_in(const std::string& lines, domain::person_role role, domain::session_id session,
                                            const std::vector<domain::event_person>& before) {
    std::vector<domain::event_person> people;
    for (const auto& line : parts_of(lines, '\n')) {
        const auto comma = line.find(',');
        domain::event_person person{role, trimmed(line.substr(0, comma)), comma == std::string::npos ? "" : trimmed(line.substr(comma + 1)), session};
        // Who opens or was quoted stays that, though the form knows moderators and speakers only.
        for (const auto& each : before)
            if (role != domain::person_role::moderator && each.role != domain::person_role::moderator && each.name == person.name) person.role = each.role;
        people.push_back(std::move(person));
    }
    return people;
}

using errors_of_form = std::vector<render::form_error>;

/// The session as typed; what cannot be read is an error at its field.
domain::session read_session(const typed_session_form& typed, domain::session session, const domain::event& event, language lang,
                             errors_of_form& errors) {
    const auto before = session;
    const auto where = zone_named(event.time.timezone);
    const auto fault = [&](const std::string& field, std::string message) {
        if (std::none_of(errors.begin(), errors.end(), [&](const auto& each) { return each.anchor == field; }))
            errors.push_back({field, std::move(message)});
    };
    session.title = trimmed(typed.title);
    session.room = trimmed(typed.room);
    session.description = typed.description;
    session.kind = domain::parse_word<domain::event_kind>(typed.kind).value_or(session.kind);
    session.sign_up = domain::parse_word<domain::session_sign_up>(typed.sign_up).value_or(session.sign_up);
    session.clash = domain::parse_word<domain::clash_policy>(typed.clash).value_or(session.clash);
    session.tags = parts_of(typed.tags, ',');
    session.capacity.reset();
    if (const auto digits = trimmed(typed.capacity); !digits.empty()) {
        if (const auto number = number_in(digits); number > 0) session.capacity = number;
        else fault("capacity", say(lang, "Напишите целое число цифрами.", "Write a whole number in digits."));
    }
    session.people = people_in(typed.moderators, domain::person_role::moderator, session.id, before.people);
    for (auto& each : people_in(typed.speakers, domain::person_role::speaker, session.id, before.people)) session.people.push_back(std::move(each));
    session.starts_at.reset();
    session.ends_at.reset();
    const auto date = trimmed(typed.date), starts = trimmed(typed.starts), ends = trimmed(typed.ends);
    auto day = read_day(date, lang);
    if (!day.fault.empty()) fault("date", day.fault);
    // Without a day of its own a session is on the event's first.
    if (!day.value && date.empty() && event.time.starts_at) day.value = where.local(*event.time.starts_at).date;
    const auto instant = [&](const std::string& field, const std::string& text, const std::optional<ground::utc_seconds>& kept) {
        std::optional<ground::utc_seconds> at;
        if (text.empty()) return at;
        const auto clock = read_clock(text, lang);
        if (!clock.fault.empty()) fault(field, clock.fault);
        if (!day.value && date.empty()) fault("date", say(lang, "Напишите дату.", "Write the date."));
        if (!clock.value || !day.value) return at;
        auto read = read_instant(*day.value, *clock.value, where, kept, lang);
        if (!read.fault.empty()) fault(field, read.fault);
        return read.value;
    };
    session.starts_at = instant("starts", starts, before.starts_at);
    session.ends_at = instant("ends", ends, before.ends_at);
    // An evening that ends after midnight ends on the next day.
    if (session.starts_at && session.ends_at && *session.ends_at < *session.starts_at && day.value) {
        constexpr std::int64_t day_seconds = 86'400;
        auto next = calendar::from_wall_seconds(calendar::wall_seconds({*day.value, 0, 0, 0}) + day_seconds).date;
        if (const auto clock = read_clock(ends, lang); clock.value && clock.value->hour < 6)
            session.ends_at = read_instant(next, *clock.value, where, before.ends_at, lang).value;
    }
    for (const auto& error : service::check_session(session)) {
        auto field = error.field == "starts_at" ? std::string("starts") : error.field == "ends_at" ? std::string("ends") : error.field;
        if (field.starts_with("people")) field = "speakers";
        if (field.starts_with("tags")) field = "tags";
        fault(field, sentence_of(error, lang));
    }
    return session;
}

response show_form(const call& asked, const service::event_view& about, const domain::session* stands, const typed_session_form& typed,
                   const errors_of_form& errors, int status) {
    const auto lang = asked.lang;
    const auto programme = asked.on.programmes.find(asked.event).value_or(service::programme_view{});
    render::session_form_view view;
    view.is_new = stands == nullptr;
    view.back_url = programme_path(asked);
    view.action = view.back_url + "/" + (stands != nullptr ? std::to_string(stands->id.value) : "new");
    view.version = std::to_string(about.event.version);
    view.heading = stands != nullptr ? stands->title : say(lang, "Новая сессия", "A new session");
    if (stands != nullptr) {
        view.remove_url = view.action + "/remove";
        for (const auto& warning : warnings_about(programme.warnings, stands->id)) view.warnings.push_back({warning_words(warning, about, lang), ""});
        view.back_url += "#s" + std::to_string(stands->id.value);
    }
    const auto field = [&](const std::string& name, const std::string& value) {
        render::form_field shown{value, ""};
        for (const auto& error : errors)
            if (error.anchor == name) shown.error = error.message;
        return shown;
    };
    view.errors = errors;
    if (!errors.empty()) view.error_count = error_count_words(errors.size(), lang);
    view.title = field("title", typed.title);
    view.room = field("room", typed.room);
    view.date = field("date", typed.date);
    view.starts = field("starts", typed.starts);
    view.ends = field("ends", typed.ends);
    view.capacity = field("capacity", typed.capacity);
    view.speakers = field("speakers", typed.speakers);
    view.moderators = field("moderators", typed.moderators);
    view.tags = field("tags", typed.tags);
    view.description = field("description", typed.description);
    view.kinds = choices<domain::event_kind>(domain::event_kind_words,
                                             domain::parse_word<domain::event_kind>(typed.kind).value_or(domain::event_kind::other),
                                             [&](auto each) { return kind_words(each, lang); });
    view.sign_ups = choices<domain::session_sign_up>(
        domain::session_sign_up_words, domain::parse_word<domain::session_sign_up>(typed.sign_up).value_or(domain::session_sign_up::none),
        [&](auto each) { return sign_up_words(each, lang); });
    view.clashes = choices<domain::clash_policy>(domain::clash_policy_words,
                                                 domain::parse_word<domain::clash_policy>(typed.clash).value_or(programme.clash),
                                                 [&](auto each) { return clash_words(each, lang); });
    for (const auto& name : room_names(about, programme)) view.known_rooms.push_back({name, name, room_note(programme, name, lang), false, false});
    view.tells_guests = is_told(about) && stands != nullptr;
    view.tell = typed.tell;
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::programme, &about), view), status);
}

const domain::session* session_in_place(const call& asked, const service::event_view& about) {
    const auto number = number_in(asked.place.at("session"));
    for (const auto& row : about.sessions)
        if (number > 0 && row.session.id.value == number) return &row.session;
    return nullptr;
}

response ask_new(call& asked) {
    const auto about = event_of(asked);
    typed_session_form typed;
    if (about.event.time.starts_at) typed.date = print_day(*about.event.time.starts_at, zone_named(about.event.time.timezone));
    return show_form(asked, about, nullptr, typed, {}, 200);
}

response add(call& asked) {
    const auto about = event_of(asked);
    typed_session_form typed;
    take_typed(posted(asked), typed);
    errors_of_form errors;
    domain::session fresh;
    fresh.event = asked.event;
    fresh = read_session(typed, std::move(fresh), about.event, asked.lang, errors);
    if (!errors.empty()) return show_form(asked, about, nullptr, typed, errors, 422);
    const auto made = asked.on.events.add_session(asked.actor, fresh, typed.clash.empty());
    if (!made) return show_form(asked, about, nullptr, typed, {{"title", sentence_of(made.error(), asked.lang)}}, status_of(made.error().code));
    return redirect(programme_path(asked) + "?done=saved#s" + std::to_string(made->value));
}

response ask_session(call& asked) {
    const auto about = event_of(asked);
    const auto* stands = session_in_place(asked, about);
    if (stands == nullptr) return error_answer(asked, 404);
    return show_form(asked, about, stands, typed_of(*stands, zone_named(about.event.time.timezone)), {}, 200);
}

/// Where the session was, for the way back: day, hours and room of the programme, nothing of people.
std::string way_back(const domain::session& before, const calendar::zone& where, bool tell) {
    const auto typed = typed_of(before, where);
    return "&date=" + percent_encode(typed.date) + "&starts=" + percent_encode(typed.starts) + "&ends=" + percent_encode(typed.ends) +
           "&room=" + percent_encode(typed.room) + "&tell=" + (tell ? "1" : "0");
}

response save_session(call& asked) {
    const auto about = event_of(asked);
    const auto* stands = session_in_place(asked, about);
    if (stands == nullptr) return error_answer(asked, 404);
    const auto fields = posted(asked);
    const auto where = zone_named(about.event.time.timezone);
    auto typed = typed_of(*stands, where);
    take_typed(fields, typed);
    errors_of_form errors;
    auto session = read_session(typed, *stands, about.event, asked.lang, errors);
    if (!errors.empty()) return show_form(asked, about, stands, typed, errors, 422);
    // The version of the form: what somebody else has changed since is looked at before it is overwritten.
    const auto version = number_in(fields.text("version"));
    const auto done = asked.on.events.update_session(asked.actor, session, typed.tell, version > 0 ? version : about.event.version);
    if (!done && done.error().code == domain::refusal_code::version_mismatch) {
        errors.push_back({"title", say(asked.lang, "Пока вы правили, программу изменил кто-то ещё. Сверьте и сохраните ещё раз.",
                                       "Somebody else changed the programme meanwhile. Compare and save again.")});
        return show_form(asked, about, stands, typed, errors, 412);
    }
    if (!done) return show_form(asked, about, stands, typed, {{"title", sentence_of(done.error(), asked.lang)}}, status_of(done.error().code));
    const bool moved = session.starts_at != stands->starts_at || session.ends_at != stands->ends_at || session.room != stands->room;
    const auto number = std::to_string(session.id.value);
    if (!moved || fields.text("move") != "1") return redirect(programme_path(asked) + "?done=saved#s" + number);
    return redirect(programme_path(asked) + "?moved=" + number + way_back(*stands, where, typed.tell) + "#s" + number);
}

response remove(call& asked) {
    const auto about = event_of(asked);
    const auto* stands = session_in_place(asked, about);
    if (stands == nullptr) return error_answer(asked, 404);
    const auto done = asked.on.events.remove_session(asked.actor, asked.event, stands->id);
    if (done) return redirect(programme_path(asked) + "?done=saved");
    const auto words = done.error().code == domain::refusal_code::wrong_state
                           ? say(asked.lang, "Эту сессию уже выбрали участники, за ней стоят столы или закреплён вход: убрать её нельзя.",
                                 "People have chosen this session, tables belong to it or an entrance serves it: it cannot be removed.")
                           : sentence_of(done.error(), asked.lang);
    return show_form(asked, about, stands, typed_of(*stands, zone_named(about.event.time.timezone)), {{"title", words}}, status_of(done.error().code));
}

} // namespace

std::vector<route> programme_routes() {
    using enum method;
    constexpr auto edit = action::edit_event;
    return {
        {get, "/work/events/{event}/programme", edit, entrance::work, ask_grid, "", "", "", ""},
        {post, "/work/events/{event}/programme", edit, entrance::work, save_settings, "", "", "", ""},
        {get, "/work/events/{event}/programme/new", edit, entrance::work, ask_new, "", "", "", ""},
        {post, "/work/events/{event}/programme/new", edit, entrance::work, add, "", "", "", ""},
        {get, "/work/events/{event}/programme/{session}", edit, entrance::work, ask_session, "", "", "", ""},
        {post, "/work/events/{event}/programme/{session}", edit, entrance::work, save_session, "", "", "", ""},
        {post, "/work/events/{event}/programme/{session}/remove", edit, entrance::work, remove, "", "", "", ""},
    };
}

} // namespace krug::web
