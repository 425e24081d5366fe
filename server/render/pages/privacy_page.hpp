// Pages about what is known of a person: asking for it, seeing all of it, having it destroyed.
// Filled and rendered by web.
#pragma once

#include "render/pages/page_frame.hpp"
#include "render/pages/registration_form_page.hpp" // event_reminder

namespace krug::render {

/// "/r/{secret}/erase". POST action, field sure.
struct erase_view {
    event_reminder event;
    std::string action;
    std::string back_url;
    bool is_live = false; ///< a seat is given back with it
    std::string error;    ///< the box was not ticked; "" = first showing
};
BOOST_DESCRIBE_STRUCT(erase_view, (), (event, action, back_url, is_live, error))
std::string render_page(const page_engine& engine, const page_frame& frame, const erase_view& view);

/// Somebody that the search has found.
struct privacy_row {
    std::string url;
    std::string name; ///< or that the data was destroyed
    std::string attendee_no;
    std::string state;
};
BOOST_DESCRIBE_STRUCT(privacy_row, (), (url, name, attendee_no, state))

/// One act of destruction.
struct act_row {
    std::string number;
    std::string time;
    std::string whom;   ///< "участник 17", "38 человек"
    std::string what;   ///< the categories in words
    std::string reason;
    std::string who;
};
BOOST_DESCRIBE_STRUCT(act_row, (), (number, time, whom, what, reason, who))

/// "/work/events/{id}/privacy". POST search_action, field who.
struct privacy_view {
    std::string search_action;
    form_field who;
    bool is_searched = false;
    std::vector<privacy_row> found;
    std::string kept_until; ///< until when the data of this event may be kept, in words
    std::vector<act_row> acts;
    std::string acts_url; ///< the same as a file
};
BOOST_DESCRIBE_STRUCT(privacy_view, (), (search_action, who, is_searched, found, kept_until, acts, acts_url))
std::string render_page(const page_engine& engine, const work_frame& frame, const privacy_view& view);

/// Everything of one kind that is known about a person.
struct known_group {
    std::string title;
    std::vector<fact> facts;
};
BOOST_DESCRIBE_STRUCT(known_group, (), (title, facts))

/// "/work/events/{id}/people/{registration}/data". POST erase_action, field sure.
struct personal_data_view {
    std::string name;
    std::string attendee_no;
    std::string back_url;
    std::vector<known_group> groups;
    std::vector<privacy_row> others; ///< registrations of the same address
    std::string file_url;
    std::string erase_action; ///< "" = nothing left to destroy
    std::string erased_words; ///< "" = nothing was destroyed
    bool is_live = false;
    std::string error;
};
BOOST_DESCRIBE_STRUCT(personal_data_view, (),
                      (name, attendee_no, back_url, groups, others, file_url, erase_action, erased_words, is_live, error))
std::string render_page(const page_engine& engine, const work_frame& frame, const personal_data_view& view);

} // namespace krug::render
