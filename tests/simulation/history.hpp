// If something is left out here, no judge can see it. All that happened in one world, as an onlooker would write it
// down: what screens showed, what devices were told, what was damaged, and how everything stood in the end.
#pragma once

#include "crowd.hpp"
#include "gatekeeper/disk.hpp"
#include "server_side.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace krug::simulation {

/// One answer on one screen.
struct shown_answer {
    std::int64_t at_ms = 0; ///< true time
    int kiosk = 0;          ///< the machine; a copied device is another one
    int guest = 0;
    int generation = 1;     ///< of the ticket that was shown; 0 = the code names none
    int newest = 1;         ///< generation that its owner holds by now
    domain::passage direction = domain::passage::in;
    domain::admission_point_id point;
    domain::verdict_reason reason = domain::verdict_reason::forged;
    std::optional<domain::scan_name> scan;
    std::int64_t seq = 0;
    std::int64_t decided_ms = 0;    ///< the device's idea of the time
    bool repeated = false, offline = false, clock_sure = false;
    bool registered = true;         ///< the organiser knew of this person then
};

/// What a device was told and had on its disk when `at_ms` came.
struct lesson {
    std::int64_t at_ms = 0;
    std::string code;
    int min_generation = 0;                      ///< of a deny entry, else 0
    std::optional<domain::roster_state> standing; ///< of a roster row
    int generation = 0;                          ///< of a roster row
};

struct finished_round {
    std::int64_t begun_ms = 0, ended_ms = 0; ///< complete: nothing was left to fetch
};

/// An admission that a crash left in the database alone: nobody saw its green.
struct unseen_admission {
    std::int64_t at_ms = 0; ///< when the device had power, or its files, again
    domain::scan_name scan{};
};

struct damage_done {
    std::int64_t at_ms = 0;
    fault kind{};
};

struct kiosk_story {
    domain::device_id device;
    int copy_of = -1;             ///< the machine it was copied from
    std::int64_t copied_ms = 0;
    std::vector<lesson> lessons;  ///< by time
    std::vector<std::int64_t> new_lists; ///< when the list of a new epoch took the old one's place: rows before are void
    std::vector<finished_round> rounds;
    std::vector<damage_done> damage;
    std::vector<unseen_admission> unseen;
    std::int64_t roster_rows_max = 0;
    std::int64_t roster_only_ms = 0; ///< when it learnt that the first key was compromised; 0 = never
    std::int64_t acked = 0;       ///< the highest seq it took for acknowledged
    std::vector<domain::scan_record> journal; ///< in the end
    bool left = false;            ///< enrolled anew: its journal was closed
    bool numbers_again = false;   ///< both copies were destroyed behind what the server or the network holds: a seq may be given twice
    std::int64_t quarantined_ms = 0; ///< when the server first told it so; 0 = never
    std::int64_t acks_too_early = 0; ///< acknowledgements of more than the server's disk held when it gave them
    std::int64_t heal_rounds = 0, heal_rounds_max = 0;
    bool drained = true;
    // in the end, after two rounds of everybody
    std::int64_t roster_kept = 0; ///< guests on the list of a device that knows it is revoked
    bool judged = false;          ///< active and synced: its knowledge is compared
    domain::feed_cursor cursor;
    std::int64_t keys_version = 0;
    std::map<std::string, gatekeeper::ticket_history> knows; ///< by roster hash
};

/// A request that arrived once more.
struct repeat {
    std::uint64_t before = 0, after = 0;
};

/// The same question to a device that knows everything and to the server.
struct double_question {
    int guest = 0;
    domain::verdict_reason device{}, server{};
};

struct history {
    world_plan plan;
    crowd people;
    std::vector<std::string> codes; ///< roster hash by guest
    std::vector<shown_answer> answers;
    std::vector<kiosk_story> kiosks;
    std::map<domain::scan_name, std::int64_t> arrived; ///< when the server had first committed it from a device in favour and knew of whom
    std::map<int, std::int64_t> voided_ms;             ///< guests whose admission was taken back
    std::vector<std::int64_t> put_back_ms;             ///< the server lost something
    std::vector<repeat> repeats;
    std::vector<double_question> double_questions;
    std::vector<std::string> bodies;                   ///< a sample of what went over the wire
    // in the end
    std::vector<stored_scan> server;
    std::map<std::int64_t, gate_protocol::device_standing> standings; ///< by device
    std::vector<std::string> feed;
    domain::feed_cursor feed_end;
    std::int64_t feed_keys_version = 0;
    std::vector<domain::double_admission> reports;
};

} // namespace krug::simulation
