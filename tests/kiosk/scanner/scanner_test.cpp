// A code would be cut in two, glued to the next one, or read in the wrong keyboard layout.
#include "scanner/code_assembler.hpp"
#include "scanner/key_table.hpp"
#include "scanner/source.hpp"

#include "cast/door_cast.hpp"
#include "cast/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <fcntl.h>
#include <linux/input.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace krug::scanner {
namespace {

using texts = std::vector<std::string>;

// Enter, Tab, both, none: the codes are the same.
TEST(Assembler, terminators) {
    code_assembler codes;
    EXPECT_EQ(codes.feed("one\r\ntwo\tthree\n\n   \n", 0), texts({"one", "two", "three"}));
    EXPECT_EQ(codes.feed("fo", 0), texts());
    EXPECT_EQ(codes.feed("ur\n", 10'000), texts({"four"}));
    codes.feed("five", 0);
    EXPECT_EQ(codes.rest(), "five");
    EXPECT_EQ(codes.rest(), std::nullopt);
}

// A pause inside a code ends nothing; silence after a complete one does.
TEST(Assembler, silence) {
    const cast::keyring keys;
    const auto ticket = ticket::write_ticket(cast::guest_ticket(1), keys.event);
    code_assembler codes;
    codes.feed(ticket.substr(0, 245), 0);
    EXPECT_EQ(codes.after_silence(60'000), std::nullopt);
    codes.feed(ticket.substr(245), 60'000);
    EXPECT_EQ(codes.after_silence(60'250), std::nullopt);
    EXPECT_EQ(codes.after_silence(60'400), ticket);
    EXPECT_EQ(codes.after_silence(70'000), std::nullopt);
}

// A stuck key must not fill the memory, nor damage the next code.
TEST(Assembler, endless_input_is_cut) {
    code_assembler codes;
    for (int time = 0; time < 100; ++time) codes.feed(std::string(1'000, '7'), 0);
    const auto found = codes.feed("\nnext\n", 0);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].size(), code_bytes_max);
    EXPECT_EQ(found[1], "next");
}

// Key places, not letters: the computer's layout does not matter.
TEST(KeyTable, us_places) {
    EXPECT_EQ(character_of(KEY_1, false), '1');
    EXPECT_EQ(character_of(KEY_0, false), '0');
    EXPECT_EQ(character_of(KEY_A, false), 'a');
    EXPECT_EQ(character_of(KEY_Z, true), 'Z');
    EXPECT_EQ(character_of(KEY_M, false), 'm');
    EXPECT_EQ(character_of(KEY_L, false), 'l');
    EXPECT_EQ(character_of(KEY_P, false), 'p');
    EXPECT_EQ(character_of(KEY_MINUS, false), '-');
    EXPECT_EQ(character_of(KEY_SLASH, false), '/');
    EXPECT_EQ(character_of(KEY_SEMICOLON, true), ':');
    EXPECT_EQ(character_of(KEY_KP0, false), '0');
    EXPECT_EQ(character_of(KEY_KP5, false), '5');
    EXPECT_EQ(character_of(KEY_ENTER, false), '\n');
    EXPECT_EQ(character_of(KEY_F1, false), 0);
    EXPECT_EQ(character_of(KEY_LEFTCTRL, false), 0);
}

void wait_readable(int handle) {
    pollfd waiting{handle, POLLIN, 0};
    ASSERT_EQ(::poll(&waiting, 1, 5'000), 1);
}

// A serial scanner (here a pseudo terminal) gives its codes raw, and its unplugging is noticed.
TEST(Serial, reads_and_notices_unplugging) {
    const int other_end = ::posix_openpt(O_RDWR | O_NOCTTY);
    ASSERT_GE(other_end, 0);
    ASSERT_EQ(::grantpt(other_end), 0);
    ASSERT_EQ(::unlockpt(other_end), 0);
    const auto source = open_source(std::string("serial:") + ::ptsname(other_end) + "@115200");
    texts codes;
    EXPECT_TRUE(source->read(0, codes)); // nothing there yet is not an end
    EXPECT_TRUE(codes.empty());
    ASSERT_EQ(::write(other_end, "12345\r67", 8), 8);
    wait_readable(source->handle());
    EXPECT_TRUE(source->read(0, codes));
    EXPECT_EQ(codes, texts({"12345"}));
    ::close(other_end);
    codes.clear();
    EXPECT_THROW(
        {
            source->read(0, codes);
            source->read(0, codes);
        },
        scanner_failure);
}

// Somebody trips over the cable: the same name, opened again, reads on, and half a code from before is nobody's.
TEST(Serial, is_opened_again_by_its_name) {
    const cast::scratch_folder folder;
    const auto by_id = folder.path() / "usb-scanner-by-id";
    for (const std::string code : {"11111", "22222"}) {
        const int other_end = ::posix_openpt(O_RDWR | O_NOCTTY);
        ASSERT_GE(other_end, 0);
        ASSERT_EQ(::grantpt(other_end), 0);
        ASSERT_EQ(::unlockpt(other_end), 0);
        std::filesystem::remove(by_id);
        std::filesystem::create_symlink(::ptsname(other_end), by_id);
        const auto source = open_source("serial:" + by_id.string());
        ASSERT_EQ(::write(other_end, (code + "\n999").data(), 9), 9);
        wait_readable(source->handle());
        texts codes;
        EXPECT_TRUE(source->read(0, codes));
        EXPECT_EQ(codes, texts({code}));
        ::close(other_end);
        EXPECT_THROW(
            {
                source->read(0, codes);
                source->read(0, codes);
            },
            scanner_failure);
        EXPECT_EQ(codes, texts({code}));
    }
}

void press(int file, std::uint16_t key, int value = 1) {
    input_event event{};
    event.type = EV_KEY;
    event.code = key;
    event.value = value;
    ASSERT_EQ(::write(file, &event, sizeof event), static_cast<ssize_t>(sizeof event));
}

// A raw keyboard scanner (here a FIFO): presses count, releases and repetitions do not, halves wait for their rest.
TEST(Keys, reads_events) {
    const cast::scratch_folder folder;
    const auto path = (folder.path() / "keys").string();
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const auto source = open_source("evdev:" + path);
    const int other_end = ::open(path.c_str(), O_WRONLY);
    ASSERT_GE(other_end, 0);
    press(other_end, KEY_4);
    press(other_end, KEY_4, 2);
    press(other_end, KEY_4, 0);
    press(other_end, KEY_LEFTSHIFT);
    press(other_end, KEY_A);
    press(other_end, KEY_LEFTSHIFT, 0);
    press(other_end, KEY_A);
    input_event enter{};
    enter.type = EV_KEY;
    enter.code = KEY_ENTER;
    enter.value = 1;
    char raw[sizeof enter];
    std::memcpy(raw, &enter, sizeof enter);
    ASSERT_EQ(::write(other_end, raw, 10), 10);
    texts codes;
    EXPECT_TRUE(source->read(0, codes));
    EXPECT_TRUE(codes.empty());
    ASSERT_EQ(::write(other_end, raw + 10, sizeof raw - 10), static_cast<ssize_t>(sizeof raw - 10));
    EXPECT_TRUE(source->read(0, codes));
    EXPECT_EQ(codes, texts({"4Aa"}));
    ::close(other_end);
    EXPECT_TRUE(source->read(0, codes)); // the writer may come back
}

// A wrong word is the operator's mistake, a missing device the cable's.
TEST(Source, says_what_is_wrong) {
    EXPECT_THROW(open_source("lamp"), std::invalid_argument);
    EXPECT_THROW(open_source("camera:/nowhere"), scanner_failure);
    EXPECT_THROW(open_source("camera:/dev/null"), scanner_failure);
    EXPECT_THROW(open_source("frames:/nowhere"), scanner_failure);
    EXPECT_THROW(open_source("serial:/dev/null@1"), std::invalid_argument);
    EXPECT_THROW(open_source("serial:/nowhere"), scanner_failure);
    EXPECT_THROW(open_source("serial:/dev/null"), scanner_failure);
    EXPECT_THROW(open_source("evdev:/nowhere"), scanner_failure);
    EXPECT_THROW(open_source("evdev:/dev/null"), scanner_failure);
}

} // namespace
} // namespace krug::scanner
