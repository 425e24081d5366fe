// An organiser without a mail server finds half a letter in the folder, or a guest's name in a file name.
#include "mail/file_transport.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <vector>

namespace krug::mail {
namespace {

class file_transport_test : public testing::Test {
protected:
    file_transport_test() {
        auto name = (std::filesystem::temp_directory_path() / "krug-mail-XXXXXX").string();
        if (!mkdtemp(name.data())) throw std::runtime_error("no folder for the test");
        root = name;
    }
    ~file_transport_test() override {
        std::filesystem::permissions(root, std::filesystem::perms::owner_all);
        std::filesystem::remove_all(root);
    }
    std::set<std::string> names() const {
        std::set<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(root / "mail")) found.insert(entry.path().filename());
        return found;
    }

    std::filesystem::path root;
    ground::standing_clock clock{1602756000};
    ground::seeded_randomness randomness{7};
};

// Two mails of one second overwrite each other; the whole world may read them.
TEST_F(file_transport_test, each_mail_is_a_whole_private_file_of_its_own) {
    file_transport transport(root / "mail", clock, randomness);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(transport.deliver("krug@example.org", "anna@example.org", "Subject: x\r\n\r\nbody\r\n").delivery, delivery::sent);
    const auto found = names();
    ASSERT_EQ(found.size(), 3u);
    for (const auto& name : found) {
        EXPECT_TRUE(name.starts_with("20201015T100000Z-") && name.ends_with(".eml")) << name;
        EXPECT_EQ(name.find("anna"), name.npos);
        std::ifstream file(root / "mail" / name, std::ios::binary);
        EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}),
                  "X-Envelope-From: <krug@example.org>\r\nX-Envelope-To: <anna@example.org>\r\nSubject: x\r\n\r\nbody\r\n");
        struct stat facts {};
        ASSERT_EQ(::stat((root / "mail" / name).c_str(), &facts), 0);
        EXPECT_EQ(facts.st_mode & 0777, 0600u);
    }
    struct stat facts {};
    ASSERT_EQ(::stat((root / "mail").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0700u);
}

// A full disk loses the mail for good.
TEST_F(file_transport_test, a_disk_that_fails_is_temporary_and_leaves_nothing_behind) {
    file_transport transport(root / "mail", clock, randomness);
    std::filesystem::remove(root / "mail");
    const auto result = transport.deliver("a@b.c", "d@e.f", "x");
    EXPECT_EQ(result.delivery, delivery::temporary);
    EXPECT_EQ(result.reason, "disk");
    std::filesystem::create_directory(root / "mail");
    EXPECT_TRUE(names().empty());
    EXPECT_EQ(transport.deliver("a@b.c", "d@e.f", "x").delivery, delivery::sent);
}

// A stranger's address writes headers into the file.
TEST_F(file_transport_test, an_address_cannot_become_a_header) {
    file_transport transport(root / "mail", clock, randomness);
    EXPECT_EQ(transport.deliver("a@b.c", "d@e.f>\r\nBcc: <g@h.i", "x").delivery, delivery::permanent);
    EXPECT_TRUE(names().empty());
    transport.interrupt();
    EXPECT_EQ(transport.deliver("a@b.c", "d@e.f", "x").reason, "interrupted");
}

} // namespace
} // namespace krug::mail
