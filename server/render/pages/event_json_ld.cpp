#include "render/pages/event_page.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <string_view>

namespace krug::render {

namespace {

namespace json = boost::json;

void put(json::object& object, std::string_view name, const std::string& value) {
    if (!value.empty())
        object[name] = value;
}

json::object typed(std::string_view type) {
    return {{"@type", type}};
}

json::array named(std::string_view type, const std::vector<std::string>& names) {
    json::array out;
    for (const auto& name : names) {
        auto each = typed(type);
        each["name"] = name;
        out.push_back(std::move(each));
    }
    return out;
}

std::string_view event_status(const std::string& state) {
    if (state == "cancelled")
        return "https://schema.org/EventCancelled";
    if (state == "postponed")
        return "https://schema.org/EventPostponed";
    if (state == "rescheduled")
        return "https://schema.org/EventRescheduled";
    return "https://schema.org/EventScheduled";
}

json::object place(const event_metadata& facts) {
    auto place = typed("Place");
    put(place, "name", facts.venue);
    auto address = typed("PostalAddress");
    put(address, "addressCountry", facts.country);
    put(address, "addressRegion", facts.region);
    put(address, "addressLocality", facts.city);
    put(address, "streetAddress", facts.street);
    if (address.size() > 1)
        place["address"] = std::move(address);
    if (facts.access_features.empty())
        return place;
    json::array features;
    for (const auto& name : facts.access_features) {
        auto feature = typed("LocationFeatureSpecification");
        feature["name"] = name;
        feature["value"] = true;
        features.push_back(std::move(feature));
    }
    place["amenityFeature"] = std::move(features);
    return place;
}

/// The text stands inside a script element, where "</" would end it whatever the quotes around it say.
std::string for_script(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '<')
            out += "\\u003c";
        else if (c == '>')
            out += "\\u003e";
        else if (c == '&')
            out += "\\u0026";
        else
            out += c;
    }
    return out;
}

} // namespace

markup event_json_ld(const event_metadata& facts) {
    json::object event{{"@context", "https://schema.org"}, {"@type", "Event"}};
    put(event, "name", facts.name);
    put(event, "description", facts.description);
    put(event, "startDate", facts.starts);
    put(event, "endDate", facts.ends);
    event["eventStatus"] = event_status(facts.state);
    event["eventAttendanceMode"] = facts.is_online ? "https://schema.org/OnlineEventAttendanceMode"
                                                   : "https://schema.org/OfflineEventAttendanceMode";
    if (facts.is_free)
        event["isAccessibleForFree"] = true;
    put(event, "inLanguage", facts.language);
    put(event, "typicalAgeRange", facts.age_range);
    put(event, "url", facts.url);
    if (facts.capacity > 0)
        event["maximumAttendeeCapacity"] = facts.capacity;
    if (!facts.venue.empty() || !facts.city.empty())
        event["location"] = place(facts);
    if (!facts.organisers.empty())
        event["organizer"] = named("Organization", facts.organisers);
    if (!facts.performers.empty())
        event["performer"] = named("Person", facts.performers);
    return {for_script(json::serialize(event))};
}

} // namespace krug::render
