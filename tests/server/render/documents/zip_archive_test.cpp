// The archive that should prove something does not open, or takes the server's memory with it.
#include "outside_judge.hpp"
#include "render/zip_archive.hpp"

#include <gtest/gtest.h>

namespace krug::render {
namespace {

// Another program unpacks it and finds the same bytes under the same Russian names.
TEST(zip_archive, is_unpacked_by_others) {
    const test::workbench bench;
    zip_archive archive(1'000'000, 1'602'756'000);
    const auto report = archive.add("справка-о-мероприятии.txt");
    const auto log = archive.add("log.tsv", false);
    archive.add("пустой.txt");
    std::string written;
    for (int round = 0; round < 1'000; ++round) {
        const auto line = std::to_string(round) + "\n";
        archive.write(log, line); // in turns
        if (round % 2 == 0) archive.write(report, "ёж");
        written += line;
    }
    bench.put("pack.zip", archive.finish());
    bench.ask("python3 -c \"import zipfile; z = zipfile.ZipFile('pack.zip'); assert z.testzip() is None; z.extractall('out'); "
              "print('\\n'.join(z.namelist())); print(z.getinfo('log.tsv').compress_type, z.getinfo('log.tsv').date_time[0])\" > list.txt");
    const auto list = bench.read("list.txt");
    EXPECT_EQ(list, "справка-о-мероприятии.txt\nlog.tsv\nпустой.txt\n0 2020\n");
    EXPECT_EQ(bench.read("out/log.tsv"), written);
    EXPECT_EQ(bench.read("out/справка-о-мероприятии.txt").size(), 500 * std::string("ёж").size());
    EXPECT_EQ(bench.read("out/пустой.txt"), "");
}

// A list without end fills the disk.
TEST(zip_archive, stops_at_its_limit) {
    zip_archive archive(10, 0);
    const auto file = archive.add("a");
    archive.write(file, "12345");
    archive.write(archive.add("b"), "12345");
    EXPECT_THROW(archive.write(file, "6"), zip_archive::too_large);
}

} // namespace
} // namespace krug::render
