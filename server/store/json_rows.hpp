// Writes many rows as one text to bind, for json_table(): a JSON array of objects (RFC 8259).
// For the store's .cpp files only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace krug::store {

/// rows.next(); rows.add("n", 1); rows.add("name", name); … then text(). Names are fixed words of ours.
class json_rows {
public:
    /// Begins a row.
    void next();
    void add(std::string_view name, std::int64_t whole);
    /// `text` must be UTF-8 without NUL, as everywhere in the store; else binding refuses it.
    void add(std::string_view name, std::string_view text);
    void add(std::string_view name, const char* text) { add(name, std::string_view(text)); }
    void add(std::string_view name, const std::string& text) { add(name, std::string_view(text)); }
    /// Nothing is NULL.
    template <class T> void add(std::string_view name, const std::optional<T>& value) {
        if (value)
            add(name, *value);
    }
    /// Valid until the next change.
    std::string_view text();
    bool empty() const { return rows_ == 0; }

private:
    void begin_member(std::string_view name);

    std::string text_ = "[";
    std::size_t rows_ = 0;
    bool in_row_ = false;
    bool finished_ = false;
};

} // namespace krug::store
