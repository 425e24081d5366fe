// application/x-www-form-urlencoded, from bodies and from the query of an address.
// Handlers read it; limits: 1,000 fields, names of 200 bytes, together at most what net let in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krug::web {

class form {
public:
    /// Nothing when it is malformed: a broken percent sign, not UTF-8, a NUL, too many fields.
    static std::optional<form> parse(std::string_view text);

    /// The first value, or "" when absent.
    const std::string& text(std::string_view name) const;
    bool has(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// Percent-decoding alone (no plus signs); nothing when broken.
std::optional<std::string> percent_decode(std::string_view text);
/// For a value inside a query.
std::string percent_encode(std::string_view text);

} // namespace krug::web
