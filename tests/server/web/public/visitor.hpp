// A visitor who reads pages and fills in the form as a person does: opens it, takes a while, reviews, sends.
// Tests of the public pages only.
#pragma once

#include "cast/cast.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace krug::web_test {

/// The seed's working meeting of 15 October 2020, owned by `owner`.
service::event_draft working_meeting(std::string_view organiser);
/// What an honest guest without wishes fills in.
cast::fields filled_form(std::string_view family = "Щёголев", std::string_view email = "guest@example.org");

/// Value of the first hidden input of that name; nothing when there is none.
std::optional<std::string> hidden(std::string_view page, std::string_view name);
/// Path that a redirect leads to; "" for any other answer.
std::string goes_to(const web::response& answer);
/// No-break blanks as ordinary ones.
std::string plain_blanks(std::string text);
/// Does the page say so? No-break blanks count as blanks.
bool has(const web::response& answer, std::string_view text);
/// The page without marks that differ in every answer.
std::string without_marks(std::string page);

class visitor : public cast::browser {
public:
    visitor(cast::full_house& house, std::string slug, std::string address = "203.0.113.7");

    /// GET of the form; remembers its hidden fields.
    web::response open();
    /// POST with the hidden fields of the form that was opened, some seconds later.
    web::response submit(std::string_view step, cast::fields typed, int after_seconds = 20);
    /// open, review, send in one go.
    web::response register_as(const cast::fields& typed);

    std::string key, stamp, csrf;

private:
    cast::full_house& house_;
    std::string slug_;
};

} // namespace krug::web_test
