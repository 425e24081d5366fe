// If this fails, a hundred open pages that wait for news take every thread from eighty people at the door, or a
// cancelled ticket stays green for half a minute.
#include "server/net/loopback.hpp"

namespace krug::net_test {

namespace {

/// A board with one number on it. Waits are given out as web does it, and counted.
class board {
public:
    web::response answer(const web::request& request) {
        const std::lock_guard hold(mutex_);
        ++asked_;
        web::response response;
        response.set("content-type", "text/plain");
        response.body = std::to_string(number_) + (request.answer_now ? " now" : "");
        if (number_ == 0 || !once_) response.wait = web::waiting{ms_max, [this](std::function<void()> wake) { return listen(std::move(wake)); }};
        return response;
    }
    web::application application() {
        return [this](const web::request& request) { return answer(request); };
    }
    void ring(int number) {
        const std::lock_guard hold(mutex_);
        number_ = number;
        for (auto& [id, wake] : listeners_) wake();
        listeners_.clear();
    }
    std::size_t listening() {
        const std::lock_guard hold(mutex_);
        return listeners_.size();
    }
    int asked() {
        const std::lock_guard hold(mutex_);
        return asked_;
    }
    int ms_max = 20'000;
    void never_satisfied() { once_ = false; }

private:
    std::shared_ptr<void> listen(std::function<void()> wake) {
        const std::lock_guard hold(mutex_);
        const auto id = ++last_;
        listeners_.emplace(id, std::move(wake));
        return {static_cast<void*>(nullptr), [this, id](void*) {
                    const std::lock_guard held(mutex_);
                    listeners_.erase(id);
                }};
    }

