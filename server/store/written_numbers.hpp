// Lists of whole numbers in one column: "7,3,12", "" for none.
// For the store's .cpp files only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace krug::store {

/// Only what write_numbers wrote: no blanks, no empty places.
template <class Number> std::vector<Number> read_numbers(const std::string& written) {
    std::vector<Number> numbers;
    for (std::size_t at = 0; at < written.size();) {
        const auto comma = std::min(written.find(',', at), written.size());
        numbers.push_back(Number{static_cast<decltype(Number{})>(std::stoll(written.substr(at, comma - at)))});
        at = comma + 1;
    }
    return numbers;
}

template <class Number> std::string write_numbers(const std::vector<Number>& numbers) {
    std::string written;
    for (const auto& each : numbers) written += (written.empty() ? "" : ",") + std::to_string(each);
    return written;
}

} // namespace krug::store
