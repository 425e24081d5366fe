// If this fails, a file was left out of the build or a promise was left open, and a newcomer at night trusts what is not there.
#include "architecture/tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

namespace krug::architecture {
namespace {

class habits : public ::testing::Test {
protected:
    static void SetUpTestSuite() { tree_ = read_tree(KRUG_SOURCE_DIR); }
    static std::vector<source_file> code() { return choose(tree_, {"server/", "kiosk/", "tests/"}, {".cpp", ".hpp"}); }
    static bool is_own_rule_book(const source_file& file) { return file.path.starts_with("tests/architecture/"); }

    static inline std::vector<source_file> tree_;
};

bool opens_with_comment(const source_file& file, std::size_t count) {
    const auto lines = lines_of(file.text);
    return lines.size() >= count &&
           std::all_of(lines.begin(), lines.begin() + static_cast<long>(count), [](auto line) { return line.starts_with("//"); });
}

// Whoever opens a header learns from its first two lines what it is for and whether he may call it.
TEST_F(habits, headers_say_what_they_are_for) {
    for (const auto& file : choose(code(), {""}, {".hpp"})) EXPECT_TRUE(opens_with_comment(file, 2)) << file.path;
}

// A test that does not say who is hurt is deleted by the first person it annoys.
TEST_F(habits, tests_say_who_is_hurt) {
    for (const auto& file : choose(code(), {"tests/"}, {"_test.cpp"})) EXPECT_TRUE(opens_with_comment(file, 1)) << file.path;
}

// Work left over is written where work is planned, not where nobody looks.
TEST_F(habits, no_promises_in_the_code) {
    for (const auto& file : choose(tree_, {"server/", "kiosk/", "tests/", "templates/", "sql/", "deploy/"},
                                   {".cpp", ".hpp", ".sql", ".html", ".css", ".js", ".mjs", ".txt", ".cmake", ".sh", ".po"})) {
        if (is_own_rule_book(file)) continue;
        for (const char* word : {"TODO", "FIXME", "XXX", "HACK"})
            EXPECT_EQ(line_of_word(file.text, word), 0) << file.path << " promises: " << word;
    }
}

// A source that no build list names is a rule that nobody runs.
TEST_F(habits, every_source_is_in_a_build_list) {
    std::map<std::string, std::string> lists; // folder → text of its CMake files
    for (const auto& file : choose(tree_, {""}, {"CMakeLists.txt", ".cmake"}))
        lists[std::filesystem::path(file.path).parent_path()] += file.text;
    for (const auto& file : choose(code(), {""}, {".cpp"})) {
        const std::filesystem::path path(file.path);
        bool named = false;
        for (auto folder = path.parent_path(); !named; folder = folder.parent_path()) {
            const auto list = lists.find(folder);
            named = list != lists.end() && list->second.find(path.filename()) != std::string::npos;
            if (folder.empty()) break;
        }
        // What lies at the root of a binary is listed by the room that links it.
        for (const auto& [folder, list] : lists) named = named || list.find("../" + path.filename().string()) != std::string::npos;
        EXPECT_TRUE(named) << file.path << " stands in no CMakeLists.txt";
    }
}

// A template that no code renders is text that translators keep for nothing.
TEST_F(habits, every_template_is_rendered) {
    std::string users;
    for (const auto& file : choose(tree_, {"server/", "templates/"}, {".cpp", ".hpp", ".cmake", ".html", ".txt", ".tpl"})) users += file.text;
    for (const auto& file : choose(tree_, {"templates/pages/", "templates/partials/", "templates/mail/"}, {".html", ".txt", ".tpl"})) {
        const auto stem = std::filesystem::path(file.path).stem().string();
        EXPECT_NE(line_of_word(users, stem), 0) << file.path << " is named nowhere";
    }
}

// A migration that exists for one database only leaves the other behind at the next upgrade.
TEST_F(habits, migrations_stand_on_one_number_line) {
    std::map<int, std::set<std::string>> folders;
    std::map<std::pair<int, std::string>, std::string> names;
    static const std::regex shape("sql/(common|sqlite|postgresql)/([0-9]{4})_[a-z0-9_]+\\.sql");
    for (const auto& file : choose(tree_, {"sql/common/", "sql/sqlite/", "sql/postgresql/"}, {""})) {
        std::smatch parts;
        ASSERT_TRUE(std::regex_match(file.path, parts, shape)) << file.path << " is not NNNN_verb_noun.sql";
        const auto twin = names.emplace(std::pair(std::stoi(parts[2]), parts[1].str()), file.path);
        EXPECT_TRUE(twin.second) << file.path << " has the number of " << twin.first->second;
        folders[std::stoi(parts[2])].insert(parts[1]);
    }
    int expected = 1;
    for (const auto& [number, in] : folders) {
        EXPECT_EQ(number, expected++) << "the number line has a gap";
        EXPECT_TRUE(in == std::set<std::string>{"common"} || in == (std::set<std::string>{"postgresql", "sqlite"}))
            << number << " is neither common nor in both dialects";
    }
}

// The same for what lies on a kiosk's disk.
TEST_F(habits, kiosk_migrations_have_no_gap) {
    int expected = 1;
    for (const auto& file : choose(tree_, {"sql/kiosk/"}, {".sql"}))
        EXPECT_EQ(std::stoi(file.path.substr(10, 4)), expected++) << file.path;
}

bool is_reserved_host(const std::string& host) {
    static const std::regex reserved(
        "localhost|(.*\\.)?(example|test|invalid|localhost)|(.*\\.)?example\\.(com|net|org)|127\\.[0-9.]+|0\\.0\\.0\\.0|"
        "10\\.[0-9.]+|192\\.168\\.[0-9.]+|172\\.(1[6-9]|2[0-9]|3[01])\\.[0-9.]+|169\\.254\\.[0-9.]+|"
        "(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.[0-9]+");
    return std::regex_match(host, reserved);
}

// An address that slipped in sends a stranger's server every guest's visit, or binds the build to somebody's network.
TEST_F(habits, only_agreed_hosts_are_named) {
    std::set<std::string> agreed;
    for (const auto& file : choose(tree_, {"tests/architecture/hosts.txt"}, {""}))
        for (const auto line : lines_of(file.text))
            if (!line.starts_with('#')) agreed.emplace(line.substr(0, line.find(' ')));
    ASSERT_FALSE(agreed.empty());
    // A name with a dot, or localhost: what a program would really connect to.
    static const std::regex address("https?://([A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+|localhost)");
    for (const auto& file : tree_) {
        // Lock files name their packages' sponsors; that no registry is among them is the last test's matter.
        if (is_own_rule_book(file) || file.path.ends_with("package-lock.json")) continue;
        for (std::sregex_iterator found(file.text.begin(), file.text.end(), address), end; found != end; ++found) {
            const auto host = (*found)[1].str();
            EXPECT_TRUE(agreed.contains(host) || is_reserved_host(host)) << file.path << " names " << host;
        }
    }
}

// A path of the machine it was written on works nowhere else.
TEST_F(habits, no_path_of_the_machine) {
    const std::filesystem::path here(KRUG_SOURCE_DIR);
    std::vector<std::string> foreign{"/ho" "me/", "/ro" "ot/", here.string() + "/"};
    if (here.parent_path().has_relative_path() && here.parent_path().parent_path().has_relative_path())
        foreign.push_back(here.parent_path().string() + "/");
    for (const auto& file : tree_)
        for (const auto& path : foreign) {
            const auto at = file.text.find(path);
            const auto begins = at != std::string::npos && (at == 0 || std::string("\"' =\n(`").find(file.text[at - 1]) != std::string::npos);
            EXPECT_FALSE(begins) << file.path << " holds " << path;
        }
}

// A lock file with addresses would bind everyone to one registry.
TEST_F(habits, lock_files_hold_no_addresses) {
    for (const auto& file : choose(tree_, {""}, {"package-lock.json"}))
        EXPECT_EQ(file.text.find("\"resolved\""), std::string::npos) << file.path;
}

} // namespace
} // namespace krug::architecture
