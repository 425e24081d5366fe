// libcurl can build MIME trees, but only hands their bytes to a running transfer, and the outbox, the file transport
// and the tests all need the bytes themselves; with every body in base64 the writing is shorter than the detour.
#include "render/mail_message.hpp"

#include "render/file_name.hpp"
#include "render/plain_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <initializer_list>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace krug::render {
namespace {

constexpr std::size_t line_aim = 76;
constexpr std::string_view word_start = "=?UTF-8?B?";
constexpr std::string_view word_end = "?=";

[[noreturn]] void refuse(const char* field) {
    throw std::invalid_argument(std::string("mail field is malformed: ") + field);
}

std::string base64(std::string_view bytes) {
    constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        unsigned group = 0;
        const auto count = std::min<std::size_t>(3, bytes.size() - at);
        for (std::size_t i = 0; i < 3; ++i)
            group = (group << 8) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
        for (std::size_t i = 0; i < 4; ++i) out += i <= count ? alphabet[(group >> (18 - 6 * i)) & 63u] : '=';
    }
    return out;
}

std::string base64_lines(std::string_view bytes) {
    const auto text = base64(bytes);
    std::string out;
    out.reserve(text.size() + text.size() / 38 + 2);
    for (std::size_t at = 0; at < text.size(); at += line_aim) out.append(text, at, line_aim).append("\r\n");
    return out;
}

/// The last guard; the edges refuse such text long before (S17).
void check_line(const std::string& value, const char* field) {
    const bool broken = value.find_first_of(std::string_view("\r\n\0", 3)) != value.npos ||
                        value.find("\xE2\x80\xA8") != value.npos || value.find("\xE2\x80\xA9") != value.npos;
    if (broken) refuse(field);
}

bool is_atom_text(char c) {
    constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~.";
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || marks.find(c) != marks.npos;
}

/// dot-atom "@" dot-atom (RFC 5322 3.4.1); quoted local parts are refused, nobody has one who can receive mail elsewhere.
void check_address(const std::string& address, const char* field) {
    const auto at = address.find('@');
    const bool shaped = at != address.npos && at > 0 && at <= 64 && at + 1 < address.size() && address.size() <= 254 &&
                        address.find('@', at + 1) == address.npos && address.front() != '.' && address[at - 1] != '.' &&
                        address[at + 1] != '.' && address.back() != '.' && address.find("..") == address.npos;
    const auto is_allowed = [](char c) { return c == '@' || is_atom_text(c); };
    if (!shaped || !std::all_of(address.begin(), address.end(), is_allowed)) refuse(field);
}

void check_media_type(const std::string& type) {
    const auto is_allowed = [](char c) { return c >= 0x20 && c < 0x7F && c != '\\'; };
    const auto slash = type.find('/');
    if (slash == type.npos || slash == 0 || slash + 1 == type.size() || type.size() > 70 ||
        !std::all_of(type.begin(), type.end(), is_allowed))
        refuse("media_type");
}

void check_url(const std::string& url) {
    const auto is_allowed = [](char c) { return c > 0x20 && c < 0x7F && c != '<' && c != '>' && c != '"' && c != ','; };
    if (!url.starts_with("https://") || url.size() > 900 || !std::all_of(url.begin(), url.end(), is_allowed))
        refuse("unsubscribe_url");
}

bool is_plain_header(const std::string& text, std::size_t used) {
    const auto printable = [](char c) { return c >= 0x20 && c < 0x7F; };
    return used + text.size() <= line_aim && std::all_of(text.begin(), text.end(), printable) &&
           text.find("=?") == text.npos && !text.starts_with(' ') && !text.ends_with(' ');
}

/// `at_spaces`: words end before a blank where that is possible, for readers that wrongly keep the space between two
/// encoded words of a name; subjects are read rightly everywhere and take fewer words without it.
std::string encoded_words(const std::string& text, std::size_t used, bool at_spaces) {
    std::string out;
    std::string word;
    // A word that starts a folded line stands after one space; 75 characters is the law for a word, 76 for its line.
    const auto room = [&] {
        const auto before = out.empty() ? used : 1;
        const auto free = line_aim > before + 24 ? std::min<std::size_t>(line_aim - before, 75) : 24;
        return (free - word_start.size() - word_end.size()) / 4 * 3;
    };
    const auto close_word = [&] {
        if (!out.empty()) out += "\r\n ";
        out.append(word_start).append(base64(word)).append(word_end);
        word.clear();
    };
    const auto clean = plain_line(text);
    for (std::size_t at = 0; at < clean.size();) {
        const auto length = read_code_point(clean, at).length;
        if (at_spaces && clean[at] == ' ') {
            const auto next = std::min(clean.find(' ', at + 1), clean.size());
            if (!word.empty() && word.size() + next - at > room() && next - at <= 45) close_word();
        }
        if (!word.empty() && word.size() + length > room()) close_word();
        word.append(clean, at, length);
        at += length;
    }
    if (!word.empty()) close_word();
    return out;
}

std::string address_field(const char* name, const mail_address& who) {
    check_line(who.display_name, name);
    check_address(who.address, name);
    std::string field = std::string(name) + ": ";
    if (who.display_name.empty()) return field + who.address + "\r\n";
    const auto& shown = who.display_name;
    if (is_plain_header(shown, field.size() + 2)) {
        field += '"';
        for (const char c : shown) {
            if (c == '"' || c == '\\') field += '\\';
            field += c;
        }
        field += '"';
    } else {
        field += encoded_words(shown, field.size(), true);
    }
    const auto line_start = field.rfind('\n');
    const auto line_length = field.size() - (line_start == field.npos ? 0 : line_start + 1);
    field += line_length + who.address.size() + 3 > line_aim ? "\r\n <" : " <";
    return field + who.address + ">\r\n";
}

