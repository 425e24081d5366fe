#include "domain/paper_rows.hpp"

#include <charconv>
#include <set>

namespace krug::domain {

namespace {

/// Dashes of every kind become hyphens, separators of every kind become blanks.
std::string plain(std::string_view typed) {
    std::string text;
    for (std::size_t at = 0; at < typed.size();) {
        const auto rest = typed.substr(at);
        if (rest.starts_with("–") || rest.starts_with("—")) {
            text += '-';
            at += 3;
        } else if (rest.starts_with("\u00A0")) {
            text += ' ';
            at += 2;
        } else {
            const char c = typed[at++];
            text += c == ',' || c == ';' || c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
        }
    }
    return text;
}

std::optional<std::int64_t> number_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || number < 1) return std::nullopt;
    return number;
}

/// "17" or "3/17" of sheet 3.
std::optional<std::int64_t> row_of(std::string_view part, std::int64_t sheet) {
    const auto slash = part.find('/');
    if (slash == part.npos) return number_of(part);
    if (number_of(part.substr(0, slash)) != sheet) return std::nullopt;
    return number_of(part.substr(slash + 1));
}

} // namespace

std::optional<std::vector<int>> read_paper_rows(std::string_view typed, std::int64_t sheet, int rows, std::string& wrong) {
    const auto text = plain(typed);
    std::set<int> read;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        const auto part = std::string_view(text).substr(at, end - at);
        at = end + 1;
        if (part.empty()) continue;
        const auto hyphen = part.find('-');
        const auto first = row_of(part.substr(0, hyphen), sheet);
        const auto last = hyphen == part.npos ? first : row_of(part.substr(hyphen + 1), sheet);
        if (!first || !last || *first > *last || *last > rows) {
            wrong = part;
            return std::nullopt;
        }
        for (auto row = *first; row <= *last; ++row) read.insert(static_cast<int>(row));
    }
    return std::vector<int>(read.begin(), read.end());
}

} // namespace krug::domain
