// The kiosk as shipped would not enrol, not answer, not send, or speak with the wrong server.
#include "cast/door_server.hpp"
#include "cast/scratch_folder.hpp"
#include "commands.hpp"
#include "gate_protocol/bell.hpp"
#include "front_desk.hpp"
#include "kiosk/optics/films.hpp"
#include "kiosk/optics/spoiling.hpp"
#include "rehearsal.hpp"
#include "scanner_trial.hpp"
#include "trial_tickets.hpp"
#include "station.hpp"
#include "wire_server.hpp"

#include "ticket/check_digits.hpp"

#include <gtest/gtest.h>

#include <array>
#include <condition_variable>
#include <cstdio>
#include <fstream>
#include <mutex>

namespace krug {
namespace {

/// Runs a shell command; its standard output line by line.
std::vector<std::string> lines_of(const std::string& command, int* status = nullptr) {
    std::FILE* pipe = ::popen(command.c_str(), "r");
    std::string all;
    std::array<char, 4096> buffer;
    for (std::size_t got; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) all.append(buffer.data(), got);
    const int ended = ::pclose(pipe);
    if (status != nullptr) *status = WEXITSTATUS(ended);
    std::vector<std::string> lines;
    for (std::size_t at = 0, end; (end = all.find('\n', at)) != std::string::npos; at = end + 1)
        lines.push_back(all.substr(at, end - at));
    return lines;
}

struct Station : testing::Test {
    Station() : server(keys) {
        for (int number = 1; number <= 3; ++number) server.add(cast::guest_row(number));
    }
    std::pair<int, std::string> answer(const cast::wire_request& request) {
        std::unique_lock held(guard);
        ++requests;
        if (request.target == gate_protocol::bell_target) return answer_bell(request, held);
        if (request.target == gate_protocol::enrol_target) {
            const auto asked = gate_protocol::decode_enrol_request(request.body);
            if (!asked || asked->one_time != code().one_time || enrolled) return {403, ""};
            enrolled = true;
            gate_protocol::enrol_response response;
            response.device = {5};
            response.token = ticket::to_base64url(cast::seed_of(9));
            response.event = cast::tyumen;
            response.root_key = keys.root_raw();
            response.keys = keys.usual();
            response.terms = server.terms;
            response.server_time_ms = cast::doors_open * 1000;
            return {201, gate_protocol::encode(response)};
        }
        if (request.authorization != "Bearer " + ticket::to_base64url(cast::seed_of(9))) return {401, ""};
        try {
            const auto given = server.post(request.target, {}, request.body);
            return {given.status, given.body};
        } catch (const sync::transport_failure&) {
            return {503, ""};
        }
    }
    /// Keeps the question until the test has changed something, as the real server does.
    std::pair<int, std::string> answer_bell(const cast::wire_request& request, std::unique_lock<std::mutex>& held) {
        const auto asked = gate_protocol::decode_bell_request(request.body);
        if (!keeps_bells || !asked) return {404, ""};
        at_the_bell = true;
        changed.notify_all();
        changed.wait(held, [&] { return !keeps_bells || server.end() != asked->cursor; });
        at_the_bell = false;
        return {200, gate_protocol::encode(gate_protocol::bell_response{server.end() != asked->cursor, server.end()})};
    }
    cast::wire_server wire(bool tls) {
        return cast::wire_server(tls, [this](const cast::wire_request& request) { return answer(request); });
    }
    gate_protocol::enrolment_code code() const {
        gate_protocol::enrolment_code made;
        made.one_time.fill(6);
        made.root_fingerprint = ticket::sha256(keys.root_raw());
        return made;
    }
    std::string code_for(const cast::wire_server& at, bool with_pin) const {
        auto made = code();
        made.url = at.url();
        if (with_pin) made.server_pin = at.pin();
        return gate_protocol::write_enrolment_code(made);
    }
    std::string kiosk(const std::string& verb) const {
        return std::string(KRUG_KIOSK) + ' ' + verb + " --data " + folder.path().string() + " 2>/dev/null";
    }
    cast::keyring keys;
    cast::door_server server;
    cast::scratch_folder folder;
    std::mutex guard;
    std::condition_variable changed;
    bool keeps_bells = false, at_the_bell = false;
    int requests = 0;
    bool enrolled = false;
};

std::string ticket_of(const cast::keyring& keys, int number) {
    return ticket::write_ticket(cast::guest_ticket(number), keys.event);
}

// Enrol, three codes on standard input, three verdicts, and the server knows the arrivals when it ends.
TEST_F(Station, enrol_run_and_send) {
    auto http = wire(false);
    ASSERT_EQ(kiosk::enrol(folder.path(), code_for(http, false), false), 0);
    std::ofstream(folder.path() / "codes") << ticket_of(keys, 1) << '\n'
                                           << ticket_of(keys, 1) << '\n'
                                           << ticket::write_ticket(cast::guest_ticket(2), keys.root) << '\n'
                                           << "no such code\n";
    int status = -1;
    const auto lines = lines_of(kiosk("run --display none") + " < " + (folder.path() / "codes").string(), &status);
    EXPECT_EQ(status, 0);
    ASSERT_EQ(lines.size(), 4u);
    EXPECT_TRUE(lines[0].starts_with(R"({"verdict":"green","reason":"admitted","message":{"ru":"Проходите, Анна П.!")")) << lines[0];
    EXPECT_NE(lines[0].find(R"("offline":false)"), std::string::npos) << lines[0];
    EXPECT_NE(lines[1].find(R"("repeated":true)"), std::string::npos) << lines[1];
    EXPECT_TRUE(lines[2].starts_with(R"({"verdict":"red","reason":"forged")")) << lines[2];
    EXPECT_TRUE(lines[3].starts_with(R"({"verdict":"amber","reason":"not_on_list")")) << lines[3];
    EXPECT_EQ(server.rows().size(), 3u);

    // The code was for one use, and the device keeps its name.
    EXPECT_EQ(kiosk::enrol(folder.path(), code_for(http, false), false), 1);
    const auto said = lines_of(kiosk("status"));
    ASSERT_EQ(said.size(), 1u);
    EXPECT_NE(said[0].find(R"("unsent":0)"), std::string::npos) << said[0];
}

// The whole way from the camera's picture: three tickets on a film, one of them forged, each answered once and sent.
TEST_F(Station, reads_tickets_off_a_film) {
    auto http = wire(false);
    ASSERT_EQ(kiosk::enrol(folder.path(), code_for(http, false), false), 0);
    std::mt19937_64 random(1);
    std::string film = optics::film_head(640, 480);
    for (const auto& text : {ticket_of(keys, 1), ticket_of(keys, 2), ticket::write_ticket(cast::guest_ticket(3), keys.root)}) {
        const auto picture = optics::draw(render::encode_qr(text, render::qr_level::medium), optics::spoilt::clean, 640, 480, random);
        for (int frame = 0; frame < 5; ++frame) film += optics::film_frame(picture);
    }
    optics::write_file(folder.path() / "film.y4m", film);
    int status = -1;
    const auto lines = lines_of(kiosk("run --display none --scanner frames:" + (folder.path() / "film.y4m").string()), &status);
    EXPECT_EQ(status, 0);
    ASSERT_EQ(lines.size(), 3u);
    EXPECT_TRUE(lines[0].starts_with(R"({"verdict":"green","reason":"admitted")")) << lines[0];
    EXPECT_TRUE(lines[1].starts_with(R"({"verdict":"green","reason":"admitted")")) << lines[1];
    EXPECT_TRUE(lines[2].starts_with(R"({"verdict":"red","reason":"forged")")) << lines[2];
    EXPECT_EQ(server.rows().size(), 3u);
}

// Somebody cancels while the door is open: the kiosk hears the bell and fetches it, not half a minute later but now.
TEST_F(Station, the_bell_brings_a_cancellation) {
    keeps_bells = true;
    auto http = wire(false);
    ASSERT_EQ(kiosk::enrol(folder.path(), code_for(http, false), false), 0);
    kiosk::station station(folder.path());
    station.start_sync();
    station.await_first_round(20'000);
    {
        std::unique_lock held(guard);
        ASSERT_TRUE(changed.wait_for(held, std::chrono::seconds(20), [&] { return at_the_bell; }));
        server.add(gate_protocol::deny{cast::guest_row(1).code, 2, false});
        changed.notify_all();
    }
    domain::feed_cursor wanted;
    bool fetched = false;
    for (int ms = 0; ms < 15'000 && !fetched; ++ms) { // half of the timetable's own interval
        {
            const std::lock_guard held(guard);
            wanted = server.end();
        }
        fetched = station.status().known == wanted;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_TRUE(fetched);
    // It listens again, and going home does not wait for the bell.
    {
        std::unique_lock held(guard);
        ASSERT_TRUE(changed.wait_for(held, std::chrono::seconds(20), [&] { return at_the_bell; }));
    }
    station.stop_sync();
    const std::lock_guard held(guard);
    keeps_bells = false;
    changed.notify_all();
}

// Without a server the door works and says so; what was recorded can leave on a stick.
TEST_F(Station, offline_run_and_export) {
    auto http = wire(false);
    ASSERT_EQ(kiosk::enrol(folder.path(), code_for(http, false), false), 0);
    {
        const std::lock_guard held(guard);
        server.unreachable = true;
    }
    const auto lines = lines_of("echo " + ticket_of(keys, 3) + " | " + kiosk("run --display none"));
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_NE(lines[0].find(R"("reason":"admitted")"), std::string::npos) << lines[0];
    EXPECT_NE(lines[0].find(R"("offline":true)"), std::string::npos) << lines[0];
    const auto file = folder.path() / "stick";
    ASSERT_EQ(kiosk::write_export(folder.path(), file), 0);
    std::ifstream in(file);
    std::string signature, body;
    in >> signature;
    in.get();
    std::getline(in, body);
    const auto request = gate_protocol::decode_sync_request(body);
    ASSERT_TRUE(request);
    EXPECT_EQ(request->rows.size(), 1u);
    // Another enrolment would orphan that record.
    EXPECT_EQ(kiosk::enrol(folder.path(), code_for(http, false), false), 1);
    {
        const std::lock_guard held(guard);
        server.unreachable = false;
    }
    lines_of(kiosk("run --display none") + " < /dev/null");
    EXPECT_EQ(server.rows().size(), 1u);
}

// A name server answered only after the time was up, and the device went on without any limit: it neither spoke with the
// server nor could it be stopped.
TEST_F(Station, a_name_found_too_late_leads_nowhere) {
    std::atomic<int> asked = 0;
    cast::wire_server nobody(false, [&asked](const cast::wire_request&) {
        ++asked;
        return std::pair(200, std::string("{}"));
    });
    const auto address = sync::server_address::from(nobody.url());
    ASSERT_TRUE(address);
    sync::http_client client(*address, std::nullopt, 0);
    for (int time = 0; time < 20; ++time) EXPECT_THROW(client.post("/x", {}, "{}"), sync::transport_failure);
    EXPECT_EQ(asked, 0);
}

// The pin of the code decides whom the device speaks to, before it says anything.
TEST_F(Station, tls_pin) {
    auto https = wire(true);
    auto stranger = code();
    stranger.url = https.url();
    stranger.server_pin.emplace().fill(1);
    EXPECT_EQ(kiosk::enrol(folder.path(), gate_protocol::write_enrolment_code(stranger), false), 1);
    EXPECT_EQ(kiosk::enrol(folder.path(), code_for(https, false), false), 1); // no pin, and no authority signed it
    EXPECT_EQ(requests, 0);
    EXPECT_EQ(kiosk::enrol(folder.path(), code_for(https, true), false), 0);
    EXPECT_TRUE(enrolled);
}

// An organiser the code does not name is not obeyed.
TEST_F(Station, wrong_root) {
    auto http = wire(false);
    auto other = code();
    other.url = http.url();
    other.root_fingerprint.fill(7);
    EXPECT_EQ(kiosk::enrol(folder.path(), gate_protocol::write_enrolment_code(other), false), 1);
    EXPECT_FALSE(journal::load_identity(folder.path()));
}

// Plain HTTP beyond this computer needs a word of its own.
TEST_F(Station, plain_http_elsewhere_is_asked_about) {
    auto far_away = code();
    far_away.url = "http://192.0.2.1:8080";
    EXPECT_EQ(kiosk::enrol(folder.path(), gate_protocol::write_enrolment_code(far_away), false), 2);
}

// The rehearsal's own tickets go through the product's write path on this disk.
TEST_F(Station, rehearsal_measures_the_disk) {
    const auto times = kiosk::time_tickets(folder.path(), 200);
    ASSERT_EQ(times.size(), 200u);
    RecordProperty("p50_ms", std::to_string(times[100]));
    RecordProperty("p99_ms", std::to_string(times[198]));
    std::printf("scan to verdict: p50 %.2f ms, p99 %.2f ms\n", times[100], times[198]);
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "rehearsal"));
}

// A kiosk that greets the cancelled, or sends the honest away, is found out before the doors open.
TEST_F(Station, rehearsal_tries_tickets_of_every_kind) {
    const auto trials = kiosk::try_tickets(folder.path());
    EXPECT_GE(trials.size(), 20u);
    for (const auto& each : trials) {
        EXPECT_EQ(word_of(each.given), word_of(each.expected)) << each.en;
        EXPECT_TRUE(each.offline) << each.en;
    }
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "rehearsal"));
}

