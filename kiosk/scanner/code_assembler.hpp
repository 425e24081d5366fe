// From characters that arrive one by one to whole codes. Pure: the time is given.
// The scanner's sources use it; nobody else needs to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::scanner {

inline constexpr std::size_t code_bytes_max = 4096;
/// Keyboard scanners pause up to 250 ms inside a code; after this much silence a complete code is taken as ended.
inline constexpr std::int64_t silence_ms = 400;

class code_assembler {
public:
    /// Codes ended by Enter, line feed or Tab in `characters`; blank ones are dropped. A code beyond code_bytes_max is
    /// cut there and the rest of it swallowed.
    std::vector<std::string> feed(std::string_view characters, std::int64_t now_ms);
    /// The code that silence has ended, if its check digits show that it is complete.
    std::optional<std::string> after_silence(std::int64_t now_ms);
    /// What is left when the source has ended.
    std::optional<std::string> rest();

private:
    std::optional<std::string> take();

    std::string pending_;
    std::int64_t last_ms_ = 0;
};

/// A ticket, short code or attendee number whose check digits fit.
bool is_complete(std::string_view code);

} // namespace krug::scanner
