// One label in the language of Zebra's printers: a picture, nothing else.
// For the badges of this room.
#pragma once

#include "render/paper.hpp"

namespace krug::render {

/// ZPL II, one label of the picture's size.
std::string write_zpl_label(const dot_picture& picture);

} // namespace krug::render
