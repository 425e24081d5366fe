#include "commands/csv_table.hpp"
#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "domain/search_key.hpp"
#include "render/qr.hpp"
#include "web/refusals.hpp"

#include <CLI/CLI.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

namespace krug::commands {
namespace {

struct import_words {
    std::int64_t event = 0;
    std::string file;
};

enum class column { none, full_name, family, given, additional, email, phone, organisation, position, code, timepad };

column column_of(const std::string& head) {
    static const std::vector<std::pair<std::string_view, column>> names{
        {"фио", column::full_name}, {"фамилия имя отчество", column::full_name}, {"name", column::full_name},
        {"имя и фамилия", column::none}, {"фамилия", column::family}, {"family name", column::family},
        {"last name", column::family}, {"surname", column::family}, {"имя", column::given},
        {"given name", column::given}, {"first name", column::given}, {"отчество", column::additional},
        {"additional name", column::additional}, {"middle name", column::additional}, {"email", column::email},
        {"e mail", column::email}, {"почта", column::email}, {"электронная почта", column::email},
        {"телефон", column::phone}, {"phone", column::phone}, {"организация", column::organisation},
        {"компания", column::organisation}, {"organisation", column::organisation},
        {"organization", column::organisation}, {"company", column::organisation}, {"должность", column::position},
        {"position", column::position}, {"job title", column::position}, {"код билета", column::code},
        {"штрихкод", column::code}, {"штрих код", column::code}, {"barcode", column::code}, {"ticket code", column::code},
        {"код timepad", column::timepad}, {"timepad code", column::timepad}};
    std::string plain = domain::search_key(head);
    std::replace(plain.begin(), plain.end(), '_', ' ');
    for (const auto& [name, meant] : names)
        if (plain == name) return meant;
    return column::none;
}

/// «Фамилия Имя Отчество» in one cell; what follows the third word belongs to the patronymic ("Ринат кызы").
domain::person_name name_from(std::string_view cell) {
    domain::person_name name;
    std::string* parts[] = {&name.family, &name.given, &name.additional};
    std::size_t part = 0;
    for (std::size_t at = 0; at < cell.size();) {
        const auto start = cell.find_first_not_of(" \t", at);
        if (start == std::string_view::npos) break;
        const auto end = std::min(cell.find_first_of(" \t", start), cell.size());
        auto& into = *parts[std::min<std::size_t>(part++, 2)];
        if (!into.empty()) into += ' ';
        into += cell.substr(start, end - start);
        at = end;
    }
    return name;
}

domain::registration_request request_from(const std::vector<column>& columns, const std::vector<std::string>& row,
                                          domain::event_id event) {
    domain::registration_request asked;
    asked.event = event;
    asked.source = domain::registration_source::import_file;
    asked.email_trusted = true;
    for (std::size_t at = 0; at < row.size(); ++at) {
        switch (columns[at]) {
        case column::none:
        case column::code:
        case column::timepad: break;
        case column::full_name: asked.name = name_from(row[at]); break;
        case column::family: asked.name.family = row[at]; break;
        case column::given: asked.name.given = row[at]; break;
        case column::additional: asked.name.additional = row[at]; break;
        case column::email: asked.email = row[at]; break;
        case column::phone: asked.phone = row[at]; break;
        case column::organisation: asked.organisation = row[at]; break;
        case column::position: asked.position = row[at]; break;
        }
    }
    return asked;
}

/// The code that is printed on somebody's ticket from elsewhere, "" when the row has none.
std::string code_from(const std::vector<column>& columns, const std::vector<std::string>& row) {
    std::string code;
    for (std::size_t at = 0; at < row.size(); ++at) {
        if (columns[at] == column::code && !row[at].empty()) code = row[at];
        if (columns[at] != column::timepad || row[at].empty()) continue;
        // What is not their eight digits is taken as it stands: an export may hold the whole barcode.
        const auto barcode = service::timepad_barcode(row[at]);
        code = barcode.empty() ? row[at] : barcode;
    }
    return code;
}

sentence words_for_code(std::string_view fault) {
    if (fault == "our_form")
        return {"код похож на номер участника, билет или короткий код Круга, его спутают с чужим",
                "the code looks like an attendee number, ticket or short code of Krug and would be confused with another's"};
    if (fault == "malformed")
        return {"код испорчен: столбец сохранён числом и округлён, сохраните его текстом",
                "the code is damaged: the column was saved as a number and rounded, save it as text"};
    if (fault == "duplicate") return {"такой код уже есть у другого участника", "another attendee has this code already"};
    return {"код длиннее 200 байт", "the code is longer than 200 bytes"};
}

void show_progress(const console& where, std::size_t done, std::size_t all) {
    if (::isatty(STDERR_FILENO) == 0 || (done % 500 != 0 && done != all)) return;
    where.err << '\r' << done << " / " << all << (done == all ? "\n" : "") << std::flush;
}

/// "строка 7: email – …"; row 1 is the head, as a spreadsheet numbers them. The value itself is not repeated.
void say_row(const console& where, std::size_t row, const std::string& ru, const std::string& en) {
    const auto number = std::to_string(row + 2);
    where.say({"Строка " + number + ": " + ru, "Row " + number + ": " + en});
}

int import_list(const settings_flags& flags, const import_words& words, const console& where) {
    std::ifstream file(words.file, std::ios::binary);
    if (!file) throw command_failed({"Не могу прочитать " + words.file, "Cannot read " + words.file});
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto table = read_csv(bytes);
    std::vector<column> columns;
    for (const auto& head : table.head) columns.push_back(column_of(head));
    const auto has = [&](column wanted) { return std::find(columns.begin(), columns.end(), wanted) != columns.end(); };
    if (!has(column::full_name) && !has(column::family) && !has(column::given))
        throw command_failed({"Нет столбца с именем. Назовите столбцы: Фамилия, Имя, Отчество или ФИО.",
                              "There is no column with a name. Call the columns family_name, given_name or name."});

    installation here(read_settings(flags, where));
    if (!here.events.owner_of({words.event}))
        throw command_failed({"Нет мероприятия с таким номером.", "There is no event with this number."});
    std::vector<domain::registration_request> list;
    std::vector<std::string> codes;
    std::set<std::string> seen;
    bool wrong = false;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        auto asked = request_from(columns, table.rows[row], {words.event});
        for (const auto& error : domain::check_registration(asked, false)) {
            wrong = true;
            say_row(where, row, error.field + " – " + web::sentence_of(error, render::language::ru),
                    error.field + ": " + web::sentence_of(error, render::language::en));
        }
        list.push_back(std::move(asked));
        codes.push_back(code_from(columns, table.rows[row]));
        auto fault = service::fault_of_outside_code(codes.back());
        if (!fault && !codes.back().empty() && !seen.insert(codes.back()).second) fault = "duplicate";
        if (fault) {
            wrong = true;
            const auto said = words_for_code(*fault);
            say_row(where, row, said.ru, said.en);
        }
        show_progress(where, row + 1, table.rows.size());
    }
    if (wrong) throw command_failed({"Никто не записан: поправьте эти строки и повторите.", "Nobody was registered: mend these rows and repeat."});

