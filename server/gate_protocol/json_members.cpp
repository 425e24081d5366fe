#include "gate_protocol/json_members.hpp"

#include <algorithm>

namespace krug::gate_protocol {
namespace json = boost::json;

members::members(const json::value& value, std::string_view name)
    : object_(value.is_object() ? value.get_object() : throw malformed{std::string(name)}), name_(name) {}

void members::wrong(std::string_view name) const {
    throw malformed{name_.empty() ? std::string(name) : name_ + '.' + std::string(name)};
}

const json::value& members::any(std::string_view name) {
    const auto* found = object_.if_contains(name);
    if (found == nullptr) wrong(name);
    ++asked_;
    return *found;
}

std::int64_t members::number(std::string_view name, std::int64_t least, std::int64_t most) {
    const auto& value = any(name);
    std::int64_t number = 0;
    if (value.is_int64())
        number = value.get_int64();
    else
        wrong(name); // more than int64 holds, a fraction, or no number at all
    if (number < least || number > most) wrong(name);
    return number;
}

std::optional<std::int64_t> members::optional_number(std::string_view name, std::int64_t least, std::int64_t most) {
    if (!has(name)) return std::nullopt;
    return number(name, least, most);
}

bool members::yes_no(std::string_view name) {
    const auto& value = any(name);
    if (!value.is_bool()) wrong(name);
    return value.get_bool();
}

std::string members::text(std::string_view name, std::size_t bytes_max) {
    const auto& value = any(name);
    if (!value.is_string() || value.get_string().size() > bytes_max) wrong(name);
    std::string text(value.get_string());
    // A terminal would obey control characters; none belongs into a name.
    if (std::any_of(text.begin(), text.end(), [](unsigned char each) { return each < 0x20 || each == 0x7f; }))
        wrong(name);
    return text;
}

std::string members::hex_text(std::string_view name, std::size_t bytes, bool may_be_empty) {
    auto digits = text(name, 2 * bytes);
    if (digits.empty() && may_be_empty) return digits;
    const bool good = digits.size() == 2 * bytes && std::all_of(digits.begin(), digits.end(), [](char each) {
                          return (each >= '0' && each <= '9') || (each >= 'a' && each <= 'f');
                      });
    if (!good) wrong(name);
    return digits;
}

void members::fill(std::string_view name, std::span<std::uint8_t> out) {
    const auto raw = ticket::from_base64url(text(name, 4 * out.size()));
    if (!raw || raw->size() != out.size()) wrong(name);
    std::copy(raw->begin(), raw->end(), out.begin());
}

const json::array& members::list(std::string_view name, std::size_t most) {
    const auto& value = any(name);
    if (!value.is_array() || value.get_array().size() > most) wrong(name);
    return value.get_array();
}

void members::end() const {
    if (asked_ != object_.size()) throw malformed{name_.empty() ? "unknown member" : name_ + ".unknown member"};
}

json::value parse_strictly(std::string_view text, std::size_t bytes_max) {
    if (text.size() > bytes_max) throw malformed{"size"};
    json::parse_options options;
    options.max_depth = 12;
    boost::system::error_code failed;
    auto value = json::parse(text, failed, {}, options);
    if (failed) throw malformed{"json"};
    return value;
}

} // namespace krug::gate_protocol
