// A ticket mail lands in spam, shows "=?UTF-8?", or carries a header that a stranger typed.
#include "outside_judge.hpp"
#include "render/mail_message.hpp"
#include "render/qr.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace krug::render {
namespace {

const std::string e1_title = "Рабочая встреча инициативной группы «Социальная технологическая инициатива»";

mail_message example() {
    mail_message message;
    message.envelope = {{"Альянс СО НКО Тюменской области", "krug@example.org"}, {"Ёлкина Анна", "guest@example.org"},
                        {"Иванова \"М\" \\ П", "reply@example.org"}, "job-1.4d@krug.example", 1602752400, ""};
    message.subject = e1_title;
    message.text = "Место за вами!\n.\n..\nFrom me\n" + std::string(2000, 'x') + "\nКруг";
    message.html = "<p>Место за вами! <img src=\"cid:qr@krug\" alt=\"QR\"></p>";
    message.pictures = {{"qr@krug", "image/png", "qr.png", write_qr_png(encode_qr("1234567890", qr_level::medium), 4)}};
    message.attachments = {{"билет.pdf", "application/pdf", std::string("%PDF\0\r\n\xFF", 8)},
                           {"Приглашение на рабочую встречу инициативной группы в Тюмени.ics", "text/calendar; charset=utf-8", "BEGIN:VCALENDAR"}};
    return message;
}

/// Python's parser with the strict policy: prints every complaint of every part, then what the script asks for.
std::string parsed(const test::workbench& bench, const std::string& bytes, const std::string& script) {
    bench.put("m.eml", bytes);
    bench.put("parse.py", "import email,email.policy\n"
                          "m=email.message_from_binary_file(open('m.eml','rb'),policy=email.policy.default)\n"
                          "for p in m.walk():\n"
                          "  for d in p.defects: print('DEFECT',repr(d))\n"
                          "  for k,v in p.items():\n"
                          "    for d in getattr(v,'defects',()): print('DEFECT',k,repr(d))\n" + script);
    return bench.ask("python3 parse.py");
}

// A mail program cannot open the ticket, or shows the title in pieces.
TEST(mail_message, another_parser_reads_every_part_without_complaint) {
    const test::workbench bench;
    const auto message = example();
    EXPECT_EQ(parsed(bench, write_mail_message(message),
                     "open('text.txt','w',newline='').write('Место за вами!\\n.\\n..\\nFrom me\\n'+'x'*2000+'\\nКруг')\n"
                     "print(m['subject']); print(' '.join(m['from'].split())); print(m['to']); print(m['reply-to']); print(m['date']); print(m['message-id'])\n"
                     "print(m['auto-submitted'], m['list-unsubscribe'])\n"
                     "print([p.get_content_type() for p in m.walk()])\n"
                     "print([p.get_filename() for p in m.walk()])\n"
                     "a=list(m.walk())\n"
                     "print(a[3].get_content().replace('\\r\\n','\\n')==open('text.txt',newline='').read(), a[5]['content-id'])\n"
                     "open('qr.png','wb').write(a[5].get_content()); print(a[6].get_content())\n"),
              e1_title + "\nАльянс СО НКО Тюменской области <krug@example.org>\nЁлкина Анна <guest@example.org>\n"
              "\"Иванова \\\"М\\\" \\\\ П\" <reply@example.org>\nThu, 15 Oct 2020 09:00:00 +0000\n<job-1.4d@krug.example>\n"
              "auto-generated None\n"
              "['multipart/mixed', 'multipart/related', 'multipart/alternative', 'text/plain', 'text/html', 'image/png', "
              "'application/pdf', 'text/calendar']\n"
              "[None, None, None, None, None, 'qr.png', 'билет.pdf', 'Приглашение на рабочую встречу инициативной группы в Тюмени.ics']\n"
              "True <qr@krug>\nb'%PDF\\x00\\r\\n\\xff'\n");
    EXPECT_EQ(bench.ask("zbarimg --nodbus -q --raw qr.png"), "1234567890\n");
}

// A server refuses the message because a line is too long or holds a raw letter.
TEST(mail_message, is_ascii_with_short_crlf_lines) {
    const auto bytes = write_mail_message(example());
    std::size_t start = 0;
    for (auto end = bytes.find("\r\n"); end != bytes.npos; end = bytes.find("\r\n", start)) {
        EXPECT_LE(end - start, 78u) << bytes.substr(start, end - start);
        start = end + 2;
    }
    EXPECT_EQ(start, bytes.size());
    EXPECT_EQ(test::count_of(bytes, "\n"), test::count_of(bytes, "\r\n"));
    EXPECT_EQ(test::count_of(bytes, "\r"), test::count_of(bytes, "\r\n"));
    for (const char c : bytes) EXPECT_TRUE(c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7F));
    EXPECT_EQ(bytes, write_mail_message(example()));
}

// Someone with an old mail program cannot read a mail of text alone, or an empty text goes out.
TEST(mail_message, leaves_out_what_is_not_there) {
    const test::workbench bench;
    auto message = example();
    message.html.clear();
    message.pictures.clear();
    message.attachments.clear();
    message.envelope.reply_to = {};
    message.envelope.from.display_name = "Krug, \"door\"";
    const auto bytes = write_mail_message(message);
    EXPECT_EQ(parsed(bench, bytes, "print(m.get_content_type(), m['reply-to'], m['from'].addresses[0].display_name)\n"),
              "text/plain None Krug, \"door\"\n");
    message.text.clear();
    EXPECT_THROW(write_mail_message(message), std::invalid_argument);
    message = example();
    message.html.clear();
    EXPECT_THROW(write_mail_message(message), std::invalid_argument);
}

