#include "web/table_words.hpp"

#include "render/page_engine.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <charconv>

namespace krug::web {

using render::language;
using render::tr;

std::string table_title(int number, language lang) { return tr(lang, "Стол {number}", {{"number", std::to_string(number)}}); }

std::string first_table(std::span<const int> tables, language lang) {
    return tables.empty() ? std::string() : table_title(tables.front(), lang);
}

std::string later_tables(std::span<const int> tables, language lang) {
    if (tables.size() < 2) return {};
    std::string list;
    for (const int table : tables.subspan(1)) list += (list.empty() ? "" : ", ") + std::to_string(table);
    return tables.size() == 2 ? tr(lang, "затем стол {list}", {{"list", list}}) : tr(lang, "затем столы {list}", {{"list", list}});
}

std::string filled_words(int taken, int seats, language lang) {
    return std::to_string(taken) + say(lang, " из ", " of ") + std::to_string(seats);
}

std::string table_rules(const domain::round_table& table, const service::event_view& about,
                        const std::vector<domain::guest_category>& categories, language lang) {
    std::vector<std::string> parts;
    for (const auto& row : about.sessions)
        if (row.session.id == table.session) parts.push_back(row.session.title);
    if (table.language == "ru") parts.push_back(say(lang, "по-русски", "in Russian"));
    if (table.language == "en") parts.push_back(say(lang, "по-английски", "in English"));
    if (table.step_free) parts.push_back(say(lang, "без ступеней", "step-free"));
    if (table.quiet) parts.push_back(say(lang, "тихое место", "quiet"));
    std::string names;
    for (const auto id : table.categories) {
        std::string name = id ? std::string() : say(lang, "без категории", "no category");
        for (const auto& each : categories)
            if (each.id == id) name = lang == language::en && !each.name_en.empty() ? each.name_en : each.name;
        if (!name.empty()) names += (names.empty() ? "" : ", ") + name;
    }
    if (!names.empty()) parts.push_back(say(lang, "только: ", "only: ") + names);
    std::string words;
    for (const auto& part : parts) words += (words.empty() ? "" : " · ") + part;
    return words;
}

std::vector<render::choice> table_choices(const std::vector<service::table_line>& lines, const service::event_view& about,
                                          domain::category_id category, int chosen, language lang) {
    std::vector<render::choice> choices;
    for (const auto& line : lines) {
        const auto& table = line.table;
        const bool mine = table.number == chosen;
        if (!mine && (!table.guests_choose || !domain::admits(table, category))) continue;
        render::choice each;
        each.value = std::to_string(table.number);
        each.label = table_title(table.number, lang) + (table.topic.empty() ? "" : ": " + table.topic);
        each.note = line.free() > 0 ? render::tr_n(lang, "{n} место", line.free()) : tr(lang, "Мест нет");
        auto about_it = table_rules(table, about, {}, lang);
        if (!table.host.empty()) about_it = table.host + (about_it.empty() ? "" : " · " + about_it);
        if (!about_it.empty()) each.note = about_it + " · " + each.note;
        each.is_selected = mine;
        each.is_disabled = !mine && line.free() == 0;
        choices.push_back(std::move(each));
    }
    if (choices.empty()) return choices;
    const bool none = std::none_of(choices.begin(), choices.end(), [](const auto& each) { return each.is_selected; });
    choices.insert(choices.begin(), {"0", tr(lang, "Посадите меня"), tr(lang, "Номер стола появится в билете"), none, false});
    return choices;
}

int table_number_in(std::string_view text) {
    if (text.empty() || text == "0") return 0;
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || number < 1 || number > domain::table_number_max ||
        text.front() == '0')
        return -1;
    return number;
}

} // namespace krug::web
