// If this fails, a letter does not arrive, arrives as rubbish, or tells a stranger what a visitor typed.
#include "server/web/public/visitor.hpp"
#include "web/letters.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <unistd.h>
#include <filesystem>
#include <fstream>

namespace krug::web_test {
namespace {

/// Another program's reading of the bytes: subject, addresses, texts, attachments.
boost::json::object read_by_python(const std::string& bytes) {
    const auto folder = std::filesystem::temp_directory_path() / ("krug-letter-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "letter.eml", std::ios::binary) << bytes;
    std::ofstream(folder / "read.py") << R"(
import email, email.policy, json, sys, hashlib
m = email.message_from_binary_file(open(sys.argv[1] + "/letter.eml", "rb"), policy=email.policy.default)
out = {"subject": m["subject"], "from": str(m["from"]), "to": str(m["to"]), "reply_to": str(m["reply-to"] or ""),
       "id": m["message-id"], "auto": m["auto-submitted"], "unsubscribe": str(m["list-unsubscribe"] or ""), "calendar": "", "text": m.get_body(("plain",)).get_content(),
       "html": (m.get_body(("html",)) or m.get_body(("plain",))).get_content(), "files": [], "types": [], "defects": len(m.defects)}
for part in m.walk():
    if part.get_content_type() == "image/png":
        open(sys.argv[1] + "/qr.png", "wb").write(part.get_content())
    if part.get_content_type() == "text/calendar": out["calendar"] = part.get_content()
    if part.get_filename():
        out["files"].append(part.get_filename()); out["types"].append(part.get_content_type())
json.dump(out, open(sys.argv[1] + "/out.json", "w"))
)";
    const auto command = "python3 " + (folder / "read.py").string() + " " + folder.string();
    if (std::system(command.c_str()) != 0) return {};
    std::ifstream result(folder / "out.json");
    return boost::json::parse(std::string(std::istreambuf_iterator<char>(result), {})).as_object();
}

class letters : public ::testing::Test {
protected:
    domain::event_id publish(const std::function<void(service::event_draft&)>& change = {}) {
        auto draft = working_meeting("Тюменское общественное партнёрство");
        draft.event.slug = "meeting";
        if (change) change(draft);
        return house.make_event(house.tops, draft);
    }
    service::receipt guest(domain::event_id event, std::string_view given = "Айгуль", std::string_view language = "ru") {
        domain::registration_request request;
        request.event = event;
        request.name = {"Гайнутдинова", std::string(given), "Ринат кызы"};
        request.email = "guest@example.org";
        request.organisation = "АНО «Пример»";
        request.language = language;
        request.consents = {{"personal_data", 1}};
        auto made = house.registrations.register_guest({}, request);
        if (!made) throw std::logic_error("refused");
        return *made;
    }
    /// Every letter that is due, in turn.
    std::vector<web::finished_letter> due() {
        std::vector<web::finished_letter> all;
        for (const auto& job : house.outbox.lease(50)) {
            all.push_back(web::write_letter(house.on, job));
            EXPECT_EQ(all.back().bytes, web::write_letter(house.on, job).bytes); // each try is the same letter
            house.outbox.mark_sent(job);
        }
        return all;
    }
    static std::string text_of(const boost::json::object& read, std::string_view key) {
        return plain_blanks(std::string(read.at(key).as_string()));
    }

    static std::string calendar_of(const boost::json::object& read) { return std::string(read.at("calendar").as_string()); }
    static std::string line_of(const std::string& calendar, const std::string& name) {
        const auto at = calendar.find(name + ":");
        return at == std::string::npos ? "" : calendar.substr(at, calendar.find_first_of("\r\n", at) - at);
    }
    void update(domain::event_id event, const std::function<void(service::event_draft&)>& change) {
        const auto view = *house.events.find_event(event);
        service::event_draft draft;
        draft.event = view.event;
        if (view.venue) draft.venue = view.venue->name;
        for (const auto& each : view.event.organisers) draft.organisers.push_back({each.slug, each.role});
        change(draft);
        ASSERT_TRUE(house.events.update_event(cast::full_house::shell(), event, draft, 0));
        house.outbox.tell_now(event);
        house.outbox.fan_out();
    }

