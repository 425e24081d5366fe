// The list of an event's people: search and filters, saved lists, chosen columns.
#include "web/attendee_list.hpp"

#include "calendar/words.hpp"
#include "domain/round_table.hpp"
#include "render/pages/attendance_page.hpp"
#include "web/event_words.hpp"
#include "web/own_registration.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

constexpr int page_size = 50;

/// Which columns there are, what they are called, and which are shown before anybody has chosen.
struct column {
    std::string_view word, ru, en;
    bool is_usual;
};
constexpr column column_table[] = {{"organisation", "Организация", "Organisation", true},
                                   {"number", "Номер", "Number", true},
                                   {"contacts", "Контакты", "Contacts", true},
                                   {"tags", "Метки", "Tags", true},
                                   {"category", "Категория", "Category", false},
                                   {"table", "Стол", "Table", false},
                                   {"language", "Язык", "Language", false},
                                   {"registered", "Когда записан", "Registered", false}};

/// "number,tags" as it was saved: only words that are columns now.
std::vector<std::string_view> columns_of(const call& asked) {
    const auto saved = asked.on.people.columns(asked.actor);
    std::vector<std::string_view> chosen;
    for (const auto& each : column_table)
        if (saved ? ("," + *saved + ",").find("," + std::string(each.word) + ",") != std::string::npos : each.is_usual)
            chosen.push_back(each.word);
    return chosen;
}

