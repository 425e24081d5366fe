#include "mail/letter_folder.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <stdexcept>
#include <string>

namespace krug::mail {

namespace {

/// "Message-ID: <letter-EVENT-NUMBER-…>" of the head: the outbox number, 0 when it is of another event or no letter.
std::int64_t number_of(const std::filesystem::path& file, const std::string& prefix) {
    std::ifstream in(file, std::ios::binary);
    for (std::string line; std::getline(in, line) && !line.empty() && line != "\r";) {
        if (!line.starts_with(prefix)) continue;
        std::int64_t number = 0;
        std::from_chars(line.data() + prefix.size(), line.data() + line.size(), number);
        return number;
    }
    return 0;
}

} // namespace

std::size_t forget_letters(const std::filesystem::path& folder, std::int64_t event, std::span<const std::int64_t> numbers) {
    std::error_code failed;
    if (numbers.empty() || !std::filesystem::is_directory(folder, failed)) return 0;
    const auto prefix = "Message-ID: <letter-" + std::to_string(event) + "-";
    std::size_t gone = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const auto number = number_of(entry.path(), prefix);
        if (number == 0 || std::find(numbers.begin(), numbers.end(), number) == numbers.end()) continue;
        if (!std::filesystem::remove(entry.path(), failed) || failed) throw std::runtime_error("a letter cannot be deleted");
        ++gone;
    }
    return gone;
}

} // namespace krug::mail
