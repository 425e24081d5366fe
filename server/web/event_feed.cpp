#include "web/event_feed.hpp"

#include "ticket/digest.hpp"
#include "web/event_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

std::string xml_text(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
        case '&': safe += "&amp;"; break;
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '"': safe += "&quot;"; break;
        default:
            if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') safe += c;
        }
    }
    return safe;
}

std::string element(std::string_view name, std::string_view text) {
    return "<" + std::string(name) + ">" + xml_text(text) + "</" + std::string(name) + ">\n";
}

std::string entry_of(const service::event_view& found, const showing& to) {
    const auto& event = found.event;
    const auto url = to.public_url + path_of(event);
    const auto when = when_of(event.time, to.now, to.lang);
    std::string summary = when.day;
    for (const auto& part : {when.time, place_line(found), event.text.summary})
        if (!part.empty()) summary += (summary.empty() ? "" : ". ") + part;
    std::string entry = "<entry>\n";
    entry += element("id", url);
    const bool off = event.state == domain::event_state::cancelled;
    entry += element("title", (off ? render::tr(to.lang, "Отменено") + ": " : std::string()) + event.text.title);
    entry += element("published", calendar::print_rfc3339(event.created_at));
    entry += element("updated", calendar::print_rfc3339(found.changed_at));
    entry += "<link href=\"" + xml_text(url) + "\"/>\n";
    for (const auto& name : data_operators_of(event)) entry += "<author>" + element("name", name) + "</author>\n";
    entry += element("summary", summary);
    return entry + "</entry>\n";
}

} // namespace

std::string write_event_feed(const feed_about& about, const std::vector<service::event_view>& events, const call& asked) {
    const auto to = showing_for(asked);
    ground::utc_seconds latest = 0;
    for (const auto& found : events) latest = std::max(latest, found.changed_at);
    const auto in_language = asked.query.has("lang") ? "?lang=" + std::string(render::code(to.lang)) : std::string();
    std::string feed = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"" +
                       std::string(render::code(to.lang)) + "\">\n";
    feed += element("id", to.public_url + (about.id_path.empty() ? about.feed_path : about.id_path));
    feed += element("title", about.title);
    feed += element("updated", calendar::print_rfc3339(latest));
    feed += element("icon", to.public_url + "/favicon.ico");
    feed += "<author>" + element("name", render::tr(to.lang, "Круг")) + "</author>\n";
    feed += "<link rel=\"self\" type=\"application/atom+xml\" href=\"" + xml_text(to.public_url + about.feed_path + in_language) + "\"/>\n";
    feed += "<link rel=\"alternate\" type=\"text/html\" href=\"" + xml_text(to.public_url + about.page_path + in_language) + "\"/>\n";
    for (const auto& found : events) feed += entry_of(found, to);
    return feed + "</feed>\n";
}

response conditional(const call& asked, response answer) {
    constexpr int shared_ms = 1000;
    // Nobody keeps a page for everybody who asks with a parameter of their own; the tag spares them the bytes all the same.
    if (!asked.login && asked.query.fields().empty()) answer.shared_ms = shared_ms;
    const auto tag = "\"" + ticket::sha256_hex(answer.body).substr(0, 32) + "\"";
    const auto known = asked.http.header("if-none-match");
    if (answer.shared_ms == 0 && (known == "*" || known.find(tag) != std::string_view::npos)) {
        answer.status = 304;
        answer.body.clear();
    }
    answer.set("etag", tag);
    return answer;
}

} // namespace krug::web
