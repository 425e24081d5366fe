#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "render/qr.hpp"
#include "spreadsheet/people_columns.hpp"
#include "web/import_words.hpp"
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

/// The code that is printed on somebody's ticket from elsewhere, "" when the row has none.
std::string code_of(const spreadsheet::asked_person& person) {
    if (!person.code_is_timepad) return person.code;
    // What is not their eight digits is taken as it stands: an export may hold the whole barcode.
    const auto barcode = service::timepad_barcode(person.code);
    return barcode.empty() ? person.code : barcode;
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

/// "Строка 7: email – …" as the spreadsheet numbers its rows. The value itself is not repeated.
void say_row(const console& where, std::size_t number, const std::string& ru, const std::string& en) {
    where.say({web::place_words(number, 0, render::language::ru) + ": " + ru,
               web::place_words(number, 0, render::language::en) + ": " + en});
}

/// The shell knows what it reads: its lists may be longer than those of a browser.
spreadsheet::limits shell_limits() {
    spreadsheet::limits most;
    most.bytes = std::size_t{64} * 1024 * 1024;
    most.text_bytes = most.bytes;
    most.rows = 100'000;
    return most;
}

int import_list(const settings_flags& flags, const import_words& words, const console& where) {
    std::ifstream file(words.file, std::ios::binary);
    if (!file) throw command_failed({"Не могу прочитать " + words.file, "Cannot read " + words.file});
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const auto read = spreadsheet::read_table(bytes, shell_limits());
    if (!read)
        throw command_failed({web::sentence_of(read.error(), render::language::ru), web::sentence_of(read.error(), render::language::en)});
    const auto& table = *read;
    const auto columns = spreadsheet::guess_columns(table.head.cells);
    if (!spreadsheet::fault_of_columns(columns).empty())
        throw command_failed({"Нет столбца с именем. Назовите столбцы: Фамилия, Имя, Отчество или ФИО.",
                              "There is no column with a name. Call the columns family_name, given_name or name."});

    installation here(read_settings(flags, where));
    if (!here.events.owner_of({words.event}))
        throw command_failed({"Нет мероприятия с таким номером.", "There is no event with this number."});
    std::vector<domain::registration_request> list;
    std::vector<std::string> codes;
    std::vector<std::size_t> numbers; // of the rows in the file
    std::set<std::string> seen;
    std::size_t gone = 0;
    bool wrong = false;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        auto person = spreadsheet::person_in(columns, table.rows[row].cells, {words.event});
        const auto number = table.rows[row].number;
        if (!person.is_live) {
            ++gone;
            continue;
        }
        auto asked = std::move(person.request);
        for (const auto& error : domain::check_registration(asked, false)) {
            wrong = true;
            say_row(where, number, error.field + " – " + web::sentence_of(error, render::language::ru),
                    error.field + ": " + web::sentence_of(error, render::language::en));
        }
        list.push_back(std::move(asked));
        codes.push_back(code_of(person));
        numbers.push_back(number);
        auto fault = service::fault_of_outside_code(codes.back());
        if (!fault && !codes.back().empty() && !seen.insert(codes.back()).second) fault = "duplicate";
        if (fault) {
            wrong = true;
            const auto said = words_for_code(*fault);
            say_row(where, number, said.ru, said.en);
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
            say_row(where, numbers[row], web::sentence_of(answers[row].error(), render::language::ru),
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
                say_row(where, numbers[row], said.ru, said.en);
            }
        throw command_failed({"Участники записаны, коды их билетов – нет: поправьте эти строки и повторите.",
                              "The people are registered, the codes of their tickets are not: mend these rows and repeat."});
    }
    if (!given.empty())
        where.say({"Коды билетов: " + std::to_string(given.size()) + ", из них новых: " + std::to_string(*listed),
                   "Codes of tickets: " + std::to_string(given.size()) + ", new ones: " + std::to_string(*listed)});
    if (gone > 0)
        where.say({"Пропущены отменённые в другой системе: " + std::to_string(gone),
                   "Left out as cancelled in the other system: " + std::to_string(gone)});
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
