#include "spreadsheet/people_columns.hpp"

#include "domain/search_key.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::spreadsheet {

namespace {

using enum people_column;

struct heading {
    std::string_view name; ///< as domain::search_key folds it, underlines as blanks
    people_column meant;
};
// Our own export, lists that people make, TimePad's and Leader-ID's exports, and the field names of their interfaces.
constexpr heading headings[] = {
    {"фио", full_name}, {"ф и о", full_name}, {"фамилия имя отчество", full_name}, {"участник", full_name},
    {"фио участника", full_name}, {"name", full_name}, {"full name", full_name}, {"fullname", full_name},
    {"имя и фамилия", given_family}, {"имя фамилия", given_family},
    {"фамилия", family}, {"family name", family}, {"last name", family}, {"lastname", family}, {"surname", family},
    {"фамилия участника", family},
    {"имя", given}, {"given name", given}, {"first name", given}, {"firstname", given}, {"имя участника", given},
    {"отчество", additional}, {"additional name", additional}, {"middle name", additional}, {"middlename", additional},
    {"father name", additional}, {"fathername", additional}, {"patronymic", additional},
    {"email", email}, {"e mail", email}, {"mail", email}, {"почта", email}, {"эл почта", email}, {"электронная почта", email},
    {"адрес электронной почты", email}, {"email участника", email},
    {"телефон", phone}, {"phone", phone}, {"номер телефона", phone}, {"мобильный телефон", phone},
    {"контактный телефон", phone}, {"mobile", phone},
    {"организация", organisation}, {"компания", organisation}, {"место работы", organisation}, {"место учебы", organisation},
    {"организация место работы", organisation}, {"название компании", organisation}, {"организация компания", organisation},
    {"organisation", organisation}, {"organization", organisation}, {"company", organisation},
    {"должность", position}, {"position", position}, {"job title", position}, {"job position", position},
    {"категория", category}, {"категория участника", category}, {"category", category}, {"тип билета", category},
    {"категория билета", category}, {"ticket type", category},
    {"статус", status}, {"статус заявки", status}, {"статус билета", status}, {"статус заказа", status},
    {"статус участия", status}, {"статус регистрации", status}, {"состояние", status}, {"status", status},
    {"status raw", status}, {"moderation", status}, {"модерация", status},
    {"код билета", code}, {"штрихкод", code}, {"штрих код", code}, {"barcode", code}, {"ticket code", code},
    {"код timepad", timepad}, {"timepad code", timepad},
};

// TimePad's words and its Russian ones, Leader-ID's, and ours.
constexpr std::string_view gone_words[] = {
    "inactive", "deleted", "returned", "rejected", "notpaid", "declined", "cancelled", "canceled", "expired", "refused",
    "отказался", "отказ", "отказано", "удалено", "удален", "возврат", "возвращен", "отклонено", "отклонена", "отклонен",
    "не оплачено", "не оплачен", "отменено", "отменена", "отменен", "просрочено", "просрочен", "отказался от участия",
    "бронь истекла"};

std::string folded(std::string_view text) {
    auto plain = domain::search_key(text);
    std::replace(plain.begin(), plain.end(), '_', ' ');
    return plain;
}

people_column meaning_of(std::string_view head) {
    static const auto known = [] {
        std::map<std::string, people_column> all;
        for (const auto& each : headings) all.emplace(domain::search_key(each.name), each.meant);
        return all;
    }();
    const auto found = known.find(folded(head));
    return found == known.end() ? none : found->second;
}

/// Words in order into the parts; what follows the last belongs to it ("Ринат кызы").
void split(std::string_view cell, std::initializer_list<std::string*> parts) {
    auto into = parts.begin();
    bool first = true;
    for (std::size_t at = 0; at < cell.size();) {
        const auto start = cell.find_first_not_of(" \t", at);
        if (start == std::string_view::npos) break;
        const auto end = std::min(cell.find_first_of(" \t", start), cell.size());
        if (!first && into + 1 != parts.end()) ++into;
        first = false;
        if (!(*into)->empty()) **into += ' ';
        **into += cell.substr(start, end - start);
        at = end;
    }
}

} // namespace

std::size_t known_columns(const std::vector<std::string>& head) {
    return static_cast<std::size_t>(std::count_if(head.begin(), head.end(), [](const auto& each) { return meaning_of(each) != none; }));
}

std::vector<people_column> guess_columns(const std::vector<std::string>& head) {
    std::vector<people_column> columns;
    for (const auto& each : head) columns.push_back(meaning_of(each));
    const auto has = [&](people_column wanted) { return std::find(columns.begin(), columns.end(), wanted) != columns.end(); };
    // «surname» and «name» side by side: the second is the given name. A whole name beside its parts says nothing new.
    if (has(family))
        for (auto& each : columns)
            if (each == full_name) each = has(given) ? none : given;
    std::set<people_column> taken;
    for (auto& each : columns)
        if (each != none && !taken.insert(each).second) each = none;
    return columns;
}

std::string_view fault_of_columns(const std::vector<people_column>& columns) {
    std::set<people_column> seen;
    for (const auto each : columns)
        if (each != none && !seen.insert(each).second) return "twice";
    const bool parts = seen.contains(family) || seen.contains(given);
    const bool whole = seen.contains(full_name) || seen.contains(given_family);
    if (!parts && !whole) return "no_name";
    if ((parts && whole) || (seen.contains(full_name) && seen.contains(given_family))) return "name_twice";
    return {};
}

asked_person person_in(const std::vector<people_column>& columns, const std::vector<std::string>& cells,
                       domain::event_id event) {
    asked_person person;
    auto& asked = person.request;
    asked.event = event;
    asked.source = domain::registration_source::import_file;
    asked.email_trusted = true;
    for (std::size_t at = 0; at < std::min(cells.size(), columns.size()); ++at) {
        const auto& cell = cells[at];
        switch (columns[at]) {
        case none: break;
        case full_name: split(cell, {&asked.name.family, &asked.name.given, &asked.name.additional}); break;
        case given_family: split(cell, {&asked.name.given, &asked.name.family}); break;
        case family: asked.name.family = cell; break;
        case given: asked.name.given = cell; break;
        case additional: asked.name.additional = cell; break;
        case email: asked.email = cell; break;
        case phone: asked.phone = cell; break;
        case organisation: asked.organisation = cell; break;
        case position: asked.position = cell; break;
        case category: person.category = cell; break;
        case status: person.is_live = !is_gone(cell); break;
        case code:
            if (!cell.empty()) person.code = cell, person.code_is_timepad = false;
            break;
        case timepad:
            if (!cell.empty()) person.code = cell, person.code_is_timepad = true;
            break;
        }
    }
    return person;
}

bool is_gone(std::string_view status) {
    static const auto known = [] {
        std::set<std::string> all;
        for (const auto word : gone_words) all.insert(domain::search_key(word));
        return all;
    }();
    return known.contains(folded(status));
}

} // namespace krug::spreadsheet