    std::mutex mutex_;
    std::map<int, std::function<void()>> listeners_;
    int last_ = 0, number_ = 0, asked_ = 0;
    bool once_ = true;
};

net::server_settings waiting_settings() {
    auto settings = quick_settings();
    settings.wait_pause_ms = 0;
    return settings;
}

constexpr std::string_view question = "GET /board HTTP/1.1\r\nHost: here\r\n\r\n";

} // namespace

// Whoever waits hears of the change, and more of them than there are threads wait at once.
TEST(server_wait, holds_no_thread_and_answers_with_the_news) {
    board news;
    auto settings = waiting_settings();
    settings.crew_threads = 1;
    running_server server(settings, news.application());
    std::vector<client> pages;
    for (int i = 0; i < 20; ++i) {
        pages.emplace_back(server.port());
        pages.back().send(question);
    }
    wait_until([&] { return news.listening() == 20; });
    EXPECT_EQ(server.counted().waiting_now, 20);
    for (auto& page : pages) EXPECT_TRUE(page.silent_for(0));
    news.ring(7);
    for (auto& page : pages) EXPECT_EQ(page.receive().body, "7");
    EXPECT_EQ(server.counted().waiting_now, 0);
    // The connection goes on as if nothing had been special.
    EXPECT_EQ(pages.front().get("/board").body, "7");
}

// When nothing happens the page is told so, or its browser would give up on its own.
TEST(server_wait, ends_with_what_there_is_when_the_time_is_over) {
    board quiet;
    quiet.ms_max = 30;
    running_server server(waiting_settings(), quiet.application());
    client page(server.port());
    EXPECT_EQ(page.get("/board").body, "0 now");
    EXPECT_EQ(quiet.asked(), 2);
    EXPECT_EQ(quiet.listening(), 0U);
    auto short_settings = waiting_settings();
    short_settings.wait_ms_max = 30; // the room's own limit holds against a handler that asks for more
    board patient;
    running_server other(short_settings, patient.application());
    client impatient(other.port());
    EXPECT_EQ(impatient.get("/board").body, "0 now");
}

// One more than the limit is answered at once: thousands of open pages cost no more than was agreed.
TEST(server_wait, keeps_no_more_than_its_limit) {
    board news;
    auto settings = waiting_settings();
    settings.waiting_max = 2;
    running_server server(settings, news.application());
    client first(server.port()), second(server.port()), third(server.port());
    first.send(question);
    second.send(question);
    wait_until([&] { return news.listening() == 2; });
    EXPECT_EQ(third.get("/board").body, "0");
    EXPECT_EQ(server.counted().waiting_now, 2);
    news.ring(1);
    EXPECT_EQ(first.receive().body, "1");
    EXPECT_EQ(second.receive().body, "1");
    third.send(question);
    EXPECT_EQ(third.receive().body, "1");
}

// A restart would wait for every open page.
TEST(server_wait, stops_at_once) {
    board news;
    running_server server(waiting_settings(), news.application());
    client page(server.port());
    page.send(question);
    wait_until([&] { return news.listening() == 1; });
    server.stop();
    const auto answer = page.receive();
    EXPECT_EQ(answer.body, "0 now");
    EXPECT_EQ(answer.field("connection"), "close");
    EXPECT_TRUE(page.ended());
    EXPECT_EQ(news.listening(), 0U);
}

// A page that was closed is forgotten at once, not after its time.
TEST(server_wait, forgets_who_has_gone) {
    board news;
    running_server server(waiting_settings(), news.application());
    {
        client page(server.port());
        page.send(question);
        wait_until([&] { return news.listening() == 1; });
    }
    wait_until([&] { return news.listening() == 0; });
    wait_until([&] { return server.counted().connections_open == 0; });
    EXPECT_EQ(server.counted().waiting_now, 0);
    EXPECT_EQ(news.asked(), 1);
    news.ring(1);
}

// Whoever sends the next question is not waiting for the first.
TEST(server_wait, a_second_question_ends_the_wait) {
    board news;
    running_server server(waiting_settings(), news.application());
    client page(server.port());
    page.send(question);
    wait_until([&] { return news.listening() == 1; });
    page.send(question);
    EXPECT_EQ(page.receive().body, "0 now");
    wait_until([&] { return news.listening() == 1; });
    news.ring(3);
    EXPECT_EQ(page.receive().body, "3");
    client both(server.port());
    EXPECT_EQ(both.ask(std::string(question) + std::string(question)).body, "3");
}

// A rush rings without end; a page that is not concerned must not be asked about each ring.
TEST(server_wait, many_rings_are_one_question) {
    board news;
    news.never_satisfied();
    auto settings = waiting_settings();
    settings.wait_pause_ms = 60'000;
    settings.wait_ms_max = 200;
    running_server server(settings, news.application());
    client page(server.port());
    page.send(question);
    wait_until([&] { return news.listening() == 1; });
    for (int i = 1; i <= 100; ++i) news.ring(i);
    EXPECT_EQ(page.receive().body, "100 now");
    EXPECT_EQ(news.asked(), 2);
}

// The waiting coroutine is cut off at each place where it sleeps; run under the address sanitizer, this is where a
// frame that is destroyed twice would show.
TEST(server_wait, can_be_cut_off_at_every_suspension) {
    enum class cut { before_first_answer, while_waiting, after_the_ring, at_the_end_of_time, by_the_end_of_drain };
    for (const auto where : {cut::before_first_answer, cut::while_waiting, cut::after_the_ring, cut::at_the_end_of_time,
                             cut::by_the_end_of_drain}) {
        board news;
        gate door;
        std::atomic<int> entered = 0;
        const int closed_at = where == cut::before_first_answer ? 1 : 2;
        auto settings = waiting_settings();
        settings.drain_ms_max = where == cut::by_the_end_of_drain ? 50 : 5'000;
        if (where == cut::at_the_end_of_time) settings.wait_ms_max = 20;
        running_server server(settings, [&](const web::request& request) {
            if (++entered == closed_at) door.wait();
            return news.answer(request);
        });
        auto page = std::make_unique<client>(server.port());
        page->send(question);
        if (where == cut::before_first_answer) {
            door.wait_until_inside(1);
        } else if (where != cut::at_the_end_of_time) {
            wait_until([&] { return news.listening() == 1; });
        }
        if (where == cut::after_the_ring) news.ring(1);
        if (where == cut::by_the_end_of_drain) (*server).stop();
        if (where != cut::while_waiting) door.wait_until_inside(1);
        if (where == cut::by_the_end_of_drain) {
            EXPECT_TRUE(page->ended());
        }
        page.reset();
        door.open();
        wait_until([&] { return server.counted().connections_open == 0; });
        EXPECT_EQ(news.listening(), 0U);
        EXPECT_EQ(server.counted().waiting_now, 0);
    }
}

} // namespace krug::net_test
