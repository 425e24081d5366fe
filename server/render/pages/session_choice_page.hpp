// Choosing sessions afterwards: the same rows on a guest's own page and on the organisers' page about a guest.
// Filled by web/session_choice_form, rendered as part of registration_page and by web/attendee_sessions.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// One session. Form fields: session = value (check box), leaves_{value} = number of the session whose seat is given back
/// for it, "" = none.
struct session_wish {
    std::string value;
    std::string time; ///< "15:40–16:20"
    std::string title;
    std::string room;
    std::string seats; ///< "6 мест из 24"; "" = no limit
    std::string label; ///< "свободно", "заполняется", "мест нет"
    bool is_free = false, is_filling = false, is_full = false;
    bool is_selected = false;
    bool is_seated = false;  ///< has a seat here
    bool is_waiting = false; ///< stands in line
    std::string place;       ///< "место в очереди 3"
    bool is_over = false;    ///< cannot be chosen any more
    bool is_wrong = false;
    std::vector<choice> leaves; ///< what could be given back for it; empty = it need not be asked for so
};
BOOST_DESCRIBE_STRUCT(session_wish, (),
                      (value, time, title, room, seats, label, is_free, is_filling, is_full, is_selected, is_seated, is_waiting,
                       place, is_over, is_wrong, leaves))

struct session_choice_form {
    std::string action; ///< POST; "" = nothing to choose
    std::string error;  ///< what must be mended before it is saved; "" = nothing
    std::string note;   ///< what to know: sessions that run together
    bool is_saved = false;
    bool is_open = false; ///< shown without being asked for
    std::vector<session_wish> wishes;
};
BOOST_DESCRIBE_STRUCT(session_choice_form, (), (action, error, note, is_saved, is_open, wishes))

/// "/work/events/{event}/people/{registration}/sessions".
struct attendee_sessions_view {
    std::string person;
    std::string status;
    std::string back_url;
    session_choice_form form;
};
BOOST_DESCRIBE_STRUCT(attendee_sessions_view, (), (person, status, back_url, form))
std::string render_page(const page_engine& engine, const work_frame& frame, const attendee_sessions_view& view);

} // namespace krug::render
