// Reads the fields of a described view struct, so that templates and structs share one list of names.
// Used inside render only, by pages/*.cpp and the tests of the room.
#pragma once

#include "render/page_engine.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <optional>
#include <string>
#include <vector>

namespace krug::render {

template <class View> void write_fields(field_sink& sink, const View& view);

inline void write_field(field_sink& sink, std::string_view name, const std::string& value) {
    sink.text(name, value);
}
inline void write_field(field_sink& sink, std::string_view name, const markup& value) {
    sink.safe(name, value);
}
inline void write_field(field_sink& sink, std::string_view name, const bool& value) {
    sink.flag(name, value);
}

template <class Item> void write_item(field_sink& sink, std::string_view name, const Item& item) {
    sink.begin_item(name);
    write_fields(sink, item);
    sink.end_item();
}

template <class Item>
void write_field(field_sink& sink, std::string_view name, const std::vector<Item>& items) {
    if (sink.list(name, items.size()) && items.empty())
        write_item(sink, name, Item{});
    for (const auto& item : items)
        write_item(sink, name, item);
}

template <class Item>
void write_field(field_sink& sink, std::string_view name, const std::optional<Item>& item) {
    if (sink.list(name, item ? 1 : 0) && !item)
        write_item(sink, name, Item{});
    if (item)
        write_item(sink, name, *item);
}

/// A struct inside a struct is a group that is always there once.
template <class Item> void write_field(field_sink& sink, std::string_view name, const Item& item) {
    sink.list(name, 1);
    write_item(sink, name, item);
}

template <class View> void write_fields(field_sink& sink, const View& view) {
    using members = boost::describe::describe_members<View, boost::describe::mod_public>;
    boost::mp11::mp_for_each<members>(
        [&](auto member) { write_field(sink, member.name, view.*member.pointer); });
}

template <class View> class view_source : public field_source {
public:
    explicit view_source(const View& view) : view_(view) {}
    void write(field_sink& sink) const override { write_fields(sink, view_); }

private:
    const View& view_;
};

} // namespace krug::render
