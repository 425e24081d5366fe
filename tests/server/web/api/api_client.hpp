// How tests of the JSON API speak with it: one call, one parsed answer.
// Only tests of this folder include it.
#pragma once

#include "cast/cast.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace krug::web::api_tests {

struct api_answer {
    int status = 0;
    boost::json::value body; ///< null when it is no JSON
    web::response http;

    const boost::json::value& at(std::string_view pointer) const { return body.at_pointer(pointer); }
    std::string text(std::string_view pointer) const { return std::string(at(pointer).as_string()); }
    std::int64_t number(std::string_view pointer) const { return at(pointer).as_int64(); }
    bool has(std::string_view name) const { return body.is_object() && body.get_object().contains(name); }
    std::string header(std::string_view name) const { return cast::header_of(http, name); }
    /// "field=code" of every fault, in order, with blanks between.
    std::string faults() const {
        std::string all;
        if (!has("errors")) return all;
        for (const auto& each : at("/errors").as_array())
            all += (all.empty() ? "" : " ") + std::string(each.at("field").as_string()) + "=" +
                   std::string(each.at("code").as_string());
        return all;
    }
};

class api_test : public testing::Test {
protected:
    cast::cast at;

    api_answer call(web::method how, const std::string& path, const std::string& token, std::string_view body = "",
                    const cast::fields& headers = {}) {
        api_answer answer;
        answer.http = cast::call_api(at, how, "/api/v1" + path, token, body, headers);
        answer.status = answer.http.status;
        boost::system::error_code broken;
        answer.body = boost::json::parse(answer.http.bytes(), broken);
        if (broken) answer.body = nullptr;
        return answer;
    }
    api_answer get(const std::string& path, const cast::person& who, const cast::fields& headers = {}) {
        return call(method::get, path, who.token, "", headers);
    }
    api_answer post(const std::string& path, const cast::person& who, std::string_view body = "",
                    const cast::fields& headers = {}) {
        return call(method::post, path, who.token, body, headers);
    }
    api_answer patch(const std::string& path, const cast::person& who, std::string_view body,
                     const cast::fields& headers = {}) {
        return call(method::patch, path, who.token, body, headers);
    }
    static std::string path_of(domain::event_id event, std::string_view rest = "") {
        return "/events/" + std::to_string(event.value) + std::string(rest);
    }
    static std::string path_of(domain::event_id event, domain::registration_id id, std::string_view rest = "") {
        return path_of(event, "/registrations/" + std::to_string(id.value) + std::string(rest));
    }
    /// A fresh UUID in its usual writing.
    std::string uuid() {
        auto hex = at.random.hex(16);
        for (const std::size_t place : {20U, 16U, 12U, 8U}) hex.insert(place, 1, '-');
        return hex;
    }
};

} // namespace krug::web::api_tests
