// The organisers' page of certificates: the rule, what issuing would do in numbers, those issued.
// Filled and rendered by web.
#pragma once

#include "render/pages/attendance_page.hpp"

namespace krug::render {

/// Form: POST revoke_url.
struct certificate_line {
    std::string number; ///< «0042»
    std::string name;   ///< or that the data was destroyed
    std::string state;  ///< «действует»
    std::string when;
    std::string pdf_url;    ///< "" = there is nobody to name
    std::string revoke_url; ///< "" = it does not stand any more
    std::string check_url;
};
BOOST_DESCRIBE_STRUCT(certificate_line, (), (number, name, state, when, pdf_url, revoke_url, check_url))

/// "/work/events/{id}/certificates". Forms: POST rule_action (basis, minimum, hours, signer), POST issue_action, POST
/// lapsed_action.
struct certificates_view {
    std::string back_url;
    std::string rule_action;
    std::vector<choice> bases;
    form_field minimum, hours, signer;
    std::vector<fact> numbers;  ///< what issuing would do; empty without a rule
    std::string issue_action;   ///< "" = nothing to do
    std::string issue_label;    ///< «Выдать: 37»
    std::string lapsed_action;  ///< "" = nothing to do
    std::string lapsed_label;
    std::vector<certificate_line> lines;
    std::string next_url;
    std::vector<form_error> errors;
    std::string error_count;
};
BOOST_DESCRIBE_STRUCT(certificates_view, (),
                      (back_url, rule_action, bases, minimum, hours, signer, numbers, issue_action, issue_label, lapsed_action,
                       lapsed_label, lines, next_url, errors, error_count))
std::string render_page(const page_engine& engine, const work_frame& frame, const certificates_view& view);

} // namespace krug::render
