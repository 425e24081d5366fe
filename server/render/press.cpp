// A program of the build alone: writes a file pressed by brotli at its strongest.
#include <brotli/encode.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>

int main(int count, char** words) {
    if (count != 3) return 2;
    std::ifstream in(words[1], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::size_t size = BrotliEncoderMaxCompressedSize(bytes.size());
    std::string pressed(size, '\0');
    if (bytes.empty() || BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_GENERIC, bytes.size(),
                                               reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                               reinterpret_cast<std::uint8_t*>(pressed.data())) == BROTLI_FALSE)
        return 1;
    std::ofstream out(words[2], std::ios::binary);
    out.write(pressed.data(), static_cast<std::streamsize>(size));
    return out ? 0 : 1;
}
