#include "commands.hpp"
#include "station.hpp"

#include <iostream>

namespace krug::kiosk {
namespace {

int complain(const std::string& text, int status = 1) {
    std::cerr << "krug-kiosk: " << text << '\n';
    return status;
}

/// The old device's files step aside; they are never deleted here.
void set_aside(const std::filesystem::path& folder, const journal::identity& old, std::int64_t now) {
    const auto place = folder / ("device-" + std::to_string(old.device.value) + "-until-" + std::to_string(now));
    std::filesystem::create_directory(place);
    for (const char* name : {"journal.db", "journal.db-wal", "flight.log", "device.key", "status.json"})
        if (std::filesystem::exists(folder / name)) std::filesystem::rename(folder / name, place / name);
}

/// True if nothing of an older enrolment in the folder still waits for its server.
bool nothing_unsent(const std::filesystem::path& folder) {
    if (!journal::load_identity(folder)) return true;
    station kept(folder);
    if (kept.gate().standing().unsent > 0) kept.drain(10'000);
    return kept.gate().standing().unsent == 0;
}

std::string words_for(const domain::refusal& refused) {
    switch (refused.code) {
    case domain::refusal_code::not_allowed:
        return "the server does not accept this code: it is used, older than 10 minutes or unknown / код не принят: "
               "использован, старше 10 минут или неизвестен";
    case domain::refusal_code::too_many: return "too many tries: ask for a new code / слишком много попыток";
    case domain::refusal_code::version_mismatch:
        return "the server speaks another version of the protocol / другая версия протокола";
    default: break;
    }
    return "the answer does not fit the code (" + (refused.fields.empty() ? "" : refused.fields.front().field) +
           "): is this the organiser's server? / ответ не подходит к коду";
}

} // namespace

int enrol(const std::filesystem::path& folder, const std::string& text, bool plain_http) {
    const auto code = gate_protocol::read_enrolment_code(text);
    if (!code)
        return complain("this is no enrolment code (" + code.error().fields.front().field +
                            ") / это не код подключения",
                        2);
    const auto address = sync::server_address::from(code->url);
    if (!address) return complain("this is no enrolment code (url) / это не код подключения", 2);
    if (!address->tls && !address->loopback() && !plain_http)
        return complain("the server is reached without encryption; --plain-http if that is meant / "
                        "сервер без шифрования: подтвердите ключом --plain-http",
                        2);
    try {
        if (!nothing_unsent(folder))
            return complain("this device still has records that were not sent: run it online or export them first / "
                            "есть неотправленные отметки: сначала отправьте или выгрузите их");
        const ground::system_clock clock;
        ground::system_randomness random;
        const auto key = ticket::signing_key::make(random);
        sync::http_client server(*address, code->server_pin);
        const gatekeeper::device_clocks before{clock.now_ms(), clock.steady_ms(), boot_name()};
        const auto answer = sync::enrol(server, *code, key);
        const gatekeeper::device_clocks after{clock.now_ms(), clock.steady_ms(), boot_name()};
        if (!answer) return complain(words_for(answer.error()));

        const journal::identity who{code->url,     code->server_pin, answer->root_key, answer->device,
                                    answer->event, answer->token,    key.seed()};
        {
            const folder_lock lock(folder);
            // Only now: a code that was refused must leave the device as it was.
            if (const auto old = journal::load_identity(folder)) set_aside(folder, *old, clock.now());
            journal::save_identity(folder, who);
            journal::journal_settings settings;
            settings.folder = folder;
            settings.device = who.device;
            settings.event = who.event;
            journal::journal records(settings, clock, random);
            records.enrolled(answer->terms, answer->keys,
                             gatekeeper::measure_clock(before, after, answer->server_time_ms));
        }
        station kiosk(folder);
        const auto report = kiosk.drain(120'000);
        if (report.end != sync::round_end::done)
            complain("enrolled, but the list is not complete yet: " + report.detail +
                     " / устройство подключено, но список ещё не загружен");
        std::cout << gate_protocol::encode(kiosk.status()) << '\n';
        return 0;
    } catch (const std::exception& failure) {
        return complain(failure.what());
    }
}

} // namespace krug::kiosk
