#include "scanner/picture.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <png.h>
#include <string_view>
#include <turbojpeg.h>

namespace krug::scanner {
namespace {

using bytes = std::span<const std::uint8_t>;

void take_size(grey_picture& into, std::int64_t width, std::int64_t height) {
    check_size(width, height);
    into.width = static_cast<int>(width);
    into.height = static_cast<int>(height);
    into.pixels.resize(static_cast<std::size_t>(width * height));
}

void from_jpeg(bytes raw, grey_picture& into) {
    const std::unique_ptr<void, int (*)(void*)> reader(::tjInitDecompress(), ::tjDestroy);
    if (!reader) throw std::bad_alloc();
    int width = 0, height = 0, sampling = 0, space = 0;
    if (::tjDecompressHeader3(reader.get(), raw.data(), raw.size(), &width, &height, &sampling, &space) != 0)
        throw bad_picture("not a JPEG picture");
    take_size(into, width, height);
    // Straight to brightness: the colours are never computed. A frame that was cut short is a warning, its rest grey.
    if (::tjDecompress2(reader.get(), raw.data(), raw.size(), into.pixels.data(), width, width, height, TJPF_GRAY,
                        TJFLAG_FASTDCT) != 0 &&
        ::tjGetErrorCode(reader.get()) == TJERR_FATAL)
        throw bad_picture("a damaged JPEG picture");
}

void from_png(bytes raw, grey_picture& into) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    const std::unique_ptr<png_image, void (*)(png_image*)> freed(&image, ::png_image_free);
    if (::png_image_begin_read_from_memory(&image, raw.data(), raw.size()) == 0) throw bad_picture("not a PNG picture");
    take_size(into, image.width, image.height);
    image.format = PNG_FORMAT_GRAY;
    const png_color white{255, 255, 255}; // under what is transparent
    if (::png_image_finish_read(&image, &white, into.pixels.data(), 0, nullptr) == 0)
        throw bad_picture("a damaged PNG picture");
}

/// The next number of a PNM head; comments run to the end of their line.
std::int64_t next_number(std::string_view text, std::size_t& at) {
    for (;; ++at) {
        if (at < text.size() && text[at] == '#')
            while (at < text.size() && text[at] != '\n') ++at;
        if (at >= text.size()) throw bad_picture("not a PGM or PPM picture");
        if (text[at] >= '0' && text[at] <= '9') break;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
    if (error != std::errc{}) throw bad_picture("not a PGM or PPM picture");
    at = static_cast<std::size_t>(end - text.data());
    return number;
}

void from_pnm(bytes raw, grey_picture& into) {
    const std::string_view head(reinterpret_cast<const char*>(raw.data()), std::min<std::size_t>(raw.size(), 1024));
    const bool colour = head[1] == '6';
    std::size_t at = 2;
    const auto width = next_number(head, at);
    const auto height = next_number(head, at);
    if (next_number(head, at) != 255) throw bad_picture("a PGM or PPM picture of other than 8 bits");
    take_size(into, width, height);
    const std::size_t step = colour ? 3 : 1;
    ++at; // one blank ends the head
    if (raw.size() < at || (raw.size() - at) / step < into.pixels.size()) throw bad_picture("a PGM or PPM picture cut short");
    const auto* from = raw.data() + at;
    if (!colour) {
        std::copy_n(from, into.pixels.size(), into.pixels.begin());
        return;
    }
    for (auto& pixel : into.pixels) {
        pixel = static_cast<std::uint8_t>((77 * from[0] + 150 * from[1] + 29 * from[2]) >> 8);
        from += 3;
    }
}

void from_file(bytes raw, grey_picture& into) {
    const auto begins = [&](std::string_view with) {
        return raw.size() > with.size() && std::memcmp(raw.data(), with.data(), with.size()) == 0;
    };
    if (begins("\xff\xd8")) return from_jpeg(raw, into);
    if (begins("\x89PNG")) return from_png(raw, into);
    if (begins("P5") || begins("P6")) return from_pnm(raw, into);
    throw bad_picture("neither JPEG nor PNG, PGM or PPM");
}

} // namespace

void check_size(std::int64_t width, std::int64_t height) {
    if (width < 1 || height < 1 || width > picture_side_max || height > picture_side_max || width * height > picture_pixels_max)
        throw bad_picture("a picture of no or of too many pixels");
}

void to_grey(const raw_frame& frame, grey_picture& into) {
    switch (frame.form) {
    case frame_form::jpeg: return from_jpeg(frame.bytes, into);
    case frame_form::file: return from_file(frame.bytes, into);
    case frame_form::yuyv:
    case frame_form::luminance: break;
    }
    const std::size_t step = frame.form == frame_form::yuyv ? 2 : 1;
    take_size(into, frame.width, frame.height);
    if (frame.bytes.size() < into.pixels.size() * step) throw bad_picture("a frame cut short");
    for (std::size_t at = 0; at < into.pixels.size(); ++at) into.pixels[at] = frame.bytes[at * step];
}

} // namespace krug::scanner
