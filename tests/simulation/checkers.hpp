// If a judge cannot say no, its yes means nothing: each has a test on a history that is wrong. One function for each
// invariant I1–I16 of the door; what exactly is promised, with its bound, stands at each of them.
#pragma once

#include "history.hpp"

#include <string>
#include <vector>

namespace krug::simulation {

struct violation {
    int invariant = 0;
    std::string what;
};
using verdicts = std::vector<violation>;

/// Every green that a screen showed has its record in that machine's journal in the end. Only where the end of both
/// copies was destroyed may a row that declares the loss stand for it.
verdicts check_greens_are_durable(const history& all);           // I1
/// Whatever a device was told is safe is on the server in the end, through crash, rollback and restore. Not promised:
/// records of a device that was enrolled anew, if the server was put back after that device's last round, for nobody is
/// left to send them again. And no answer acknowledges what the server's disk does not hold at that moment.
verdicts check_acknowledged_rows_survive(const history& all);    // I2
/// The server's set of records is the union of all journals, by scan id. Rows that declare a loss are not records of
/// the door; where both copies of a journal were destroyed, the server may hold more than the journal. The limit of I2
/// for devices that were enrolled anew holds here too.
verdicts check_server_is_union(const history& all);              // I3
/// A request that arrives again leaves the server's state as it was, unless the server was put back meanwhile, or it is the
/// one by which a copied device is found out.
verdicts check_repeats_are_harmless(const history& all);         // I4
/// After the faults, two rounds of every device: each active device stands at the feed's end, with its newest key set,
/// its list, its admissions and their undoing; it denies at least what the server denies (more, if the server forgot). Whatever the feed lists in a generation above
/// 1, it denies below that.
verdicts check_devices_converge(const history& all);             // I5
/// Single entry. (a) One machine greens a first admission to an area (a day, where the rule says so) once, unless it
/// was taken back or both copies of its journal were destroyed in between. (b) A machine that has finished a round
/// begun after another's admission had arrived at the server never greens that ticket as a first admission; not
/// promised if the server lost something in between, the admission was taken back, came from a device out of favour,
/// or this machine's list was damaged since. Local decisions leave a window: greens before that round are counted,
/// not forbidden (doubles_in_window). (c) Under home gates, an offline device greens only tickets of its own gate; so
/// a ticket enters at most once while all are cut off and each gate has one device.
/// (d) "Shown again" only for an admission whose green nobody saw, and once; and whoever's green nobody saw is never called
/// already inside because of that admission, unless a copy of the journal was damaged since.
verdicts check_single_entry(const history& all);                 // I6
/// Each ticket with k > 1 first admissions that stand in journals of devices in favour gives one report that names
/// exactly those k; and there is no other report.
verdicts check_reports_are_exact(const history& all);            // I7
/// A report's order is the same from whatever order its claims came in; within a device it follows seq, and whoever
/// knew of another comes after it.
verdicts check_winner_is_orderless(const history& all);          // I8
/// Since a device has deny(ticket, g) on its disk, it never greens a generation below g; only a cut write-ahead log or
/// a lost database (which take back the cursor too) may make it unlearn. The same for a newer generation on the list.
verdicts check_denials_hold(const history& all);                 // I9
/// Never green: another event, a foreign or unknown key, a session that the point does not serve, the wrong test flag,
/// a ticket out of its time by more than ten minutes of true time on a clock that calls itself sure, somebody whom the
/// device's own list calls cancelled, declined, pending; a back-dated forgery on a complete list; nobody at all on a
/// device that never finished a round, nor 72 hours and ten minutes after its last one; more strangers with a stolen
/// key than the cap allows; any of them once the device knows of the theft. And a clock that
/// calls itself sure is never wrong by more than ten minutes.
verdicts check_greens_are_right(const history& all);             // I10
/// In each journal seq rises by one, or by what a loss row says; no machine shows one seq for two scans.
verdicts check_seq_is_strict(const history& all);                // I11
/// An honest guest who shows the newest ticket, inside its time, to a device in whatever condition, never sees red.
verdicts check_honest_never_red(const history& all);             // I12
/// After the faults every device is drained within ceil(backlog / 200) + ceil(list / page) + 4 rounds.
verdicts check_backlog_drains(const history& all);               // I13
/// Members of messages are those of the allow-list; no address and no whole name is among the values. A device that knows
/// it is revoked holds nobody's row any more.
verdicts check_wire_is_minimal(const history& all);              // I14
/// When a device and its copy have both recorded something and both synced, the server has put the name into
/// quarantine, or at least marked the rows whose chain does not fit. And a device that nobody has copied is not put there,
/// unless both copies of its journal were destroyed behind what the server or the network held, or the server was put back.
verdicts check_copies_are_noticed(const history& all);           // I15
/// A device that knows all that the server knows gives the server's answer; where nobody saw a green it says so, and the
/// server, which knows of no screens, calls that guest inside.
verdicts check_same_answer_everywhere(const history& all);       // I16

/// All sixteen.
verdicts judge(const history& all);

/// Pairs of first admissions inside the window that I6 leaves open, and across longer cuts.
struct double_counts {
    std::int64_t in_window = 0, across_cuts = 0;
};
double_counts count_doubles(const history& all);

} // namespace krug::simulation
