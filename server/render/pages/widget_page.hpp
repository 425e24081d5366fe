// The frame that other sites show of an event, and the organisers' page that hands out its code.
// Filled and rendered by web/widget_pages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// "/e/{slug}/widget", in a frame of its own without header and footer.
struct widget_view {
    std::string title;
    std::string text_lang; ///< language of the title if it differs from the page; "" otherwise
    std::string when;
    std::string place;
    std::string seats; ///< "" = no limit
    std::string note;  ///< why nobody can register now; "" = nothing to say
    bool is_cancelled = false, is_over = false;
    std::string url;   ///< absolute, opens outside the frame
    std::string label; ///< of the button
};
BOOST_DESCRIBE_STRUCT(widget_view, (), (title, text_lang, when, place, seats, note, is_cancelled, is_over, url, label))
std::string render_page(const page_engine& engine, const page_frame& frame, const widget_view& view);

/// "/work/events/{id}/share".
struct share_view {
    std::string event_url;    ///< absolute
    std::string script_code;  ///< to be pasted into a page
    std::string frame_code;   ///< the same without a script
    std::string calendar_url; ///< "" = no instant is known
    std::string widget_url;
    std::string sites;        ///< whose pages may show it; "" = nobody's yet
    bool is_draft = false;
};
BOOST_DESCRIBE_STRUCT(share_view, (), (event_url, script_code, frame_code, calendar_url, widget_url, sites, is_draft))
std::string render_page(const page_engine& engine, const work_frame& frame, const share_view& view);

} // namespace krug::render
