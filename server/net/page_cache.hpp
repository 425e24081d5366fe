// Pages that are the same for everybody for a while, ready to be sent; and who is making the one that is missing.
// Called inside net, from network and crew threads at once.
#pragma once

#include "ground/clock.hpp"
#include "net/answer.hpp"

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace krug::net {

/// Bounded by bytes and entries, the longest unused goes first. When many ask for a page that is not there, one
/// makes it and the others wait for that one, so that a rush on a cold page costs one rendering.
class page_cache {
public:
    page_cache(std::size_t bytes_max, std::size_t entries_max, const ground::clock& clock);

    enum class state {
        stored = 1,   ///< `page` may be sent
        yours = 2,    ///< nobody has it: make it, then call store(), give_up() or abandon() exactly once
        awaited = 3,  ///< somebody is making it: call when_settled(), then find() again
        unshared = 4, ///< lately made and found to be no page for everybody: make it for this visitor only
    };
    struct finding {
        state is = state::unshared;
        std::shared_ptr<const answer> page;
    };
    finding find(std::string_view key);
    /// The stored page or null; obliges to nothing. For HEAD, whose answer is no page to store.
    std::shared_ptr<const answer> stored(std::string_view key);

    /// Stores a page whose shared_ms > 0 under the key that find() gave as `yours`, and wakes who waited.
    void store(const std::string& key, std::shared_ptr<const answer> page);
    /// There is no page for everybody under this key after all; wakes who waited.
    void give_up(const std::string& key);
    /// It could not be made this time (shed, failed); wakes who waited, and the next one makes it.
    void abandon(const std::string& key);

    /// Calls `wake` once the key is settled, from the thread that settled it, or here and now if it is already.
    void when_settled(std::string_view key, std::function<void()> wake);

    std::size_t bytes() const;
    std::size_t entries() const;

private:
    struct entry {
        std::string key;
        std::shared_ptr<const answer> page; ///< null: not for everybody
        std::int64_t until_ms = 0;
        bool being_made = false;
        std::size_t bytes = 0;
        std::vector<std::function<void()>> waiters;
    };
    using entries_list = std::list<entry>;

    void settle(const std::string& key, std::shared_ptr<const answer> page, std::int64_t valid_ms);
    void make_room();

    const std::size_t bytes_max_;
    const std::size_t entries_max_;
    const ground::clock& clock_;
    mutable std::mutex mutex_;
    entries_list entries_; ///< most recently used first
    std::unordered_map<std::string_view, entries_list::iterator> by_key_; ///< views into the entries' own keys
    std::size_t bytes_ = 0;
};

} // namespace krug::net
