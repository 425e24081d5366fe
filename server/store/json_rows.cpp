#include "store/json_rows.hpp"

#include "ground/check.hpp"

namespace krug::store {

void json_rows::next() {
    KRUG_CHECK(!finished_);
    if (rows_ > 0)
        text_ += "},";
    text_ += '{';
    in_row_ = false;
    ++rows_;
}

void json_rows::begin_member(std::string_view name) {
    KRUG_CHECK(rows_ > 0 && !finished_);
    if (in_row_)
        text_ += ',';
    in_row_ = true;
    text_ += '"';
    text_ += name;
    text_ += "\":";
}

void json_rows::add(std::string_view name, std::int64_t whole) {
    begin_member(name);
    text_ += std::to_string(whole);
}

void json_rows::add(std::string_view name, std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    begin_member(name);
    text_ += '"';
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            text_ += '\\';
            text_ += letter;
        } else if (byte == 0) {
            // As it is, so that binding refuses the whole: escaped, SQLite would cut and PostgreSQL would
            // fail.
            text_ += letter;
        } else if (byte < 0x20U) {
            text_ += "\\u00";
            text_ += digits[byte >> 4U];
            text_ += digits[byte & 15U];
        } else {
            text_ += letter;
        }
    }
    text_ += '"';
}

std::string_view json_rows::text() {
    if (!finished_)
        text_ += rows_ > 0 ? "}]" : "]";
    finished_ = true;
    return text_;
}

} // namespace krug::store
