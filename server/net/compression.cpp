#include "net/compression.hpp"

#include <brotli/encode.h>
#include <zlib.h>

#include <memory>

namespace krug::net {

namespace {

/// A gzip stream that is set up once a thread and level: a fresh one costs more than the compression of a page.
class gzip_stream {
public:
    explicit gzip_stream(int level) {
        constexpr int window_bits_with_gzip_frame = 15 + 16;
        ready_ = ::deflateInit2(&stream_, level, Z_DEFLATED, window_bits_with_gzip_frame, 8, Z_DEFAULT_STRATEGY) == Z_OK;
    }
    ~gzip_stream() {
        if (ready_) ::deflateEnd(&stream_);
    }
    gzip_stream(const gzip_stream&) = delete;
    gzip_stream& operator=(const gzip_stream&) = delete;

    bool compress(std::string_view bytes, std::string& out) {
        if (!ready_ || ::deflateReset(&stream_) != Z_OK) return false;
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); // zlib does not write there
        stream_.avail_in = static_cast<uInt>(bytes.size());
        stream_.next_out = reinterpret_cast<Bytef*>(out.data());
        stream_.avail_out = static_cast<uInt>(out.size());
        if (::deflate(&stream_, Z_FINISH) != Z_STREAM_END) return false;
        out.resize(out.size() - stream_.avail_out);
        return true;
    }

private:
    z_stream stream_{};
    bool ready_ = false;
};

bool gzip(std::string_view bytes, effort with, std::string& out) {
    if (with == effort::strong) return gzip_stream(9).compress(bytes, out);
    thread_local gzip_stream quick(1);
    return quick.compress(bytes, out);
}

bool brotli(std::string_view bytes, effort with, std::string& out) {
    std::size_t size = out.size();
    const int quality = with == effort::strong ? 11 : 4;
    if (::BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, bytes.size(),
                                reinterpret_cast<const std::uint8_t*>(bytes.data()), &size,
                                reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_FALSE)
        return false;
    out.resize(size);
    return true;
}

} // namespace

std::string compressed(std::string_view bytes, encoding into, effort with) {
    if (into == encoding::identity || bytes.empty()) return {};
    std::string out(bytes.size() - 1, '\0'); // what does not fit here is not worth sending
    const bool done = into == encoding::brotli ? brotli(bytes, with, out) : gzip(bytes, with, out);
    return done ? out : std::string();
}

} // namespace krug::net
