#include "gate_protocol/device_report.hpp"

#include "gate_protocol/report_members.hpp"
#include "ground/check.hpp"

#include <algorithm>
#include <array>

namespace krug::gate_protocol {
namespace json = boost::json;
namespace {

constexpr std::int64_t seconds_max = 253402300799; // the end of year 9999
constexpr std::int64_t people_max = 100'000;
constexpr std::size_t version_letters_max = 40;
constexpr std::size_t failed_max = 16;
constexpr std::size_t rehearsal_bytes_max = 4096;

constexpr std::array<std::pair<device_kind, const char*>, 3> kinds{
    {{device_kind::kiosk, "kiosk"}, {device_kind::phone, "phone"}, {device_kind::hub, "hub"}}};

using part = rehearsal_part;
constexpr std::array<std::pair<part, const char*>, 16> parts{{{part::camera, "camera"},
                                                              {part::scanner, "scanner"},
                                                              {part::screen, "screen"},
                                                              {part::sound, "sound"},
                                                              {part::clock, "clock"},
                                                              {part::disk, "disk"},
                                                              {part::printer, "printer"},
                                                              {part::sync, "sync"},
                                                              {part::list, "list"},
                                                              {part::keys, "keys"},
                                                              {part::tickets, "tickets"},
                                                              {part::offline, "offline"},
                                                              {part::point, "point"},
                                                              {part::standing, "standing"},
                                                              {part::battery, "battery"},
                                                              {part::other, "other"}}};

bool fits_version(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view(".+-~_").find(c) != std::string_view::npos;
}

std::string version_of(const std::string& typed) {
    std::string version;
    for (const char c : typed)
        if (fits_version(c) && version.size() < version_letters_max) version += c;
    return version;
}

json::value to_json(const rehearsal_result& rehearsal) {
    json::array failed;
    for (const auto each : rehearsal.failed)
        if (failed.size() < failed_max) failed.emplace_back(word_of(each));
    return json::object{{"at", std::clamp<std::int64_t>(rehearsal.at, 0, seconds_max)},
                        {"ready", rehearsal.failed.empty()},
                        {"failed", std::move(failed)}};
}

rehearsal_result read_rehearsal(members in) {
    rehearsal_result rehearsal;
    rehearsal.at = in.number("at", 0, seconds_max);
    rehearsal.ready = in.yes_no("ready");
    for (const auto& each : in.list("failed", failed_max)) {
        if (!each.is_string()) in.wrong("failed");
        rehearsal.failed.push_back(rehearsal_part_named(std::string_view(each.get_string())));
    }
    if (rehearsal.ready != rehearsal.failed.empty()) in.wrong("ready");
    in.end();
    return rehearsal;
}

} // namespace

const char* word_of(device_kind kind) {
    for (const auto& [known, word] : kinds)
        if (known == kind) return word;
    KRUG_CHECK(!"a kind of device outside its enumeration");
    return "";
}

std::optional<device_kind> device_kind_named(std::string_view word) {
    for (const auto& [kind, known] : kinds)
        if (known == word) return kind;
    return std::nullopt;
}

const char* word_of(rehearsal_part wanted) {
    for (const auto& [known, word] : parts)
        if (known == wanted) return word;
    KRUG_CHECK(!"a part of the rehearsal outside its enumeration");
    return "";
}

rehearsal_part rehearsal_part_named(std::string_view word) {
    for (const auto& [known, its_word] : parts)
        if (its_word == word) return known;
    return rehearsal_part::other;
}

json::value to_json(const device_report& report) {
    json::object out{{"kind", word_of(report.kind)},
                     {"version", version_of(report.version)},
                     {"wall_ms", std::clamp<std::int64_t>(report.wall_ms, 0, seconds_max * 1000)},
                     {"error_ms", std::clamp<std::int64_t>(report.error_ms, 0, seconds_max * 1000)},
                     {"admitted_5_minutes", std::clamp<std::int64_t>(report.admitted_5_minutes, 0, people_max)}};
    if (report.rehearsal) out["rehearsal"] = to_json(*report.rehearsal);
    return out;
}

device_report read_report(members in) {
    device_report report;
    const auto kind = device_kind_named(in.text("kind", 16));
    if (!kind) in.wrong("kind");
    report.kind = *kind;
    report.version = in.text("version", version_letters_max);
    if (!std::all_of(report.version.begin(), report.version.end(), fits_version)) in.wrong("version");
    report.wall_ms = in.number("wall_ms", 0, seconds_max * 1000);
    report.error_ms = in.number("error_ms", 0, seconds_max * 1000);
    report.admitted_5_minutes = in.number("admitted_5_minutes", 0, people_max);
    if (in.has("rehearsal")) report.rehearsal = read_rehearsal({in.any("rehearsal"), "rehearsal"});
    in.end();
    return report;
}

std::string encode(const rehearsal_result& rehearsal) { return json::serialize(to_json(rehearsal)); }

domain::result<rehearsal_result> decode_rehearsal(std::string_view text) {
    return decode_with<rehearsal_result>(text, rehearsal_bytes_max,
                                         [](const json::value& value) { return read_rehearsal({value, ""}); });
}

} // namespace krug::gate_protocol
