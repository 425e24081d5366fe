// Two readers of codes that fail on different pictures, each behind one function: their headers stay in one file each.
// code_finder asks them in turn; the optics rig compares them.
#pragma once

#include "scanner/picture.hpp"

#include <memory>
#include <string>
#include <vector>

namespace krug::scanner {

/// QR codes, EAN-13 and Code 128, nothing else.
struct seen_code {
    std::string text; ///< UTF-8
    int x = 0, y = 0; ///< its middle, in pixels from the top left corner
};

/// How ZXing tells black from white.
enum class threshold : std::uint8_t {
    local = 1, ///< by the surroundings of each pixel
    whole = 2  ///< by one valley of the whole picture's histogram
};
struct zxing_way {
    threshold by = threshold::local;
    bool bars = false;   ///< EAN-13 and Code 128 too
    bool harder = false; ///< more lines of the picture, and smaller copies of it
};
std::vector<seen_code> zxing_codes(const grey_picture& picture, const zxing_way& way);

/// Keeps ZBar's memory between frames. One thread at a time.
class zbar_eye {
public:
    explicit zbar_eye(bool bars);
    ~zbar_eye();
    /// Light on dark as well, when nothing was found the other way.
    std::vector<seen_code> codes(const grey_picture& picture);

private:
    struct inside;
    std::unique_ptr<inside> inside_;
};

} // namespace krug::scanner
