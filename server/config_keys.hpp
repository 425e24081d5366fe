// The table of every setting: name, environment variable, default, bounds and what it means.
// Used by config.cpp and by the test that holds README.md to it.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace krug {

enum class key_kind { text = 1, list = 2, number = 3, path = 4, secret = 5 };

struct setting_key {
    std::string_view name; ///< as in the file, for example mail.host
    key_kind kind;
    std::string_view initial; ///< as text; empty: unset, or worked out as the sentence says
    long long least;          ///< bounds of a number
    long long most;
    std::string_view choices; ///< words divided by |, empty: any
    bool is_flag;             ///< also given as --name
    std::string_view ru;
    std::string_view en;
};

/// All settings in the order people read them.
std::span<const setting_key> setting_keys();

/// The key of that name, or nullptr.
const setting_key* find_setting_key(std::string_view name);

/// The known name that differs from `name` in the fewest letters. Never empty.
std::string_view nearest_setting_key(std::string_view name);

/// KRUG_MAIL_HOST for mail.host.
std::string environment_name(std::string_view key);

} // namespace krug
