// The page that says, before many registrations are changed at once, what that would do.
// Filled and rendered by web/attendee_pages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// Shown in answer to POST "/work/events/{id}/people". Its form posts to the same address with the same fields and sure=yes.
struct bulk_view {
    std::string action;
    std::string back_url;
    std::string title;   ///< «Отменить участие?»
    std::string problem; ///< why it did not happen; "" = asked for the first time
    std::vector<fact> consequences; ///< label = what, value = how many
    std::vector<fact> warnings;     ///< label = the warning
    std::string undo;               ///< how it can be taken back; "" = it cannot
    std::vector<hidden_field> hidden;
    std::string button;  ///< «Отменить участие: 12»; "" = there is nothing to do
    bool is_dangerous = false;
    std::vector<choice> reasons; ///< asked when people are declined; the field `reason` takes one's own words
};
BOOST_DESCRIBE_STRUCT(bulk_view, (),
                      (action, back_url, title, problem, consequences, warnings, undo, hidden, button, is_dangerous, reasons))
std::string render_page(const page_engine& engine, const work_frame& frame, const bulk_view& view);

} // namespace krug::render
