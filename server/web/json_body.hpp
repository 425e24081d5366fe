// JSON bodies: read strictly by their schema, member by member, with every fault named; and answers in JSON.
// The API files call it; what it hands out has been checked, so taking a value cannot fail.
#pragma once

#include "domain/named.hpp"
#include "domain/result.hpp"
#include "web/call.hpp"

#include <boost/json/fwd.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::web {

/// One object that fits its schema. Cheap to copy.
class json_object {
public:
    explicit json_object(std::shared_ptr<const boost::json::object> checked) : members_(std::move(checked)) {}

    bool has(std::string_view name) const;     ///< stands there, be it null
    bool is_null(std::string_view name) const; ///< stands there as null
    std::string text(std::string_view name) const; ///< "" when absent or null
    std::optional<std::int64_t> whole(std::string_view name) const;
    std::optional<bool> yes_no(std::string_view name) const;
    std::optional<ground::utc_seconds> moment(std::string_view name) const;
    std::optional<json_object> object(std::string_view name) const; ///< also of text_or_object, when it is one
    std::vector<std::string> texts(std::string_view name) const;
    std::vector<std::int64_t> wholes(std::string_view name) const;
    std::vector<json_object> objects(std::string_view name) const;
    std::vector<std::pair<std::string, std::string>> texts_by_name(std::string_view name) const;
    template <class Enum> std::optional<Enum> word(std::string_view name) const {
        return domain::parse_word<Enum>(text(name));
    }

private:
    const boost::json::value* find(std::string_view name) const;
    std::shared_ptr<const boost::json::object> members_;
};

/// What was asked for, or the answer that says why not.
template <class T> using or_answer = boost::system::result<T, response>;

/// The body as an object of `schema`. Answers 415 unless it is application/json, 400 for broken JSON (not UTF-8,
/// deeper than 16, a member twice), 422 with every member that is unknown, missing, of the wrong type or outside
/// its bounds: codes unknown, required, malformed, not_a_choice, out_of_range, too_long.
/// The schema "nothing" may come as an empty body.
or_answer<json_object> read_json(const call& asked, std::string_view schema);

/// application/json, never kept by caches.
response json_answer(const boost::json::value& body, int status = 200);

/// UTC, or null.
boost::json::value json_moment(const std::optional<ground::utc_seconds>& at);

} // namespace krug::web

namespace boost::system {
/// Taking a value out of a refused reading is a bug of the caller: ends in std::logic_error.
[[noreturn]] void throw_exception_from_error(const krug::web::response& refused, const boost::source_location& where);
} // namespace boost::system
