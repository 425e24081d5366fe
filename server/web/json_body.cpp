#include "web/json_body.hpp"

#include "calendar/moment.hpp"
#include "web/json_schema.hpp"
#include "web/problem.hpp"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <set>
#include <stdexcept>

namespace krug::web {

namespace json = boost::json;

namespace {

constexpr std::size_t depth_max = 16;
constexpr std::size_t list_max = 1000;
constexpr std::size_t faults_max = 100;

/// The tree forgets that a member stood there twice, and two programs that read such a body may see two things.
struct twice_finder {
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    std::vector<std::set<std::string, std::less<>>> names;
    std::string name;
    bool twice = false;

    bool on_document_begin(json::error_code&) { return true; }
    bool on_document_end(json::error_code&) { return true; }
    bool on_object_begin(json::error_code&) {
        names.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, json::error_code&) {
        names.pop_back();
        return true;
    }
    bool on_array_begin(json::error_code&) { return true; }
    bool on_array_end(std::size_t, json::error_code&) { return true; }
    bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
        name += part;
        return true;
    }
    bool on_key(json::string_view part, std::size_t, json::error_code&) {
        name += part;
        twice = !names.back().insert(std::move(name)).second || twice;
        name.clear();
        return true;
    }
    bool on_string_part(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_string(json::string_view, std::size_t, json::error_code&) { return true; }
    bool on_number_part(json::string_view, json::error_code&) { return true; }
    bool on_int64(std::int64_t, json::string_view, json::error_code&) { return true; }
    bool on_uint64(std::uint64_t, json::string_view, json::error_code&) { return true; }
    bool on_double(double, json::string_view, json::error_code&) { return true; }
    bool on_bool(bool, json::error_code&) { return true; }
    bool on_null(json::error_code&) { return true; }
    bool on_comment_part(json::string_view, json::error_code&) { return true; }
    bool on_comment(json::string_view, json::error_code&) { return true; }
};

std::optional<json::value> parse(std::string_view text) {
    json::parse_options strict;
    strict.max_depth = depth_max;
    json::basic_parser<twice_finder> finder(strict);
    json::error_code broken;
    const auto used = finder.write_some(false, text.data(), text.size(), broken);
    if (broken || used != text.size() || finder.handler().twice) return std::nullopt;
    auto tree = json::parse(text, broken, {}, strict);
    if (broken) return std::nullopt;
    return tree;
}

bool is_plain_text(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char each) {
        const auto byte = static_cast<unsigned char>(each);
        return (byte < 0x20 && each != '\n' && each != '\r' && each != '\t') || byte == 0x7f;
    });
}

class checker {
public:
    std::vector<domain::field_error> faults;

    void object(const json::object& given, const json_schema& schema, const std::string& before) {
        for (const auto& member : given) {
            const std::string_view name = member.key();
            const auto known = std::find_if(schema.members.begin(), schema.members.end(),
                                            [&](const json_member& each) { return each.name == name; });
            // A name of somebody's own making is not repeated back at any length.
            if (known == schema.members.end()) add(before + std::string(name.substr(0, 64)), "unknown");
            else member_value(member.value(), *known, before + std::string(name));
        }
        for (const auto& each : schema.members)
            if (each.required && !given.contains(each.name)) add(before + std::string(each.name), "required");
    }

private:
    void add(std::string field, std::string_view code, std::int64_t limit = 0) {
        if (faults.size() < faults_max) faults.push_back({std::move(field), std::string(code), limit});
    }

    void text(const json::value& value, const std::string& field) {
        if (!value.is_string() || !is_plain_text(value.get_string())) add(field, "malformed");
    }

    void whole(const json::value& value, const json_member& member, const std::string& field) {
        if (value.is_uint64()) return add(field, "out_of_range", member.most);
        if (!value.is_int64()) return add(field, "malformed");
        const auto number = value.get_int64();
        if ((member.least != 0 || member.most != 0) && (number < member.least || number > member.most))
            add(field, "out_of_range", number < member.least ? member.least : member.most);
    }

    void list(const json::value& value, const json_member& member, const std::string& field) {
        if (!value.is_array()) return add(field, "malformed");
        const auto& items = value.get_array();
        const auto most = member.most > 0 ? static_cast<std::size_t>(member.most) : list_max;
        if (items.size() > most) return add(field, "too_long", static_cast<std::int64_t>(most));
        json_member one{member.name, json_kind::object, member.of};
        if (member.of == "text") one.kind = json_kind::text;
        if (member.of == "whole") one.kind = json_kind::whole;
        for (std::size_t at = 0; at < items.size(); ++at) member_value(items[at], one, field + "[" + std::to_string(at) + "]");
    }

