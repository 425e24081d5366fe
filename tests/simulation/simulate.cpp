// simulate: runs worlds by their seeds and says what became of them. What `tests/run simulation` and `tests/run soak`
// call; every line on standard output is one fact, tab-separated.
#include "checkers.hpp"
#include "ground/log.hpp"
#include "world.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

namespace krug::simulation {
namespace {

struct wishes {
    std::uint64_t from = 1, to = 2; ///< seeds from..to-1
    weather kind = weather::swarm;
    planted bug = planted::none;
    int size_percent = 100; ///< 0: of every three worlds one is whole and two are small, where rare faults are frequent
    int era = era_now;
    double hours_max = 1e18, seconds_max = 1e18;
    std::int64_t device = 0; ///< whose story is told in full
    int guest = -1;          ///< whose answers are told
    bool traces = false, stop_at_first = false, quiet = false;
};

volatile std::sig_atomic_t stop_wanted = 0; ///< after the world at hand: a soak that is ended early says what it did

[[noreturn]] void usage() {
    std::cerr << "simulate --seeds A:B [--weather swarm|fair|network|every] [--size PERCENT] [--plant BUG]\n"
                 "         [--hours KIOSK_HOURS] [--seconds S] [--traces] [--first] [--quiet]\n         [--device N] [--guest N] [--era 1|2]\n";
    std::exit(2);
}

wishes read(int count, char** words) {
    wishes out;
    for (int at = 1; at < count; ++at) {
        const std::string word = words[at];
        const auto next = [&]() -> std::string {
            if (at + 1 >= count) usage();
            return words[++at];
        };
        if (word == "--seeds") {
            const auto range = next();
            const auto colon = range.find(':');
            out.from = std::stoull(range);
            out.to = colon == std::string::npos ? out.from + 1 : std::stoull(range.substr(colon + 1));
        } else if (word == "--weather") {
            const auto kind = next();
            out.kind = kind == "fair" ? weather::fair : kind == "network" ? weather::network
                       : kind == "every" ? weather::every : weather::swarm;
        } else if (word == "--size") {
            out.size_percent = std::stoi(next());
        } else if (word == "--era") {
            out.era = std::stoi(next());
        } else if (word == "--plant") {
            const auto bug = planted_named(next());
            if (!bug) usage();
            out.bug = *bug;
        } else if (word == "--hours") {
            out.hours_max = std::stod(next());
        } else if (word == "--seconds") {
            out.seconds_max = std::stod(next());
        } else if (word == "--device") {
            out.device = std::stoll(next());
        } else if (word == "--guest") {
            out.guest = std::stoi(next());
        } else if (word == "--traces") {
            out.traces = true;
        } else if (word == "--first") {
            out.stop_at_first = true;
        } else if (word == "--quiet") {
            out.quiet = true;
        } else {
            usage();
        }
    }
    return out;
}

/// What happened to one device, for whoever looks for the cause of a violation.
void tell_story(const history& all, std::int64_t device) {
    std::map<std::int64_t, std::vector<const stored_scan*>> held;
    for (const auto& row : all.server)
        if (row.what.device.value == device) held[row.what.seq].push_back(&row);
    for (const auto at : all.put_back_ms) std::printf("server put back\tt %lld\n", static_cast<long long>(at));
    for (std::size_t at = 0; at < all.kiosks.size(); ++at) {
        const auto& kiosk = all.kiosks[at];
        if (kiosk.device.value != device) continue;
        std::printf("machine\t%zu\tcopy of %d at %lld\tacked %lld\tjudged %d\tcursor %lld:%lld\tleft %d\n", at, kiosk.copy_of,
                    static_cast<long long>(kiosk.copied_ms), static_cast<long long>(kiosk.acked), kiosk.judged,
                    static_cast<long long>(kiosk.cursor.epoch), static_cast<long long>(kiosk.cursor.n), kiosk.left);
        for (const auto& done : kiosk.damage)
            std::printf("damage\t%s\tt %lld\n", word_of(done.kind), static_cast<long long>(done.at_ms));
        for (const auto& record : kiosk.journal) {
            const auto what = *domain::decode_scan(record);
            const auto there = held.find(what.seq);
            std::string server = "absent";
            if (there != held.end()) {
                server = "other";
                for (const auto* row : there->second)
                    if (row->what.id == what.id) server = row->evidence ? "evidence" : row->doubtful ? "doubtful" : "held";
            }
            std::printf("row\t%lld\tincarnation %u\t%s\tto %lld\tt %lld\t%s\n", static_cast<long long>(what.seq), what.incarnation,
                        domain::word_of(what.kind), static_cast<long long>(what.refers_seq),
                        static_cast<long long>(what.corrected_ms()), server.c_str());
        }
    }
}

/// What screens showed to one guest.
void tell_answers(const history& all, int guest) {
    for (const auto& answer : all.answers) {
        if (answer.guest != guest) continue;
        const auto arrived = answer.scan ? all.arrived.find(*answer.scan) : all.arrived.end();
        std::printf("answer\tt %lld\tkiosk %d\tpoint %lld\tgeneration %d\t%s%s%s\tseq %lld\tdecided %lld\tarrived %lld\n",
                    static_cast<long long>(answer.at_ms), answer.kiosk, static_cast<long long>(answer.point.value),
                    answer.generation, domain::word_of(answer.reason), answer.repeated ? "\trepeated" : "",
                    answer.offline ? "\toffline" : "", static_cast<long long>(answer.seq),
                    static_cast<long long>(answer.decided_ms),
                    static_cast<long long>(arrived == all.arrived.end() ? 0 : arrived->second));
    }
}

int run(const wishes& asked) {
    const auto began = std::chrono::steady_clock::now();
    const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(); };
    fault_counts fired{};
    double hours = 0;
    std::int64_t scans = 0, rounds = 0, seeds = 0, broken = 0;
    double_counts doubles;
    for (auto seed = asked.from; seed < asked.to && hours < asked.hours_max && seconds() < asked.seconds_max && stop_wanted == 0;
         ++seed) {
        const auto size = asked.size_percent != 0 ? asked.size_percent : seed % 3 == 0 ? 100 : 12;
        const auto done = run_world(plan_of(seed, asked.kind, size, asked.era), asked.bug);
        ++seeds;
        hours += done.kiosk_hours;
        scans += done.scans;
        rounds += done.rounds;
        for (std::size_t at = 0; at < fault_kinds; ++at) fired[at] += done.fired[at];
        const auto pairs = count_doubles(done.story);
        doubles.in_window += pairs.in_window;
        doubles.across_cuts += pairs.across_cuts;
        if (asked.traces)
            std::printf("trace\t%llu\t%016llx\n", static_cast<unsigned long long>(seed),
                        static_cast<unsigned long long>(done.trace_hash));
        auto found = judge(done.story);
        // What a world shows without the bug too, the bug did not do.
        if (asked.bug != planted::none && !found.empty() && !judge(run_world(plan_of(seed, asked.kind, size, asked.era)).story).empty()) {
            std::printf("unfit\t%llu\n", static_cast<unsigned long long>(seed));
            found.clear();
        }
        if (asked.device != 0) tell_story(done.story, asked.device);
        if (asked.guest >= 0) tell_answers(done.story, asked.guest);
        std::map<int, int> shown;
        for (const auto& each : found) {
            ++broken;
            if (asked.quiet || ++shown[each.invariant] > 4) continue;
            std::printf("violation\t%llu\tI%d\t%s\n", static_cast<unsigned long long>(seed), each.invariant, each.what.c_str());
        }
        if (!found.empty() && asked.stop_at_first) {
            std::printf("caught\t%s\tI%d\t%.0f\t%llu\n", std::string(word_of(asked.bug)).c_str(), found.front().invariant, hours,
                        static_cast<unsigned long long>(seed));
            break;
        }
        std::fflush(stdout);
    }
    if (!asked.quiet) {
        for (std::size_t at = 0; at < fault_kinds; ++at)
            std::printf("fault\t%s\t%lld\n", word_of(static_cast<fault>(at)), static_cast<long long>(fired[at]));
        std::printf("doubles\tin window\t%lld\tacross cuts\t%lld\n", static_cast<long long>(doubles.in_window),
                    static_cast<long long>(doubles.across_cuts));
    }
    std::printf("total\tseeds %llu:%llu\tkiosk_hours %.0f\tscans %lld\trounds %lld\tviolations %lld\tseconds %.0f\n",
                static_cast<unsigned long long>(asked.from), static_cast<unsigned long long>(asked.from + static_cast<std::uint64_t>(seeds)), hours,
                static_cast<long long>(scans), static_cast<long long>(rounds), static_cast<long long>(broken), seconds());
    return broken == 0 ? 0 : 1;
}

} // namespace
} // namespace krug::simulation

int main(int count, char** words) {
    std::signal(SIGTERM, [](int) { krug::simulation::stop_wanted = 1; });
    krug::ground::set_log_level(static_cast<krug::ground::level>(5)); // faults are wanted here, nobody reads of them
    return krug::simulation::run(krug::simulation::read(count, words));
}
