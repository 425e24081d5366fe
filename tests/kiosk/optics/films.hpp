// Pictures as files and films, in the forms that the scanner reads.
// Tests and the optics rig.
#pragma once

#include "scanner/picture.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace krug::optics {

std::string pgm_of(const scanner::grey_picture& picture);
/// Quality 85, grey in all three colours, as a camera's MJPG frames are.
std::string jpeg_of(const scanner::grey_picture& picture);
/// The first line of a Y4M film of this size.
std::string film_head(int width, int height);
/// One frame of it; the colours are grey.
std::string film_frame(const scanner::grey_picture& picture);
void write_file(const std::filesystem::path& path, const std::string& bytes);

} // namespace krug::optics
