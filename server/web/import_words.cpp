#include "web/import_words.hpp"

#include "web/work_words.hpp"

#include <array>

namespace krug::web {

namespace {

using render::language;
using spreadsheet::people_column;

struct said {
    std::string_view code, ru, en;
};
constexpr std::array faults{
    said{"empty", "в файле нет ни одной строки с людьми", "the file has no row with a person"},
    said{"too_large", "файл больше 2 МБ: разделите список", "the file is larger than 2 MB: divide the list"},
    said{"too_many_rows", "строк больше 5000: разделите список", "there are more than 5,000 rows: divide the list"},
    said{"too_many_columns", "в строке есть значение там, где у столбца нет заголовка", "a value stands where the column has no heading"},
    said{"long_cell", "в ячейке больше 4000 байт", "the cell is longer than 4,000 bytes"},
    said{"open_quote", "кавычка открыта и не закрыта", "a quote is opened and not closed"},
    said{"encoding", "кодировка не UTF-8 и не Windows-1251", "the encoding is neither UTF-8 nor Windows-1251"},
    said{"not_a_table", "это не таблица: нужен файл XLSX или CSV", "this is no table: an XLSX or CSV file is needed"},
    said{"old_excel", "это старый формат Excel или файл с паролем: сохраните его как XLSX без пароля",
         "this is the old format of Excel or a file with a password: save it as XLSX without one"},
    said{"open_document", "это таблица OpenDocument: сохраните её как XLSX или CSV", "this is an OpenDocument table: save it as XLSX or CSV"},
    said{"encrypted", "файл закрыт паролем: сохраните его без пароля", "the file has a password: save it without one"},
    said{"damaged", "файл повреждён: откройте его и сохраните заново", "the file is damaged: open it and save it again"},
    said{"bomb", "внутри файла слишком много данных: сохраните один лист со списком", "the file holds too much: save one sheet with the list"},
    said{"no_sheet", "в книге нет видимого листа", "the workbook has no visible sheet"},
    said{"cell_error", "в ячейке ошибка таблицы", "the cell holds an error of the spreadsheet"},
    said{"formula_without_value", "в ячейке формула без посчитанного значения: сохраните файл в своей программе ещё раз",
         "the cell holds a formula without its value: save the file once more in your program"}};

struct named_column {
    people_column column;
    std::string_view ru, en;
};
constexpr std::array columns{
    named_column{people_column::none, "Не загружать", "Leave out"},
    named_column{people_column::full_name, "Фамилия, имя, отчество", "Family name, given name, patronymic"},
    named_column{people_column::given_family, "Имя и фамилия", "Given name and family name"},
    named_column{people_column::family, "Фамилия", "Family name"}, named_column{people_column::given, "Имя", "Given name"},
    named_column{people_column::additional, "Отчество", "Patronymic"}, named_column{people_column::email, "Почта", "E-mail"},
    named_column{people_column::phone, "Телефон", "Telephone"}, named_column{people_column::organisation, "Организация", "Organisation"},
    named_column{people_column::position, "Должность", "Position"}, named_column{people_column::category, "Категория", "Category"},
    named_column{people_column::status, "Состояние в другой системе", "Status in the other system"},
    named_column{people_column::code, "Код билета", "Ticket code"}, named_column{people_column::timepad, "Код TimePad", "TimePad code"}};

} // namespace

std::string column_words(people_column column, language lang) {
    for (const auto& each : columns)
        if (each.column == column) return say(lang, each.ru, each.en);
    return {};
}

std::string place_words(std::size_t row, std::size_t column, language lang) {
    auto place = say(lang, "Строка ", "Row ") + std::to_string(row);
    if (column > 0) place += say(lang, ", столбец ", ", column ") + spreadsheet::column_letters(column);
    return place;
}

std::string sentence_of(const spreadsheet::fault& what, language lang) {
    std::string why;
    for (const auto& each : faults)
        if (each.code == what.code) why = say(lang, each.ru, each.en);
    if (what.row > 0) return place_words(what.row, what.column, lang) + ": " + why + ".";
    return say(lang, "Файл не прочитан: ", "The file was not read: ") + why + ".";
}

std::string mapping_sentence(std::string_view fault, language lang) {
    if (fault == "no_name")
        return say(lang, "Укажите, в каком столбце имя: «Фамилия» или «Фамилия, имя, отчество».",
                   "Say which column holds the name: “Family name” or “Family name, given name, patronymic”.");
    if (fault == "twice") return say(lang, "Один смысл указан у двух столбцов: оставьте один.", "Two columns have one meaning: keep one.");
    return say(lang, "Имя указано дважды: целиком и по частям. Оставьте что-то одно.",
               "The name is given twice: whole and in parts. Keep one of them.");
}

people_column column_of_field(std::string_view field) {
    using enum people_column;
    if (field == "family_name") return family;
    if (field == "given_name") return given;
    if (field == "additional_name") return additional;
    if (field == "email") return email;
    if (field == "phone") return phone;
    if (field == "organisation") return organisation;
    if (field == "position") return position;
    if (field == "category") return category;
    return none;
}

} // namespace krug::web
