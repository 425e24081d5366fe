// An organiser's message as one person gets it, and its fields in words.
// Letters and the message pages call it.
#pragma once

#include "render/message_body.hpp"
#include "service/registration_office.hpp"
#include "web/call.hpp"
#include "web/event_views.hpp"

#include <string>
#include <vector>

namespace krug::web {

/// Every field with what stands there for this person, in the language of `to`.
std::vector<render::field_value> field_values(const service::event_view& about, const service::registration_view& whose,
                                              const showing& to);
/// The same for nobody in particular: `name` is greeted, links lead to the page of the event.
std::vector<render::field_value> sample_values(const service::event_view& about, const std::string& name, const showing& to);

/// «{имя}»: how a field is written in this language.
std::string field_word(domain::message_field field, render::language lang);
/// «как зовут: имя и отчество».
std::string field_meaning(domain::message_field field, render::language lang);

/// A filter as a sentence: «подтверждённые, которые не пришли, из категории «Пресса»». `names` gives what numbers stand for.
struct filter_names {
    std::vector<std::pair<std::int64_t, std::string>> categories, sessions, tags;
};
filter_names names_for(const call& asked, const service::event_view& about);
std::string tag_name(const filter_names& names, std::int64_t tag, render::language lang);
std::string filter_sentence(const domain::people_filter& filter, const filter_names& names, render::language lang);

} // namespace krug::web
