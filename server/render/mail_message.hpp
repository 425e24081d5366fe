// A mail message from its parts: RFC 5322 headers, RFC 2045 MIME, RFC 2047 words. One recipient a message.
// Called by whoever gives mail its bytes; texts and pictures come from the templates and from qr, ticket_pdf.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace krug::render {

struct mail_address {
    std::string display_name; ///< UTF-8, may be empty
    std::string address;      ///< ASCII addr-spec; international domains already in their xn-- form
};

/// A picture the HTML names as cid:CONTENT_ID.
struct mail_picture {
    std::string content_id; ///< letters, digits, . _ @ -
    std::string media_type; ///< image/png
    std::string file_name;
    std::string bytes;
};

struct mail_attachment {
    std::string file_name;  ///< UTF-8, «билет.pdf»
    std::string media_type; ///< application/pdf, text/calendar; charset=utf-8
    std::string bytes;
};

/// Who and when; written by the outbox, never by a visitor.
struct mail_envelope_lines {
    mail_address from;
    mail_address to;
    mail_address reply_to;   ///< left out when its address is empty
    std::string message_id;  ///< without <>; the same for every try of one job
    std::int64_t date = 0;   ///< UTC seconds
    std::string unsubscribe_url;         ///< https; only for reminders and news, "" leaves the headers out
};

struct mail_message {
    mail_envelope_lines envelope;
    std::string subject; ///< UTF-8
    std::string text;    ///< the plain part, always there; line ends \n or CRLF
    std::string html;    ///< may be empty
    std::vector<mail_picture> pictures; ///< need html
    std::vector<mail_attachment> attachments;
};

/// The message as bytes with CRLF line ends, all lines at most 76 octets in bodies and 78 in headers where a break is
/// possible, pure ASCII. Equal parts give equal bytes. Carries Auto-Submitted: auto-generated (RFC 3834).
/// Throws std::invalid_argument, which names the field but never its value, when a header field holds CR, LF, NUL
/// or U+2028/U+2029, or an address, id or URL is not shaped as one; when `text` is empty; when pictures lack html.
std::string write_mail_message(const mail_message& message);

/// RFC 2047: `text` itself when it is printable ASCII that cannot be mistaken, else encoded words of at most 75
/// characters, folded with CRLF SP, none of which cuts a character. `used` is the length of the field name before it.
std::string encode_header_text(const std::string& text, std::size_t used);

} // namespace krug::render
