// An answer as it goes over the wire: the bytes built once, all but Date and Connection.
// Made on crew threads from a web::response, or at start for what net itself answers; called inside net only.
#pragma once

#include "net/http_fields.hpp"
#include "web/request.hpp"
#include "web/response.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace krug::net {

struct answer {
    int status = 200;
    std::string head;     ///< status line and fields, each with CR LF; Date, Connection and the empty line are missing
    std::string head_304; ///< the same for "not modified"; only when `tag` is set
    std::string tag;      ///< strong ETag of exactly these body bytes; only for stored pages
    std::shared_ptr<const std::string> body; ///< never null
    int shared_ms = 0;    ///< how long it is the same for everybody; 0: not at all
    std::size_t size() const { return head.size() + head_304.size() + body->size(); }
};

/// Checks and frames `response`: adds the safe default fields where absent, Content-Length, and, for text of 1 KiB and
/// more that may be compressed, the encoding and Vary. The application's own Content-Length, Date, Connection and
/// Transfer-Encoding are dropped. A field that holds CR, LF or NUL makes it a 500. A response with its own ETag is not
/// compressed, unless shared: then the tag is replaced. `shareable` false, a cookie, or a 5xx clears `shared_ms`.
std::shared_ptr<const answer> make_answer(web::response&& response, encoding accepted, bool shareable);

/// What net itself says for a status it refuses with: a short text in Russian and English. Built once, never null.
const std::shared_ptr<const answer>& refusal_answer(int status);

/// "date: …\r\n" for `utc_seconds` (RFC 9110 §5.6.7).
std::string date_line(std::int64_t utc_seconds);

} // namespace krug::net
