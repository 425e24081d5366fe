// Somebody made the organisers forget them, and their letters still lie in a folder for anybody to read.
#include "mail/letter_folder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <set>

namespace krug::mail {
namespace {

class letter_folder : public testing::Test {
protected:
    letter_folder() {
        auto name = (std::filesystem::temp_directory_path() / "krug-letters-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no folder for the test");
        folder = name;
    }
    ~letter_folder() override { std::filesystem::remove_all(folder); }
    void put(const std::string& name, const std::string& text) { std::ofstream(folder / name, std::ios::binary) << text; }
    void letter(const std::string& name, const std::string& id, const std::string& end = "\r\n") {
        put(name, "X-Envelope-To: a@example.org" + end + "Subject: x" + end + "Message-ID: <" + id + "@krug.example>" + end + end + "Anna" + end);
    }
    std::set<std::string> left() const {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) names.insert(entry.path().filename());
        return names;
    }
    std::filesystem::path folder;
};

// The letters named go, whatever their number begins with; letters of others and of another event stay.
TEST_F(letter_folder, just_the_letters_named_are_deleted) {
    letter("one.eml", "letter-17-1-1602756000");
    letter("eleven.eml", "letter-17-11-1602756000");
    letter("two.eml", "letter-17-2-1602756000", "\n");
    letter("other_event.eml", "letter-171-1-1602756000");
    letter("foreign.eml", "somebody-17-1");
    put("remark.txt", "Message");
    put("in_body.eml", "Subject: x\r\n\r\nMessage-ID: <letter-17-1-1@krug.example>\r\n");
    put("empty.eml", "");
    EXPECT_EQ(forget_letters(folder, 17, std::array<std::int64_t, 3>{1, 2, 5}), 2u);
    EXPECT_EQ(left(), (std::set<std::string>{"eleven.eml", "other_event.eml", "foreign.eml", "remark.txt", "in_body.eml", "empty.eml"}));
    EXPECT_EQ(forget_letters(folder, 17, std::array<std::int64_t, 3>{1, 2, 5}), 0u) << "twice is harmless";
}

// A house with a mail server has no such folder, and forgetting must not fail for it.
TEST_F(letter_folder, without_a_folder_or_a_number_there_is_nothing_to_do) {
    letter("one.eml", "letter-17-1-1602756000");
    EXPECT_EQ(forget_letters(folder / "absent", 17, std::array<std::int64_t, 1>{1}), 0u);
    EXPECT_EQ(forget_letters(folder / "one.eml", 17, std::array<std::int64_t, 1>{1}), 0u);
    EXPECT_EQ(forget_letters(folder, 17, {}), 0u);
    EXPECT_EQ(left().size(), 1u);
}

// Somebody keeps a folder among the letters: the others are still found and deleted.
TEST_F(letter_folder, a_folder_among_the_letters_is_passed_over) {
    std::filesystem::create_directories(folder / "held.eml" / "inside");
    letter("one.eml", "letter-17-1-1602756000");
    EXPECT_EQ(forget_letters(folder, 17, std::array<std::int64_t, 1>{1}), 1u);
    EXPECT_EQ(left(), std::set<std::string>{"held.eml"});
}

} // namespace
} // namespace krug::mail
