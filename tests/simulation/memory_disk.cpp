#include "memory_disk.hpp"

#include "gate_protocol/sync.hpp"
#include "ground/check.hpp"
#include "ticket/digest.hpp"

#include <algorithm>

namespace krug::simulation {
namespace {

constexpr std::size_t commits_between_checkpoints = 200;

std::string code_text(const domain::scan& what) {
    const ticket::byte_view all(what.code);
    return ticket::to_hex(what.code_known ? all.first(16) : all);
}

bool counts_as_passage(domain::scan_kind kind) {
    return domain::lets_in(kind) || kind == domain::scan_kind::exit;
}

std::int64_t last_of(const domain::scan& what) {
    return what.kind == domain::scan_kind::loss ? what.refers_seq : what.seq;
}

} // namespace

memory_disk::memory_disk(memory_identity who, const ground::clock& clock, ground::randomness& random,
                         storage_weather weather, planted bug, bool keep_log)
    : who_(who), clock_(clock), random_(random), weather_(std::move(weather)), bug_(bug), keep_log_(keep_log) {
    repair(false);
}

// --- the write path

void memory_disk::begin() {
    weather_("begin");
    writing_ = true;
    pending_.clear();
    shown_.clear();
}

gatekeeper::ticket_history memory_disk::history(gatekeeper::lookup by, const std::string& hash) {
    weather_("read");
    gatekeeper::ticket_history known;
    auto epoch = live_.applied.at.epoch;
    if (is(planted::staging_used_early) && live_.staged.at.epoch != 0) epoch = live_.staged.at.epoch;
    const auto found = live_.epochs.find(epoch);
    const epoch_rows none;
    const auto& rows = found == live_.epochs.end() ? none : found->second;
    std::string code = hash;
    if (by != gatekeeper::lookup::roster_code) {
        const auto& index = by == gatekeeper::lookup::number ? rows.by_number : rows.by_short_code;
        const auto there = index.find(hash);
        if (there == index.end()) return known;
        code = there->second;
    }
    if (const auto row = rows.roster.find(code); row != rows.roster.end()) {
        known.listed = {code, row->second.row, row->second.name, row->second.table};
        if (is(planted::generation_ignored)) known.listed->row.generation = 1;
        if (is(planted::scope_ignored)) known.listed->row.scope = {};
    }
    if (const auto deny = live_.deny.find(code); deny != live_.deny.end() && !is(planted::deny_not_consulted)) {
        known.min_generation = deny->second.min_generation;
        known.blocked = deny->second.blocked;
    }
    const auto elsewhere = rows.elsewhere.find(code);
    std::set<domain::scan_name> own;
    if (const auto mine = live_.by_code.find(code); mine != live_.by_code.end())
        for (const auto seq : mine->second) {
            const auto& row = live_.scans.at(seq);
            own.insert(row.what.id);
            domain::earlier_scan scan;
            scan.direction = row.what.direction;
            scan.at = row.what.corrected_ms() / 1000;
            scan.point = row.what.point;
            scan.device = who_.device;
            scan.shown = !live_.hidden.contains(row.what.id);
            if (elsewhere != rows.elsewhere.end())
                for (const auto& told : elsewhere->second)
                    if (told.scan == row.what.id) scan.voided = told.voided;
            known.earlier.push_back(scan);
            known.earlier_ids.push_back(row.what.id);
        }
    if (elsewhere == rows.elsewhere.end() || is(planted::elsewhere_ignored)) return known;
    for (const auto& told : elsewhere->second) {
        if (own.contains(told.scan)) continue;
        domain::earlier_scan scan;
        scan.direction = told.leaving ? domain::passage::out : domain::passage::in;
        scan.at = told.at_ms / 1000;
        scan.point = told.point;
        scan.device = told.device;
        scan.voided = told.voided;
        known.earlier.push_back(scan);
        known.earlier_ids.push_back(told.scan);
    }
    return known;
}

gatekeeper::journal_head memory_disk::head() { return head_; }

void memory_disk::insert(const domain::scan& what, const domain::scan_record& record, const domain::digest& hash) {
    weather_("insert");
    pending_.push_back({what, record, hash});
    if (what.kind == domain::scan_kind::shown_again) shown_.push_back(what.refers_to);
}

void memory_disk::commit() {
    weather_("commit");
    unsure_rows_ = pending_;
    unsure_shown_ = shown_;
    unsure_commit_ = true;
    weather_("committing"); // the sync is under way: here nobody knows
    unsure_commit_ = false;
    write_rows(pending_, shown_);
    if (!pending_.empty()) {
        head_.seq = last_of(pending_.back().what);
        head_.hash = pending_.back().hash;
    }
    writing_ = false;
    pending_.clear();
    weather_("committed");
}

void memory_disk::roll_back() noexcept {
    writing_ = false;
    pending_.clear();
    shown_.clear();
}

void memory_disk::append_flight(const domain::scan_record& record) {
    weather_("flight");
    if (is(planted::green_before_flight)) return;
    flight_.push_back({record, true});
    unsure_slot_ = true;
    weather_("flying");
    unsure_slot_ = false;
    weather_("flown");
}

void memory_disk::reopen() {
    weather_("open");
    roll_back();
    // A process that lost trust in its files reads them again; the computer is still up, so what was written is there.
    if (unsure_commit_) write_rows(unsure_rows_, unsure_shown_);
    unsure_commit_ = unsure_slot_ = false;
    look_for_unseen();
    repair(false);
}

void memory_disk::durable(change what) {
    what(live_);
    if (!keep_log_) return;
    log_.push_back(std::move(what));
    if (log_.size() < commits_between_checkpoints) return;
    for (const auto& each : log_) each(base_);
    log_.clear();
}

void memory_disk::write_rows(const std::vector<kept_row>& rows, const std::vector<domain::scan_name>& shown) {
    durable([this, rows, shown](tables& into) {
        for (const auto& row : rows) put_row(into, row);
        for (const auto& id : shown) into.hidden.erase(id);
    });
}

void memory_disk::put_row(tables& into, const kept_row& row) const {
    into.scans[row.what.seq] = row;
    if (row.what.late_ticket) into.late.insert(code_text(row.what));
    if (!counts_as_passage(row.what.kind)) return;
    auto code = code_text(row.what);
    if (is(planted::duplicates_by_text)) code += ticket::to_hex(ticket::byte_view(row.what.id)).substr(0, 2);
    auto& seqs = into.by_code[code];
    if (std::find(seqs.begin(), seqs.end(), row.what.seq) == seqs.end()) seqs.push_back(row.what.seq);
}

// --- opening

memory_disk::kept_row memory_disk::loss(std::int64_t first, std::int64_t last) {
    kept_row row;
    row.what = journal::loss_row(who_.device, who_.event, head_.incarnation, first, last);
    random_.fill(std::as_writable_bytes(std::span(row.what.id)));
    row.what.wall_ms = clock_.now_ms();
    row.what.boot_ms = clock_.steady_ms();
    row.record = domain::encode_scan(row.what);
    row.hash = gate_protocol::hash_of(row.record);
    return row;
}

// By counting, not by the product's own comparison: that is what is being judged.
void memory_disk::look_for_unseen() {
    if (live_.scans.empty()) return;
    const auto& last = live_.scans.rbegin()->second;
    const bool torn = !flight_.empty() && !flight_.back().whole;
    const auto twins = flight_.size() - (torn ? 1 : 0);
    const bool others_whole = std::all_of(flight_.begin(), flight_.begin() + static_cast<std::ptrdiff_t>(twins),
                                          [](const slot& each) { return each.whole; });
    const bool rows_whole = std::all_of(live_.scans.begin(), live_.scans.end(), [](const auto& row) { return row.second.whole; });
    if (twins + 1 != live_.scans.size() || !others_whole || !rows_whole || !domain::lets_in(last.what.kind)) return;
    if (twins > 0 && domain::decode_scan(flight_[twins - 1].record)->id != std::prev(live_.scans.end(), 2)->second.what.id) return;
    unseen_.push_back(last.what.id);
}

void memory_disk::repair(bool replaced) {
    std::vector<journal::found_row> rows;
    for (const auto& [seq, row] : live_.scans) rows.push_back({seq, row.record, row.whole});
    std::vector<domain::scan_record> flight;
    std::size_t bad = 0;
    for (const auto& each : flight_) {
        if (each.whole && !is(planted::flight_not_consulted)) flight.push_back(each.record);
        if (!each.whole) ++bad;
    }
    auto plan = journal::reconcile(rows, flight, bad, live_.acked);
    if (is(planted::flight_not_consulted)) plan = {};
    if (is(planted::database_not_repaired_back)) {
        plan.append_last = plan.rewrite_flight = false;
    }
    if (is(planted::hidden_not_marked)) plan.hidden.reset();
    if (is(planted::loss_row_missing)) plan.lost.clear();

    head_.incarnation = journal::incarnation_after(plan, flight, live_.incarnation, replaced);
    if (is(planted::incarnation_kept) && live_.incarnation != 0) head_.incarnation = live_.incarnation;
    std::vector<kept_row> inserted;
    for (const auto& record : plan.insert)
        inserted.push_back({*domain::decode_scan(record), record, gate_protocol::hash_of(record)});
    for (const auto& stretch : plan.lost) inserted.push_back(loss(stretch.first, stretch.last));
    durable([this, inserted, plan, incarnation = head_.incarnation](tables& into) {
        into.incarnation = incarnation;
        for (const auto seq : plan.remove) {
            into.scans.erase(seq);
            for (auto& [code, seqs] : into.by_code) std::erase(seqs, seq);
        }
        for (const auto& row : inserted) put_row(into, row);
        if (plan.hidden) into.hidden.insert(*plan.hidden);
    });
    if (plan.rewrite_flight || !plan.lost.empty()) {
        flight_.clear();
        for (const auto& [seq, row] : live_.scans) flight_.push_back({row.record, true});
    } else if (plan.append_last) {
        flight_.push_back({plan.flight.back(), true});
    }
    head_.seq = 0;
    head_.hash = {};
    if (live_.scans.empty()) return;
    const auto& last = live_.scans.rbegin()->second;
    head_.seq = last_of(last.what);
    head_.hash = last.hash;
    if (is(planted::seq_reused_after_crash) && live_.scans.size() > 1) {
        head_.seq = last.what.seq - 1;
        head_.hash = std::prev(live_.scans.end(), 2)->second.hash;
    }
}

void memory_disk::drop_last_commits(std::int64_t most) {
    KRUG_CHECK(keep_log_);
    const auto gone = std::min<std::size_t>(log_.size(), static_cast<std::size_t>(most));
    log_.resize(log_.size() - gone);
    live_ = base_;
    for (const auto& each : log_) each(live_);
}

void memory_disk::damage_files(fault kind, dice& draw) {
    const auto any = [&draw](std::size_t size) { return draw.below(static_cast<std::int64_t>(size)); };
    switch (kind) {
    case fault::row_flipped:
        if (!live_.scans.empty()) std::next(live_.scans.begin(), any(live_.scans.size()))->second.whole = false;
        break;
    case fault::log_cut: drop_last_commits(draw.between(1, 40)); break;
    case fault::database_lost:
        live_ = base_ = {};
        log_.clear();
        break;
    case fault::flight_flipped:
        if (!flight_.empty()) flight_[static_cast<std::size_t>(any(flight_.size()))].whole = false;
        break;
    case fault::flight_lost: flight_.clear(); break;
    case fault::both_damaged: {
        const auto gone = draw.between(1, 5);
        if (middle_too_ && live_.scans.size() > 10 && draw.percent(50)) {
            auto row = std::next(live_.scans.begin(), any(live_.scans.size() - 6));
            for (std::int64_t at = 0; at < gone; ++at) {
                const auto seq = row->first;
                for (auto& [code, seqs] : live_.by_code) std::erase(seqs, seq);
                std::erase_if(flight_, [seq](const slot& each) { return domain::decode_scan(each.record)->seq == seq; });
                row = live_.scans.erase(row);
            }
            base_ = live_;
            log_.clear();
            break;
        }
        for (std::int64_t at = 0; at < gone && !live_.scans.empty(); ++at) {
            const auto seq = live_.scans.rbegin()->first;
            live_.scans.erase(seq);
            for (auto& [code, seqs] : live_.by_code) std::erase(seqs, seq);
            std::erase_if(flight_, [seq](const slot& each) { return domain::decode_scan(each.record)->seq >= seq; });
        }
        base_ = live_;
        log_.clear();
        break;
    }
    default: KRUG_CHECK(!"no damage of files");
    }
}

void memory_disk::start(std::optional<fault> damage, dice& draw) {
    // What the world decided about the write under way: it names it as damage.
    if (damage == fault::unsynced_kept) {
        if (unsure_commit_) write_rows(unsure_rows_, unsure_shown_);
    } else if (damage == fault::torn_sector) {
        if (unsure_slot_ && !flight_.empty()) flight_.back().whole = false;
    } else if (unsure_slot_ && !flight_.empty()) {
        flight_.pop_back();
    }
    unsure_commit_ = unsure_slot_ = false;
    roll_back();
    if (is(planted::green_before_sync))
        for (int last = 0; last < 3 && !live_.scans.empty() && !flight_.empty(); ++last) {
            const auto seq = live_.scans.rbegin()->first;
            live_.scans.erase(seq);
            for (auto& [code, seqs] : live_.by_code) std::erase(seqs, seq);
            flight_.pop_back();
        }
    const bool of_write = !damage || damage == fault::unsynced_kept || damage == fault::torn_sector ||
                          damage == fault::unsynced_lost;
    if (!of_write) damage_files(*damage, draw);
    else look_for_unseen();
    repair(damage == fault::database_lost);
}

std::vector<domain::scan_record> memory_disk::records() {
    std::vector<domain::scan_record> all;
    for (const auto& [seq, row] : live_.scans) all.push_back(row.record);
    return all;
}

std::unique_ptr<device_memory> memory_disk::clone(const ground::clock& clock, ground::randomness& random,
                                                  storage_weather weather) {
    auto twin = std::make_unique<memory_disk>(who_, clock, random, std::move(weather), bug_, keep_log_);
    twin->live_ = live_;
    twin->base_ = live_;
    twin->log_.clear();
    twin->flight_ = flight_;
    twin->repair(false);
    return twin;
}

// --- sync

void memory_disk::enrolled(const gate_protocol::device_terms& terms, const gate_protocol::key_set& keys,
                           const gatekeeper::clock_measure& clock) {
    durable([=](tables& into) {
        into.terms = terms;
        into.keys = keys;
        into.clock = clock;
    });
}

gate_protocol::sync_request memory_disk::next_request(std::size_t rows_max) {
    weather_("read");
    gate_protocol::sync_request request;
    request.cursor = live_.staged.at.epoch != 0 ? live_.staged.at : live_.applied.at;
    request.acked_seq = live_.acked;
    request.head_seq = head_.seq;
    request.incarnation = head_.incarnation;
    request.chain_head = head_.hash;
    auto row = live_.scans.upper_bound(live_.acked);
    // A loss row may begin before the acknowledged place and reach beyond it.
    if (row != live_.scans.begin() && last_of(std::prev(row)->second.what) > live_.acked) --row;
    for (; row != live_.scans.end() && request.rows.size() < rows_max; ++row) request.rows.push_back(row->second.record);
    if (is(planted::ack_before_commit) && !request.rows.empty())
        live_.acked = last_of(*domain::decode_scan(request.rows.back()));
    return request;
}

gatekeeper::feed_progress memory_disk::progress() {
    weather_("read");
    gatekeeper::feed_progress reached;
    reached.applied = live_.applied;
    if (live_.staged.at.epoch != 0) reached.staged = live_.staged;
    reached.keys_version = live_.keys.version;
    return reached;
}

void memory_disk::apply_item(tables& into, epoch_rows& rows, const gate_protocol::feed_item& item) const {
    if (const auto* put = std::get_if<gate_protocol::roster_put>(&item)) {
        rows.roster[put->code] = *put;
        if (!put->short_code.empty()) rows.by_short_code[put->short_code] = put->code;
        if (!put->number.empty()) rows.by_number[put->number] = put->code;
    } else if (const auto* gone = std::get_if<gate_protocol::roster_remove>(&item)) {
        rows.roster.erase(gone->code);
    } else if (const auto* deny = std::get_if<gate_protocol::deny>(&item)) {
        auto& merged = into.deny[deny->code];
        merged.min_generation = is(planted::deny_overwritten) ? deny->min_generation
                                                              : std::max(merged.min_generation, deny->min_generation);
        merged.blocked = deny->blocked;
    } else if (const auto* keys = std::get_if<gate_protocol::key_set>(&item)) {
        if (keys->version < into.keys.version) return;
        into.keys = *keys;
        if (is(planted::retired_keys_dropped))
            std::erase_if(into.keys.keys, [](const auto& key) { return key.standing == domain::key_standing::retired; });
        if (is(planted::roster_only_taken_for_active))
            for (auto& key : into.keys.keys)
                if (key.standing == domain::key_standing::roster_only) key.standing = domain::key_standing::active;
    } else if (const auto* passage = std::get_if<gate_protocol::admission_elsewhere>(&item)) {
        auto& all = rows.elsewhere[passage->code];
        const auto known = std::find_if(all.begin(), all.end(), [&](const passage_told& each) { return each.scan == passage->scan; });
        const bool voided = passage->voided && !is(planted::void_not_applied);
        if (known != all.end())
            known->voided = known->voided || voided;
        else
            all.push_back({passage->scan, passage->device, passage->point,
                           passage->direction == domain::passage::out, voided, passage->at_ms});
    } else if (const auto* rules = std::get_if<gate_protocol::rules>(&item)) {
        rows.rules = *rules;
    } else if (const auto* message = std::get_if<gate_protocol::message>(&item)) {
        into.messages.push_back(*message);
        if (into.messages.size() > 20) into.messages.erase(into.messages.begin());
    }
}

void memory_disk::apply_page(tables& into, const gatekeeper::round_effects::page& page) const {
    const auto epoch = page.reached.at.epoch;
    if (page.staging && page.begins) {
        into.epochs.erase(epoch);
        const auto before = into.staged.at.epoch;
        if (before != 0 && before != epoch) into.epochs.erase(before);
    }
    auto& rows = into.epochs[epoch];
    auto items = page.items;
    if (is(planted::answer_cut_believed) && items.size() > 30) items.resize(items.size() / 2);
    if (is(planted::chain_not_checked) && items.size() % 7 == 3) items.erase(items.begin()); // left out on the way
    for (const auto& item : items) apply_item(into, rows, item);
    if (page.staging && !page.complete) {
        into.staged = page.reached;
        return;
    }
    if (page.staging) {
        const auto old = into.applied.at.epoch;
        if (old != epoch) into.epochs.erase(old);
        into.staged = {};
        if (is(planted::deny_forgotten_at_epoch) && old != 0) into.deny.clear();
        if (is(planted::unsent_rows_dropped) && old != 0)
            for (auto row = into.scans.upper_bound(into.acked); row != into.scans.end(); row = into.scans.erase(row))
                for (auto& [code, seqs] : into.by_code) std::erase(seqs, row->first);
    }
    into.applied = page.reached;
    if (page.complete) into.head_time = page.time;
}

void memory_disk::apply(const gatekeeper::round_effects& effects) {
    weather_("begin");
    if (is(planted::cursor_outside_transaction) && effects.feed && !effects.feed->staging)
        durable([at = effects.feed->reached](tables& into) { into.applied = at; });
    weather_("apply");
    weather_("commit");
    const gatekeeper::sent_before before{live_.acked, head_.seq, live_.standing};
    const bool lost = gatekeeper::lost_here(effects, before);
    const auto sent = gatekeeper::sent_up_to(effects, before);
    std::vector<kept_row> losses;
    if (lost) {
        ++head_.incarnation;
        losses.push_back(loss(head_.seq + 1, effects.ack_seq));
    }
    durable([this, effects, losses, sent, incarnation = head_.incarnation](tables& into) {
        into.incarnation = incarnation;
        for (const auto& row : losses) put_row(into, row);
        into.acked = is(planted::rewind_ignored) ? std::max(into.acked, sent) : sent;
        into.standing = effects.standing;
        if (is(planted::revocation_forgotten)) into.standing = gate_protocol::device_standing::active;
        if (effects.terms) into.terms = *effects.terms;
        if (effects.clock) into.clock = *effects.clock;
        if (effects.standing == gate_protocol::device_standing::revoked &&
            !is(planted::roster_remains_after_revocation)) {
            into.epochs.clear();
            into.messages.clear();
            into.applied.at.n = 0;
            into.applied.chain = {};
            into.staged = {};
            into.head_time = 0;
        }
        if (effects.feed) apply_page(into, *effects.feed);
    });
    ++rounds_applied_;
    weather_("committed");
    if (lost) repair(false);
}

std::int64_t memory_disk::late_used() const {
    const auto found = live_.epochs.find(live_.applied.at.epoch);
    return std::count_if(live_.late.begin(), live_.late.end(), [&](const std::string& code) {
        return found == live_.epochs.end() || !found->second.roster.contains(code);
    });
}

gatekeeper::orders memory_disk::standing_orders() {
    weather_("read");
    gatekeeper::orders orders;
    orders.device = who_.device;
    orders.event = who_.event;
    orders.terms = live_.terms;
    orders.keys = live_.keys;
    orders.revoked = live_.standing == gate_protocol::device_standing::revoked;
    orders.quarantined = live_.standing == gate_protocol::device_standing::quarantined;
    orders.known = live_.applied.at;
    orders.snapshot_at = live_.head_time;
    orders.list_complete = live_.head_time != 0 && live_.staged.at.epoch == 0;
    orders.clock = live_.clock;
    orders.messages = live_.messages;
    if (const auto found = live_.epochs.find(live_.applied.at.epoch); found != live_.epochs.end()) {
        orders.rules_known = found->second.rules.has_value();
        if (orders.rules_known) orders.rules = *found->second.rules;
        orders.roster_rows = static_cast<std::int64_t>(found->second.roster.size());
    }
    if (is(planted::staging_used_early) && live_.staged.at.epoch != 0) orders.list_complete = live_.head_time != 0;
    orders.late_tickets_used = late_used();
    for (auto row = live_.scans.rbegin(); row != live_.scans.rend() && last_of(row->second.what) > live_.acked; ++row)
        ++orders.unsent;
    // Lies about what the device was told.
    if (is(planted::late_cap_ignored)) orders.roster_rows = 1'000'000;
    if (is(planted::test_flag_turned)) orders.terms.test_mode = !orders.terms.test_mode;
    if (is(planted::home_gate_ignored)) orders.rules.event.home_gates = 0;
    if (is(planted::list_called_complete)) {
        orders.list_complete = orders.rules_known = true;
        if (orders.snapshot_at == 0) orders.snapshot_at = clock_.now();
    }
    if (is(planted::area_ignored))
        for (auto& point : orders.rules.points) point.area = static_cast<int>(point.id.value);
    if (is(planted::scope_ignored))
        for (auto& point : orders.rules.points) point.sessions.clear();
    return orders;
}

} // namespace krug::simulation
