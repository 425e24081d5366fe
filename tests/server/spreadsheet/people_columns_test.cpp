// If this fails, a telephone becomes a name, or somebody who refused elsewhere is let in here.
#include "spreadsheet/people_columns.hpp"

#include <gtest/gtest.h>

namespace krug::spreadsheet {
namespace {

std::string meanings(const std::vector<std::string>& head) {
    std::string text;
    for (const auto each : guess_columns(head)) text += (text.empty() ? "" : " ") + std::string(domain::word_of(each));
    return text;
}
std::string name_in(people_column column, const std::string& cell) {
    const auto name = person_in({column}, {cell}, {1}).request.name;
    return name.family + "|" + name.given + "|" + name.additional;
}

// People, TimePad and Leader-ID call the same things by other names, with capitals, hyphens and ё.
TEST(people_columns, headings_are_recognised) {
    EXPECT_EQ(meanings({"ФИО", "E-mail", "Телефон"}), "full_name email phone");
    EXPECT_EQ(meanings({" Фамилия ", "ИМЯ", "Отчество", "эл. почта", "Место учёбы"}), "family given additional email organisation");
    EXPECT_EQ(meanings({"Surname", "Name", "Email", "status_raw", "Штрих-код"}), "family given email status code");
    EXPECT_EQ(meanings({"lastName", "firstName", "fatherName", "moderation"}), "family given additional status");
    EXPECT_EQ(meanings({"Имя и фамилия", "Комментарий"}), "given_family none");
    EXPECT_EQ(meanings({"Фамилия", "Имя", "ФИО"}), "family given none") << "the whole name beside its parts";
    EXPECT_EQ(meanings({"Почта", "Email"}), "email none") << "the first one counts";
    EXPECT_EQ(known_columns({"Отчёт", "", "ФИО", "Почта"}), 2u);
}

// A mapping that cannot be meant is said before anybody is registered by it.
TEST(people_columns, impossible_mappings_are_refused) {
    using enum people_column;
    EXPECT_EQ(fault_of_columns({family, given, email}), "");
    EXPECT_EQ(fault_of_columns({full_name, none, none}), "");
    EXPECT_EQ(fault_of_columns({email, phone}), "no_name");
    EXPECT_EQ(fault_of_columns({}), "no_name");
    EXPECT_EQ(fault_of_columns({family, email, email}), "twice");
    EXPECT_EQ(fault_of_columns({full_name, given}), "name_twice");
    EXPECT_EQ(fault_of_columns({full_name, given_family}), "name_twice");
}

// One, two, three and four words in one cell.
TEST(people_columns, a_name_in_one_cell_is_taken_apart) {
    using enum people_column;
    EXPECT_EQ(name_in(full_name, "Салтыков-Щедрин  Михаил Евграфович"), "Салтыков-Щедрин|Михаил|Евграфович");
    EXPECT_EQ(name_in(full_name, "Гайнутдинова Айгуль Ринат кызы"), "Гайнутдинова|Айгуль|Ринат кызы");
    EXPECT_EQ(name_in(full_name, "Ким Ен"), "Ким|Ен|");
    EXPECT_EQ(name_in(full_name, "Мадонна"), "Мадонна||");
    EXPECT_EQ(name_in(full_name, ""), "||");
    EXPECT_EQ(name_in(given_family, "Анна Ёлкина"), "Ёлкина|Анна|");
    EXPECT_EQ(name_in(given_family, "Анна де ла Крус"), "де ла Крус|Анна|");
    EXPECT_EQ(name_in(given_family, "Анна"), "|Анна|");
}

// Whoever the other system refused or lost is not coming; words that we do not know keep nobody out.
TEST(people_columns, who_is_gone_elsewhere_is_left_out) {
    for (const auto* word : {"inactive", "deleted", "returned", "rejected", "notpaid", "declined", "Отменено", "Возврат", "Не оплачено", "отклонён"})
        EXPECT_TRUE(is_gone(word)) << word;
    for (const auto* word : {"ok", "paid", "paid_offline", "booked", "pending", "approved", "wait", "Бесплатно", "", "что-то новое"})
        EXPECT_FALSE(is_gone(word)) << word;
    const auto person = person_in({people_column::family, people_column::status, people_column::timepad}, {"Ёлкина", "rejected", "83845994"}, {1});
    EXPECT_FALSE(person.is_live);
    EXPECT_TRUE(person.code_is_timepad);
    EXPECT_EQ(person.code, "83845994");
    EXPECT_EQ(person.request.source, domain::registration_source::import_file);
}

} // namespace
} // namespace krug::spreadsheet
