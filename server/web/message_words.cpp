#include "web/message_words.hpp"

#include "web/event_words.hpp"
#include "web/table_words.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::message_field;
using render::language;

std::string time_words(const service::event_view& about, const showing& to) {
    const auto when = when_of(about.event.time, to.now, to.lang);
    if (when.day.empty()) return render::tr(to.lang, "Дата уточняется");
    return when.day + (when.time.empty() ? "" : ", " + when.time);
}

std::string place_words(const service::event_view& about, const showing& to) {
    const auto place = place_line(about);
    return place.empty() ? render::tr(to.lang, "Место уточняется") : place;
}

std::string greeted(const domain::person_name& name) {
    if (name.given.empty()) return name.family;
    return name.additional.empty() ? name.given : name.given + " " + name.additional;
}

std::vector<render::field_value> common_values(const service::event_view& about, const showing& to) {
    return {{message_field::event, about.event.text.title, ""},
            {message_field::time, time_words(about, to), ""},
            {message_field::place, place_words(about, to), ""}};
}

const std::string* named(const std::vector<std::pair<std::int64_t, std::string>>& names, std::int64_t number) {
    for (const auto& [known, name] : names)
        if (known == number) return &name;
    return nullptr;
}

std::string who_words(const domain::people_filter& filter, language lang) {
    using enum domain::registration_status;
    if (filter.live) return say(lang, "все действующие заявки", "all registrations that stand");
    if (!filter.status) return say(lang, "все", "everybody");
    switch (*filter.status) {
    case unconfirmed: return say(lang, "не подтвердившие почту", "those with an unconfirmed e-mail");
    case pending: return say(lang, "ждущие решения", "those awaiting a decision");
    case confirmed: return say(lang, "подтверждённые", "the confirmed");
    case waitlisted: return say(lang, "из листа ожидания", "the waiting list");
    case declined: return say(lang, "отклонённые", "the declined");
    case cancelled: return say(lang, "отменившие участие", "those who cancelled");
    case expired: break;
    }
    return say(lang, "просроченные заявки", "expired registrations");
}

} // namespace

std::vector<render::field_value> field_values(const service::event_view& about, const service::registration_view& whose,
                                              const showing& to) {
    const auto own = to.public_url + "/r/" + whose.manage_secret;
    auto values = common_values(about, to);
    values.push_back({message_field::name, greeted(whose.registration.name), ""});
    auto table = first_table(whose.registration.tables, to.lang);
    if (table.empty()) table = say(to.lang, "стол назовут на входе", "you will be shown to a table");
    values.push_back({message_field::table, table, ""});
    values.push_back({message_field::link, say(to.lang, "Моя заявка", "My registration"), own});
    values.push_back({message_field::feedback, say(to.lang, "Оставить отзыв", "Give feedback"), own + "/feedback"});
    values.push_back({message_field::certificate, say(to.lang, "Скачать сертификат", "Download the certificate"), own + "/certificate.pdf"});
    return values;
}

std::vector<render::field_value> sample_values(const service::event_view& about, const std::string& name, const showing& to) {
    const auto page = to.public_url + path_of(about.event);
    auto values = common_values(about, to);
    values.push_back({message_field::name, name, ""});
    values.push_back({message_field::table, table_title(3, to.lang), ""});
    values.push_back({message_field::link, say(to.lang, "Моя заявка", "My registration"), page});
    values.push_back({message_field::feedback, say(to.lang, "Оставить отзыв", "Give feedback"), page});
    values.push_back({message_field::certificate, say(to.lang, "Скачать сертификат", "Download the certificate"), page});
    return values;
}

std::string field_word(message_field field, language lang) {
    if (lang == language::en) return "{" + std::string(domain::word_of(field)) + "}";
    for (const auto& [known, word] : domain::message_field_words_ru)
        if (known == field) return "{" + std::string(word) + "}";
    return {};
}

std::string field_meaning(message_field field, language lang) {
    switch (field) {
    case message_field::name: return say(lang, "имя и отчество", "given name");
    case message_field::event: return say(lang, "название события", "title of the event");
    case message_field::time: return say(lang, "день и час, с часовым поясом", "day and hour, with the time zone");
    case message_field::place: return say(lang, "площадка и адрес", "venue and address");
    case message_field::table: return say(lang, "стол этого человека", "this person’s table");
    case message_field::link: return say(lang, "ссылка на свою заявку", "link to the own registration");
    case message_field::feedback: return say(lang, "ссылка на отзыв", "link to the feedback");
    case message_field::certificate: break;
    }
    return say(lang, "ссылка на свой сертификат", "link to the own certificate");
}

filter_names names_for(const call& asked, const service::event_view& about) {
    filter_names names;
    for (const auto& each : asked.on.doors.categories(asked.event))
        names.categories.emplace_back(each.id.value,
                                      asked.lang == language::en && !each.name_en.empty() ? each.name_en : each.name);
    for (const auto& row : about.sessions) names.sessions.emplace_back(row.session.id.value, row.session.title);
    for (const auto& each : asked.on.people.tags(asked.event)) names.tags.emplace_back(each.number, each.name);
    return names;
}

std::string tag_name(const filter_names& names, std::int64_t tag, language lang) {
    if (tag == domain::vip_tag) return say(lang, "Почётный гость", "VIP guest");
    if (tag == domain::press_tag) return say(lang, "СМИ", "Press");
    const auto* name = named(names.tags, tag);
    return name != nullptr ? *name : say(lang, "удалённая метка", "a removed tag");
}

std::string filter_sentence(const domain::people_filter& filter, const filter_names& names, language lang) {
    auto sentence = who_words(filter, lang);
    const auto quoted = [&](const std::string* name) {
        return name != nullptr ? say(lang, "«", "“") + *name + say(lang, "»", "”") : say(lang, "которой больше нет", "that is gone");
    };
    if (filter.attended)
        sentence += *filter.attended ? say(lang, ", которые пришли", ", who came") : say(lang, ", которые не пришли", ", who have not come");
    if (filter.category)
        sentence += filter.category->value == 0 ? say(lang, ", без категории", ", of no category")
                                                : say(lang, ", из категории ", ", of the category ") + quoted(named(names.categories, filter.category->value));
    if (filter.session) sentence += say(lang, ", с сессией ", ", with the session ") + quoted(named(names.sessions, filter.session.value));
    if (filter.table)
        sentence += *filter.table == 0 ? say(lang, ", без стола", ", without a table")
                                       : say(lang, ", за столом ", ", at table ") + std::to_string(*filter.table);
    if (filter.tag > 0) {
        const auto name = tag_name(names, filter.tag, lang);
        sentence += say(lang, ", с меткой ", ", tagged ") + quoted(&name);
    }
    if (!filter.reads.empty())
        sentence += filter.reads == "en" ? say(lang, ", читающие по-английски", ", reading English") : say(lang, ", читающие по-русски", ", reading Russian");
    if (filter.certified) sentence += say(lang, ", с действующим сертификатом", ", with a valid certificate");
    return sentence;
}

} // namespace krug::web
