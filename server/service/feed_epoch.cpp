#include "service/feed_epoch.hpp"

#include "store/device_store.hpp"
#include "store/feed_store.hpp"
#include "store/registration_store.hpp"

#include <algorithm>

namespace krug::service {

using store::transaction;

namespace {

constexpr const char* epoch_name = "feed_epoch";

std::string built_name(domain::event_id event) { return "feed_epoch of " + std::to_string(event.value); }

std::int64_t number_of(transaction& tx, const std::string& name) {
    const auto value = store::instance_value(tx, name);
    return value ? std::stoll(*value) : 1;
}

} // namespace

std::int64_t epoch_of(transaction& tx, domain::event_id event) {
    return std::max(number_of(tx, epoch_name), number_of(tx, built_name(event)));
}

std::int64_t told_epoch_of(transaction& tx, domain::event_id event) { return number_of(tx, built_name(event)); }

void raise_epoch(transaction& tx, std::int64_t epoch) { store::raise_instance_number(tx, epoch_name, epoch); }

void raise_epoch_above_all(transaction& tx) {
    // Both names begin alike: the instance's and those of single events.
    store::raise_instance_number(tx, epoch_name, std::max<std::int64_t>(store::highest_instance_number(tx, epoch_name), 1) + 1);
}

void enter_epoch(transaction& tx, store::locked_event& locked, std::int64_t epoch) {
    const auto name = built_name(locked.rules.id);
    if (number_of(tx, name) >= epoch) return;
    locked.last_feed = store::rebuild_feed(tx, locked.rules.id);
    store::save_instance_value(tx, name, std::to_string(epoch));
}

void tell_anew(transaction& tx, store::locked_event& locked) { enter_epoch(tx, locked, epoch_of(tx, locked.rules.id) + 1); }

} // namespace krug::service
