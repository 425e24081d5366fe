// Second factors: asked for at the sign-in, asked again before a weighty action, and set up by their owner.
// Filled and rendered by web.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// What passkey.js needs to ask the browser for a passkey.
struct passkey_offer {
    std::string challenge;   ///< base64url
    std::string site;        ///< the host that keys belong to
    std::string credentials; ///< base64url with blanks between; "" = whichever the browser has
};
BOOST_DESCRIBE_STRUCT(passkey_offer, (), (challenge, site, credentials))

/// "/sign-in/factor", in the public frame. Form: POST (code, next), or passkey_… by the script.
struct sign_in_factor_view {
    std::string next;
    bool is_wrong = false;
    std::string wait; ///< too many wrong ones: "через 2 минуты"; "" otherwise
    bool has_app = false;
    std::optional<passkey_offer> passkey; ///< the person has one, and browsers can use it here
};
BOOST_DESCRIBE_STRUCT(sign_in_factor_view, (), (next, is_wrong, wait, has_app, passkey))
std::string render_page(const page_engine& engine, const page_frame& frame, const sign_in_factor_view& view);

/// "/work/confirm", or in the place of a page that a form asked for: then the form's fields go along and the form is done
/// when the person has proved to be there. Form: POST action (confirm_code or confirm_password, next, hidden).
struct confirm_view {
    std::string action;
    std::string next;
    std::vector<hidden_field> hidden;
    bool keeps_form = false; ///< something was typed and goes on afterwards
    bool is_lost = false;    ///< something was sent that cannot be kept: it has to be sent once more afterwards
    bool is_wrong = false;
    std::string wait;
    bool asks_code = false; ///< else the password
    bool has_app = false;
    std::optional<passkey_offer> passkey;
};
BOOST_DESCRIBE_STRUCT(confirm_view, (),
                      (action, next, hidden, keeps_form, is_lost, is_wrong, wait, asks_code, has_app, passkey))
std::string render_page(const page_engine& engine, const work_frame& frame, const confirm_view& view);

/// A passkey on its owner's list. Form: POST remove_url (password).
struct passkey_item {
    std::string number;
    std::string name;
    std::string made, used; ///< used "" = never yet
    std::string remove_url;
    std::string error; ///< of its password field
};
BOOST_DESCRIBE_STRUCT(passkey_item, (), (number, name, made, used, remove_url, error))

/// Making one: what the browser's own list will show.
struct passkey_making {
    passkey_offer question;
    std::string user, user_name, site_name;
};
BOOST_DESCRIBE_STRUCT(passkey_making, (), (question, user, user_name, site_name))

/// "/work/account/factor". Forms: POST …/begin, …/confirm (code), …/codes, …/remove (password), and
/// POST /work/account/passkeys (passkey_name, and passkey_… by the script).
struct factor_view {
    std::vector<form_error> errors;
    std::string error_count;
    bool is_demanded = false; ///< the organisation demands one and the person has none yet
    bool has_app = false;
    bool has_any = false;
    bool may_begin = false;
    markup qr; ///< being set up; empty = nothing is
    std::string seed;
    form_field code;
    std::vector<fact> fresh_codes; ///< label = a recovery code; shown once
    std::string codes_left;        ///< "Осталось 7 кодов"; "" = no factor
    bool are_few = false;
    form_field password;
    bool asks_password = false; ///< the app is the last factor: taking it away leaves the password alone
    std::vector<passkey_item> passkeys;
    std::optional<passkey_making> making; ///< none: browsers know no passkeys at this address
    form_field passkey_name;
};
BOOST_DESCRIBE_STRUCT(factor_view, (),
                      (errors, error_count, is_demanded, has_app, has_any, may_begin, qr, seed, code, fresh_codes, codes_left,
                       are_few, password, asks_password, passkeys, making, passkey_name))
std::string render_page(const page_engine& engine, const work_frame& frame, const factor_view& view);

} // namespace krug::render
