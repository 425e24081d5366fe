// If this fails, a poster shows another title than the organiser typed, seats are promised that are not there, or
// people's data are collected by nobody.
#include "cast/house.hpp"
#include "service/outbox_office.hpp"
#include "service/staff_office.hpp"
#include "store/feed_store.hpp"
#include "store/scan_store.hpp"

#include <future>
#include <latch>
#include <set>

namespace krug::service {
namespace {

using cast::fields_of;
using cast::opening_day;
using domain::refusal_code;
using domain::registration_status;

class event_offices : public cast::house {
protected:
    domain::event_id create(const event_draft& draft) { return *events->create_event(alice, alliance, draft); }
    registration_status status_of(domain::event_id event, domain::registration_id id) {
        return registrations->find(event, id, false)->registration.status;
    }
    std::int64_t notes_for_devices(domain::event_id event) {
        return static_cast<std::int64_t>(
            database().read([&](store::transaction& tx) { return store::feed_after(tx, event, 0, 100); }).size());
    }
};

// The title on the ticket is the one on the poster: quotation marks, double spaces and dashes as typed.
TEST_P(event_offices, titles_stay_letter_for_letter_and_give_readable_addresses) {
    const std::string title = "Рабочая встреча  инициативной группы «Социальная технологическая инициатива» – 2020";
    const auto id = create(round_table(title));
    const auto view = events->find_event(id);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->event.text.title, title);
    EXPECT_TRUE(view->event.slug.starts_with("rabochaia-vstrecha-initsiativnoi-gruppy")) << view->event.slug;
    EXPECT_EQ(events->find_event_by_slug(view->event.slug)->event.id, id);
    EXPECT_FALSE(events->find_event_by_slug("nothing"));
}

// Two events of one title must not share an address, or guests register for the wrong one.
TEST_P(event_offices, equal_titles_get_different_addresses) {
    const auto slug = [&](domain::event_id id) { return events->find_event(id)->event.slug; };
    EXPECT_EQ(slug(create(round_table())), "kruglyi-stol");
    EXPECT_EQ(slug(create(round_table())), "kruglyi-stol-2");
    EXPECT_EQ(slug(create(round_table())), "kruglyi-stol-3");
    EXPECT_EQ(slug(create(round_table("???"))), "event");
    auto draft = round_table();
    draft.event.slug = "kruglyi-stol-2";
    const auto refused = events->create_event(alice, alliance, draft);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, refusal_code::duplicate);
    EXPECT_EQ(fields_of(refused.error()), "slug:duplicate");
}

// Five colleagues save the same form at the same moment: nobody sees an error, nobody's event takes another's address.
TEST_P(event_offices, equal_titles_at_the_same_moment_get_different_addresses) {
    ground::system_randomness fresh;
    key_office own_keys(database(), clock, fresh, master_key{}); // seeded chance is for one thread only
    event_office office(database(), clock, fresh, own_keys);
    std::latch ready(5);
    std::vector<std::future<domain::event_id>> made;
    for (int colleague = 0; colleague < 5; ++colleague)
        made.push_back(std::async(std::launch::async, [&] {
            auto draft = round_table();
            draft.organisers.push_back({"Новая организация", domain::organiser_role::partner});
            ready.arrive_and_wait();
            return *office.create_event(alice, alliance, draft);
        }));
    std::set<std::string> slugs;
    for (auto& each : made) slugs.insert(events->find_event(each.get())->event.slug);
    EXPECT_EQ(slugs.size(), 5u);
    EXPECT_TRUE(slugs.contains("kruglyi-stol-5"));
}

