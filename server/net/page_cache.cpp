#include "net/page_cache.hpp"

#include "ground/check.hpp"

namespace krug::net {

namespace {

/// How long it is remembered that a target has no page for everybody, so that its visitors do not queue for nothing.
constexpr std::int64_t unshared_ms = 10'000;
/// What an entry costs beside its page: the nodes of list and map, roughly.
constexpr std::size_t entry_bytes = 256;

} // namespace

page_cache::page_cache(std::size_t bytes_max, std::size_t entries_max, const ground::clock& clock)
    : bytes_max_(bytes_max), entries_max_(entries_max), clock_(clock) {}

page_cache::finding page_cache::find(std::string_view key) {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) {
        auto& known = *found->second;
        if (known.being_made) return {state::awaited, nullptr};
        entries_.splice(entries_.begin(), entries_, found->second);
        if (clock_.steady_ms() < known.until_ms)
            return known.page ? finding{state::stored, known.page} : finding{state::unshared, nullptr};
        known.being_made = true;
        return {state::yours, nullptr};
    }
    entries_.push_front({std::string(key), nullptr, 0, true, key.size() + entry_bytes, {}});
    by_key_.emplace(entries_.front().key, entries_.begin());
    bytes_ += entries_.front().bytes;
    make_room();
    return {state::yours, nullptr};
}

void page_cache::store(const std::string& key, std::shared_ptr<const answer> page) {
    const auto valid_ms = page->shared_ms;
    settle(key, std::move(page), valid_ms);
}

std::shared_ptr<const answer> page_cache::stored(std::string_view key) {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end() || found->second->being_made || clock_.steady_ms() >= found->second->until_ms) return nullptr;
    return found->second->page;
}

void page_cache::abandon(const std::string& key) { settle(key, nullptr, 0); }

void page_cache::give_up(const std::string& key) { settle(key, nullptr, unshared_ms); }

void page_cache::settle(const std::string& key, std::shared_ptr<const answer> page, std::int64_t valid_ms) {
    std::vector<std::function<void()>> waiters;
    {
        const std::lock_guard lock(mutex_);
        const auto found = by_key_.find(key);
        KRUG_CHECK(found != by_key_.end() && found->second->being_made);
        auto& known = *found->second;
        if (page && page->size() > bytes_max_ / 8) page = nullptr; // one page may not push out all others
        bytes_ -= known.bytes;
        known.bytes = key.size() + entry_bytes + (page ? page->size() : 0);
        bytes_ += known.bytes;
        known.page = std::move(page);
        known.until_ms = clock_.steady_ms() + valid_ms;
        known.being_made = false;
        waiters.swap(known.waiters);
        entries_.splice(entries_.begin(), entries_, found->second);
        make_room();
    }
    for (auto& wake : waiters) wake();
}

void page_cache::when_settled(std::string_view key, std::function<void()> wake) {
    {
        const std::lock_guard lock(mutex_);
        const auto found = by_key_.find(key);
        if (found != by_key_.end() && found->second->being_made) {
            found->second->waiters.push_back(std::move(wake));
            return;
        }
    }
    wake();
}

void page_cache::make_room() {
    // Entries being made stay: somebody waits for them, and the crew's queue bounds their number.
    auto at = entries_.end();
    while (at != entries_.begin() && (bytes_ > bytes_max_ || entries_.size() > entries_max_)) {
        --at;
        if (at->being_made) continue;
        bytes_ -= at->bytes;
        by_key_.erase(at->key);
        at = entries_.erase(at);
    }
}

std::size_t page_cache::bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
}

std::size_t page_cache::entries() const {
    const std::lock_guard lock(mutex_);
    return entries_.size();
}

} // namespace krug::net
