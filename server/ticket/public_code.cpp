#include "ticket/public_code.hpp"

#include "ticket/check_digits.hpp"

namespace krug::ticket {

namespace {

constexpr std::size_t code_length = 16;
constexpr std::size_t body_length = code_length - 2;
constexpr std::size_t typed_max = 60; ///< with a no-break blank (two bytes) after every digit

std::string two_digits(int number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

} // namespace

std::string write_public_code(ground::randomness& random) {
    constexpr std::uint32_t even_part = 4'200'000'000; // the rest of 2^32 would favour small digits
    std::string code;
    while (code.size() < body_length) {
        const auto drawn = random.next_u32();
        if (drawn < even_part) code += static_cast<char>('0' + drawn % 10);
    }
    return code + two_digits(check_97_10(code));
}

std::optional<std::string> read_public_code(std::string_view typed) {
    if (typed.size() > typed_max) return std::nullopt;
    std::string digits;
    for (std::size_t at = 0; at < typed.size(); ++at) {
        if (typed.substr(at).starts_with("\u00A0")) ++at;
        else if (typed[at] != ' ' && typed[at] != '-') digits += typed[at];
    }
    if (digits.size() != code_length || !all_digits(digits)) return std::nullopt;
    if (digits.substr(body_length) != two_digits(check_97_10(std::string_view(digits).substr(0, body_length)))) return std::nullopt;
    return digits;
}

std::string show_public_code(std::string_view code) {
    std::string shown;
    for (std::size_t at = 0; at < code.size(); ++at) {
        if (at > 0 && at % 4 == 0) shown += "\u00A0";
        shown += code[at];
    }
    return shown;
}

} // namespace krug::ticket
