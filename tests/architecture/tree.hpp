// The source tree as text: its files, and lines of C++ without comments and literals.
// Called by the tests of this folder only.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace krug::architecture {

struct source_file {
    std::string path; ///< relative to the root, with slashes
    std::string text;
};

/// All text files of the tree; build folders, installed packages and the repository's own are left out.
std::vector<source_file> read_tree(const std::filesystem::path& root);

/// Those whose path begins with one of the folders and ends with one of the endings.
std::vector<source_file> choose(const std::vector<source_file>& tree,
                                const std::vector<std::string_view>& folders,
                                const std::vector<std::string_view>& endings);

/// The same text with comments and the insides of literals blanked; line numbers stay.
std::string without_comments_and_literals(std::string_view text);

struct include {
    std::string header;
    bool quoted = false;
    int line = 0;
};

/// The #include lines of a C++ text; those in comments are none.
std::vector<include> includes_of(std::string_view text);

/// Lines in order, without line ends.
std::vector<std::string_view> lines_of(std::string_view text);

/// The first line (from 1) that holds `word` with no letter, digit or underscore on either side; 0: none.
int line_of_word(std::string_view text, std::string_view word);

} // namespace krug::architecture
