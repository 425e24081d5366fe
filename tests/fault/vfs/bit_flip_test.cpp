// One bit turns over on the disk, and a guest would be let in twice, or be unknown, and nobody would notice.
// A journal of a hundred records; every bit of the flight log in turn, and bits all over the database and its log. A slice
// in every run; KRUG_FAULT_FULL=1 takes every bit of the flight log and thousands of the others, KRUG_FAULT_SEED=N other
// ones.
#include "cast/door_device.hpp"
#include "fault/vfs/platter.hpp"
#include "journal/flight_log.hpp"
#include "journal/reconciliation.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

namespace krug::fault {
namespace {

using enum domain::verdict_reason;

constexpr int guests = 100;

std::string contents_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}
void put(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

struct BitFlip : testing::Test {
    static void SetUpTestSuite() { register_vfs(); }
    BitFlip() : server(keys), device(keys, server, 5, std::string("vfs=") + vfs_name) {
        for (int number = 1; number <= guests; ++number) server.add(cast::guest_row(number));
        device.sync_all();
        for (int number = 1; number <= guests; ++number) device.guest(number);
        records = device.records().records_after(0, 1000);
        evening = device.clock.now();
    }
    ~BitFlip() override { platter::of_this_process().forget(); }

    /// The three files as they are; with `cut` the write-ahead log is full, as after a crash.
    void freeze(bool cut) {
        auto& disk = platter::of_this_process();
        if (cut) {
            disk.watch(device.folder());
            disk.arm(trouble::power_cut, 1);
        }
        device.shut();
        disk.forget();
        for (const char* name : {"journal.db", "journal.db-wal", "flight.log"})
            if (std::filesystem::exists(device.folder() / name)) frozen[name] = contents_of(device.folder() / name);
    }
    void thaw() {
        for (const auto& entry : std::filesystem::directory_iterator(device.folder()))
            if (entry.path().filename().string().starts_with("journal.db")) std::filesystem::remove(entry.path());
        for (const auto& [name, bytes] : frozen) put(device.folder() / name, bytes);
    }

    struct outcome {
        std::int64_t flips = 0, repaired = 0, said = 0, silent = 0;
    };
    /// One bit of `name` is turned over and the device started.
    void flip(const std::string& name, std::size_t at, unsigned bit, outcome& sum) {
        thaw();
        auto bytes = frozen.at(name);
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
        put(device.folder() / name, bytes);
        ++sum.flips;
        device.clock.set(evening); // or the tickets would run out in the middle of the walk
        try {
            device.open();
        } catch (const gatekeeper::disk_failure&) {
            ++sum.said; // the device says in words that its journal is not one of this version, and opens no door
            device.shut();
            return;
        }
        const auto now = device.records().records_after(0, 1000);
        bool known = now == records;
        // And each guest is found by the ticket, not only in the list: the first, the last and one between.
        for (const int number : {1, 1 + static_cast<int>(at % guests), guests}) {
            const auto given = device.guest(number);
            known = known && given.verdict.colour() != domain::verdict_colour::green;
            EXPECT_NE(given.verdict.colour(), domain::verdict_colour::red) << word_of(given.verdict.reason);
        }
        if (known)
            ++sum.repaired;
        else if (device.records().report().lost_stretches > 0)
            ++sum.said;
        else
            ++sum.silent;
        device.shut();
        EXPECT_EQ(sum.silent, 0) << name << " byte " << at << " bit " << bit;
    }
    void walk(const std::string& name, std::size_t slice_step, std::size_t full_step) {
        outcome sum;
        const bool full = std::getenv("KRUG_FAULT_FULL") != nullptr;
        const char* given = std::getenv("KRUG_FAULT_SEED");
        ground::seeded_randomness random(given == nullptr ? 1 : std::strtoull(given, nullptr, 10));
        const auto step = full ? full_step : slice_step;
        for (std::size_t at = random.next_u64() % step; at < frozen.at(name).size() && !HasFailure(); at += step)
            flip(name, at, random.next_u32() % 8, sum);
        std::cout << "ledger\tbit_flip\t" << name << "\tflips=" << sum.flips << "\trepaired=" << sum.repaired
                  << "\tsaid=" << sum.said << "\tsilent=" << sum.silent << "\tbytes=" << frozen.at(name).size() << "\n";
        EXPECT_GE(static_cast<double>(sum.repaired), 0.999 * static_cast<double>(sum.flips));
    }

    cast::keyring keys;
    cast::door_server server;
    cast::door_device device;
    std::vector<domain::scan_record> records;
    std::map<std::string, std::string> frozen;
    ground::utc_seconds evening = 0;
};

// Every single bit of the hundred slots, by the rule that makes the copies equal.
TEST_F(BitFlip, every_bit_of_the_flight_log) {
    freeze(false);
    std::vector<journal::found_row> rows;
    for (const auto& record : records) rows.push_back({domain::decode_scan(record)->seq, record});
    auto bytes = frozen.at("flight.log").substr(0, guests * journal::flight_slot_size);
    std::int64_t flips = 0;
    // A slot speaks for itself alone, so it is tried alone: between its neighbours it would only take longer.
    for (std::size_t number = 0; number < guests; ++number) {
        const auto file = device.folder() / "slot";
        const auto slot = bytes.substr(number * journal::flight_slot_size, journal::flight_slot_size);
        const std::size_t step = std::getenv("KRUG_FAULT_FULL") != nullptr ? 1 : 97;
        for (std::size_t bit = number % step; bit < journal::flight_slot_size * 8; bit += step) {
            auto damaged = slot;
            damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
            put(file, damaged);
            const journal::flight_log log(file.string());
            ++flips;
            ASSERT_EQ(log.found().records.size(), 0u) << "slot " << number << " bit " << bit;
            ASSERT_EQ(log.found().bad_slots, 1u);
            auto flight = records;
            flight.erase(flight.begin() + static_cast<std::ptrdiff_t>(number));
            const auto plan = journal::reconcile(rows, flight, 1, 0);
            ASSERT_TRUE(plan.flight == records && plan.rewrite_flight && plan.lost.empty() && plan.remove.empty());
        }
    }
    std::cout << "ledger\tbit_flip\tflight.log\tflips=" << flips << "\trepaired=" << flips << "\n";
}

// A device that was shut down in order: everything is in the database.
TEST_F(BitFlip, bits_of_the_database) {
    freeze(false);
    walk("journal.db", 509, 16);
}

// A device whose plug was pulled: everything is in the write-ahead log.
TEST_F(BitFlip, bits_of_the_write_ahead_log) {
    freeze(true);
    walk("journal.db-wal", 9001, 128);
}

} // namespace
} // namespace krug::fault
