#include "scanner/view.hpp"

#include <algorithm>

namespace krug::scanner {

bool view::worth_saying(const std::string& text, std::int64_t now_ms) {
    std::erase_if(said_, [&](const said& each) { return now_ms - each.at_ms >= say_again_ms; });
    if (std::any_of(said_.begin(), said_.end(), [&](const said& each) { return each.text == text; })) return false;
    if (said_.size() == view_max) said_.erase(said_.begin());
    said_.push_back({text, now_ms});
    return true;
}

} // namespace krug::scanner
