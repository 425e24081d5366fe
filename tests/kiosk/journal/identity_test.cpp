// A device would come up as a stranger, or its key would lie open to everyone on the computer.
#include "cast/scratch_folder.hpp"
#include "gatekeeper/disk.hpp"
#include "journal/identity.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sys/stat.h>

namespace krug::journal {
namespace {

identity sample() {
    identity who;
    who.url = "https://krug.example:8443/path";
    who.pin.emplace().fill(1);
    who.root_key.fill(2);
    who.device = {77};
    who.event = {59394};
    who.token = "abc";
    who.seed.fill(3);
    return who;
}

// Saved, read, readable by its owner only.
TEST(Identity, round_trip_with_mode_0600) {
    const cast::scratch_folder folder;
    EXPECT_FALSE(load_identity(folder.path()));
    save_identity(folder.path(), sample());
    EXPECT_EQ(load_identity(folder.path()), sample());
    struct stat about {};
    ASSERT_EQ(::stat((folder.path() / "device.key").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
    auto without_pin = sample();
    without_pin.pin.reset();
    save_identity(folder.path(), without_pin);
    EXPECT_EQ(load_identity(folder.path()), without_pin);
}

// A damaged file must not be taken for "not enrolled": the device would lose its unsent records' owner.
TEST(Identity, damage_is_said) {
    const cast::scratch_folder folder;
    save_identity(folder.path(), sample());
    std::ofstream(folder.path() / "device.key", std::ios::trunc) << "krug-kiosk 1\nurl x\n";
    EXPECT_THROW(load_identity(folder.path()), gatekeeper::disk_failure);
}

} // namespace
} // namespace krug::journal
