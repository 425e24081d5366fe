// A folder of its own and a way to ask other programs what they think of our files.
// For the tests of documents.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace krug::test {

class workbench {
public:
    workbench();
    ~workbench();
    workbench(const workbench&) = delete;
    workbench& operator=(const workbench&) = delete;

    /// Writes a file into the folder and returns its path.
    std::string put(const std::string& name, std::string_view bytes) const;
    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    std::string read(const std::string& name) const;
    /// Runs a shell command in the folder; what it says on stdout and stderr. Fails the test when it ends with an error.
    std::string ask(const std::string& command) const;
    /// Copies a file to $KRUG_LOOK, when that names a folder, so that a person can look at it.
    void show(const std::string& name) const;

private:
    std::filesystem::path folder_;
};

/// Memory of this process in the machine. Says nothing under AddressSanitizer, which keeps freed memory for a while.
long resident_kib();
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool memory_is_measurable = false;
#else
inline constexpr bool memory_is_measurable = true;
#endif

std::size_t count_of(std::string_view text, std::string_view part);

} // namespace krug::test
