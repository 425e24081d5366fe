#include "web/event_feed.hpp"

#include "web/event_words.hpp"

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
    entry += element("title", event.text.title);
    entry += element("updated", calendar::print_rfc3339(event.created_at));
    entry += "<link href=\"" + xml_text(url) + "\"/>\n";
    for (const auto& name : data_operators_of(event)) entry += "<author>" + element("name", name) + "</author>\n";
    entry += element("summary", summary);
    return entry + "</entry>\n";
}

} // namespace

std::string write_event_feed(const std::vector<service::event_view>& events, const showing& to) {
    ground::utc_seconds latest = 0;
    for (const auto& found : events) latest = std::max(latest, found.event.created_at);
    std::string feed = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"" +
                       std::string(render::code(to.lang)) + "\">\n";
    feed += element("id", to.public_url + "/");
    feed += element("title", render::tr(to.lang, "Круг: события"));
    feed += element("updated", calendar::print_rfc3339(latest));
    feed += element("icon", to.public_url + "/favicon.ico");
    feed += "<author>" + element("name", render::tr(to.lang, "Круг")) + "</author>\n";
    feed += "<link rel=\"self\" href=\"" + xml_text(to.public_url) + "/events.atom\"/>\n<link href=\"" +
            xml_text(to.public_url) + "/\"/>\n";
    for (const auto& found : events) feed += entry_of(found, to);
    return feed + "</feed>\n";
}

} // namespace krug::web
