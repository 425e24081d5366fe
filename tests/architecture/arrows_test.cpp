// If this fails, rooms have grown into one another, and the rule a kiosk decides by at the door is no longer
// the server's.
#include "architecture/arrows.hpp"

#include <gtest/gtest.h>

#include <regex>

#include <algorithm>

namespace krug::architecture {
namespace {

class house : public ::testing::Test {
protected:
    static void SetUpTestSuite() { tree_ = read_tree(KRUG_SOURCE_DIR); }
    static const source_file& file(std::string_view path) {
        const auto found = std::ranges::find(tree_, path, &source_file::path);
        if (found == tree_.end())
            throw std::runtime_error("missing: " + std::string(path));
        return *found;
    }
    static std::vector<source_file> ours() { return choose(tree_, {"server/", "kiosk/"}, {".cpp", ".hpp"}); }

    static inline std::vector<source_file> tree_;
};

// The scanner itself must see through comments and literals, or the walls below are painted on.
TEST(scanner, sees_code_only) {
    EXPECT_EQ(without_comments_and_literals("a // b\nc /* d\n */ e"), "a     \nc     \n    e");
    EXPECT_EQ(line_of_word(without_comments_and_literals("auto s = \"co_await\"; // co_await"), "co_await"),
              0);
    EXPECT_EQ(
        line_of_word(without_comments_and_literals("auto s = R\"(\" co_await)\";\nco_await x;"), "co_await"),
        2);
    EXPECT_EQ(line_of_word(without_comments_and_literals("f('\"'); co_await x; g('\"');"), "co_await"), 1);
    EXPECT_EQ(
        line_of_word(without_comments_and_literals("int n = 1'000; co_await x; int m = 2'000;"), "co_await"),
        1);
    EXPECT_EQ(line_of_word("my_co_await co_awaits", "co_await"), 0);
    const auto found =
        includes_of("// #include <no>\n#include <a/b>\n/*\n#include \"no\"\n*/\n  #include \"c/d.hpp\"\n");
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].header, "a/b");
    EXPECT_EQ(found[1].header, "c/d.hpp");
    EXPECT_EQ(found[1].line, 6);
    EXPECT_TRUE(found[1].quoted);
}

// Planted violations of each kind must be caught, else a green run means nothing.
TEST(scanner, bites) {
    const auto allowed = read_arrows(
        "room net : ground web/request.hpp\nroom web :\nlibrary boost/beast : net\nlibrary sys/ : *\n");
    const auto wrong = [&](std::string path, std::string text) {
        return judge_includes(allowed, {std::move(path), std::move(text)}).size();
    };
    EXPECT_EQ(
        wrong("server/net/a.cpp",
              "#include \"net/b.hpp\"\n#include \"ground/c.hpp\"\n#include \"web/request.hpp\"\n#include "
              "<vector>\n#include <boost/beast/core.hpp>\n#include <sys/stat.h>\n"),
        0u);
    EXPECT_EQ(wrong("server/net/a.cpp", "#include \"web/routes.hpp\"\n"), 1u);
    EXPECT_EQ(wrong("server/net/a.cpp", "#include \"store/a.hpp\"\n#include <soci/soci.h>\n"), 2u);
    EXPECT_EQ(wrong("server/web/a.cpp", "#include <boost/beast/core.hpp>\n"), 1u);
    EXPECT_EQ(wrong("server/web/a.cpp", "#include \"net/../store/a.hpp\"\n"), 1u);
    EXPECT_EQ(wrong("server/cellar/a.cpp", "#include \"cellar/b.hpp\"\n"), 1u);
    EXPECT_THROW(read_arrows("rooms net : web\n"), std::runtime_error);
    EXPECT_EQ(room_of("server/config_keys.cpp"), "config");
    EXPECT_EQ(room_of("kiosk/main.cpp"), "kiosk");
    EXPECT_EQ(room_of("kiosk/sync/a.cpp"), "sync");
}

// Every include goes along an arrow.
TEST_F(house, includes_follow_the_arrows) {
    const auto allowed = read_arrows(file("tests/architecture/arrows.txt").text);
    ASSERT_GT(ours().size(), 10u);
    for (const auto& source : ours())
        for (const auto& wrong : judge_includes(allowed, source))
            ADD_FAILURE() << wrong;
}

// SQL text and its driver stay where both databases are proven alike.
TEST_F(house, soci_stays_in_store_and_journal) {
    for (const auto& source : ours()) {
        const auto room = room_of(source.path);
        if (room == "store" || room == "journal")
            continue;
        EXPECT_EQ(line_of_word(without_comments_and_literals(source.text), "soci"), 0) << source.path;
    }
}

