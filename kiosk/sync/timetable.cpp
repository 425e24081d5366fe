#include "sync/timetable.hpp"

#include <algorithm>

namespace krug::sync {

std::int64_t timetable::spread(std::int64_t ms) {
    const auto width = ms * 2 / 5;
    return ms - ms / 5 + static_cast<std::int64_t>(random_.next_u64() % static_cast<std::uint64_t>(width + 1));
}

void timetable::succeeded(std::int64_t now_ms, bool more) {
    failures_ = 0;
    last_end_ms_ = now_ms;
    due_ms_ = more ? now_ms : now_ms + (missed_ ? after_scan_ms : spread(interval_ms));
}

void timetable::failed(std::int64_t now_ms) {
    const auto pause = std::min(interval_ms, first_pause_ms << std::min(failures_, 5));
    ++failures_;
    due_ms_ = now_ms + spread(pause);
}

void timetable::scanned(std::int64_t now_ms) {
    missed_ = true;
    if (failures_ == 0) due_ms_ = std::min(due_ms_, now_ms + after_scan_ms);
}

void timetable::rung(std::int64_t now_ms) {
    const auto chance = static_cast<std::int64_t>(random_.next_u64() % static_cast<std::uint64_t>(ring_spread_ms + 1));
    if (failures_ == 0) due_ms_ = std::min(due_ms_, std::max(now_ms, last_end_ms_ + between_rings_ms) + chance);
}

} // namespace krug::sync
