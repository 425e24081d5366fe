#include "web/badge_faces.hpp"

#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/own_registration.hpp"
#include "web/work_words.hpp"
#include "web/written_moment.hpp"

namespace krug::web {

namespace {

render::badge_face face_of(const service::badge& badge, const std::string& event) {
    const auto lang = badge.language == "en" ? render::language::en : render::language::ru;
    render::badge_face face;
    face.event = event;
    face.given = badge.name.given;
    face.family = badge.name.family;
    face.organisation = badge.organisation;
    face.category = lang == render::language::en && !badge.category_en.empty() ? badge.category_en : badge.category;
    face.colour = badge.colour;
    face.table_word = say(lang, "стол", "table");
    if (!badge.tables.empty()) face.table = std::to_string(badge.tables.front());
    bool moves = false;
    for (const auto table : badge.tables) {
        moves = moves || table != badge.tables.front();
        face.tables += (face.tables.empty() ? say(lang, "столы ", "tables ") : " → ") + std::to_string(table);
    }
    if (!moves) face.tables.clear();
    face.number = grouped_number(badge.attendee_no);
    face.qr_text = badge.ticket_text;
    return face;
}

} // namespace

render::badge_document badge_document_of(const service::badge_batch& batch, render::language lang, ground::utc_seconds now) {
    render::badge_document document;
    document.title = say(lang, "Бейджи: ", "Badges: ") + batch.event_title;
    document.language = render::code(lang);
    document.layout = batch.layout;
    document.written_at = now;
    auto event = batch.event_title;
    if (batch.time.starts_at) event += " · " + print_day(*batch.time.starts_at, zone_named(batch.time.timezone));
    for (const auto& badge : batch.badges) document.badges.push_back(face_of(badge, event));
    return document;
}

} // namespace krug::web
