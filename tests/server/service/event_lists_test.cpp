// If this fails, people do not find the event they were invited to, or see one that was not announced yet.
#include "cast/house.hpp"

namespace krug::service {
namespace {

using cast::opening_day;

class event_lists : public cast::house {
protected:
    static event_draft at_day(const std::string& title, int day) {
        auto draft = round_table(title);
        draft.event.time.starts_at = opening_day + day * 86'400;
        draft.event.time.ends_at.reset();
        return draft;
    }
    static event_draft in_month(const std::string& title, const std::string& month) {
        auto draft = round_table(title);
        draft.event.time = {};
        draft.event.time.precision = domain::date_precision::month;
        draft.event.time.period = month;
        return draft;
    }
    static std::string titles(const event_page& page) {
        std::string text;
        for (const auto& each : page.items) text += (text.empty() ? "" : ", ") + each.title;
        return text;
    }
    std::string found(const event_filter& filter) { return titles(events->list_public_events(filter)); }
    std::string found(const std::string& text) {
        event_filter filter;
        filter.text = text;
        return found(filter);
    }
};

// A draft is the organiser's secret, an unlisted event is for those who have its address.
TEST_P(event_lists, the_public_list_shows_what_is_published_and_listed) {
    published(at_day("Виден", 3));
    *events->create_event(alice, alliance, at_day("Черновик", 4));
    auto hidden = at_day("По ссылке", 5);
    hidden.event.visibility = domain::event_visibility::unlisted;
    published(hidden);
    ASSERT_TRUE(events->cancel_event(alice, published(at_day("Отменён", 6))));
    EXPECT_EQ(found(event_filter{}), "Виден");
}

// Who looks for what is to come sees the nearest first; an event of a known month but no hour is not lost.
TEST_P(event_lists, coming_events_come_nearest_first_and_all_events_latest_first) {
    published(at_day("Через неделю", 7));
    published(at_day("Вчера", -2));
    published(at_day("Завтра", 1));
    published(in_month("В октябре", "2026-10"));
    auto undated = in_month("Когда-нибудь", "");
    undated.event.time.precision = domain::date_precision::unknown;
    published(undated);
    EXPECT_EQ(found(event_filter{}), "В октябре, Через неделю, Завтра, Вчера, Когда-нибудь");
    event_filter upcoming;
    upcoming.upcoming_only = true;
    EXPECT_EQ(found(upcoming), "Завтра, Через неделю, В октябре, Когда-нибудь");
    clock.advance_seconds(86'400 + 12 * 3600 - 1); // an open end counts for twelve hours
    EXPECT_EQ(found(upcoming), "Завтра, Через неделю, В октябре, Когда-нибудь");
    clock.advance_seconds(1);
    EXPECT_EQ(found(upcoming), "Через неделю, В октябре, Когда-нибудь");
}

// Leafing must neither skip nor repeat an event, also when one is announced meanwhile or two begin together.
TEST_P(event_lists, pages_follow_one_another_without_gap_or_repeat) {
    for (int day = 1; day <= 3; ++day) {
        published(at_day("А" + std::to_string(day), day));
        published(at_day("Б" + std::to_string(day), day));
    }
    for (const bool upcoming : {false, true}) {
        event_filter filter;
        filter.upcoming_only = upcoming;
        const auto whole = found(filter);
        filter.limit = 2;
        std::string leafed;
        int pages = 0;
        do {
            const auto page = events->list_public_events(filter);
            leafed += (leafed.empty() ? "" : ", ") + titles(page);
            filter.cursor = page.next;
            ++pages;
        } while (!filter.cursor.empty() && pages < 10);
        EXPECT_EQ(leafed, whole);
        EXPECT_EQ(pages, 3);
    }
    event_filter filter;
    filter.limit = 2;
    const auto first = events->list_public_events(filter);
    published(at_day("Новый", 9));
    filter.cursor = first.next;
    EXPECT_EQ(found(filter).find("Новый"), std::string::npos);
    for (const auto* cursor : {"x", "d", "d5", "d5.", "d5.6x", "u.1", "d99999999999999999999.1"}) {
        filter.cursor = cursor;
        EXPECT_EQ(found(filter), "") << cursor;
    }
}

// People type in haste, in the wrong layout, with е for ё and without capitals.
TEST_P(event_lists, text_is_found_as_people_type_it) {
    auto draft = at_day("Приём учёных «Сильные идеи»", 2);
    draft.event.text.summary = "Подведение итогов";
    draft.venue = "Точка кипения – Тюмень";
    published(draft);
    published(at_day("Другое", 3));
    EXPECT_EQ(found("прием УЧЕНЫХ"), "Приём учёных «Сильные идеи»");
    EXPECT_EQ(found("cbkmyst"), "Приём учёных «Сильные идеи»");
    EXPECT_EQ(found("итог"), "Приём учёных «Сильные идеи»");
    EXPECT_EQ(found("точка кипения"), "Приём учёных «Сильные идеи»");
    EXPECT_EQ(found("нет такого"), "");
    EXPECT_EQ(found("—"), "");
    EXPECT_EQ(found("%"), "");
}

// Filters narrow, each on its own and together.
TEST_P(event_lists, filters_narrow) {
    domain::venue venue;
    venue.owner = alliance;
    venue.slug = "tk";
    venue.name = "Точка кипения";
    venue.city = "Тюмень";
    venue.timezone = "Asia/Yekaterinburg";
    ASSERT_TRUE(events->add_venue(alice, venue));
    auto here = at_day("Здесь", 1);
    here.venue = "tk";
    here.event.capacity = 1;
    const auto full = published(here);
    published(in_month("Форум", "2026-11"));
    event_filter filter;
    filter.city = "Тюмень";
    EXPECT_EQ(found(filter), "Здесь");
    filter.only_free_seats = true;
    EXPECT_EQ(found(filter), "Здесь");
    register_guest(full, "Ёлкина");
    EXPECT_EQ(found(filter), "");
    EXPECT_EQ(events->list_public_events({}).items.back().confirmed, 1);
    filter = {};
    filter.kind = domain::event_kind::forum;
    EXPECT_EQ(found(filter), "");

    filter = {};
    filter.month = "2026-11";
    EXPECT_EQ(found(filter), "Форум");
    // 2026-09-02 is 2026-09 in every zone here; the reader of zones says so.
    filter.month = "2026-09";
    EXPECT_EQ(found(filter), "");
    filter.month_at = [](ground::utc_seconds, const std::string& zone) {
        return zone == "Asia/Yekaterinburg" ? std::string("2026-09") : std::string();
    };
    EXPECT_EQ(found(filter), "Здесь");
    const auto choices = events->public_filter_choices(filter.month_at);
    EXPECT_EQ(choices.cities, std::vector<std::string>{"Тюмень"});
    EXPECT_EQ(choices.months, (std::vector<std::string>{"2026-09", "2026-11"}));
}

// Nobody sees at work what belongs to another organisation; a helper sees the one event they help at.
TEST_P(event_lists, staff_see_the_events_they_work_at) {
    const auto one = *events->create_event(alice, alliance, at_day("Один", 1));
    *events->create_event(alice, alliance, at_day("Два", 2));
    *events->create_event(charlie, chamber, at_day("Чужой", 3));
    const auto seen = [&](const domain::actor& who) { return titles(events->list_staff_events(who, {})); };
    EXPECT_EQ(seen(alice), "Два, Один");
    EXPECT_EQ(seen(charlie), "Чужой");
    EXPECT_EQ(seen(staff_of({domain::role::door_staff, alliance, one}, 2)), "Один");
    EXPECT_EQ(seen(staff_of({domain::role::door_staff, chamber, one}, 2)), "");
    EXPECT_EQ(seen(staff_of({domain::role::platform_admin, {}, {}}, 4)), "");
    EXPECT_EQ(seen({}), "");
    EXPECT_EQ(seen(shell), "Чужой, Два, Один");
}

// The same venue must not be offered twice, and the list is in the order people expect.
TEST_P(event_lists, organisations_and_venues_are_named_once_and_sorted) {
    EXPECT_EQ(events->add_organisation(alice, {{}, "alliance", "Ещё один", "", "", ""}).error().code,
              domain::refusal_code::duplicate);
    ASSERT_TRUE(events->add_organisation(alice, {{}, "", "Ёлка", "", "", "готовится к созданию"}));
    ASSERT_TRUE(events->add_organisation(alice, {{}, "", "Ёлка", "", "", ""}));
    std::string names;
    for (const auto& each : events->list_organisations()) names += each.slug + " ";
    EXPECT_EQ(names, "alliance elka elka-2 chamber ");
    EXPECT_EQ(events->find_organisation("elka")->state_raw, "готовится к созданию");
    EXPECT_FALSE(events->find_organisation("ёлка"));

    domain::venue venue;
    venue.owner = alliance;
    venue.name = "Зал";
    venue.timezone = "Asia/Yekaterinburg";
    venue.access_features = std::vector<std::string>{};
    venue.rooms = {{{}, "Малый", 20}, {{}, "Большой", std::nullopt}};
    ASSERT_TRUE(events->add_venue(alice, venue));
    venue.access_features = std::vector<std::string>{"step_free", "induction_loop"};
    ASSERT_TRUE(events->add_venue(alice, venue));
    venue.access_features.reset();
    ASSERT_TRUE(events->add_venue(alice, venue));
    const auto venues = events->list_venues();
    ASSERT_EQ(venues.size(), 3u);
    for (const auto& each : venues) {
        EXPECT_EQ(each.rooms.size(), 2u);
        if (each.slug == "zal") { EXPECT_TRUE(each.access_features && each.access_features->empty()); }
        if (each.slug == "zal-2") { EXPECT_EQ(each.access_features->size(), 2u); }
        if (each.slug == "zal-3") { EXPECT_FALSE(each.access_features); }
    }
    venue.rooms.push_back({{}, "Малый", 0});
    venue.timezone.clear();
    EXPECT_EQ(cast::fields_of(events->add_venue(alice, venue).error()),
              "timezone:required rooms[2]:out_of_range rooms[2]:duplicate");
}

KRUG_ON_BOTH(event_lists);

} // namespace
} // namespace krug::service
