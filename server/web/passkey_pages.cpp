#include "web/passkey_pages.hpp"

#include "web/confirm_pages.hpp"
#include "web/factor_pages.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

namespace krug::web {

namespace {

using domain::refusal_code;

std::string fault_words(const domain::refusal& refusal, render::language lang) {
    if (refusal.code == refusal_code::duplicate) return say(lang, "Этот ключ уже добавлен.", "This passkey is here already.");
    if (refusal.code == refusal_code::too_many) return say(lang, "Десять ключей – предел: сначала уберите лишний.", "Ten passkeys are the limit: remove one first.");
    for (const auto& each : refusal.fields)
        if (each.field == "passkey_name") return say(lang, "Назовите ключ коротко, до 60 знаков.", "Give the passkey a short name, up to 60 characters.");
    return say(lang, "Браузер прислал не то, что нужно. Нажмите «Добавить ключ» ещё раз.", "The browser sent something else. Press “Add a passkey” once more.");
}

response add_passkey(call& asked) {
    const auto fields = posted(asked);
    auto codes = asked.on.passkeys.add(*asked.login, fields.text("passkey_name"), fields.text("passkey_client"), fields.text("passkey_attestation"));
    if (codes && codes->empty()) return redirect("/work/account/factor?done=added");
    shown_factor shown;
    if (codes) {
        shown.fresh_codes = std::move(*codes);
        asked.login->lacks_factor = false;
    } else {
        shown.passkey_name = fields.text("passkey_name");
        shown.passkey_fault = fault_words(codes.error(), asked.lang);
        shown.status = status_of(codes.error().code);
    }
    return show_factor(asked, shown);
}

response remove_passkey(call& asked) {
    const auto number = number_in(asked.place.at("passkey"));
    const auto done = asked.on.passkeys.remove(*asked.login, number, posted(asked).text("password"), asked.http.address);
    if (done) return redirect("/work/account/factor?done=saved");
    if (done.error().code == refusal_code::not_found) return error_answer(asked, 404);
    shown_factor shown;
    shown.removed_passkey = number;
    shown.removal_fault = removal_words(done.error(), asked.lang);
    shown.status = status_of(done.error().code);
    return show_factor(asked, shown);
}

} // namespace

std::optional<render::passkey_offer> passkey_offer_for(const call& asked, service::passkey_purpose purpose,
                                                       std::string_view bound_to, domain::staff_id whose) {
    const auto& office = asked.on.passkeys;
    if (!office.is_possible() || bound_to.empty()) return std::nullopt;
    auto question = office.ask(purpose, bound_to, whose);
    if (whose && question.credentials.empty() && purpose == service::passkey_purpose::confirming) return std::nullopt;
    render::passkey_offer offer{std::move(question.challenge), std::move(question.host), ""};
    for (const auto& each : question.credentials) offer.credentials += (offer.credentials.empty() ? "" : " ") + each;
    return offer;
}

bool is_passkey_field(std::string_view name) {
    return name == "passkey_id" || name == "passkey_client" || name == "passkey_auth" || name == "passkey_signature";
}

bool brings_passkey(const form& fields) { return fields.has("passkey_id"); }

service::passkey_answer passkey_in(const form& fields) {
    return {fields.text("passkey_id"), fields.text("passkey_client"), fields.text("passkey_auth"), fields.text("passkey_signature")};
}

std::vector<route> passkey_routes() {
    using enum method;
    constexpr auto own = domain::action::own_account;
    return {
        {post, "/work/account/passkeys", own, entrance::work, add_passkey, "", "", "", "", false, freshness::always},
        {post, "/work/account/passkeys/{passkey}/remove", own, entrance::work, remove_passkey, "", "", "", "", false, freshness::always},
    };
}

} // namespace krug::web
