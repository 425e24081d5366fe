#include "service/cbor_reader.hpp"

#include <limits>

namespace krug::service {

namespace {
enum kind { unsigned_number = 0, negative_number = 1, byte_string = 2, text_string = 3, array = 4, pairs = 5, simple = 7 };
constexpr int depth_max = 4;
constexpr int items_max = 256;
constexpr std::uint64_t simple_false = 20, simple_null = 22;
} // namespace

std::optional<cbor_reader::head> cbor_reader::read_head() {
    if (broken_ || rest_.empty()) {
        broken_ = true;
        return std::nullopt;
    }
    const auto first = rest_.front();
    rest_ = rest_.subspan(1);
    head read{first >> 5, first & 31U};
    if (read.value < 24) return read;
    const std::size_t length = read.value == 24 ? 1 : read.value == 25 ? 2 : read.value == 26 ? 4 : read.value == 27 ? 8 : 0;
    if (length == 0 || rest_.size() < length) { // 28..30 are reserved, 31 has no definite length
        broken_ = true;
        return std::nullopt;
    }
    std::uint64_t value = 0;
    for (std::size_t at = 0; at < length; ++at) value = (value << 8) | rest_[at];
    rest_ = rest_.subspan(length);
    const std::uint64_t shorter_max = length == 1 ? 23 : (std::uint64_t{1} << (4 * length)) - 1;
    if (value <= shorter_max) broken_ = true; // a number has one way to be written
    read.value = value;
    return broken_ ? std::nullopt : std::optional(read);
}

std::optional<cbor_reader::head> cbor_reader::read_head_of(int kind) {
    const auto read = read_head();
    if (!read || read->kind != kind) {
        broken_ = true;
        return std::nullopt;
    }
    return read;
}

std::optional<ticket::byte_view> cbor_reader::take(std::uint64_t count) {
    if (broken_ || count > rest_.size()) {
        broken_ = true;
        return std::nullopt;
    }
    const auto taken = rest_.first(static_cast<std::size_t>(count));
    rest_ = rest_.subspan(static_cast<std::size_t>(count));
    return taken;
}

std::optional<std::uint64_t> cbor_reader::map() {
    const auto read = read_head_of(pairs);
    return read ? std::optional(read->value) : std::nullopt;
}

std::optional<std::int64_t> cbor_reader::number() {
    const auto read = read_head();
    if (!read || (read->kind != unsigned_number && read->kind != negative_number) ||
        read->value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        broken_ = true;
        return std::nullopt;
    }
    const auto value = static_cast<std::int64_t>(read->value);
    return read->kind == unsigned_number ? value : -1 - value;
}

std::optional<ticket::byte_view> cbor_reader::bytes() {
    const auto read = read_head_of(byte_string);
    return read ? take(read->value) : std::nullopt;
}

std::optional<ticket::byte_view> cbor_reader::text() {
    const auto read = read_head_of(text_string);
    return read ? take(read->value) : std::nullopt;
}

bool cbor_reader::skip() {
    int items = 0;
    if (!skip_at(0, items)) broken_ = true;
    return !broken_;
}

bool cbor_reader::skip_at(int depth, int& items) {
    if (depth > depth_max || ++items > items_max) return false;
    const auto read = read_head();
    if (!read) return false;
    switch (read->kind) {
    case unsigned_number:
    case negative_number: return true;
    case byte_string:
    case text_string: return take(read->value).has_value();
    case array:
    case pairs: {
        if (read->value > static_cast<std::uint64_t>(items_max)) return false;
        const auto count = read->kind == pairs ? 2 * read->value : read->value;
        for (std::uint64_t at = 0; at < count; ++at)
            if (!skip_at(depth + 1, items)) return false;
        return true;
    }
    case simple: return read->value >= simple_false && read->value <= simple_null;
    default: return false; // a tag
    }
}

} // namespace krug::service