    std::size_t made = 0, known = 0;
    std::vector<service::code_office::outside_code> given;
    const auto answers = here.registrations.register_list(shell_actor(), std::move(list));
    for (std::size_t row = 0; row < answers.size(); ++row) {
        if (answers[row]) {
            ++made;
            if (!codes[row].empty()) given.push_back({answers[row]->id, codes[row]});
        } else if (answers[row].error().code == domain::refusal_code::already_registered) {
            ++known;
            if (!codes[row].empty()) given.push_back({{answers[row].error().at}, codes[row]});
        } else {
            wrong = true;
            say_row(where, row, web::sentence_of(answers[row].error(), render::language::ru),
                    web::sentence_of(answers[row].error(), render::language::en));
        }
    }
    if (wrong) throw command_failed({"Никто не записан.", "Nobody was registered."});
    const auto listed = here.codes.give_codes(shell_actor(), {words.event}, given);
    if (!listed) {
        const auto& why = listed.error();
        for (std::size_t row = 0; row < answers.size(); ++row)
            if ((answers[row] ? answers[row]->id.value : answers[row].error().at) == why.at) {
                const auto said = words_for_code(why.fields.empty() ? "" : why.fields.front().code);
                say_row(where, row, said.ru, said.en);
            }
        throw command_failed({"Участники записаны, коды их билетов – нет: поправьте эти строки и повторите.",
                              "The people are registered, the codes of their tickets are not: mend these rows and repeat."});
    }
    if (!given.empty())
        where.say({"Коды билетов: " + std::to_string(given.size()) + ", из них новых: " + std::to_string(*listed),
                   "Codes of tickets: " + std::to_string(given.size()) + ", new ones: " + std::to_string(*listed)});
    where.say({"Записано: " + std::to_string(made) + ", уже были: " + std::to_string(known),
               "Registered: " + std::to_string(made) + ", known before: " + std::to_string(known)});
    return success;
}

struct short_code_words {
    std::int64_t event = 0;
    bool stop = false;
    std::string pictures;
};

/// One picture a guest, named by the attendee number. Quartile: wristbands get wet and bend.
void write_pictures(const std::filesystem::path& folder, const std::vector<service::code_office::short_code>& codes) {
    std::filesystem::create_directories(folder);
    for (const auto& code : codes) {
        const auto path = folder / (code.attendee_no + ".png");
        std::ofstream file(path, std::ios::binary);
        file << render::write_qr_png(render::encode_qr(code.text, render::qr_level::quartile), 12);
        if (!file.flush()) throw command_failed({"Не могу записать " + path.string(), "Cannot write " + path.string()});
    }
}

int short_codes(const settings_flags& flags, const short_code_words& words, const console& where) {
    installation here(read_settings(flags, where));
    if (!here.codes.want_short_codes(shell_actor(), {words.event}, !words.stop))
        throw command_failed({"Нет мероприятия с таким номером.", "There is no event with this number."});
    if (words.stop) {
        where.say({"Новых коротких кодов не будет, выданные действуют.", "No new short codes; those given stay good."});
        return success;
    }
    here.codes.give_short_codes();
    const auto codes = here.codes.short_codes({words.event});
    if (!words.pictures.empty()) write_pictures(words.pictures, codes);
    for (const auto& code : codes) where.out << code.attendee_no << '\t' << code.text << '\n';
    where.say({"Коротких кодов: " + std::to_string(codes.size()), "Short codes: " + std::to_string(codes.size())});
    return success;
}

} // namespace

