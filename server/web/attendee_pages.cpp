// People of an event: the list with its search, one person with their history, corrections, registering by hand.
#include "calendar/words.hpp"
#include "domain/phone.hpp"
#include "domain/round_table.hpp"
#include "domain/text_rules.hpp"
#include "render/file_name.hpp"
#include "render/pages/attendance_page.hpp"
#include "render/pages/bulk_page.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/own_registration.hpp"
#include "web/people_filter_form.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/report_desk.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace krug::web {

namespace {

using domain::action;
using domain::registration_status;

constexpr int page_size = 50;
constexpr std::size_t group_max = 500;

std::string person_url(const call& asked, domain::registration_id id) {
    return base_of(asked) + "/people/" + std::to_string(id.value);
}

/// A link needs a text also when the name was destroyed.
std::string shown_name(const domain::person_name& name, render::language lang) {
    const auto full = domain::full_name(name);
    return full.empty() ? say(lang, "Данные уничтожены", "Data destroyed") : full;
}

// --- the list ---

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

/// What a list is asked for: filters in the address, and the words that are looked for, which no address carries.
struct list_wish {
    domain::people_filter filter;
    std::string text;
    std::string cursor;
};

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

/// The filters again, for links to other pages of the same list.
std::string query_of(const form& query) { return filter_query(filter_in(query)); }

std::string people_url(const call& asked) { return base_of(asked) + "/people" + query_of(asked.query); }

std::string with_member(std::string url, std::string_view name, std::string_view value) {
    url += (url.find('?') == std::string::npos ? "?" : "&") + std::string(name) + "=" + std::string(value);
    return url;
}

render::attendee_row row_of(const call& asked, const service::registration_line& line, const calendar::zone& where) {
    const auto& who = line.registration;
    render::attendee_row row;
    row.id = std::to_string(who.id.value);
    row.url = person_url(asked, who.id);
    row.name = shown_name(who.name, asked.lang);
    row.organisation = who.organisation;
    row.attendee_no = grouped_number(line.attendee_no);
    if (asked.may(action::see_contacts)) {
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
        for (const auto& [number, name] : names.categories)
            if (number == who.category.value) row.category = name;
        row.table = domain::tables_line(who.tables);
        row.language = who.language == "en" ? "English" : "Русский";
        row.registered = short_moment(who.created_at, asked.on.clock.now(), where, asked.lang);
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
    for (const auto& each : column_table)
        view.columns.push_back({std::string(each.word), say(lang, each.ru, each.en), "", holds(shown, each.word), false});
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

/// `chosen` and `problem` come from a change of many that was refused.
response list_people(const call& asked, const list_wish& wish, const std::vector<std::string>& chosen = {},
                     const std::string& problem = {}, int status = 200) {
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
        view.people.push_back(row_of(asked, line, where));
        view.people.back().is_selected = std::find(chosen.begin(), chosen.end(), view.people.back().id) != chosen.end();
    }
    fill_columns(asked, found.items, shown, names, where, view);
    fill_tools(asked, wish, shown, names, view);
    const auto in = calendar_language(asked.lang);
    view.shown = say(asked.lang, "Показано ", "Shown ") + calendar::number_words(static_cast<std::int64_t>(found.items.size()), in) +
                 say(asked.lang, " из ", " of ") + calendar::number_words(found.total, in);
    view.may_change = asked.may(action::manage_registration);
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

response show_people(call& asked) { return list_people(asked, wish_of(asked, asked.query)); }

/// Looking changes nothing; it is posted because what is looked for is somebody's name.
response find_people(call& asked) { return list_people(asked, wish_of(asked, posted(asked))); }

/// What is wrong with the one field that was asked for, else with the whole.
std::string reason_of(const domain::refusal& refusal, render::language lang) {
    return refusal.fields.empty() ? sentence_of(refusal, lang) : sentence_of(refusal.fields.front(), lang);
}

// --- saved lists, columns, taking back ---

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

response undo_step(call& asked) {
    const auto done = asked.on.people.undo(asked.actor, asked.event, number_in(posted(asked).text("step")));
    if (!done)
        return list_people(asked, wish_of(asked, {}), {}, say(asked.lang, "Это уже не вернуть: прошли сутки или вернули раньше.",
                                                              "This cannot be taken back any more: a day has passed, or it was taken back."),
                           status_of(done.error().code));
    return redirect(with_member(people_url(asked), "done", "tags_undone"));
}

std::optional<service::group_change> change_named(const std::string& word) {
    if (word == "approve") return service::group_change::approve;
    if (word == "decline") return service::group_change::decline;
    if (word == "cancel") return service::group_change::cancel;
    if (word == "resend") return service::group_change::send_again;
    return std::nullopt;
}

/// Who stood in the way, and why; nobody was changed.
std::string problem_of(const call& asked, const domain::refusal& refusal) {
    const auto who = asked.on.registrations.find(asked.event, {refusal.at}, false);
    auto why = refusal.fields.empty() ? sentence_of(refusal, asked.lang)
                                      : say(asked.lang, "Почта не указана.", "There is no e-mail address.");
    if (!who) why = say(asked.lang, "Среди выбранных есть запись не этого события.", "One of those chosen is not of this event.");
    const auto name = who ? domain::full_name(who->registration.name) + ": " : std::string();
    return name + why + say(asked.lang, " Ничего не изменено ни у кого.", " Nothing was changed for anybody.");
}

/// Ready reasons; what is chosen goes into the letter as it stands.
std::vector<render::choice> decline_reasons(render::language lang) {
    std::vector<render::choice> reasons{{"", say(lang, "Без причины", "No reason"), "", true, false}};
    for (auto words : {say(lang, "Заявок больше, чем мест.", "There are more registrations than seats."),
                       say(lang, "Событие для другой аудитории.", "The event is for another audience."),
                       say(lang, "В заявке не хватает сведений.", "The registration lacks information."),
                       say(lang, "На это имя уже есть заявка.", "There is a registration of this name already.")})
        reasons.push_back({words, words, "", false, false});
    return reasons;
}

/// One's own words go before a ready reason.
std::string reason_in(const form& fields) {
    auto own = fields.text("own_reason");
    std::erase(own, '\r');
    return own.empty() ? fields.text("reason") : own;
}

// --- many at once ---

/// A change of many as it was asked for: the ticked ones, or everybody whom the filters of the list find.
struct group_wish {
    service::group_change what{};
    bool everybody = false;
    std::string text; ///< the words that the people were found by
    std::vector<service::registration_line> people;
};

constexpr std::size_t everybody_max = 5000, chunk = 250;

/// Everybody whom the filters find; nothing when they are more than can be changed at once.
std::optional<std::vector<service::registration_line>> found_people(const call& asked, const list_wish& wish) {
    std::vector<service::registration_line> all;
    auto filter = filter_of(wish);
    filter.cursor.clear();
    filter.limit = 500;
    for (;;) {
        auto part = asked.on.registrations.list(asked.event, filter);
        if (part.total > static_cast<std::int64_t>(everybody_max)) return std::nullopt;
        std::move(part.items.begin(), part.items.end(), std::back_inserter(all));
        if (part.next.empty() || all.size() >= everybody_max) return all;
        filter.cursor = part.next;
    }
}

bool does_something(service::group_change what, const domain::registration& who) {
    using enum service::group_change;
    switch (what) {
    case approve: return who.status != registration_status::confirmed;
    case decline:
    case cancel: return domain::is_live(who.status);
    case send_again: return domain::is_live(who.status) && !who.email.empty();
    }
    return false;
}

std::string title_of(service::group_change what, render::language lang) {
    using enum service::group_change;
    switch (what) {
    case approve: return say(lang, "Подтвердить участие?", "Approve?");
    case decline: return say(lang, "Отклонить заявки?", "Decline?");
    case cancel: return say(lang, "Отменить участие?", "Cancel participation?");
    case send_again: break;
    }
    return say(lang, "Выслать письма ещё раз?", "Send the letters again?");
}

std::string button_of(service::group_change what, const std::string& count, render::language lang) {
    using enum service::group_change;
    switch (what) {
    case approve: return say(lang, "Подтвердить: ", "Approve: ") + count;
    case decline: return say(lang, "Отклонить: ", "Decline: ") + count;
    case cancel: return say(lang, "Отменить участие: ", "Cancel: ") + count;
    case send_again: break;
    }
    return say(lang, "Выслать письма: ", "Send letters: ") + count;
}

/// What the change would do, in numbers; what it would not do, too.
void foresee(const call& asked, const group_wish& wanted, render::bulk_view& view) {
    const auto lang = asked.lang;
    const auto about = event_of(asked);
    std::int64_t will = 0, letters = 0, seats_freed = 0, seats_needed = 0;
    for (const auto& line : wanted.people) {
        const auto& who = line.registration;
        if (!does_something(wanted.what, who)) continue;
        ++will;
        letters += !who.email.empty();
        (domain::holds_seat(who.status) ? seats_freed : seats_needed) += 1;
    }
    const auto words = [&](std::int64_t n) { return calendar::number_words(n, calendar_language(lang)); };
    const bool gives_back = wanted.what == service::group_change::decline || wanted.what == service::group_change::cancel;
    view.consequences.push_back({say(lang, "человек это коснётся", "people are concerned"), words(will)});
    if (const auto others = static_cast<std::int64_t>(wanted.people.size()) - will; others > 0)
        view.consequences.push_back({say(lang, "останутся как есть: для них ничего не изменится", "stay as they are: nothing changes for them"), words(others)});
    view.consequences.push_back({say(lang, "получат письмо", "get a letter"), words(letters)});
    if (gives_back) {
        view.consequences.push_back({say(lang, "мест освободится", "seats become free"), words(seats_freed)});
        if (const auto moved = std::min(about.seats.waiting, seats_freed); about.seats.limit && moved > 0)
            view.consequences.push_back({say(lang, "самое большее поднимутся из листа ожидания", "at most move up from the waiting list"), words(moved)});
        view.undo = say(lang, "Вернуть можно кнопкой «Подтвердить», пока есть места: билет будет новым.",
                        "“Approve” takes it back while there are seats; the ticket will be a new one.");
    }
    if (wanted.what == service::group_change::approve && about.seats.limit && seats_needed > *about.seats.limit - about.seats.taken)
        view.warnings.push_back({say(lang, "Мест не хватит: свободно ", "There are not enough seats: free ") +
                                     words(std::max<std::int64_t>(0, *about.seats.limit - about.seats.taken)) +
                                     say(lang, ", нужно ", ", needed ") + words(seats_needed) + ".", ""});
    if (will > 0) view.button = button_of(wanted.what, words(will), lang);
    view.is_dangerous = gives_back;
    if (wanted.what == service::group_change::decline && will > 0) view.reasons = decline_reasons(lang);
}

response ask_about_many(const call& asked, const group_wish& wanted, const std::string& word, const std::string& problem = {},
                        int status = 200) {
    render::bulk_view view;
    view.back_url = base_of(asked) + "/people" + query_of(asked.query);
    view.action = view.back_url;
    view.title = title_of(wanted.what, asked.lang);
    view.problem = problem;
    foresee(asked, wanted, view);
    view.hidden.push_back({"do", word});
    if (!wanted.text.empty()) view.hidden.push_back({"q", wanted.text});
    if (wanted.everybody) {
        view.hidden.push_back({"all", "1"});
        view.hidden.push_back({"expected", std::to_string(wanted.people.size())});
    } else {
        for (const auto& line : wanted.people) view.hidden.push_back({"id", std::to_string(line.registration.id.value)});
    }
    const auto about = event_of(asked);
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::people, &about), view), status);
}

