// JSON API: registrations.
#include "web/api_call.hpp"
#include "web/api_routes.hpp"
#include "web/idempotency.hpp"

#include "service/request_trace.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace krug::web {

namespace json = boost::json;
using domain::action;
using domain::word_of;

namespace {

constexpr std::int64_t registration_number_max = 2'147'483'647;
constexpr std::int64_t session_number_max = 65'535;

std::string manage_url(const call& asked, const std::string& secret) {
    return asked.on.settings.public_url + "/r/" + secret;
}

json::value ticket_body(const call& asked, const std::string& id, const std::string& text, const std::string& secret) {
    if (text.empty()) return nullptr;
    const auto mine = manage_url(asked, secret);
    return {{"id", id}, {"text", text}, {"svg_url", mine + "/ticket.svg"}, {"pdf_url", mine + "/ticket.pdf"}};
}

json::value place_or_null(std::int64_t place) { return place > 0 ? json::value(place) : json::value(nullptr); }

json::array sessions_body(const domain::registration& who) {
    constexpr std::string_view standings[] = {"", "wanted", "seated", "waiting"};
    json::array all;
    for (const auto& each : who.sessions)
        all.push_back({{"session", each.session.value},
                       {"standing", standings[static_cast<int>(each.standing)]},
                       {"place", place_or_null(each.place)},
                       {"leaves", place_or_null(each.leaves.value)}});
    return all;
}

/// What every reader of registrations sees, and of the person only what the reader's role lets through.
json::object person_body(const call& asked, const domain::registration& who, const std::string& attendee_no) {
    json::object body{{"id", who.id.value},
                      {"version", who.version},
                      {"status", word_of(who.status)},
                      {"source", word_of(who.source)},
                      {"waitlist_place", place_or_null(who.waitlist_place)},
                      {"attendee_no", attendee_no},
                      {"category", who.category.value},
                      {"language", who.language},
                      {"created_at", json_moment(who.created_at)},
                      {"changed_at", json_moment(who.changed_at)},
                      {"sessions", sessions_body(who)},
                      {"table", place_or_null(who.tables.empty() ? 0 : who.tables.front())},
                      {"leader", place_or_null(who.leader.value)},
                      {"tables", json::array(who.tables.begin(), who.tables.end())}};
    if (asked.may(action::see_names)) {
        body["family_name"] = who.name.family;
        body["given_name"] = who.name.given;
        body["additional_name"] = who.name.additional;
        body["organisation"] = who.organisation;
        body["position"] = who.position;
        body["note"] = who.note;
        body["decline_reason"] = who.decline_reason;
    }
    if (asked.may(action::see_contacts)) {
        body["email"] = who.email;
        body["phone"] = who.phone.empty() ? who.phone_raw : who.phone;
        json::object answers;
        for (const auto& each : who.answers) answers[each.field] = each.value;
        body["answers"] = std::move(answers);
    }
    return body;
}

json::object full_body(const call& asked, const service::registration_view& view) {
    auto body = person_body(asked, view.registration, view.attendee_no);
    body["first_admitted_at"] = json_moment(view.first_admitted_at);
    body["inside"] = view.inside;
    if (view.represented_by && asked.may(action::see_contacts)) {
        const auto& who = *view.represented_by;
        body["guardian"] = json::object{{"family_name", who.name.family}, {"given_name", who.name.given},
                                        {"additional_name", who.name.additional}, {"phone", who.phone}};
    }
    json::array consents;
    for (const auto& each : view.consents) consents.push_back({{"document", each.document}, {"version", each.version}});
    body["consents"] = std::move(consents);
    if (asked.may(action::see_needs)) {
        json::array needs;
        for (const auto& code : view.access_needs) needs.push_back(json::value(code));
        body["access_needs"] = std::move(needs);
    }
    if (asked.may(action::get_ticket)) {
        body["ticket"] = ticket_body(asked, view.ticket_id, view.ticket_text, view.manage_secret);
        body["manage_url"] = manage_url(asked, view.manage_secret);
    }
    return body;
}

json::object receipt_body(const call& asked, const service::receipt& given) {
    json::array companions;
    for (const auto& each : given.companions)
        companions.push_back(json::object{
            {"id", each.id.value},
            {"name", each.name},
            {"status", word_of(each.status)},
            {"waitlist_place", place_or_null(each.waitlist_place)},
            {"attendee_no", each.attendee_no},
            {"ticket", ticket_body(asked, each.ticket_id, each.ticket_text, each.manage_secret)},
            {"manage_url", manage_url(asked, each.manage_secret)}});
    return {{"id", given.id.value},
            {"status", word_of(given.status)},
            {"waitlist_place", place_or_null(given.waitlist_place)},
            {"attendee_no", given.attendee_no},
            {"table", place_or_null(given.table)},
            {"ticket", ticket_body(asked, given.ticket_id, given.ticket_text, given.manage_secret)},
            {"companions", std::move(companions)},
            {"manage_url", manage_url(asked, given.manage_secret)}};
}

std::optional<domain::registration_id> registration_in_place(const call& asked) {
    const auto number = number_in_place(asked, "registration");
    if (!number || *number > registration_number_max) return std::nullopt;
    return domain::registration_id{*number};
}

response registered(const call& asked, const domain::result<service::receipt>& done) {
    if (!done) return refused(asked, done.error());
    if (done->repeated) return refused(asked, {domain::refusal_code::already_registered, 0, {}});
    auto answer = json_answer(receipt_body(asked, *done), 201);
    return answer.set("location", asked.on.settings.public_url + "/api/v1/events/" + std::to_string(asked.event.value) +
                                      "/registrations/" + std::to_string(done->id.value));
}

response register_one(call& asked) {
    const auto body = read_json(asked, "registration_new");
    if (!body) return body.error();
    // Whoever may not look after registrations registers others as any visitor could, by the visitors' rules.
    const bool by_staff = asked.may(action::manage_registration);
    auto request = registration_request_of(asked, *body);
    request.source = by_staff ? domain::registration_source::api : domain::registration_source::page;
    request.request_key = service::name_of_request();
    if (auto wrong = domain::check_registration(request, !by_staff); !wrong.empty())
        return refused(asked, {domain::refusal_code::invalid, 0, std::move(wrong)});
    auto& office = asked.on.registrations;
    if (auto kept = asked.kept.lock())
        return answer_later(std::move(kept), office.register_guest_later(asked.actor, std::move(request)), registered);
    return registered(asked, office.register_guest(asked.actor, std::move(request)));
}

/// Fills the filter from the query; an answer says what is wrong with it.
std::optional<response> read_filter(const call& asked, service::registration_filter& filter) {
    if (auto strange = strange_query(asked, {"q", "status", "session", "attended", "limit", "cursor"})) return strange;
    const auto limit = limit_of(asked);
    if (!limit) return wrong_field(asked, "limit", "out_of_range", 500);
    filter.limit = *limit;
    filter.text = asked.query.text("q");
    filter.cursor = asked.query.text("cursor");
    // The search looks into addresses and numbers too: found or not found would tell them bit by bit.
    if (!filter.text.empty() && !(asked.may(action::see_contacts) && asked.may(action::see_names)))
        return wrong_field(asked, "q", "not_accepted");
    if (asked.query.has("status")) {
        filter.status = domain::parse_word<domain::registration_status>(asked.query.text("status"));
        if (!filter.status) return wrong_field(asked, "status", "not_a_choice");
    }
    if (asked.query.has("session")) {
        const auto& text = asked.query.text("session");
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), filter.session.value);
        if (error != std::errc() || end != text.data() + text.size() || filter.session.value < 1 ||
            filter.session.value > session_number_max)
            return wrong_field(asked, "session", "malformed");
    }
    const auto& attended = asked.query.text("attended");
    if (asked.query.has("attended") && attended != "true" && attended != "false")
        return wrong_field(asked, "attended", "not_a_choice");
    if (!attended.empty()) filter.attended = attended == "true";
    return std::nullopt;
}

