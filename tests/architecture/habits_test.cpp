// If this fails, a file was left out of the build or a promise was left open, and a newcomer at night trusts
// what is not there.
#include "architecture/tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <regex>
#include <set>

namespace krug::architecture {
namespace {

class habits : public ::testing::Test {
protected:
    static void SetUpTestSuite() { tree_ = read_tree(KRUG_SOURCE_DIR); }
    static std::vector<source_file> code() {
        return choose(tree_, {"server/", "kiosk/", "tests/"}, {".cpp", ".hpp"});
    }
    static bool is_own_rule_book(const source_file& file) {
        return file.path.starts_with("tests/architecture/");
    }

    static inline std::vector<source_file> tree_;
};

bool opens_with_comment(const source_file& file, std::size_t count) {
    const auto lines = lines_of(file.text);
    return lines.size() >= count && std::all_of(lines.begin(), lines.begin() + static_cast<long>(count),
                                                [](auto line) { return line.starts_with("//"); });
}

// Whoever opens a header learns from its first two lines what it is for and whether he may call it.
TEST_F(habits, headers_say_what_they_are_for) {
    for (const auto& file : choose(code(), {""}, {".hpp"}))
        EXPECT_TRUE(opens_with_comment(file, 2)) << file.path;
}

// A test that does not say who is hurt is deleted by the first person it annoys.
TEST_F(habits, tests_say_who_is_hurt) {
    for (const auto& file : choose(code(), {"tests/"}, {"_test.cpp"}))
        EXPECT_TRUE(opens_with_comment(file, 1)) << file.path;
}

// Work left over is written where work is planned, not where nobody looks.
TEST_F(habits, no_promises_in_the_code) {
    for (const auto& file :
         choose(tree_, {"server/", "kiosk/", "tests/", "templates/", "sql/", "deploy/"},
                {".cpp", ".hpp", ".sql", ".html", ".css", ".js", ".mjs", ".txt", ".cmake", ".sh", ".po"})) {
        if (is_own_rule_book(file))
            continue;
        for (const char* word : {"TODO", "FIXME", "XXX", "HACK"})
            EXPECT_EQ(line_of_word(file.text, word), 0) << file.path << " promises: " << word;
    }
}

// Debian 12 comes with Node 18: a Playwright of a later one refuses to start on a bare machine, and only there.
TEST_F(habits, the_browser_driver_runs_on_the_node_of_debian) {
    std::ifstream file(std::filesystem::path(KRUG_SOURCE_DIR) / "tests/system/package-lock.json");
    const std::string lock(std::istreambuf_iterator<char>(file), {});
    const auto at = lock.find("\"node_modules/playwright-core\"");
    ASSERT_NE(at, std::string::npos);
    const std::regex asked("\"node\": \">=([0-9]+)");
    std::smatch found;
    ASSERT_TRUE(std::regex_search(lock.begin() + static_cast<std::ptrdiff_t>(at), lock.end(), found, asked));
    EXPECT_LE(std::stoi(found[1]), 18);
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
            if (folder.empty())
                break;
        }
        // What lies at the root of a binary is listed by the room that links it.
        for (const auto& [folder, list] : lists)
            named = named || list.find("../" + path.filename().string()) != std::string::npos;
        EXPECT_TRUE(named) << file.path << " stands in no CMakeLists.txt";
    }
}

// A template that no code renders is text that translators keep for nothing.
TEST_F(habits, every_template_is_rendered) {
    std::string users;
    for (const auto& file :
         choose(tree_, {"server/", "templates/"}, {".cpp", ".hpp", ".cmake", ".html", ".txt", ".tpl"}))
        users += file.text;
    for (const auto& file : choose(tree_, {"templates/pages/", "templates/partials/", "templates/mail/"},
                                   {".html", ".txt", ".tpl"})) {
        const auto stem = std::filesystem::path(file.path).stem().string();
        EXPECT_NE(line_of_word(users, stem), 0) << file.path << " is named nowhere";
    }
}

/// The number of NNNN_verb_noun.sql; nothing for any other name.
std::optional<int> migration_number(std::string_view name) {
    const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
    const auto is_name = [&](char letter) {
        return (letter >= 'a' && letter <= 'z') || letter == '_' || is_digit(letter);
    };
    if (name.size() < 10 || !name.ends_with(".sql") || name[4] != '_')
        return std::nullopt;
    const auto words = name.substr(0, name.size() - 4);
    if (!std::ranges::all_of(words.substr(0, 4), is_digit) || !std::ranges::all_of(words, is_name))
        return std::nullopt;
    return std::stoi(std::string(words.substr(0, 4)));
}

