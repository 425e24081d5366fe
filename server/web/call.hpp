// One request on its way through a handler: what was asked, by whom, in which language, about which event.
// Made by site, read by every handler.
#pragma once

#include "domain/factor.hpp"
#include "domain/staff.hpp"
#include "ground/clock.hpp"
#include "render/pages/page_frame.hpp"
#include "web/form.hpp"
#include "web/offices.hpp"
#include "web/request.hpp"
#include "web/response.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace krug::web {

struct call {
    const request& http;
    const offices& on;
    std::string path;                         ///< decoded, without the query
    form query;                               ///< of the address
    std::map<std::string, std::string> place; ///< what the pattern's {names} stand for, decoded
    render::language lang = render::language::ru;
    render::display_settings display;
    domain::actor actor;                    ///< visitor until somebody is known
    std::optional<service::login> login;    ///< signed-in staff (pages)
    std::string principal;                  ///< for Idempotency-Key: "token 17"
    domain::event_id event;                 ///< of {event} in the pattern, already allowed
    domain::organisation_id owner;          ///< of that event
    std::vector<domain::action> scopes{};   ///< what the token is for; empty = all that its person may
    std::string renewed{};                  ///< secret of the login that has just taken the place of the one that came
    std::weak_ptr<call> kept{};             ///< itself, for a handler whose answer may come later; else nobody

    std::string_view language_code() const { return render::code(lang); }
    /// Has the person proved to be there a short while ago?
    bool is_fresh() const { return login && domain::is_fresh(login->confirmed_at, on.clock.now()); }
    /// May the actor do this here? Handlers ask for what goes beyond the route's own action.
    bool may(domain::action what) const {
        return (scopes.empty() || std::find(scopes.begin(), scopes.end(), what) != scopes.end()) &&
               domain::may(actor.assignments, what, owner, event);
    }
};

/// An answer that comes later: `begin` (from an office) gives the command away and calls back with what makes the outcome;
/// `finish(call, outcome)` makes the response of it, on a crew thread. What they throw is a failure like any other.
/// `asked` is a call that was kept.
template <class Begin, class Finish>
response answer_later(std::shared_ptr<call> asked, Begin begin, Finish finish) {
    response promise;
    promise.later = [asked = std::move(asked), begin = std::move(begin), finish](std::function<void(response::maker)> ready) {
        begin([asked, finish, ready = std::move(ready)](auto outcome_of) {
            ready([asked, finish, outcome_of = std::move(outcome_of)] { return finish(*asked, outcome_of()); });
        });
    };
    return promise;
}

/// Redirect after a form (303 See Other). `to` is a path of ours.
response redirect(std::string_view to);
/// text/html with the page policy: strict CSP, no-store unless `shared_ms` > 0.
response page(std::string html, int status = 200, int shared_ms = 0);
/// A file to save; `disposition` from render::file_name.
response download(std::string bytes, std::string_view content_type, std::string_view disposition);
/// The frame of public pages, filled from the call; `path` is the page's own for the language links.
render::page_frame frame_of(const call& asked);
/// The marks that POST forms carry (csrf): bound to the login when there is one, else signed and timed.
std::string form_mark(const call& asked);
/// Checks it. `young` tells that it is younger than form_age_min_seconds.
enum class mark_state { good = 1, young = 2, wrong = 3 };
mark_state check_mark(const call& asked, std::string_view mark);

/// Lets net keep `answer` back until the event's version on the bulletin is another than `seen`, at most so long; then
/// the handler is called again. `seen` is read before what the answer was made of. Does nothing when the request is to
/// be answered now, so the handler need not ask.
void wait_for_news(const call& asked, response& answer, domain::event_id event, std::uint64_t seen, int seconds_max);

/// The error page (or problem+json for /api and /kiosk) for a status; `wait_seconds` for 429 and 503.
response error_answer(const call& asked, int status, std::int64_t wait_seconds = 0);
/// The same for a refusal of an office.
response refused(const call& asked, const domain::refusal& refusal);

} // namespace krug::web