response list_registrations(call& asked) {
    service::registration_filter filter;
    if (auto wrong = read_filter(asked, filter)) return *wrong;
    const auto page = asked.on.registrations.list(asked.event, filter);
    json::array items;
    for (const auto& line : page.items) {
        auto body = person_body(asked, line.registration, line.attendee_no);
        body["first_admitted_at"] = json_moment(line.first_admitted_at);
        body["inside"] = line.inside;
        items.push_back(std::move(body));
    }
    return json_answer({{"items", std::move(items)},
                        {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)},
                        {"total", page.total}});
}

response answer_for(const call& asked, const domain::result<service::registration_view>& done) {
    if (!done) return refused(asked, done.error());
    auto view = *done;
    if (asked.may(action::see_needs))
        if (auto with_needs = asked.on.registrations.find(asked.event, view.registration.id, true))
            view.access_needs = std::move(with_needs->access_needs);
    return json_answer(full_body(asked, view));
}

response show_registration(call& asked) {
    const auto id = registration_in_place(asked);
    const auto view = id ? asked.on.registrations.find(asked.event, *id, asked.may(action::see_needs)) : std::nullopt;
    return view ? json_answer(full_body(asked, *view)) : not_here(asked);
}

response correct_registration(call& asked) {
    const auto body = read_json(asked, "registration_change");
    if (!body) return body.error();
    const auto id = registration_in_place(asked);
    const auto view = id ? asked.on.registrations.find(asked.event, *id, false) : std::nullopt;
    if (!view) return not_here(asked);
    service::registration_office::correction what;
    if (body->has("family_name") || body->has("given_name") || body->has("additional_name")) {
        what.name = view->registration.name;
        take_text(*body, "family_name", what.name->family);
        take_text(*body, "given_name", what.name->given);
        take_text(*body, "additional_name", what.name->additional);
    }
    const auto take = [&](std::string_view name, std::optional<std::string>& into) {
        if (body->has(name)) into = body->text(name);
    };
    take("email", what.email);
    take("phone", what.phone);
    take("organisation", what.organisation);
    take("position", what.position);
    take("note", what.note);
    what.if_version = view->registration.version;
    if (body->has("table")) what.table = static_cast<int>(body->whole("table").value_or(0));
    return answer_for(asked, asked.on.registrations.correct(asked.actor, asked.event, *id, what));
}

