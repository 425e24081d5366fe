#include "domain/stays.hpp"

#include <algorithm>

namespace krug::domain {

namespace {

constexpr std::int64_t day_ms = 86'400'000;
constexpr std::int64_t night_ms = 6 * 3'600'000;   ///< a gap between sessions as long as this is a night, not a break
constexpr std::int64_t stay_max_ms = 12 * 3'600'000; ///< of one without an exit, where nobody knows about nights

const admission_point_rules* find_point(const std::vector<admission_point_rules>& points, admission_point_id wanted) {
    const auto found = std::find_if(points.begin(), points.end(), [&](const auto& each) { return each.id == wanted; });
    return found == points.end() ? nullptr : &*found;
}

bool serves(const admission_point_rules* point, session_id session) {
    return point != nullptr && std::find(point->sessions.begin(), point->sessions.end(), session) != point->sessions.end();
}

/// Joined where less than `gap_ms` lies between two.
std::vector<time_span> joined(std::vector<time_span> spans, std::int64_t gap_ms) {
    std::sort(spans.begin(), spans.end(), [](const auto& left, const auto& right) { return left.from_ms < right.from_ms; });
    std::vector<time_span> all;
    for (const auto& each : spans) {
        if (!all.empty() && each.from_ms - all.back().until_ms < gap_ms) all.back().until_ms = std::max(all.back().until_ms, each.until_ms);
        else all.push_back(each);
    }
    return all;
}

/// When a stay is over that nobody saw end; nothing when nobody knows.
std::optional<std::int64_t> closing_of(const admission_point_rules* door, std::int64_t from_ms, const event_hours& hours) {
    std::optional<std::int64_t> of_session;
    if (door != nullptr)
        for (const auto& [session, span] : hours.sessions)
            if (span.until_ms > from_ms && serves(door, session) && (!of_session || span.until_ms < *of_session)) of_session = span.until_ms;
    if (of_session) return of_session;
    for (const auto& day : hours.days) {
        if (day.until_ms <= from_ms) continue;
        if (day.until_ms == no_end_ms) return std::nullopt;
        return day.until_ms - day.from_ms > day_ms ? std::min(day.until_ms, from_ms + stay_max_ms) : day.until_ms;
    }
    return from_ms;
}

std::int64_t overlap(const std::vector<time_span>& spans, const std::vector<time_span>& hours) {
    std::int64_t sum = 0;
    for (const auto& span : spans)
        for (const auto& each : hours)
            sum += std::max<std::int64_t>(std::min(span.until_ms, each.until_ms) - std::max(span.from_ms, each.from_ms), 0);
    return sum;
}

bool touches(const stay& one, const std::vector<time_span>& hours) {
    return std::any_of(hours.begin(), hours.end(), [&](const auto& each) { return one.from_ms < each.until_ms && one.until_ms > each.from_ms; });
}

template <class Counts> time_present measured(const std::vector<stay>& stays, const std::vector<time_span>& hours, Counts counts) {
    time_present found;
    std::vector<time_span> spans;
    for (const auto& each : stays) {
        if (!counts(each)) continue;
        found.has_unknown_end = found.has_unknown_end || each.has_unknown_end;
        if (!touches(each, hours)) continue;
        found.is_assumed = found.is_assumed || each.is_assumed;
        found.is_going_on = found.is_going_on || each.is_going_on;
        spans.push_back({each.from_ms, each.until_ms});
    }
    found.present_ms = overlap(joined(std::move(spans), 1), hours);
    for (const auto& each : hours) found.whole_ms += each.until_ms - each.from_ms;
    if (hours.back().until_ms == no_end_ms) found.whole_ms = 0;
    return found;
}

/// Walks along the scans of one guest.
class walk {
public:
    walk(const std::vector<admission_point_rules>& points, bool moves, const event_hours& hours)
        : points_(points), moves_(moves), hours_(hours) {}

    void pass(const scan_fact& scan) {
        const auto* door = find_point(points_, scan.point);
        const int area = door != nullptr ? door->area : 0;
        const bool of_session = door != nullptr && !door->sessions.empty();
        const bool out = scan.kind == scan_kind::exit;
        std::erase_if(open_, [&](const place& known) {
            const bool same = known.area == area;
            const bool left = out ? same || !of_session : moves_ && of_session && known.of_session && !same;
            if (!left && !same) return false;
            end(known, scan.at_ms, left);
            return true;
        });
        if (!out) open_.push_back({area, of_session, scan.at_ms, scan.point});
    }

