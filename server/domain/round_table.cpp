#include "domain/round_table.hpp"

#include "domain/text_rules.hpp"

#include <algorithm>

namespace krug::domain {

namespace {

constexpr std::size_t topic_letters_max = 300;
constexpr std::size_t host_letters_max = 200;
constexpr std::size_t line_bytes_max = 40;

void check_text(const std::string& text, std::string_view field, std::size_t most, std::vector<field_error>& wrong) {
    if (text.empty()) return;
    if (const auto fault = fault_in_title(text, most))
        wrong.push_back({std::string(field), std::string(word_of(*fault)), static_cast<std::int64_t>(most)});
}

} // namespace

std::vector<field_error> check_round_table(const round_table& what) {
    std::vector<field_error> wrong;
    if (what.number < 1 || what.number > table_number_max) wrong.push_back({"number", "out_of_range", table_number_max});
    if (what.seats < 1 || what.seats > table_seats_max) wrong.push_back({"seats", "out_of_range", table_seats_max});
    check_text(what.topic, "topic", topic_letters_max, wrong);
    check_text(what.host, "host", host_letters_max, wrong);
    if (!what.language.empty() && what.language != "ru" && what.language != "en")
        wrong.push_back({"language", "not_a_choice", 0});
    return wrong;
}

bool admits(const round_table& table, category_id category) {
    return table.categories.empty() ||
           std::find(table.categories.begin(), table.categories.end(), category) != table.categories.end();
}

std::string tables_line(std::span<const int> tables) {
    constexpr std::string_view then = " → ", more = " …";
    std::string line;
    for (const int table : tables) {
        const auto next = (line.empty() ? std::string() : std::string(then)) + std::to_string(table);
        if (line.size() + next.size() + more.size() > line_bytes_max) return line + std::string(more);
        line += next;
    }
    return line;
}

} // namespace krug::domain
