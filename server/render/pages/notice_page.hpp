// Pages that say one thing: consent texts, errors, a short notice, the list of API addresses, a checked
// certificate. Filled and rendered by web.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// A consent document in the version that was or will be agreed to ("/consent/{document}/{version}").
struct consent_view {
    std::string title;
    markup text;           ///< render::markdown
    std::string version;   ///< "3"
    std::string since;     ///< "с 1 октября 2020"
    std::string text_hash; ///< as kept with each given consent
    bool is_current = true;
};
BOOST_DESCRIBE_STRUCT(consent_view, (), (title, text, version, since, text_hash, is_current))
std::string render_page(const page_engine& engine, const page_frame& frame, const consent_view& view);

/// Every answer that is not a page. Set exactly one flag; status without a flag of its own: take the nearest.
struct error_view {
    bool is_bad_request = false;  ///< 400, 413, 422
    bool is_forbidden = false;    ///< 403
    bool is_stale_form = false;   ///< 403: the mark of the form has expired
    bool is_not_found = false;    ///< 404, 410
    bool is_wrong_method = false; ///< 405
    bool is_conflict = false;     ///< 409, 412
    bool is_too_large = false;    ///< 413
    bool is_too_many = false;     ///< 429
    bool is_failure = false;      ///< 500
    bool is_busy = false;         ///< 503
    std::string status;           ///< "404"
    std::string reference;        ///< request id to name on the phone; "" = not shown
    std::string wait;             ///< 429, 503: "через 2 минуты"; "" = not known
    std::string retry_url; ///< where "Попробовать снова" leads; "" = the button is not shown
};
BOOST_DESCRIBE_STRUCT(error_view, (),
                      (is_bad_request, is_forbidden, is_stale_form, is_not_found, is_wrong_method,
                       is_conflict, is_too_large, is_too_many, is_failure, is_busy, status, reference, wait,
                       retry_url))
std::string render_page(const page_engine& engine, const page_frame& frame, const error_view& view);

/// A short message after an action that has no page of its own.
struct notice_view {
    std::string title;
    std::string text;
    std::string link_url; ///< "" = no button
    std::string link_label;
    bool is_good = true;
};
BOOST_DESCRIBE_STRUCT(notice_view, (), (title, text, link_url, link_label, is_good))
std::string render_page(const page_engine& engine, const page_frame& frame, const notice_view& view);

struct api_route {
    std::string method;
    std::string path;
    std::string meaning;
    std::string who; ///< role needed
};
BOOST_DESCRIBE_STRUCT(api_route, (), (method, path, meaning, who))

struct api_view {
    std::string openapi_url; ///< "/api/v1/openapi.json"
    std::vector<api_route> routes;
};
BOOST_DESCRIBE_STRUCT(api_view, (), (openapi_url, routes))
std::string render_page(const page_engine& engine, const page_frame& frame, const api_view& view);

/// "/v": where a code is typed; also what "/v/{code}" shows for a code that stands for nothing. GET action, field code.
struct check_form_view {
    std::string action;
    std::string typed;
    bool is_unknown = false; ///< somebody has asked for a code, and it is none
};
BOOST_DESCRIBE_STRUCT(check_form_view, (), (action, typed, is_unknown))
std::string render_page(const page_engine& engine, const page_frame& frame, const check_form_view& view);

/// "/v/{code}" of an evidence pack: counts and hashes, no names.
struct evidence_view {
    bool is_same = false; ///< exactly one of the three
    bool is_grown = false;
    bool is_different = false;
    std::string grown_words; ///< "С тех пор добавилось 3 записи"
    std::string code;
    std::string event_title, event_url; ///< event_url "" = the event has no public page
    std::string day;
    std::string made;       ///< when the pack was made
    std::string organisers;
    std::string registered, attended;
    std::string log_count, log_last, log_hash;
    std::string report_hash;
    std::string public_key;  ///< the line of the PEM between its marks
    std::string key_hex;
    std::string head_lines;  ///< "100": lines of head and records, for head -n
};
BOOST_DESCRIBE_STRUCT(evidence_view, (),
                      (is_same, is_grown, is_different, grown_words, code, event_title, event_url, day, made, organisers,
                       registered, attended, log_count, log_last, log_hash, report_hash, public_key, key_hex, head_lines))
std::string render_page(const page_engine& engine, const page_frame& frame, const evidence_view& view);

/// "/v/{code}": whether a certificate is true, with initials only.
struct certificate_view {
    bool is_valid = false;
    bool is_revoked = false, is_replaced = false; ///< why it does not stand
    std::string number;
    std::string initials;
    std::string event_title;
    std::string day;
    std::string hours; ///< "3 часа"; "" = not counted
};
BOOST_DESCRIBE_STRUCT(certificate_view, (), (is_valid, is_revoked, is_replaced, number, initials, event_title, day, hours))
std::string render_page(const page_engine& engine, const page_frame& frame, const certificate_view& view);

} // namespace krug::render