    std::vector<stay> finish(std::int64_t now_ms) {
        for (const auto& known : open_) {
            const auto closing = closing_of(find_point(points_, known.point), known.from_ms, hours_);
            stay last{known.from_ms, known.from_ms, known.point};
            if (!closing || now_ms < *closing) {
                last.is_going_on = closing.has_value();
                last.has_unknown_end = !closing;
                if (closing) last.until_ms = std::max(now_ms, known.from_ms);
            } else {
                last.until_ms = *closing;
                last.is_assumed = *closing > known.from_ms;
            }
            stays_.push_back(last);
        }
        std::sort(stays_.begin(), stays_.end(), [](const stay& left, const stay& right) {
            return left.from_ms != right.from_ms ? left.from_ms < right.from_ms : left.point < right.point;
        });
        return std::move(stays_);
    }

private:
    struct place {
        int area = 0;
        bool of_session = false;
        std::int64_t from_ms = 0;
        admission_point_id point;
    };

    /// `seen`: an exit, or a move that stands for one. Else it is another entry, before which the stay may have been over.
    void end(const place& known, std::int64_t at_ms, bool seen) {
        stay over{known.from_ms, at_ms, known.point};
        const auto closing = seen ? std::nullopt : closing_of(find_point(points_, known.point), known.from_ms, hours_);
        if (closing && *closing < at_ms) {
            over.until_ms = *closing;
            over.is_assumed = true;
        }
        stays_.push_back(over);
    }

    const std::vector<admission_point_rules>& points_;
    bool moves_;
    const event_hours& hours_;
    std::vector<place> open_;
    std::vector<stay> stays_;
};

} // namespace

std::int64_t event_hours::length_ms() const {
    std::int64_t sum = 0;
    for (const auto& each : days) {
        if (each.until_ms == no_end_ms) return 0;
        sum += each.until_ms - each.from_ms;
    }
    return sum;
}

event_hours hours_of(const event_time& time, const std::vector<session_times>& sessions) {
    event_hours hours;
    std::vector<time_span> spans;
    for (const auto& each : sessions) {
        if (each.starts_at == 0 || each.ends_at <= each.starts_at) continue;
        hours.sessions.push_back({each.id, {each.starts_at * 1000, each.ends_at * 1000}});
        spans.push_back(hours.sessions.back().second);
    }
    time_span whole{time.starts_at ? *time.starts_at * 1000 : -no_end_ms, no_end_ms};
    if (time.ends_at) whole.until_ms = *time.ends_at * 1000;
    if (!time.ends_at && time.starts_at)
        for (const auto& each : spans)
            if (whole.until_ms == no_end_ms || each.until_ms > whole.until_ms) whole.until_ms = each.until_ms;
    if (whole.until_ms <= whole.from_ms) whole.until_ms = no_end_ms;
    if (!spans.empty() && whole.until_ms != no_end_ms && whole.until_ms - whole.from_ms > day_ms) hours.days = joined(std::move(spans), night_ms);
    else hours.days = {whole};
    return hours;
}

std::vector<stay> derive_stays(const std::vector<scan_fact>& scans, const std::vector<admission_point_rules>& points, bool moves,
                               const event_hours& hours, std::int64_t now_ms) {
    walk along(points, moves, hours);
    for (const auto* scan : standing_passages(scans)) along.pass(*scan);
    return along.finish(now_ms);
}

std::optional<std::int64_t> time_present::percent() const {
    if (whole_ms <= 0) return std::nullopt;
    return std::min<std::int64_t>(present_ms * 100 / whole_ms, 100);
}

time_present time_at_event(const std::vector<stay>& stays, const event_hours& hours) {
    return measured(stays, hours.days, [](const stay&) { return true; });
}

std::optional<time_present> time_at_session(const std::vector<stay>& stays, const std::vector<admission_point_rules>& points,
                                            session_id session, const event_hours& hours) {
    if (std::none_of(points.begin(), points.end(), [&](const auto& each) { return serves(&each, session); })) return std::nullopt;
    const auto known = std::find_if(hours.sessions.begin(), hours.sessions.end(), [&](const auto& each) { return each.first == session; });
    const auto span = known == hours.sessions.end() ? hours.days : std::vector{known->second};
    auto found = measured(stays, span, [&](const stay& each) { return serves(find_point(points, each.point), session); });
    if (known == hours.sessions.end()) found.whole_ms = 0;
    return found;
}

} // namespace krug::domain