    cast::cast house;
};

// Whoever moves up from the waiting list stands at the door with this letter: the code is in it, as in any ticket's.
TEST_F(letters, who_moves_up_gets_the_code_too) {
    const auto event = publish([](auto& draft) { draft.event.capacity = 1; });
    auto first = cast::full_house::guest(event, "Первая", "Анна");
    first.email = "first@example.org";
    const auto seat = house.make_registration(first);
    const auto waiting = guest(event);
    due();
    ASSERT_TRUE(house.registrations.cancel({}, event, seat.id));
    const auto all = due();
    const auto promoted = std::find_if(all.begin(), all.end(), [](const auto& each) { return each.recipient == "guest@example.org"; });
    ASSERT_NE(promoted, all.end());
    const auto read = read_by_python(promoted->bytes);
    EXPECT_NE(text_of(read, "html").find("cid:ticket-qr"), std::string::npos);
    const auto& types = read.at("types").as_array();
    EXPECT_NE(std::find(types.begin(), types.end(), boost::json::value("image/png")), types.end());
    EXPECT_NE(text_of(read, "text").find(house.registrations.find(event, waiting.id, false)->attendee_no.substr(0, 3)), std::string::npos);
}

// The ticket of somebody without internet at the door is in this letter.
TEST_F(letters, the_ticket_arrives_whole) {
    const auto made = guest(publish());
    const auto all = due();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].recipient, "guest@example.org");
    const auto read = read_by_python(all[0].bytes);
    ASSERT_FALSE(read.empty());
    EXPECT_EQ(read.at("defects"), 0);
    EXPECT_NE(text_of(read, "subject").find("«Социальная технологическая инициатива»"), std::string::npos);
    EXPECT_EQ(text_of(read, "to"), "guest@example.org");
    EXPECT_NE(text_of(read, "reply_to").find("contact@example.org"), std::string::npos);
    EXPECT_EQ(text_of(read, "auto"), "auto-generated");
    for (const auto* body : {"text", "html"}) {
        const auto text = text_of(read, body);
        for (const auto& part : {std::string("15:00 (МСК+2)"), std::string("четверг"), std::string("Айгуль Ринат кызы"),
                                 "https://krug.example/r/" + made.manage_secret, std::string("8(3452) 38-18-14")})
            EXPECT_NE(text.find(part), std::string::npos) << body << ": " << part;
    }
    const auto files = boost::json::serialize(read.at("files")), types = boost::json::serialize(read.at("types"));
    EXPECT_NE(files.find("билет-meeting.pdf"), std::string::npos);
    EXPECT_NE(files.find("meeting.ics"), std::string::npos);
    EXPECT_NE(types.find("application/pdf"), std::string::npos);
    const auto picture = std::filesystem::temp_directory_path() / ("krug-letter-" + std::to_string(::getpid())) / "qr.png";
    if (std::system("command -v zbarimg >/dev/null") == 0) {
        std::string decoded;
        auto* pipe = ::popen(("zbarimg -q --raw " + picture.string()).c_str(), "r");
        for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) decoded.push_back(static_cast<char>(c));
        ::pclose(pipe);
        EXPECT_EQ(decoded, made.ticket_text + "\n");
    } else {
        EXPECT_GT(std::filesystem::file_size(picture), 500U);
    }
}

// The form would send a stranger whatever an angry visitor typed as a name.
TEST_F(letters, nothing_typed_stands_in_a_letter_before_confirmation) {
    guest(publish([](auto& draft) { draft.event.registration.confirm_email = true; }), "НЕ ОТКРЫВАЙТЕ");
    const auto all = due();
    ASSERT_EQ(all.size(), 1U);
    const auto read = read_by_python(all[0].bytes);
    for (const auto* part : {"subject", "to", "text", "html"})
        for (const auto* typed : {"НЕ ОТКРЫВАЙТЕ", "Гайнутдинова", "Ринат", "АНО «Пример»"})
            EXPECT_EQ(text_of(read, part).find(typed), std::string::npos) << part << ": " << typed;
    EXPECT_NE(text_of(read, "text").find("/confirm"), std::string::npos);
    EXPECT_NE(text_of(read, "text").find("Держим место до 1 октября"), std::string::npos);
    EXPECT_EQ(boost::json::serialize(read.at("files")), "[]");
}

