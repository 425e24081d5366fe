// A ZIP of files that were written piece by piece: the pieces lie on the disk without a name, so that neither a crash
// leaves somebody's list behind nor memory grows with it. Names are UTF-8.
// Called by web for the evidence pack.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace krug::render {

class zip_archive {
public:
    /// All files together may take `bytes_max` before they are pressed. `written_at` is the time of every file.
    /// Throws std::runtime_error when the library cannot start.
    zip_archive(std::int64_t bytes_max, std::int64_t written_at);
    ~zip_archive();
    zip_archive(const zip_archive&) = delete;
    zip_archive& operator=(const zip_archive&) = delete;

    struct too_large : std::runtime_error {
        too_large() : std::runtime_error("the archive would grow too large") {}
    };

    /// Adds an empty file and says how to name it to write(). `pressed` false = stored as it is (XLSX, PDF).
    /// Throws std::runtime_error on disk errors.
    std::size_t add(std::string_view name, bool pressed = true);
    /// Appends; files may be written in turns. Throws too_large, std::runtime_error on disk errors.
    void write(std::size_t file, std::string_view piece);
    /// The bytes of the whole archive; call once. Throws std::runtime_error on disk errors.
    std::string finish();

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace krug::render
