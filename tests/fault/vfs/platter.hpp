// A disk that fails when it is told to: it knows what has really reached the platter and what the next power cut takes
// away. SQLite comes to it through sqlite_vfs.cpp, everything else of the kiosk through file_calls.cpp.
// Fault tests only.
#pragma once

#include "ground/randomness.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::fault {

enum class call { open, read, write, sync, truncate, reserve, rename, remove };

enum class trouble {
    io_error,   ///< any call
    full,       ///< calls that need room
    sync_error, ///< a failed sync loses what it should have written, as on Linux
    short_read, ///< half of what was asked, then the end of the file
    bit_flip,   ///< a read gives one wrong bit
    power_cut,  ///< from that call on nothing works until cut_power()
};

/// How much of what was not synced survives a power cut.
struct cut_manner {
    double kept = 0.1;        ///< probability for each sector
    std::size_t sector = 512; ///< writes tear at its multiples
};

class platter {
public:
    /// The one disk of this process; safe from many threads.
    static platter& of_this_process();

    /// From now on `folder` lies on this disk; what is there counts as durable.
    void watch(const std::filesystem::path& folder);
    void forget();

    /// The `at`-th call (from 1) of those that `how` can hit fails, or all from there on.
    void arm(trouble how, std::int64_t at, bool for_ever = false);
    void disarm();
    bool struck() const;
    std::int64_t calls() const; ///< counted since arm()

    /// Files whose name begins so answer every sync with success and do nothing.
    void lie_about(std::string name_begins);
    /// Room in bytes for all files together; nothing = without end.
    void set_room(std::optional<std::int64_t> bytes);
    std::int64_t used() const;

    /// What the platter holds becomes what the files hold. Every opener must be gone; disarms.
    void cut_power(ground::randomness& random, const cut_manner& how);

    // --- for the two front ends: what happens to this call, and what it leaves
    enum class fate { done, fails, fails_full, halved, flipped };
    fate judge(call what, const std::string& path);
    fate judge_growth(call what, const std::string& path, std::int64_t end);
    void opened(const std::string& path, bool creates);
    void written(const std::string& path, std::string_view bytes, std::int64_t at);
    void truncated(const std::string& path, std::int64_t size);
    void synced(const std::string& path, bool well);
    void folder_synced();
    void renamed(const std::string& from, const std::string& to);
    void removed(const std::string& path);
    std::size_t bit_to_flip(std::size_t bits);

private:
    struct change {
        std::int64_t at; ///< for a truncation the new size
        std::string bytes;
        bool truncates;
    };
    struct file {
        bool durable = false; ///< it is there after a power cut
        std::string bytes;    ///< and holds this
        std::vector<change> waiting;
        std::int64_t size = 0;             ///< as everybody sees it
        std::optional<std::string> before; ///< what this name held before a rename that is not durable yet
    };
    bool concerns(call what) const;
    bool watched(const std::string& path) const;
    file& at(const std::string& path);
    static void apply(std::string& bytes, const change& what);
    static void apply_torn(std::string& bytes, const change& what, ground::randomness& random, const cut_manner& how);

    mutable std::recursive_mutex mutex_;
    std::string folder_;
    std::map<std::string, file> files_;
    std::optional<trouble> armed_;
    std::int64_t strike_at_ = 0, calls_ = 0;
    bool for_ever_ = false, struck_ = false;
    std::string liar_;
    std::optional<std::int64_t> room_;
    ground::seeded_randomness flips_{7};
};

/// Makes the VFS "krug_faults" known to SQLite (once is enough; further calls change nothing).
void register_vfs();
inline constexpr const char* vfs_name = "krug_faults";

} // namespace krug::fault
