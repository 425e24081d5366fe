// Pictures made of dots that pages carry in line: seat ring, date disc, round table, arrivals chart.
// Called by web when it fills a view; the result is SVG with classes of krug.css and no style attributes.
#pragma once

#include "render/page_engine.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace krug::render {

/// What a seat ring says. Numbers are not negative.
struct seat_count {
    std::int64_t taken = 0;
    std::int64_t total = 0;    ///< 0 = no limit: no ring is drawn
    std::int64_t expected = 0; ///< confirmed but not here yet; only the overview of the day uses it
};

/// Capacity ring with the number of free seats in the middle and a text for those who do not see it.
/// Above 120 seats a dot stands for several. Empty when total is 0. `captioned` = false leaves the middle
/// empty.
markup seat_ring(language lang, const seat_count& seats, bool captioned);

/// Ring of the day: arrived solid, expected hollow, free small; the middle says how many came of how many.
markup hall_ring(language lang, const seat_count& seats);

/// "6 мест", or "Мест нет".
std::string seats_free(language lang, const seat_count& seats);

/// Date disc: twelve month seats, the event's month taken. month is 1..12, day 0 = only the month is known;
/// `caption` stands under the number: "октября" (or the year when the day is not known).
markup date_disc(int day, int month, const std::string& caption);

/// Ring for the status pages.
enum class status_picture { taken, waiting, checking, given_back, none };
markup status_ring(status_picture picture);

/// Round table from above with its number; seats taken of total (1..24 seats are drawn).
markup round_table(language lang, int number, const seat_count& seats);

/// One column of the arrivals chart.
struct arrivals_column {
    std::string time; ///< "14:35"
    std::int64_t count = 0;
};

/// Column chart of dots (or bars when a column is over ten); labelled by a title, the numbers stand beside in
/// a table.
markup arrivals_chart(language lang, const std::vector<arrivals_column>& columns);

} // namespace krug::render