void add_registrations(CLI::App& line, action& chosen, const console& where) {
    auto* group = line.add_subcommand("registrations", where.choose({"участники", "registrations"}));
    group->require_subcommand(1);
    auto* verb = group->add_subcommand("import", where.choose({"записать участников из CSV: всех или никого", "register people from a CSV file: all or nobody"}));
    const auto words = std::make_shared<import_words>();
    verb->add_option("EVENT", words->event, where.choose({"номер мероприятия", "the event's number"}))->required();
    verb->add_option("FILE", words->file)->required();
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return import_list(*flags, *words, at); }; });

    auto* shorts = group->add_subcommand("short-codes", where.choose({"короткие коды для браслетов: выдать и напечатать список", "short codes for wristbands: give them and print the list"}));
    const auto wanted = std::make_shared<short_code_words>();
    shorts->add_option("EVENT", wanted->event, where.choose({"номер мероприятия", "the event's number"}))->required();
    shorts->add_flag("--stop", wanted->stop, where.choose({"больше не выдавать", "give no more"}));
    shorts->add_option("--pictures", wanted->pictures, where.choose({"папка для картинок с кодами", "folder for pictures of the codes"}));
    const auto shorts_flags = add_settings_flags(*shorts, where);
    shorts->callback([=, &chosen] { chosen = [=](const console& at) { return short_codes(*shorts_flags, *wanted, at); }; });
}

} // namespace krug::commands
