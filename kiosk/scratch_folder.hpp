// A folder beside the real one that is gone again, whatever happens: the same disk is measured, nothing real is touched.
// The rehearsal's own files.
#pragma once

#include <filesystem>

namespace krug::kiosk {

class scratch_folder {
public:
    explicit scratch_folder(const std::filesystem::path& beside) : path_(beside / "rehearsal") {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

} // namespace krug::kiosk
