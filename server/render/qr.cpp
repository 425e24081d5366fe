#include "render/qr.hpp"

#include <cairo.h>
#include <qrencode.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace krug::render {
namespace {

using library_symbol = std::unique_ptr<QRcode, decltype(&QRcode_free)>;
using library_input = std::unique_ptr<QRinput, decltype(&QRinput_free)>;

bool all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool printable_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string xml_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else if (static_cast<unsigned char>(c) >= 0x20) out += c;
        else out += ' ';
    }
    return out;
}

/// Runs of dark modules as relative path moves: a third of the bytes of one rectangle a module.
std::string dark_path(const qr_symbol& symbol) {
    std::string path;
    for (int row = 0; row < symbol.width(); ++row) {
        for (int column = 0; column < symbol.width();) {
            int end = column;
            while (end < symbol.width() && symbol.is_dark(end, row)) ++end;
            if (end == column) {
                ++column;
                continue;
            }
            const auto length = std::to_string(end - column);
            path += "M" + std::to_string(column + qr_quiet_modules) + " " + std::to_string(row + qr_quiet_modules) +
                    "h" + length + "v1h-" + length + "z";
            column = end;
        }
    }
    return path;
}

cairo_status_t append_bytes(void* out, const unsigned char* bytes, unsigned int count) {
    static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

} // namespace

qr_symbol encode_qr(std::string_view text, qr_level level) {
    if (text.empty() || !printable_ascii(text)) throw std::invalid_argument("QR text is empty or not printable ASCII");
    const auto library_level = level == qr_level::quartile ? QR_ECLEVEL_Q : QR_ECLEVEL_M;
    const library_input input(QRinput_new2(0, library_level), &QRinput_free);
    if (!input) throw std::bad_alloc();
    // One segment of a stated mode: the library's own splitting may change between versions, and with it the size.
    const auto mode = all_digits(text) ? QR_MODE_NUM : QR_MODE_8;
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    if (text.size() > 7000 || QRinput_append(input.get(), mode, static_cast<int>(text.size()), bytes) != 0)
        throw std::invalid_argument("QR text is too long");
    const library_symbol symbol(QRcode_encodeInput(input.get()), &QRcode_free);
    if (!symbol) throw std::invalid_argument("QR text is too long");
    const auto count = static_cast<std::size_t>(symbol->width) * static_cast<std::size_t>(symbol->width);
    std::vector<bool> modules(count);
    for (std::size_t i = 0; i < count; ++i) modules[i] = (symbol->data[i] & 1) != 0;
    return {symbol->version, symbol->width, std::move(modules)};
}

std::string write_qr_svg(const qr_symbol& symbol, const qr_label& label) {
    const auto side = std::to_string(symbol.width() + 2 * qr_quiet_modules);
    const auto id = xml_escaped(label.id);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side + "\" role=\"img\" aria-labelledby=\"" +
           id + "-title " + id + "-desc\"><title id=\"" + id + "-title\">" + xml_escaped(label.title) +
           "</title><desc id=\"" + id + "-desc\">" + xml_escaped(label.description) + "</desc><path fill=\"#fff\" d=\"M0 0h" + side +
           "v" + side + "H0z\"/><path fill=\"#000\" shape-rendering=\"crispEdges\" d=\"" + dark_path(symbol) + "\"/></svg>";
}

std::string write_qr_png(const qr_symbol& symbol, int pixels_per_module) {
    if (pixels_per_module < 1 || pixels_per_module > 64)
        throw std::invalid_argument("QR pixels per module out of range");
    const int side = (symbol.width() + 2 * qr_quiet_modules) * pixels_per_module;
    const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface(
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side), &cairo_surface_destroy);
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) throw std::bad_alloc();
    auto* pixels = cairo_image_surface_get_data(surface.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const int column = x / pixels_per_module - qr_quiet_modules;
            const int row = y / pixels_per_module - qr_quiet_modules;
            const bool inside = column >= 0 && row >= 0 && column < symbol.width() && row < symbol.width();
            const unsigned char shade = inside && symbol.is_dark(column, row) ? 0x00 : 0xFF;
            std::fill_n(pixels + static_cast<std::size_t>(y) * stride + static_cast<std::size_t>(x) * 4, 4, shade);
        }
    }
    cairo_surface_mark_dirty(surface.get());
    std::string png;
    if (cairo_surface_write_to_png_stream(surface.get(), append_bytes, &png) != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error("QR picture could not be written");
    return png;
}

} // namespace krug::render
