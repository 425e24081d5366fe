#include "render/badge_zpl.hpp"

#include <string_view>

namespace krug::render {

std::string write_zpl_label(const dot_picture& picture) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto row_bytes = (picture.width + 7) / 8;
    const auto size = std::to_string(picture.rows.size());
    std::string label = "^XA^PW" + std::to_string(picture.width) + "^LL" + std::to_string(picture.height) + "^LH0,0^FO0,0^GFA," +
                        size + "," + size + "," + std::to_string(row_bytes) + ",";
    label.reserve(label.size() + picture.rows.size() * 2 + 16);
    for (const char each : picture.rows) {
        const auto byte = static_cast<unsigned char>(each);
        label += digits[byte >> 4U];
        label += digits[byte & 15U];
    }
    return label + "^FS^PQ1^XZ\n";
}

} // namespace krug::render
