// The page "/scan": the volunteers' phone. The same for everybody, because a phone keeps it for when the network is away.
// Filled and rendered by web/scan_pages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

struct scan_view {
    std::string door_url;        ///< the phone's own door as WebAssembly; "" = this build has none
    std::string reader_url;      ///< worker script of the camera's decoder
    std::string decoder_url;     ///< the decoder it loads; "" = this build has no camera
    std::string decoder_wasm_url;
};
BOOST_DESCRIBE_STRUCT(scan_view, (), (door_url, reader_url, decoder_url, decoder_wasm_url))
std::string render_page(const page_engine& engine, const page_frame& frame, const scan_view& view);

} // namespace krug::render
