// How people may sign up: categories with their limits, companions, children, groups, addresses, and invitation codes.
// Filled and rendered by web.
#pragma once

#include "render/pages/registration_form_page.hpp"

namespace krug::render {

/// A category and its terms. Its form posts to `action`.
struct category_terms_row {
    std::string number;
    std::string name;
    std::string action;
    std::string filled; ///< "12 из 30, ждут 4"; "" = no limit
    bool guests_choose = false, by_code_only = false;
    form_field quota, opens_at, closes_at;
};
BOOST_DESCRIBE_STRUCT(category_terms_row, (), (number, name, action, filled, guests_choose, by_code_only, quota, opens_at, closes_at))

struct invitation_code_row {
    std::string number;
    std::string code;
    std::string rules; ///< "пресса · до 15 октября · место сохранено"
    std::string used;  ///< "1 из 5"
    std::string url;   ///< with the code in it
    std::string revoke_action; ///< "" = open nothing any more
};
BOOST_DESCRIBE_STRUCT(invitation_code_row, (), (number, code, rules, used, url, revoke_action))

/// "/work/events/{id}/sign-up".
struct sign_up_view {
    std::vector<form_error> errors;
    std::string error_count;
    std::string points_url; ///< where categories are made
    std::vector<category_terms_row> categories;
    std::string terms_action;
    form_field companions_max, group_max, email_domains;
    bool companions_outside = false, minors = false;
    std::string invite_action;
    form_field count, code, uses_max, expires_at, note;
    std::vector<choice> invitation_categories; ///< first = none; empty = the event has none
    bool reserves = false;
    std::string csv_url, xlsx_url; ///< "" = no code yet
    std::string invitations_note;  ///< "Показаны последние 200 из 1000"
    std::vector<invitation_code_row> invitations;
};
BOOST_DESCRIBE_STRUCT(sign_up_view, (),
                      (errors, error_count, points_url, categories, terms_action, companions_max, group_max, email_domains,
                       companions_outside, minors, invite_action, count, code, uses_max, expires_at, note, invitation_categories,
                       reserves, csv_url, xlsx_url, invitations_note, invitations))
std::string render_page(const page_engine& engine, const work_frame& frame, const sign_up_view& view);

/// A line of a group that is wrong.
struct group_line {
    std::string text;
    std::string error;
};
BOOST_DESCRIBE_STRUCT(group_line, (), (text, error))

/// A member of a group with the questions that are asked about each.
struct group_member {
    std::string name;
    std::vector<form_question> questions;
};
BOOST_DESCRIBE_STRUCT(group_member, (), (name, questions))

/// "/e/{slug}/register/group": one contact, one person a line.
struct group_view {
    event_reminder event;
    std::string action;
    std::string idempotency_key;
    std::string form_stamp;
    std::string back_url;
    std::string limit; ///< "до 20 человек"
    std::vector<form_error> errors;
    std::string error_count;
    form_field family_name, given_name, email, phone, organisation, people;
    std::vector<group_line> lines; ///< that are wrong
    std::vector<group_member> members; ///< empty = nothing is asked, or not yet
    std::vector<consent_choice> consents;
};
BOOST_DESCRIBE_STRUCT(group_view, (),
                      (event, action, idempotency_key, form_stamp, back_url, limit, errors, error_count, family_name, given_name,
                       email, phone, organisation, people, lines, members, consents))
std::string render_page(const page_engine& engine, const page_frame& frame, const group_view& view);

} // namespace krug::render
