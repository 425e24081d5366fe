#include "domain/registration.hpp"

#include "domain/email.hpp"
#include "domain/phone.hpp"
#include "domain/text_rules.hpp"

#include <algorithm>
#include <set>

namespace krug::domain {

namespace {

constexpr std::size_t name_length_max = 120;
constexpr std::size_t line_length_max = 300;
constexpr std::size_t answer_length_max = 2000;
constexpr std::size_t answers_max = 40;
constexpr std::size_t sessions_max = 100;

class form_check {
public:
    void line(std::string_view field, std::string& value, std::size_t length_max, bool required) {
        trim(value);
        if (value.empty()) {
            if (required) add(field, "required");
            return;
        }
        if (const auto fault = fault_in_line(value, length_max))
            add(field, word_of(*fault), *fault == text_fault::too_long ? length_max : 0);
    }

    void prose(std::string_view field, const std::string& value) {
        if (value.empty()) return;
        if (const auto fault = fault_in_prose(value, answer_length_max))
            add(field, word_of(*fault), *fault == text_fault::too_long ? answer_length_max : 0);
    }

    void add(std::string_view field, std::string_view code, std::size_t limit = 0) {
        errors.push_back({std::string(field), std::string(code), static_cast<std::int64_t>(limit)});
    }

    // Only blank ends go: what stands inside a name is the person's own.
    static void trim(std::string& value) {
        const auto first = value.find_first_not_of(" \t\r\n");
        if (first == std::string::npos) {
            value.clear();
            return;
        }
        value = value.substr(first, value.find_last_not_of(" \t\r\n") - first + 1);
    }

    std::vector<field_error> errors;
};

} // namespace

bool is_access_need(std::string_view code) {
    return std::find(access_need_codes.begin(), access_need_codes.end(), code) != access_need_codes.end();
}

std::string full_name(const person_name& name) {
    std::string full;
    for (const auto* part : {&name.family, &name.given, &name.additional}) {
        if (part->empty()) continue;
        if (!full.empty()) full += ' ';
        full += *part;
    }
    return full;
}

std::string door_name(const person_name& name) {
    if (name.given.empty()) return name.family;
    if (name.family.empty()) return name.given;
    // The first character of the family name, whole: one to four bytes of UTF-8.
    const auto lead = static_cast<unsigned char>(name.family.front());
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return name.given + " " + name.family.substr(0, length) + ".";
}

std::vector<field_error> check_registration(registration_request& request, bool consent_required) {
    form_check check;
    check.line("family_name", request.name.family, name_length_max, false);
    check.line("given_name", request.name.given, name_length_max, false);
    check.line("additional_name", request.name.additional, name_length_max, false);
    // One name is enough, whichever field it was written into.
    if (request.name.family.empty() && request.name.given.empty()) check.add("family_name", "required");

    for (std::size_t at = 0; at < request.companions.size(); ++at) {
        auto& name = request.companions[at].name;
        const auto field = "companions[" + std::to_string(at) + "]";
        for (auto* part : {&name.family, &name.given, &name.additional}) check.line(field, *part, name_length_max, false);
        if (name.family.empty() && name.given.empty()) check.add(field, "required");
        if (request.companions[at].answers.size() > answers_max) check.add(field, "too_long", answers_max);
    }
    if (request.represented_by) {
        auto& who = *request.represented_by;
        check.line("guardian.family_name", who.name.family, name_length_max, false);
        check.line("guardian.given_name", who.name.given, name_length_max, false);
        check.line("guardian.additional_name", who.name.additional, name_length_max, false);
        if (who.name.family.empty() && who.name.given.empty()) check.add("guardian.family_name", "required");
        check.trim(who.phone);
        if (!who.phone.empty())
            if (const auto number = parse_phone(who.phone); !number) check.add("guardian.phone", word_of(number.error()));
    }

    check.trim(request.email);
    if (!request.email.empty()) {
        if (const auto address = parse_email(request.email)) {
            request.email = address->text;
        } else {
            check.add("email", word_of(address.error()));
        }
    }
    check.trim(request.phone);
    if (!request.phone.empty()) {
        if (const auto number = parse_phone(request.phone); !number) check.add("phone", word_of(number.error()));
    }
    check.line("organisation", request.organisation, line_length_max, false);
    check.line("position", request.position, line_length_max, false);
    if (request.language != "ru" && request.language != "en") check.add("language", "not_a_choice");
    if (request.category.value < 0 || request.category.value > 65535) check.add("category", "not_a_choice");

    if (request.sessions.size() > sessions_max) check.add("sessions", "too_long", sessions_max);
    if (std::set(request.sessions.begin(), request.sessions.end()).size() != request.sessions.size())
        check.add("sessions", "duplicate");
    std::set<std::string_view> needs;
    for (const auto& code : request.access_needs) {
        if (!is_access_need(code)) check.add("access_needs", "not_a_choice");
        if (!needs.insert(code).second) check.add("access_needs", "duplicate");
    }
    if (request.answers.size() > answers_max) check.add("answers", "too_long", answers_max);
    std::set<std::string_view> fields;
    for (const auto& answer : request.answers) {
        if (answer.field.empty() || answer.field.size() > 64) check.add("answers", "malformed");
        if (!fields.insert(answer.field).second) check.add("answers", "duplicate");
        check.prose("answers." + answer.field, answer.value);
    }

    std::set<std::string_view> documents;
    for (const auto& consent : request.consents) {
        const bool known = consent.document == "personal_data" || consent.document == "access_needs" ||
                           consent.document == "news";
        if (!known) check.add("consents", "not_a_choice");
        if (!documents.insert(consent.document).second) check.add("consents", "duplicate");
    }
    if (consent_required && !documents.contains("personal_data"))
        check.add("consents.personal_data", "required");
    // Special services may only be noted with a consent of their own (152-FZ art. 9, 10).
    if (consent_required && !request.access_needs.empty() && !documents.contains("access_needs"))
        check.add("consents.access_needs", "required");
    return std::move(check.errors);
}

} // namespace krug::domain