response choose_sessions(call& asked) {
    const auto id = registration_in_place(asked);
    if (!id || !asked.on.registrations.find(asked.event, *id, false)) return not_here(asked);
    const auto body = read_json(asked, "session_choice");
    if (!body) return body.error();
    std::vector<domain::chosen_session> wanted;
    for (const auto& each : body->objects("sessions"))
        wanted.push_back({{*each.whole("session")}, {each.whole("leaves").value_or(0)}});
    return answer_for(asked, asked.on.registrations.choose_sessions(asked.actor, asked.event, *id, wanted));
}

response approve_registration(call& asked) {
    // An empty body is the plain approval.
    bool over_capacity = false;
    if (!asked.http.body.empty()) {
        const auto body = read_json(asked, "approval");
        if (!body) return body.error();
        over_capacity = body->yes_no("over_capacity").value_or(false);
    }
    const auto id = registration_in_place(asked);
    if (!id) return not_here(asked);
    return answer_for(asked, asked.on.registrations.approve(asked.actor, asked.event, *id, over_capacity));
}

response decline_registration(call& asked) {
    std::string reason;
    if (!asked.http.body.empty()) {
        const auto body = read_json(asked, "declining");
        if (!body) return body.error();
        reason = body->text("reason");
    }
    const auto id = registration_in_place(asked);
    if (!id) return not_here(asked);
    return answer_for(asked, asked.on.registrations.decline(asked.actor, asked.event, *id, reason));
}

using change = domain::result<service::registration_view> (service::registration_office::*)(
    const domain::actor&, domain::event_id, domain::registration_id);

template <change Change> response change_registration(call& asked) {
    if (const auto body = read_json(asked, "nothing"); !body) return body.error();
    const auto id = registration_in_place(asked);
    if (!id) return not_here(asked);
    return answer_for(asked, (asked.on.registrations.*Change)(asked.actor, asked.event, *id));
}

} // namespace

domain::registration_request registration_request_of(const call& asked, const json_object& body) {
    domain::registration_request request;
    request.event = asked.event;
    request.name = {body.text("family_name"), body.text("given_name"), body.text("additional_name")};
    request.email = body.text("email");
    request.phone = body.text("phone");
    request.organisation = body.text("organisation");
    request.position = body.text("position");
    request.category = {body.whole("category").value_or(0)};
    if (body.has("language")) request.language = body.text("language");
    for (const auto number : body.wholes("sessions")) request.sessions.push_back({number});
    request.table = static_cast<int>(body.whole("table").value_or(0));
    request.access_needs = body.texts("access_needs");
    for (auto& [field, value] : body.texts_by_name("answers")) request.answers.push_back({std::move(field), std::move(value)});
    request.code = body.text("code");
    for (const auto& each : body.objects("companions")) {
        domain::companion who{{each.text("family_name"), each.text("given_name"), each.text("additional_name")}};
        for (auto& [field, value] : each.texts_by_name("answers")) who.answers.push_back({std::move(field), std::move(value)});
        request.companions.push_back(std::move(who));
    }
    if (const auto guardian = body.object("guardian"))
        request.represented_by = domain::representative{
            domain::representative::kind::guardian,
            {guardian->text("family_name"), guardian->text("given_name"), guardian->text("additional_name")},
            guardian->text("phone")};
    for (const auto& each : body.objects("consents"))
        request.consents.push_back({each.text("document"), static_cast<int>(each.whole("version").value_or(1))});
    return request;
}

