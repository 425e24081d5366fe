#include "web/account_letters.hpp"

#include "render/mail_message.hpp"
#include "render/pages/account_link_page.hpp"
#include "web/account_link_pages.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/work_words.hpp"

namespace krug::web {

namespace {

using letter = service::invitation_office::letter;

render::language language_of(const letter& what) { return what.language == "en" ? render::language::en : render::language::ru; }

std::string url_of(const offices& on, const letter& what) { return on.settings.public_url + "/join/" + what.secret; }

std::string until_of(const letter& what) {
    const auto where = calendar::zone::moscow();
    const auto lang = language_of(what);
    return short_moment(what.about.expires_at, what.about.expires_at, where, lang) + " (" +
           calendar::zone_label(what.about.expires_at, where, calendar_language(lang)) + ")";
}

render::mail_message envelope_of(const offices& on, const service::mail_job& job, const letter& what) {
    render::mail_message message;
    message.envelope.from = {on.settings.from_name, on.settings.from_address};
    message.envelope.to = {"", what.about.email};
    message.envelope.message_id = "account-" + std::to_string(job.number) + "-" + std::to_string(job.created_at) + "@" +
                                  host_of(on.settings.public_url);
    message.envelope.date = job.created_at;
    return message;
}

render::rendered_letter rendered(const offices& on, const letter& what) {
    render::letter_frame frame;
    frame.lang = language_of(what);
    frame.contact_phone = on.settings.help_phone;
    frame.contact_email = on.settings.help_email;
    frame.operator_name = on.settings.operator_name;
    frame.policy_url = on.settings.public_url + "/consent/policy/1";
    if (what.about.kind == service::link_kind::password)
        return render::render_letter(on.pages, frame, render::password_letter{url_of(on, what), until_of(what)});
    const auto offer = offer_words(on, what.about, frame.lang);
    return render::render_letter(on.pages, frame,
                                 render::invitation_letter{what.about.made_by, offer.role, offer.place, url_of(on, what), until_of(what)});
}

} // namespace

finished_letter write_account_letter(const offices& on, const service::mail_job& job) {
    const auto what = on.invitations.letter_of(job.number);
    if (!what) return {};
    auto text = rendered(on, *what);
    auto message = envelope_of(on, job, *what);
    message.subject = std::move(text.subject);
    message.text = std::move(text.text);
    message.html = std::move(text.html);
    return {message.envelope.to.address, render::write_mail_message(message)};
}

finished_letter write_plain_account_letter(const offices& on, const service::mail_job& job) {
    const auto what = on.invitations.letter_of(job.number);
    if (!what) return {};
    const auto lang = language_of(*what);
    const bool invites = what->about.kind == service::link_kind::invitation;
    auto message = envelope_of(on, job, *what);
    message.subject = invites ? say(lang, "Приглашение в команду", "Invitation to the team") : say(lang, "Новый пароль", "New password");
    message.text = message.subject + "\n\n" + url_of(on, *what) + "\n" + say(lang, "Действует до ", "Valid until ") + until_of(*what) + "\n";
    return {message.envelope.to.address, render::write_mail_message(message)};
}

} // namespace krug::web
