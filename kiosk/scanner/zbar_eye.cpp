#include "scanner/eyes.hpp"

#include <zbar.h>

#include <new>

namespace krug::scanner {

struct zbar_eye::inside {
    zbar::zbar_image_scanner_t* scanner = zbar::zbar_image_scanner_create();
    zbar::zbar_image_t* image = zbar::zbar_image_create();
};

zbar_eye::zbar_eye(bool bars) : inside_(std::make_unique<inside>()) {
    if (inside_->scanner == nullptr || inside_->image == nullptr) throw std::bad_alloc();
    const auto set = [this](zbar::zbar_symbol_type_t kind, zbar::zbar_config_t what, int value) {
        zbar::zbar_image_scanner_set_config(inside_->scanner, kind, what, value);
    };
    set(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
    set(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
    if (bars) {
        set(zbar::ZBAR_EAN13, zbar::ZBAR_CFG_ENABLE, 1);
        set(zbar::ZBAR_CODE128, zbar::ZBAR_CFG_ENABLE, 1);
    }
    set(zbar::ZBAR_NONE, zbar::ZBAR_CFG_TEST_INVERTED, 1);
    zbar::zbar_image_set_format(inside_->image, zbar_fourcc('Y', '8', '0', '0'));
}

zbar_eye::~zbar_eye() {
    zbar::zbar_image_destroy(inside_->image);
    zbar::zbar_image_scanner_destroy(inside_->scanner);
}

std::vector<seen_code> zbar_eye::codes(const grey_picture& picture) {
    auto* image = inside_->image;
    zbar::zbar_image_set_size(image, static_cast<unsigned>(picture.width), static_cast<unsigned>(picture.height));
    // ZBar only reads; without a handler it never frees what is ours.
    zbar::zbar_image_set_data(image, picture.pixels.data(), picture.pixels.size(), nullptr);
    std::vector<seen_code> found;
    if (zbar::zbar_scan_image(inside_->scanner, image) <= 0) return found;
    for (const auto* symbol = zbar::zbar_image_first_symbol(image); symbol != nullptr;
         symbol = zbar::zbar_symbol_next(symbol)) {
        seen_code code{{zbar::zbar_symbol_get_data(symbol), zbar::zbar_symbol_get_data_length(symbol)}, 0, 0};
        const int corners = static_cast<int>(zbar::zbar_symbol_get_loc_size(symbol));
        for (int corner = 0; corner < corners; ++corner) {
            code.x += zbar::zbar_symbol_get_loc_x(symbol, static_cast<unsigned>(corner)) / corners;
            code.y += zbar::zbar_symbol_get_loc_y(symbol, static_cast<unsigned>(corner)) / corners;
        }
        if (!code.text.empty()) found.push_back(std::move(code));
    }
    return found;
}

} // namespace krug::scanner
