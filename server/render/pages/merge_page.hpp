// The organisers' pages of two registrations that may be one person's: the pairs, and one pair side by side.
// Filled and rendered by web.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

struct duplicate_row {
    std::string first;  ///< name and number
    std::string second;
    std::string why;    ///< «та же почта, похожее имя»
    std::string url;
};
BOOST_DESCRIBE_STRUCT(duplicate_row, (), (first, second, why, url))

/// "/work/events/{id}/people/duplicates".
struct duplicates_view {
    std::string back_url;
    std::string summary;
    std::vector<duplicate_row> pairs;
};
BOOST_DESCRIBE_STRUCT(duplicates_view, (), (back_url, summary, pairs))
std::string render_page(const page_engine& engine, const work_frame& frame, const duplicates_view& view);

/// One value of both. Form field `name` = kept or other.
struct merge_row {
    std::string name;
    std::string label;
    std::string kept;
    std::string other;
    bool is_same = false;
    bool takes_other = false; ///< ticked beforehand: the one that stays has nothing here
};
BOOST_DESCRIBE_STRUCT(merge_row, (), (name, label, kept, other, is_same, takes_other))

/// "/work/events/{id}/people/merge". POST action, fields kept, other (numbers), and those of the rows.
struct merge_view {
    std::string action;
    std::string back_url;
    std::string swap_url; ///< the other one stays; "" = it cannot
    std::string problem;
    std::string kept, other;           ///< numbers of the registrations
    std::string kept_title, other_title;
    std::string kept_state, other_state;
    std::vector<merge_row> rows;
    bool may_merge = false;
};
BOOST_DESCRIBE_STRUCT(merge_view, (),
                      (action, back_url, swap_url, problem, kept, other, kept_title, other_title, kept_state, other_state, rows, may_merge))
std::string render_page(const page_engine& engine, const work_frame& frame, const merge_view& view);

} // namespace krug::render
