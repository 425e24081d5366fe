#include "kiosk/optics/films.hpp"

#include <fstream>
#include <memory>
#include <stdexcept>
#include <turbojpeg.h>

namespace krug::optics {
namespace {

std::string text_of(const std::vector<std::uint8_t>& bytes) { return {bytes.begin(), bytes.end()}; }

} // namespace

std::string pgm_of(const scanner::grey_picture& picture) {
    return "P5\n# a ticket\n" + std::to_string(picture.width) + " " + std::to_string(picture.height) + "\n255\n" +
           text_of(picture.pixels);
}

std::string jpeg_of(const scanner::grey_picture& picture) {
    std::vector<std::uint8_t> colours;
    for (const auto pixel : picture.pixels) colours.insert(colours.end(), 3, pixel);
    const std::unique_ptr<void, int (*)(void*)> writer(::tjInitCompress(), ::tjDestroy);
    unsigned char* made = nullptr;
    unsigned long size = 0;
    if (!writer || ::tjCompress2(writer.get(), colours.data(), picture.width, 0, picture.height, TJPF_RGB, &made, &size,
                                 TJSAMP_422, 85, 0) != 0)
        throw std::runtime_error("no JPEG");
    std::string bytes(reinterpret_cast<const char*>(made), size);
    ::tjFree(made);
    return bytes;
}

std::string film_head(int width, int height) {
    return "YUV4MPEG2 W" + std::to_string(width) + " H" + std::to_string(height) + " F30:1 Ip A1:1 C420jpeg\n";
}

std::string film_frame(const scanner::grey_picture& picture) {
    const auto quarter = static_cast<std::size_t>((picture.width + 1) / 2) * static_cast<std::size_t>((picture.height + 1) / 2);
    return "FRAME\n" + text_of(picture.pixels) + std::string(2 * quarter, '\x80');
}

void write_file(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace krug::optics