/// In portions, each whole or not at all, so that others are served in between. How many portions' people were changed
/// before one was refused stands in the answer.
domain::result<void> change_in_portions(const call& asked, const std::vector<domain::registration_id>& ids,
                                        service::group_change what, const std::string& reason, std::size_t& changed) {
    for (changed = 0; changed < ids.size();) {
        const auto part = std::span(ids).subspan(changed, std::min(chunk, ids.size() - changed));
        if (auto done = asked.on.registrations.change_many(asked.actor, asked.event, part, what, reason); !done) return done;
        changed += part.size();
    }
    return {};
}

constexpr std::string_view done_words[] = {"", "approved", "declined", "removed", "sent"};

response done_with_many(const call& asked, service::group_change what) {
    const auto back = base_of(asked) + "/people" + query_of(asked.query);
    const auto sign = back.find('?') == std::string::npos ? "?" : "&";
    return redirect(back + sign + "done=" + std::string(done_words[static_cast<int>(what)]));
}

response change_everybody(const call& asked, const form& fields, group_wish wanted, const std::string& word) {
    auto found = found_people(asked, wish_of(asked, fields));
    if (!found)
        return list_people(asked, wish_of(asked, fields), {},
                           say(asked.lang, "Нашлось больше 5000 человек: уточните условия.", "More than 5,000 people were found: narrow the filters."), 422);
    wanted.people = std::move(*found);
    if (!fields.has("sure")) return ask_about_many(asked, wanted, word);
    if (fields.text("expected") != std::to_string(wanted.people.size()))
        return ask_about_many(asked, wanted, word,
                              say(asked.lang, "Пока вы решали, список изменился. Проверьте числа ещё раз.",
                                  "The list has changed meanwhile. Check the numbers again."), 409);
    std::vector<domain::registration_id> ids;
    for (const auto& line : wanted.people)
        if (does_something(wanted.what, line.registration)) ids.push_back(line.registration.id);
    std::size_t changed = 0;
    const auto done = change_in_portions(asked, ids, wanted.what, reason_in(fields), changed);
    if (done) return done_with_many(asked, wanted.what);
    auto why = problem_of(asked, done.error());
    if (changed > 0)
        why = say(asked.lang, "Изменено: ", "Changed: ") + std::to_string(changed) + say(asked.lang, ", остальные нет. ", ", the others were not. ") +
              sentence_of(done.error(), asked.lang);
    return list_people(asked, wish_of(asked, fields), {}, why, status_of(done.error().code));
}

