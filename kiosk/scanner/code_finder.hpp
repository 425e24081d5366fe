// Every code in one picture: the quick way first, the slower ones only while the picture may still hold something unread.
// The camera source and the optics rig call it.
#pragma once

#include "ground/clock.hpp"
#include "scanner/eyes.hpp"

#include <array>

namespace krug::scanner {

/// No further way is begun on a picture after so long: the next picture goes on with the ways that are left.
inline constexpr std::int64_t picture_budget_ms = 90;
/// What hangs still before the camera and could not be read is tried the slow ways only so often.
inline constexpr std::int64_t still_again_ms = 500;
/// More codes in one picture are not answered.
inline constexpr std::size_t codes_in_picture_max = 8;

class code_finder {
public:
    /// `clock` must outlive the finder. One thread at a time.
    explicit code_finder(const ground::clock& clock);
    /// All codes that the first successful way reads, each text once, the one nearest the picture's middle first.
    std::vector<seen_code> find(const grey_picture& picture);

private:
    bool looks_still(const grey_picture& picture);
    std::vector<seen_code> the_slow_ways(const grey_picture& picture, std::int64_t begun_ms);
    std::vector<seen_code> one_slow_way(std::size_t way, const grey_picture& picture);

    static constexpr std::size_t slow_ways = 7;

    const ground::clock& clock_;
    zbar_eye zbar_;
    grey_picture changed_, turned_over_; ///< memory used again
    std::array<std::uint8_t, 48 * 27> sample_{}; ///< of the last picture that all ways were tried on in vain
    std::int64_t tried_ms_ = 0;
    std::size_t next_way_ = 0;
    bool softened_ = false; ///< changed_ holds this picture softened
    bool tried_ = false;
};

} // namespace krug::scanner
