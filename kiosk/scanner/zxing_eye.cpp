#include "scanner/eyes.hpp"

// The reader's headers define macros, and without this one they complain of their own past.
#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

namespace krug::scanner {

std::vector<seen_code> zxing_codes(const grey_picture& picture, const zxing_way& way) {
    ZXing::BarcodeFormats formats = ZXing::BarcodeFormat::QRCode;
    if (way.bars) formats |= ZXing::BarcodeFormat::EAN13 | ZXing::BarcodeFormat::Code128;
    ZXing::DecodeHints hints;
    hints.setFormats(formats);
    hints.setTryHarder(way.harder);
    hints.setTryDownscale(way.harder);
    hints.setTryRotate(way.bars); // a QR code is found whichever way it lies
    hints.setBinarizer(way.by == threshold::local ? ZXing::Binarizer::LocalAverage : ZXing::Binarizer::GlobalHistogram);
    const ZXing::ImageView view(picture.pixels.data(), picture.width, picture.height, ZXing::ImageFormat::Lum);
    std::vector<seen_code> found;
    for (const auto& result : ZXing::ReadBarcodes(view, hints)) {
        if (!result.isValid()) continue;
        const auto& corners = result.position();
        seen_code code{result.text(), 0, 0};
        for (const auto& corner : corners) {
            code.x += corner.x / 4;
            code.y += corner.y / 4;
        }
        if (!code.text.empty()) found.push_back(std::move(code));
    }
    return found;
}

} // namespace krug::scanner
