#include "service/form_office.hpp"

#include "ground/clock.hpp"
#include "service/staff_office.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/form_store.hpp"
#include "store/registration_store.hpp"

#include <algorithm>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }

std::vector<domain::category_id> category_ids(transaction& tx, domain::event_id event) {
    std::vector<domain::category_id> ids;
    for (const auto& each : store::categories_of(tx, event)) ids.push_back(each.id);
    return ids;
}

/// What somebody may not change, or nobody is asked any more, stays as it is.
std::vector<domain::form_answer> kept_answers(const domain::registration_form& form, const std::vector<domain::form_answer>& given,
                                              bool by_guest) {
    std::vector<domain::form_answer> kept;
    for (const auto& each : given) {
        const auto* field = form.find(each.field);
        if (field == nullptr || field->archived ||
            (by_guest && (!field->guest_may_change || field->when == domain::field_moment::door)))
            kept.push_back(each);
    }
    return kept;
}

} // namespace

form_office::form_office(store::database& database, ground::clock& clock) : database_(database), clock_(clock) {}

domain::registration_form form_office::find(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::form_of(tx, event); });
}

std::map<std::string, std::int64_t> form_office::answered(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::answers_per_field(tx, event); });
}

domain::result<std::int64_t> form_office::save(const domain::actor& by, domain::event_id event, domain::registration_form wanted,
                                               std::int64_t if_version) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        const auto standing = store::form_of(tx, event);
        if (if_version >= 0 && if_version != standing.version) return refuse(refusal_code::version_mismatch, standing.version);
        std::vector<std::string> answered;
        for (const auto& [key, count] : store::answers_per_field(tx, event)) answered.push_back(key);
        auto wrong = domain::merge_form(standing, answered, wanted);
        const auto also = domain::check_form(wanted, category_ids(tx, event));
        wrong.insert(wrong.end(), also.begin(), also.end());
        if (!wrong.empty()) return domain::refusal{refusal_code::invalid, 0, std::move(wrong)};
        if (wanted.fields == standing.fields) return standing.version;
        wanted.version = standing.version + 1;
        store::save_form(tx, event, wanted);
        store::raise_event_version(tx, event);
        record_audit(tx, by, "save_form", event, wanted.version, "questions=" + std::to_string(wanted.fields.size()), now);
        return wanted.version;
    });
}

domain::result<void> form_office::answer(const domain::actor& by, domain::event_id event, domain::registration_id whose,
                                         std::vector<domain::form_answer> answers) {
    const auto now = clock_.now();
    const bool by_guest = by.kind == domain::actor_kind::attendee;
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        const auto row = store::find_registration(tx, event, whose);
        if (!row) return refuse(refusal_code::not_found);
        if (by_guest && !domain::is_live(row->registration.status)) return refuse(refusal_code::wrong_state);
        const auto form = store::form_of(tx, event);
        const auto before = store::answers_of(tx, event, whose);
        const auto kept = kept_answers(form, before, by_guest);
        const auto is_kept = [&](const auto& key) {
            return std::any_of(kept.begin(), kept.end(), [&](const auto& each) { return each.field == key; });
        };
        if (by_guest) // neither what the guest was not asked here nor what they may not change
            std::erase_if(answers, [&](const auto& each) {
                const auto* field = form.find(each.field);
                return field != nullptr && (!field->guest_may_change || field->when == domain::field_moment::door);
            });
        else
            std::erase_if(answers, [&](const auto& each) { return is_kept(each.field); });
        // What stays decides conditions together with what is new.
        auto all = answers;
        for (const auto& each : kept)
            if (const auto* field = form.find(each.field); field != nullptr && !field->archived) all.push_back(each);
        auto wrong = domain::check_answers(form, {row->registration.category, !by_guest, by_guest}, all);
        if (by_guest) // nobody can mend what they are not shown
            std::erase_if(wrong, [&](const auto& error) {
                const auto* field = form.find(std::string_view(error.field).substr(std::string_view("answers.").size()));
                return field != nullptr && !field->guest_may_change;
            });
        if (!wrong.empty()) return domain::refusal{refusal_code::invalid, 0, std::move(wrong)};
        for (const auto& each : kept) {
            const bool there = std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.field == each.field; });
            if (!there) all.push_back(each);
        }
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.field < b.field; });
        const auto same = [](const auto& a, const auto& b) { return a.field == b.field && a.value == b.value; };
        if (std::equal(all.begin(), all.end(), before.begin(), before.end(), same)) return {};
        store::replace_answers(tx, event, whose, all, now);
        record_audit(tx, by, "change_answers", event, whose.value, "", now);
        return {};
    });
}

void copy_form(transaction& tx, domain::event_id from, domain::event_id to) {
    auto form = store::form_of(tx, from);
    if (form.version == 0) return;
    std::erase_if(form.fields, [](const auto& field) { return field.archived; });
    for (auto& field : form.fields) {
        std::erase_if(field.options, [](const auto& option) { return option.archived; });
        field.categories.clear(); // the copy has categories of its own
    }
    form.version = 1;
    store::save_form(tx, to, form);
}

} // namespace krug::service
