// The VFS "krug_faults": SQLite's own for Unix, with the platter asked before every call.
#include "fault/vfs/platter.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace krug::fault {
namespace {

using fate = platter::fate;

platter& disk() { return platter::of_this_process(); }
sqlite3_vfs* real_vfs() { return sqlite3_vfs_find("unix"); }

struct faulty_file {
    sqlite3_file base;
    std::string* path;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

faulty_file& of(sqlite3_file* file) { return *reinterpret_cast<faulty_file*>(file); }

int close(sqlite3_file* file) {
    auto& mine = of(file);
    const int code = mine.real()->pMethods->xClose(mine.real());
    delete mine.path;
    mine.path = nullptr;
    return code;
}

int read(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
    auto& mine = of(file);
    const auto given = disk().judge(call::read, *mine.path);
    if (given == fate::fails) return SQLITE_IOERR_READ;
    const int code = mine.real()->pMethods->xRead(mine.real(), into, size, at);
    auto* const bytes = static_cast<unsigned char*>(into);
    if (given == fate::halved) {
        std::fill(bytes + size / 2, bytes + size, static_cast<unsigned char>(0));
        return SQLITE_IOERR_SHORT_READ;
    }
    if (given == fate::flipped && size > 0) {
        const auto bit = disk().bit_to_flip(static_cast<std::size_t>(size) * 8);
        bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] ^ (1u << bit % 8));
    }
    return code;
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    auto& mine = of(file);
    const std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(size));
    const auto given = disk().judge_growth(call::write, *mine.path, at + size);
    const int whole = given == fate::done ? size : size / 2; // a failing write may have written a part
    if (whole > 0) {
        const int code = mine.real()->pMethods->xWrite(mine.real(), from, whole, at);
        if (code != SQLITE_OK) return code;
        disk().written(*mine.path, bytes.substr(0, static_cast<std::size_t>(whole)), at);
    }
    return given == fate::done ? SQLITE_OK : given == fate::fails_full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    auto& mine = of(file);
    if (disk().judge(call::truncate, *mine.path) != fate::done) return SQLITE_IOERR_TRUNCATE;
    const int code = mine.real()->pMethods->xTruncate(mine.real(), size);
    if (code == SQLITE_OK) disk().truncated(*mine.path, size);
    return code;
}

int sync(sqlite3_file* file, int) {
    auto& mine = of(file);
    const bool well = disk().judge(call::sync, *mine.path) == fate::done;
    disk().synced(*mine.path, well); // the platter is ours: nothing need really be flushed
    return well ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) { return of(file).real()->pMethods->xFileSize(of(file).real(), size); }
int lock(sqlite3_file* file, int level) { return of(file).real()->pMethods->xLock(of(file).real(), level); }
int unlock(sqlite3_file* file, int level) { return of(file).real()->pMethods->xUnlock(of(file).real(), level); }
int check_lock(sqlite3_file* file, int* held) { return of(file).real()->pMethods->xCheckReservedLock(of(file).real(), held); }
int control(sqlite3_file* file, int what, void* with) { return of(file).real()->pMethods->xFileControl(of(file).real(), what, with); }
int sector_size(sqlite3_file* file) { return of(file).real()->pMethods->xSectorSize(of(file).real()); }
int characteristics(sqlite3_file* file) { return of(file).real()->pMethods->xDeviceCharacteristics(of(file).real()); }
int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** at) {
    return of(file).real()->pMethods->xShmMap(of(file).real(), page, size, extend, at);
}
int shm_lock(sqlite3_file* file, int from, int n, int flags) { return of(file).real()->pMethods->xShmLock(of(file).real(), from, n, flags); }
void shm_barrier(sqlite3_file* file) { of(file).real()->pMethods->xShmBarrier(of(file).real()); }
int shm_unmap(sqlite3_file* file, int removes) { return of(file).real()->pMethods->xShmUnmap(of(file).real(), removes); }

// Version 2: with shared memory for the log's index, without mapped database pages, which no call could spoil.
const sqlite3_io_methods methods{2,         close,         read,         write,   truncate,   sync,
                                 file_size, lock,          unlock,       check_lock, control, sector_size,
                                 characteristics, shm_map, shm_lock,     shm_barrier, shm_unmap, nullptr, nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto& mine = of(file);
    mine.base.pMethods = nullptr;
    const std::string path = name == nullptr ? "" : name;
    if (disk().judge(call::open, path) != fate::done) return SQLITE_CANTOPEN;
    int there = 0;
    if (name != nullptr) real_vfs()->xAccess(real_vfs(), name, SQLITE_ACCESS_EXISTS, &there);
    const int code = real_vfs()->xOpen(real_vfs(), name, mine.real(), flags, out_flags);
    if (code != SQLITE_OK) {
        // The caller closes nothing that has no methods; the one below may have set its own.
        if (mine.real()->pMethods != nullptr) mine.real()->pMethods->xClose(mine.real());
        return code;
    }
    mine.path = new std::string(path);
    mine.base.pMethods = &methods;
    disk().opened(path, there == 0);
    return SQLITE_OK;
}

int remove(sqlite3_vfs*, const char* name, int sync_folder) {
    if (disk().judge(call::remove, name) != fate::done) return SQLITE_IOERR_DELETE;
    const int code = real_vfs()->xDelete(real_vfs(), name, sync_folder);
    if (code == SQLITE_OK) disk().removed(name);
    return code;
}

int access(sqlite3_vfs*, const char* name, int flags, int* out) { return real_vfs()->xAccess(real_vfs(), name, flags, out); }
int full_path(sqlite3_vfs*, const char* name, int size, char* out) {
    return real_vfs()->xFullPathname(real_vfs(), name, size, out);
}

} // namespace

void register_vfs() {
    if (sqlite3_vfs_find(vfs_name) != nullptr) return;
    static sqlite3_vfs mine = *real_vfs(); // clock, randomness, errors: as below
    mine.iVersion = 1;
    mine.szOsFile = static_cast<int>(sizeof(faulty_file)) + real_vfs()->szOsFile;
    mine.pNext = nullptr;
    mine.zName = vfs_name;
    mine.xOpen = open;
    mine.xDelete = remove;
    mine.xAccess = access;
    mine.xFullPathname = full_path;
    sqlite3_vfs_register(&mine, 0);
}

} // namespace krug::fault
