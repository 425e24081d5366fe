// One JSON object a line on stderr; the journal collects it. Personal data never comes here.
// Anyone may log; values are escaped and cut at 512 bytes, so no line is forged; a reader that stalls stops nobody: lines are left out.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace krug::ground {

enum class level { debug = 1, info = 2, warning = 3, error = 4 };

/// A named value of a log line: text, whole number or yes/no.
class field {
public:
    field(std::string_view name, std::string_view value);
    field(std::string_view name, const char* value) : field(name, std::string_view(value)) {}
    field(std::string_view name, const std::string& value) : field(name, std::string_view(value)) {}
    field(std::string_view name, std::same_as<bool> auto value) : name_(name), json_(value ? "true" : "false") {}
    template <std::integral Number>
        requires(!std::same_as<Number, bool>)
    field(std::string_view name, Number value) : name_(name), json_(std::to_string(value)) {}

    std::string_view name() const { return name_; }
    std::string_view json() const { return json_; }

private:
    std::string_view name_;
    std::string json_;
};

/// Lines below `least` are not written. Set once at start.
void set_log_level(level least);

/// Writes {"time":…,"level":…,"event":`event`,fields…} as one line in one write(2). Never throws.
/// `event` is a fixed word of ours such as "mail_sent", never text from outside.
void log(level at, std::string_view event, std::initializer_list<field> fields = {}) noexcept;

inline void log_info(std::string_view event, std::initializer_list<field> fields = {}) noexcept {
    log(level::info, event, fields);
}
inline void log_warning(std::string_view event, std::initializer_list<field> fields = {}) noexcept {
    log(level::warning, event, fields);
}
inline void log_error(std::string_view event, std::initializer_list<field> fields = {}) noexcept {
    log(level::error, event, fields);
}

} // namespace krug::ground
