// The organiser's questions and what people answered to them.
// Called by service only, inside a transaction.
#pragma once

#include "domain/form.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

/// An empty one of version 0 for an event that never asked anything.
domain::registration_form form_of(transaction& tx, domain::event_id event);
/// Replaces all questions and writes the form's version into the event.
void save_form(transaction& tx, domain::event_id event, const domain::registration_form& form);

/// How many people have answered each question, by its key; also of keys that are no question.
std::map<std::string, std::int64_t> answers_per_field(transaction& tx, domain::event_id event);
/// The answers of these people by the number of their registration; who has none is left out.
std::map<std::int64_t, std::vector<domain::form_answer>> answers_of_many(transaction& tx, domain::event_id event,
                                                                          std::span<const domain::registration_id> ids);
/// Forgets what stood there; the registration's version rises.
void replace_answers(transaction& tx, domain::event_id event, domain::registration_id id,
                     std::span<const domain::form_answer> answers, domain::utc_seconds now);

} // namespace krug::store
