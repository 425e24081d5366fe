#include "store/form_store.hpp"

#include "store/dialect.hpp"
#include "store/json_rows.hpp"
#include "store/new_rows.hpp"
#include "store/registration_store.hpp"
#include "store/statement.hpp"
#include "store/transaction.hpp"
#include "store/words.hpp"
#include "store/written_numbers.hpp"

namespace krug::store {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

domain::registration_form form_of(transaction& tx, domain::event_id event) {
    domain::registration_form form;
    if (const auto row = query_one<number>(tx, "form_version", "SELECT form_version FROM event WHERE id = :event", event))
        form.version = std::get<0>(*row);
    if (form.version == 0) return form;
    std::map<std::string, std::size_t> places;
    for (const auto& row : query<text, text, text, text, text, text, bool, text, bool, bool, bool, text, maybe, maybe, text, text, bool>(
             tx, "form_fields",
             "SELECT field, kind, label, label_en, hint, hint_en, required, asked_when, shown_at_door, guest_may_change, asked_along, "
             "categories, least, most, if_field, if_answers, archived FROM form_field WHERE event_id = :event ORDER BY position",
             event)) {
        domain::form_field field;
        text kind, when, categories, if_answers;
        std::tie(field.key, kind, field.label, field.label_en, field.hint, field.hint_en, field.required, when,
                 field.shown_at_door, field.guest_may_change, field.asked_along, categories, field.least, field.most, field.if_field, if_answers,
                 field.archived) = row;
        field.kind = value_of<domain::field_kind>(kind);
        field.when = value_of<domain::field_moment>(when);
        for (const auto id : read_numbers<number>(categories)) field.categories.push_back({id});
        field.if_answers = domain::split_options(if_answers);
        places[field.key] = form.fields.size();
        form.fields.push_back(std::move(field));
    }
    for (const auto& [field, key, label, label_en, archived] : query<text, text, text, text, bool>(
             tx, "form_options",
             "SELECT field, option_key, label, label_en, archived FROM form_option WHERE event_id = :event "
             "ORDER BY field, position",
             event))
        form.fields[places.at(field)].options.push_back({key, label, label_en, archived});
    return form;
}

void save_form(transaction& tx, domain::event_id event, const domain::registration_form& form) {
    execute(tx, "delete_form_options", "DELETE FROM form_option WHERE event_id = :event", event);
    execute(tx, "delete_form_fields", "DELETE FROM form_field WHERE event_id = :event", event);
    number position = 0;
    for (const auto& field : form.fields) {
        std::vector<number> categories;
        for (const auto id : field.categories) categories.push_back(id.value);
        execute(tx, "insert_form_field",
                "INSERT INTO form_field (event_id, field, position, kind, label, label_en, hint, hint_en, required, asked_when, "
                "shown_at_door, guest_may_change, asked_along, categories, least, most, if_field, if_answers, archived) VALUES (:event, "
                ":field, :position, :kind, :label, :label_en, :hint, :hint_en, :required, :asked_when, :shown, :may_change, "
                ":asked_along, "
                ":categories, :least, :most, :if_field, :if_answers, :archived)",
                event, field.key, ++position, word(field.kind), field.label, field.label_en, field.hint, field.hint_en,
                field.required, word(field.when), field.shown_at_door, field.guest_may_change, field.asked_along, write_numbers(categories),
                field.least, field.most, field.if_field, domain::join_options(field.if_answers), field.archived);
        number place = 0;
        for (const auto& option : field.options)
            execute(tx, "insert_form_option",
                    "INSERT INTO form_option (event_id, field, option_key, position, label, label_en, archived) VALUES (:event, "
                    ":field, :key, :position, :label, :label_en, :archived)",
                    event, field.key, option.key, ++place, option.label, option.label_en, option.archived);
    }
    execute(tx, "save_form_version", "UPDATE event SET form_version = :version WHERE id = :event", form.version, event);
}

std::map<std::string, std::int64_t> answers_per_field(transaction& tx, domain::event_id event) {
    std::map<std::string, std::int64_t> counts;
    for (const auto& [field, count] : query<text, number>(
             tx, "answers_per_field",
             "SELECT field, COUNT(*) FROM registration_answer WHERE event_id = :event GROUP BY field", event))
        counts[field] = count;
    return counts;
}

std::map<std::int64_t, std::vector<domain::form_answer>> answers_of_many(transaction& tx, domain::event_id event,
                                                                          std::span<const domain::registration_id> ids) {
    std::map<std::int64_t, std::vector<domain::form_answer>> all;
    if (ids.empty()) return all;
    json_rows asked;
    for (const auto id : ids) {
        asked.next();
        asked.add("asked", id.value);
    }
    const auto table = json_table(tx, ":rows", "k", {{"asked", column_type::whole}});
    for (auto& [whose, field, value] : query<number, text, text>(
             tx, "answers_of_many",
             "SELECT a.registration_id, a.field, a.value FROM " + table +
                 " CROSS JOIN registration_answer a WHERE a.event_id = :event AND a.registration_id = k.asked "
                 "ORDER BY a.registration_id, a.field",
             std::string(asked.text()), event))
        all[whose].push_back({field, value});
    return all;
}

void replace_answers(transaction& tx, domain::event_id event, domain::registration_id id,
                     std::span<const domain::form_answer> answers, domain::utc_seconds now) {
    execute(tx, "delete_answers", "DELETE FROM registration_answer WHERE event_id = :event AND registration_id = :id", event, id);
    insert_answers(tx, event, id, answers);
    execute(tx, "touch_registration",
            "UPDATE registration SET version = version + 1, changed_at = :now WHERE event_id = :event AND id = :id", now, event, id);
}

} // namespace krug::store