// A ticket that was cancelled while the letter waited would still open the way to the door, and confuse.
TEST_F(letters, what_is_no_longer_true_is_not_sent) {
    const auto event = publish();
    const auto made = guest(event);
    ASSERT_TRUE(house.registrations.cancel(cast::full_house::shell(), event, made.id));
    const auto all = due();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].recipient, "");
    EXPECT_EQ(all[1].recipient, "guest@example.org");
    EXPECT_NE(text_of(read_by_python(all[1].bytes), "subject").find("Участие отменено"), std::string::npos);
}

// The one who moved up from the waitlist would come without a ticket.
TEST_F(letters, who_moves_up_gets_the_ticket) {
    const auto event = publish([](auto& draft) { draft.event.capacity = 1; });
    const auto first = house.make_registration(event, "Первая", "Анна");
    guest(event);
    due();
    ASSERT_TRUE(house.registrations.cancel(cast::full_house::shell(), event, first.id));
    const auto all = due();
    ASSERT_EQ(all.size(), 1U);
    const auto read = read_by_python(all[0].bytes);
    EXPECT_NE(text_of(read, "subject").find("Освободилось место"), std::string::npos);
    EXPECT_NE(boost::json::serialize(read.at("files")).find("билет-meeting.pdf"), std::string::npos);
    EXPECT_EQ(text_of(read, "text").find("отдельным письмом"), std::string::npos);
}

// Everybody who was coming must learn that the event is off, each in their language.
TEST_F(letters, a_cancelled_event_is_told) {
    const auto event = publish();
    guest(event, "Aigul", "en");
    due();
    ASSERT_TRUE(house.events.cancel_event(cast::full_house::shell(), event));
    const auto all = due();
    ASSERT_EQ(all.size(), 1U);
    const auto read = read_by_python(all[0].bytes);
    EXPECT_NE(text_of(read, "subject").find("cancelled"), std::string::npos);
    EXPECT_EQ(boost::json::serialize(read.at("files")), "[\"meeting.ics\"]");
    EXPECT_NE(calendar_of(read).find("STATUS:CANCELLED"), std::string::npos) << "it stays in the calendar";
}

// Everybody goes to the old place at the old hour, or cannot tell which of two entries in the calendar is right.
TEST_F(letters, a_new_hour_and_place_are_told_with_what_was_before) {
    const auto event = publish([](auto& draft) { draft.venue = "Прежний зал", draft.venue_address = "Республики, д. 142"; });
    guest(event);
    const auto before = read_by_python(due().at(0).bytes);
    update(event, [](auto& draft) {
        *draft.event.time.starts_at += 3600;
        draft.venue = "Дом учёных";
        draft.venue_address = "Ленина, 5";
    });
    const auto all = due();
    ASSERT_EQ(all.size(), 1U);
    const auto read = read_by_python(all[0].bytes);
    EXPECT_NE(text_of(read, "subject").find("Изменения"), std::string::npos);
    const auto text = text_of(read, "text");
    EXPECT_NE(text.find("15:00 (МСК+2) → 15 октября 2020 года, четверг, 16:00 (МСК+2)"), std::string::npos) << text;
    EXPECT_NE(text.find("Где: Прежний зал, Республики, д. 142 → Дом учёных, Ленина, 5"), std::string::npos) << text;
    EXPECT_NE(text_of(read, "html").find("<b>Дом учёных, Ленина, 5</b>"), std::string::npos);
    const auto was = calendar_of(before), is = calendar_of(read);
    EXPECT_EQ(line_of(was, "UID"), line_of(is, "UID"));
    EXPECT_EQ(line_of(was, "SEQUENCE"), "SEQUENCE:1");
    EXPECT_EQ(line_of(is, "SEQUENCE"), "SEQUENCE:2");
    EXPECT_EQ(line_of(is, "DTSTART"), "DTSTART:20201015T110000Z");
    EXPECT_EQ(text_of(read, "unsubscribe"), "") << "nobody can ask not to be told that the door is another one";
}

