// The system calls of the kiosk's own files (flight log, ballast, identity), sent through the platter by the linker
// (--wrap): the product's code is tried as it is, without an interface for the sake of tests.
#include "fault/vfs/platter.hpp"

#include <cerrno>
#include <cstdarg>
#include <fcntl.h>
#include <map>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

using krug::fault::call;
using krug::fault::platter;
using fate = platter::fate;

namespace {

platter& disk() { return platter::of_this_process(); }

struct open_files {
    std::mutex mutex;
    std::map<int, std::string> paths;
    std::string of(int file) {
        const std::lock_guard lock(mutex);
        const auto found = paths.find(file);
        return found == paths.end() ? std::string() : found->second;
    }
};
open_files& known() {
    static open_files all;
    return all;
}

int refuse(fate given) {
    errno = given == fate::fails_full ? ENOSPC : EIO;
    return -1;
}

bool is_folder(int file) {
    struct stat about {};
    return ::fstat(file, &about) == 0 && S_ISDIR(about.st_mode);
}

} // namespace

extern "C" {

int __real_open(const char*, int, ...);
int __real_close(int);
ssize_t __real_pread(int, void*, size_t, off_t);
ssize_t __real_pwrite(int, const void*, size_t, off_t);
int __real_fsync(int);
int __real_truncate(const char*, off_t);
int __real_ftruncate(int, off_t);
int __real_posix_fallocate(int, off_t, off_t);
int __real_rename(const char*, const char*);

int __wrap_open(const char* path, int flags, ...) {
    mode_t mode = 0;
    if ((flags & O_CREAT) != 0) {
        va_list rest;
        va_start(rest, flags);
        mode = va_arg(rest, mode_t);
        va_end(rest);
    }
    if (const auto given = disk().judge(call::open, path); given != fate::done) return refuse(given);
    const bool there = ::access(path, F_OK) == 0;
    const int file = __real_open(path, flags, mode);
    if (file < 0) return file;
    {
        const std::lock_guard lock(known().mutex);
        known().paths[file] = path;
    }
    if ((flags & O_DIRECTORY) != 0) return file;
    disk().opened(path, !there);
    if (there && (flags & O_TRUNC) != 0) disk().truncated(path, 0);
    return file;
}

int __wrap_close(int file) {
    {
        const std::lock_guard lock(known().mutex);
        known().paths.erase(file);
    }
    return __real_close(file);
}

ssize_t __wrap_pread(int file, void* into, size_t size, off_t at) {
    const auto given = disk().judge(call::read, known().of(file));
    if (given == fate::fails) return refuse(given);
    const auto got = __real_pread(file, into, given == fate::halved ? size / 2 : size, at);
    if (given == fate::flipped && got > 0) {
        const auto bit = disk().bit_to_flip(static_cast<std::size_t>(got) * 8);
        auto* const bytes = static_cast<unsigned char*>(into);
        bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] ^ (1u << bit % 8));
    }
    return got;
}

ssize_t __wrap_pwrite(int file, const void* from, size_t size, off_t at) {
    const auto path = known().of(file);
    const auto given = disk().judge_growth(call::write, path, at + static_cast<off_t>(size));
    const auto whole = given == fate::done ? size : size / 2;
    const auto put = __real_pwrite(file, from, whole, at);
    if (put > 0) disk().written(path, {static_cast<const char*>(from), static_cast<std::size_t>(put)}, at);
    return given == fate::done ? put : refuse(given);
}

int __wrap_fsync(int file) {
    const auto path = known().of(file);
    const auto given = disk().judge(call::sync, path + "/");
    if (is_folder(file)) {
        if (given == fate::done) disk().folder_synced();
    } else {
        disk().synced(path, given == fate::done);
    }
    return given == fate::done ? 0 : refuse(given);
}

int __wrap_fdatasync(int file) { return __wrap_fsync(file); }

int __wrap_ftruncate(int file, off_t size) {
    const auto path = known().of(file);
    if (const auto given = disk().judge(call::truncate, path); given != fate::done) return refuse(given);
    const int code = __real_ftruncate(file, size);
    if (code == 0) disk().truncated(path, size);
    return code;
}

int __wrap_truncate(const char* path, off_t size) {
    if (const auto given = disk().judge(call::truncate, path); given != fate::done) return refuse(given);
    const int code = __real_truncate(path, size);
    if (code == 0) disk().truncated(path, size);
    return code;
}

int __wrap_posix_fallocate(int file, off_t at, off_t size) {
    const auto path = known().of(file);
    const auto given = disk().judge_growth(call::reserve, path, at + size);
    if (given != fate::done) return given == fate::fails_full ? ENOSPC : EIO;
    struct stat about {};
    if (::fstat(file, &about) != 0) return errno;
    // As a length only: tests fill thousands of these, and blocks of zeros would cost them a second each.
    if (about.st_size < at + size) {
        if (__real_ftruncate(file, at + size) != 0) return errno;
        disk().truncated(path, at + size);
    }
    return 0;
}

int __wrap_rename(const char* from, const char* to) {
    if (const auto given = disk().judge(call::rename, from); given != fate::done) return refuse(given);
    const int code = __real_rename(from, to);
    if (code == 0) disk().renamed(from, to);
    return code;
}

} // extern "C"
