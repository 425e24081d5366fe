// The organisers' page of letters to many: what went out, and when people are reminded.
// Filled and rendered by web.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

struct mailing_row {
    std::string what;  ///< "Изменились время или место"
    std::string when;  ///< "сегодня, 13:40"
    std::string told;  ///< "54 письма"
    std::string state; ///< "отправлено 50, в очереди 4"
    bool is_bad = false; ///< letters that did not go out
};
BOOST_DESCRIBE_STRUCT(mailing_row, (), (what, when, told, state, is_bad))

/// A message that somebody of the team wrote.
struct message_row {
    std::string title;
    std::string url;
    std::string state; ///< «Черновик», «Ушло 50, в очереди 4»
    bool is_bad = false;
};
BOOST_DESCRIBE_STRUCT(message_row, (), (title, url, state, is_bad))

/// "/work/events/{id}/letters". POST action, fields day_before (check box), hours_before.
struct letters_view {
    std::string action;
    std::string reachable; ///< "Подтверждены и с почтой: 54 человека"
    std::string coming;    ///< "Ответили, что придут: 31"; "" = nobody was asked yet
    bool day_before = false;
    std::vector<choice> hours;
    std::vector<fact> moments;        ///< label = "За день", value = "14 октября 2020 года, среда, 15:00 (МСК+2)"
    std::string no_moment;            ///< why nobody is reminded; "" = somebody is
    std::string mail_folder;          ///< letters go into this folder, not out; "" = they go out
    std::vector<mailing_row> mailings;
    std::string write_url, thanks_url, certificate_url, feedback_url;
    std::vector<message_row> messages;
};
BOOST_DESCRIBE_STRUCT(letters_view, (),
                      (action, reachable, coming, day_before, hours, moments, no_moment, mail_folder, mailings, write_url,
                       thanks_url, certificate_url, feedback_url, messages))
std::string render_page(const page_engine& engine, const work_frame& frame, const letters_view& view);

} // namespace krug::render
