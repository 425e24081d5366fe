// If this fails, a message goes to people nobody looked at, reads as rubbish, or a stranger reads who gets it.
#include "server/web/work/work_desk.hpp"
#include "web/letters.hpp"
#include "store/database.hpp"
#include "store/message_store.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

class message_desk : public work_desk {
public:
    /// Some hours go by, and Alice signs in again.
    void at(ground::utc_seconds moment) {
        clock.set(moment);
        alice_at.sign_in(alice);
    }
    std::string base() const { return page_of(event, "/messages"); }
    krug::cast::fields typed() const {
        return {{"sort", "event"}, {"state", "confirmed"}, {"subject_ru", "Про {событие}"},
                {"text_ru", "Здравствуйте, {имя}!\n\n**Ждём** вас {когда}: {где}.\n\n{ссылка}"},
                {"subject_en", ""}, {"text_en", ""}, {"version", "1"}};
    }
    /// Somebody who can be written to.
    service::receipt make_reader(std::string_view family) {
        auto request = guest(event, family, "Анна");
        request.email = "reader@guests.example";
        return make_registration(request);
    }
    /// The address of a written draft.
    std::string written(const krug::cast::fields& fields) {
        const auto to = goes_to(alice_at.post(base() + "/new", fields));
        EXPECT_TRUE(to.starts_with(base() + "/")) << to;
        return to;
    }
    web::response send(const std::string& at) {
        const auto shown = alice_at.get(at);
        return alice_at.post(at, {{"do", "send"}, {"at_night", "1"}, {"version", hidden(shown.body, "version").value_or("")},
                                  {"expected", hidden(shown.body, "expected").value_or("")}});
    }
    /// What the mail room would send now.
    std::vector<web::finished_letter> letters() {
        while (outbox.fan_out() > 0) {}
        std::vector<web::finished_letter> all;
        for (auto jobs = outbox.lease(100); !jobs.empty(); jobs = outbox.lease(100))
            for (const auto& job : jobs) {
                all.push_back(web::write_letter(on, job));
                if (all.back().recipient.empty()) outbox.mark_dead(job, "no_recipient");
                else outbox.mark_sent(job);
            }
        return all;
    }
};

// The whole way without scripts: write, look as somebody who gets it, send, see what became of it.
TEST(message_pages, a_message_is_written_looked_at_and_sent_once) {
    message_desk desk;
    desk.make_reader("Адресная");
    desk.letters();
    desk.at(desk.clock.now() + 3 * 3600); // past the bound of letters to one address
    const auto at = desk.written(desk.typed());
    const auto shown = desk.alice_at.get(at);
    EXPECT_TRUE(has(shown, "<strong>Ждём</strong>"));
    EXPECT_TRUE(has(shown, "подтверждённые"));
    EXPECT_TRUE(has(shown, "Получ"));
    EXPECT_FALSE(has(shown, "{имя}"));
    const auto recipients = std::stoll(hidden(shown.body, "expected").value_or("0"));
    ASSERT_GT(recipients, 0);
    EXPECT_EQ(desk.alice_at.post(at, {{"do", "send"}, {"at_night", "1"}, {"version", "1"}, {"expected", "999"}}).status, 412);
    EXPECT_TRUE(goes_to(desk.send(at)).ends_with("message_sent"));
    const auto letters = desk.letters();
    EXPECT_EQ(static_cast<std::int64_t>(letters.size()), recipients);
    for (const auto& letter : letters) {
        EXPECT_EQ(letter.bytes.find("List-Unsubscribe"), std::string::npos) << "a letter about the event is no news";
        EXPECT_NE(letter.bytes.find("Auto-Submitted: auto-generated"), std::string::npos);
    }
    EXPECT_TRUE(has(desk.alice_at.get(at), "ушло"));
    EXPECT_TRUE(has(desk.alice_at.get(desk.page_of(desk.event, "/letters")), "Ушло"));
    EXPECT_FALSE(has(desk.alice_at.get(at), "value=\"send\"")) << "once";
}

// A mistyped field, a text too long, a forged mark: what was typed is still there, nothing was kept.
TEST(message_pages, what_is_wrong_is_said_and_nothing_is_lost) {
    message_desk desk;
    auto form = with(desk.typed(), "text_ru", "Здравствуйте, {имия}, <script>alert(1)</script>");
    const auto again = desk.alice_at.post(desk.base() + "/new", form);
    EXPECT_EQ(again.status, 422);
    EXPECT_TRUE(has(again, "Таких полей нет: {имия}"));
    EXPECT_TRUE(has(again, "&lt;script&gt;"));
    EXPECT_TRUE(desk.messages.list(desk.event).empty());
    const auto at = desk.written(with(desk.typed(), "text_ru", "<script>alert(1)</script> [x](javascript:alert(1)) {имя}"));
    const auto shown = desk.alice_at.get(at);
    EXPECT_FALSE(has(shown, "<script>alert"));
    EXPECT_FALSE(has(shown, "javascript:"));
    EXPECT_EQ(desk.alice_at.post(at, {{"do", "schedule"}, {"version", "1"}, {"day", "вчера"}, {"clock", "12:00"}}).status, 422);
    EXPECT_EQ(desk.alice_at.post(at, {{"do", "explode"}}).status, 400);
    EXPECT_EQ(desk.alice_at.get(desk.base() + "/99").status, 404);
    EXPECT_TRUE(goes_to(desk.alice_at.post(at, {{"do", "remove"}})).ends_with("message_removed"));
}