/// A tag for many, or from many. Nobody is written to and it can be taken back, so it is done at once.
response tag_people(const call& asked, const form& fields, bool on) {
    std::vector<domain::registration_id> ids;
    if (fields.has("all")) {
        const auto found = found_people(asked, wish_of(asked, fields));
        if (!found)
            return list_people(asked, wish_of(asked, fields), {},
                               say(asked.lang, "Нашлось больше 5000 человек: уточните условия.", "More than 5,000 people were found: narrow the filters."), 422);
        for (const auto& line : *found) ids.push_back(line.registration.id);
    } else {
        for (const auto& text : fields.all("id")) {
            const auto number = number_in(text);
            if (number == 0) return error_answer(asked, 400);
            ids.push_back({number});
        }
    }
    if (ids.size() > everybody_max) return error_answer(asked, 400);
    if (ids.empty()) return redirect(with_member(people_url(asked), "done", "nobody"));
    auto tag = number_in(fields.text("tag"));
    if (const auto& name = fields.text("new_tag"); on && !domain::is_blank(name)) {
        const auto named = asked.on.people.name_tag(asked.actor, asked.event, name);
        if (!named) return list_people(asked, wish_of(asked, fields), fields.all("id"), reason_of(named.error(), asked.lang), 422);
        tag = *named;
    }
    const auto done = asked.on.people.mark(asked.actor, asked.event, ids, tag, on);
    if (!done)
        return list_people(asked, wish_of(asked, fields), fields.all("id"), say(asked.lang, "Выберите метку.", "Choose a tag."), 422);
    if (done->changed == 0) return redirect(with_member(people_url(asked), "done", "tags_same"));
    return redirect(with_member(with_member(people_url(asked), "done", on ? "tagged" : "untagged"), "step", std::to_string(done->step)));
}

