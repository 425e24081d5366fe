#include "ticket/short_code.hpp"

#include "ticket/check_digits.hpp"
#include "ticket/digest.hpp"

#include <array>
#include <cstddef>

namespace krug::ticket {
namespace {

char random_digit(ground::randomness& random) {
    for (;;) {
        std::array<std::byte, 1> one{};
        random.fill(one);
        const int value = std::to_integer<int>(one[0]);
        if (value < 250)
            return static_cast<char>('0' + value % 10); // the rest would favour small digits
    }
}

std::string two_digits(int number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

} // namespace

std::string write_short_code(ground::randomness& random) {
    std::string code = "2";
    while (code.size() < short_code_length - 2)
        code += random_digit(random);
    return code + two_digits(check_97_10(code));
}

std::string short_code_from(const std::array<std::uint8_t, 32>& drawn) {
    constexpr std::uint64_t eleven_digits = 100'000'000'000;
    std::string code = "2";
    for (std::size_t half = 0; half < 2; ++half) {
        std::uint64_t number = 0; // 64 bits over eleven digits: no digit is favoured by more than 2^-27
        for (std::size_t at = 0; at < 8; ++at) number = number << 8 | drawn[8 * half + at];
        const auto digits = std::to_string(number % eleven_digits);
        code += std::string(11 - digits.size(), '0') + digits;
    }
    return code + two_digits(check_97_10(code));
}

bool is_short_code(std::string_view text) {
    return text.size() == short_code_length && all_digits(text) && text[0] == '2' &&
           text.substr(short_code_length - 2) ==
               two_digits(check_97_10(text.substr(0, short_code_length - 2)));
}

std::string code_hash(std::string_view text) {
    return to_hex(byte_view(sha256("krug-code/1" + std::string(text))).first(16));
}

} // namespace krug::ticket
