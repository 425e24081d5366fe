// JSON API: round tables of an event, and who sits at them.
#include "web/api_call.hpp"
#include "web/api_routes.hpp"
#include "web/idempotency.hpp"
#include "web/table_words.hpp"

#include <boost/json.hpp>

namespace krug::web {

namespace json = boost::json;
using domain::action;

namespace {

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

std::optional<int> table_in_place(const call& asked) {
    const auto number = number_in_place(asked, "table");
    if (!number || *number > domain::table_number_max) return std::nullopt;
    return static_cast<int>(*number);
}

json::object table_body(const call& asked, const service::table_line& line) {
    const auto& table = line.table;
    json::array categories;
    for (const auto each : table.categories) categories.push_back(each.value);
    json::object body{{"number", table.number},
                      {"session", table.session ? json::value(table.session.value) : json::value(nullptr)},
                      {"topic", table.topic},
                      {"host", table.host},
                      {"language", text_or_null(table.language)},
                      {"seats", table.seats},
                      {"taken", line.taken},
                      {"free", line.free()},
                      {"rules", {{"categories", std::move(categories)}, {"guests_choose", table.guests_choose}}},
                      {"step_free", table.step_free},
                      {"quiet", table.quiet}};
    if (asked.may(action::edit_event)) body["host_url"] = asked.on.settings.public_url + "/t/" + asked.on.tables.host_secret(table);
    return body;
}

void apply(const json_object& body, domain::round_table& table) {
    if (body.has("session")) table.session = {body.whole("session").value_or(0)};
    take_text(body, "topic", table.topic);
    take_text(body, "host", table.host);
    if (body.has("language")) table.language = body.text("language");
    if (const auto seats = body.whole("seats")) table.seats = static_cast<int>(*seats);
    if (const auto rules = body.object("rules")) {
        if (rules->has("categories")) {
            table.categories.clear();
            for (const auto each : rules->wholes("categories")) table.categories.push_back({each});
        }
        table.guests_choose = rules->yes_no("guests_choose").value_or(table.guests_choose);
    }
    table.step_free = body.yes_no("step_free").value_or(table.step_free);
    table.quiet = body.yes_no("quiet").value_or(table.quiet);
}

response list_tables(call& asked) {
    if (auto strange = strange_query(asked, {})) return *strange;
    if (!readable_event(asked)) return not_here(asked);
    json::array items;
    for (const auto& line : asked.on.tables.list(asked.event)) items.push_back(table_body(asked, line));
    return json_answer({{"items", std::move(items)}, {"next", nullptr}});
}

response answer_with(const call& asked, int number, int status) {
    const auto line = asked.on.tables.find(asked.event, number);
    return line ? json_answer(table_body(asked, *line), status) : not_here(asked);
}

response show_table(call& asked) {
    const auto number = table_in_place(asked);
    return number && readable_event(asked) ? answer_with(asked, *number, 200) : not_here(asked);
}

response add_tables(call& asked) {
    const auto body = read_json(asked, "table_new");
    if (!body) return body.error();
    domain::round_table like;
    like.event = asked.event;
    like.number = static_cast<int>(body->whole("number").value_or(0));
    apply(*body, like);
    const auto made = asked.on.tables.add(asked.actor, like, static_cast<int>(body->whole("count").value_or(1)));
    return made ? answer_with(asked, *made, 201) : refused(asked, made.error());
}

response change_table(call& asked) {
    const auto body = read_json(asked, "table_change");
    if (!body) return body.error();
    const auto number = table_in_place(asked);
    const auto line = number ? asked.on.tables.find(asked.event, *number) : std::nullopt;
    if (!line) return not_here(asked);
    auto table = line->table;
    apply(*body, table);
    const auto done = asked.on.tables.change(asked.actor, table);
    return done ? answer_with(asked, *number, 200) : refused(asked, done.error());
}

response remove_table(call& asked) {
    const auto number = table_in_place(asked);
    if (!number) return not_here(asked);
    const auto done = asked.on.tables.remove(asked.actor, asked.event, *number);
    if (!done) return refused(asked, done.error());
    response answer;
    answer.status = 204;
    return answer;
}

// --- seating

/// Nothing when `mix` names something that cannot be mixed.
std::optional<service::seating_wish> wish_of(const json_object& body) {
    service::seating_wish wish;
    wish.session = {body.whole("session").value_or(0)};
    wish.rounds = static_cast<int>(body.whole("rounds").value_or(1));
    wish.only_present = body.yes_no("present_only").value_or(false);
    wish.seed = body.whole("seed").value_or(1);
    if (!body.has("mix")) return wish;
    wish.mix_organisations = wish.mix_categories = wish.mix_newcomers = false;
    for (const auto& each : body.texts("mix")) {
        if (each == "organisations") wish.mix_organisations = true;
        else if (each == "categories") wish.mix_categories = true;
        else if (each == "newcomers") wish.mix_newcomers = true;
        else return std::nullopt;
    }
    return wish;
}

json::object proposal_body(const service::seating_proposal& made) {
    json::array places;
    for (std::size_t at = 0; at < made.people.size(); ++at) {
        json::array tables;
        for (const auto& round : made.plan.tables) tables.push_back(round[at]);
        places.push_back(json::object{{"registration", made.people[at].id.value},
                                      {"fixed", made.people[at].fixed},
                                      {"tables", std::move(tables)}});
    }
    return {{"proposal", made.mark},
            {"rounds", made.wish.rounds},
            {"quality",
             {{"meetings", made.plan.meetings},
              {"meetings_max", made.plan.meetings_max},
              {"same_category", made.plan.same_sector},
              {"same_category_min", made.plan.same_sector_min},
              {"met_again", made.met_again},
              {"same_organisation", made.same_organisation},
              {"access_unplaced", made.access_unplaced},
              {"moved", made.moved}}},
            {"places", std::move(places)}};
}

response propose_seating(call& asked) {
    const auto body = read_json(asked, "seating_wish");
    if (!body) return body.error();
    const auto wish = wish_of(*body);
    if (!wish) return wrong_field(asked, "mix", "not_a_choice");
    const auto made = asked.on.seating.propose(asked.event, *wish);
    return made ? json_answer(proposal_body(*made)) : refused(asked, made.error());
}

response done_answer(const call& asked, const domain::result<std::int64_t>& done) {
    return done ? json_answer({{"changed", *done}}) : refused(asked, done.error());
}

response apply_seating(call& asked) {
    const auto body = read_json(asked, "seating_apply");
    if (!body) return body.error();
    const auto wish = wish_of(*body);
    if (!wish) return wrong_field(asked, "mix", "not_a_choice");
    return done_answer(asked, asked.on.seating.apply(asked.actor, asked.event, *wish, body->text("proposal"),
                                                     body->yes_no("mail").value_or(false)));
}

using whole_change = domain::result<std::int64_t> (service::seating_office::*)(const domain::actor&, domain::event_id,
                                                                               domain::session_id);

template <whole_change Change> response change_seating(call& asked) {
    const auto body = read_json(asked, "seating_session");
    if (!body) return body.error();
    return done_answer(asked, (asked.on.seating.*Change)(asked.actor, asked.event, {body->whole("session").value_or(0)}));
}

} // namespace

std::vector<route> table_api_routes() {
    using enum method;
    constexpr auto api = entrance::api;
    constexpr auto edit = action::edit_event;
    return {
        {get, "/api/v1/events/{event}/tables", action::view_published, api, list_tables, "круглые столы", "round tables", "",
         "table_list"},
        {post, "/api/v1/events/{event}/tables", edit, api, once(add_tables),
         "поставить стол или сразу count одинаковых; в ответе первый", "add a table, or count alike; the first is answered",
         "table_new", "table"},
        {get, "/api/v1/events/{event}/tables/{table}", action::view_published, api, show_table, "один стол", "one table", "",
         "table"},
        {patch, "/api/v1/events/{event}/tables/{table}", edit, api, change_table, "изменить стол", "change a table",
         "table_change", "table"},
        {del, "/api/v1/events/{event}/tables/{table}", edit, api, remove_table, "убрать стол, за которым никого нет",
         "remove a table where nobody sits", "", ""},
        {post, "/api/v1/events/{event}/seating/propose", edit, api, once(propose_seating),
         "предложить рассадку; ничего не записывает", "propose a seating; writes nothing", "seating_wish", "seating_proposal"},
        {post, "/api/v1/events/{event}/seating/apply", edit, api, once(apply_seating),
         "применить предложение; 412, если люди или столы изменились",
         "apply a proposal; 412 when people or tables have changed since", "seating_apply", "seating_done"},
        {post, "/api/v1/events/{event}/seating/undo", edit, api, once(change_seating<&service::seating_office::undo>),
         "вернуть рассадку, какой она была до последней перемены", "back to the seating before the last change",
         "seating_session", "seating_done"},
        {post, "/api/v1/events/{event}/seating/clear", edit, api, once(change_seating<&service::seating_office::clear>),
         "снять рассадку; выбранное людьми остаётся", "clear the seating; what people chose stays", "seating_session",
         "seating_done"},
    };
}

} // namespace krug::web