// A migration that exists for one database only leaves the other behind at the next upgrade.
TEST_F(habits, migrations_stand_on_one_number_line) {
    EXPECT_EQ(migration_number("0012_add_seats.sql"), 12);
    EXPECT_FALSE(migration_number("12_add_seats.sql") || migration_number("0012-add.sql") ||
                 migration_number("0012_Add.sql"));
    std::map<int, std::multiset<std::string>> folders;
    for (const auto& file : choose(tree_, {"sql/common/", "sql/sqlite/", "sql/postgresql/"}, {""})) {
        const auto slash = file.path.find('/', 4);
        const auto number = migration_number(std::string_view(file.path).substr(slash + 1));
        ASSERT_TRUE(number) << file.path << " is not NNNN_verb_noun.sql";
        folders[*number].insert(file.path.substr(4, slash - 4));
    }
    int expected = 1;
    for (const auto& [number, in] : folders) {
        EXPECT_EQ(number, expected++) << "the number line has a gap";
        EXPECT_TRUE(in == std::multiset<std::string>{"common"} ||
                    in == (std::multiset<std::string>{"postgresql", "sqlite"}))
            << number << " is neither once in common nor once in both dialects";
    }
}

// The same for what lies on a kiosk's disk.
TEST_F(habits, kiosk_migrations_have_no_gap) {
    int expected = 1;
    for (const auto& file : choose(tree_, {"sql/kiosk/"}, {".sql"}))
        EXPECT_EQ(migration_number(std::string_view(file.path).substr(10)), expected++) << file.path;
}

/// Loopback, private networks, and names that nobody can own (RFC 1918, 2606, 5737, 6761).
bool is_reserved_host(std::string_view as_written) {
    std::string host(as_written); // names of hosts have no case
    std::ranges::transform(host, host.begin(), [](char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; });
    constexpr std::array<std::string_view, 10> networks{"127.",        "0.0.0.0",   "10.",      "192.168.",
                                                        "172.16.",     "172.31.",   "169.254.", "192.0.2.",
                                                        "198.51.100.", "203.0.113."};
    constexpr std::array<std::string_view, 7> names{
        ".example", ".test", ".invalid", ".localhost", ".example.com", ".example.net", ".example.org"};
    const auto dotted = "." + host;
    const auto digits = std::ranges::all_of(
        host, [](char letter) { return (letter >= '0' && letter <= '9') || letter == '.'; });
    return host == "localhost" ||
           (digits && std::ranges::any_of(networks, [&](auto begin) { return host.starts_with(begin); })) ||
           std::ranges::any_of(names, [&](auto end) { return dotted.ends_with(end); });
}

/// The hosts of all http addresses that a program could connect to: names with a dot, or localhost.
std::vector<std::string> hosts_in(std::string_view text) {
    std::vector<std::string> hosts;
    for (auto at = text.find("://"); at != std::string_view::npos; at = text.find("://", at + 3)) {
        const auto before = text.substr(0, at);
        if (!before.ends_with("http") && !before.ends_with("https"))
            continue;
        auto host = text.substr(
            at + 3, text.find_first_not_of(
                        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_", at + 3) -
                        at - 3);
        while (host.ends_with('.'))
            host.remove_suffix(1);
        if (host == "localhost" || host.find('.') != std::string_view::npos)
            hosts.emplace_back(host);
    }
    return hosts;
}

// The reader of addresses must find them, or the rule below says nothing.
TEST(hosts, are_found_and_judged) {
    EXPECT_EQ(hosts_in("see https://a.b.ru/x, <http://localhost:80> http://krug; ftp://c.d (https://e.f."),
              (std::vector<std::string>{"a.b.ru", "localhost", "e.f"}));
    for (const char* right :
         {"localhost", "127.0.0.1", "10.1.2.3", "krug.example", "a.example.org", "example.com"})
        EXPECT_TRUE(is_reserved_host(right)) << right;
    for (const char* wrong :
         {"10.ru", "notexample.com", "example.ru", "8.8.8.8", "localhost.ru", "a.test.ru"})
        EXPECT_FALSE(is_reserved_host(wrong)) << wrong;
}

// An address that slipped in sends a stranger's server every guest's visit, or binds the build to somebody's
// network.
TEST_F(habits, only_agreed_hosts_are_named) {
    std::set<std::string> agreed;
    for (const auto& file : choose(tree_, {"tests/architecture/hosts.txt"}, {""}))
        for (const auto line : lines_of(file.text))
            if (!line.starts_with('#'))
                agreed.emplace(line.substr(0, line.find(' ')));
    ASSERT_FALSE(agreed.empty());
    for (const auto& file : tree_) {
        // Lock files name their packages' sponsors; that no registry is among them is the last test's matter.
        if (is_own_rule_book(file) || file.path.ends_with("package-lock.json"))
            continue;
        for (const auto& host : hosts_in(file.text))
            EXPECT_TRUE(agreed.contains(host) || is_reserved_host(host)) << file.path << " names " << host;
    }
}

// A path of the machine it was written on works nowhere else.
TEST_F(habits, no_path_of_the_machine) {
    const std::filesystem::path here(KRUG_SOURCE_DIR);
    std::vector<std::string> foreign{"/ho"
                                     "me/",
                                     "/ro"
                                     "ot/",
                                     here.string() + "/"};
    if (here.parent_path().has_relative_path() && here.parent_path().parent_path().has_relative_path())
        foreign.push_back(here.parent_path().string() + "/");
    for (const auto& file : tree_)
        for (const auto& path : foreign) {
            const auto at = file.text.find(path);
            const auto begins =
                at != std::string::npos &&
                (at == 0 || std::string("\"' =\n(`").find(file.text[at - 1]) != std::string::npos);
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
