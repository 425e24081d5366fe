#include "world.hpp"

#include "checkers.hpp"
#include "machine.hpp"
#include "memory_disk.hpp"
#include "memory_server.hpp"

#include "gate_protocol/sync.hpp"
#include "ground/check.hpp"
#include "ticket/digest.hpp"

#include <algorithm>
#include <queue>

namespace krug::simulation {
namespace {

enum class event_kind : std::uint8_t {
    arrival, round, start, late_request, organiser, backup, put_back, rotate, server_back, link_change, room_again,
    idle_cut, clock_step, clone, enrol_anew, revoke, fill_disk, same_code, guest_waits
};

struct world_event {
    std::int64_t at_ms = 0;
    std::int64_t order = 0; ///< of two at one moment, which was thought of first
    event_kind kind{};
    int who = 0;
    std::int64_t extra = 0;
    bool operator<(const world_event& other) const {
        return at_ms != other.at_ms ? at_ms > other.at_ms : order > other.order;
    }
};

struct held_request {
    std::string token, body;
    std::vector<std::uint8_t> signature;
    std::int64_t sent_ms = 0;
};

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 3'600'000;

class world {
public:
    world(const world_plan& plan, planted bug);
    world_result run();

private:
    class wire;

    // --- time
    void after(std::int64_t ms, event_kind kind, int who = 0, std::int64_t extra = 0);
    void happen(const world_event& what);
    void advance(std::int64_t until_ms, bool inside_round);

    // --- faults
    bool strikes(fault kind, std::int64_t in_million, dice& draw);
    void note(fault kind) {
        ++result_.fired[static_cast<std::size_t>(kind)];
        trail_.add(1'000 + static_cast<int>(kind));
    }
    void weather_at(machine& device, const char* step);
    void plan_faults();
    std::optional<fault> drawn_damage(machine& device);

    // --- devices
    machine& add_machine(domain::admission_point_id point);
    void enrol(machine& device);
    void compose(machine& device);
    void cut_power(machine& device);
    void start(machine& device);
    void note_unseen(machine& device);
    void schedule_round(machine& device, std::int64_t in_ms);
    void wait_for(machine& device, int guest, int generation);
    sync::round_report one_round(machine& device);
    void round_event(machine& device);
    void applied(machine& device, const gatekeeper::round_effects& effects);
    void arrived(std::string_view body, std::string_view answer);
    void make_clone(machine& original);
    void enrol_anew(machine& device);
    storage_weather weather_for(machine& device);

    // --- guests
    void arrival(machine& device);
    void present(machine& device, int guest, int generation, const std::string& text, domain::passage direction);
    int pick_guest(machine& device, int& generation, domain::passage& direction);
    int newest_of(int guest) const { return newest_[static_cast<std::size_t>(guest)]; }

    // --- organiser and operator
    void organiser(int guest);
    void put_back(std::int64_t extra);

    // --- the end
    void heal();
    void close_books();
    void ask_twice();

    world_plan plan_;
    planted bug_;
    true_time now_;
    world_result result_;
    history& story_;
    trace trail_;
    dice fate_, crowd_dice_;
    std::unique_ptr<server_side> server_;
    std::vector<std::unique_ptr<machine>> machines_;
    std::priority_queue<world_event> heap_;
    std::int64_t next_order_ = 0;
    std::vector<held_request> held_;
    std::unordered_map<std::string, int> guest_of_code_;
    std::vector<int> newest_;
    std::vector<char> registered_;
    std::vector<std::vector<int>> queue_of_gate_;
    std::vector<std::any> backups_;
    std::vector<std::vector<lesson>> staged_lessons_;
    std::vector<std::set<std::string>> noted_codes_;
    std::int64_t faults_end_ms_ = 0;
    bool stormy_ = true;
    bool server_up_ = true;
    std::int64_t machine_seed_ = 0;
};

// The network between one machine and the server.
class world::wire final : public sync::transport {
public:
    wire(world& around, machine& device) : around_(around), device_(device) {}
    sync::http_answer post(std::string_view target, const headers& with, std::string_view body) override;

private:
    void pass(std::int64_t ms) {
        around_.advance(around_.now_.ms + ms, true);
        if (device_.cut_waits) throw power_cut{};
    }
    sync::http_answer spoil(sync::http_answer answer);

