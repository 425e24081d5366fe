// What an organiser's first page and a grant report count: an event in figures, an organisation's events in a period.
// Called by web; reads only.
#pragma once

#include "service/attendance_office.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace krug::service {

struct named_count {
    std::string name;
    std::int64_t registered = 0;
    std::int64_t attended = 0;
    std::int64_t number = 0;  ///< of the category or table
    bool is_small = false;    ///< a group too small to be named: registered and attended are 0 then
};
struct answer_figures {
    std::string field; ///< key of the form's field
    std::vector<named_count> rows; ///< registered only
};

struct event_figures {
    live_counts live;
    std::int64_t unconfirmed = 0, declined = 0, expired = 0;
    std::int64_t unique = 0;                ///< people who came, once per e-mail or full name
    std::optional<std::int64_t> first_time; ///< of them, who had been to no earlier event of the organisation; none = there was none
    struct day {
        std::int64_t number = 0; ///< local day since 1970-01-01
        std::int64_t count = 0;  ///< registrations of that day, whatever became of them
    };
    std::vector<day> sign_ups;  ///< days without any left out
    std::vector<named_count> by_category, by_table;
    std::vector<named_count> by_organisation; ///< the largest, then one without a name for all others
    std::vector<answer_figures> by_answer;    ///< fields with a few values only; small groups are not named
    std::vector<named_count> by_need;         ///< codes; registered only; small groups are not named
};

struct period_figures {
    struct row {
        domain::event_id event;
        std::string title, timezone;
        bool is_cancelled = false;
        ground::utc_seconds starts_at = 0;
        std::optional<std::int64_t> planned; ///< seats
        std::int64_t registered = 0, attended = 0, unique = 0, first_time = 0;
    };
    std::vector<row> events; ///< by start
    /// People are counted once over all events; `planned` sums what is stated, none when nothing is.
    row all;
    bool is_cut = false; ///< there were more events than may be shown
};

/// Seconds east of Greenwich where the event is, at that instant. Whoever knows the time zones brings it.
using offset_reader = std::function<int(ground::utc_seconds at)>;

class figures_office {
public:
    static constexpr int events_most = 500;        ///< of one period
    static constexpr std::size_t named_most = 15;  ///< organisations that are named
    static constexpr std::size_t values_most = 40; ///< a field with more values is free text and not counted

    figures_office(store::database& database, ground::clock& clock, attendance_office& attendance, key_office& keys);
    ~figures_office();

    /// Kept in memory for a few events and carried on from what has changed since, checked against the sum of all
    /// versions. Who had been to earlier events is looked up again after ten minutes.
    event_figures of_event(domain::event_id event, domain::organisation_id owner, const offset_reader& offset);
    /// Events that begin in [from, until). First-time is asked of all earlier events of the organisation. Who came to an
    /// event is kept in memory until a scan or a registration of it changes.
    period_figures of_period(domain::organisation_id owner, ground::utc_seconds from, ground::utc_seconds until);

private:
    struct memory;
    store::database& database_;
    ground::clock& clock_;
    attendance_office& attendance_;
    key_office& keys_;
    std::unique_ptr<memory> memory_;
};

} // namespace krug::service
