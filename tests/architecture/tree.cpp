#include "architecture/tree.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>

namespace krug::architecture {
namespace {

namespace fs = std::filesystem;

bool is_left_out(const fs::path& folder) {
    const auto name = folder.filename();
    return name == ".git" || name == "build" || name == "node_modules";
}

bool is_word_letter(char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) || letter == '_';
}

std::string read_whole(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Where the comment or literal that begins at `at` ends; `at` itself when none does.
std::size_t end_of_silence(std::string_view text, std::size_t at) {
    const auto after = [&](std::string_view mark, std::size_t from) {
        const auto found = text.find(mark, from);
        return found == std::string_view::npos ? text.size() : found + mark.size();
    };
    const auto rest = text.substr(at);
    if (rest.starts_with("//"))
        return std::min(text.find('\n', at), text.size());
    if (rest.starts_with("/*"))
        return after("*/", at + 2);
    if (rest.starts_with("R\"") && (at == 0 || !is_word_letter(text[at - 1]) || text[at - 1] == '8')) {
        const auto open = text.find('(', at);
        if (open == std::string_view::npos)
            return text.size();
        return after(")" + std::string(text.substr(at + 2, open - at - 2)) + "\"", open);
    }
    // A quote between digits divides a number: 1'000.
    const auto divides =
        text[at] == '\'' && at > 0 && std::isxdigit(static_cast<unsigned char>(text[at - 1]));
    if (text[at] != '"' && (text[at] != '\'' || divides))
        return at;
    for (auto i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == text[at] || text[i] == '\n')
            return i + 1;
    }
    return text.size();
}

} // namespace

std::vector<source_file> read_tree(const fs::path& root) {
    std::vector<source_file> tree;
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator();
         ++entry) {
        if (entry->is_directory() && is_left_out(entry->path())) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file() && entry->path().filename() != ".git") {
            auto text = read_whole(entry->path());
            if (text.find('\0') == std::string::npos)
                tree.push_back({fs::relative(entry->path(), root).generic_string(), std::move(text)});
        }
    }
    std::ranges::sort(tree, {}, &source_file::path);
    return tree;
}

std::vector<source_file> choose(const std::vector<source_file>& tree,
                                const std::vector<std::string_view>& folders,
                                const std::vector<std::string_view>& endings) {
    std::vector<source_file> chosen;
    std::ranges::copy_if(tree, std::back_inserter(chosen), [&](const source_file& file) {
        return std::ranges::any_of(folders, [&](auto folder) { return file.path.starts_with(folder); }) &&
               std::ranges::any_of(endings, [&](auto ending) { return file.path.ends_with(ending); });
    });
    return chosen;
}

std::string without_comments_and_literals(std::string_view text) {
    std::string plain(text);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = end_of_silence(text, at);
        for (auto i = at; i < end; ++i)
            if (plain[i] != '\n')
                plain[i] = ' ';
        at = std::max(end, at + 1);
    }
    return plain;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<include> includes_of(std::string_view text) {
    const auto plain = without_comments_and_literals(text);
    const auto written = lines_of(text);
    const auto bare = lines_of(plain);
    std::vector<include> found;
    for (std::size_t i = 0; i < bare.size(); ++i) {
        const auto hash = bare[i].find_first_not_of(' ');
        // A blanked line keeps its directive, so a #include in a comment is not taken for one.
        if (hash == std::string_view::npos || !bare[i].substr(hash).starts_with("#include"))
            continue;
        const auto line = written[i].substr(hash + 8);
        const auto open = line.find_first_of("\"<");
        if (open == std::string_view::npos)
            continue;
        const auto close = line.find(line[open] == '<' ? '>' : '"', open + 1);
        found.push_back({std::string(line.substr(open + 1, close - open - 1)), line[open] == '"',
                         static_cast<int>(i + 1)});
    }
    return found;
}

int line_of_word(std::string_view text, std::string_view word) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const auto end = at + word.size();
        if ((at > 0 && is_word_letter(text[at - 1])) || (end < text.size() && is_word_letter(text[end])))
            continue;
        return static_cast<int>(std::ranges::count(text.substr(0, at), '\n')) + 1;
    }
    return 0;
}

} // namespace krug::architecture
