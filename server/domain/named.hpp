// Stable words for closed enumerations: the same word in the database, the JSON API and the forms.
// Any room may use it; each enumeration lists its words once, beside itself.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace krug::domain {

template <class Enum> using words = std::span<const std::pair<Enum, std::string_view>>;

/// The word of `value`. Every value of the enumeration has one (the words function lists them all).
template <class Enum> constexpr std::string_view word_of(Enum value) {
    for (const auto& [each, word] : words_of(value))
        if (each == value) return word;
    return {};
}

/// The value named by `word`, exact match; nothing when there is none.
template <class Enum> constexpr std::optional<Enum> parse_word(std::string_view word) {
    for (const auto& [each, name] : words_of(Enum{}))
        if (name == word) return each;
    return std::nullopt;
}

} // namespace krug::domain
