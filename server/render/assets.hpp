// Style sheets, pictures and scripts that pages load, each under an address that changes with its content.
// Called by web (to serve them) and by the page engine (to name them).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace krug::render {

struct asset {
    std::string name;         ///< "krug.css"
    std::string url;          ///< "/assets/krug.0123456789abcdef.css"
    std::string content_type; ///< with charset where it is text
    std::string bytes;        ///< references to other assets already replaced by their addresses
    std::string pressed;      ///< the same by brotli, made at build; empty = not made
};

/// All of them; built at first use, then unchanged. Serve with Cache-Control: public, max-age=31536000,
/// immutable.
const std::vector<asset>& assets();

/// The address of one; throws std::logic_error for a name that is not there.
const std::string& asset_url(std::string_view name);

/// Whether a part that a build may lack is there: the phone's module, the camera's decoder.
bool has_asset(std::string_view name);

/// The asset behind an address, or nullptr.
const asset* find_asset(std::string_view url);

} // namespace krug::render