response change_people(call& asked) {
    const auto fields = posted(asked);
    const auto& word = fields.text("do");
    if (word == "add_tag" || word == "remove_tag") return tag_people(asked, fields, word == "add_tag");
    const auto what = change_named(word);
    const auto chosen = fields.all("id");
    const bool everybody = fields.has("all");
    if (!what || chosen.size() > group_max) return error_answer(asked, 400);
    if (*what == service::group_change::send_again && !asked.may(action::mail_guests) && (everybody || chosen.size() > 1))
        return list_people(asked, wish_of(asked, fields), chosen,
                           say(asked.lang, "Писать сразу многим может менеджер события.", "Only the event manager may write to many at once."), 403);
    group_wish wanted;
    wanted.what = *what;
    wanted.everybody = everybody;
    wanted.text = fields.text("q");
    if (everybody) return change_everybody(asked, fields, std::move(wanted), word);
    std::vector<domain::registration_id> ids;
    for (const auto& text : chosen) {
        const auto number = number_in(text);
        if (number == 0) return error_answer(asked, 400);
        ids.push_back({number});
    }
    const auto back = base_of(asked) + "/people" + query_of(asked.query);
    if (ids.empty()) return redirect(back + (back.find('?') == std::string::npos ? "?" : "&") + "done=nobody");
    if (!fields.has("sure")) {
        for (const auto id : ids) {
            auto who = asked.on.registrations.find(asked.event, id, false);
            if (!who) return list_people(asked, wish_of(asked, fields), chosen, problem_of(asked, {domain::refusal_code::not_found, id.value, {}}), 404);
            service::registration_line line;
            line.registration = std::move(who->registration);
            wanted.people.push_back(std::move(line));
        }
        return ask_about_many(asked, wanted, word);
    }
    const auto done = asked.on.registrations.change_many(asked.actor, asked.event, ids, *what, reason_in(fields));
    if (!done)
        return list_people(asked, wish_of(asked, fields), chosen, problem_of(asked, done.error()), status_of(done.error().code));
    return done_with_many(asked, *what);
}

// --- one person ---

/// The registration of the address; nothing when it is none of this event.
std::optional<service::registration_view> person_of(const call& asked, bool with_needs = false) {
    const auto number = number_in(asked.place.at("registration"));
    if (number == 0) return std::nullopt;
    return asked.on.registrations.find(asked.event, {number}, with_needs);
}

std::string source_words(domain::registration_source source, render::language lang) {
    switch (source) {
    case domain::registration_source::page: return say(lang, "на странице события", "on the event page");
    case domain::registration_source::api: return say(lang, "через программу", "by a program");
    case domain::registration_source::staff: return say(lang, "вручную командой", "by the team");
    case domain::registration_source::walk_in: return say(lang, "на входе", "at the door");
    case domain::registration_source::import_file: break;
    }
    return say(lang, "из файла", "from a file");
}

void add_fact(std::vector<render::fact>& facts, std::string label, const std::string& value) {
    if (!value.empty()) facts.push_back({std::move(label), value});
}

/// Names of the people who did things, where the reader may know them: colleagues of the same organisation.
std::string who_did(const call& asked, const std::vector<domain::staff>& colleagues, const std::string& actor) {
    for (const std::string_view kind : {"staff ", "token "})
        if (actor.starts_with(kind))
            for (const auto& each : colleagues)
                if (std::to_string(each.id.value) == actor.substr(kind.size())) return each.name;
    // An attendee's number says nothing to anybody.
    return actor_words(actor.starts_with("attendee") ? "attendee" : actor, asked.lang);
}

std::string letter_words(const std::string& kind, render::language lang) {
    static constexpr std::tuple<std::string_view, std::string_view, std::string_view> table[] = {
        {"ticket", "билет", "ticket"},
        {"confirm_email", "просьба подтвердить почту", "please confirm the address"},
        {"waitlisted", "лист ожидания", "waiting list"},
        {"promoted", "освободилось место", "a seat came free"},
        {"pending", "заявка получена", "registration received"},
        {"declined", "отказ", "declined"},
        {"cancelled", "отмена участия", "participation cancelled"},
        {"event_cancelled", "событие отменено", "event cancelled"},
        {"still_registered", "заявка уже есть", "already registered"},
        {"changed", "изменились время или место", "time or place changed"},
        {"reminder", "напоминание", "reminder"},
        {"message", "сообщение организаторов", "message of the organisers"}};
    for (const auto& [word, ru, en] : table)
        if (word == kind) return say(lang, ru, en);
    return kind;
}

std::string letter_state_words(const std::string& state, render::language lang) {
    if (state == "sent") return say(lang, "ушло", "sent");
    if (state == "dead") return say(lang, "не ушло", "not sent");
    return say(lang, "в очереди", "waiting");
}

