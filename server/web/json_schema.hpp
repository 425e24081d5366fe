// What JSON bodies look like, as tables: the strict reader checks by them and the OpenAPI document shows them.
// Each API file lists the schemas of its noun; json_body reads by them and openapi writes them out.
#pragma once

#include "domain/named.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace krug::web {

enum class json_kind {
    text = 1,            ///< without control characters other than tab and line ends
    whole = 2,           ///< a whole number between `least` and `most`
    yes_no = 3,
    moment = 4,          ///< RFC 3339 with an offset
    word = 5,            ///< one of `words`
    object = 6,          ///< of the schema `of`
    list = 7,            ///< of objects of the schema `of`, or of "text", "whole"; at most `most` of them
    text_or_whole = 8,   ///< a slug or a number
    text_or_object = 9,  ///< a slug or a name, or an object of the schema `of`
    texts_by_name = 10,  ///< an object whose members are all texts
    number = 11          ///< answers only
};

struct json_member {
    std::string_view name;
    json_kind kind = json_kind::text;
    std::string_view of = {};
    bool required = false;
    bool may_be_null = false;
    std::int64_t least = 0, most = 0; ///< both 0 = any; for a list `most` is its length, 0 = 1,000
    std::vector<std::string_view> words = {};
};

struct json_schema {
    std::string_view name;
    std::vector<json_member> members;
};

/// The words of an enumeration, in its order.
template <class Enum> std::vector<std::string_view> all_words() {
    std::vector<std::string_view> all;
    for (const auto& [value, word] : words_of(Enum{})) all.push_back(word);
    return all;
}

std::vector<json_schema> event_schemas();
std::vector<json_schema> session_schemas();
std::vector<json_schema> registration_schemas();
std::vector<json_schema> check_in_schemas();
std::vector<json_schema> attendance_schemas();
std::vector<json_schema> door_schemas();
std::vector<json_schema> table_schemas();
std::vector<json_schema> webhook_schemas();
std::vector<json_schema> form_schemas();

/// All of them, "nothing" (an empty object) and "problem" among them.
const std::vector<json_schema>& all_schemas();
/// Aborts when there is none: routes and schemas name each other only inside the program.
const json_schema& find_schema(std::string_view name);

} // namespace krug::web