namespace {

/// All of them or none. A letter sent again is no state that a repeat would find, so that is not among the changes.
response change_many(call& asked) {
    const auto body = read_json(asked, "bulk_change");
    if (!body) return body.error();
    const auto& word = body->text("action");
    const auto what = word == "approve"   ? service::group_change::approve
                      : word == "decline" ? service::group_change::decline
                                          : service::group_change::cancel;
    std::vector<domain::registration_id> ids;
    for (const auto number : body->wholes("registrations")) ids.push_back({number});
    if (ids.empty()) return wrong_field(asked, "registrations", "required");
    const auto done = asked.on.registrations.change_many(asked.actor, asked.event, ids, what, body->text("reason"));
    if (done) return json_answer({{"registrations", ids.size()}});
    auto why = done.error();
    const auto at = std::find_if(ids.begin(), ids.end(), [&](const auto id) { return id.value == why.at; });
    if (at != ids.end() && why.fields.empty())
        why.fields.push_back({"registrations[" + std::to_string(at - ids.begin()) + "]", "not_accepted", 0});
    return refused(asked, why);
}

} // namespace

std::vector<route> registration_api_routes() {
    using enum method;
    constexpr auto api = entrance::api;
    constexpr auto manage = action::manage_registration;
    using office = service::registration_office;
    return {
        {post, "/api/v1/events/{event}/registrations", action::register_guest, api, once(register_one),
         "зарегистрировать человека", "register a person", "registration_new", "registration_receipt"},
        {get, "/api/v1/events/{event}/registrations", manage, api, list_registrations,
         "список: ?q= ?status= ?session= ?attended= ?limit= ?cursor=", "list: ?q= ?status= ?session= ?attended= ?limit= ?cursor=",
         "", "registration_list"},
        {post, "/api/v1/events/{event}/registrations/bulk", manage, api, once(change_many),
         "подтвердить, отклонить или отменить до 500 сразу: всех или никого", "approve, decline or cancel up to 500: all or none",
         "bulk_change", "bulk_changed"},
        {get, "/api/v1/events/{event}/registrations/{registration}", manage, api, show_registration, "одна регистрация",
         "one registration", "", "registration"},
        {patch, "/api/v1/events/{event}/registrations/{registration}", manage, api, correct_registration,
         "исправить имя, контакты, заметку; посадить за стол", "correct name, contacts, note; place at a table", "registration_change", "registration"},
        {put, "/api/v1/events/{event}/registrations/{registration}/sessions", manage, api, choose_sessions,
         "выбрать сессии: ровно эти; полных человек ждёт, с leaves – отдавая место в другой, когда это освободится",
         "choose sessions: exactly these; full ones are waited for, with leaves by giving back another seat the moment this one is free",
         "session_choice", "registration"},
        {post, "/api/v1/events/{event}/registrations/{registration}/approve", manage, api, once(approve_registration),
         "подтвердить участие; сверх мест – с over_capacity", "approve; beyond the seats with over_capacity", "approval",
         "registration"},
        {post, "/api/v1/events/{event}/registrations/{registration}/decline", manage, api,
         once(decline_registration), "отклонить; причина reason попадёт в письмо", "decline; reason goes into the letter", "declining", "registration"},
        {post, "/api/v1/events/{event}/registrations/{registration}/cancel", manage, api,
         once(change_registration<&office::cancel>), "отменить; место достаётся следующему в очереди",
         "cancel; the seat goes to whoever waits longest", "nothing", "registration"},
        {post, "/api/v1/events/{event}/registrations/{registration}/reissue", manage, api,
         once(change_registration<&office::reissue>), "выпустить билет заново: прежний код больше не действует",
         "issue the ticket anew: the old code is refused", "nothing", "registration"},
    };
}

} // namespace krug::web