std::vector<render::history_row> history_of(const call& asked, const service::registration_view& whose,
                                            const calendar::zone& where) {
    struct dated {
        std::int64_t at_ms;
        render::history_row row;
    };
    const auto& who = whose.registration;
    const auto now = asked.on.clock.now();
    std::vector<dated> lines;
    lines.push_back({who.created_at * 1000,
                     {"", say(asked.lang, "Запись", "Registered"), source_words(who.source, asked.lang)}});
    const auto colleagues = asked.on.staff.list_staff(asked.owner);
    for (const auto& line : asked.on.staff.registration_history(asked.event, who.id.value))
        if (line.what != "void_scan") // it stands among the scans
            lines.push_back({line.at * 1000, {"", audit_words(line.what, asked.lang), who_did(asked, colleagues, line.actor)}});
    for (const auto& scan : asked.on.check_ins.scans_of(asked.event, who.id)) {
        const auto place = scan.device.empty() ? scan.point : scan.point + ", " + scan.device;
        lines.push_back({scan.scanned_at_ms, {"", mark_of(scan, asked.lang).text, place}});
    }
    for (const auto& letter : asked.on.retention.letters(asked.event, who.id)) {
        const auto at = letter.sent_at > 0 ? letter.sent_at : letter.created_at;
        lines.push_back({at * 1000, {"", say(asked.lang, "Письмо: ", "Letter: ") + letter_words(letter.kind, asked.lang),
                                     letter_state_words(letter.state, asked.lang)}});
    }
    if (const auto paper = asked.on.certificates.find_of(asked.event, who.id))
        lines.push_back({paper->certificate.issued_at * 1000,
                         {"", say(asked.lang, "Сертификат выдан", "Certificate issued"), "№ " + std::to_string(paper->certificate.number)}});
    for (const auto& act : asked.on.retention.acts(asked.event))
        if (act.registration == who.id)
            lines.push_back({act.at * 1000, {"", say(asked.lang, "Личные данные уничтожены", "Personal data destroyed"),
                                             say(asked.lang, "акт № ", "act no. ") + std::to_string(act.number)}});
    std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.at_ms > b.at_ms; });
    std::vector<render::history_row> rows;
    for (auto& line : lines) {
        line.row.time = short_moment(line.at_ms / 1000, now, where, asked.lang);
        rows.push_back(std::move(line.row));
    }
    return rows;
}

std::string document_words(const std::string& document, render::language lang) {
    if (document == "personal_data") return say(lang, "Обработка персональных данных", "Processing of personal data");
    if (document == "access_needs") return say(lang, "Просьбы об условиях", "Access needs");
    if (document == "news") return say(lang, "Новости", "News");
    return document;
}

std::string standing_words(const domain::session_choice& choice, render::language lang) {
    using enum domain::session_choice::state;
    switch (choice.standing) {
    case wanted: return say(lang, "хочет пойти", "wanted");
    case seated: return say(lang, "место есть", "has a seat");
    case waiting: break;
    }
    return say(lang, "в листе ожидания", "on the waiting list");
}

void fill_facts(const call& asked, const service::event_view& about, const service::registration_view& whose,
                render::attendee_view& view) {
    const auto& who = whose.registration;
    const auto lang = asked.lang;
    add_fact(view.facts, say(lang, "Организация", "Organisation"), who.organisation);
    add_fact(view.facts, say(lang, "Должность", "Position"), who.position);
    if (asked.may(action::see_contacts)) {
        add_fact(view.facts, say(lang, "Почта", "E-mail"), who.email);
        add_fact(view.facts, say(lang, "Телефон", "Telephone"), who.phone_raw.empty() ? who.phone : who.phone_raw);
    }
    add_fact(view.facts, say(lang, "Стол", "Table"), domain::tables_line(who.tables));
    add_fact(view.facts, say(lang, "Причина отказа", "Reason of declining"), who.decline_reason);
    if (who.takes_no_seat) add_fact(view.facts, say(lang, "Место", "Seat"), say(lang, "не занимает", "takes none"));
    if (whose.represented_by) {
        const bool child = whose.represented_by->as == domain::representative::kind::guardian;
        add_fact(view.facts, child ? say(lang, "Законный представитель", "Legal guardian") : say(lang, "Контакт группы", "Contact of the group"),
                 domain::full_name(whose.represented_by->name) +
                     (asked.may(action::see_contacts) && !whose.represented_by->phone.empty() ? ", " + whose.represented_by->phone : ""));
    }
    if (who.leader)
        if (const auto leader = asked.on.registrations.find(asked.event, who.leader, false))
            view.companions.push_back({say(lang, "Записан вместе с: ", "Registered along with: ") + shown_name(leader->registration.name, lang),
                                       person_url(asked, who.leader)});
    for (const auto& each : asked.on.registrations.companions_of(asked.event, who.id))
        view.companions.push_back({shown_name(each.registration.name, lang), person_url(asked, each.registration.id)});
    if (asked.may(action::see_contacts)) {
        const auto questions = asked.on.forms.find(asked.event);
        view.answers = answer_facts(questions, who.answers, lang);
        const bool any = std::any_of(questions.fields.begin(), questions.fields.end(), [](const auto& each) { return !each.archived; });
        if (any && asked.may(action::manage_registration)) view.answers_url = person_url(asked, who.id) + "/answers";
    }
    for (const auto& choice : who.sessions)
        for (const auto& row : about.sessions)
            if (row.session.id == choice.session) view.sessions.push_back({row.session.title, standing_words(choice, lang)});
    for (const auto& consent : whose.consents)
        view.consents.push_back({document_words(consent.document, lang),
                                 say(lang, "редакция ", "version ") + std::to_string(consent.version)});
    for (const auto& code : whose.access_needs) view.needs.push_back({service_words(code, lang), ""});
    if (asked.may(action::see_needs) && !asked.is_fresh()) {
        view.needs_hidden = say(lang, "Просьбы об условиях показываем после того, как вы подтвердите, что это вы.",
                                "Access needs are shown once you have confirmed that it is you.");
        view.needs_url = "/work/confirm?next=" + percent_encode(asked.path);
    }
}