// People cannot leave the newsletter, or the ticket mail is taken for one.
TEST(mail_message, unsubscribing_is_offered_only_when_asked) {
    auto message = example();
    EXPECT_EQ(write_mail_message(message).find("List-Unsubscribe"), std::string::npos);
    message.envelope.unsubscribe_url = "https://krug.example/u/abc";
    EXPECT_NE(write_mail_message(message).find("List-Unsubscribe: <https://krug.example/u/abc>\r\n"
                                               "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), std::string::npos);
    for (const auto* url : {"http://krug.example", "https://a>,<mailto:x@y", "https://a b", "javascript:1", "https://a\r\nBcc: x@y"}) {
        message.envelope.unsubscribe_url = url;
        EXPECT_THROW(write_mail_message(message), std::invalid_argument);
    }
}

// A guest's name sends the mail to a thousand strangers (Bcc), and the name turns up in the log of the failure.
TEST(mail_message, line_ends_in_any_header_are_refused_without_the_value) {
    const std::vector<std::string> breaks = {"\r\nBcc: victim@example.org", "\nX", "\rX", std::string("\0X", 2), "\u2028X", "\u2029X"};
    const std::vector<std::string* (*)(mail_message&)> fields = {
        [](mail_message& m) { return &m.envelope.from.display_name; }, [](mail_message& m) { return &m.envelope.from.address; },
        [](mail_message& m) { return &m.envelope.to.display_name; }, [](mail_message& m) { return &m.envelope.to.address; },
        [](mail_message& m) { return &m.envelope.reply_to.display_name; }, [](mail_message& m) { return &m.envelope.reply_to.address; },
        [](mail_message& m) { return &m.envelope.message_id; }, [](mail_message& m) { return &m.subject; },
        [](mail_message& m) { return &m.pictures[0].content_id; }, [](mail_message& m) { return &m.pictures[0].media_type; },
        [](mail_message& m) { return &m.pictures[0].file_name; }, [](mail_message& m) { return &m.attachments[0].file_name; },
        [](mail_message& m) { return &m.attachments[0].media_type; }};
    for (const auto& field : fields) {
        for (const auto& broken : breaks) {
            auto message = example();
            *field(message) += broken;
            try {
                write_mail_message(message);
                ADD_FAILURE() << "field " << &field - fields.data();
            } catch (const std::invalid_argument& refused) {
                EXPECT_EQ(std::string(refused.what()).find("victim"), std::string::npos);
                EXPECT_LT(std::string(refused.what()).size(), 80u);
            }
        }
    }
}

// A mail goes to somebody else than the one who typed the address.
TEST(mail_message, an_address_is_one_address) {
    for (const auto* address : {"", "a", "@b", "a@", "a@b,c@d", "a@b c", "a b@c", "<a@b>", "a@b>", "a@@b", "анна@example.org", ".a@b", "a.@b", "a..b@c", "a@.b",
                                "a@b.", "\"a b\"@c", "a;b@c"}) {
        auto message = example();
        message.envelope.to.address = address;
        EXPECT_THROW(write_mail_message(message), std::invalid_argument) << address;
    }
    auto message = example();
    message.envelope.to.address = "o'connor+krug=x@xn----7sbqlbhc0acp0a5d7f.xn--p1ai";
    EXPECT_NO_THROW(write_mail_message(message));
}

// A subject falls to pieces in the middle of a letter.
TEST(encode_header_text, words_are_short_whole_and_come_back_unchanged) {
    EXPECT_EQ(test::count_of(encode_header_text(e1_title, 9), "=?UTF-8?B?"), 4u);
    const test::workbench bench;
    std::string wide;
    for (int i = 0; i < 60; ++i) wide += i % 3 == 0 ? "😀" : i % 3 == 1 ? "ж" : "a";
    for (const std::string& text : std::vector<std::string>{e1_title, wide, std::string("=?UTF-8?B?0LA=?="), std::string(" leading"), std::string("two  spaces «ё»  here"), std::string(300, 'a'), std::string("ж")}) {
        for (const std::size_t used : {9u, 76u}) {
            const auto encoded = encode_header_text(text, used);
            for (std::size_t at = encoded.find("=?"); at != encoded.npos; at = encoded.find("\r\n =?", at + 2)) {
                const auto from = encoded.find("=?", at);
                EXPECT_LE(encoded.find("?=", from + 10) + 2 - from, 75u);
            }
            bench.put("h", "Subject: " + encoded + "\r\n\r\n");
            bench.put("want", text);
            EXPECT_EQ(bench.ask("python3 -c \"import email,email.policy,base64,re;h=open('h').read();"
                                "ws=re.findall(r'=\\?UTF-8\\?B\\?([^?]*)\\?=',h);[base64.b64decode(w).decode() for w in ws];"
                                "m=email.message_from_string(h,policy=email.policy.default);print(m['subject']==open('want').read())\""), "True\n") << text << used;
        }
    }
    EXPECT_EQ(encode_header_text("Plain subject", 9), "Plain subject");
}

} // namespace
} // namespace krug::render