// Whoever fills in the form sees every mistake at once, each beside its field.
TEST_P(event_offices, every_wrong_field_is_named) {
    event_draft draft;
    draft.event.text.title = "  ";
    draft.event.slug = "Не слаг";
    draft.event.time.starts_at = opening_day;
    draft.event.time.precision = domain::date_precision::instant;
    draft.event.time.ends_at = opening_day - 1;
    draft.event.time.period = "2020";
    draft.event.time.timezone = "Asia Yekaterinburg";
    draft.event.capacity = 0;
    draft.event.age_mark = 17;
    draft.event.contact.email = "nobody";
    draft.event.contact.phone_raw = "позвоните";
    draft.event.registration.opens_at = opening_day + 1;
    draft.event.registration.closes_at = opening_day;
    draft.event.registration.overbooking_percent = 101;
    draft.organisers = {{"alliance", domain::organiser_role::organiser}, {"", domain::organiser_role::partner}};
    const auto refused = events->create_event(alice, alliance, draft);
    ASSERT_FALSE(refused);
    EXPECT_EQ(fields_of(refused.error()),
              "title:required slug:malformed ends_at:order period:not_accepted timezone:malformed "
              "capacity:out_of_range age_mark:not_a_choice registration.closes_at:order "
              "registration.overbooking_percent:out_of_range contact.phone:malformed contact.email:malformed "
              "organisers[1]:required");
    EXPECT_EQ(fields_of(events->create_event(alice, {12345}, round_table()).error()), "owner:unknown");
}

// "August 2020" must not become the first of August, and the 30th of February is nobody's day.
TEST_P(event_offices, a_date_is_as_exact_as_it_is_known) {
    using enum domain::date_precision;
    const auto errors = [&](domain::date_precision precision, const std::string& period) {
        auto draft = round_table();
        draft.event.time = {};
        draft.event.time.precision = precision;
        draft.event.time.period = period;
        const auto made = events->create_event(alice, alliance, draft);
        return made ? std::string() : fields_of(made.error());
    };
    EXPECT_EQ(errors(unknown, ""), "");
    EXPECT_EQ(errors(year, "2020"), "");
    EXPECT_EQ(errors(month, "2020-08"), "");
    EXPECT_EQ(errors(day, "2020-02-29"), "");
    EXPECT_EQ(errors(day, "2021-02-29"), "period:malformed");
    EXPECT_EQ(errors(month, "2020-13"), "period:malformed");
    EXPECT_EQ(errors(month, "2020"), "period:malformed");
    EXPECT_EQ(errors(year, "2010-21"), "period:malformed");
    EXPECT_EQ(errors(month, ""), "period:required");
    EXPECT_EQ(errors(instant, ""), "starts_at:required");
}

// A new event has a door to scan at and a key to sign with, or the first ticket cannot be made.
TEST_P(event_offices, a_new_event_is_ready_for_its_first_guest) {
    auto draft = round_table();
    draft.event.capacity = 60;
    draft.event.registration.overbooking_percent = 10;
    const auto id = create(draft);
    const auto doors = database().read([&](store::transaction& tx) { return store::admission_points(tx, id); });
    ASSERT_EQ(doors.size(), 1u);
    EXPECT_EQ(doors[0].id.value, 1);
    EXPECT_EQ(doors[0].name, "Вход");
    EXPECT_EQ(doors[0].entries, domain::entry_rule::once);
    EXPECT_FALSE(doors[0].opens_minutes_before);
    ASSERT_EQ(keys->event_keys(id).size(), 1u);
    EXPECT_EQ(keys->event_keys(id)[0].state, "active");
    const auto view = *events->find_event(id);
    EXPECT_EQ(view.event.state, domain::event_state::draft);
    EXPECT_EQ(view.seats.limit, 66);
    EXPECT_EQ(view.owner.slug, "alliance");
}