void fill_rights(const call& asked, const service::event_view& about, const service::registration_view& whose,
                 render::attendee_view& view) {
    if (!asked.may(action::manage_registration)) return;
    using enum registration_status;
    const auto status = whose.registration.status;
    view.may_approve = status != confirmed && about.event.state != domain::event_state::cancelled;
    const bool needs_seat = view.may_approve && status != unconfirmed;
    view.may_approve_over = needs_seat && about.seats.limit && about.seats.taken >= *about.seats.limit;
    if (view.may_approve_over) view.may_approve = false;
    view.may_decline = status == pending || status == waitlisted;
    if (view.may_decline) view.decline_reasons = decline_reasons(asked.lang);
    view.may_cancel = domain::is_live(status);
    view.may_resend = !whose.registration.email.empty() && domain::is_live(status);
    view.may_reissue = status == confirmed;
    view.edit_url = person_url(asked, whose.registration.id) + "/edit";
}

void fill_tags(const call& asked, domain::registration_id who, render::attendee_view& view) {
    view.may_tag = asked.may(action::manage_registration);
    const auto own = asked.on.people.tags_of(asked.event, std::span(&who, 1));
    const auto found = own.find(who);
    for (const auto& each : asked.on.people.tags(asked.event)) {
        const bool has = found != own.end() && std::find(found->second.begin(), found->second.end(), each.number) != found->second.end();
        view.tags.push_back({std::to_string(each.number), tag_name({{}, {}, {{each.number, each.name}}}, each.number, asked.lang), "", has, false});
    }
}

