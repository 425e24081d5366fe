// The PIN of the staff corner: set by a command, or handed in as a file at the start.
#include "commands.hpp"
#include "known_pin.hpp"
#include "private_file.hpp"
#include "screen/staff_pin.hpp"
#include "station.hpp"

#include <iostream>

namespace krug::kiosk {
namespace {

constexpr const char* file_name = "staff.pin";

} // namespace

int set_pin(const std::filesystem::path& folder) {
    std::string pin;
    std::getline(std::cin, pin);
    if (!screen::is_pin(pin)) {
        std::cerr << "krug-kiosk: a PIN is 6 to 12 digits on standard input / PIN – от 6 до 12 цифр\n";
        return 2;
    }
    try {
        ground::system_randomness random;
        if (std::filesystem::create_directories(folder))
            std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
        write_private(folder / file_name, screen::text_of(screen::hash_pin(pin, random)), 0600);
        std::cerr << "the PIN holds from the next start on / PIN действует со следующего запуска\n";
        return 0;
    } catch (const std::exception& failure) {
        std::cerr << "krug-kiosk: " << failure.what() << '\n';
        return 1;
    }
}

std::optional<screen::pin_hash> known_pin(const std::filesystem::path& folder, const std::filesystem::path& pin_file,
                                          ground::randomness& random) {
    if (pin_file.empty()) {
        const auto text = read_small(folder / file_name);
        if (text.empty()) return std::nullopt;
        auto known = screen::read_pin_hash(text);
        if (!known) throw std::runtime_error("staff.pin is damaged: set the PIN anew");
        return known;
    }
    auto pin = read_small(pin_file);
    while (pin.ends_with('\n')) pin.pop_back();
    if (!screen::is_pin(pin)) throw std::invalid_argument("--pin-file: 6 to 12 digits / от 6 до 12 цифр");
    return screen::hash_pin(pin, random);
}

} // namespace krug::kiosk
