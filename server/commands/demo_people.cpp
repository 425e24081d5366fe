#include "commands/demo_people.hpp"

#include "domain/transliteration.hpp"

#include <array>

namespace krug::commands {

namespace {

struct written_name {
    std::string_view family, given, additional;
};

// First the shapes that break software, then ordinary ones to mix.
constexpr std::array<written_name, 12> hard_names{{
    {"Ёлкина", "Анна", "Сергеевна"},
    {"Щёголев", "Пётр", "Ильич"},
    {"Подъячева", "Вера", "Павловна"},
    {"Салтыков-Примеров", "Михаил", "Евграфович"},
    {"Гайнутдинова", "Айгуль", "Ринат кызы"},
    {"Ким", "Ен Су", ""},
    {"", "Будимир", ""},
    {"Константинопольская-Староархангелогородцева", "Александрина", "Святославовна"},
    {"O'Примерри", "Патрик", ""},
    {"Smith", "Jane", ""},
    {"Воробьёв", "Пример", "Примерович"},
    {"Мамедов", "Эльдар", "Тофик оглы"},
}};
constexpr std::array<std::string_view, 16> families{"Примеров", "Макетов", "Образцов", "Тестов", "Эскизов", "Набросков",
                                                    "Черновиков", "Выдумкин", "Придумов", "Небылицын", "Сказкин", "Моделин",
                                                    "Шаблонов", "Типажов", "Условнов", "Заглушкин"};
constexpr std::array<written_name, 16> givens{{
    {"", "Иван", "Петрович"}, {"а", "Мария", "Андреевна"}, {"", "Олег", "Васильевич"}, {"а", "Ольга", "Николаевна"},
    {"", "Григорий", "Александрович"}, {"а", "Дарья", "Павловна"}, {"", "Тимур", ""}, {"а", "Светлана", "Игоревна"},
    {"", "Артём", "Олегович"}, {"а", "Елена", "Фёдоровна"}, {"", "Николай", "Семёнович"}, {"а", "Юлия", "Борисовна"},
    {"", "Виктор", "Львович"}, {"а", "Нина", "Михайловна"}, {"", "Роман", "Эдуардович"}, {"а", "Лия", ""}}};
constexpr std::array<std::string_view, 8> organisations{
    "Фонд «Пример»", "АНО «Образец заботы»", "Клуб изобретателей «Макет»", "", "Университет примеров", "ООО «Эскиз»",
    "Центр социальной помощи «Набросок»", ""};
constexpr std::array<std::string_view, 6> positions{"руководитель", "инженер", "", "волонтёр", "методист", "исследователь"};

} // namespace

domain::registration_request invented_person(std::size_t n) {
    domain::registration_request person;
    if (n < hard_names.size()) {
        const auto& name = hard_names[n];
        person.name = {std::string(name.family), std::string(name.given), std::string(name.additional)};
    } else {
        const auto& given = givens[(n / families.size() + n) % givens.size()];
        std::string family(families[n % families.size()]);
        if (!given.family.empty()) family += family.ends_with("ин") || family.ends_with("ов") ? "а" : "";
        person.name = {family, std::string(given.given), std::string(given.additional)};
    }
    person.email = "guest" + std::to_string(n + 1) + "@guests.example";
    if (n % 3 == 0) person.phone = "8 (3452) 00-" + std::to_string(10 + n % 90) + "-" + std::to_string(10 + n / 7 % 90);
    person.organisation = organisations[n % organisations.size()];
    person.position = positions[n % positions.size()];
    person.source = domain::registration_source::import_file;
    person.email_trusted = true;
    person.consents = {{"personal_data", 1}};
    if (n % 25 == 3) {
        person.access_needs = {n % 2 == 0 ? "wheelchair_space" : "rsl_interpreter"};
        person.consents.push_back({"access_needs", 1});
    }
    return person;
}

} // namespace krug::commands
