#include "checkers.hpp"

#include "domain/upload.hpp"
#include "ticket/digest.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

namespace krug::simulation {
namespace {

using reason = domain::verdict_reason;

constexpr std::int64_t ten_minutes_ms = 600'000;
constexpr std::size_t said_max = 20; ///< enough to see what is wrong

class findings {
public:
    explicit findings(int invariant) : invariant_(invariant) {}
    void add(const std::string& what) {
        if (all.size() < said_max) all.push_back({invariant_, what});
    }
    verdicts all;

private:
    int invariant_;
};

bool is_green(const shown_answer& answer) { return domain::colour_of(answer.reason) == domain::verdict_colour::green; }
bool is_first_admission(const shown_answer& answer) {
    return !answer.repeated && (answer.reason == reason::admitted || answer.reason == reason::admitted_late_ticket);
}
domain::scan read(const domain::scan_record& record) { return *domain::decode_scan(record); }
std::int64_t end_of(const domain::scan& what) {
    return what.kind == domain::scan_kind::loss ? what.refers_seq : what.seq;
}

bool was(const kiosk_story& kiosk, std::initializer_list<fault> kinds, std::int64_t from, std::int64_t to) {
    for (const auto& done : kiosk.damage)
        if (done.at_ms >= from && done.at_ms <= to && std::find(kinds.begin(), kinds.end(), done.kind) != kinds.end())
            return true;
    return false;
}
bool both_copies_gone(const kiosk_story& kiosk, std::int64_t from, std::int64_t to) {
    return was(kiosk, {fault::both_damaged}, from, to);
}
constexpr std::int64_t always = INT64_MAX;

const domain::admission_point_rules& rules_of(const history& all, domain::admission_point_id point) {
    return all.people.rules.points.at(static_cast<std::size_t>(point.value - 1));
}
std::int64_t day_of(const history& all, std::int64_t ms) {
    return (ms / 1000 + 60 * all.people.rules.event.utc_offset_minutes) / 86'400;
}
std::string name_of(const shown_answer& answer) {
    return "guest " + std::to_string(answer.guest) + " generation " + std::to_string(answer.generation) + " at kiosk " +
           std::to_string(answer.kiosk) + ", " + domain::word_of(answer.reason) + ", t " + std::to_string(answer.at_ms);
}
std::string name_of(const domain::scan_name& id) { return ticket::to_hex(id); }

/// First admissions that meet: of one ticket, at one area, on one day where the rule counts days.
struct meeting {
    int guest, area;
    std::int64_t day;
    auto operator<=>(const meeting&) const = default;
};
meeting meeting_of(const history& all, int guest, domain::admission_point_id point, std::int64_t decided_ms) {
    const auto& rules = rules_of(all, point);
    const auto day = rules.entries == domain::entry_rule::once_a_day ? day_of(all, decided_ms) : 0;
    return {guest, rules.area, day};
}
std::map<meeting, std::vector<const shown_answer*>> first_admissions(const history& all) {
    std::map<meeting, std::vector<const shown_answer*>> met;
    for (const auto& answer : all.answers)
        if (is_first_admission(answer))
            met[meeting_of(all, answer.guest, answer.point, answer.decided_ms)].push_back(&answer);
    return met;
}

bool forgotten_between(const history& all, std::int64_t from, std::int64_t to) {
    return std::any_of(all.put_back_ms.begin(), all.put_back_ms.end(),
                       [&](std::int64_t at) { return at >= from && at <= to; });
}
bool taken_back(const history& all, int guest, std::int64_t by) {
    const auto found = all.voided_ms.find(guest);
    return found != all.voided_ms.end() && found->second <= by;
}

/// Its journal was closed, and then the server forgot: nobody can send the records again.
bool beyond_recovery(const history& all, const kiosk_story& kiosk) {
    const auto last_heard = kiosk.rounds.empty() ? 0 : kiosk.rounds.back().begun_ms;
    return kiosk.left && forgotten_between(all, last_heard, always);
}

/// True if `kiosk` had finished a round begun at `since` or later when `by` came.
bool has_heard(const kiosk_story& kiosk, std::int64_t since, std::int64_t by) {
    const auto from = std::lower_bound(kiosk.rounds.begin(), kiosk.rounds.end(), since,
                                       [](const finished_round& round, std::int64_t ms) { return round.begun_ms < ms; });
    return from != kiosk.rounds.end() && from->ended_ms < by;
}

} // namespace

verdicts check_greens_are_durable(const history& all) {
    findings found(1);
    std::vector<std::set<domain::scan_name>> kept(all.kiosks.size());
    std::vector<std::vector<std::pair<std::int64_t, std::int64_t>>> lost(all.kiosks.size());
    for (std::size_t at = 0; at < all.kiosks.size(); ++at)
        for (const auto& record : all.kiosks[at].journal) {
            const auto what = read(record);
            kept[at].insert(what.id);
            if (what.kind == domain::scan_kind::loss) lost[at].push_back({what.seq, what.refers_seq});
        }
    for (const auto& answer : all.answers) {
        if (!is_green(answer)) continue;
        const auto at = static_cast<std::size_t>(answer.kiosk);
        if (!answer.scan) {
            found.add("a green without a record: " + name_of(answer));
            continue;
        }
        if (kept[at].contains(*answer.scan)) continue;
        const bool declared = std::any_of(lost[at].begin(), lost[at].end(), [&](const auto& stretch) {
            return stretch.first <= answer.seq && answer.seq <= stretch.second;
        });
        // The number may have been given again before anybody could know; then the copy rule takes over.
        if (both_copies_gone(all.kiosks[at], answer.at_ms, always) && (declared || !all.kiosks[at].damage.empty())) continue;
        found.add("the record of a green is gone: " + name_of(answer));
    }
    return found.all;
}

verdicts check_acknowledged_rows_survive(const history& all) {
    findings found(2);
    std::set<domain::scan_name> held;
    for (const auto& row : all.server) held.insert(row.what.id);
    for (const auto& kiosk : all.kiosks)
        for (const auto& record : kiosk.journal) {
            const auto what = read(record);
            if (beyond_recovery(all, kiosk)) continue;
            if (what.kind == domain::scan_kind::loss || what.seq > kiosk.acked || held.contains(what.id)) continue;
            found.add("acknowledged and gone: " + name_of(what.id) + " seq " + std::to_string(what.seq) + " of device " +
                      std::to_string(kiosk.device.value));
        }
    for (const auto& kiosk : all.kiosks)
        if (kiosk.acks_too_early > 0)
            found.add("acknowledged before it was on the server's disk: device " + std::to_string(kiosk.device.value));
    return found.all;
}

verdicts check_server_is_union(const history& all) {
    findings found(3);
    std::set<domain::scan_name> held, journals;
    for (const auto& row : all.server)
        if (!held.insert(row.what.id).second) found.add("stored twice: " + name_of(row.what.id));
    std::set<std::int64_t> incomplete;
    for (const auto& kiosk : all.kiosks) {
        if (both_copies_gone(kiosk, 0, always)) incomplete.insert(kiosk.device.value);
        for (const auto& record : kiosk.journal) {
            const auto what = read(record);
            if (what.kind == domain::scan_kind::loss) continue;
            journals.insert(what.id);
            if (!held.contains(what.id) && !beyond_recovery(all, kiosk))
                found.add("never reached the server: seq " + std::to_string(what.seq) + " of device " +
                          std::to_string(kiosk.device.value) + ", " + domain::word_of(what.kind));
        }
    }
    for (const auto& row : all.server)
        if (row.what.kind != domain::scan_kind::loss && !journals.contains(row.what.id) &&
            !incomplete.contains(row.what.device.value))
            found.add("in no journal: seq " + std::to_string(row.what.seq) + " of device " +
                      std::to_string(row.what.device.value));
    return found.all;
}

verdicts check_repeats_are_harmless(const history& all) {
    findings found(4);
    for (const auto& each : all.repeats)
        if (each.before != each.after) found.add("a repeated request changed the server");
    return found.all;
}

namespace {

/// What the feed says, folded by the plainest reading of door.md.
struct folded {
    std::map<std::string, gate_protocol::roster_put> roster;
    std::map<std::string, int> deny;
    std::map<std::string, std::map<domain::scan_name, bool>> passages; ///< by code: voided
    std::int64_t keys_version = 0;
};
folded fold(const std::vector<std::string>& feed) {
    folded all;
    for (const auto& text : feed) {
        const auto item = gate_protocol::decode_item(text);
        if (!item) continue;
        if (const auto* put = std::get_if<gate_protocol::roster_put>(&*item)) all.roster[put->code] = *put;
        if (const auto* gone = std::get_if<gate_protocol::roster_remove>(&*item)) all.roster.erase(gone->code);
        if (const auto* deny = std::get_if<gate_protocol::deny>(&*item))
            all.deny[deny->code] = std::max(all.deny[deny->code], deny->min_generation);
        if (const auto* keys = std::get_if<gate_protocol::key_set>(&*item))
            all.keys_version = std::max(all.keys_version, keys->version);
        if (const auto* passage = std::get_if<gate_protocol::admission_elsewhere>(&*item)) {
            auto& voided = all.passages[passage->code][passage->scan];
            voided = voided || passage->voided;
        }
    }
    return all;
}

void compare_ticket(findings& found, const folded& told, const std::string& code, const kiosk_story& kiosk,
                    const gatekeeper::ticket_history& known) {
    const auto device = " on device " + std::to_string(kiosk.device.value) + ", ticket " + code;
    const auto row = told.roster.find(code);
    if ((row != told.roster.end()) != known.listed.has_value()) {
        found.add(std::string(known.listed ? "listed though the server does not know it" : "not on the list") + device);
    } else if (known.listed) {
        const auto& have = known.listed->row;
        const auto& want = row->second.row;
        if (have.generation != want.generation || have.state != want.state || have.scope != want.scope ||
            have.category != want.category || have.sessions != want.sessions)
            found.add("another row" + device);
    }
    if (const auto deny = told.deny.find(code); deny != told.deny.end() && known.min_generation < deny->second)
        found.add("does not deny what is denied" + device);
    std::map<domain::scan_name, bool> have;
    for (std::size_t at = 0; at < known.earlier_ids.size(); ++at) have[known.earlier_ids[at]] = known.earlier[at].voided;
    if (const auto passages = told.passages.find(code); passages != told.passages.end())
        for (const auto& [scan, voided] : passages->second) {
            const auto mine = have.find(scan);
            if (mine == have.end())
                found.add("does not know of an admission" + device);
            else if (mine->second != voided)
                found.add("does not know that an admission was taken back" + device);
        }
}

} // namespace

verdicts check_devices_converge(const history& all) {
    findings found(5);
    const auto told = fold(all.feed);
    if (all.feed_end.n == static_cast<std::int64_t>(all.feed.size()))
        for (const auto& [code, put] : told.roster) {
            const auto deny = told.deny.find(code);
            if (put.row.generation > 1 && (deny == told.deny.end() || deny->second < put.row.generation))
                found.add("issued again and never denied: ticket " + code);
        }
    for (const auto& kiosk : all.kiosks) {
        if (!kiosk.judged) continue;
        const auto name = "device " + std::to_string(kiosk.device.value);
        if (kiosk.cursor != all.feed_end)
            found.add(name + " stands at " + std::to_string(kiosk.cursor.epoch) + ":" + std::to_string(kiosk.cursor.n) +
                      ", the feed at " + std::to_string(all.feed_end.epoch) + ":" + std::to_string(all.feed_end.n));
        if (kiosk.keys_version < told.keys_version) found.add(name + " has an old key set");
        for (const auto& [code, known] : kiosk.knows) compare_ticket(found, told, code, kiosk, known);
    }
    return found.all;
}

namespace {

/// By the record that is meant, whatever else the guest was told in between.
void check_shown_again(findings& found, const history& all) {
    std::vector<std::map<domain::scan_name, domain::scan_name>> meant(all.kiosks.size());
    std::vector<std::map<domain::scan_name, std::int64_t>> unseen(all.kiosks.size());
    std::vector<std::map<domain::scan_name, std::string>> code_of(all.kiosks.size());
    for (std::size_t at = 0; at < all.kiosks.size(); ++at) {
        for (const auto& record : all.kiosks[at].journal) {
            const auto what = read(record);
            if (what.kind == domain::scan_kind::shown_again) meant[at][what.id] = what.refers_to;
            if (what.code_known) code_of[at][what.id] = ticket::to_hex(ticket::byte_view(what.code).first(16));
        }
        for (const auto& each : all.kiosks[at].unseen) unseen[at][each.scan] = each.at_ms;
    }
    const auto damaged = [&](std::size_t at, std::int64_t from, std::int64_t to) {
        return was(all.kiosks[at], {fault::flight_flipped, fault::flight_lost, fault::both_damaged, fault::row_flipped, fault::log_cut, fault::database_lost},
                   from, to);
    };
    std::vector<std::map<domain::scan_name, std::int64_t>> seen(all.kiosks.size());
    for (const auto& answer : all.answers) {
        const auto at = static_cast<std::size_t>(answer.kiosk);
        if (answer.reason == reason::shown_again && !answer.repeated && answer.scan) {
            if (const auto record = meant[at].find(*answer.scan); record != meant[at].end()) {
                unseen[at].erase(record->second);
                const auto [before, first] = seen[at].try_emplace(record->second, answer.at_ms);
                if (!first && !damaged(at, before->second, answer.at_ms))
                    found.add("shown again though it had been shown: " + name_of(answer));
            }
        }
        if (is_green(answer) && answer.scan) seen[at].try_emplace(*answer.scan, answer.at_ms);
        if (answer.direction == domain::passage::out || answer.repeated || taken_back(all, answer.guest, answer.at_ms)) continue;
        if (answer.reason != reason::already_in && answer.reason != reason::re_entry) continue;
        if (rules_of(all, answer.point).entries == domain::entry_rule::once_a_day) continue;
        for (const auto& [scan, since] : unseen[at]) {
            if (since >= answer.at_ms || damaged(at, since, answer.at_ms)) continue;
            const auto code = code_of[at].find(scan);
            if (code != code_of[at].end() && code->second == all.codes[static_cast<std::size_t>(answer.guest)])
                found.add("nobody saw the green, and it counts against the guest: " + name_of(answer));
        }
    }
}

} // namespace

verdicts check_single_entry(const history& all) {
    findings found(6);
    for (const auto& [where, greens] : first_admissions(all)) {
        for (std::size_t second = 1; second < greens.size(); ++second)
            for (std::size_t first = 0; first < second; ++first) {
                const auto& before = *greens[first];
                const auto& after = *greens[second];
                if (taken_back(all, where.guest, after.at_ms)) continue;
                const auto& here = all.kiosks[static_cast<std::size_t>(after.kiosk)];
                if (before.kiosk == after.kiosk) {
                    if (!both_copies_gone(here, before.at_ms, after.at_ms))
                        found.add("twice at one device: " + name_of(after));
                    continue;
                }
                const auto arrived = before.scan ? all.arrived.find(*before.scan) : all.arrived.end();
                if (arrived == all.arrived.end() || !before.registered) continue;
                const auto from = all.standings.find(all.kiosks[static_cast<std::size_t>(before.kiosk)].device.value);
                if (from == all.standings.end() || from->second != gate_protocol::device_standing::active) continue;
                if (forgotten_between(all, arrived->second, after.at_ms)) continue;
                if (was(here, {fault::log_cut, fault::database_lost}, arrived->second, after.at_ms)) continue;
                if (has_heard(here, arrived->second, after.at_ms))
                    found.add("admitted though the device had heard of the first: " + name_of(after));
            }
    }
    const auto& event = all.people.rules.event;
    std::set<std::pair<int, domain::scan_name>> seen_green;
    for (const auto& answer : all.answers) {
        if (is_green(answer) && answer.offline && answer.direction == domain::passage::in && event.home_gates > 1) {
            const auto& code = all.codes[static_cast<std::size_t>(answer.guest)];
            const auto gate = std::stoul(code.substr(0, 8), nullptr, 16) % static_cast<unsigned>(event.home_gates);
            if (event.gate_points[gate] != answer.point && all.people.guests[static_cast<std::size_t>(answer.guest)].listed &&
                answer.registered && answer.reason != reason::admitted_late_ticket)
                found.add("an offline device took another gate's ticket: " + name_of(answer));
        }
    }
    check_shown_again(found, all);
    return found.all;
}

double_counts count_doubles(const history& all) {
    double_counts counts;
    for (const auto& [where, greens] : first_admissions(all))
        for (std::size_t second = 1; second < greens.size(); ++second) {
            const auto& before = *greens[second - 1];
            const auto& after = *greens[second];
            if (before.offline || after.offline || after.at_ms - before.at_ms > 2 * all.plan.quiet_round_ms)
                ++counts.across_cuts;
            else
                ++counts.in_window;
        }
    return counts;
}

verdicts check_reports_are_exact(const history& all) {
    findings found(7);
    std::unordered_map<std::string, int> guest_of;
    for (std::size_t at = 0; at < all.codes.size(); ++at) guest_of[all.codes[at]] = static_cast<int>(at);
    std::set<domain::scan_name> undone;
    for (const auto& row : all.server)
        if (row.what.kind == domain::scan_kind::voided) undone.insert(row.what.refers_to);
    std::map<meeting, std::set<domain::scan_name>> expected;
    for (const auto& row : all.server) {
        const auto& what = row.what;
        if (what.kind != domain::scan_kind::admit || row.evidence || row.code.empty() || undone.contains(what.id)) continue;
        if (what.reason != reason::admitted && what.reason != reason::admitted_late_ticket) continue;
        const auto guest = guest_of.find(row.code);
        if (guest == guest_of.end()) continue;
        expected[meeting_of(all, guest->second, what.point, what.corrected_ms())].insert(what.id);
    }
    std::set<std::set<domain::scan_name>> wanted, given;
    for (const auto& [where, scans] : expected) {
        const bool any_undone = all.voided_ms.contains(where.guest); // the server's own undoings are no device's rows
        if (scans.size() > 1 && !any_undone) wanted.insert(scans);
    }
    for (const auto& report : all.reports) {
        std::set<domain::scan_name> named;
        bool any_undone = false;
        for (const auto& claim : report.claims) {
            named.insert(claim.id);
            for (const auto& [guest, at] : all.voided_ms)
                any_undone = any_undone || expected[meeting_of(all, guest, claim.point, claim.corrected_ms)].contains(claim.id);
        }
        if (any_undone) continue;
        if (named.size() != report.claims.size()) found.add("a report names one admission twice");
        if (!given.insert(named).second) found.add("a double admission is reported twice");
        if (!wanted.contains(named)) found.add("a false report of " + std::to_string(named.size()) + " admissions");
    }
    for (const auto& each : wanted)
        if (!given.contains(each)) found.add("a double admission of " + std::to_string(each.size()) + " is not reported");
    return found.all;
}

verdicts check_winner_is_orderless(const history& all) {
    findings found(8);
    for (const auto& report : all.reports) {
        auto turned = report.claims;
        std::reverse(turned.begin(), turned.end());
        if (domain::in_winning_order(turned) != report.claims) found.add("the winner depends on the order of arrival");
        for (std::size_t later = 1; later < report.claims.size(); ++later)
            for (std::size_t earlier = 0; earlier < later; ++earlier) {
                const auto& first = report.claims[earlier];
                const auto& second = report.claims[later];
                if (first.device == second.device && first.seq > second.seq) found.add("the order goes against seq");
                const bool knew = first.device != second.device && second.published.n > 0 &&
                                  first.known.epoch == second.published.epoch && first.known.n >= second.published.n;
                if (knew && !domain::decided_knowing(second, first)) found.add("who knew of another comes before it");
            }
    }
    return found.all;
}

namespace {

/// Lessons of one machine by code.
using lesson_book = std::unordered_map<std::string, std::vector<const lesson*>>;
lesson_book book_of(const kiosk_story& kiosk) {
    lesson_book book;
    for (const auto& each : kiosk.lessons) book[each.code].push_back(&each);
    return book;
}
/// The last moment before `by` when the machine lost what it had been told.
std::int64_t unlearnt_at(const kiosk_story& kiosk, std::int64_t by) {
    std::int64_t at = 0;
    for (const auto& done : kiosk.damage)
        if (done.at_ms <= by && (done.kind == fault::log_cut || done.kind == fault::database_lost))
            at = std::max(at, done.at_ms);
    return at;
}
std::int64_t list_began_at(const kiosk_story& kiosk, std::int64_t by) {
    std::int64_t at = 0;
    for (const auto when : kiosk.new_lists)
        if (when <= by) at = std::max(at, when);
    return at;
}

} // namespace

verdicts check_denials_hold(const history& all) {
    findings found(9);
    std::vector<lesson_book> books;
    for (const auto& kiosk : all.kiosks) books.push_back(book_of(kiosk));
    for (const auto& answer : all.answers) {
        if (!is_green(answer) || answer.generation == 0 || answer.direction == domain::passage::out) continue;
        const auto at = static_cast<std::size_t>(answer.kiosk);
        const auto lessons = books[at].find(all.codes[static_cast<std::size_t>(answer.guest)]);
        if (lessons == books[at].end()) continue;
        const auto since = unlearnt_at(all.kiosks[at], answer.at_ms);
        const auto listed = std::max(since, list_began_at(all.kiosks[at], answer.at_ms));
        for (const auto* each : lessons->second) {
            if (each->at_ms >= answer.at_ms || each->at_ms <= since) continue;
            if (each->min_generation > answer.generation) {
                found.add("green below a denial: " + name_of(answer));
                break;
            }
        }
        const lesson* row = nullptr;
        for (const auto* each : lessons->second)
            if (each->standing && each->at_ms < answer.at_ms && each->at_ms >= listed && each->at_ms > since) row = each;
        if (row != nullptr && row->generation > answer.generation)
            found.add("green though the list has a newer generation: " + name_of(answer));
    }
    return found.all;
}

namespace {

void judge_ticket(findings& found, const history& all, const shown_answer& answer) {
    const auto& who = all.people.guests[static_cast<std::size_t>(answer.guest)];
    if (who.kind == guest_kind::forged_own_key) found.add("green by an unknown key: " + name_of(answer));
    if (who.kind == guest_kind::other_event) found.add("green at another event: " + name_of(answer));
    if (who.kind == guest_kind::foreign_barcode) found.add("green for a barcode of nobody: " + name_of(answer));
    if (who.kind == guest_kind::number_typed || answer.direction == domain::passage::out) return;
    if (((who.flags & ticket::flag_test) != 0) != all.plan.test_mode) found.add("green by a wrong test flag: " + name_of(answer));
    const auto& served = rules_of(all, answer.point).sessions;
    if (!served.empty() && who.row.scope &&
        std::find(served.begin(), served.end(), who.row.scope) == served.end())
        found.add("green at another session: " + name_of(answer));
    const auto& categories = rules_of(all, answer.point).categories;
    if (!categories.empty() && std::find(categories.begin(), categories.end(), who.row.category) == categories.end())
        found.add("green at an entrance for others: " + name_of(answer));
    if (!answer.clock_sure) return;
    if (answer.at_ms > who.not_after_s * 1000 + ten_minutes_ms || answer.at_ms < who.not_before_s * 1000 - ten_minutes_ms)
        found.add("green out of its time: " + name_of(answer));
}

void judge_device(findings& found, const history& all, const shown_answer& answer, const lesson_book& book) {
    const auto& kiosk = all.kiosks[static_cast<std::size_t>(answer.kiosk)];
    const auto& who = all.people.guests[static_cast<std::size_t>(answer.guest)];
    const auto since = unlearnt_at(kiosk, answer.at_ms);
    const finished_round* last = nullptr;
    for (auto at = kiosk.rounds.rbegin(); at != kiosk.rounds.rend() && last == nullptr; ++at)
        if (at->ended_ms <= answer.at_ms) last = &*at;
    if (answer.direction == domain::passage::in) {
        if (last == nullptr && kiosk.copy_of < 0)
            found.add("green on a device that never heard its list: " + name_of(answer));
        else if (last != nullptr && answer.clock_sure &&
                 answer.at_ms - last->ended_ms > domain::lease_seconds_max * 1000 + ten_minutes_ms)
            found.add("green after the lease: " + name_of(answer));
    }
    if (who.kind == guest_kind::forged_stolen_key && answer.direction == domain::passage::in) {
        if (who.issued_at_s * 1000 < all.people.opens_ms - 12 * 3'600'000 && last != nullptr &&
            all.people.opens_ms - 12 * 3'600'000 < last->begun_ms && last->ended_ms > since)
            found.add("green for a back-dated forgery: " + name_of(answer));
        if (kiosk.roster_only_ms != 0 && kiosk.roster_only_ms < answer.at_ms && kiosk.roster_only_ms > since)
            found.add("green by a stolen key that the device knows of: " + name_of(answer));
    }
    const auto lessons = book.find(all.codes[static_cast<std::size_t>(answer.guest)]);
    if (lessons == book.end() || answer.direction == domain::passage::out) return;
    const auto listed = std::max(since, list_began_at(kiosk, answer.at_ms));
    const lesson* row = nullptr;
    for (const auto* each : lessons->second)
        if (each->standing && each->at_ms < answer.at_ms && each->at_ms >= listed && each->at_ms > since) row = each;
    if (row == nullptr || row->generation < answer.generation) return;
    const bool standby = *row->standing == domain::roster_state::waitlisted && rules_of(all, answer.point).standby_after_minutes;
    if (*row->standing != domain::roster_state::confirmed && !standby)
        found.add("green for whom the list does not admit: " + name_of(answer));
}

} // namespace

verdicts check_greens_are_right(const history& all) {
    findings found(10);
    std::vector<lesson_book> books;
    for (const auto& kiosk : all.kiosks) books.push_back(book_of(kiosk));
    std::map<int, std::set<int>> strangers;
    for (const auto& answer : all.answers) {
        if (answer.clock_sure && std::abs(answer.decided_ms - answer.at_ms) > ten_minutes_ms)
            found.add("a clock that calls itself sure is wrong: " + name_of(answer));
        if (!is_green(answer) || answer.repeated) continue;
        judge_ticket(found, all, answer);
        judge_device(found, all, answer, books[static_cast<std::size_t>(answer.kiosk)]);
        if (answer.reason == reason::admitted_late_ticket &&
            all.people.guests[static_cast<std::size_t>(answer.guest)].kind == guest_kind::forged_stolen_key)
            strangers[answer.kiosk].insert(answer.guest);
    }
    for (const auto& [at, who] : strangers) {
        const auto& kiosk = all.kiosks[static_cast<std::size_t>(at)];
        // No list is longer than all guests together, whatever the device takes its own list for.
        const auto rows = std::min(kiosk.roster_rows_max, static_cast<std::int64_t>(all.people.guests.size()));
        const auto cap = std::max<std::int64_t>(20, rows / 20);
        if (static_cast<std::int64_t>(who.size()) > cap && !both_copies_gone(kiosk, 0, always))
            found.add(std::to_string(who.size()) + " strangers with a stolen key at kiosk " + std::to_string(at));
    }
    return found.all;
}

verdicts check_seq_is_strict(const history& all) {
    findings found(11);
    for (const auto& kiosk : all.kiosks) {
        std::int64_t end = 0;
        for (const auto& record : kiosk.journal) {
            const auto what = read(record);
            if (what.seq != end + 1)
                found.add("seq " + std::to_string(what.seq) + " after " + std::to_string(end) + " of device " +
                          std::to_string(kiosk.device.value));
            end = end_of(what);
        }
    }
    std::map<std::pair<int, std::int64_t>, const shown_answer*> first;
    for (const auto& answer : all.answers) {
        if (!answer.scan || answer.repeated) continue;
        const auto [there, fresh] = first.try_emplace({answer.kiosk, answer.seq}, &answer);
        if (!fresh && there->second->scan != answer.scan &&
            !both_copies_gone(all.kiosks[static_cast<std::size_t>(answer.kiosk)], there->second->at_ms, answer.at_ms))
            found.add("seq " + std::to_string(answer.seq) + " twice: " + name_of(answer));
    }
    return found.all;
}

verdicts check_honest_never_red(const history& all) {
    findings found(12);
    for (const auto& answer : all.answers) {
        if (domain::colour_of(answer.reason) != domain::verdict_colour::red) continue;
        const auto& who = all.people.guests[static_cast<std::size_t>(answer.guest)];
        if (!is_honest(who.kind) || !answer.registered) continue;
        if (answer.generation != 0 && answer.generation != answer.newest) continue;
        const bool cancelled = who.kind == guest_kind::cancelled || who.kind == guest_kind::declined ||
                               (who.kind == guest_kind::cancelled_midway && answer.at_ms >= who.midway_ms);
        if (cancelled) continue;
        // A device that has not heard of an approval still says what it knows; pending is amber, never red.
        if (answer.at_ms > who.not_after_s * 1000 - ten_minutes_ms) continue;
        found.add("an honest guest saw red: " + name_of(answer));
    }
    return found.all;
}

verdicts check_backlog_drains(const history& all) {
    findings found(13);
    for (const auto& kiosk : all.kiosks) {
        if (kiosk.left) continue;
        if (!kiosk.drained)
            found.add("device " + std::to_string(kiosk.device.value) + " never gets rid of its records");
        else if (kiosk.heal_rounds > kiosk.heal_rounds_max)
            found.add("device " + std::to_string(kiosk.device.value) + " needed " + std::to_string(kiosk.heal_rounds) +
                      " rounds, " + std::to_string(kiosk.heal_rounds_max) + " were promised");
    }
    return found.all;
}

namespace {

const std::set<std::string, std::less<>> allowed_members{
    "ack_seq", "acked_seq", "chain",          "chain_head", "durable_seq", "epoch", "event", "feed_chain",     "from",
    "head",    "head_seq",  "incarnation",    "items",      "key",         "lease_seconds",  "more",  "n",    "points",
    "rows",    "server_time_ms", "signature", "standing",   "takes_feed_chain", "terms", "test_mode", "time", "version"};

const std::set<std::string, std::less<>> allowed_in_items{
    "admission", "answer", "area", "at_ms", "blocked", "categories", "category", "closes_minutes_after", "code", "crew",
    "deny", "device", "en", "ends_at", "entries", "event", "exits_scanned", "gate_points", "generation", "home_gates", "id",
    "identity", "identity_check", "key", "keys", "kind", "min_generation", "name", "name_en", "number",
    "opens_minutes_before", "out", "place", "point", "points", "reentry", "rules", "scan", "scope", "sessions", "short",
    "sign_up_required", "signature", "standby_after_minutes", "standing", "starts_at", "state", "table", "title",
    "utc_offset_minutes", "version", "voided", "walk_in_limit", "walk_ins", "ru"};

void judge_values(findings& found, const boost::json::value& value, const std::set<std::string, std::less<>>& allowed) {
    if (value.is_object())
        for (const auto& member : value.get_object()) {
            if (!allowed.contains(std::string_view(member.key())))
                found.add("a member on the wire that nobody agreed to: " + std::string(member.key()));
            if (member.key() == "items" && member.value().is_array())
                for (const auto& item : member.value().get_array())
                    judge_values(found, boost::json::parse(item.as_string()), allowed_in_items);
            judge_values(found, member.value(), allowed);
        }
    if (value.is_array())
        for (const auto& each : value.get_array()) judge_values(found, each, allowed);
    if (value.is_string()) {
        const std::string_view text(value.get_string());
        if (text.find('@') != std::string_view::npos && !text.starts_with('{')) found.add("an address on the wire");
    }
}

} // namespace

verdicts check_wire_is_minimal(const history& all) {
    findings found(14);
    for (const auto& body : all.bodies) {
        boost::system::error_code failed;
        const auto value = boost::json::parse(body, failed);
        if (!failed) judge_values(found, value, allowed_members);
    }
    for (const auto& kiosk : all.kiosks)
        if (kiosk.roster_kept > 0)
            found.add("revoked device " + std::to_string(kiosk.device.value) + " keeps a list of " + std::to_string(kiosk.roster_kept));
    return found.all;
}

verdicts check_copies_are_noticed(const history& all) {
    findings found(15);
    for (const auto& twin : all.kiosks) {
        if (twin.copy_of < 0 || !twin.drained) continue;
        const auto& original = all.kiosks[static_cast<std::size_t>(twin.copy_of)];
        if (original.left || !original.drained) continue;
        std::set<domain::scan_name> here, there;
        for (const auto& record : original.journal) here.insert(read(record).id);
        bool twin_has = false, original_has = false;
        for (const auto& record : twin.journal) {
            const auto what = read(record);
            there.insert(what.id);
            twin_has = twin_has || (what.kind != domain::scan_kind::loss && !here.contains(what.id));
        }
        for (const auto& record : original.journal) {
            const auto what = read(record);
            original_has = original_has || (what.kind != domain::scan_kind::loss && !there.contains(what.id));
        }
        if (!twin_has || !original_has) continue;
        const auto standing = all.standings.find(twin.device.value);
        const bool noticed = standing == all.standings.end() || standing->second != gate_protocol::device_standing::active;
        const bool marked = std::any_of(all.server.begin(), all.server.end(), [&](const stored_scan& row) {
            return row.what.device == twin.device && (row.doubtful || row.evidence);
        });
        if (!noticed && !marked) found.add("nobody noticed the copy of device " + std::to_string(twin.device.value));
    }
    for (const auto& kiosk : all.kiosks) {
        if (kiosk.quarantined_ms == 0) continue;
        const bool copied = std::any_of(all.kiosks.begin(), all.kiosks.end(), [&](const kiosk_story& each) {
            return each.device == kiosk.device && (each.copy_of >= 0 || each.numbers_again);
        });
        // A server that was put back meets records of before and after its own loss.
        if (!copied && !forgotten_between(all, 0, kiosk.quarantined_ms))
            found.add("in quarantine, and nobody has copied it: device " + std::to_string(kiosk.device.value));
    }
    return found.all;
}

verdicts check_same_answer_everywhere(const history& all) {
    findings found(16);
    for (const auto& each : all.double_questions) {
        // Only the device knows what its own screen has shown; to the server that guest is inside.
        const bool of_screen = each.device == reason::shown_again && (each.server == reason::already_in || each.server == reason::re_entry);
        if (each.device != each.server && !of_screen)
            found.add("the device says " + std::string(domain::word_of(each.device)) + ", the server " +
                      domain::word_of(each.server) + " to guest " + std::to_string(each.guest));
    }
    return found.all;
}

verdicts judge(const history& all) {
    verdicts found;
    for (const auto check :
         {check_greens_are_durable, check_acknowledged_rows_survive, check_server_is_union, check_repeats_are_harmless,
          check_devices_converge, check_single_entry, check_reports_are_exact, check_winner_is_orderless,
          check_denials_hold, check_greens_are_right, check_seq_is_strict, check_honest_never_red, check_backlog_drains,
          check_wire_is_minimal, check_copies_are_noticed, check_same_answer_everywhere}) {
        const auto some = check(all);
        found.insert(found.end(), some.begin(), some.end());
    }
    return found;
}

} // namespace krug::simulation
