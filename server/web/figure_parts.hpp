// The figures of an event as parts that a page shows with a plot and a file gives as rows: one source for both.
// overview_pages and figure_pages only.
#pragma once

#include "render/pages/attendance_page.hpp"
#include "render/pages/plots.hpp"
#include "service/figures_office.hpp"
#include "web/call.hpp"

#include <optional>
#include <string>
#include <vector>

namespace krug::web {

enum class figure_shape { line = 1, columns = 2, bars = 3 };

/// A row; a number that is not stated has no column in its part.
struct figure_line {
    std::string name;
    std::optional<std::int64_t> registered, attended;
    bool is_small = false; ///< a group too small to be named: «меньше 5»
};

struct figure_part {
    std::string id;    ///< stable: sign_ups, arrivals, sessions, tables, categories, organisations, needs, answer_KEY
    std::string title, name_head, registered_head, attended_head, summary;
    figure_shape shape = figure_shape::bars;
    std::int64_t limit = 0; ///< of a line: the seats
    std::vector<figure_line> rows;
};

/// Those that have anything to say. Needs stand among them for whoever may see needs or edits the event, in groups of
/// five and more.
std::vector<figure_part> figure_parts(const call& asked, const service::event_view& about, const service::event_figures& counted);

/// The part with its plot and its table, numbers in words of the reader.
render::figure_card figure_card_of(const call& asked, const figure_part& part);

/// The figures of the call's event, by the clock of its zone.
service::event_figures figures_of(const call& asked, const service::event_view& about);

} // namespace krug::web
