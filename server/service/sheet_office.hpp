// Paper sign-in sheets that come back: each printed sheet has a number and remembers who stands in which row, so that
// staff enter the rows that were signed into the same log as the doors.
// Called by web (sheet pages).
#pragma once

#include "domain/registration.hpp"
#include "domain/staff.hpp"
#include "service/check_in_office.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace krug::service {

class key_office;

/// Rows of one printed sheet.
inline constexpr std::size_t paper_rows_max = 500;

struct paper_sheet {
    std::int64_t number = 0; ///< printed on it; 1, 2, … in the event
    domain::session_id session; ///< 0 = the whole event
    ground::utc_seconds printed_at = 0;
    std::int64_t rows = 0;
    std::int64_t marked = 0; ///< of them entered and not taken back
};

struct paper_row {
    int row = 0; ///< 1, 2, …
    domain::registration_id who;
    domain::person_name name; ///< empty when the data was destroyed
    std::string organisation;
    std::string scan_id;      ///< of the mark entered from this row; "" = none that stands
    bool came_otherwise = false; ///< a door, or another sheet, has let them in there already
};

class sheet_office {
public:
    sheet_office(store::database& database, ground::clock& clock, key_office& keys, zone_offset offset);

    /// Remembers who stands in which row of one sheet, at most paper_rows_max, and gives it the event's next number.
    /// Refuses with not_found, invalid (rows: out_of_range).
    domain::result<std::int64_t> keep_sheet(const domain::actor& by, domain::event_id event, domain::session_id session,
                                            std::span<const domain::registration_id> rows);
    /// Latest first, at most `most`.
    std::vector<paper_sheet> sheets(domain::event_id event, int most);
    struct sheet_view {
        paper_sheet sheet;
        std::vector<paper_row> rows;
    };
    std::optional<sheet_view> find(domain::event_id event, std::int64_t number);

    struct entered {
        std::int64_t fresh = 0;   ///< marks that were not there
        std::int64_t already = 0; ///< rows whose guest had come in there, by a door or by this sheet
    };
    /// Lets in, at `signed_ms`, whoever stands in these rows: one record each, its source the sheet and row. A row that was
    /// entered before changes nothing; after an undo it may be entered again. All rows or none.
    /// Refuses with not_found, invalid (rows: out_of_range for a row the sheet does not have; signed_at: out_of_range when
    /// it lies in the future or more than a day before the sheet was printed), wrong_state (no admission point serves the sheet's session or the whole event).
    domain::result<entered> enter(const domain::actor& by, domain::event_id event, std::int64_t sheet, std::span<const int> rows,
                                  std::int64_t signed_ms);

private:
    store::database& database_;
    ground::clock& clock_;
    key_office& keys_;
    zone_offset offset_;
};

} // namespace krug::service
