// ISO 7064 check digits: they tell a misread from a forgery before any key or list is asked.
// Only ticket's own files.
#pragma once

#include <string_view>

namespace krug::ticket {

/// True if every character is an ASCII digit, whatever the locale.
bool all_digits(std::string_view text);

/// MOD 97-10 over decimal digits: the two check digits as a number 2..98.
int check_97_10(std::string_view digits);
/// MOD 11-10: the check digit 0..9.
int check_11_10(std::string_view digits);

} // namespace krug::ticket