    world& around_;
    machine& device_;
};

sync::http_answer world::wire::post(std::string_view, const headers& with, std::string_view body) {
    auto& draw = device_.weather;
    const auto& plan = around_.plan_;
    const auto lose = [&](fault kind, std::int64_t percent) { return around_.strikes(kind, percent * 10'000, draw); };
    const auto token = with.at(0).second.substr(7);
    const auto signature = *ticket::from_base64url(with.at(3).second); // after the token, the kind of body and the offer
    auto& bodies = around_.story_.bodies;
    if (bodies.size() < 40) bodies.emplace_back(body);

    if (device_.line == link::down) throw sync::transport_failure("no network");
    const auto half = (plan.delay_ms + draw.below(plan.delay_ms + 1)) / 2;
    if (around_.strikes(fault::crash_at_message, 1'500, draw)) throw power_cut{};
    if (lose(fault::request_lost, plan.loss_percent)) throw sync::transport_failure("time is up");
    if (lose(fault::reordered, plan.reorder_percent)) {
        around_.held_.push_back({token, std::string(body), signature, around_.now_.ms});
        around_.after(draw.between(200, 10 * minute), event_kind::late_request, 0,
                      static_cast<std::int64_t>(around_.held_.size()) - 1);
        throw sync::transport_failure("time is up");
    }
    pass(half);
    if (!around_.server_up_) throw sync::transport_failure("refused");
    const auto kills = plan.era == 1 ? 300 : 800;
    if (around_.strikes(fault::server_killed_before_commit, kills, draw)) around_.server_->kill_at_commit(true);
    else if (around_.strikes(fault::server_killed_after_commit, kills, draw)) around_.server_->kill_at_commit(false);
    sync::http_answer answer;
    try {
        answer = around_.server_->take(token, body, signature);
    } catch (const server_killed&) {
        around_.server_up_ = false;
        around_.after(draw.between(1'000, 30'000), event_kind::server_back);
        throw sync::transport_failure("broken off");
    }
    if (answer.status == 200) {
        const auto said = gate_protocol::decode_sync_response(answer.body);
        auto& story = around_.story_.kiosks[static_cast<std::size_t>(device_.number)];
        if (said && said->ack_seq > around_.server_->acked(device_.who.device)) ++story.acks_too_early;
        if (said && said->standing == gate_protocol::device_standing::quarantined && story.quarantined_ms == 0)
            story.quarantined_ms = around_.now_.ms;
        around_.arrived(body, answer.body);
    }
    if (lose(fault::duplicated, plan.duplicate_percent)) {
        around_.held_.push_back({token, std::string(body), signature, around_.now_.ms});
        around_.after(draw.below(5 * minute), event_kind::late_request, 0, static_cast<std::int64_t>(around_.held_.size()) - 1);
    }
    if (device_.line == link::one_way) throw sync::transport_failure("no answer");
    if (lose(fault::answer_lost, plan.loss_percent)) throw sync::transport_failure("no answer");
    pass(half);
    if (around_.strikes(fault::crash_at_message, 1'500, draw)) throw power_cut{};
    if (bodies.size() < 40) bodies.push_back(answer.body);
    return spoil(std::move(answer));
}

sync::http_answer world::wire::spoil(sync::http_answer answer) {
    auto& draw = device_.weather;
    if (answer.status != 200) return answer;
    if (around_.strikes(fault::body_cut, 20'000, draw))
        answer.body.resize(static_cast<std::size_t>(draw.below(static_cast<std::int64_t>(answer.body.size()))));
    else if (around_.plan_.has(fault::item_altered) && draw.percent(2)) {
        auto altered = gate_protocol::decode_sync_response(answer.body);
        if (altered && !altered->items.empty() && around_.strikes(fault::item_altered, 1'000'000, draw)) {
            altered->items.erase(altered->items.begin() + draw.below(static_cast<std::int64_t>(altered->items.size())));
            answer.body = gate_protocol::encode(*altered);
        }
    }
    return answer;
}

// --- making of a world

world::world(const world_plan& plan, planted bug)
    : plan_(plan), bug_(bug), story_(result_.story), fate_(plan.seed * 0x9e3779b97f4a7c15U + 10),
      crowd_dice_(plan.seed * 0x9e3779b97f4a7c15U + 11) {
    dice draw(plan.seed * 0x9e3779b97f4a7c15U + 12);
    story_.plan = plan_;
    story_.people = crowd_of(plan_, {static_cast<std::int64_t>(draw.below(4'000'000'000) + 1)});
    now_.ms = story_.people.opens_ms - 2 * hour;
    server_ = std::make_unique<memory_server>(plan_, story_.people, now_, bug_);
    for (std::size_t at = 0; at < story_.people.guests.size(); ++at) {
        const auto number = static_cast<int>(at);
        const auto& who = story_.people.guests[at];
        story_.codes.push_back(ticket::roster_hash(server_->facts(number).event, server_->facts(number).id));
        guest_of_code_[story_.codes.back()] = number;
        newest_.push_back(who.kind == guest_kind::reissued ? 2 : 1);
        registered_.push_back(who.listed && who.kind != guest_kind::late);
    }
    queue_of_gate_.resize(static_cast<std::size_t>(plan_.gates));
    faults_end_ms_ = story_.people.ends_ms + hour;
}

bool world::strikes(fault kind, std::int64_t in_million, dice& draw) {
    if (!plan_.has(kind)) return false;
    // The draw is made in any weather, so that the end of faults changes nothing else.
    if (!draw.in_million(in_million) || !stormy_) return false;
    note(kind);
    return true;
}

void world::after(std::int64_t ms, event_kind kind, int who, std::int64_t extra) {
    heap_.push({now_.ms + ms, ++next_order_, kind, who, extra});
}

storage_weather world::weather_for(machine& device) {
    return [this, &device](const char* step) { weather_at(device, step); };
}

void world::weather_at(machine& device, const char* step) {
    if (!stormy_ || !device.up) return;
    const std::string_view at(step);
    const bool writes = at == "insert" || at == "commit" || at == "flight" || at == "apply";
    if (device.full && writes) throw gatekeeper::disk_failure(step, true);
    if (strikes(fault::crash_at_disk, 300, device.weather)) throw power_cut{};
    if (strikes(fault::sync_failed, 300, device.weather)) throw gatekeeper::disk_failure(step, false);
}

machine& world::add_machine(domain::admission_point_id point) {
    const auto number = static_cast<int>(machines_.size());
    machines_.push_back(std::make_unique<machine>(number, now_, plan_.seed * 1'009 + static_cast<std::uint64_t>(++machine_seed_)));
    auto& device = *machines_.back();
    device.point = point;
    if (bug_ == planted::clock_by_wall) device.clock.go_by_wall();
    story_.kiosks.emplace_back();
    staged_lessons_.emplace_back();
    noted_codes_.emplace_back();
    if (plan_.has(fault::clock_drifting) && device.weather.percent(60)) {
        device.clock.drift(device.weather.between(-500, 500));
        note(fault::clock_drifting);
    }
    return device;
}

void world::enrol(machine& device) {
    device.who = server_->enrol(device.key, device.point, plan_.test_mode);
    story_.kiosks[static_cast<std::size_t>(device.number)].device = device.who.device;
    device.chance.fill(std::as_writable_bytes(std::span(device.boot)));
    device.memory = std::make_unique<memory_disk>(memory_identity{device.who.device, server_->event()}, device.clock,
                                                  device.chance, weather_for(device), bug_, plan_.has(fault::log_cut));
    if (plan_.era == 1) static_cast<memory_disk&>(*device.memory).damage_ends_only();
    const gatekeeper::device_clocks clocks{device.clock.now_ms(), device.clock.steady_ms(), device.boot};
    device.memory->enrolled(device.who.terms, device.who.keys, gatekeeper::measure_clock(clocks, clocks, now_.ms));
    compose(device);
}

void world::compose(machine& device) {
    device.server_takes = {};
    device.gate.reset();
    device.shelf.emplace(*device.memory, [this, &device](const gatekeeper::round_effects& effects) { applied(device, effects); });
    device.gate.emplace(*device.memory, device.clock, device.chance, device.boot);
    device.times.emplace(device.spread);
    device.up = true;
    note_unseen(device);
    device.gate->reload();
    schedule_round(device, device.weather.below(2'000));
}

void world::note_unseen(machine& device) {
    for (const auto& scan : device.memory->found_unseen())
        story_.kiosks[static_cast<std::size_t>(device.number)].unseen.push_back({now_.ms, scan});
}

void world::schedule_round(machine& device, std::int64_t in_ms) {
    const auto at = now_.ms + std::max<std::int64_t>(1, in_ms);
    if (device.round_due_ms > now_.ms && device.round_due_ms <= at) return;
    device.round_due_ms = at;
    after(at - now_.ms, event_kind::round, device.number, at);
}

// --- what a device learns

void world::applied(machine& device, const gatekeeper::round_effects& effects) {
    const auto at = static_cast<std::size_t>(device.number);
    auto& story = story_.kiosks[at];
    story.acked = std::max(story.acked, std::min(effects.ack_seq, effects.asked_at_seq));
    trail_.add(effects.ack_seq);
    if (!effects.feed) return;
    const auto& page = *effects.feed;
    auto& staged = staged_lessons_[at];
    if (page.begins) staged.clear();
    if (page.staging && page.begins) noted_codes_[at].clear();
    for (const auto& item : page.items) {
        if (const auto* deny = std::get_if<gate_protocol::deny>(&item))
            story.lessons.push_back({now_.ms, deny->code, deny->min_generation, {}, 0});
        if (const auto* keys = std::get_if<gate_protocol::key_set>(&item))
            if (story.roster_only_ms == 0 && keys->keys.back().standing == domain::key_standing::roster_only)
                story.roster_only_ms = now_.ms;
        const auto* put = std::get_if<gate_protocol::roster_put>(&item);
        if (put == nullptr) continue;
        const bool plain = put->row.state == domain::roster_state::confirmed && put->row.generation == 1;
        if (plain && !noted_codes_[at].contains(put->code)) continue;
        noted_codes_[at].insert(put->code);
        lesson learnt{now_.ms, put->code, 0, put->row.state, put->row.generation};
        (page.staging ? staged : story.lessons).push_back(learnt);
    }
    if (page.staging && page.complete) {
        story.new_lists.push_back(now_.ms);
        for (auto& each : staged) {
            each.at_ms = now_.ms;
            story.lessons.push_back(each);
        }
        staged.clear();
    }
    trail_.add(page.reached.at.epoch);
    trail_.add(page.reached.at.n);
}

void world::arrived(std::string_view body, std::string_view answer) {
    const auto request = gate_protocol::decode_sync_request(body);
    const auto said = gate_protocol::decode_sync_response(answer);
    if (!request || !said) return;
    // What a copied or revoked device brings is kept as evidence and told to nobody, even if a server that was put back
    // calls the device active again later.
    if (said->standing != gate_protocol::device_standing::active) return;
    // Rows behind a gap are not kept: a server that was put back asks for what stands before them first.
    for (const auto& raw : request->rows)
        if (const auto what = *domain::decode_scan(raw); what.seq <= said->ack_seq && server_->knows_guest(what))
            story_.arrived.try_emplace(what.id, now_.ms);
}

// --- rounds

sync::round_report world::one_round(machine& device) {
    gate_protocol::key_set keys;
    if (!device.gate->disk_ready()) return {sync::round_end::disk_failed, device.gate->disk_trouble(), {}, 0};
    keys = device.gate->standing().keys;
    wire net(*this, device);
    sync::courier carrier(*device.shelf, device.door, net, device.clock, device.key,
                          {server_->event(), device.who.root_key, device.who.token, device.boot, device.server_takes});
    const auto begun = now_.ms;
    const auto report = carrier.run_round(keys);
    device.server_takes = carrier.server_takes();
    try {
        if (report.end == sync::round_end::done || report.end == sync::round_end::more) {
            device.gate->reload();
            device.gate->heard_from_server(device.clock.steady_ms());
            auto& story = story_.kiosks[static_cast<std::size_t>(device.number)];
            story.roster_rows_max = std::max(story.roster_rows_max, device.gate->standing().roster_rows);
            if (report.end == sync::round_end::done) story.rounds.push_back({begun, now_.ms});
        } else if (report.end == sync::round_end::disk_failed) {
            device.gate->note_trouble(report.detail);
        } else {
            device.gate->lost_server();
        }
    } catch (const gatekeeper::disk_failure& failure) {
        device.gate->note_trouble(failure.what());
    }
    ++result_.rounds;
    trail_.add(static_cast<int>(report.end));
    trail_.add(now_.ms);
    return report;
}

void world::round_event(machine& device) {
    if (!device.up || device.in_round) return;
    device.in_round = true;
    try {
        device.times->begun();
        const auto report = one_round(device);
        device.in_round = false;
        if (device.cut_waits) throw power_cut{};
        const auto steady = device.clock.steady_ms();
        const bool well = report.end == sync::round_end::done || report.end == sync::round_end::more;
        if (well)
            device.times->succeeded(steady, report.end == sync::round_end::more);
        else
            device.times->failed(steady);
        auto pause = std::max<std::int64_t>(1, device.times->due_ms() - steady);
        // Where nobody comes, rounds of half a minute are thinned out: nothing happens in them.
        if (report.end == sync::round_end::done && pause > 5'000) pause = plan_.quiet_round_ms * pause / sync::interval_ms;
        if (!well && report.end != sync::round_end::not_believed) pause += 10'000; // the deadline of the request
        schedule_round(device, pause);
    } catch (const power_cut&) {
        device.in_round = false;
        cut_power(device);
    }
}

// --- power

void world::cut_power(machine& device) {
    device.cut_waits = false;
    if (!device.up || device.gone) return;
    device.up = false;
    device.round_due_ms = 0;
    device.gate.reset();
    device.shelf.reset();
    trail_.add(now_.ms);
    after(device.weather.between(3'000, device.weather.percent(10) ? 3 * hour : 5 * minute), event_kind::start, device.number);
}

std::optional<fault> world::drawn_damage(machine& device) {
    auto& draw = device.weather;
    // First what became of the write that was under way …
    std::optional<fault> fate;
    if (draw.below(100) < plan_.unsynced_lost_percent)
        fate = fault::unsynced_lost;
    else
        fate = draw.percent(50) ? fault::unsynced_kept : fault::torn_sector;
    if (plan_.has(*fate)) note(*fate);
    else fate.reset();
    // … or what else became of the files.
    for (const auto kind : {fault::row_flipped, fault::log_cut, fault::database_lost, fault::flight_flipped,
                            fault::flight_lost, fault::both_damaged})
        if (strikes(kind, plan_.era == 1 ? 60'000 : 160'000, draw)) return kind;
    return fate;
}

void world::start(machine& device) {
    if (device.up || device.gone) return;
    auto& draw = device.weather;
    const bool reboot = draw.percent(70);
    if (reboot) {
        device.clock.boot();
        device.chance.fill(std::as_writable_bytes(std::span(device.boot)));
        if (strikes(fault::clock_stepped, 300'000, draw)) device.clock.step(draw.between(-day_ms, day_ms));
    }
    const auto damage = drawn_damage(device);
    if (damage) {
        auto& story = story_.kiosks[static_cast<std::size_t>(device.number)];
        const bool of_files = *damage >= fault::row_flipped && *damage <= fault::both_damaged;
        if (of_files) story.damage.push_back({now_.ms, *damage});
        if (*damage == fault::log_cut || *damage == fault::database_lost) {
            story.roster_only_ms = 0;
            noted_codes_[static_cast<std::size_t>(device.number)].clear();
            staged_lessons_[static_cast<std::size_t>(device.number)].clear();
        }
    }
    try {
        device.memory->start(damage, draw);
        if (damage == fault::both_damaged) {
            const bool on_its_way = std::any_of(held_.begin(), held_.end(),
                                                [&](const held_request& each) { return each.token == device.who.token; });
            auto& story = story_.kiosks[static_cast<std::size_t>(device.number)];
            story.numbers_again |= on_its_way || server_->acked(device.who.device) > device.memory->head().seq;
        }
        compose(device);
    } catch (const gatekeeper::disk_failure&) {
        device.up = false;
        after(minute, event_kind::start, device.number);
    } catch (const power_cut&) {
        device.up = true;
        cut_power(device);
    }
}

void world::make_clone(machine& original) {
    if (original.gone || !original.up || original.in_round) return;
    note(fault::device_cloned);
    auto& twin = add_machine(original.point);
    const auto at = static_cast<std::size_t>(twin.number);
    twin.who = original.who;
    twin.key = ticket::signing_key(original.key.seed());
    twin.chance.fill(std::as_writable_bytes(std::span(twin.boot)));
    twin.memory = original.memory->clone(twin.clock, twin.chance, weather_for(twin));
    if (plan_.era == 1) static_cast<memory_disk&>(*twin.memory).damage_ends_only();
    story_.kiosks[at] = {};
    story_.kiosks[at].device = twin.who.device;
    story_.kiosks[at].copy_of = original.number;
    story_.kiosks[at].copied_ms = now_.ms;
    const auto& from = story_.kiosks[static_cast<std::size_t>(original.number)];
    story_.kiosks[at].lessons = from.lessons;
    story_.kiosks[at].new_lists = from.new_lists;
    story_.kiosks[at].rounds = from.rounds;
    story_.kiosks[at].roster_rows_max = from.roster_rows_max;
    story_.kiosks[at].roster_only_ms = from.roster_only_ms;
    story_.kiosks[at].damage = from.damage;
    noted_codes_[at] = noted_codes_[static_cast<std::size_t>(original.number)];
    staged_lessons_[at] = staged_lessons_[static_cast<std::size_t>(original.number)];
    try {
        compose(twin);
    } catch (const power_cut&) {
        cut_power(twin);
    } catch (const gatekeeper::disk_failure&) {
        twin.up = false;
        after(minute, event_kind::start, twin.number);
    }
    after(twin.weather.below(20 * minute), event_kind::arrival, twin.number);
    // What a server knows of two twins is easily forgotten with the backup that comes next.
    if (plan_.era > 1 && plan_.has(fault::server_rolled_back) && twin.weather.percent(50))
        after(twin.weather.between(20 * minute, 4 * hour), event_kind::put_back, 0, 0);
}

void world::enrol_anew(machine& device) {
    if (device.gone || !device.up || device.in_round || device.gate->standing().unsent > 0 || device.gate->standing().revoked ||
        device.gate->standing().quarantined || !device.gate->disk_ready())
        return;
    note(fault::device_reenrolled);
    auto& story = story_.kiosks[static_cast<std::size_t>(device.number)];
    story.left = true;
    story.journal = device.memory->records();
    device.gone = true;
    device.up = false;
    auto& fresh = add_machine(device.point);
    try {
        enrol(fresh);
    } catch (const power_cut&) {
        cut_power(fresh);
    } catch (const gatekeeper::disk_failure&) {
        fresh.up = false;
        after(minute, event_kind::start, fresh.number);
    }
    after(fresh.weather.below(20 * minute), event_kind::arrival, fresh.number);
}

// --- guests

int world::pick_guest(machine& device, int& generation, domain::passage& direction) {
    auto& draw = crowd_dice_;
    const auto& people = story_.people.guests;
    const auto any = [&] { return static_cast<int>(draw.below(static_cast<std::int64_t>(people.size()))); };
    auto& waiting = queue_of_gate_[static_cast<std::size_t>(device.point.value - 1)];
    const auto at = draw.below(100);
    int guest = any();
    if (at < 58 && !waiting.empty()) {
        guest = waiting.back();
        waiting.pop_back();
    } else if (at < 66) {
        const auto& point = story_.people.rules.points[static_cast<std::size_t>(device.point.value - 1)];
        if (point.exits_scanned && draw.percent(60)) direction = domain::passage::out;
    } else if (at < 76) {
        for (int tries = 0; tries < 20 && !people[static_cast<std::size_t>(guest)].copied; ++tries) guest = any();
    }
    generation = newest_of(guest);
    if (at >= 76 && at < 82)
        for (int tries = 0; tries < 40; ++tries) {
            guest = any();
            generation = newest_of(guest);
            if (generation > 1) {
                --generation;
                break;
            }
        }
    return guest;
}

void world::present(machine& device, int guest, int generation, const std::string& text, domain::passage direction) {
    if (!device.up || device.cut_waits) return;
    device.last_text = text;
    device.last_guest = guest;
    device.last_generation = generation;
    gatekeeper::presentation shown;
    shown.code = text;
    shown.direction = direction;
    for (int look = 0; look < 2; ++look) {
        gatekeeper::answer answer;
        shown_answer seen;
        const auto reading = device.gate->clock_now();
        seen.at_ms = now_.ms;
        seen.decided_ms = device.clock.now_ms() + reading.offset_ms;
        seen.clock_sure = reading.sure;
        try {
            answer = device.gate->present(shown);
        } catch (const power_cut&) {
            wait_for(device, guest, generation);
            if (device.in_round)
                device.cut_waits = true;
            else
                cut_power(device);
            return;
        }
        ++result_.scans;
        note_unseen(device);
        if (answer.verdict.reason == domain::verdict_reason::not_stored) wait_for(device, guest, generation);
        const auto& who = story_.people.guests[static_cast<std::size_t>(guest)];
        seen.kiosk = device.number;
        seen.guest = guest;
        seen.generation = who.kind == guest_kind::number_typed || who.kind == guest_kind::foreign_barcode ? 0 : generation;
        seen.newest = newest_of(guest);
        seen.direction = direction;
        seen.point = device.gate->point();
        seen.reason = answer.verdict.reason;
        seen.scan = answer.scan;
        if (answer.scan) seen.seq = device.memory->head().seq;
        seen.repeated = answer.repeated;
        seen.offline = answer.offline;
        seen.registered = registered_[static_cast<std::size_t>(guest)] != 0;
        story_.answers.push_back(seen);
        for (const std::int64_t fact : {now_.ms, std::int64_t{device.number}, std::int64_t{guest},
                                        std::int64_t{static_cast<int>(seen.reason)}, seen.seq})
            trail_.add(fact);
        if (seen.reason == domain::verdict_reason::needs_identity_check) {
            shown.identity_checked = true;
            continue;
        }
        break;
    }
    device.times->scanned(device.clock.steady_ms());
    schedule_round(device, std::max<std::int64_t>(1, device.times->due_ms() - device.clock.steady_ms()));
}

// Nobody goes home because a screen went dark: the same guest shows the same ticket once there is a screen again.
void world::wait_for(machine& device, int guest, int generation) {
    if (plan_.era == 1) return;
    after(crowd_dice_.between(2'000, 12'000), event_kind::guest_waits, device.number, std::int64_t{guest} * 10'000 + generation);
}

void world::arrival(machine& device) {
    if (device.gone || now_.ms >= story_.people.ends_ms) return;
    const auto rate = story_.people.an_hour(now_.ms);
    if (rate == 0) {
        // Nobody at night: the next guest is the first of the next morning.
        const auto since = (now_.ms - story_.people.opens_ms) % day_ms;
        const auto wait = now_.ms < story_.people.opens_ms ? story_.people.opens_ms - now_.ms : day_ms - since;
        after(wait + device.weather.below(5 * minute), event_kind::arrival, device.number);
        return;
    }
    const auto mean = hour / rate;
    after(crowd_dice_.between(mean / 5, mean * 9 / 5), event_kind::arrival, device.number);
    int generation = 1;
    auto direction = domain::passage::in;
    const auto guest = pick_guest(device, generation, direction);
    present(device, guest, generation, server_->text(guest, generation), direction);
    if (crowd_dice_.percent(5)) after(crowd_dice_.between(500, 2'900), event_kind::same_code, device.number);
}

// --- organiser and operator

void world::organiser(int guest) {
    const auto at = static_cast<std::size_t>(guest);
    switch (story_.people.guests[at].kind) {
    case guest_kind::cancelled_midway: server_->change_standing(guest, domain::roster_state::cancelled); break;
    case guest_kind::approved_midway: server_->change_standing(guest, domain::roster_state::confirmed); break;
    case guest_kind::reissued_midway:
        server_->reissue(guest);
        newest_[at] = std::max(newest_[at], static_cast<int>(server_->facts(guest).generation));
        break;
    case guest_kind::late:
        server_->add_late(guest);
        registered_[at] = 1;
        break;
    case guest_kind::voided_once:
        server_->void_last_admission(guest);
        story_.voided_ms.try_emplace(guest, now_.ms);
        break;
    default: break;
    }
}

void world::put_back(std::int64_t extra) {
    if (backups_.empty()) return;
    const bool by_command = extra != 0;
    note(by_command ? fault::server_restored : fault::server_rolled_back);
    const auto which = static_cast<std::size_t>(fate_.between(std::max<std::int64_t>(0, static_cast<std::int64_t>(backups_.size()) - 2),
                                                              static_cast<std::int64_t>(backups_.size()) - 1));
    server_->put_back(backups_[which], by_command);
    story_.put_back_ms.push_back(now_.ms);
    // The organiser finds out and does again what was lost.
    for (std::size_t at = 0; at < story_.people.guests.size(); ++at) {
        const auto& who = story_.people.guests[at];
        if (who.midway_ms != 0 && who.midway_ms <= now_.ms && who.kind != guest_kind::voided_once)
            after(fate_.between(5 * minute, 60 * minute), event_kind::organiser, static_cast<int>(at));
    }
}

// --- the plan of a storm

void world::plan_faults() {
    const auto span = faults_end_ms_ - now_.ms;
    const auto somewhen = [&] { return fate_.below(span); };
    const auto kiosks = static_cast<int>(machines_.size());
    const auto any_kiosk = [&] { return static_cast<int>(fate_.below(kiosks)); };
    const auto kiosk_hours = kiosks * span / hour;
    const auto often = [&](fault kind, std::int64_t hours_each, event_kind what, std::int64_t extra = 0) {
        if (!plan_.has(kind)) return;
        const auto times = kiosk_hours / hours_each + 1;
        for (std::int64_t at = 0; at < times; ++at) after(somewhen(), what, any_kiosk(), extra);
    };
    often(fault::crash_idle, 40, event_kind::idle_cut);
    often(fault::clock_stepped, 40, event_kind::clock_step);
    often(fault::disk_full, 60, event_kind::fill_disk);
    often(fault::link_stopped, 20, event_kind::link_change, 1);
    often(fault::one_way_cut, 40, event_kind::link_change, 2);
    const bool old = plan_.era == 1;
    often(fault::device_cloned, old ? 400 : 80, event_kind::clone);
    often(fault::device_reenrolled, old ? 150 : 80, event_kind::enrol_anew);
    if (kiosks > 1) often(fault::device_revoked, old ? 600 : 80, event_kind::revoke);
    const auto some = [&](fault kind, event_kind what, std::int64_t extra) {
        if (!plan_.has(kind)) return;
        const auto times = old ? 1 : fate_.between(1, 4);
        for (std::int64_t at = 0; at < times; ++at) after(somewhen(), what, 0, extra);
    };
    some(fault::server_rolled_back, event_kind::put_back, 0);
    some(fault::server_restored, event_kind::put_back, 1);
    some(fault::key_rotated, event_kind::rotate, 0);
    some(fault::key_compromised, event_kind::rotate, 1);
    for (std::int64_t at = 0; at < span; at += fate_.between(30 * minute, 3 * hour)) after(at, event_kind::backup);
}

void world::happen(const world_event& what) {
    const auto device = [&]() -> machine& { return *machines_[static_cast<std::size_t>(what.who)]; };
    switch (what.kind) {
    case event_kind::arrival: arrival(device()); break;
    case event_kind::same_code:
        if (device().up && !device().last_text.empty())
            present(device(), device().last_guest, device().last_generation, device().last_text, domain::passage::in);
        break;
    case event_kind::guest_waits: {
        auto& at = device();
        if (at.gone || now_.ms >= story_.people.ends_ms) break;
        if (!at.up) {
            after(10'000, event_kind::guest_waits, what.who, what.extra);
            break;
        }
        const auto guest = static_cast<int>(what.extra / 10'000);
        const auto generation = static_cast<int>(what.extra % 10'000);
        present(at, guest, generation, server_->text(guest, generation), domain::passage::in);
        break;
    }
    case event_kind::round:
        if (device().round_due_ms == what.extra) {
            device().round_due_ms = 0;
            round_event(device());
        }
        break;
    case event_kind::start: start(device()); break;
    case event_kind::late_request: {
        auto& held = held_[static_cast<std::size_t>(what.extra)];
        if (!server_up_) break;
        const auto request = gate_protocol::decode_sync_request(held.body);
        bool settled = request.has_value();
        std::int64_t last = 0;
        if (request && !request->rows.empty()) last = domain::link_of(*domain::decode_scan(request->rows.back()), {}).last_seq;
        std::int64_t device_number = 0;
        for (const auto& each : machines_)
            if (each->who.token == held.token) device_number = each->who.device.value;
        settled = settled && last <= server_->acked({device_number}) && request->cursor.epoch <= server_->feed_end().epoch &&
                  request->acked_seq <= server_->acked({device_number});
        for (const auto at_ms : story_.put_back_ms) settled = settled && at_ms < held.sent_ms;
        settled = settled && !server_->is_rebuilding();
        if (request) // what arrives for the first time, or was forgotten meanwhile, is no repeat
            for (const auto& raw : request->rows) settled = settled && server_->holds(domain::decode_scan(raw)->id);
        // Late news of a copy's newest record may show that it is one: then the server learns something from a repeat.
        const auto favour = [&] { return device_number == 0 ? gate_protocol::device_standing::active : server_->standing({device_number}); };
        const bool copied = std::any_of(story_.kiosks.begin(), story_.kiosks.end(), [&](const kiosk_story& each) {
            return each.copy_of >= 0 && each.device.value == device_number;
        });
        const auto stood = favour();
        const auto before = server_->state_hash();
        sync::http_answer answer;
        try {
            answer = server_->take(held.token, held.body, held.signature);
        } catch (const server_killed&) { // meant for a request that was turned away before its commit
            server_up_ = false;
            after(fate_.between(1'000, 30'000), event_kind::server_back);
        }
        settled = settled && !(copied && stood == gate_protocol::device_standing::active && favour() == gate_protocol::device_standing::quarantined);
        if (settled && answer.status == 200) story_.repeats.push_back({before, server_->state_hash()});
        if (answer.status == 200) arrived(held.body, answer.body);
        held = {};
        break;
    }
    case event_kind::organiser: organiser(what.who); break;
    case event_kind::backup:
        if (server_up_) backups_.push_back(server_->backup());
        if (backups_.size() > 3) backups_.erase(backups_.begin());
        break;
    case event_kind::put_back:
        if (stormy_) put_back(what.extra);
        break;
    case event_kind::rotate:
        note(what.extra != 0 ? fault::key_compromised : fault::key_rotated);
        server_->change_keys(what.extra != 0 ? domain::key_standing::roster_only : domain::key_standing::retired);
        // Whoever changes keys makes a backup of them at once: a key that is lost is not a fault that software heals.
        backups_ = {server_->backup()};
        break;
    case event_kind::server_back: server_up_ = true; break;
    case event_kind::link_change: {
        auto& at = device();
        if (what.extra == 0) {
            at.line = link::up;
            break;
        }
        if (!stormy_) break;
        note(what.extra == 1 ? fault::link_stopped : fault::one_way_cut);
        at.line = what.extra == 1 ? link::down : link::one_way;
        const bool for_days = plan_.long_cut && what.extra == 1 && at.weather.percent(30);
        const auto longest = for_days ? 110 * hour : at.weather.percent(10) ? 20 * hour : 2 * hour;
        after(at.weather.between(for_days ? 60 * hour : minute, longest), event_kind::link_change, what.who, 0);
        break;
    }
    case event_kind::fill_disk:
        if (!stormy_) break;
        note(fault::disk_full);
        device().full = true;
        after(device().weather.between(minute, 30 * minute), event_kind::room_again, what.who);
        break;
    case event_kind::room_again: device().full = false; break;
    case event_kind::idle_cut:
        if (!stormy_ || !device().up) break;
        note(fault::crash_idle);
        if (device().in_round)
            device().cut_waits = true;
        else
            cut_power(device());
        break;
    case event_kind::clock_step:
        if (!stormy_) break;
        note(fault::clock_stepped);
        device().clock.step(device().weather.between(-day_ms, day_ms));
        break;
    case event_kind::clone:
        if (stormy_) make_clone(device());
        break;
    case event_kind::enrol_anew:
        if (stormy_) enrol_anew(device());
        break;
    case event_kind::revoke:
        if (!stormy_ || device().gone) break;
        note(fault::device_revoked);
        server_->revoke(device().who.device);
        break;
    }
}

// Rounds run one at a time: those that come due while another is on its way begin right after it.
void world::advance(std::int64_t until_ms, bool inside_round) {
    std::vector<world_event> postponed;
    while (!heap_.empty() && heap_.top().at_ms <= until_ms) {
        const auto next = heap_.top();
        heap_.pop();
        // What takes a machine apart waits until no round is on its way.
        const bool waits = next.kind == event_kind::round || next.kind == event_kind::start ||
                           next.kind == event_kind::clone || next.kind == event_kind::enrol_anew;
        if (inside_round && waits) {
            postponed.push_back(next);
            continue;
        }
        now_.ms = std::max(now_.ms, next.at_ms);
        happen(next);
    }
    now_.ms = std::max(now_.ms, until_ms);
    for (const auto& each : postponed) heap_.push(each);
}

// --- the end

void world::heal() {
    stormy_ = false;
    server_up_ = true;
    for (std::size_t at = 0; at < machines_.size(); ++at) {
        auto& device = *machines_[at];
        device.line = link::up;
        device.full = false;
        if (device.gone) continue;
        if (!device.up) start(device);
        device.cut_waits = false;
    }
    heap_ = {}; // late repeats, too: the network is quiet now
    for (int turn = 0; turn < 2; ++turn)
        for (std::size_t at = 0; at < machines_.size(); ++at) {
            auto& device = *machines_[at];
            if (device.gone) continue;
            auto& story = story_.kiosks[at];
            device.gate->disk_ready();
            const auto backlog = device.gate->standing().unsent;
            std::int64_t rounds = 0;
            const auto feed = server_->feed_end().n + static_cast<std::int64_t>(story_.people.guests.size()) + 2;
            const auto bound = (backlog + 199) / 200 + 2 * (feed / plan_.page_items + 1) + 4;
            auto end = sync::round_end::more;
            while (rounds < bound + 10 && end != sync::round_end::done) {
                now_.ms += 1'000;
                const auto report = one_round(device);
                end = report.end;
                ++rounds;
            }
            story.drained = story.drained && end == sync::round_end::done && device.gate->standing().unsent == 0;
            if (turn == 0) {
                story.heal_rounds = rounds;
                story.heal_rounds_max = bound;
            }
        }
}

void world::close_books() {
    story_.server = server_->scans();
    story_.feed = server_->told_feed();
    story_.feed_end = server_->feed_end();
    story_.reports = server_->reports();
    for (std::size_t at = 0; at < machines_.size(); ++at) {
        auto& device = *machines_[at];
        auto& story = story_.kiosks[at];
        story_.standings[device.who.device.value] = server_->standing(device.who.device);
        if (device.gone) continue;
        story.journal = device.memory->records();
        const auto& orders = device.gate->standing();
        story.judged = server_->standing(device.who.device) == gate_protocol::device_standing::active && !orders.revoked &&
                       !orders.quarantined;
        if (orders.revoked)
            for (const auto& code : story_.codes) {
                device.memory->begin();
                story.roster_kept += device.memory->history(gatekeeper::lookup::roster_code, code).listed.has_value();
                device.memory->roll_back();
            }
        story.cursor = orders.known;
        story.keys_version = orders.keys.version;
        if (!story.judged) continue;
        for (const auto& code : story_.codes) {
            device.memory->begin();
            story.knows[code] = device.memory->history(gatekeeper::lookup::roster_code, code);
            device.memory->roll_back();
        }
    }
    const auto last = static_cast<double>(faults_end_ms_);
    const auto first = static_cast<double>(story_.people.opens_ms - 2 * hour);
    result_.kiosk_hours = static_cast<double>(plan_.kiosks) * (last - first) / hour;
}

// A device that knows everything and the server are asked the same about a few guests.
void world::ask_twice() {
    dice draw(plan_.seed * 0x9e3779b97f4a7c15U + 13);
    std::set<int> let_in; // by these questions themselves, which the server does not hear of
    for (std::size_t at = 0; at < machines_.size() && at < 3; ++at) {
        auto& device = *machines_[at];
        if (device.gone || !story_.kiosks[at].judged) continue;
        // Among seventy devices its last round may be minutes old, and home gates bind whoever is offline.
        one_round(device);
        for (int times = 0; times < 15; ++times) {
            const auto guest = static_cast<int>(draw.below(static_cast<std::int64_t>(story_.codes.size())));
            if (!let_in.insert(guest).second) continue;
            // Who registers again after the server was put back gets another ticket; here it is the same one, and what it
            // opened meanwhile is known to the door alone.
            const bool again = story_.people.guests[static_cast<std::size_t>(guest)].kind == guest_kind::late;
            if (again && !story_.put_back_ms.empty()) continue;
            // How many strangers a device still takes in is its own count; the server has none.
            if (story_.people.guests[static_cast<std::size_t>(guest)].kind == guest_kind::forged_stolen_key) continue;
            const auto text = server_->text(guest, newest_of(guest));
            now_.ms += 5'000;
            const auto server = server_->ask(text, device.point);
            gatekeeper::presentation shown;
            shown.code = text;
            const auto answer = device.gate->present(shown);
            if (!server) continue;
            story_.double_questions.push_back({guest, answer.verdict.reason, *server});
            one_round(device); // what was just recorded is known to both again
        }
        break;
    }
}

world_result world::run() {
    // Guests wait at their gates; the last of a queue comes first.
    for (int gate = 0; gate < plan_.gates; ++gate) {
        auto& queue = queue_of_gate_[static_cast<std::size_t>(gate)];
        for (std::size_t at = 0; at < story_.people.guests.size(); ++at)
            if (story_.people.guests[at].gate == gate) queue.push_back(static_cast<int>(at));
    }
    for (int at = 0; at < plan_.kiosks; ++at) add_machine({at % plan_.gates + 1});
    stormy_ = false;
    for (int at = 0; at < plan_.kiosks; ++at) {
        enrol(*machines_[static_cast<std::size_t>(at)]);
        after(fate_.below(2 * hour), event_kind::arrival, at);
    }
    stormy_ = true;
    backups_.push_back(server_->backup());
    plan_faults();
    for (std::size_t at = 0; at < story_.people.guests.size(); ++at)
        if (const auto when = story_.people.guests[at].midway_ms; when != 0)
            heap_.push({when, ++next_order_, event_kind::organiser, static_cast<int>(at), 0});
    advance(faults_end_ms_, false);
    heal();
    close_books();
    ask_twice();
    result_.trace_hash = trail_.hash();
    return std::move(result_);
}

} // namespace

world_result run_world(const world_plan& plan, planted bug) {
    world around(plan, bug);
    return around.run();
}

} // namespace krug::simulation
