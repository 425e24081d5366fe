// Whom a list or a message is about, as the choices of a form.
// Filled by web; part of the pages of people and messages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// Form fields: state, attended, category, session, table, tag, reads, certified.
struct filter_fields {
    std::vector<choice> states, presences, categories, sessions, tables, tags, readers;
    bool certified = false;
};
BOOST_DESCRIBE_STRUCT(filter_fields, (), (states, presences, categories, sessions, tables, tags, readers, certified))

} // namespace krug::render