bool holds(const std::vector<std::string_view>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

list_wish wish_of(const call& asked, const form& fields) {
    list_wish wish{filter_in(asked.query), fields.text("q"), fields.text("cursor")};
    if (wish.text.empty()) wish.text = asked.query.text("q"); // of an address that somebody wrote themselves
    if (wish.cursor.empty()) wish.cursor = asked.query.text("cursor");
    return wish;
}

service::registration_filter filter_of(const list_wish& wish) {
    service::registration_filter filter;
    filter.text = wish.text;
    filter.also = wish.filter;
    filter.cursor = wish.cursor;
    filter.limit = page_size;
    return filter;
}

std::string person_url(const call& asked, domain::registration_id id) {
    return base_of(asked) + "/people/" + std::to_string(id.value);
}

std::string shown_name(const domain::person_name& name, render::language lang) {
    const auto full = domain::full_name(name);
    return full.empty() ? say(lang, "Данные уничтожены", "Data destroyed") : full;
}

std::string people_url(const call& asked) { return base_of(asked) + "/people" + filter_query(filter_in(asked.query)); }

std::string with_member(std::string url, std::string_view name, std::string_view value) {
    url += (url.find('?') == std::string::npos ? "?" : "&") + std::string(name) + "=" + std::string(value);
    return url;
}

namespace {

/// What a hidden column would say is not in the page at all: neither in its source nor on its print.
render::attendee_row row_of(const call& asked, const service::registration_line& line, const std::vector<std::string_view>& shown,
                            const calendar::zone& where) {
    const auto& who = line.registration;
    render::attendee_row row;
    row.id = std::to_string(who.id.value);
    row.url = person_url(asked, who.id);
    row.name = shown_name(who.name, asked.lang);
    if (holds(shown, "organisation")) row.organisation = who.organisation;
    if (holds(shown, "number")) row.attendee_no = grouped_number(line.attendee_no);
    if (holds(shown, "contacts") && asked.may(action::see_contacts)) {
        row.email = who.email;
        row.phone = who.phone_raw.empty() ? who.phone : who.phone_raw;
    }
    row.may_select = asked.may(action::manage_registration);
    row.state = mark_of(who, line.first_admitted_at, line.inside, where, asked.lang);
    return row;
}

std::string summary_of(const call& asked) {
    const auto all = asked.on.attendance.live(asked.event);
    const auto in = calendar_language(asked.lang);
    return say(asked.lang, "Заявок ", "Registrations ") + calendar::number_words(all.registered, in) +
           say(asked.lang, " · подтверждено ", " · confirmed ") + calendar::number_words(all.confirmed, in) +
           say(asked.lang, " · пришли ", " · came ") + calendar::number_words(all.attended, in);
}

std::string tags_line(const std::vector<std::int64_t>& tags, const filter_names& names, render::language lang) {
    std::string line;
    for (const auto tag : tags) line += (line.empty() ? "" : ", ") + tag_name(names, tag, lang);
    return line;
}

/// What columns beyond the usual ones say of the people on this page.
void fill_columns(const call& asked, const std::vector<service::registration_line>& lines, const std::vector<std::string_view>& shown,
                  const filter_names& names, const calendar::zone& where, render::attendee_list_view& view) {
    std::vector<domain::registration_id> ids;
    for (const auto& line : lines) ids.push_back(line.registration.id);
    const auto tags = holds(shown, "tags") ? asked.on.people.tags_of(asked.event, ids)
                                           : std::map<domain::registration_id, std::vector<std::int64_t>>();
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const auto& who = lines[at].registration;
        auto& row = view.people[at];
        if (const auto found = tags.find(who.id); found != tags.end()) row.tags = tags_line(found->second, names, asked.lang);
        if (holds(shown, "category"))
            for (const auto& [number, name] : names.categories)
                if (number == who.category.value) row.category = name;
        if (holds(shown, "table")) row.table = domain::tables_line(who.tables);
        if (holds(shown, "language")) row.language = who.language == "en" ? "English" : "Русский";
        if (holds(shown, "registered")) row.registered = short_moment(who.created_at, asked.on.clock.now(), where, asked.lang);
    }
}

std::string change_words(service::state_change what, render::language lang) {
    switch (what) {
    case service::state_change::approve: return say(lang, "Подтверждено участие: ", "Approved: ");
    case service::state_change::decline: return say(lang, "Отклонено заявок: ", "Declined: ");
    case service::state_change::cancel: break;
    }
    return say(lang, "Отменено участие: ", "Cancelled: ");
}

/// What was just done to many, by whomever, while it can be taken back.
void tell_changes(const call& asked, const calendar::zone& where, render::attendee_list_view& view) {
    const auto lang = asked.lang;
    if (!view.may_change) return;
    const auto open = asked.on.people.open_changes(asked.event);
    if (open.empty()) return;
    view.change_undo_action = base_of(asked) + "/people/undo" + filter_query(filter_in(asked.query));
    const auto colleagues = asked.on.staff.list_staff(asked.owner);
    for (const auto& each : open) {
        auto line = change_words(each.what, lang) + calendar::number_words(each.people, calendar_language(lang));
        for (const auto& colleague : colleagues)
            if (colleague.id.value == each.made_by && each.made_by != asked.actor.id) line += " (" + colleague.name + ")";
        line += say(lang, ". Вернуть можно до ", ". This can be taken back until ") + calendar::clock_words(each.ends_at, where) +
                (each.what == service::state_change::approve
                     ? say(lang, ": письма пока не ушли.", ": the letters have not gone yet.")
                     : say(lang, ": письма пока не ушли, места этих людей никому не отданы.",
                           ": the letters have not gone yet, and nobody else has these people’s seats."));
        view.changes.push_back({std::to_string(each.step), std::move(line)});
    }
}

void fill_tools(const call& asked, const list_wish& wish, const std::vector<std::string_view>& shown, const filter_names& names,
                render::attendee_list_view& view) {
    const auto lang = asked.lang;
    const auto base = base_of(asked);
    view.find_action = base + "/people/find" + filter_query(wish.filter);
    view.views_action = base + "/people/views" + filter_query(wish.filter);
    view.columns_action = base + "/people/columns" + filter_query(wish.filter);
    for (auto& each : asked.on.people.views(asked.actor, asked.event))
        view.views.push_back({std::to_string(each.number), each.name, base + "/people" + filter_query(each.filter), each.is_shared,
                              each.filter == wish.filter});
    for (const auto& each : column_table) {
        view.columns.push_back({std::string(each.word), say(lang, each.ru, each.en), "", holds(shown, each.word), false});
        if (!holds(shown, each.word)) view.hidden_columns += (view.hidden_columns.empty() ? "" : ", ") + say(lang, each.ru, each.en);
    }
    for (const auto& [number, name] : names.tags) view.tags.push_back({std::to_string(number), tag_name(names, number, lang), "", false, false});
    view.shows_organisation = holds(shown, "organisation");
    view.shows_number = holds(shown, "number");
    view.shows_contacts = holds(shown, "contacts");
    view.shows_category = holds(shown, "category");
    view.shows_table = holds(shown, "table");
    view.shows_tags = holds(shown, "tags");
    view.shows_language = holds(shown, "language");
    view.shows_registered = holds(shown, "registered");
    if (const auto step = number_in(asked.query.text("step")); step > 0) {
        view.undo_action = base + "/people/undo" + filter_query(wish.filter);
        view.undo_label = std::to_string(step);
    }
    view.duplicates_url = base + "/people/duplicates";
    if (asked.may(action::mail_guests)) view.message_url = base + "/messages/new" + filter_query(wish.filter);
}

} // namespace

