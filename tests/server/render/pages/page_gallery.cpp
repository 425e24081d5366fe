// Writes every page with example data into a directory: ru/NAME.html, en/NAME.html and the assets beside
// them. Serve the directory with any static server and look.
#include "example_pages.hpp"

#include "render/assets.hpp"
#include "render/pages/letter.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>

namespace {

void write(const std::filesystem::path& path, const std::string& bytes) {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
}

krug::render::letter_frame letter_frame_of(krug::render::language lang) {
    krug::render::letter_frame frame;
    frame.lang = lang;
    frame.event_title = "Рабочая встреча инициативной группы «Социальная технологическая инициатива»";
    frame.event_kind = "Рабочая встреча";
    frame.day = "15 октября 2020, четверг";
    frame.time = "15:00 по Тюмени (МСК+2)";
    frame.venue = "«Точка кипения – Тюмень»";
    frame.address = "г. Тюмень, Республики, д. 142";
    frame.admission = "Вход свободный";
    frame.contact_phone = "8 (3452) 38-18-14";
    frame.contact_email = "help@krug.example";
    frame.operator_name = "Альянс СО НКО Тюменской области";
    frame.policy_url = "https://krug.example/consent/policy/1";
    return frame;
}

template <class Letter>
void write_letter(const krug::render::page_engine& engine, const std::filesystem::path& directory,
                  const std::string& name, const Letter& letter) {
    using namespace krug::render;
    for (const auto lang : {language::ru, language::en}) {
        const auto made = render_letter(engine, letter_frame_of(lang), letter);
        write(directory / "letters" / (std::string(code(lang)) + "_" + name + ".html"), made.html);
        write(directory / "letters" / (std::string(code(lang)) + "_" + name + ".txt"),
              made.subject + "\n\n" + made.text);
    }
}

void write_letters(const krug::render::page_engine& engine, const std::filesystem::path& directory) {
    using namespace krug::render;
    const std::string manage = "https://krug.example/r/secret", cancel = manage + "/cancel";
    const ticket_letter ticket{"Анна Сергеевна",
                               "4829 1574",
                               "Стол 4, место 6",
                               {{"15:40", "НКО как голос социального запроса, Зал 1"}},
                               manage,
                               manage + "/event.ics",
                               cancel,
                               "Вход со двора, без ступеней.",
                               true,
                               {{"Примеров Пётр", "4829 1582"}}};
    write_letter(engine, directory, "ticket", ticket);
    write_letter(engine, directory, "confirmation",
                 confirmation_letter{manage + "/confirm", "до 14:32", "https://krug.example/block/x"});
    write_letter(engine, directory, "pending", pending_letter{"Анна", "12 октября, 18:00", manage});
    write_letter(engine, directory, "waitlist", waitlist_letter{"Анна", "3", manage});
    write_letter(engine, directory, "promoted", promoted_letter{"Анна", "", manage, cancel, "4829 1574", true});
    write_letter(engine, directory, "cancelled", cancelled_letter{"Анна", true, manage});
    write_letter(engine, directory, "declined", declined_letter{"Анна", "не больше трёх участников"});
    write_letter(engine, directory, "changed",
                 changed_letter{"Анна", {{"Когда", "7 октября", "8 октября"}}, manage, cancel, manage + "/event.ics"});
    write_letter(engine, directory, "reminder",
                 reminder_letter{"Анна", "4829 1574", manage, manage + "/coming", cancel, "", manage + "/reminders"});
    write_letter(engine, directory, "session_seat",
                 session_letter{"Анна", {{"Технологии для людей", "16:50, Зал 2", "Мастерская"}}, manage, manage + "/event.ics"});
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "page_gallery DIRECTORY\n";
        return 2;
    }
    using namespace krug::render;
    const std::filesystem::path directory = argv[1];
    const page_engine engine;
    auto pages = example_pages();
    const std::string longest =
        "Государственное автономное учреждение дополнительного профессионального образования "
        "«Высокопревосходительствующий» водогрязеторфопарафинолечебница";
    for (auto& page : brimming_pages(longest))
        pages.push_back(std::move(page));
    for (const auto lang : {language::ru, language::en})
        for (const auto& page : pages)
            write(directory / code(lang) / (page.name + ".html"), page.render(engine, lang));
    write_letters(engine, directory);
    for (const auto& asset : assets())
        write(directory / asset.url.substr(1), asset.bytes);
}
