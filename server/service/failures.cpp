#include "service/failures.hpp"

#include "store/failure.hpp"

#include <typeinfo>

namespace krug::service {

failure_class classify(const std::exception& failed) {
    if (const auto* known = dynamic_cast<const store::failure*>(&failed)) {
        const bool passing = dynamic_cast<const store::busy*>(known) != nullptr ||
                             dynamic_cast<const store::connection_lost*>(known) != nullptr ||
                             dynamic_cast<const store::commit_unknown*>(known) != nullptr ||
                             dynamic_cast<const store::disk_full*>(known) != nullptr;
        return {known->what(), passing, dynamic_cast<const store::commit_unknown*>(known) != nullptr};
    }
    // Any other text may hold somebody's input: only its kind is told.
    return {typeid(failed).name(), false, false};
}

} // namespace krug::service
