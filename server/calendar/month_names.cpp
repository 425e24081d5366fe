#include "calendar/month_names.hpp"

#include <array>

namespace krug::calendar {
namespace {

template <std::size_t Count> using names = std::array<std::string_view, Count>;

constexpr names<12> ru_genitive = {"января", "февраля", "марта",    "апреля",  "мая",    "июня",
                                   "июля",   "августа", "сентября", "октября", "ноября", "декабря"};
constexpr names<12> ru_nominative = {"январь", "февраль", "март",     "апрель",  "май",    "июнь",
                                     "июль",   "август",  "сентябрь", "октябрь", "ноябрь", "декабрь"};
constexpr names<12> ru_short = {"янв", "фев", "мар", "апр", "мая", "июн",
                                "июл", "авг", "сен", "окт", "ноя", "дек"};
constexpr names<12> en_full = {"January", "February", "March",     "April",   "May",      "June",
                               "July",    "August",   "September", "October", "November", "December"};
constexpr names<12> en_short = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr names<7> ru_weekday = {"понедельник", "вторник", "среда",      "четверг",
                                 "пятница",     "суббота", "воскресенье"};
constexpr names<7> ru_weekday_short = {"пн", "вт", "ср", "чт", "пт", "сб", "вс"};
constexpr names<7> en_weekday = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                 "Friday", "Saturday", "Sunday"};
constexpr names<7> en_weekday_short = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
// Also met in print.
constexpr names<12> also_short = {"", "февр", "", "", "", "", "", "", "сент", "", "нояб", ""};
constexpr names<12> also_en = {"", "", "", "", "", "", "", "", "sept", "", "", ""};

std::string_view at(const auto& list, int number) {
    return list[static_cast<std::size_t>(number - 1)];
}

// `word` is lower case already; the tables' English begins with a capital.
bool is(std::string_view word, std::string_view name) {
    if (name.empty() || word.size() != name.size())
        return false;
    const char first = name[0] >= 'A' && name[0] <= 'Z' ? static_cast<char>(name[0] + 32) : name[0];
    return word[0] == first && word.substr(1) == name.substr(1);
}

int find(std::string_view word, std::initializer_list<const names<12>*> lists) {
    for (const auto* list : lists)
        for (std::size_t month = 0; month < 12; ++month)
            if (is(word, (*list)[month]))
                return static_cast<int>(month) + 1;
    return 0;
}

} // namespace

std::string_view month_genitive(int month, language in) {
    return in == language::en ? at(en_full, month) : at(ru_genitive, month);
}
std::string_view month_nominative(int month, language in) {
    return in == language::en ? at(en_full, month) : at(ru_nominative, month);
}
std::string_view month_short(int month, language in) {
    return in == language::en ? at(en_short, month) : at(ru_short, month);
}
std::string_view weekday_name(int day, language in) {
    return in == language::en ? at(en_weekday, day) : at(ru_weekday, day);
}
std::string_view weekday_short(int day, language in) {
    return in == language::en ? at(en_weekday_short, day) : at(ru_weekday_short, day);
}

int month_named(std::string_view word) {
    if (word.ends_with('.'))
        word.remove_suffix(1);
    return find(word, {&ru_genitive, &ru_nominative, &ru_short, &en_full, &en_short, &also_short, &also_en});
}

int weekday_named(std::string_view word) {
    if (word.ends_with('.'))
        word.remove_suffix(1);
    if (word == "среду")
        return 3;
    if (word == "пятницу")
        return 5;
    if (word == "субботу")
        return 6;
    for (const auto* list : {&ru_weekday, &ru_weekday_short, &en_weekday, &en_weekday_short})
        for (std::size_t day = 0; day < 7; ++day)
            if (is(word, (*list)[day]))
                return static_cast<int>(day) + 1;
    return 0;
}

} // namespace krug::calendar
