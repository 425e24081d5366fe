#include "store/checkpoint_guard.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace krug::store {

checkpoint_guard::checkpoint_guard(const std::string& path, bool resident) : resident_(resident) {
    file_ = ::open((path + "-guard").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file_ < 0 || resident_) return;
    while (::flock(file_, LOCK_SH) != 0 && errno == EINTR) {
    }
}

checkpoint_guard::~checkpoint_guard() {
    if (file_ >= 0) ::close(file_);
}

bool checkpoint_guard::enter() noexcept {
    if (!resident_) return false;
    return file_ < 0 || ::flock(file_, LOCK_EX | LOCK_NB) == 0;
}

void checkpoint_guard::leave() noexcept {
    if (file_ >= 0) ::flock(file_, LOCK_UN);
}

} // namespace krug::store