// The change was taken back, or the guest, or the event: a letter that waited must not say what is no longer true.
TEST_F(letters, a_change_that_no_longer_stands_is_not_told) {
    const auto event = publish();
    guest(event);
    due();
    const auto later = [](auto& draft) { *draft.event.time.starts_at += 3600; };
    update(event, later);
    update(event, [](auto& draft) { *draft.event.time.starts_at -= 3600; });
    auto all = due();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].recipient, "");
    update(event, later);
    house.clock.advance_seconds(60 * 86'400);
    all = due();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].recipient, "") << "the day has passed while the mail server was away";
}

// Who gets the reminder answers with one tap, can leave it, and finds the seat still theirs.
TEST_F(letters, a_reminder_asks_and_can_be_refused) {
    house.on.settings.public_url = "https://krug.example";
    const auto event = publish();
    const auto made = guest(event);
    due();
    house.clock.advance_seconds(13 * 86'400 + 2 * 3600);
    const auto tomorrow = [](const auto&, const auto&, auto) { return std::optional(domain::reminder_slot::day_before); };
    const auto begun = house.outbox.begin_reminders(tomorrow); // the cast's own events are on that day too
    std::int64_t promised = 0;
    for (auto left = begun; left > 0; --left) promised += house.outbox.fan_out();
    ASSERT_EQ(promised, 1);
    const auto job = house.outbox.lease(1).at(0);
    const auto letter = web::write_letter(house.on, job);
    const auto read = read_by_python(letter.bytes);
    EXPECT_NE(text_of(read, "subject").find("Скоро встреча"), std::string::npos);
    const auto link = "https://krug.example/r/" + made.manage_secret;
    for (const auto* body : {"text", "html"})
        for (const auto* way : {"/coming", "/cancel", "/reminders"})
            EXPECT_NE(text_of(read, body).find(link + way), std::string::npos) << body << way;
    EXPECT_EQ(text_of(read, "unsubscribe"), "<" + link + "/reminders>");
    // Said no meanwhile, moved, begun: the reminder that waited stays away.
    ASSERT_TRUE(house.outbox.set_reminders_wanted(event, made.id, false));
    EXPECT_EQ(web::write_letter(house.on, job).recipient, "");
    ASSERT_TRUE(house.outbox.set_reminders_wanted(event, made.id, true));
    EXPECT_EQ(web::write_letter(house.on, job).recipient, "guest@example.org");
    house.clock.advance_seconds(86'400);
    EXPECT_EQ(web::write_letter(house.on, job).recipient, "");
}

// On the day a template breaks, people still get their ticket's number and link.
TEST_F(letters, the_plain_letter_says_the_same) {
    const auto made = guest(publish());
    const auto jobs = house.outbox.lease(5);
    ASSERT_EQ(jobs.size(), 1U);
    const auto plain = web::write_plain_letter(house.on, jobs[0]);
    EXPECT_EQ(plain.recipient, "guest@example.org");
    const auto text = text_of(read_by_python(plain.bytes), "text");
    for (const auto& part : {made.attendee_no, made.ticket_text, "https://krug.example/r/" + made.manage_secret, std::string("15:00 (МСК+2)")})
        EXPECT_NE(text.find(part), std::string::npos) << part;
}

// Whoever was erased or has no address is not written to, and nothing breaks.
TEST_F(letters, nobody_is_written_to_in_vain) {
    const auto event = publish();
    service::mail_job job;
    job.event = event;
    job.number = 1;
    job.registration = {999};
    job.kind = service::mail_kind::ticket;
    EXPECT_EQ(web::write_letter(house.on, job).recipient, "");
    job.registration = house.make_registration(event, "Первая", "Анна").id;
    EXPECT_EQ(web::write_letter(house.on, job).recipient, "");
    EXPECT_EQ(web::write_plain_letter(house.on, job).recipient, "");
}

} // namespace
} // namespace krug::web_test
