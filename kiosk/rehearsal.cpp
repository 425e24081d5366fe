#include "rehearsal.hpp"

#include "scratch_folder.hpp"
#include "ticket/ticket.hpp"
#include "trial_tickets.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace krug::kiosk {
namespace {

constexpr double slow_ms = 30;
constexpr std::int64_t free_mb_min = 200;

std::string tenths(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

gatekeeper::round_effects pretend_feed(const std::vector<gate_protocol::feed_item>& items, domain::utc_seconds now,
                                       const gatekeeper::device_clocks& clocks) {
    gatekeeper::round_effects effects;
    effects.terms.emplace().points = {{1}};
    effects.clock = gatekeeper::measure_clock(clocks, clocks, clocks.wall_ms);
    auto& page = effects.feed.emplace();
    page.items = items;
    page.reached.at = {1, static_cast<std::int64_t>(items.size())};
    page.time = now;
    page.staging = page.begins = page.complete = true;
    return effects;
}

} // namespace

std::vector<double> time_tickets(const std::filesystem::path& folder, std::size_t count) {
    const scratch_folder scratch(folder);
    const ground::system_clock clock;
    ground::system_randomness random;
    const auto key = ticket::signing_key::make(random);
    const domain::event_id event{1};
    const auto now = clock.now();

    gate_protocol::rules rules;
    rules.event.event = event;
    rules.points.emplace_back().id = {1};
    gate_protocol::key_set keys;
    keys.event = event;
    keys.version = 1;
    const auto open_part = key.open_part().raw();
    std::copy(open_part.begin(), open_part.end(), keys.keys.emplace_back().key.begin());
    std::vector<gate_protocol::feed_item> items{rules, keys};
    std::vector<std::string> tickets;
    for (std::size_t at = 0; at < count; ++at) {
        ticket::ticket_facts facts;
        facts.id.value = static_cast<std::int64_t>(random.next_u64() | 1);
        facts.event = event;
        facts.not_before = static_cast<std::uint32_t>(now - 3600);
        facts.not_after = static_cast<std::uint32_t>(now + 3600);
        facts.issued_at = static_cast<std::uint32_t>(now - 3600);
        tickets.push_back(ticket::write_ticket(facts, key));
        gate_protocol::roster_put put;
        put.code = ticket::roster_hash(event, facts.id);
        items.push_back(put);
    }

    journal::journal_settings settings;
    settings.folder = scratch.path();
    settings.device = {1};
    settings.event = event;
    settings.ballast_bytes = 0;
    journal::journal records(settings, clock, random);
    const gatekeeper::device_clocks clocks{clock.now_ms(), clock.steady_ms(), boot_name()};
    records.apply(pretend_feed(items, now, clocks));
    gatekeeper::gatekeeper gate(records, clock, random, boot_name());
    gate.reload();

    std::vector<double> times;
    for (const auto& code : tickets) {
        gatekeeper::presentation shown;
        shown.code = code;
        const auto begun = std::chrono::steady_clock::now();
        const auto given = gate.present(shown);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
        if (given.verdict.colour() != domain::verdict_colour::green)
            throw std::logic_error(std::string("a rehearsal ticket was answered ") + word_of(given.verdict.reason));
        times.push_back(took.count());
    }
    std::sort(times.begin(), times.end());
    return times;
}

std::vector<finding> rehearsal(station& kiosk, const std::filesystem::path& folder) {
    using part = gate_protocol::rehearsal_part;
    std::vector<finding> found;
    const auto trials = try_tickets(folder);
    double slowest = 0;
    bool all_offline = true;
    for (const auto& each : trials) {
        slowest = std::max(slowest, each.ms);
        all_offline = all_offline && each.offline;
        if (each.given != each.expected)
            found.push_back({part::tickets, false, std::string("пробный билет «") + each.ru + "»: ответ " + word_of(each.given),
                             std::string("trial ticket “") + each.en + "”: answered " + word_of(each.given)});
    }
    const bool right = found.empty();
    const auto count = std::to_string(trials.size());
    found.push_back({part::tickets, right, "пробных билетов всех видов: " + count + (right ? ", ответы верны" : ", есть неверные ответы"),
                     count + " trial tickets of every kind" + (right ? ", all answered rightly" : ", some answered wrongly")});
    found.push_back({part::tickets, slowest <= slow_ms, "самый долгий ответ " + tenths(slowest) + " мс",
                     "slowest answer " + tenths(slowest) + " ms"});
    found.push_back({part::offline, all_offline, all_offline ? "без связи решает сам" : "без связи не решает",
                     all_offline ? "decides by itself offline" : "does not decide offline"});
    std::error_code unknown;
    const auto free_mb = static_cast<std::int64_t>(std::filesystem::space(folder, unknown).available / (1024 * 1024));
    found.push_back({part::disk, unknown || free_mb >= free_mb_min, "места на диске, МБ: " + std::to_string(free_mb),
                     "free disk space, MB: " + std::to_string(free_mb)});
    const auto status = kiosk.status();
    found.push_back({part::disk, status.trouble.empty(), "диск " + (status.trouble.empty() ? std::string("в порядке") : status.trouble),
                     "disk " + (status.trouble.empty() ? std::string("is well") : status.trouble)});
    found.push_back({part::clock, status.clock_sure, "часы: погрешность " + std::to_string(status.clock_error_ms) + " мс",
                     "clock: error " + std::to_string(status.clock_error_ms) + " ms"});
    found.push_back({part::list, status.list_complete, "в списке билетов: " + std::to_string(status.roster_rows),
                     "tickets on the list: " + std::to_string(status.roster_rows)});
    const auto minutes = std::to_string(status.sync_age_seconds / 60);
    found.push_back({part::sync, status.synced && status.sync_age_seconds < 3600, "последняя связь, минут назад: " + minutes,
                     "last sync, minutes ago: " + minutes});
    std::string keys;
    {
        const std::lock_guard held(kiosk.door());
        keys = std::to_string(kiosk.gate().standing().keys.keys.size());
    }
    found.push_back({part::keys, keys != "0", "ключей для проверки: " + keys, "keys to verify with: " + keys});
    found.push_back({part::point, !status.point.empty(), "точка входа: " + status.point, "admission point: " + status.point});
    found.push_back({part::standing, status.standing == "active", "состояние устройства: " + status.standing,
                     "device standing: " + status.standing});
    return found;
}

gate_protocol::rehearsal_result result_of(const std::vector<finding>& found, domain::utc_seconds at) {
    gate_protocol::rehearsal_result result;
    result.at = at;
    for (const auto& each : found)
        if (!each.good && std::find(result.failed.begin(), result.failed.end(), each.part) == result.failed.end())
            result.failed.push_back(each.part);
    result.ready = result.failed.empty();
    return result;
}

} // namespace krug::kiosk
