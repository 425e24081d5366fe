#include "store/failure.hpp"

namespace krug::store {

failure::failure(std::string_view query, std::string_view code)
    : std::runtime_error(std::string(query) + ": " + std::string(code)), query_(query), code_(code) {}

duplicate_key::duplicate_key(std::string_view query, std::string_view code, std::string_view key)
    : failure(query, code), key_(key) {}

} // namespace krug::store
