// If this fails, the tests of the public pages fill in forms as no browser does.
#include "server/web/public/visitor.hpp"

#include <regex>

namespace krug::web_test {

service::event_draft working_meeting(std::string_view organiser) {
    auto draft = cast::full_house::round_table(
        "Рабочая встреча инициативной группы «Социальная технологическая инициатива»", organiser);
    auto& event = draft.event;
    event.kind = domain::event_kind::working_meeting;
    event.time.ends_at.reset();
    event.time.raw = "15.00 по тюменскому времени";
    event.admission = {0, domain::admission_access::open, "Вход свободный"};
    event.contact = {"+73452381814", "8(3452) 38-18-14", "contact@example.org"};
    draft.venue = "Точка кипения на Республике";
    draft.venue_address = "Тюменская область, г. Тюмень, Республики, д. 142";
    return draft;
}

cast::fields filled_form(std::string_view family, std::string_view email) {
    return {{"family_name", std::string(family)},
            {"given_name", "Пётр"},
            {"email", std::string(email)},
            {"consent_personal_data", "1"}};
}

std::optional<std::string> hidden(std::string_view page, std::string_view name) {
    const auto field = "name=\"" + std::string(name) + "\" value=\"";
    const auto at = page.find(field);
    if (at == std::string_view::npos) return std::nullopt;
    const auto from = at + field.size();
    return std::string(page.substr(from, page.find('"', from) - from));
}

std::string goes_to(const web::response& answer) {
    return answer.status == 303 ? cast::header_of(answer, "location") : std::string();
}

std::string plain_blanks(std::string text) {
    for (auto at = text.find("\u00a0"); at != std::string::npos; at = text.find("\u00a0", at)) text.replace(at, 2, " ");
    return text;
}

bool has(const web::response& answer, std::string_view text) {
    return plain_blanks(answer.body).find(text) != std::string::npos;
}

std::string without_marks(std::string page) {
    static const std::regex mark("name=\"csrf\" value=\"[^\"]*\"");
    return std::regex_replace(page, mark, "");
}

visitor::visitor(cast::full_house& house, std::string slug, std::string address)
    : browser(house, std::move(address)), house_(house), slug_(std::move(slug)) {}

web::response visitor::open() {
    auto answer = get("/e/" + slug_ + "/register");
    key = hidden(answer.body, "idempotency_key").value_or("");
    stamp = hidden(answer.body, "form_stamp").value_or("");
    csrf = hidden(answer.body, "csrf").value_or("");
    return answer;
}

web::response visitor::submit(std::string_view step, cast::fields typed, int after_seconds) {
    house_.clock.advance_seconds(after_seconds);
    typed.emplace_back("csrf", csrf);
    typed.emplace_back("idempotency_key", key);
    typed.emplace_back("form_stamp", stamp);
    typed.emplace_back("website", "");
    typed.emplace_back("step", std::string(step));
    return post_bare("/e/" + slug_ + "/register", typed);
}

web::response visitor::register_as(const cast::fields& typed) {
    open();
    submit("review", typed);
    return submit("send", typed, 2);
}

} // namespace krug::web_test
