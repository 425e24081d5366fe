#include "fault/vfs/platter.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace krug::fault {
namespace {

std::string contents_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

double chance(ground::randomness& random) { return static_cast<double>(random.next_u32()) / 4294967296.0; }

} // namespace

platter& platter::of_this_process() {
    static platter one;
    return one;
}

void platter::watch(const std::filesystem::path& folder) {
    const std::lock_guard lock(mutex_);
    folder_ = folder.string() + "/";
    files_.clear();
    liar_.clear();
    room_.reset();
    disarm();
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.is_regular_file()) {
            auto& known = files_[entry.path().string()];
            known.durable = true;
            known.bytes = contents_of(entry.path().string());
            known.size = static_cast<std::int64_t>(known.bytes.size());
        }
}

void platter::forget() {
    const std::lock_guard lock(mutex_);
    folder_.clear();
    files_.clear();
    room_.reset();
    disarm();
}

void platter::arm(trouble how, std::int64_t at, bool for_ever) {
    const std::lock_guard lock(mutex_);
    armed_ = how;
    strike_at_ = at;
    for_ever_ = for_ever || how == trouble::power_cut;
    calls_ = 0;
    struck_ = false;
}

void platter::disarm() {
    const std::lock_guard lock(mutex_);
    armed_.reset();
}

bool platter::struck() const {
    const std::lock_guard lock(mutex_);
    return struck_;
}

std::int64_t platter::calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
}

void platter::lie_about(std::string name_begins) {
    const std::lock_guard lock(mutex_);
    liar_ = std::move(name_begins);
}

void platter::set_room(std::optional<std::int64_t> bytes) {
    const std::lock_guard lock(mutex_);
    room_ = bytes;
}

std::int64_t platter::used() const {
    const std::lock_guard lock(mutex_);
    std::int64_t sum = 0;
    for (const auto& [path, known] : files_) sum += known.size;
    return sum;
}

bool platter::watched(const std::string& path) const { return !folder_.empty() && path.starts_with(folder_); }

platter::file& platter::at(const std::string& path) { return files_[path]; }

bool platter::concerns(call what) const {
    switch (*armed_) {
    case trouble::io_error:
    case trouble::power_cut: return true;
    case trouble::full: return what == call::write || what == call::reserve;
    case trouble::sync_error: return what == call::sync;
    case trouble::short_read:
    case trouble::bit_flip: return what == call::read;
    }
    return false;
}

platter::fate platter::judge(call what, const std::string& path) {
    const std::lock_guard lock(mutex_);
    if (!watched(path) || !armed_ || !concerns(what)) return fate::done;
    ++calls_;
    if (calls_ < strike_at_ || (calls_ > strike_at_ && !for_ever_)) return fate::done;
    struck_ = true;
    switch (*armed_) {
    case trouble::full: return fate::fails_full;
    case trouble::short_read: return fate::halved;
    case trouble::bit_flip: return fate::flipped;
    default: return fate::fails;
    }
}

platter::fate platter::judge_growth(call what, const std::string& path, std::int64_t end) {
    const std::lock_guard lock(mutex_);
    if (const auto given = judge(what, path); given != fate::done) return given;
    if (!room_ || !watched(path)) return fate::done;
    return end > at(path).size && used() + end - at(path).size > *room_ ? fate::fails_full : fate::done;
}

void platter::opened(const std::string& path, bool creates) {
    const std::lock_guard lock(mutex_);
    if (!watched(path)) return;
    // Somebody who does not ask us (a rename of the standard library) may have taken the old file away.
    if (creates) files_[path] = {};
    else at(path);
}

void platter::written(const std::string& path, std::string_view bytes, std::int64_t where) {
    const std::lock_guard lock(mutex_);
    if (!watched(path)) return;
    auto& known = at(path);
    known.waiting.push_back({where, std::string(bytes), false});
    known.size = std::max(known.size, where + static_cast<std::int64_t>(bytes.size()));
}

void platter::truncated(const std::string& path, std::int64_t size) {
    const std::lock_guard lock(mutex_);
    if (!watched(path)) return;
    auto& known = at(path);
    known.waiting.push_back({size, {}, true});
    known.size = size;
}

void platter::synced(const std::string& path, bool well) {
    const std::lock_guard lock(mutex_);
    if (!watched(path)) return;
    auto& known = at(path);
    const auto name = std::string_view(path).substr(folder_.size());
    if (well && !liar_.empty() && name.starts_with(liar_)) return;
    if (well) {
        known.durable = true;
        for (const auto& each : known.waiting) apply(known.bytes, each);
    }
    // After a failed sync the kernel holds the pages for clean: they never reach the platter.
    known.waiting.clear();
}

void platter::folder_synced() {
    const std::lock_guard lock(mutex_);
    for (auto& [path, known] : files_) known.before.reset();
}

void platter::renamed(const std::string& from, const std::string& to) {
    const std::lock_guard lock(mutex_);
    if (!watched(from)) return;
    auto moved = std::move(files_[from]);
    files_.erase(from);
    if (const auto old = files_.find(to); old != files_.end() && old->second.durable) moved.before = old->second.bytes;
    files_[to] = std::move(moved);
}

void platter::removed(const std::string& path) {
    const std::lock_guard lock(mutex_);
    files_.erase(path);
}

std::size_t platter::bit_to_flip(std::size_t bits) {
    const std::lock_guard lock(mutex_);
    return flips_.next_u64() % bits;
}

void platter::apply(std::string& bytes, const change& what) {
    const auto end = static_cast<std::size_t>(what.at) + what.bytes.size();
    if (what.truncates) {
        bytes.resize(static_cast<std::size_t>(what.at));
        return;
    }
    if (bytes.size() < end) bytes.resize(end);
    std::copy(what.bytes.begin(), what.bytes.end(), bytes.begin() + what.at);
}

void platter::apply_torn(std::string& bytes, const change& what, ground::randomness& random, const cut_manner& how) {
    if (what.truncates) {
        if (chance(random) < how.kept) apply(bytes, what);
        return;
    }
    auto from = static_cast<std::size_t>(what.at);
    const auto end = from + what.bytes.size();
    while (from < end) {
        const auto to = std::min(end, (from / how.sector + 1) * how.sector);
        if (chance(random) < how.kept)
            apply(bytes, {static_cast<std::int64_t>(from),
                          what.bytes.substr(from - static_cast<std::size_t>(what.at), to - from), false});
        from = to;
    }
}

void platter::cut_power(ground::randomness& random, const cut_manner& how) {
    const std::lock_guard lock(mutex_);
    disarm();
    for (auto& [path, known] : files_) {
        auto bytes = known.bytes;
        bool there = known.durable;
        if (known.before && random.next_u32() % 2 == 0) {
            bytes = *known.before;
        } else {
            if (!there && chance(random) < how.kept) there = true;
            for (const auto& each : known.waiting) apply_torn(bytes, each, random, how);
        }
        std::error_code ignored;
        // The shared index of a write-ahead log lives in memory only.
        if (!there || path.ends_with("-shm")) {
            std::filesystem::remove(path, ignored);
            continue;
        }
        std::ofstream out(path, std::ios::binary | std::ios::trunc);
        out << bytes;
    }
    const auto folder = folder_.substr(0, folder_.size() - 1);
    watch(folder);
}

} // namespace krug::fault
