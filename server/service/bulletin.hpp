// What has changed lately, kept in memory: each topic (an event's number) has a version that moves after a commit.
// The database's `committed` calls changed(); web asks for versions and lets waiting requests listen.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>

namespace krug::service {

/// It knows what this process commits and no more: a command beside the service, or a second service on the same
/// PostgreSQL, moves nothing here. Whoever waits asks again when the time is over, and sees theirs then.
class bulletin : public std::enable_shared_from_this<bulletin> {
public:
    /// `first_version`: of every topic that nothing has happened to. One process starts elsewhere than the one before
    /// it (say, at the clock), so that a version kept by a page from before a restart fits nothing.
    static std::shared_ptr<bulletin> make(std::uint64_t first_version);

    std::uint64_t version(std::int64_t topic) const;
    /// Moves the topics' versions and wakes who listens.
    void changed(std::span<const std::int64_t> topics);

    /// Calls `wake` once as soon as the topic's version is another than `seen`, at once if it already is. `wake` is
    /// called with a lock held: it hands the news on and asks nothing here. When what is returned is gone, `wake` is
    /// not called any more.
    std::shared_ptr<void> listen(std::int64_t topic, std::uint64_t seen, std::function<void()> wake);

private:
    explicit bulletin(std::uint64_t first_version) : first_version_(first_version) {}
    void forget(std::int64_t topic, std::uint64_t number);

    const std::uint64_t first_version_;
    mutable std::mutex mutex_;
    std::map<std::int64_t, std::uint64_t> versions_;
    std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> listeners_; ///< by topic and number
    std::uint64_t last_listener_ = 0;
};

} // namespace krug::service
