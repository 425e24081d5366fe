// Words of closed enumerations on their way into and out of columns.
// For the store's .cpp files only.
#pragma once

#include "domain/named.hpp"
#include "ground/check.hpp"

#include <string>

namespace krug::store {

template <class Enum> std::string word(Enum value) { return std::string(domain::word_of(value)); }

/// Only our own words are ever written, so another one is a bug (or a database that someone edited by hand).
template <class Enum> Enum value_of(const std::string& word_read) {
    const auto value = domain::parse_word<Enum>(word_read);
    KRUG_CHECK(value.has_value());
    return *value;
}

} // namespace krug::store
