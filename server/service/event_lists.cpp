#include "domain/search_key.hpp"
#include "ground/clock.hpp"
#include "service/event_office.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/programme_store.hpp"
#include "store/session_store.hpp"
#include "store/venue_store.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <set>

namespace krug::service {

using store::transaction;

namespace {

/// Where a line stands in a list: what has no date at all comes last in either direction.
struct place {
    bool dated = false;
    std::int64_t at = 0;
    std::int64_t id = 0;
    bool operator==(const place&) const = default;
};

std::optional<int> number_in(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

/// The first second of "2020", "2020-08" or "2020-08-14", in UTC: for the order of a list that is near enough.
std::optional<std::int64_t> start_of(std::string_view period) {
    if (period.size() < 4) return std::nullopt;
    const auto year = number_in(period.substr(0, 4));
    const auto month = period.size() >= 7 ? number_in(period.substr(5, 2)) : std::optional(1);
    const auto day = period.size() >= 10 ? number_in(period.substr(8, 2)) : std::optional(1);
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_seconds{std::chrono::sys_days{date}}.time_since_epoch().count();
}

place place_of(const store::event_row& row) {
    const auto at = row.time.starts_at ? row.time.starts_at : start_of(row.time.period);
    return {at.has_value(), at.value_or(0), row.id.value};
}

bool comes_before(const place& left, const place& right, bool nearest_first) {
    if (left.dated != right.dated) return left.dated;
    if (left.at != right.at) return nearest_first ? left.at < right.at : left.at > right.at;
    return nearest_first ? left.id < right.id : left.id > right.id;
}

std::string write_cursor(const place& last) {
    return (last.dated ? "d" : "u") + std::to_string(last.at) + "." + std::to_string(last.id);
}

std::optional<place> read_cursor(std::string_view text) {
    place read;
    if (text.empty() || (text.front() != 'd' && text.front() != 'u')) return std::nullopt;
    read.dated = text.front() == 'd';
    const auto* end = text.data() + text.size();
    const auto at = std::from_chars(text.data() + 1, end, read.at);
    if (at.ec != std::errc{} || at.ptr == end || *at.ptr != '.') return std::nullopt;
    const auto id = std::from_chars(at.ptr + 1, end, read.id);
    if (id.ec != std::errc{} || id.ptr != end) return std::nullopt;
    return read;
}

/// "2020-10" of the event where it is held; "" when the month is not known.
std::string month_of(const store::event_row& row, const month_reader& month_at) {
    if (row.time.starts_at) return month_at ? month_at(*row.time.starts_at, row.time.timezone) : std::string();
    return row.time.period.size() >= 7 ? row.time.period.substr(0, 7) : std::string();
}

bool is_upcoming(const store::event_row& row, ground::utc_seconds now) {
    const auto over = domain::over_at(row.time);
    return !over || *over > now;
}

class matcher {
public:
    matcher(const event_filter& filter, ground::utc_seconds now)
        : filter_(filter), now_(now), variants_(domain::search_variants(filter.text)),
          hopeless_(!filter.text.empty() && variants_.empty()) {}

    bool operator()(const store::event_row& row) const {
        if (hopeless_) return false;
        if (filter_.kind && row.kind != *filter_.kind) return false;
        if (!filter_.city.empty() && row.city != filter_.city) return false;
        if (filter_.upcoming_only && !is_upcoming(row, now_)) return false;
        if (filter_.only_free_seats && row.seats.free() == 0) return false;
        if (!filter_.month.empty() && month_of(row, filter_.month_at) != filter_.month) return false;
        return variants_.empty() || is_named_in(row);
    }

private:
    bool is_named_in(const store::event_row& row) const {
        const auto key = domain::search_key(row.title + " " + row.summary + " " + row.venue_name);
        return std::any_of(variants_.begin(), variants_.end(),
                           [&](const auto& each) { return key.find(each) != key.npos; });
    }

    const event_filter& filter_;
    ground::utc_seconds now_;
    std::vector<std::string> variants_;
    bool hopeless_; ///< a text of which nothing is left to look for, such as "—"
};

event_line line_of(store::event_row&& row) {
    event_line line;
    line.id = row.id;
    line.owner = row.owner;
    line.slug = std::move(row.slug);
    line.title = std::move(row.title);
    line.summary = std::move(row.summary);
    line.kind = row.kind;
    line.state = row.state;
    line.visibility = row.visibility;
    line.time = std::move(row.time);
    line.venue_name = std::move(row.venue_name);
    line.city = std::move(row.city);
    line.age_mark = row.age_mark;
    line.admission = std::move(row.admission);
    line.seats = row.seats;
    line.confirmed = row.seats.taken - row.held;
    return line;
}

event_page page_of(std::vector<store::event_row> rows, const event_filter& filter, ground::utc_seconds now) {
    const bool nearest_first = filter.upcoming_only;
    const auto after = read_cursor(filter.cursor);
    if (!filter.cursor.empty() && !after) return {}; // not a cursor of ours: nothing comes after it
    const matcher matches(filter, now);
    std::erase_if(rows, [&](const auto& row) {
        return !matches(row) || (after && !comes_before(*after, place_of(row), nearest_first));
    });
    std::sort(rows.begin(), rows.end(), [&](const auto& left, const auto& right) {
        return comes_before(place_of(left), place_of(right), nearest_first);
    });
    const auto limit = static_cast<std::size_t>(std::clamp(filter.limit, 1, 500));
    event_page page;
    if (rows.size() > limit) {
        page.next = write_cursor(place_of(rows[limit - 1]));
        rows.resize(limit);
    }
    for (auto& row : rows) page.items.push_back(line_of(std::move(row)));
    return page;
}

/// At work an event shows to those who have something to do there.
bool works_at(const domain::actor& who, const store::event_row& row) {
    using enum domain::action;
    if (who.kind == domain::actor_kind::system || who.kind == domain::actor_kind::shell) return true;
    constexpr std::array work{edit_event, check_in, see_names, see_statistics, export_list};
    return std::any_of(work.begin(), work.end(),
                       [&](domain::action what) { return domain::may(who.assignments, what, row.owner, row.id); });
}

std::optional<event_view> view_of(transaction& tx, domain::event_id id) {
    auto event = store::find_event(tx, id);
    if (!event) return std::nullopt;
    event_view view;
    if (auto owner = store::find_organisation(tx, event->owner)) view.owner = std::move(*owner);
    if (event->venue) view.venue = store::find_venue(tx, *event->venue);
    view.changed_at = std::max(event->created_at, store::event_changed_at(tx, id));
    const auto is_public = [&](const domain::event& other) {
        return other.state != domain::event_state::draft &&
               (other.visibility == domain::event_visibility::listed || event->visibility == domain::event_visibility::unlisted);
    };
    for (const auto& link : event->links)
        if (const auto other = store::find_event(tx, link.other); other && !is_public(*other)) view.private_links.push_back(link.other);
    if (event->parent) {
        if (auto parent = store::find_event(tx, *event->parent)) {
            view.parent_is_public = is_public(*parent);
            view.parent_title = std::move(parent->text.title);
            view.parent_slug = std::move(parent->slug);
        }
    }
    for (auto& child : store::children_of(tx, id)) {
        if (child.state == domain::event_state::cancelled) continue;
        const bool is_listed = child.state != domain::event_state::draft && child.visibility == domain::event_visibility::listed;
        view.children.push_back({child.id, std::move(child.slug), std::move(child.title), child.kind, std::move(child.time), is_listed});
    }
    const auto seats = store::seats_of(tx, id);
    const auto of_scope = [&](domain::session_id scope) {
        const auto found = std::find_if(seats.begin(), seats.end(), [&](const auto& each) { return each.scope == scope; });
        return found == seats.end() ? domain::seat_count{} : found->seats;
    };
    view.seats = of_scope({});
    for (auto& session : store::sessions_of(tx, id)) {
        const auto scope = session.id;
        view.sessions.push_back({std::move(session), of_scope(scope)});
    }
    view.event = std::move(*event);
    return view;
}

} // namespace

std::optional<event_view> event_office::find_event(domain::event_id id) {
    return database_.read([&](transaction& tx) { return view_of(tx, id); });
}

std::optional<event_view> event_office::find_event_by_slug(std::string_view slug) {
    return database_.read([&](transaction& tx) -> std::optional<event_view> {
        const auto id = store::find_event_by_slug(tx, slug);
        return id ? view_of(tx, *id) : std::nullopt;
    });
}

event_page event_office::list_public_events(const event_filter& filter) {
    return page_of(database_.read([](transaction& tx) { return store::event_rows(tx, true); }), filter, clock_.now());
}

event_page event_office::list_staff_events(const domain::actor& by, const event_filter& filter) {
    auto rows = database_.read([](transaction& tx) { return store::event_rows(tx, false); });
    std::erase_if(rows, [&](const auto& row) { return !works_at(by, row); });
    return page_of(std::move(rows), filter, clock_.now());
}

event_office::filter_choices event_office::public_filter_choices(const month_reader& month_at) {
    std::set<std::string> cities, months;
    for (const auto& row : database_.read([](transaction& tx) { return store::event_rows(tx, true); })) {
        if (!row.city.empty()) cities.insert(row.city);
        if (auto month = month_of(row, month_at); !month.empty()) months.insert(std::move(month));
    }
    return {{cities.begin(), cities.end()}, {months.begin(), months.end()}};
}

} // namespace krug::service