// Staff would learn from the first guest that the camera still has its cap on, or is none.
TEST_F(Station, rehearsal_tries_the_scanner) {
    using part = gate_protocol::rehearsal_part;
    const auto picture = [&](const char* name, char grey) {
        const auto file = folder.path() / name;
        std::ofstream(file) << "P5\n64 48\n255\n" << std::string(64 * 48, grey);
        return "frames:" + file.string();
    };
    const auto lit = kiosk::try_scanner(picture("lit.pgm", '\x90'));
    EXPECT_TRUE(lit.good) << lit.en;
    EXPECT_EQ(lit.part, part::camera);
    EXPECT_NE(lit.en.find("64 × 48"), std::string::npos) << lit.en;
    EXPECT_FALSE(kiosk::try_scanner(picture("capped.pgm", '\x02')).good);
    EXPECT_FALSE(kiosk::try_scanner("camera:" + (folder.path() / "none").string()).good);
    const auto unplugged = kiosk::try_scanner("serial:" + (folder.path() / "none").string());
    EXPECT_FALSE(unplugged.good);
    EXPECT_EQ(unplugged.part, part::scanner);
    EXPECT_THROW(kiosk::try_scanner("telepathy"), std::invalid_argument);
}

struct silent_display final : screen::display {
    void show(const gate_protocol::verdict_line& line) override { shown.push_back(line); }
    void ready(const std::string&, const std::string&) override {}
    void say(const screen::device_words&) override {}
    std::vector<gate_protocol::verdict_line> shown;
};