// An organisation that is named twice must not become two, and a refused form must leave none behind.
TEST_P(event_offices, organisations_are_found_by_slug_or_name_and_made_once) {
    auto draft = round_table();
    draft.organisers = {{"Палата", domain::organiser_role::organiser},
                        {"Проект «Сильнейшим»", domain::organiser_role::partner},
                        {"Проект «Сильнейшим»", domain::organiser_role::venue_host}};
    draft.venue = "Точка кипения – Тюмень";
    draft.venue_address = "г. Тюмень, Республики, д. 142";
    const auto first = *events->find_event(create(draft));
    EXPECT_EQ(first.event.organisers[0].slug, "chamber");
    EXPECT_EQ(first.event.organisers[1].name, "Проект «Сильнейшим»");
    EXPECT_EQ(first.event.organisers[1].organisation, first.event.organisers[2].organisation);
    EXPECT_EQ(first.venue->address_raw, draft.venue_address);
    EXPECT_EQ(events->find_event(create(draft))->venue->id, first.venue->id);
    EXPECT_EQ(events->list_organisations().size(), 3u);

    draft.organisers = {{"Новая", domain::organiser_role::organiser}};
    draft.event.parent = domain::event_id{77};
    EXPECT_EQ(fields_of(events->create_event(alice, alliance, draft).error()), "parent:unknown");
    draft.event.parent.reset();
    draft.organisers = {{"chamber", domain::organiser_role::partner}, {"Палата", domain::organiser_role::partner}};
    EXPECT_EQ(fields_of(events->create_event(alice, alliance, draft).error()), "organisers[1]:duplicate");
    EXPECT_EQ(events->list_organisations().size(), 3u);
}

// Whatever the organiser wrote comes back, lists in their order and absent things absent.
TEST_P(event_offices, everything_that_was_written_is_read) {
    const auto forum = create(round_table("Форум"));
    auto draft = round_table();
    auto& e = draft.event;
    e.parent = forum;
    e.age_mark = 0;
    e.admission = {0, domain::admission_access::open, "Вход свободный"};
    e.contact = {"", "8(3452) 38-18-14", "Politreyd@BK.ru"};
    e.time.raw = "15.00 по тюменскому времени";
    e.people = {{domain::person_role::initiator, "Мельцер Михаил", "председатель", {}},
                {domain::person_role::opens, "Орлов Алексей", "", {}}};
    e.references = {{"leader-id", "59394", "https://leader-id.ru/event/59394/"}};
    e.links = {{domain::event_relation::follows, forum, "", ""}};
    e.registration.confirm_email = true;
    e.registration.closes_at = opening_day + 5;
    const auto id = create(draft);
    const auto view = *events->find_event(id);
    const auto& read = view.event;
    EXPECT_EQ(view.parent_title, "Форум");
    EXPECT_EQ(read.age_mark, 0);
    EXPECT_EQ(read.admission.price_kopecks, 0);
    EXPECT_EQ(read.admission.raw, "Вход свободный");
    EXPECT_EQ(read.contact.phone, "+73452381814");
    EXPECT_EQ(read.contact.phone_raw, "8(3452) 38-18-14");
    EXPECT_EQ(read.contact.email, "Politreyd@bk.ru");
    EXPECT_EQ(read.time.raw, "15.00 по тюменскому времени");
    ASSERT_EQ(read.people.size(), 2u);
    EXPECT_EQ(read.people[1].role, domain::person_role::opens);
    EXPECT_EQ(read.references.at(0).external, "59394");
    EXPECT_EQ(read.links.at(0).other_title, "Форум");
    EXPECT_TRUE(read.registration.confirm_email);
    EXPECT_EQ(read.registration.closes_at, opening_day + 5);
    EXPECT_FALSE(read.registration.opens_at);
    EXPECT_FALSE(read.capacity);

    draft.event.people.resize(1);
    draft.event.references.clear();
    draft.event.age_mark.reset();
    ASSERT_TRUE(events->update_event(alice, id, draft, 0));
    const auto again = events->find_event(id)->event;
    EXPECT_EQ(again.people.size(), 1u);
    EXPECT_TRUE(again.references.empty());
    EXPECT_FALSE(again.age_mark);
    EXPECT_EQ(again.slug, read.slug);
}

// Two organisers at two screens: the second must not wipe out what the first has just saved.
TEST_P(event_offices, an_old_version_changes_nothing) {
    const auto id = create(round_table());
    EXPECT_EQ(*events->update_event(alice, id, round_table("Первый"), 1), 2);
    const auto refused = events->update_event(alice, id, round_table("Второй"), 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, refusal_code::version_mismatch);
    EXPECT_EQ(events->find_event(id)->event.text.title, "Первый");
    EXPECT_EQ(*events->update_event(alice, id, round_table("Второй"), 0), 3);
    EXPECT_EQ(events->update_event(alice, {99}, round_table(), 0).error().code, refusal_code::not_found);
}

