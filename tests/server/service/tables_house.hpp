// A house with one published event and the offices of its round tables, for the tests of both.
// Tests of tables and seating only.
#pragma once

#include "cast/front_house.hpp"
#include "service/seating_office.hpp"
#include "service/table_office.hpp"
#include "store/feed_store.hpp"

#include <functional>
#include <optional>
#include <stdexcept>

namespace krug::service {

class tables_house : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        tables.emplace(database(), clock, chance, *keys);
        seating.emplace(database(), clock, *keys);
        event = published(round_table());
    }
    void TearDown() override {
        seating.reset();
        tables.reset();
        front_house::TearDown();
    }
    /// The number of the first of `count` new tables; throws std::logic_error with the fields when they are refused.
    int add(int count, int seats, const std::function<void(domain::round_table&)>& change = {}) {
        domain::round_table like;
        like.event = event;
        like.seats = seats;
        if (change) change(like);
        const auto made = tables->add(alice, like, count);
        if (!made) throw std::logic_error(cast::fields_of(made.error()));
        return *made;
    }
    std::int64_t feed_end() {
        return database().read([&](store::transaction& tx) { return store::feed_end(tx, event); });
    }

    std::optional<table_office> tables;
    std::optional<seating_office> seating;
    domain::event_id event;
};

} // namespace krug::service