/// Statements of a store that look up a list of keys (store::one_of, or a variable made by it) and ask for an order.
std::vector<std::string> ordered_lists_of_keys(const std::string& text) {
    std::vector<std::string> words{"one_of(tx"};
    static const std::regex made("(\\w+) = one_of\\(tx");
    for (std::sregex_iterator at(text.begin(), text.end(), made), end; at != end; ++at) words.push_back((*at)[1]);
    std::vector<std::string> found;
    for (const auto& word : words)
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
            const auto statement = text.substr(at, text.find(';', at) - at);
            if (statement.find("ORDER BY") != std::string::npos) found.push_back(statement);
        }
    return found;
}

// A registration or a check-in would read everybody of the event again: both databases prefer the order to the keys.
TEST_F(house, lists_of_keys_are_asked_for_in_no_order) {
    EXPECT_EQ(ordered_lists_of_keys("query(tx, one_of(tx, k) + \" ORDER BY id\");").size(), 1u);
    EXPECT_EQ(ordered_lists_of_keys("const auto among = one_of(tx, k); query(among + \" ORDER BY id\");").size(), 1u);
    EXPECT_EQ(ordered_lists_of_keys("query(one_of(tx, k)); query(\" ORDER BY id\");").size(), 0u);
    for (const auto& source : ours())
        if (room_of(source.path) == "store")
            for (const auto& each : ordered_lists_of_keys(source.text)) ADD_FAILURE() << source.path << ": " << each;
}

/// Statements of a store that join scans with registrations in one planner's hand.
std::vector<std::string> free_joins_of_scans(const std::string& text) {
    std::vector<std::string> found;
    for (std::size_t at = 0, end = 0; at < text.size(); at = end + 1) {
        end = std::min(text.find(';', at), text.size());
        const auto statement = text.substr(at, end - at);
        const bool joins = statement.find(" scan s") != std::string::npos && statement.find("JOIN registration r") != std::string::npos;
        if (joins && statement.find("AS MATERIALIZED") == std::string::npos) found.push_back(statement);
    }
    return found;
}

// The first page of an event answered 503 in the first minute of a full hall: PostgreSQL, which had counted nothing yet, looked
// for the scans of every registration in all scans of the event. The scans are gathered first, the people found by their keys.
TEST_F(house, scans_are_gathered_before_their_people) {
    EXPECT_EQ(free_joins_of_scans("query(\"SELECT 1 FROM scan s JOIN registration r ON r.id = s.registration_id\");").size(), 1u);
    EXPECT_EQ(free_joins_of_scans("query(\"WITH c AS MATERIALIZED (SELECT 1 FROM scan s) SELECT 1 FROM c JOIN registration r\");").size(), 0u);
    EXPECT_EQ(free_joins_of_scans("query(\"FROM scan s\"); query(\"JOIN registration r\");").size(), 0u);
    for (const auto& source : ours())
        if (room_of(source.path) == "store")
            for (const auto& each : free_joins_of_scans(source.text)) ADD_FAILURE() << source.path << ": " << each;
}

// A coroutine outside the sockets meets the compiler's double free in the most natural phrase.
TEST_F(house, coroutines_stay_at_the_sockets) {
    for (const auto& source : ours()) {
        const auto room = room_of(source.path);
        if (room == "net" || room == "sync")
            continue;
        for (const char* word : {"co_await", "co_return", "co_yield"})
            EXPECT_EQ(line_of_word(without_comments_and_literals(source.text), word), 0) << source.path;
    }
}

// The one place that could become a drawer is a closed list.
TEST_F(house, ground_has_four_headers) {
    std::vector<std::string> headers;
    for (const auto& source : choose(tree_, {"server/ground/"}, {".hpp"}))
        headers.push_back(source.path.substr(14));
    EXPECT_EQ(headers, (std::vector<std::string>{"check.hpp", "clock.hpp", "log.hpp", "randomness.hpp"}));
}

// A folder without a name of its own collects what nobody finds again.
TEST_F(house, no_folder_is_a_drawer) {
    for (const auto& source : tree_)
        for (const char* drawer :
             {"common", "util", "utils", "misc", "helpers", "core", "shared", "manager"}) {
            const auto in_folder =
                ("/" + source.path).find("/" + std::string(drawer) + "/") != std::string::npos;
            // The migrations both dialects share are common in the word's own sense.
            EXPECT_FALSE(in_folder && !source.path.starts_with("sql/common/")) << source.path;
            const auto stem = std::filesystem::path(source.path).stem();
            EXPECT_NE(stem, drawer) << source.path;
        }
}

// Nothing but what is agreed stands at the root.
TEST_F(house, root_holds_what_is_agreed) {
    const std::vector<std::string> agreed{".ci", "deploy", "kiosk", "server", "sql", "templates", "tests"};
    for (const auto& source : tree_) {
        const auto slash = source.path.find('/');
        const auto at_root = slash == std::string::npos;
        EXPECT_TRUE(at_root || std::ranges::find(agreed, source.path.substr(0, slash)) != agreed.end())
            << source.path;
    }
}

} // namespace
} // namespace krug::architecture
