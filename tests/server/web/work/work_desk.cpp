// If this fails, the tests of the organisers' pages speak about a desk that nobody sits at.
#include "server/web/work/work_desk.hpp"

namespace krug::web_test {

work_desk::work_desk() : alice_at(*this), bob_at(*this, "203.0.113.9") {
    clock.set(doors_open);
    alice_at.sign_in(alice);
    bob_at.sign_in(bob);
}

std::string work_desk::page_of(domain::event_id event, std::string_view rest) {
    return "/work/events/" + std::to_string(event.value) + std::string(rest);
}

krug::cast::person work_desk::make_manager() {
    return make_person("manager@krug.example", {domain::role::event_manager, tops, event});
}

krug::cast::fields typed_event(std::string_view title) {
    return {{"title", std::string(title)}, {"kind", "round_table"},       {"language", "ru"},
            {"visibility", "listed"},      {"date_precision", "instant"}, {"timezone", "Asia/Yekaterinburg"},
            {"date", "15.11.2020"},        {"starts", "15.00"},           {"registration_mode", "open"},
            {"access", "open"},            {"organiser_1_name", "Тюменское общественное партнёрство"},
            {"organiser_1_role", "organiser"}, {"step", "save"}};
}

krug::cast::fields with(krug::cast::fields form, const std::string& name, std::string value) {
    for (auto& [known, text] : form)
        if (known == name) {
            text = std::move(value);
            return form;
        }
    form.emplace_back(name, std::move(value));
    return form;
}

domain::event_id event_in(std::string_view address) {
    const auto digits = between(std::string(address) + "/", "/work/events/", "/");
    return {std::stoll(digits)};
}

std::string between(std::string_view text, std::string_view before, std::string_view after) {
    const auto at = text.find(before);
    if (at == std::string_view::npos) return {};
    const auto from = at + before.size();
    const auto end = text.find(after, from);
    return end == std::string_view::npos ? std::string() : std::string(text.substr(from, end - from));
}

std::size_t count_of(std::string_view text, std::string_view part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++count;
    return count;
}

} // namespace krug::web_test