    void member_value(const json::value& value, const json_member& member, const std::string& field) {
        if (value.is_null()) {
            if (!member.may_be_null) add(field, "malformed");
            return;
        }
        switch (member.kind) {
        case json_kind::text: return text(value, field);
        case json_kind::whole: return whole(value, member, field);
        case json_kind::yes_no:
            if (!value.is_bool()) add(field, "malformed");
            return;
        case json_kind::moment:
            if (!value.is_string() || !calendar::parse_rfc3339(value.get_string())) add(field, "malformed");
            return;
        case json_kind::word:
            if (!value.is_string()) return add(field, "malformed");
            if (std::find(member.words.begin(), member.words.end(), std::string_view(value.get_string())) == member.words.end())
                add(field, "not_a_choice");
            return;
        case json_kind::object:
            if (!value.is_object()) return add(field, "malformed");
            return object(value.get_object(), find_schema(member.of), field + ".");
        case json_kind::list: return list(value, member, field);
        case json_kind::text_or_whole:
            if (value.is_int64()) return whole(value, member, field);
            return text(value, field);
        case json_kind::text_or_object:
            if (value.is_object()) return object(value.get_object(), find_schema(member.of), field + ".");
            return text(value, field);
        case json_kind::texts_by_name:
            if (!value.is_object()) return add(field, "malformed");
            for (const auto& each : value.get_object()) {
                if (!is_plain_text(each.key())) return add(field, "malformed");
                text(each.value(), field + "." + std::string(std::string_view(each.key()).substr(0, 64)));
            }
            return;
        case json_kind::number: return add(field, "unknown");
        }
    }
};

/// "application/json", whatever parameters follow; case does not matter (RFC 9110 §8.3.1).
bool is_json(std::string_view type) {
    const auto name = type.substr(0, std::min(type.find_first_of("; \t"), type.size()));
    constexpr std::string_view wanted = "application/json";
    return std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(), [](char left, char right) {
        return (left >= 'A' && left <= 'Z' ? static_cast<char>(left - 'A' + 'a') : left) == right;
    });
}

} // namespace

or_answer<json_object> read_json(const call& asked, std::string_view schema) {
    if (asked.http.body.empty() && schema == "nothing")
        return json_object(std::make_shared<const json::object>());
    if (!is_json(asked.http.header("content-type"))) return problem_for_status(asked, 415);
    auto tree = parse(asked.http.body);
    if (!tree) return problem_for_status(asked, 400);
    if (!tree->is_object()) return refused(asked, {domain::refusal_code::invalid, 0, {{"", "malformed", 0}}});
    checker check;
    check.object(tree->get_object(), find_schema(schema), "");
    if (!check.faults.empty()) return refused(asked, {domain::refusal_code::invalid, 0, std::move(check.faults)});
    return json_object(std::make_shared<const json::object>(std::move(tree->get_object())));
}

const json::value* json_object::find(std::string_view name) const {
    const auto* found = members_->if_contains(name);
    return found == nullptr || found->is_null() ? nullptr : found;
}

bool json_object::has(std::string_view name) const { return members_->contains(name); }
bool json_object::is_null(std::string_view name) const { return has(name) && find(name) == nullptr; }

std::string json_object::text(std::string_view name) const {
    const auto* found = find(name);
    return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

std::optional<std::int64_t> json_object::whole(std::string_view name) const {
    const auto* found = find(name);
    return found != nullptr && found->is_int64() ? std::optional(found->get_int64()) : std::nullopt;
}

std::optional<bool> json_object::yes_no(std::string_view name) const {
    const auto* found = find(name);
    return found != nullptr && found->is_bool() ? std::optional(found->get_bool()) : std::nullopt;
}

std::optional<ground::utc_seconds> json_object::moment(std::string_view name) const {
    const auto* found = find(name);
    if (found == nullptr) return std::nullopt;
    return *calendar::parse_rfc3339(found->get_string());
}

std::optional<json_object> json_object::object(std::string_view name) const {
    const auto* found = find(name);
    if (found == nullptr || !found->is_object()) return std::nullopt;
    return json_object({members_, &found->get_object()});
}

std::vector<std::string> json_object::texts(std::string_view name) const {
    std::vector<std::string> all;
    if (const auto* found = find(name))
        for (const auto& each : found->get_array()) all.emplace_back(each.get_string());
    return all;
}

std::vector<std::int64_t> json_object::wholes(std::string_view name) const {
    std::vector<std::int64_t> all;
    if (const auto* found = find(name))
        for (const auto& each : found->get_array()) all.push_back(each.get_int64());
    return all;
}

std::vector<json_object> json_object::objects(std::string_view name) const {
    std::vector<json_object> all;
    if (const auto* found = find(name))
        for (const auto& each : found->get_array())
            all.push_back(json_object(std::shared_ptr<const json::object>(members_, &each.get_object())));
    return all;
}

std::vector<std::pair<std::string, std::string>> json_object::texts_by_name(std::string_view name) const {
    std::vector<std::pair<std::string, std::string>> all;
    if (const auto* found = find(name))
        for (const auto& each : found->get_object()) all.emplace_back(each.key(), each.value().get_string());
    return all;
}

response json_answer(const json::value& body, int status) {
    response answer;
    answer.status = status;
    answer.body = json::serialize(body);
    answer.set("content-type", "application/json; charset=utf-8").set("cache-control", "no-store");
    // Names, tickets and links of guests stand beside text that the caller may choose.
    answer.may_compress = false;
    return answer;
}

json::value json_moment(const std::optional<ground::utc_seconds>& at) {
    return at ? json::value(calendar::print_rfc3339(*at)) : json::value(nullptr);
}

} // namespace krug::web

namespace boost::system {
void throw_exception_from_error(const krug::web::response&, const boost::source_location&) {
    throw std::logic_error("a refused reading was asked for its value");
}
} // namespace boost::system