// An admission that nobody could see would turn the guest's next try into "already in".
TEST_F(Station, nothing_is_decided_while_no_page_is_open) {
    auto http = wire(false);
    ASSERT_EQ(kiosk::enrol(folder.path(), code_for(http, false), false), 0);
    kiosk::station station(folder.path());
    screen::board board(station.clock());
    silent_display display;
    kiosk::front_desk desk(station, display, {false, &board, false, false, false, folder.path()});
    const auto ticket = ticket_of(keys, 1);
    desk.scanned({.code = ticket, .listed = {}});
    EXPECT_TRUE(display.shown.empty());
    EXPECT_EQ(station.status().records, 0);
    board.wait(0, 0);
    desk.scanned({.code = ticket, .listed = {}});
    ASSERT_EQ(display.shown.size(), 1u);
    EXPECT_EQ(display.shown[0].verdict.reason, domain::verdict_reason::admitted);
}

// Nine digits can be tried out, so a minute knows thirty of them, from whatever keys they come; tickets are not counted.
TEST_F(Station, thirty_attendee_numbers_a_minute) {
    auto http = wire(false);
    ASSERT_EQ(kiosk::enrol(folder.path(), code_for(http, false), false), 0);
    kiosk::station station(folder.path());
    screen::board board(station.clock());
    silent_display display;
    kiosk::front_desk desk(station, display, {false, &board, false, false, false, folder.path()});
    board.wait(0, 0);
    for (int tried = 0; tried < 30; ++tried) {
        auto number = std::to_string(10'000'000 + tried);
        number += static_cast<char>('0' + ticket::check_11_10(number));
        EXPECT_EQ(desk.typed(number, tried % 2 == 0), screen::taken::yes);
    }
    EXPECT_EQ(desk.typed("100000301", false), screen::taken::not_yet) << "its check digit is wrong";
    std::string one_more = "20000000";
    one_more += static_cast<char>('0' + ticket::check_11_10(one_more));
    EXPECT_EQ(desk.typed(one_more, true), screen::taken::too_often);
    desk.scanned({.code = one_more, .listed = {}});
    EXPECT_EQ(display.shown.size(), 30u);
    EXPECT_EQ(desk.typed(ticket_of(keys, 1), true), screen::taken::yes);
    EXPECT_EQ(display.shown.back().verdict.reason, domain::verdict_reason::admitted);
}

} // namespace
} // namespace krug
