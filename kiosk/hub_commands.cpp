// hub-code, pair, unpair: how the kiosks of a hall come to know each other.
#include "commands.hpp"
#include "hub/certificate.hpp"
#include "hub/hub_codes.hpp"
#include "station.hpp"

#include <iostream>

namespace krug::kiosk {
namespace {

int complain(const std::string& text, int status = 1) {
    std::cerr << "krug-kiosk: " << text << '\n';
    return status;
}

std::string words_for(const domain::refusal& refused) {
    switch (refused.code) {
    case domain::refusal_code::not_allowed:
        return "the hub does not accept this code: it is used, older than 10 minutes or unknown / узел не принял код: "
               "использован, старше 10 минут или неизвестен";
    case domain::refusal_code::wrong_state:
        return "the hub serves another event / узел обслуживает другое мероприятие";
    case domain::refusal_code::too_many:
        return "too many wrong codes, wait a minute / слишком много неверных кодов, подождите минуту";
    default: return "this is no hub / это не узел зала";
    }
}

} // namespace

int make_hub_code(const std::filesystem::path& folder, const std::string& url) {
    try {
        if (!journal::load_identity(folder))
            return complain("this device is not enrolled / устройство не подключено");
        gate_protocol::hub_code code;
        code.url = url;
        ground::system_randomness random;
        random.fill(std::as_writable_bytes(std::span(code.one_time)));
        code.pin = hub::own_certificate(folder).pin;
        const auto text = gate_protocol::write_hub_code(code);
        if (!gate_protocol::read_hub_code(text))
            return complain("say where the others reach this kiosk: https://HOST:PORT / укажите адрес: https://ХОСТ:ПОРТ", 2);
        hub::hub_codes(folder).keep(code.one_time, ground::system_clock().now());
        std::cout << text << '\n';
        return 0;
    } catch (const std::exception& failure) {
        return complain(failure.what());
    }
}

int pair(const std::filesystem::path& folder, const std::string& text) {
    const auto code = gate_protocol::read_hub_code(text);
    if (!code)
        return complain("this is no hub code (" + code.error().fields.front().field + ") / это не код узла", 2);
    try {
        const folder_lock lock(folder);
        const auto who = journal::load_identity(folder);
        if (!who) return complain("this device is not enrolled / устройство не подключено");
        const auto address = sync::server_address::from(code->url);
        if (!address) return complain("this is no hub code (url) / это не код узла", 2);
        sync::http_client hub(*address, code->pin);
        const auto paired = sync::pair(hub, *code, ticket::signing_key(who->seed), who->device, who->event);
        if (!paired) return complain(words_for(paired.error()));
        save_hub_link(folder, *code);
        return 0;
    } catch (const std::exception& failure) {
        return complain(failure.what());
    }
}

int unpair(const std::filesystem::path& folder) {
    try {
        const folder_lock lock(folder);
        std::filesystem::remove(folder / "hub.link");
        return 0;
    } catch (const std::exception& failure) {
        return complain(failure.what());
    }
}

} // namespace krug::kiosk
