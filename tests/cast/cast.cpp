// If this fails, every test of the pages and of the JSON API speaks about a house that is not the one people use.
#include "cast/cast.hpp"

#include "calendar/zone.hpp"
#include "ground/log.hpp"
#include "store/migrations.hpp"
#include "web/call.hpp"
#include "web/cookies.hpp"
#include "web/site.hpp"

#include <future>
#include <stdexcept>
#include <utility>

namespace krug::cast {

namespace {

const render::page_engine& engine() {
    static const render::page_engine engine; // parsing every template takes longer than a test
    return engine;
}

int minutes_east(std::string_view timezone, ground::utc_seconds at) {
    const auto zone = calendar::zone::find(timezone);
    return zone ? zone->offset_seconds(at) / 60 : 0;
}

std::unique_ptr<store::database> open_database(const std::string& url, ground::utc_seconds now) {
    store::database_settings settings;
    settings.url = url;
    settings.readers = 4;
    settings.writers = 4;
    auto database = std::make_unique<store::database>(settings);
    store::migrate(*database, now);
    return database;
}

service::master_key master() {
    service::master_key key{};
    for (std::size_t at = 0; at < key.size(); ++at) key[at] = static_cast<std::byte>(at + 1);
    return key;
}

web::site_settings settings() {
    web::site_settings site;
    site.public_url = "https://krug.example";
    site.operator_name = "ТОПС";
    site.secure_cookies = true;
    return site;
}

template <class T> T value_of(domain::result<T> done) {
    if (done) return std::move(*done);
    std::string fields;
    for (const auto& each : done.error().fields) fields += " " + each.field + "=" + each.code;
    throw std::logic_error("refused with code " + std::to_string(static_cast<int>(done.error().code)) + fields);
}

} // namespace

full_house::full_house(store::backend kind)
    : place_(kind), database(open_database(place_.url(), clock.now())), keys(*database, clock, random, master()),
      events(*database, clock, random, keys), registrations(*database, clock, random, keys),
      check_ins(*database, clock, random, keys, registrations, minutes_east), attendance(*database, clock, keys),
      gate(*database, clock, random, keys, minutes_east, settings().public_url, std::nullopt, &registrations),
      staff(*database, clock, random), idempotency(*database, clock), outbox(*database, clock),
      conflicts(*database, clock, keys, check_ins, registrations), doors(*database, clock, keys, minutes_east),
      retention(*database, clock, registrations, service::erasure_ledger(place_.folder() + "/erasures.tsv"), {}),
      tables(*database, clock, random, keys), seating(*database, clock, keys),
      evidence(*database, clock, random, keys), certificates(*database, clock, random, keys), sheets(*database, clock, keys, minutes_east),
      figures(*database, clock, attendance, keys), badges(*database, clock, keys),
      webhooks(*database, clock, random, keys, {"127.0.0.1:8099"}),
      factors(*database, clock, random, keys, staff, "krug.example"), passkeys(*database, clock, random, keys, staff, factors, settings().public_url),
      invitations(*database, clock, random, keys, staff),
      programmes(*database, clock, random, keys), series(*database, clock, random, keys),
      messages(*database, clock, keys), people(*database, clock, keys),
      on{clock, random,   keys,       events,      registrations, check_ins, attendance,
         gate,  staff,    idempotency, outbox, conflicts, doors, retention, tables, seating,
         evidence, certificates, sheets, factors, passkeys, invitations, programmes, series, forms, sign_ups, messages, people, engine(),      settings(),
         [this] {
             database->ping();
             return std::vector<web::health_part>{{"database", true, ""}};
         },
         [] { return std::string("krug_up 1\n"); }},
      site(web::make_site(on)) {
    on.reports = std::make_shared<web::report_desk>(web::report_desk{figures, badges, webhooks});
    ground::set_log_level(ground::level::error);
}
full_house::~full_house() = default;

domain::organisation_id full_house::make_organisation(std::string_view name) {
    domain::organisation what;
    what.name = name;
    return value_of(events.add_organisation(shell(), what));
}

person full_house::make_person(std::string_view email, const domain::assignment& role, std::string_view scopes) {
    person made;
    made.email = email;
    made.id = value_of(staff.add_staff(shell(), email, "Тестовое Лицо", role, ""));
    made.token = value_of(staff.create_token(shell(), made.id, "test", scopes));
    return made;
}

void full_house::give_role(const person& to, const domain::assignment& role) {
    value_of(staff.add_staff(shell(), to.email, "", role, ""));
}

void full_house::take_role(const person& from, const domain::assignment& role) {
    if (!staff.remove_role(shell(), from.id, role)) throw std::logic_error("there was no such role");
}

service::event_draft full_house::round_table(std::string_view title, std::string_view organiser, std::int64_t capacity) {
    service::event_draft draft;
    draft.event.text.title = title;
    draft.event.kind = domain::event_kind::round_table;
    draft.event.time.precision = domain::date_precision::instant;
    draft.event.time.starts_at = 1'602'756'000; // 2020-10-15T10:00:00Z
    draft.event.time.ends_at = 1'602'763'200;
    draft.event.time.timezone = "Asia/Yekaterinburg";
    if (capacity > 0) draft.event.capacity = capacity;
    draft.organisers = {{std::string(organiser), domain::organiser_role::organiser}};
    draft.venue = "Точка кипения – Тюмень";
    return draft;
}

domain::event_id full_house::make_event(domain::organisation_id owner, const service::event_draft& draft, bool published) {
    const auto id = value_of(events.create_event(shell(), owner, draft));
    if (published && !events.publish_event(shell(), id)) throw std::logic_error("the event cannot be published");
    return id;
}

domain::session_id full_house::make_session(domain::event_id event, std::string_view title, std::int64_t capacity) {
    domain::session what;
    what.event = event;
    what.title = title;
    what.sign_up = domain::session_sign_up::optional;
    if (capacity > 0) what.capacity = capacity;
    return value_of(events.add_session(shell(), what));
}

domain::registration_request full_house::guest(domain::event_id event, std::string_view family, std::string_view given) {
    domain::registration_request request;
    request.event = event;
    request.name = {std::string(family), std::string(given), ""};
    request.source = domain::registration_source::staff;
    request.email_trusted = true;
    return request;
}

service::receipt full_house::make_registration(domain::event_id event, std::string_view family, std::string_view given) {
    return make_registration(guest(event, family, given));
}

service::receipt full_house::make_registration(const domain::registration_request& request) {
    return value_of(registrations.register_guest(shell(), request));
}

cast::cast(store::backend kind) : full_house(kind) {
    tops = make_organisation("Тюменское общественное партнёрство");
    other = make_organisation("Другая организация");
    event = make_event(tops, round_table("Круглый стол «Город для жизни»", "Тюменское общественное партнёрство"));
    second = make_event(tops, round_table("Форум добрых дел", "Тюменское общественное партнёрство"));
    draft = make_event(tops, round_table("Черновик", "Тюменское общественное партнёрство"), false);
    charlies = make_event(other, round_table("Чужой семинар", "Другая организация"));
    alice = make_person("alice@krug.example", {domain::role::owner, tops, {}});
    bob = make_person("bob@krug.example", {domain::role::desk, tops, event});
    charlie = make_person("charlie@krug.example", {domain::role::owner, other, {}});
}

std::string encode_form(const fields& form) {
    std::string text;
    for (const auto& [name, value] : form)
        text += (text.empty() ? "" : "&") + web::percent_encode(name) + "=" + web::percent_encode(value);
    return text;
}

std::string header_of(const web::response& answer, std::string_view name) {
    for (const auto& [key, value] : answer.headers)
        if (key == name) return value;
    return {};
}

namespace {

/// As net does it: an answer that is only promised is waited for, and made on another thread than the one that promised it.
web::response whole_answer(web::response given) {
    while (given.later) {
        std::promise<web::response::maker> promised;
        const auto begin = std::exchange(given.later, nullptr);
        begin([&promised](web::response::maker make) { promised.set_value(std::move(make)); });
        given = promised.get_future().get()();
    }
    return given;
}

} // namespace

web::response call_api(full_house& at, web::method how, std::string_view target, std::string_view token,
                       std::string_view body, const fields& headers) {
    web::request http;
    http.method = how;
    http.target = target;
    http.host = "krug.example";
    http.address = "203.0.113.8";
    http.secure = true;
    http.id = "00000000000000aa";
    http.headers = headers;
    if (!token.empty()) http.headers.emplace_back("authorization", "Bearer " + std::string(token));
    if (!body.empty() && http.header("content-type").empty())
        http.headers.emplace_back("content-type", "application/json");
    http.body = body;
    http.may_be_answered_later = true;
    return whole_answer(at.site(http));
}

web::response browser::send(web::method how, std::string_view target, std::string body, const fields& headers) {
    web::request http;
    http.method = how;
    http.target = target;
    http.host = "krug.example";
    http.address = address_;
    http.secure = true;
    http.id = "00000000000000bb";
    http.headers = headers;
    std::string jar;
    for (const auto& [name, value] : cookies_) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    if (!jar.empty()) http.headers.emplace_back("cookie", jar);
    http.body = std::move(body);
    auto answer = at_.site(http);
    for (const auto& [name, value] : answer.headers) {
        if (name != "set-cookie") continue;
        const auto pair = value.substr(0, value.find(';'));
        const auto equals = pair.find('=');
        if (value.find("Max-Age=0") != std::string::npos) cookies_.erase(pair.substr(0, equals));
        else cookies_[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    return answer;
}

std::string browser::mark() {
    web::request http;
    web::call asked{http, at_.on, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
    const auto secret = cookies_.find(std::string(web::login_cookie(at_.on.settings)));
    if (secret != cookies_.end()) asked.login = at_.staff.find_login(secret->second);
    const auto now = at_.clock.now();
    at_.clock.set(now - form_age_seconds);
    auto made = web::form_mark(asked);
    at_.clock.set(now);
    return made;
}

web::response browser::get(std::string_view target, const fields& headers) {
    return send(web::method::get, target, "", headers);
}

web::response browser::post(std::string_view target, fields form, const fields& headers) {
    form.emplace_back("csrf", mark());
    return post_bare(target, form, headers);
}

web::response browser::post_bare(std::string_view target, const fields& form, const fields& headers) {
    auto all = headers;
    all.emplace_back("content-type", "application/x-www-form-urlencoded");
    return send(web::method::post, target, encode_form(form), all);
}

web::response browser::post_raw(std::string_view target, std::string body, std::string_view content_type) {
    return send(web::method::post, target, std::move(body), {{"content-type", std::string(content_type)}});
}

void browser::sign_in(const person& who) {
    auto opened = at_.staff.sign_in(who.email, good_password, address_);
    if (!opened) {
        if (!at_.staff.set_password(full_house::shell(), who.id, good_password)) throw std::logic_error("no password");
        opened = at_.staff.sign_in(who.email, good_password, address_);
    }
    cookies_[std::string(web::login_cookie(at_.on.settings))] = value_of(std::move(opened)).secret;
}

} // namespace krug::cast
