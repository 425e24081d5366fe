// The page of a table's host, reached by the secret of its link: names of those who sit there, round by round.
#include "render/pages/seating_page.hpp"
#include "web/event_words.hpp"
#include "web/public_call.hpp"
#include "web/route.hpp"
#include "web/seating_cards.hpp"

namespace krug::web {

namespace {

constexpr std::int64_t after_the_event_seconds = 24 * 3600; // names are nobody's to look at longer than that

response show_host_table(call& asked) {
    const auto found = asked.on.tables.find_by_host_secret(asked.place.at("secret"));
    const auto about = found ? asked.on.events.find_event(found->table.event) : std::nullopt;
    if (!about) return error_answer(asked, 404);
    const auto to = showing_for(asked);
    const auto over = domain::over_at(about->event.time);
    if (over && to.now > *over + after_the_event_seconds) return error_answer(asked, 404);
    auto frame = frame_of(asked);
    frame.is_private = true;
    const render::host_table_view view{reminder_of(*about, to), card_of_table(*found, asked.lang)};
    return page(render::render_page(asked.on.pages, frame, view));
}

} // namespace

render::table_card_sheet card_of_table(const service::host_view& seen, render::language lang) {
    render::table_card_sheet sheet;
    sheet.number = std::to_string(seen.table.number);
    sheet.topic = seen.table.topic;
    sheet.host = seen.table.host;
    for (const auto& round : seen.rounds) {
        render::table_card_round shown;
        if (seen.rounds.size() > 1) shown.title = render::tr(lang, "Круг {number}", {{"number", std::to_string(round.round)}});
        for (const auto& name : round.people) shown.people.push_back({domain::full_name(name)});
        sheet.rounds.push_back(std::move(shown));
    }
    return sheet;
}

std::vector<route> host_routes() {
    return {{method::get, "/t/{secret}", domain::action::see_names, entrance::attendee, show_host_table, "", "", "", ""}};
}

} // namespace krug::web
