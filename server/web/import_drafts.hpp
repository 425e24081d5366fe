// Lists that were uploaded and not yet registered: in memory only, so that nothing of a file that nobody wanted stays on
// a disk. Few, small, for half an hour, each for who brought it. The import pages call it.
#pragma once

#include "domain/ids.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "spreadsheet/people_columns.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace krug::web {

struct import_draft {
    domain::event_id event;
    std::int64_t staff = 0;
    std::string file_name; ///< to be shown
    spreadsheet::table table;
    std::vector<spreadsheet::people_column> columns; ///< one a column of the table
};

class import_drafts {
public:
    static constexpr std::size_t drafts_max = 20, per_person_max = 2;
    static constexpr std::int64_t kept_ms = 30 * 60 * 1000;

    /// Keeps the draft under a name of 32 hex digits. A person's oldest gives way to a third, everybody's oldest to a
    /// twenty-first.
    std::string keep(import_draft draft, ground::randomness& random, const ground::clock& clock);
    /// Nothing when there is none of that name for this event and person, or its time is over.
    std::shared_ptr<const import_draft> find(const std::string& name, domain::event_id event, std::int64_t staff,
                                             const ground::clock& clock);
    /// Another mapping for the same table; does nothing when it is gone.
    void map(const std::string& name, std::vector<spreadsheet::people_column> columns);
    void drop(const std::string& name);

    /// Files are read one after the other: an unpacked workbook is large, and there may be many at the gate.
    std::mutex& reading() { return reading_; }

private:
    struct kept {
        std::shared_ptr<const import_draft> draft;
        std::int64_t at_ms = 0;
    };
    void forget_old(const ground::clock& clock);
    void drop_oldest(std::int64_t staff);

    std::mutex mutex_, reading_;
    std::map<std::string, kept> drafts_;
};

} // namespace krug::web
