#include "store/connection_pool.hpp"

#include "ground/check.hpp"
#include "store/failure.hpp"

#include <chrono>
#include <utility>

namespace krug::store {

connection_pool::connection_pool(const dialect& speaks, const database_settings& settings, purpose use,
                                 int size)
    : speaks_(speaks), settings_(settings), use_(use), free_(size) {
    KRUG_CHECK(size >= 1 && size <= 64);
    idle_.push_back(open());
}

std::unique_ptr<connection> connection_pool::open() const {
    return std::make_unique<connection>(speaks_, settings_, use_);
}

connection_pool::lease connection_pool::take() {
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(settings_.lease_wait_ms);
    std::unique_ptr<connection> held;
    {
        std::unique_lock lock(mutex_);
        if (!returned_.wait_until(lock, until, [this] { return closed_ || free_ > 0; })) {
            throw busy("lease", "all connections are in use");
        }
        if (closed_)
            throw failure("lease", "the database is closed");
        --free_;
        if (!idle_.empty()) {
            // The warmest one: its statements are prepared and its pages cached.
            held = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    try {
        if (!held)
            held = open();
    } catch (...) {
        give_back(nullptr);
        throw;
    }
    return lease(*this, std::move(held));
}

void connection_pool::give_back(std::unique_ptr<connection> held) {
    std::unique_ptr<connection> dropped;
    {
        const std::lock_guard lock(mutex_);
        ++free_;
        if (held && !closed_)
            idle_.push_back(std::move(held));
        else
            dropped = std::move(held);
    }
    returned_.notify_one();
}

void connection_pool::close() {
    std::vector<std::unique_ptr<connection>> dropped;
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
        dropped.swap(idle_);
    }
    returned_.notify_all();
}

connection_pool::lease::~lease() {
    if (held_ && (doubted_ || !held_->usable()))
        held_.reset();
    from_.give_back(std::move(held_));
}

void connection_pool::lease::reopen() {
    held_.reset();
    held_ = from_.open();
    doubted_ = false;
}

} // namespace krug::store