// At night nobody is woken by a slip of the finger: neither now nor by the schedule.
TEST(message_pages, the_night_is_asked_for) {
    message_desk desk;
    desk.at(doors_open + 9 * 3600); // 23:00 in Tyumen
    const auto at = desk.written(desk.typed());
    const auto shown = desk.alice_at.get(at);
    EXPECT_TRUE(has(shown, "люди спят"));
    const auto expected = hidden(shown.body, "expected").value_or("");
    const auto refused = desk.alice_at.post(at, {{"do", "send"}, {"version", "1"}, {"expected", expected}});
    EXPECT_EQ(refused.status, 422);
    EXPECT_TRUE(has(refused, "Можно ночью"));
    EXPECT_EQ(desk.alice_at.post(at, {{"do", "schedule"}, {"version", "1"}, {"day", "17.10.2020"}, {"clock", "03:00"}}).status, 422);
    EXPECT_TRUE(goes_to(desk.alice_at.post(at, {{"do", "schedule"}, {"version", "1"}, {"day", "17.10.2020"}, {"clock", "12:00"}})).ends_with("message_scheduled"));
    EXPECT_TRUE(has(desk.alice_at.get(at), "17 октября 2020"));
    EXPECT_TRUE(goes_to(desk.alice_at.post(at, {{"do", "withdraw"}})).ends_with("withdrawn"));
}

// News carry the header of RFC 8058, its button works for a mail program without a cookie, and then there are no more.
TEST(message_pages, news_can_be_ended_by_the_mail_program) {
    message_desk desk;
    const auto guest = desk.make_reader("Новостная");
    desk.database->write([&](store::transaction& tx) { store::begin_news(tx, guest.event, guest.id, desk.clock.now()); });
    desk.letters();
    desk.at(desk.clock.now() + 3 * 3600);
    const auto at = desk.written(with(desk.typed(), "sort", "news"));
    EXPECT_EQ(hidden(desk.alice_at.get(at).body, "expected").value_or(""), "1");
    EXPECT_TRUE(goes_to(desk.send(at)).ends_with("message_sent"));
    const auto letters = desk.letters();
    ASSERT_EQ(letters.size(), 1u);
    EXPECT_NE(letters[0].bytes.find("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), std::string::npos);
    const auto who = desk.registrations.find(guest.event, guest.id, false)->registration;
    const auto link = "/u/" + desk.messages.news_secret(who);
    krug::cast::browser stranger(desk);
    EXPECT_TRUE(has(stranger.get(link), "Отписаться"));
    EXPECT_TRUE(desk.messages.find_news(link.substr(3))->wanted) << "a prefetched link changes nothing";
    const auto done = stranger.post_raw(link, "List-Unsubscribe=One-Click", "application/x-www-form-urlencoded");
    EXPECT_EQ(done.status, 200) << "mail programs follow no redirect";
    EXPECT_FALSE(desk.messages.find_news(link.substr(3))->wanted);
    EXPECT_EQ(stranger.get("/u/" + std::string(54, 'A')).status, 404);
}

// Thanks lead to a page that needs no account; an answer can be changed and stands for one.
TEST(message_pages, feedback_is_given_by_the_link_and_counted_without_names) {
    message_desk desk;
    EXPECT_TRUE(has(desk.alice_at.get(desk.base() + "/new?ready=thanks"), "Спасибо, что были с нами"));
    const auto guest = desk.make_registration(desk.event, "Отзывчивая", "Анна");
    const auto link = "/r/" + guest.manage_secret + "/feedback";
    krug::cast::browser visitor(desk);
    EXPECT_EQ(goes_to(visitor.get(link)), "/r/" + guest.manage_secret) << "not before the beginning";
    desk.at(doors_open + 3600);
    EXPECT_EQ(visitor.post(link, {{"stars", "9"}, {"words", "x"}}).status, 422);
    EXPECT_TRUE(goes_to(visitor.post(link, {{"stars", "2"}, {"words", "<b>Душно</b>"}})).ends_with("done=saved"));
    EXPECT_TRUE(goes_to(visitor.post(link, {{"stars", "4"}, {"words", "<b>Душно</b>"}})).ends_with("done=saved"));
    EXPECT_TRUE(has(desk.alice_at.get(desk.page_of(desk.event, "/feedback")), "Покажем с трёх ответов"));
    for (const int n : {1, 2}) {
        const auto other = desk.make_registration(desk.event, "Ещё" + std::to_string(n), "Пётр");
        visitor.post("/r/" + other.manage_secret + "/feedback", {{"stars", "5"}, {"words", ""}});
    }
    const auto told = desk.alice_at.get(desk.page_of(desk.event, "/feedback"));
    EXPECT_TRUE(has(told, "&lt;b&gt;Душно"));
    EXPECT_FALSE(has(told, "Отзывчивая"));
}

// The desk may not write to everybody, another organisation learns nothing, and the author alone gets the test.
TEST(message_pages, only_who_may_mail_everybody_does_and_a_test_goes_to_its_author) {
    message_desk desk;
    EXPECT_EQ(desk.bob_at.get(desk.base() + "/new").status, 403);
    EXPECT_EQ(desk.bob_at.get(desk.page_of(desk.event, "/feedback")).status, 403);
    const auto at = desk.written(with(with(desk.typed(), "subject_en", "About {event}"), "text_en", "Hello {name}! {link}"));
    desk.letters();
    EXPECT_TRUE(goes_to(desk.alice_at.post(at, {{"do", "try"}})).ends_with("tried"));
    const auto letters = desk.letters();
    ASSERT_EQ(letters.size(), 2u);
    EXPECT_EQ(letters[0].recipient, letters[1].recipient);
    for (const auto& letter : letters) EXPECT_EQ(letter.bytes.find("/r/"), std::string::npos) << "nobody's own link goes to somebody else";
}

} // namespace
} // namespace krug::web_test
