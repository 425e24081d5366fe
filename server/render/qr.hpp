// QR symbols: text in, black modules out, as SVG or PNG. Always black on white with 4 quiet modules around,
// whatever the theme (readers miss inverted codes). For web, mail and the paper documents of this room.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krug::render {

/// Error correction (ISO/IEC 18004): medium for screen and mail, quartile for paper that is folded or wet.
enum class qr_level { medium = 1, quartile = 2 };

/// Modules the standard wants around a symbol.
inline constexpr int qr_quiet_modules = 4;

/// A square of modules without its quiet zone. Value; safe to copy and share.
class qr_symbol {
public:
    qr_symbol(int version, int width, std::vector<bool> modules)
        : version_(version), width_(width), modules_(std::move(modules)) {}
    int version() const { return version_; }
    /// Modules a side: 17 + 4 * version.
    int width() const { return width_; }
    /// 0 <= column, row < width().
    bool is_dark(int column, int row) const {
        return modules_[static_cast<std::size_t>(row) * static_cast<std::size_t>(width_) +
                        static_cast<std::size_t>(column)];
    }

private:
    int version_;
    int width_;
    std::vector<bool> modules_;
};

/// The smallest symbol that holds `text`. Digits only are packed in numeric mode (246 digits at level medium
/// are version 6); other printable ASCII (enrolment, certificate addresses) goes in byte mode. Throws
/// std::invalid_argument, without the text, when it is empty, too long or not printable ASCII.
qr_symbol encode_qr(std::string_view text, qr_level level);

/// What a reader who cannot see the picture is told. `id` makes the elements' ids unique on a page
/// (letters, digits, '-'); `title` and `description` are plain text in the page's language.
struct qr_label {
    std::string id;
    std::string title;
    std::string description;
};

/// A whole <svg> element with xmlns, role="img", title and desc; a white card, one black path; scales freely.
std::string write_qr_svg(const qr_symbol& symbol, const qr_label& label);

/// PNG bytes, `pixels_per_module` in 1..64 (std::invalid_argument outside), quiet zone included.
std::string write_qr_png(const qr_symbol& symbol, int pixels_per_module);

} // namespace krug::render
