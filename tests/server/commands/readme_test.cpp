// If this fails, README.md promises a setting that does not exist, or hides one that somebody needs.
#include "config_keys.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

namespace krug {
namespace {

// The table of the README is what an operator copies from: each key once, with its variable and default, and
// no others.
TEST(readme, setting_table_is_the_table_of_the_program) {
    std::ifstream stream(KRUG_SOURCE_DIR "/README.md");
    std::set<std::string> rows;
    for (std::string line; std::getline(stream, line);)
        if (line.starts_with("| `") && line.find("`KRUG_") != std::string::npos)
            rows.insert(line);
    for (const auto& key : setting_keys()) {
        const auto initial = key.initial.empty() ? std::string() : "`" + std::string(key.initial) + "`";
        const auto row = "| `" + std::string(key.name) + "` | `" + environment_name(key.name) + "` | " +
                         initial + (initial.empty() ? "" : " ") + "| " + std::string(key.ru) + " |";
        EXPECT_EQ(rows.erase(row), 1u) << "add to README.md:\n" << row;
    }
    for (const auto& row : rows)
        ADD_FAILURE() << "README.md describes what the program does not know:\n" << row;
}

} // namespace
} // namespace krug
