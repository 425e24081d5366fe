#include "ticket/check_digits.hpp"

#include <algorithm>

namespace krug::ticket {

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int check_97_10(std::string_view digits) {
    int rest = 0;
    for (const char c : digits)
        rest = (rest * 10 + (c - '0')) % 97;
    return 98 - rest * 100 % 97;
}

int check_11_10(std::string_view digits) {
    int product = 10;
    for (const char c : digits) {
        const int sum = (product + (c - '0')) % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (11 - product) % 10;
}

} // namespace krug::ticket