std::string date_value(std::int64_t utc_seconds) {
    using namespace std::chrono;
    constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_seconds moment{seconds{utc_seconds}};
    const auto day = floor<std::chrono::days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    std::array<char, 48> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000", days[weekday{day}.c_encoding()],
                  static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                  static_cast<int>(date.year()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return text.data();
}

/// Content-Disposition with the name in RFC 2231 pieces when it is not ASCII or long, so that no line grows over 78.
std::string disposition_field(const char* kind, const std::string& file_name) {
    const auto clean = clean_file_name(file_name);
    std::string field = std::string("Content-Disposition: ") + kind;
    if (clean == ascii_file_name(file_name) && clean.size() <= 60) return field + ";\r\n filename=\"" + clean + "\"\r\n";
    const auto encoded = "UTF-8''" + percent_encode(clean);
    if (encoded.size() <= 62) return field + ";\r\n filename*=" + encoded + "\r\n";
    // Cut between characters: some readers decode each piece by itself.
    std::size_t piece = 0;
    std::string value = "UTF-8''";
    const auto close_piece = [&] { field += ";\r\n filename*" + std::to_string(piece++) + "*=" + std::exchange(value, ""); };
    for (std::size_t at = 0; at < clean.size();) {
        const auto length = read_code_point(clean, at).length;
        const auto letter = percent_encode(std::string_view(clean).substr(at, length));
        if (value.size() + letter.size() > 60) close_piece();
        value += letter;
        at += length;
    }
    close_piece();
    return field + "\r\n";
}

std::string text_part(const char* subtype, const std::string& text) {
    std::string lines;
    for (const char c : plain_text(text)) c == '\n' ? lines.append("\r\n") : lines.append(1, c);
    return std::string("Content-Type: text/") + subtype + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           base64_lines(lines);
}

std::string file_part(const std::string& media_type, const std::string& extra_fields, const std::string& bytes) {
    check_media_type(media_type);
    return "Content-Type: " + media_type + "\r\n" + extra_fields + "Content-Transfer-Encoding: base64\r\n\r\n" +
           base64_lines(bytes);
}

std::string picture_part(const mail_picture& picture) {
    const auto is_allowed = [](char c) { return c == '@' || (is_atom_text(c) && c != '%'); };
    const auto& id = picture.content_id;
    if (id.empty() || id.size() > 200 || !std::all_of(id.begin(), id.end(), is_allowed)) refuse("content_id");
    check_line(picture.file_name, "file_name");
    return file_part(picture.media_type, "Content-ID: <" + id + ">\r\n" + disposition_field("inline", picture.file_name),
                     picture.bytes);
}

std::string attachment_part(const mail_attachment& attachment) {
    check_line(attachment.file_name, "file_name");
    return file_part(attachment.media_type, disposition_field("attachment", attachment.file_name), attachment.bytes);
}

/// "=_" never occurs in base64, so a boundary that holds it cannot occur in a part.
std::string multipart(const std::string& subtype, const std::string& parameters, const std::vector<std::string>& parts) {
    const auto boundary = "=_krug_" + subtype + "_=";
    std::string out = "Content-Type: multipart/" + subtype + ";" + parameters + "\r\n boundary=\"" + boundary + "\"\r\n\r\n";
    for (const auto& part : parts) out += "--" + boundary + "\r\n" + part + "\r\n";
    return out + "--" + boundary + "--\r\n";
}

std::string body_of(const mail_message& message) {
    if (message.text.empty()) refuse("text");
    if (message.html.empty() && !message.pictures.empty()) refuse("pictures");
    auto body = text_part("plain", message.text);
    if (!message.html.empty()) body = multipart("alternative", "", {body, text_part("html", message.html)});
    if (!message.pictures.empty()) {
        std::vector<std::string> parts = {body};
        for (const auto& picture : message.pictures) parts.push_back(picture_part(picture));
        body = multipart("related", " type=\"multipart/alternative\";", parts);
    }
    if (!message.attachments.empty()) {
        std::vector<std::string> parts = {body};
        for (const auto& attachment : message.attachments) parts.push_back(attachment_part(attachment));
        body = multipart("mixed", "", parts);
    }
    return body;
}

} // namespace

std::string encode_header_text(const std::string& text, std::size_t used) {
    check_line(text, "header text");
    return is_plain_header(text, used) ? text : encoded_words(text, used, false);
}

std::string write_mail_message(const mail_message& message) {
    const auto& envelope = message.envelope;
    check_address(envelope.message_id, "message_id");
    std::string head = address_field("From", envelope.from) + address_field("To", envelope.to);
    if (!envelope.reply_to.address.empty()) head += address_field("Reply-To", envelope.reply_to);
    head += "Subject: " + encode_header_text(message.subject, 9) + "\r\n";
    head += "Date: " + date_value(envelope.date) + "\r\nMessage-ID: <" + envelope.message_id + ">\r\n";
    if (!envelope.unsubscribe_url.empty()) {
        check_url(envelope.unsubscribe_url);
        head += "List-Unsubscribe: <" + envelope.unsubscribe_url +
                ">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"; // RFC 8058
    }
    return head + "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n" + body_of(message);
}

} // namespace krug::render