response list_people(const call& asked, const list_wish& wish, const std::vector<std::string>& chosen,
                     const std::string& problem, int status) {
    const auto about = event_of(asked);
    const auto where = zone_named(about.event.time.timezone);
    const auto found = asked.on.registrations.list(asked.event, filter_of(wish));
    const auto names = names_for(asked, about);
    const auto shown = columns_of(asked);
    render::attendee_list_view view;
    view.action = people_url(asked);
    view.summary = summary_of(asked);
    view.text = wish.text;
    view.filter = filter_fields_of(asked, wish.filter, names);
    if (!wish.filter.is_empty()) view.sentence = filter_sentence(wish.filter, names, asked.lang);
    view.is_filtered = !wish.filter.is_empty() || !wish.text.empty();
    for (const auto& line : found.items) {
        view.people.push_back(row_of(asked, line, shown, where));
        view.people.back().is_selected = std::find(chosen.begin(), chosen.end(), view.people.back().id) != chosen.end();
    }
    fill_columns(asked, found.items, shown, names, where, view);
    fill_tools(asked, wish, shown, names, view);
    const auto in = calendar_language(asked.lang);
    view.shown = say(asked.lang, "Показано ", "Shown ") + calendar::number_words(static_cast<std::int64_t>(found.items.size()), in) +
                 say(asked.lang, " из ", " of ") + calendar::number_words(found.total, in);
    view.may_change = asked.may(action::manage_registration);
    tell_changes(asked, where, view);
    if (asked.may(action::register_guest)) view.add_url = base_of(asked) + "/people/new";
    if (asked.may(action::edit_event)) view.import_url = base_of(asked) + "/people/import";
    if (!wish.text.empty()) {
        view.is_found = true;
        view.next_cursor = found.next;
    } else if (!found.next.empty()) {
        view.next_url = with_member(people_url(asked), "cursor", found.next);
    }
    if (!wish.cursor.empty() && wish.text.empty()) view.previous_url = people_url(asked);
    auto frame = work_frame_of(asked, render::work_section::people, &about);
    if (!problem.empty()) frame.notice = render::flash{problem, true};
    return page(render::render_page(asked.on.pages, frame, view), status);
}

std::string reason_of(const domain::refusal& refusal, render::language lang) {
    return refusal.fields.empty() ? sentence_of(refusal, lang) : sentence_of(refusal.fields.front(), lang);
}

std::vector<render::choice> decline_reasons(render::language lang) {
    std::vector<render::choice> reasons{{"", say(lang, "Без причины", "No reason"), "", true, false}};
    for (auto words : {say(lang, "Заявок больше, чем мест.", "There are more registrations than seats."),
                       say(lang, "Событие для другой аудитории.", "The event is for another audience."),
                       say(lang, "В заявке не хватает сведений.", "The registration lacks information."),
                       say(lang, "На это имя уже есть заявка.", "There is a registration of this name already.")})
        reasons.push_back({words, words, "", false, false});
    return reasons;
}

std::string reason_in(const form& fields) {
    auto own = fields.text("own_reason");
    std::erase(own, '\r');
    return own.empty() ? fields.text("reason") : own;
}

namespace {

response show_people(call& asked) { return list_people(asked, wish_of(asked, asked.query)); }

/// Looking changes nothing; it is posted because what is looked for is somebody's name.
response find_people(call& asked) { return list_people(asked, wish_of(asked, posted(asked))); }

response change_views(call& asked) {
    const auto fields = posted(asked);
    const auto filter = filter_in(asked.query);
    if (const auto number = number_in(fields.text("remove")); number > 0) {
        const auto done = asked.on.people.remove_view(asked.actor, asked.event, number);
        if (!done && done.error().code != domain::refusal_code::not_found) return refused(asked, done.error());
        return redirect(with_member(people_url(asked), "done", "saved"));
    }
    const auto done = asked.on.people.save_view(asked.actor, asked.event, fields.text("view_name"), filter, fields.has("shared"));
    if (done) return redirect(with_member(people_url(asked), "done", "saved"));
    return list_people(asked, wish_of(asked, {}), {}, reason_of(done.error(), asked.lang), status_of(done.error().code));
}

response change_columns(call& asked) {
    const auto wanted = posted(asked).all("column");
    std::string line;
    for (const auto& each : column_table)
        if (std::find(wanted.begin(), wanted.end(), each.word) != wanted.end()) line += (line.empty() ? "" : ",") + std::string(each.word);
    asked.on.people.save_columns(asked.actor, line);
    return redirect(with_member(people_url(asked), "done", "saved"));
}

} // namespace

std::vector<route> attendee_list_routes() {
    using enum method;
    constexpr auto people = action::manage_registration;
    return {
        {get, "/work/events/{event}/people", people, entrance::work, show_people, "", "", "", ""},
        {post, "/work/events/{event}/people/find", people, entrance::work, find_people, "", "", "", ""},
        {post, "/work/events/{event}/people/views", people, entrance::work, change_views, "", "", "", ""},
        {post, "/work/events/{event}/people/columns", people, entrance::work, change_columns, "", "", "", ""},
    };
}

} // namespace krug::web
