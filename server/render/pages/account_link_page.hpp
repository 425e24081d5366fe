// Links that let staff into an account once: asking for a new password, opening a link, and the form behind it; their letters.
// Filled and rendered by web.
#pragma once

#include "render/pages/letter.hpp"

namespace krug::render {

/// "/sign-in/forgot". Form: POST (email). The answer is the same for every address.
struct forgot_view {
    std::string email;
    std::string error;
    std::string wait; ///< asked too often from here: "через 2 минуты"
    bool is_sent = false;
};
BOOST_DESCRIBE_STRUCT(forgot_view, (), (email, error, wait, is_sent))
std::string render_page(const page_engine& engine, const page_frame& frame, const forgot_view& view);

/// "/join/{secret}", which changes nothing. Form: POST action binds the link to this browser.
struct join_view {
    std::string action;
    bool is_over = false; ///< used, revoked, too old or opened in another browser
    bool is_invitation = false;
    std::string email;
    std::string made_by; ///< "" = not known any more
    std::string role, place;
};
BOOST_DESCRIBE_STRUCT(join_view, (), (action, is_over, is_invitation, email, made_by, role, place))
std::string render_page(const page_engine& engine, const page_frame& frame, const join_view& view);

/// "/join". Form: POST (name, password).
struct accept_view {
    bool is_invitation = false;
    std::string email;
    std::string role, place;
    std::vector<form_error> errors;
    std::string error_count;
    form_field name, password;
};
BOOST_DESCRIBE_STRUCT(accept_view, (), (is_invitation, email, role, place, errors, error_count, name, password))
std::string render_page(const page_engine& engine, const page_frame& frame, const accept_view& view);

struct invitation_letter {
    std::string made_by;
    std::string role, place;
    std::string join_url; ///< absolute
    std::string until;    ///< "1 декабря, 18:20 (МСК)"
};
BOOST_DESCRIBE_STRUCT(invitation_letter, (), (made_by, role, place, join_url, until))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame, const invitation_letter& letter);

struct password_letter {
    std::string join_url;
    std::string until;
};
BOOST_DESCRIBE_STRUCT(password_letter, (), (join_url, until))
rendered_letter render_letter(const page_engine& engine, const letter_frame& frame, const password_letter& letter);

} // namespace krug::render
