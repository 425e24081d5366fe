#include "web/people_filter_form.hpp"

#include "web/table_words.hpp"
#include "web/work_words.hpp"

namespace krug::web {

namespace {

using render::language;

render::choice choice_of(std::string value, std::string label, bool selected) {
    return {std::move(value), std::move(label), "", selected, false};
}

std::vector<render::choice> numbered(const std::vector<std::pair<std::int64_t, std::string>>& names, std::string any, std::int64_t chosen,
                                     bool is_chosen) {
    std::vector<render::choice> list{choice_of("", std::move(any), !is_chosen)};
    for (const auto& [number, name] : names) list.push_back(choice_of(std::to_string(number), name, is_chosen && number == chosen));
    return list;
}

} // namespace

domain::people_filter filter_in(const form& fields) {
    domain::people_filter filter;
    for (const auto* name : {"state", "attended", "category", "session", "table", "tag", "reads", "certified"})
        if (const auto& value = fields.text(name); !value.empty()) domain::read_filter_member(filter, name, value);
    return filter;
}

std::string filter_query(const domain::people_filter& filter) {
    const auto text = domain::write_filter(filter);
    return text.empty() ? text : "?" + text;
}

render::filter_fields filter_fields_of(const call& asked, const domain::people_filter& filter, const filter_names& names) {
    const auto lang = asked.lang;
    render::filter_fields fields;
    fields.states = {choice_of("", say(lang, "Все", "Everybody"), !filter.live && !filter.status),
                     choice_of("live", say(lang, "Действующие заявки", "Registrations that stand"), filter.live)};
    for (const auto& [status, word] : domain::registration_status_words)
        fields.states.push_back(choice_of(std::string(word), status_words(status, lang), filter.status == status));
    fields.presences = {choice_of("", say(lang, "пришли или нет", "came or not"), !filter.attended),
                        choice_of("yes", say(lang, "которые пришли", "who came"), filter.attended == true),
                        choice_of("no", say(lang, "которые не пришли", "who have not come"), filter.attended == false)};
    if (!names.categories.empty() || filter.category) {
        fields.categories = numbered(names.categories, say(lang, "из любой категории", "of any category"),
                                     filter.category ? filter.category->value : 0, filter.category.has_value());
        fields.categories.push_back(choice_of("0", say(lang, "без категории", "of no category"), filter.category == domain::category_id{}));
    }
    if (!names.sessions.empty() || filter.session)
        fields.sessions = numbered(names.sessions, say(lang, "с любой сессией", "with any session"), filter.session.value, filter.session.value > 0);
    const auto tables = asked.on.tables.list(asked.event);
    if (!tables.empty() || filter.table) {
        fields.tables = {choice_of("", say(lang, "за любым столом", "at any table"), !filter.table),
                         choice_of("0", say(lang, "без стола", "without a table"), filter.table == 0)};
        for (const auto& each : tables)
            fields.tables.push_back(choice_of(std::to_string(each.table.number), table_title(each.table.number, lang), filter.table == each.table.number));
    }
    fields.tags = {choice_of("", say(lang, "с любыми метками", "with any tags"), filter.tag == 0)};
    for (const auto& [number, name] : names.tags)
        fields.tags.push_back(choice_of(std::to_string(number), tag_name(names, number, lang), filter.tag == number));
    fields.readers = {choice_of("", say(lang, "на любом языке", "in any language"), filter.reads.empty()),
                      choice_of("ru", say(lang, "читают по-русски", "reading Russian"), filter.reads == "ru"),
                      choice_of("en", say(lang, "читают по-английски", "reading English"), filter.reads == "en")};
    fields.certified = filter.certified;
    return fields;
}

} // namespace krug::web
