// Who sits where: parameters, the proposal with its reasons, places by hand, and the cards that stand on the tables.
#include "domain/search_key.hpp"
#include "render/pages/seating_page.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/seating_cards.hpp"
#include "web/table_words.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <map>

namespace krug::web {

namespace {

using domain::action;
using render::language;

constexpr std::size_t people_per_page = 60;

std::string round_title(int round, language lang) {
    return render::tr(lang, "Круг {number}", {{"number", std::to_string(round)}});
}

std::string seating_url(const call& asked) { return base_of(asked) + "/seating"; }

/// What the seating page is asked to show.
struct shown_seating {
    domain::session_id session;
    int round = 1;
    bool only_unseated = true;
    std::string text;
    std::size_t page = 1;
    std::string why;    ///< why there is no proposal; "" = nothing to say
    std::string rounds; ///< as typed; "" = as it stands
    int status = 200;
};

shown_seating shown_of(const call& asked) {
    shown_seating shown;
    shown.session = {number_in(asked.query.text("session"))};
    shown.round = std::max(1, static_cast<int>(std::min<std::int64_t>(number_in(asked.query.text("round")), 12)));
    shown.only_unseated = asked.query.text("show") != "all";
    shown.text = asked.query.text("q");
    shown.page = static_cast<std::size_t>(std::max<std::int64_t>(1, std::min<std::int64_t>(number_in(asked.query.text("page")), 100'000)));
    return shown;
}

std::string address_of(const call& asked, const shown_seating& shown, std::string_view anchor = {}) {
    std::string url = seating_url(asked) + "?session=" + std::to_string(shown.session.value) + "&round=" +
                      std::to_string(shown.round) + "&show=" + (shown.only_unseated ? "unseated" : "all");
    if (!shown.text.empty()) url += "&q=" + percent_encode(shown.text);
    if (shown.page > 1) url += "&page=" + std::to_string(shown.page);
    return url + std::string(anchor);
}

const domain::table_place* place_in(const service::seated_guest& guest, int round) {
    for (const auto& place : guest.places)
        if (place.round == round) return &place;
    return nullptr;
}

bool is_fixed(const domain::table_place& place) {
    return place.held == domain::held_by::guest || place.held == domain::held_by::staff;
}

std::vector<service::table_line> tables_of(const call& asked, domain::session_id session) {
    auto lines = asked.on.tables.list(asked.event);
    std::erase_if(lines, [&](const auto& line) { return line.table.session != session; });
    return lines;
}

void tell_tables(const call& asked, const shown_seating& shown, const std::vector<service::table_line>& lines,
                 const std::vector<service::seated_guest>& people, render::seating_view& view) {
    std::map<int, std::size_t> at;
    for (const auto& line : lines) {
        at[line.table.number] = view.tables.size();
        view.tables.push_back({std::to_string(line.table.number), line.table.topic, "", "", false, {}});
    }
    for (const auto& guest : people) {
        const auto* place = place_in(guest, shown.round);
        const auto found = place ? at.find(place->table) : at.end();
        if (found != at.end())
            view.tables[found->second].people.push_back({domain::full_name(guest.name), guest.organisation, is_fixed(*place)});
    }
    for (std::size_t each = 0; each < lines.size(); ++each)
        view.tables[each].filled = filled_words(static_cast<int>(view.tables[each].people.size()), lines[each].table.seats, asked.lang);
}

void tell_people(const call& asked, const shown_seating& shown, const std::vector<service::table_line>& lines,
                 const std::vector<service::seated_guest>& people, render::seating_view& view) {
    std::map<int, int> taken;
    for (const auto& guest : people)
        if (const auto* place = place_in(guest, shown.round)) ++taken[place->table];
    std::vector<const service::seated_guest*> found;
    const auto wanted = domain::search_variants(shown.text);
    for (const auto& guest : people) {
        if (shown.only_unseated && shown.text.empty() && place_in(guest, shown.round) != nullptr) continue;
        const auto key = domain::search_key(domain::full_name(guest.name) + " " + guest.organisation);
        const bool fits = shown.text.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const auto& each) {
                              return key.find(each) != std::string::npos;
                          });
        if (fits) found.push_back(&guest);
    }
    const auto first = std::min((shown.page - 1) * people_per_page, found.size());
    const auto last = std::min(first + people_per_page, found.size());
    for (auto each = first; each < last; ++each) {
        const auto& guest = *found[each];
        const auto* place = place_in(guest, shown.round);
        render::placing_row row;
        row.id = std::to_string(guest.id.value);
        row.name = domain::full_name(guest.name);
        row.organisation = guest.organisation;
        row.is_fixed = place != nullptr && is_fixed(*place);
        row.was = place == nullptr ? "0" : std::to_string(place->table) + (row.is_fixed ? "f" : "");
        row.tables.push_back({"0", say(asked.lang, "Без стола", "No table"), "", place == nullptr, false});
        for (const auto& line : lines) {
            const bool mine = place != nullptr && place->table == line.table.number;
            const int free = line.table.seats - taken[line.table.number];
            auto label = std::to_string(line.table.number) + (line.table.topic.empty() ? "" : ". " + line.table.topic);
            if (free <= 0 && !mine) label += say(asked.lang, " – мест нет", " – full");
            row.tables.push_back({std::to_string(line.table.number), std::move(label), "", mine, free <= 0 && !mine});
        }
        view.people.push_back(std::move(row));
    }
    if (!view.people.empty())
        view.people_note = say(asked.lang, "Показаны ", "Shown ") + std::to_string(first + 1) + "–" + std::to_string(last) +
                           say(asked.lang, " из ", " of ") + std::to_string(found.size());
    auto other = shown;
    if (last < found.size()) other.page = shown.page + 1, view.next_url = address_of(asked, other, "#hand");
    if (shown.page > 1) other.page = shown.page - 1, view.previous_url = address_of(asked, other, "#hand");
}

void tell_links(const call& asked, const shown_seating& shown, const service::event_view& about, int rounds,
                render::seating_view& view) {
    auto link = shown;
    link.page = 1;
    link.text.clear();
    bool any_of_session = false;
    for (const auto& line : asked.on.tables.list(asked.event)) any_of_session = any_of_session || line.table.session;
    if (any_of_session || shown.session) {
        link.session = {};
        view.sessions.push_back({say(asked.lang, "Всё событие", "The whole event"), address_of(asked, link), !shown.session});
        for (const auto& row : about.sessions) {
            link.session = row.session.id;
            view.sessions.push_back({row.session.title, address_of(asked, link), row.session.id == shown.session});
        }
        link.session = shown.session;
    }
    if (rounds > 1)
        for (int round = 1; round <= rounds; ++round) {
            link.round = round;
            view.rounds.push_back({round_title(round, asked.lang), address_of(asked, link), round == shown.round});
        }
    link.round = shown.round;
    for (const bool unseated : {true, false}) {
        link.only_unseated = unseated;
        view.shows.push_back({unseated ? say(asked.lang, "Без стола", "Without a table") : say(asked.lang, "Все", "Everybody"),
                              address_of(asked, link, "#hand"), shown.text.empty() && unseated == shown.only_unseated});
    }
}

response show(const call& asked, const shown_seating& shown) {
    const auto about = event_of(asked);
    const auto lines = tables_of(asked, shown.session);
    const auto state = asked.on.seating.state(asked.event, shown.session);
    const auto people = asked.on.seating.people(asked.event, shown.session);
    const auto session = std::to_string(shown.session.value);
    render::seating_view view;
    view.has_tables = !lines.empty();
    view.tables_url = base_of(asked) + "/tables";
    if (state.seated > 0) view.cards_url = seating_url(asked) + "/cards?session=" + session;
    if (state.can_undo) view.undo_action = seating_url(asked) + "/undo";
    if (state.applied_at > 0) view.clear_action = seating_url(asked) + "/clear";
    view.session = session;
    view.round = std::to_string(shown.round);
    view.summary = std::to_string(state.seated) + say(asked.lang, " за столами · ", " at tables · ") +
                   std::to_string(state.unseated) + say(asked.lang, " без стола · мест: ", " without a table · seats: ") +
                   std::to_string(state.seats);
    tell_links(asked, shown, about, state.rounds, view);
    view.form.action = seating_url(asked) + "/proposal";
    view.form.session = session;
    view.form.rounds.value = shown.rounds.empty() ? std::to_string(state.rounds) : shown.rounds;
    if (!shown.why.empty()) {
        view.form.rounds.error = shown.why;
        view.errors.push_back({"rounds", shown.why});
    }
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    view.place_action = seating_url(asked) + "/places";
    view.text = shown.text;
    tell_tables(asked, shown, lines, people, view);
    tell_people(asked, shown, lines, people, view);
    const auto frame = work_frame_of(asked, render::work_section::seating, &about);
    return page(render::render_page(asked.on.pages, frame, view), shown.status);
}

response show_seating(call& asked) { return show(asked, shown_of(asked)); }

// --- the proposal

service::seating_wish wish_of(const form& fields) {
    service::seating_wish wish;
    wish.session = {number_in(fields.text("session"))};
    wish.rounds = static_cast<int>(std::min<std::int64_t>(number_in(fields.text("rounds")), 1000));
    wish.mix_organisations = fields.has("organisations");
    wish.mix_categories = fields.has("categories");
    wish.mix_newcomers = fields.has("newcomers");
    wish.only_present = fields.has("present");
    wish.seed = std::max<std::int64_t>(number_in(fields.text("seed")), 1);
    return wish;
}

std::vector<render::hidden_field> fields_of(const service::seating_wish& wish) {
    std::vector<render::hidden_field> fields{{"session", std::to_string(wish.session.value)},
                                             {"rounds", std::to_string(wish.rounds)},
                                             {"seed", std::to_string(wish.seed)}};
    if (wish.mix_organisations) fields.push_back({"organisations", "1"});
    if (wish.mix_categories) fields.push_back({"categories", "1"});
    if (wish.mix_newcomers) fields.push_back({"newcomers", "1"});
    if (wish.only_present) fields.push_back({"present", "1"});
    return fields;
}

/// Why there is no proposal, in a sentence that says what to do.
std::string why_none(const domain::refusal& why, language lang) {
    if (why.fields.empty()) return sentence_of(why, lang);
    const auto& fault = why.fields.front();
    const auto is = [&](std::string_view field, std::string_view code) { return fault.field == field && fault.code == code; };
    if (is("people", "required")) return say(lang, "Рассаживать некого: нет подтверждённых участников, или никто ещё не пришёл.", "There is nobody to seat: nobody is confirmed, or nobody has come yet.");
    if (fault.field == "people") return say(lang, "Людей больше, чем мы умеем рассадить сразу: не больше 2000.", "There are more people than can be seated at once: at most 2,000.");
    if (is("tables", "required")) return say(lang, "Столов нет: сначала поставьте их.", "There are no tables: add some first.");
    if (fault.field == "seats") return say(lang, "Мест не хватает: ", "Seats are missing: ") + std::to_string(fault.limit) + say(lang, ". Добавьте столы или стулья.", ". Add tables or chairs.");
    if (is("locks", "out_of_range")) return say(lang, "За столом ", "At table ") + std::to_string(fault.limit) + say(lang, " закреплено больше людей, чем мест.", " more people are fixed than there are seats.");
    if (is("locks", "not_a_choice")) return say(lang, "Кто-то закреплён за столом, который не для этой категории. Проверьте закреплённые места.", "Somebody is fixed at a table that is not for their category. Check the fixed places.");
    if (fault.field == "locks" || fault.field == "party") return say(lang, "Закреплённые места противоречат друг другу. Проверьте их.", "The fixed places contradict each other. Check them.");
    if (fault.field == "sectors") return say(lang, "С этими правилами столов кому-то не остаётся места. Откройте столы для других категорий или добавьте мест.", "With these rules somebody is left without a table. Open tables to other categories, or add seats.");
    return sentence_of(fault, lang);
}

std::vector<render::listed_name> names_of(const service::seating_proposal& made, const std::vector<service::seating_pair>& pairs,
                                          language lang) {
    std::vector<render::listed_name> names;
    for (const auto& pair : pairs) {
        auto line = domain::full_name(made.people[pair.one].name) + " – " + domain::full_name(made.people[pair.other].name) +
                    ": " + table_title(pair.table, lang);
        if (made.plan.tables.size() > 1) line += ", " + round_title(pair.round, lang);
        names.push_back({std::move(line)});
    }
    return names;
}

std::string share_words(std::int64_t part, std::int64_t whole, language lang) {
    return std::to_string(part) + say(lang, " из ", " of ") + std::to_string(whole);
}

void tell_facts(const service::seating_proposal& made, language lang, render::seating_proposal_view& view) {
    view.facts.push_back({say(lang, "Человек", "People"), std::to_string(made.people.size())});
    view.facts.push_back({say(lang, "Столов", "Tables"), std::to_string(made.tables.size())});
    view.facts.push_back({say(lang, "Кругов", "Rounds"), std::to_string(made.plan.tables.size())});
    view.facts.push_back({say(lang, "Знакомств, из возможных при таких столах", "Meetings, of those possible with these tables"),
                          share_words(made.plan.meetings, made.plan.meetings_max, lang)});
    view.facts.push_back({say(lang, "Сменят стол", "Change table"), std::to_string(made.moved)});
    view.facts.push_back({say(lang, "Закреплено мест", "Places fixed"), std::to_string(made.fixed)});
}

void tell_notes(const service::seating_proposal& made, language lang, render::seating_proposal_view& view) {
    const bool rounds = made.plan.tables.size() > 1;
    if (rounds && made.met_again == 0)
        view.notes.push_back({say(lang, "В каждом круге у всех новые соседи.", "In every round everybody has new neighbours."), true, {}});
    if (made.met_again > 0) {
        const bool best = made.plan.meetings >= made.plan.meetings_max;
        auto text = say(lang, "Пар, которые сядут вместе ещё раз: ", "Pairs that sit together again: ") + std::to_string(made.met_again) +
                    (best ? say(lang, ". Меньше нельзя: столов мало для стольких кругов.", ". Fewer cannot be: too few tables for so many rounds.")
                          : say(lang, ". Мешают закреплённые места, правила столов или их малое число.", ". Fixed places, rules of tables or their small number stand in the way."));
        view.notes.push_back({std::move(text), false, names_of(made, made.again, lang)});
    }
    if (made.wish.mix_organisations && made.same_organisation == 0)
        view.notes.push_back({say(lang, "Коллеги из одной организации сидят за разными столами.", "Colleagues of one organisation sit at different tables."), true, {}});
    if (made.same_organisation > 0) {
        auto text = say(lang, "Коллег за одним столом, пар: ", "Colleagues at one table, pairs: ") + std::to_string(made.same_organisation);
        text += made.largest_organisation > static_cast<int>(made.tables.size())
                    ? say(lang, ". Из самой большой организации людей больше, чем столов: ", ". The largest organisation has more people than there are tables: ") +
                          std::to_string(made.largest_organisation) + "."
                    : say(lang, ". Мешают закреплённые места, правила столов или знакомства по кругам.", ". Fixed places, rules of tables or meetings over rounds stand in the way.");
        view.notes.push_back({std::move(text), false, names_of(made, made.colleagues, lang)});
    }
    if (made.wish.mix_categories && made.plan.same_sector > 0) {
        const bool best = made.plan.same_sector <= made.plan.same_sector_min;
        view.notes.push_back({say(lang, "Соседей одной категории, пар: ", "Neighbours of one category, pairs: ") + std::to_string(made.plan.same_sector) +
                                  say(lang, "; меньше ", "; fewer than ") + std::to_string(made.plan.same_sector_min) +
                                  say(lang, " с такими столами не бывает.", " cannot be with these tables."), best, {}});
    }
    if (made.access_unplaced > 0)
        view.notes.push_back({say(lang, "Просили об удобном подъезде или тишине, но такого стола со свободным местом нет, человек: ",
                                  "People who asked for step-free or quiet seats and for whom no such table has room: ") +
                                  std::to_string(made.access_unplaced) +
                                  say(lang, ". Отметьте подходящие столы.", ". Mark the tables that fit."), false, {}});
}

/// What may be said of one table in one round.
void tell_table(const domain::table_figures& figures, std::size_t round, language lang, render::seated_table& shown) {
    if (figures.met_before > 0) {
        shown.note = say(lang, "Уже сидели вместе, пар: ", "Have sat together, pairs: ") + std::to_string(figures.met_before);
        shown.is_worth_a_look = true;
    } else if (figures.same_organisation > 0) {
        shown.note = say(lang, "Коллеги, пар: ", "Colleagues, pairs: ") + std::to_string(figures.same_organisation);
        shown.is_worth_a_look = true;
    } else if (round > 0 && figures.people > 1) {
        shown.note = say(lang, "Все соседи новые", "All neighbours are new");
    }
}

void tell_rounds(const service::seating_proposal& made, language lang, render::seating_proposal_view& view) {
    for (std::size_t round = 0; round < made.plan.tables.size(); ++round) {
        render::proposed_round shown;
        shown.title = round_title(static_cast<int>(round) + 1, lang);
        std::map<int, std::size_t> at;
        std::int64_t again = 0, pairs = 0;
        for (std::size_t each = 0; each < made.tables.size(); ++each) {
            const auto& table = made.tables[each];
            const auto& figures = made.plan.figures[round][each];
            at[table.number] = each;
            again += figures.met_before;
            pairs += static_cast<std::int64_t>(figures.people) * (figures.people - 1) / 2;
            render::seated_table row{std::to_string(table.number), table.topic, filled_words(figures.people, table.seats, lang), "", false, {}};
            tell_table(figures, round, lang, row);
            shown.tables.push_back(std::move(row));
        }
        shown.note = say(lang, "Новых знакомств: ", "New meetings: ") + std::to_string(pairs - again);
        for (std::size_t person = 0; person < made.people.size(); ++person) {
            const auto& guest = made.people[person];
            shown.tables[at.at(made.plan.tables[round][person])].people.push_back({domain::full_name(guest.name), guest.organisation, guest.fixed});
        }
        view.rounds.push_back(std::move(shown));
    }
}

/// On the page where it was asked for, with what stands in the way.
response refuse_wish(const call& asked, const service::seating_wish& wish, const domain::refusal& why) {
    shown_seating shown;
    shown.session = wish.session;
    shown.rounds = wish.rounds > 0 ? std::to_string(wish.rounds) : "";
    shown.status = 422;
    shown.why = why_none(why, asked.lang);
    return show(asked, shown);
}

response show_wish(const call& asked, const service::seating_wish& wish, bool is_outdated) {
    const auto made = asked.on.seating.propose(asked.event, wish);
    if (!made) return refuse_wish(asked, wish, made.error());
    const auto about = event_of(asked);
    render::seating_proposal_view view;
    view.action = seating_url(asked) + "/apply";
    view.back_url = seating_url(asked) + "?session=" + std::to_string(wish.session.value);
    view.is_outdated = is_outdated;
    view.fields = fields_of(wish);
    view.other_url = seating_url(asked) + "/proposal?seed=" + std::to_string(wish.seed + 1);
    for (const auto& field : view.fields)
        if (field.name != "seed") view.other_url += "&" + field.name + "=" + field.value;
    view.fields.push_back({"proposal", made->mark});
    tell_facts(*made, asked.lang, view);
    tell_notes(*made, asked.lang, view);
    tell_rounds(*made, asked.lang, view);
    const auto frame = work_frame_of(asked, render::work_section::seating, &about);
    return page(render::render_page(asked.on.pages, frame, view), is_outdated ? 409 : 200);
}

response show_proposal(call& asked) { return show_wish(asked, wish_of(asked.query), false); }

std::string back_of(const call& asked, domain::session_id session, std::string_view done) {
    return seating_url(asked) + "?session=" + std::to_string(session.value) + "&done=" + std::string(done);
}

response apply_proposal(call& asked) {
    const auto fields = posted(asked);
    const auto wish = wish_of(fields);
    const auto done = asked.on.seating.apply(asked.actor, asked.event, wish, fields.text("proposal"), fields.has("mail"));
    if (done) return redirect(back_of(asked, wish.session, "seated"));
    if (done.error().code == domain::refusal_code::version_mismatch) return show_wish(asked, wish, true);
    return refuse_wish(asked, wish, done.error());
}

response undo_seating(call& asked) {
    const domain::session_id session{number_in(posted(asked).text("session"))};
    const auto done = asked.on.seating.undo(asked.actor, asked.event, session);
    if (!done && done.error().code != domain::refusal_code::wrong_state) return refused(asked, done.error());
    return redirect(back_of(asked, session, "saved"));
}

response clear_seating(call& asked) {
    const domain::session_id session{number_in(posted(asked).text("session"))};
    const auto done = asked.on.seating.clear(asked.actor, asked.event, session);
    return done ? redirect(back_of(asked, session, "saved")) : refused(asked, done.error());
}

/// Only rows that were changed are written: of two who seat people at once, neither undoes the other's work.
response save_places(call& asked) {
    const auto fields = posted(asked);
    const domain::session_id session{number_in(fields.text("session"))};
    const int round = std::max(1, static_cast<int>(std::min<std::int64_t>(number_in(fields.text("round")), 1000)));
    std::vector<service::placing> wanted;
    constexpr std::string_view prefix = "place_";
    for (const auto& [name, value] : fields.fields()) {
        if (!name.starts_with(prefix)) continue;
        const auto id = name.substr(prefix.size());
        const auto who = number_in(id);
        const int table = table_number_in(value);
        if (who == 0 || table < 0) return error_answer(asked, 400);
        auto was = fields.text("was_" + std::string(id));
        const bool was_fixed = was.ends_with('f');
        if (was_fixed) was.pop_back();
        const bool fixed = fields.has("fix_" + std::string(id));
        const bool moved = was != std::to_string(table);
        if (!moved && (fixed == was_fixed || table == 0)) continue;
        wanted.push_back({{who}, session, round, table, fixed || moved});
    }
    shown_seating shown;
    shown.session = session;
    shown.round = round;
    if (wanted.empty()) return redirect(address_of(asked, shown));
    const auto done = asked.on.tables.place(asked.actor, asked.event, wanted);
    if (done) return redirect(address_of(asked, shown) + "&done=saved");
    if (done.error().code == domain::refusal_code::full) return redirect(address_of(asked, shown) + "&done=table_full");
    return refused(asked, done.error());
}

response show_cards(call& asked) {
    const domain::session_id session{number_in(asked.query.text("session"))};
    const auto about = event_of(asked);
    render::table_cards_view view;
    view.back_url = seating_url(asked) + "?session=" + std::to_string(session.value);
    for (const auto& line : tables_of(asked, session))
        if (const auto seen = asked.on.tables.host_page(asked.event, line.table.number))
            view.tables.push_back(card_of_table(*seen, asked.lang));
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::seating, &about), view));
}

} // namespace

std::vector<route> seating_routes() {
    using enum method;
    constexpr auto edit = action::edit_event;
    constexpr auto work = entrance::work;
    return {
        {get, "/work/events/{event}/seating", edit, work, show_seating, "", "", "", ""},
        {get, "/work/events/{event}/seating/proposal", edit, work, show_proposal, "", "", "", ""},
        {post, "/work/events/{event}/seating/apply", edit, work, apply_proposal, "", "", "", ""},
        {post, "/work/events/{event}/seating/undo", edit, work, undo_seating, "", "", "", ""},
        {post, "/work/events/{event}/seating/clear", edit, work, clear_seating, "", "", "", ""},
        {post, "/work/events/{event}/seating/places", edit, work, save_places, "", "", "", ""},
        {get, "/work/events/{event}/seating/cards", edit, work, show_cards, "", "", "", ""},
    };
}

} // namespace krug::web
