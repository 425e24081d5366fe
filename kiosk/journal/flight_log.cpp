#include "journal/flight_log.hpp"

#include "gatekeeper/disk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace krug::journal {
namespace {

constexpr std::array<std::uint8_t, 4> magic{'K', 'F', 'L', '1'};
constexpr std::size_t read_ahead_slots = 256; // 64 KiB a call
using slot = std::array<std::uint8_t, flight_slot_size>;

[[noreturn]] void fail(const char* step) {
    throw gatekeeper::disk_failure(std::string("flight log ") + step + ", errno " + std::to_string(errno),
                                   errno == ENOSPC || errno == EDQUOT);
}

std::uint32_t checksum(const slot& bytes) {
    return static_cast<std::uint32_t>(::crc32(0, bytes.data(), flight_slot_size - 4));
}

slot slot_of(const domain::scan_record& record) {
    slot bytes{};
    std::copy(magic.begin(), magic.end(), bytes.begin());
    std::copy(record.begin(), record.end(), bytes.begin() + 4);
    const auto sum = checksum(bytes);
    for (std::size_t at = 0; at < 4; ++at)
        bytes[flight_slot_size - 4 + at] = static_cast<std::uint8_t>(sum >> (24 - 8 * at));
    return bytes;
}

bool is_whole(const slot& bytes) {
    std::uint32_t sum = 0;
    for (std::size_t at = flight_slot_size - 4; at < flight_slot_size; ++at) sum = sum << 8 | bytes[at];
    return std::equal(magic.begin(), magic.end(), bytes.begin()) && sum == checksum(bytes);
}

bool is_empty(const slot& bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t each) { return each == 0; });
}

void write_all(int file, const std::uint8_t* data, std::size_t size, off_t at) {
    while (size > 0) {
        const auto written = ::pwrite(file, data, size, at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail("write");
        data += written;
        size -= static_cast<std::size_t>(written);
        at += written;
    }
}

void read_whole(int file, std::uint8_t* into, std::size_t size, off_t at) {
    while (size > 0) {
        const auto got = ::pread(file, into, size, at);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) errno = EIO; // the file is shorter than it said a moment ago
        if (got <= 0) fail("read");
        into += got;
        size -= static_cast<std::size_t>(got);
        at += got;
    }
}

void sync_folder_of(const std::string& path) {
    const auto folder = path.substr(0, path.find_last_of('/'));
    const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0) fail("folder");
    const int failed = ::fsync(handle);
    ::close(handle);
    if (failed != 0) fail("folder sync");
}

off_t place_of(std::size_t slots) { return static_cast<off_t>(slots * flight_slot_size); }

} // namespace

flight_log::flight_log(const std::string& path) : path_(path) {
    open();
    read_all();
}

flight_log::~flight_log() {
    if (file_ >= 0) ::close(file_);
}

void flight_log::open() {
    const bool fresh = ::access(path_.c_str(), F_OK) != 0;
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0) fail("open");
    if (fresh) sync_folder_of(path_);
}

void flight_log::read_all() {
    struct stat about {};
    if (::fstat(file_, &about) != 0) fail("stat");
    slots_ = static_cast<std::size_t>(about.st_size) / flight_slot_size;
    found_ = {};
    next_slot_ = 0;
    std::size_t empty_since = 0;
    std::vector<std::uint8_t> stretch(read_ahead_slots * flight_slot_size);
    slot bytes{};
    for (std::size_t at = 0; at < slots_; ++at) {
        const auto inside = at % read_ahead_slots;
        if (inside == 0)
            read_whole(file_, stretch.data(), std::min(read_ahead_slots, slots_ - at) * flight_slot_size, place_of(at));
        std::copy_n(stretch.begin() + static_cast<std::ptrdiff_t>(inside * flight_slot_size), flight_slot_size, bytes.begin());
        if (is_empty(bytes)) {
            ++empty_since;
            continue;
        }
        // Slots are filled one after another: an empty one before a full one was full once.
        found_.bad_slots += empty_since;
        empty_since = 0;
        next_slot_ = at + 1;
        domain::scan_record record;
        std::copy_n(bytes.begin() + 4, record.size(), record.begin());
        if (is_whole(bytes) && domain::decode_scan(record))
            found_.records.push_back(record);
        else
            ++found_.bad_slots;
    }
}

void flight_log::reserve(std::size_t slots) {
    const int failed = ::posix_fallocate(file_, 0, place_of(slots));
    if (failed != 0) {
        errno = failed;
        fail("reserve");
    }
    if (::fsync(file_) != 0) fail("sync");
    slots_ = slots;
}

void flight_log::append(const domain::scan_record& record) {
    if (next_slot_ >= slots_) reserve(next_slot_ + flight_slots_ahead);
    const auto bytes = slot_of(record);
    write_all(file_, bytes.data(), bytes.size(), place_of(next_slot_));
    if (::fdatasync(file_) != 0) {
        // Nobody has seen this one: a later reader must not find it in the cache and take it for shown.
        const int why = errno;
        const slot nothing{};
        (void)!::pwrite(file_, nothing.data(), nothing.size(), place_of(next_slot_));
        errno = why;
        fail("sync");
    }
    ++next_slot_;
}

void flight_log::rewrite(const std::vector<domain::scan_record>& records) {
    const auto fresh = path_ + ".new";
    const int file = ::open(fresh.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) fail("open");
    try {
        std::vector<std::uint8_t> all;
        all.reserve(records.size() * flight_slot_size);
        for (const auto& record : records) {
            const auto bytes = slot_of(record);
            all.insert(all.end(), bytes.begin(), bytes.end());
        }
        write_all(file, all.data(), all.size(), 0);
        if (::fsync(file) != 0) fail("sync");
        if (::rename(fresh.c_str(), path_.c_str()) != 0) fail("rename");
    } catch (...) {
        ::close(file);
        throw;
    }
    ::close(file_);
    file_ = file;
    sync_folder_of(path_);
    read_all();
}

} // namespace krug::journal
