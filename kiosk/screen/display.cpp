#include "screen/display.hpp"

#include "screen/board.hpp"
#include "screen/card.hpp"

#include "domain/admission_words.hpp"

namespace krug::screen {
namespace {

using domain::language;

class json_lines final : public display {
public:
    explicit json_lines(std::FILE* out) : out_(out) {}
    void show(const gate_protocol::verdict_line& line) override {
        const auto text = gate_protocol::encode(line) + '\n';
        std::fwrite(text.data(), 1, text.size(), out_);
        std::fflush(out_);
    }
    void ready(const std::string&, const std::string&) override {}
    void say(const device_words&) override {}

private:
    std::FILE* out_;
};

// Amber is split as on the other screens: yellow for "already in", blue for "you decide".
const char* background(const domain::verdict& given) {
    switch (given.colour()) {
    case domain::verdict_colour::green: return "\x1b[30;42m";
    case domain::verdict_colour::red: return "\x1b[97;41m";
    case domain::verdict_colour::amber: break;
    }
    return given.reason == domain::verdict_reason::already_in ? "\x1b[30;43m" : "\x1b[97;44m";
}

// Never by colour alone.
const char* sign(const domain::verdict& given) {
    switch (given.colour()) {
    case domain::verdict_colour::green: return "✔";
    case domain::verdict_colour::red: return "✘";
    case domain::verdict_colour::amber: break;
    }
    return given.reason == domain::verdict_reason::already_in ? "!" : "?";
}

class terminal final : public display {
public:
    explicit terminal(std::FILE* out) : out_(out) {}

    void show(const gate_protocol::verdict_line& line) override {
        std::string text = "\x1b[2J\x1b[H";
        text += background(line.verdict);
        text += "\x1b[J\n\n    \x1b[1m" + std::string(sign(line.verdict)) + "  " + line.message_ru + "\x1b[22m\n\n";
        if (!line.table.empty()) text += "       Стол, место: " + line.table + "\n";
        if (!line.session.empty()) text += "       «" + line.session + "»\n";
        text += "\n       " + line.message_en + "\n\n";
        if (!line.next_step_ru.empty()) text += "    → " + line.next_step_ru + "\n";
        if (line.offline) text += "\n    Связи нет, но вход работает. Отметку передадим позже.\n";
        text += "\x1b[0m\n";
        put(text);
    }

    void ready(const std::string& event, const std::string& point) override {
        put("\x1b[2J\x1b[H\n    \x1b[1m" + event + "\x1b[22m\n    " + point +
            "\n\n    Поднесите QR-код билета к сканеру\n    Hold your ticket QR code to the scanner\n\n");
    }

    void say(const device_words& words) override {
        if (words == said_) return;
        said_ = words;
        if (!words.ru.empty()) put("    \x1b[7m " + words.ru + " \x1b[0m  " + words.en + "\n");
    }

private:
    void put(const std::string& text) {
        std::fwrite(text.data(), 1, text.size(), out_);
        std::fflush(out_);
    }

    std::FILE* out_;
    device_words said_;
};

class browser final : public display {
public:
    explicit browser(board& shown) : board_(shown) {}
    void show(const gate_protocol::verdict_line& line) override {
        // The code still lies before the camera: the guest is reading the answer, it must not begin anew.
        if (line.repeated && board_.showing()) return;
        board_.show(card_of(line));
    }
    void ready(const std::string&, const std::string&) override {}
    void say(const device_words&) override {}

private:
    board& board_;
};

} // namespace

std::unique_ptr<display> browser_display(board& shown) { return std::make_unique<browser>(shown); }
std::unique_ptr<display> json_display(std::FILE* out) { return std::make_unique<json_lines>(out); }
std::unique_ptr<display> terminal_display(std::FILE* out) { return std::make_unique<terminal>(out); }

gate_protocol::verdict_line line_of(const gatekeeper::gatekeeper& gate, const gatekeeper::answer& given, double ms) {
    gate_protocol::verdict_line line;
    line.verdict = given.verdict;
    line.message_ru = domain::sentence_for(given.verdict, gate.details(given, language::ru), language::ru);
    line.message_en = domain::sentence_for(given.verdict, gate.details(given, language::en), language::en);
    line.next_step_ru = domain::next_step_for(given.verdict.reason, language::ru);
    line.next_step_en = domain::next_step_for(given.verdict.reason, language::en);
    line.display_name = given.name;
    line.table = given.table;
    line.session = given.session;
    if (given.verdict.first) {
        line.first_at = gate_protocol::rfc3339_utc(given.verdict.first->at);
        line.first_point = gate.details(given, language::ru).first_place;
    }
    if (given.scan) line.scan_id = gate_protocol::uuid_text(*given.scan);
    line.offline = given.offline;
    line.repeated = given.repeated;
    line.ms = ms;
    return line;
}

device_words words_offline() { return {"Связи нет, но вход работает", "Offline, entry works"}; }

device_words words_about(const gatekeeper::gatekeeper& gate) {
    const auto& orders = gate.standing();
    if (orders.revoked)
        return {"Устройство отключено организатором", "This device was revoked by the organiser"};
    if (orders.quarantined)
        return {"Устройство задержано: с этим именем работают двое. Позовите организатора",
                "Quarantined: two devices use this name. Call the organiser"};
    if (!gate.disk_trouble().empty())
        return {"Диск не принимает записи: впускайте по бумажному списку",
                "The disk refuses records: use the printed list"};
    if (!orders.list_complete || !orders.rules_known)
        return {"Список ещё не загружен целиком", "The list is not complete yet"};
    if (gate.lease_age_seconds() > orders.terms.lease_seconds)
        return {"Слишком давно без связи: впускает только сотрудник",
                "Too long without a connection: staff decide"};
    if (!gate.clock_now().sure) return {"Часы устройства сбиты", "The device's clock is off"};
    if (!gate.online()) return words_offline();
    return {};
}

} // namespace krug::screen
