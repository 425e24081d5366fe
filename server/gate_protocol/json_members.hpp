// Reading JSON that strangers sent, member by member, each at most once, none left over.
// Only this room's .cpp files include it: Boost.JSON goes no further.
#pragma once

#include "domain/result.hpp"
#include "gate_protocol/feed.hpp"

#include <boost/json.hpp>

#include <string>
#include <string_view>

namespace krug::gate_protocol {

/// Names the member that was wrong; caught at the edge of each decode function and never seen outside this room.
struct malformed {
    std::string member;
    domain::refusal_code code = domain::refusal_code::invalid;
};

class members {
public:
    /// Throws malformed if `value` is no object.
    members(const boost::json::value& value, std::string_view name);

    std::int64_t number(std::string_view name, std::int64_t least, std::int64_t most);
    std::optional<std::int64_t> optional_number(std::string_view name, std::int64_t least, std::int64_t most);
    bool yes_no(std::string_view name);
    /// Valid UTF-8 without control characters, at most `bytes_max` bytes.
    std::string text(std::string_view name, std::size_t bytes_max);
    /// Exactly `bytes` bytes in hexadecimal digits, lower case.
    std::string hex_text(std::string_view name, std::size_t bytes, bool may_be_empty = false);
    template <std::size_t Bytes> std::array<std::uint8_t, Bytes> bytes(std::string_view name) {
        std::array<std::uint8_t, Bytes> out{};
        fill(name, out);
        return out;
    }
    const boost::json::array& list(std::string_view name, std::size_t most);
    const boost::json::value& any(std::string_view name);
    bool has(std::string_view name) const { return object_.contains(name); }
    /// Throws malformed if a member was not asked for.
    void end() const;
    [[noreturn]] void wrong(std::string_view name) const;

private:
    void fill(std::string_view name, std::span<std::uint8_t> out);

    const boost::json::object& object_;
    std::string name_;
    std::size_t asked_ = 0;
};

/// Strict RFC 8259, at most `bytes_max` bytes and 12 levels. Throws malformed.
boost::json::value parse_strictly(std::string_view text, std::size_t bytes_max);

/// Runs `read` on the parsed text; every malformed input comes back as a refusal naming the member.
template <class Value, class Read>
domain::result<Value> decode_with(std::string_view text, std::size_t bytes_max, Read read) {
    try {
        return read(parse_strictly(text, bytes_max));
    } catch (const malformed& found) {
        return domain::refusal{found.code, 0, {{found.member, "malformed", 0}}};
    }
}

template <std::size_t Bytes> boost::json::string bytes_value(const std::array<std::uint8_t, Bytes>& bytes) {
    return boost::json::string(ticket::to_base64url(bytes));
}

boost::json::value to_json(const key_set& keys);
key_set read_key_set(members in);

} // namespace krug::gate_protocol