// A smaller room turns nobody away who has a seat; a larger one lets in who waits longest.
TEST_P(event_offices, capacity_never_unseats_and_promotes_who_waits) {
    auto draft = round_table();
    draft.event.capacity = 2;
    const auto id = published(draft);
    const auto anna = register_guest(id, "Ёлкина").id;
    const auto boris = register_guest(id, "Щёголев").id;
    const auto vera = register_guest(id, "Подъячева").id;
    ASSERT_EQ(status_of(id, vera), registration_status::waitlisted);

    draft.event.capacity = 1;
    ASSERT_TRUE(events->update_event(alice, id, draft, 0));
    EXPECT_EQ(events->find_event(id)->seats.limit, 2);
    EXPECT_EQ(status_of(id, anna), registration_status::confirmed);
    EXPECT_EQ(status_of(id, boris), registration_status::confirmed);
    EXPECT_EQ(status_of(id, vera), registration_status::waitlisted);

    draft.event.capacity = 3;
    ASSERT_TRUE(events->update_event(alice, id, draft, 0));
    EXPECT_EQ(status_of(id, vera), registration_status::confirmed);
    EXPECT_EQ(events->find_event(id)->seats.waiting, 0);
    draft.event.capacity.reset();
    ASSERT_TRUE(events->update_event(alice, id, draft, 0));
    EXPECT_FALSE(events->find_event(id)->seats.limit);
}

// Nobody's data may be collected before somebody answers for them, and that somebody cannot vanish afterwards.
TEST_P(event_offices, an_event_is_published_only_with_an_operator) {
    auto draft = round_table();
    draft.organisers = {{"alliance", domain::organiser_role::partner}};
    const auto id = create(draft);
    EXPECT_EQ(events->publish_event(alice, id).error().code, refusal_code::operator_not_named);
    EXPECT_EQ(events->publish_event(alice, {99}).error().code, refusal_code::not_found);
    ASSERT_TRUE(events->update_event(alice, id, round_table(), 0));
    EXPECT_TRUE(events->publish_event(alice, id));
    const auto version = events->find_event(id)->event.version;
    EXPECT_TRUE(events->publish_event(alice, id));
    EXPECT_EQ(events->find_event(id)->event.version, version);
    EXPECT_EQ(events->update_event(alice, id, draft, 0).error().code, refusal_code::operator_not_named);
    ASSERT_TRUE(events->cancel_event(alice, id));
    EXPECT_EQ(events->publish_event(alice, id).error().code, refusal_code::event_cancelled);
}

// Everybody who still means to come hears of it, once; who has withdrawn is left alone.
TEST_P(event_offices, a_cancelled_event_writes_once_to_everybody_who_is_live) {
    auto draft = round_table();
    draft.event.capacity = 1;
    const auto id = published(draft);
    const auto other = published(round_table());
    register_guest(id, "Ёлкина");
    register_guest(id, "Щёголев");
    const auto gone = register_guest(id, "Подъячева").id;
    register_guest(other, "Чужой");
    ASSERT_TRUE(registrations->cancel(alice, id, gone));
    outbox_office outbox(database(), clock);
    const auto before = outbox.counts(id).queued;
    const auto before_other = outbox.counts(other).queued;
    const auto notes = notes_for_devices(id);
    ASSERT_TRUE(events->cancel_event(alice, id));
    ASSERT_TRUE(events->cancel_event(alice, id));
    EXPECT_EQ(outbox.counts(id).queued, before + 2);
    EXPECT_EQ(outbox.counts(other).queued, before_other);
    EXPECT_EQ(notes_for_devices(id), notes + 1);
    EXPECT_EQ(events->find_event(id)->event.state, domain::event_state::cancelled);
    EXPECT_EQ(events->cancel_event(alice, {99}).error().code, refusal_code::not_found);
    // The numbers of mails go on: the next one must not meet an old one.
    database().write([&](store::transaction& tx) { enqueue_mail(tx, id, {1}, mail_kind::cancelled, opening_day); });
    EXPECT_EQ(outbox.counts(id).queued, before + 3);
}

