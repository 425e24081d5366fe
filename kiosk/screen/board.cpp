#include "screen/board.hpp"

#include <chrono>

namespace krug::screen {

void board::show(std::string card) {
    {
        const std::lock_guard held(guard_);
        card_ = std::move(card);
        ++card_number_;
        shown_ms_ = clock_.steady_ms();
        dismissed_ = false;
        ++revision_;
    }
    changed_.notify_all();
}

void board::dismiss(std::uint64_t card_number) {
    const std::lock_guard held(guard_);
    if (card_number == card_number_) dismissed_ = true;
}

void board::about(std::string facts) {
    {
        const std::lock_guard held(guard_);
        if (facts == facts_) return;
        facts_ = std::move(facts);
        ++revision_;
    }
    changed_.notify_all();
}

board::view board::wait(std::uint64_t seen, std::int64_t ms_max) {
    std::unique_lock held(guard_);
    ++waiting_;
    // A page that knows a later revision than ours knew the process before this one.
    changed_.wait_for(held, std::chrono::milliseconds(ms_max), [&] { return closed_ || revision_ != seen; });
    --waiting_;
    asked_ = true;
    asked_ms_ = clock_.steady_ms();
    view now;
    now.revision = revision_;
    now.facts = facts_;
    now.card_age_ms = asked_ms_ - shown_ms_;
    if (stands(asked_ms_)) {
        now.card_number = card_number_;
        now.card = card_;
    }
    return now;
}

bool board::showing() const {
    const std::lock_guard held(guard_);
    return stands(clock_.steady_ms());
}

bool board::watched() const {
    const std::lock_guard held(guard_);
    return waiting_ > 0 || (asked_ && clock_.steady_ms() - asked_ms_ <= unwatched_ms);
}

void board::close() {
    {
        const std::lock_guard held(guard_);
        closed_ = true;
    }
    changed_.notify_all();
}

} // namespace krug::screen
