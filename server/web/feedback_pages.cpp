// What a person says of the event afterwards, and the end of news: both by the secret of a link, without an account.
#include "domain/seats.hpp"
#include "render/pages/message_page.hpp"
#include "web/event_words.hpp"
#include "web/feedback_pages.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/work_words.hpp"

namespace krug::web {

namespace {

struct guest {
    service::registration_view registration;
    service::event_view event;
};

std::optional<guest> find_guest(const call& asked) {
    auto registration = asked.on.registrations.find_by_secret(asked.place.at("secret"));
    if (!registration) return std::nullopt;
    auto event = asked.on.events.find_event(registration->registration.event);
    if (!event) return std::nullopt;
    return guest{std::move(*registration), std::move(*event)};
}

render::page_frame private_frame(const call& asked) {
    auto frame = frame_of(asked);
    frame.is_private = true;
    return frame;
}

/// A little after the beginning: whoever leaves early may say why. Nobody judges what has not begun.
bool may_answer(const guest& whom, ground::utc_seconds now) {
    const auto& time = whom.event.event.time;
    if (whom.event.event.state == domain::event_state::cancelled) return false;
    return time.starts_at ? now >= *time.starts_at : is_over(time, now);
}

response show_feedback(const call& asked, const guest& whom, const service::feedback& shown, const std::vector<domain::field_error>& wrong,
                       int status = 200) {
    const auto lang = asked.lang;
    render::feedback_view view;
    view.back_url = "/r/" + whom.registration.manage_secret;
    view.action = view.back_url + "/feedback";
    view.event_title = whom.event.event.text.title;
    static constexpr std::pair<std::string_view, std::string_view> meanings[] = {
        {"1 – совсем не то", "1 – not at all"}, {"2 – скорее не то", "2 – rather not"}, {"3 – и да, и нет", "3 – yes and no"},
        {"4 – хорошо", "4 – good"}, {"5 – отлично", "5 – excellent"}};
    for (int stars = 1; stars <= 5; ++stars) {
        const auto& [ru, en] = meanings[stars - 1];
        view.stars.push_back({std::to_string(stars), say(lang, ru, en), "", shown.stars == stars, false});
    }
    view.words.value = shown.words;
    view.is_given = asked.on.messages.feedback_of(whom.registration.registration.event, whom.registration.registration.id).has_value();
    view.is_saved = asked.query.text("done") == "saved";
    for (const auto& each : wrong) {
        auto sentence = each.field == "stars" ? say(lang, "Выберите оценку", "Choose a mark") : sentence_of(each, lang);
        if (each.field == "stars") view.stars_error = sentence;
        else view.words.error = sentence;
        view.errors.push_back({each.field, std::move(sentence)});
    }
    if (!view.errors.empty()) view.error_count = render::tr_n(lang, "Осталось поправить {n} место", static_cast<std::int64_t>(view.errors.size()));
    return page(render::render_page(asked.on.pages, private_frame(asked), view), status);
}

response ask_feedback(call& asked) {
    const auto whom = find_guest(asked);
    if (!whom) return error_answer(asked, 404);
    if (!may_answer(*whom, asked.on.clock.now())) return redirect("/r/" + whom->registration.manage_secret);
    const auto& r = whom->registration.registration;
    return show_feedback(asked, *whom, asked.on.messages.feedback_of(r.event, r.id).value_or(service::feedback{}), {});
}

response take_feedback(call& asked) {
    const auto whom = find_guest(asked);
    if (!whom) return error_answer(asked, 404);
    if (!may_answer(*whom, asked.on.clock.now())) return redirect("/r/" + whom->registration.manage_secret);
    const auto fields = form::parse(asked.http.body);
    if (!fields) return error_answer(asked, 400);
    service::feedback given;
    const auto& stars = fields->text("stars");
    if (stars.size() == 1 && stars[0] >= '1' && stars[0] <= '5') given.stars = stars[0] - '0';
    given.words = fields->text("words");
    std::erase(given.words, '\r');
    const auto& r = whom->registration.registration;
    const auto done = asked.on.messages.give_feedback(r.event, r.id, given);
    if (!done) return show_feedback(asked, *whom, given, done.error().fields, status_of(done.error().code));
    return redirect("/r/" + whom->registration.manage_secret + "/feedback?done=saved");
}

response show_news(const call& asked, const service::message_office::news_standing& whose) {
    render::unsubscribe_view view;
    view.action = "/u/" + asked.place.at("secret");
    view.is_off = !whose.wanted;
    if (const auto about = asked.on.events.find_event(whose.event))
        for (const auto& name : data_operators_of(about->event)) view.organisers += (view.organisers.empty() ? "" : ", ") + name;
    return page(render::render_page(asked.on.pages, private_frame(asked), view));
}

response ask_about_news(call& asked) {
    const auto whose = asked.on.messages.find_news(asked.place.at("secret"));
    return whose ? show_news(asked, *whose) : error_answer(asked, 404);
}

/// By the button of the page, or by a mail program on its own (RFC 8058), which brings no mark and no cookie: the secret of the
/// address proves the right, and all that such a request can do is to end the news.
response set_news(call& asked) {
    const auto fields = form::parse(asked.http.body);
    if (!fields) return error_answer(asked, 400);
    const bool one_click = fields->text("List-Unsubscribe") == "One-Click";
    if (!one_click && check_mark(asked, fields->text("csrf")) == mark_state::wrong) return error_answer(asked, 403);
    const auto whose = asked.on.messages.find_news(asked.place.at("secret"));
    if (!whose) return error_answer(asked, 404);
    asked.on.messages.set_news(*whose, !one_click && fields->text("wanted") == "yes");
    if (one_click) return show_news(asked, *asked.on.messages.find_news(asked.place.at("secret"))); // no redirect (RFC 8058, 3.1)
    return redirect("/u/" + asked.place.at("secret"));
}

} // namespace

std::vector<route> feedback_routes() {
    using enum method;
    constexpr auto manage = domain::action::manage_registration;
    return {
        {get, "/r/{secret}/feedback", manage, entrance::attendee, ask_feedback, "", "", "", ""},
        {post, "/r/{secret}/feedback", manage, entrance::attendee, take_feedback, "", "", "", ""},
        {get, "/u/{secret}", manage, entrance::attendee, ask_about_news, "", "", "", ""},
        {post, "/u/{secret}", manage, entrance::attendee, set_news, "", "", "", "", true},
    };
}

} // namespace krug::web