response show_one(const call& asked, const service::registration_view& whose, const std::string& problem = {}, int status = 200) {
    const auto about = event_of(asked);
    const auto where = zone_named(about.event.time.timezone);
    const auto& who = whose.registration;
    render::attendee_view view;
    view.action = person_url(asked, who.id);
    view.back_url = base_of(asked) + "/people";
    view.name = shown_name(who.name, asked.lang);
    view.attendee_no = grouped_number(whose.attendee_no);
    view.state = mark_of(who, whose.first_admitted_at, whose.inside, where, asked.lang);
    view.note = who.note;
    fill_facts(asked, about, whose, view);
    fill_rights(asked, about, whose, view);
    fill_tags(asked, who.id, view);
    if (!whose.ticket_text.empty() && asked.may(action::get_ticket)) view.ticket_url = view.action + "/ticket.pdf";
    if (who.status == registration_status::confirmed && !whose.ticket_text.empty() && asked.may(action::get_ticket)) {
        view.badge_url = view.action + "/badge";
        const auto printed = asked.on.reports->badges.prints_of(asked.event, who.id);
        view.badge_label = printed == 0 ? say(asked.lang, "Бейдж", "Badge")
                                        : say(asked.lang, "Бейдж ещё раз, напечатан: ", "Badge again, printed: ") + std::to_string(printed);
    }
    view.history = history_of(asked, whose, where);
    auto frame = work_frame_of(asked, render::work_section::people, &about);
    if (!problem.empty()) frame.notice = render::flash{problem, true};
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_person(call& asked) {
    // Beside the list of everybody these are the words that hurt most in strange hands: the reader proves to be there.
    const bool with_needs = asked.may(action::see_needs) && asked.is_fresh();
    const auto whose = person_of(asked, with_needs);
    if (!whose) return error_answer(asked, 404);
    // Who reads what somebody needs is answerable for it.
    if (!whose->access_needs.empty())
        asked.on.staff.note_reading(asked.actor, "read_needs", asked.event, whose->registration.id.value, "");
    return show_one(asked, *whose);
}

/// The ticked ones and no others; a name that is not there yet becomes a tag of the event.
response change_tags(const call& asked, const service::registration_view& whose) {
    const auto fields = posted(asked);
    const auto id = whose.registration.id;
    auto wanted = fields.all("tag");
    if (const auto& name = fields.text("new_tag"); !domain::is_blank(name)) {
        const auto named = asked.on.people.name_tag(asked.actor, asked.event, name);
        if (!named)
            return show_one(asked, whose, reason_of(named.error(), asked.lang), 422);
        wanted.push_back(std::to_string(*named));
    }
    for (const auto& each : asked.on.people.tags(asked.event)) {
        const bool on = std::find(wanted.begin(), wanted.end(), std::to_string(each.number)) != wanted.end();
        if (const auto done = asked.on.people.mark(asked.actor, asked.event, std::span(&id, 1), each.number, on); !done) return refused(asked, done.error());
    }
    return redirect(person_url(asked, id) + "?done=saved");
}

response change_person(call& asked) {
    const auto whose = person_of(asked);
    if (!whose) return error_answer(asked, 404);
    const auto id = whose->registration.id;
    const auto wanted = posted(asked).text("do");
    auto& office = asked.on.registrations;
    const auto settle = [&](const auto& done, const char* word) {
        if (done) return redirect(person_url(asked, id) + "?done=" + word);
        return show_one(asked, *person_of(asked), sentence_of(done.error(), asked.lang), status_of(done.error().code));
    };
    if (wanted == "approve") return settle(office.approve(asked.actor, asked.event, id, false), "approved");
    if (wanted == "approve_over") return settle(office.approve(asked.actor, asked.event, id, true), "approved");
    if (wanted == "decline") return settle(office.decline(asked.actor, asked.event, id, reason_in(posted(asked))), "declined");
    if (wanted == "cancel") return settle(office.cancel(asked.actor, asked.event, id), "removed");
    if (wanted == "resend") return settle(office.send_again(asked.actor, asked.event, id), "sent");
    if (wanted == "tags") return change_tags(asked, *whose);
    if (wanted == "reissue") return settle(office.reissue(asked.actor, asked.event, id), "reissued");
    return error_answer(asked, 400);
}

response show_ticket(call& asked) {
    const auto whose = person_of(asked);
    if (!whose || whose->ticket_text.empty()) return error_answer(asked, 404);
    const auto about = event_of(asked);
    return download(render::write_ticket_pdf(ticket_document_of(about, *whose, showing_for(asked))), "application/pdf",
                    render::content_disposition(render::file_disposition::in_place, ticket_file_name(about, asked.lang)));
}

// --- writing somebody down ---

struct written_person {
    domain::registration_request request;
    std::string note;
    std::optional<domain::category_id> category; ///< nothing: the form did not ask
    std::vector<domain::field_error> wrong;
};

written_person read_person(const call& asked, const form& fields, const service::event_view& about) {
    written_person read;
    auto& request = read.request;
    request.event = asked.event;
    request.name = {fields.text("family_name"), fields.text("given_name"), fields.text("additional_name")};
    request.email = fields.text("email");
    request.phone = fields.text("phone");
    request.organisation = fields.text("organisation");
    request.position = fields.text("position");
    request.language = render::code(asked.lang);
    request.source = domain::registration_source::staff;
    request.email_trusted = true; // the team vouches for it
    for (const auto& text : fields.all("session"))
        for (const auto& row : about.sessions)
            if (row.session.id.value == number_in(text)) request.sessions.push_back(row.session.id);
    read.note = fields.text("note");
    if (fields.has("category")) read.category = domain::category_id{number_in(fields.text("category"))};
    std::erase(read.note, '\r'); // browsers end the lines of a text area with CR LF
    auto checked = request; // what was typed is shown again as it was typed
    read.wrong = domain::check_registration(checked, false);
    if (read.wrong.empty()) request = checked;
    return read;
}

render::attendee_form_view form_view_of(const call& asked, const written_person& read) {
    const auto& request = read.request;
    const auto show = [&](const std::string& name, const std::string& value) {
        render::form_field field{value, {}};
        for (const auto& error : read.wrong)
            if (error.field == name) field.error = sentence_of(error, asked.lang);
        return field;
    };
    render::attendee_form_view view;
    view.family_name = show("family_name", request.name.family);
    view.given_name = show("given_name", request.name.given);
    view.additional_name = show("additional_name", request.name.additional);
    view.email = show("email", request.email);
    view.phone = show("phone", request.phone);
    view.organisation = show("organisation", request.organisation);
    view.position = show("position", request.position);
    view.note = show("note", read.note);
    for (const auto& error : read.wrong) view.errors.push_back({error.field, sentence_of(error, asked.lang)});
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    return view;
}

response show_new_form(const call& asked, const service::event_view& about, const written_person& read, int status = 200) {
    auto view = form_view_of(asked, read);
    view.is_new = true;
    view.action = base_of(asked) + "/people/new";
    view.back_url = base_of(asked) + "/people";
    view.is_full = about.seats.free() == 0;
    for (const auto& row : about.sessions) {
        if (row.session.sign_up == domain::session_sign_up::none) continue;
        const auto& chosen = read.request.sessions;
        view.sessions.push_back({std::to_string(row.session.id.value), row.session.title,
                                 hours_of(row.session, about.event.time, asked.lang),
                                 std::find(chosen.begin(), chosen.end(), row.session.id) != chosen.end(), false});
    }
    const auto frame = work_frame_of(asked, render::work_section::people, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_new(call& asked) { return show_new_form(asked, event_of(asked), {}); }

/// A refusal that is about the whole form stands at its first field.
void take_refusal(const call& asked, const domain::refusal& refusal, render::attendee_form_view& view) {
    view.family_name.error = sentence_of(refusal, asked.lang);
    view.errors = {{"family_name", view.family_name.error}};
    view.error_count = error_count_words(1, asked.lang);
}

response add_person(call& asked) {
    const auto fields = posted(asked);
    const auto about = event_of(asked);
    auto read = read_person(asked, fields, about);
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong) return show_new_form(asked, about, read, 422);
    if (!read.wrong.empty()) return show_new_form(asked, about, read, 422);
    const auto made = asked.on.registrations.register_guest(asked.actor, read.request);
    if (made) return redirect(person_url(asked, made->id) + "?done=added");
    read.wrong = made.error().fields;
    if (read.wrong.empty()) {
        auto view = form_view_of(asked, read);
        view.is_new = true;
        view.action = base_of(asked) + "/people/new";
        view.back_url = base_of(asked) + "/people";
        take_refusal(asked, made.error(), view);
        const auto frame = work_frame_of(asked, render::work_section::people, &about);
        return page(render::render_page(asked.on.pages, frame, view), status_of(made.error().code));
    }
    return show_new_form(asked, about, read, status_of(made.error().code));
}

response show_edit_form(const call& asked, domain::registration_id id, const std::string& version, const written_person& read,
                        const domain::refusal* refusal, int status) {
    auto view = form_view_of(asked, read);
    if (refusal != nullptr && refusal->fields.empty()) take_refusal(asked, *refusal, view);
    view.action = person_url(asked, id) + "/edit";
    view.back_url = person_url(asked, id);
    view.version = version;
    const auto categories = asked.on.doors.categories(asked.event);
    const auto chosen = read.category.value_or(domain::category_id{});
    if (!categories.empty()) view.categories.push_back({"0", say(asked.lang, "Без категории", "No category"), "", !chosen, false});
    for (const auto& each : categories)
        view.categories.push_back({std::to_string(each.id.value),
                                   asked.lang == render::language::en && !each.name_en.empty() ? each.name_en : each.name, "",
                                   each.id == chosen, false});
    const auto about = event_of(asked);
    const auto frame = work_frame_of(asked, render::work_section::people, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_edit(call& asked) {
    const auto whose = person_of(asked);
    if (!whose) return error_answer(asked, 404);
    const auto& who = whose->registration;
    written_person as_is;
    as_is.request.name = who.name;
    as_is.request.email = who.email;
    as_is.request.phone = who.phone_raw;
    as_is.request.organisation = who.organisation;
    as_is.request.position = who.position;
    as_is.note = who.note;
    as_is.category = who.category;
    return show_edit_form(asked, who.id, std::to_string(who.version), as_is, nullptr, 200);
}

response correct_person(call& asked) {
    const auto whose = person_of(asked);
    if (!whose) return error_answer(asked, 404);
    const auto id = whose->registration.id;
    const auto fields = posted(asked);
    auto read = read_person(asked, fields, event_of(asked));
    const auto& version = fields.text("version");
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong || !read.wrong.empty())
        return show_edit_form(asked, id, version, read, nullptr, 422);
    service::registration_office::correction what;
    what.name = read.request.name;
    what.email = read.request.email;
    what.phone = read.request.phone;
    what.organisation = read.request.organisation;
    what.position = read.request.position;
    what.note = read.note;
    what.category = read.category;
    what.if_version = std::max<std::int64_t>(number_in(version), 1);
    const auto done = asked.on.registrations.correct(asked.actor, asked.event, id, what);
    if (done) return redirect(person_url(asked, id) + "?done=saved");
    const auto why = done.error();
    read.wrong = why.fields;
    return show_edit_form(asked, id, std::to_string(whose->registration.version), read, &why, status_of(why.code));
}

} // namespace

std::vector<route> attendee_routes() {
    using enum method;
    constexpr auto people = action::manage_registration;
    return {
        {get, "/work/events/{event}/people", people, entrance::work, show_people, "", "", "", ""},
        {post, "/work/events/{event}/people", people, entrance::work, change_people, "", "", "", ""},
        {post, "/work/events/{event}/people/find", people, entrance::work, find_people, "", "", "", ""},
        {post, "/work/events/{event}/people/views", people, entrance::work, change_views, "", "", "", ""},
        {post, "/work/events/{event}/people/columns", people, entrance::work, change_columns, "", "", "", ""},
        {post, "/work/events/{event}/people/undo", people, entrance::work, undo_step, "", "", "", ""},
        {get, "/work/events/{event}/people/new", action::register_guest, entrance::work, ask_new, "", "", "", ""},
        {post, "/work/events/{event}/people/new", action::register_guest, entrance::work, add_person, "", "", "", "", true},
        {get, "/work/events/{event}/people/{registration}", people, entrance::work, show_person, "", "", "", ""},
        {post, "/work/events/{event}/people/{registration}", people, entrance::work, change_person, "", "", "", ""},
        {get, "/work/events/{event}/people/{registration}/ticket.pdf", action::get_ticket, entrance::work, show_ticket, "", "", "", ""},
        {get, "/work/events/{event}/people/{registration}/edit", people, entrance::work, ask_edit, "", "", "", ""},
        {post, "/work/events/{event}/people/{registration}/edit", people, entrance::work, correct_person, "", "", "", "", true},
    };
}

} // namespace krug::web
