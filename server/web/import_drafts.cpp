#include "web/import_drafts.hpp"

#include <algorithm>

namespace krug::web {

std::string import_drafts::keep(import_draft draft, ground::randomness& random, const ground::clock& clock) {
    const auto name = random.hex(16);
    const std::lock_guard hold(mutex_);
    forget_old(clock);
    const auto staff = draft.staff;
    const auto own = static_cast<std::size_t>(
        std::count_if(drafts_.begin(), drafts_.end(), [&](const auto& each) { return each.second.draft->staff == staff; }));
    if (own >= per_person_max) drop_oldest(staff);
    if (drafts_.size() >= drafts_max) drop_oldest(0);
    drafts_[name] = {std::make_shared<const import_draft>(std::move(draft)), clock.steady_ms()};
    return name;
}

std::shared_ptr<const import_draft> import_drafts::find(const std::string& name, domain::event_id event, std::int64_t staff,
                                                        const ground::clock& clock) {
    const std::lock_guard hold(mutex_);
    forget_old(clock);
    const auto found = drafts_.find(name);
    if (found == drafts_.end()) return nullptr;
    const auto& draft = found->second.draft;
    return draft->event == event && draft->staff == staff ? draft : nullptr;
}

void import_drafts::map(const std::string& name, std::vector<spreadsheet::people_column> columns) {
    const std::lock_guard hold(mutex_);
    const auto found = drafts_.find(name);
    if (found == drafts_.end()) return;
    auto changed = std::make_shared<import_draft>(*found->second.draft);
    changed->columns = std::move(columns);
    found->second.draft = std::move(changed);
}

void import_drafts::drop(const std::string& name) {
    const std::lock_guard hold(mutex_);
    drafts_.erase(name);
}

void import_drafts::forget_old(const ground::clock& clock) {
    const auto now = clock.steady_ms();
    std::erase_if(drafts_, [&](const auto& each) { return now - each.second.at_ms >= kept_ms; });
}

void import_drafts::drop_oldest(std::int64_t staff) {
    auto oldest = drafts_.end();
    for (auto at = drafts_.begin(); at != drafts_.end(); ++at) {
        if (staff != 0 && at->second.draft->staff != staff) continue;
        if (oldest == drafts_.end() || at->second.at_ms < oldest->second.at_ms) oldest = at;
    }
    if (oldest != drafts_.end()) drafts_.erase(oldest);
}

} // namespace krug::web