// Next year's event starts from this year's text, not from its date, its guests or its keys.
TEST_P(event_offices, a_copy_has_the_programme_but_no_dates_and_no_guests) {
    const auto id = published(round_table("Сильные идеи"));
    domain::session talk;
    talk.event = id;
    talk.title = "Секция";
    talk.capacity = 5;
    talk.starts_at = opening_day;
    talk.people = {{domain::person_role::speaker, "Рапопорт Леонид", "", {}}};
    const auto first = *events->add_session(alice, talk);
    const auto second = *events->add_session(alice, talk);
    ASSERT_TRUE(events->remove_session(alice, id, first));
    register_guest(id, "Ёлкина", {second});
    const auto copy = *events->clone_event(alice, id);
    const auto view = *events->find_event(copy);
    EXPECT_NE(copy, id);
    EXPECT_EQ(view.event.text.title, "Сильные идеи");
    EXPECT_EQ(view.event.slug, "silnye-idei-2");
    EXPECT_EQ(view.event.state, domain::event_state::draft);
    EXPECT_EQ(view.event.time.precision, domain::date_precision::unknown);
    EXPECT_FALSE(view.event.time.starts_at);
    EXPECT_EQ(view.event.organisers.size(), 1u);
    EXPECT_EQ(view.seats.taken, 0);
    ASSERT_EQ(view.sessions.size(), 1u);
    EXPECT_EQ(view.sessions[0].session.id, second);
    EXPECT_FALSE(view.sessions[0].session.starts_at);
    EXPECT_EQ(view.sessions[0].session.people.at(0).name, "Рапопорт Леонид");
    EXPECT_EQ(view.sessions[0].seats.limit, 5);
    EXPECT_EQ(view.sessions[0].seats.taken, 0);
    EXPECT_NE(keys->event_keys(copy)[0].id, keys->event_keys(id)[0].id);
    EXPECT_EQ(events->clone_event(alice, {99}).error().code, refusal_code::not_found);
    talk.event = copy;
    EXPECT_EQ(events->add_session(alice, talk)->value, 3);
}

// A stranger's draft must not be read by naming it as one's own parent, and no event contains itself.
TEST_P(event_offices, only_what_may_be_shown_may_be_named) {
    const auto strange = *events->create_event(charlie, chamber, round_table("Тайна"));
    auto draft = round_table();
    draft.event.parent = strange;
    draft.event.links = {{domain::event_relation::follows, strange, "", ""}};
    EXPECT_EQ(fields_of(events->create_event(alice, alliance, draft).error()), "parent:unknown links[0]:unknown");
    ASSERT_TRUE(events->publish_event(charlie, strange));
    const auto child = create(draft);
    auto circle = round_table();
    circle.event.parent = child;
    EXPECT_EQ(fields_of(events->update_event(charlie, strange, circle, 0).error()), "parent:unknown");
    ASSERT_TRUE(events->publish_event(alice, child));
    EXPECT_EQ(fields_of(events->update_event(charlie, strange, circle, 0).error()), "parent:not_accepted");
}

// When something goes wrong later, the trail says who changed what.
TEST_P(event_offices, every_change_leaves_a_line_without_names) {
    const auto id = published(round_table());
    ASSERT_TRUE(events->update_event(alice, id, round_table(), 0));
    ASSERT_TRUE(events->cancel_event(alice, id));
    staff_office staff(database(), clock, random);
    std::string trail;
    for (const auto& line : staff.audit(id, 0, 50)) trail += line.what + " by " + line.actor + " " + line.facts + "\n";
    EXPECT_EQ(trail, "cancel_event by staff 1 version=4\nupdate_event by staff 1 version=3\n"
                     "publish_event by staff 1 version=2\ncreate_event by staff 1 \n");
}

KRUG_ON_BOTH(event_offices);

} // namespace
} // namespace krug::service
