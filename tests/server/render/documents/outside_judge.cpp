#include "outside_judge.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>

// Fontconfig keeps its patterns of the process's fonts until exit and beyond; ticket_pdf_test shows that they do not
// grow with the documents.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }

namespace krug::test {

workbench::workbench() {
    auto name = (std::filesystem::temp_directory_path() / "krug-documents-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no folder for the test");
    folder_ = name;
}

workbench::~workbench() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string workbench::put(const std::string& name, std::string_view bytes) const {
    std::ofstream(folder_ / name, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path(name);
}

std::string workbench::read(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string workbench::ask(const std::string& command) const {
    const auto whole = "cd '" + folder_.string() + "' && { " + command + "\n} 2>&1";
    std::FILE* pipe = popen(whole.c_str(), "r");
    if (!pipe) throw std::runtime_error("cannot run a judge");
    std::string said;
    std::array<char, 4096> piece{};
    while (const auto count = std::fread(piece.data(), 1, piece.size(), pipe)) said.append(piece.data(), count);
    EXPECT_EQ(pclose(pipe), 0) << command << "\n" << said;
    return said;
}

void workbench::show(const std::string& name) const {
    const char* folder = std::getenv("KRUG_LOOK");
    if (folder) std::filesystem::copy_file(folder_ / name, std::filesystem::path(folder) / name,
                                           std::filesystem::copy_options::overwrite_existing);
}

long resident_kib() {
    long pages = 0, resident = 0;
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "r"), &std::fclose);
    EXPECT_EQ(std::fscanf(file.get(), "%ld %ld", &pages, &resident), 2);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

} // namespace krug::test
