#include "phone/memory_journal.hpp"

#include "domain/search_key.hpp"
#include "gate_protocol/sync.hpp"
#include "ground/check.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace krug::phone {
namespace {

constexpr std::size_t messages_max = 20;
constexpr std::size_t search_bytes_min = 2;

/// As the kiosk's journal names a record's ticket: the roster hash, or the hash of an unknown text.
std::string code_text(const domain::scan& what) {
    const ticket::byte_view all(what.code);
    return ticket::to_hex(what.code_known ? all.first(16) : all);
}

bool is_passage(domain::scan_kind kind) { return domain::lets_in(kind) || kind == domain::scan_kind::exit; }

/// Each word of the query begins a word of the text.
bool answers_to(const std::string& text, const std::string& query) {
    std::size_t from = 0;
    while (from < query.size()) {
        auto end = query.find(' ', from);
        if (end == std::string::npos) end = query.size();
        const auto word = query.substr(from, end - from);
        if (!word.empty() && !text.starts_with(word) && text.find(' ' + word) == std::string::npos) return false;
        from = end + 1;
    }
    return true;
}

} // namespace

memory_journal::epoch_rows& memory_journal::rows_of(std::int64_t epoch) { return epochs_[epoch]; }

void memory_journal::load_record(const domain::scan_record& record) {
    auto what = domain::decode_scan(record);
    if (!what || what->device != device_) return;
    scans_.push_back({*std::move(what), record, gate_protocol::hash_of(record)});
}

void memory_journal::load_page(std::int64_t epoch, const std::vector<std::string>& items) {
    if (epoch != applied_.at.epoch && (!staged_ || epoch != staged_->at.epoch)) return;
    auto& rows = rows_of(epoch);
    for (const auto& text : items)
        if (const auto item = gate_protocol::decode_item(text)) put(rows, *item, true);
}

void memory_journal::loaded(std::int64_t shown_seq) {
    auto found = std::move(scans_);
    scans_.clear();
    std::sort(found.begin(), found.end(), [](const auto& left, const auto& right) { return left.what.seq < right.what.seq; });
    bool lost = false;
    for (auto& each : found) {
        if (each.what.seq <= head_.seq) continue; // inside a stretch that was already given up
        if (each.what.seq > head_.seq + 1) {
            lost = true;
            write_loss(head_.seq + 1, each.what.seq - 1);
        }
        if (domain::lets_in(each.what.kind) && each.what.seq > shown_seq) hidden_.insert(each.what.id);
        add(std::move(each));
    }
    if (acked_ > head_.seq) {
        lost = true;
        write_loss(head_.seq + 1, acked_);
    }
    if (lost) ++incarnation_;
}

void memory_journal::enrolled(domain::device_id device, domain::event_id event, const domain::digest& root_key,
                              const gate_protocol::device_terms& terms, const gate_protocol::key_set& keys,
                              const gatekeeper::clock_measure& clock) {
    device_ = device;
    event_ = event;
    root_key_ = root_key;
    terms_ = terms;
    keys_ = keys;
    measure_ = clock;
}

void memory_journal::add(kept_scan fresh) {
    const auto& what = fresh.what;
    head_.seq = fresh.last();
    head_.hash = fresh.hash;
    if (what.kind == domain::scan_kind::voided) voided_.insert(what.refers_to);
    if (what.kind == domain::scan_kind::shown_again) hidden_.erase(what.refers_to);
    const auto code = code_text(what);
    const bool changes = is_passage(what.kind) || what.kind == domain::scan_kind::voided;
    if (is_passage(what.kind)) scans_of_[code].push_back(scans_.size());
    scans_.push_back(std::move(fresh));
    if (changes) recount(code);
}

void memory_journal::write_loss(std::int64_t first, std::int64_t last) {
    domain::scan loss;
    random_.fill(std::as_writable_bytes(std::span(loss.id)));
    loss.device = device_;
    loss.event = event_;
    loss.incarnation = incarnation_ + 1;
    loss.kind = domain::scan_kind::loss;
    loss.reason = domain::verdict_reason::not_stored;
    loss.seq = first;
    loss.refers_seq = last;
    loss.wall_ms = clock_.now_ms();
    loss.boot_ms = clock_.steady_ms();
    const auto record = domain::encode_scan(loss);
    kept_scan kept{loss, record, gate_protocol::hash_of(record)};
    fresh_.push_back(kept);
    add(std::move(kept));
}

std::vector<domain::earlier_scan> memory_journal::earlier_of(const std::string& code,
                                                             std::vector<domain::scan_name>* ids) const {
    std::vector<domain::earlier_scan> earlier;
    std::set<std::string> own;
    if (const auto found = scans_of_.find(code); found != scans_of_.end())
        for (const auto place : found->second) {
            const auto& what = scans_[place].what;
            domain::earlier_scan scan;
            scan.direction = what.direction;
            scan.at = what.corrected_ms() / 1000;
            scan.point = what.point;
            scan.device = device_;
            scan.voided = is_voided(what.id);
            scan.shown = !hidden_.contains(what.id);
            earlier.push_back(scan);
            if (ids != nullptr) ids->push_back(what.id);
            own.insert(ticket::to_hex(what.id));
        }
    const auto rows = epochs_.find(applied_.at.epoch);
    if (rows == epochs_.end()) return earlier;
    const auto listed = rows->second.elsewhere_of.find(code);
    if (listed == rows->second.elsewhere_of.end()) return earlier;
    for (const auto& id : listed->second) {
        if (own.contains(id)) continue;
        const auto& item = rows->second.elsewhere.at(id);
        domain::earlier_scan scan;
        scan.direction = item.direction;
        scan.at = item.at_ms / 1000;
        scan.point = item.point;
        scan.device = item.device;
        scan.voided = item.voided;
        earlier.push_back(scan);
        if (ids != nullptr) ids->push_back(item.scan);
    }
    return earlier;
}

gatekeeper::ticket_history memory_journal::history(gatekeeper::lookup by, const std::string& hash) {
    gatekeeper::ticket_history known;
    auto code = hash;
    if (const auto rows = epochs_.find(applied_.at.epoch); rows != epochs_.end()) {
        if (by != gatekeeper::lookup::roster_code) {
            const auto& index = by == gatekeeper::lookup::number ? rows->second.by_number : rows->second.by_short_code;
            const auto found = index.find(hash);
            if (found == index.end()) return known;
            code = found->second;
        }
        if (const auto found = rows->second.roster.find(code); found != rows->second.roster.end())
            known.listed = gatekeeper::listed_ticket{code, found->second.row, found->second.name, found->second.table};
    } else if (by != gatekeeper::lookup::roster_code) {
        return known;
    }
    if (const auto found = deny_.find(code); found != deny_.end()) {
        known.min_generation = found->second.min_generation;
        known.blocked = found->second.blocked;
    }
    known.earlier = earlier_of(code, &known.earlier_ids);
    return known;
}

void memory_journal::insert(const domain::scan& what, const domain::scan_record& record, const domain::digest& hash) {
    waiting_ = kept_scan{what, record, hash};
}

void memory_journal::commit() {
    KRUG_CHECK(waiting_ && waiting_->what.seq == head_.seq + 1);
    fresh_.push_back(*waiting_);
    // Its green screen comes after the browser has written it; until then it stands as every other admission.
    add(*std::move(waiting_));
    waiting_.reset();
}

gatekeeper::orders memory_journal::standing_orders() {
    gatekeeper::orders orders;
    orders.device = device_;
    orders.event = event_;
    orders.terms = terms_;
    orders.keys = keys_;
    orders.revoked = standing_ == gate_protocol::device_standing::revoked;
    orders.quarantined = standing_ == gate_protocol::device_standing::quarantined;
    orders.known = applied_.at;
    orders.snapshot_at = head_time_;
    orders.list_complete = head_time_ != 0 && !staged_;
    orders.clock = measure_;
    orders.messages = messages_;
    for (const auto& scan : scans_)
        if (scan.last() > acked_) ++orders.unsent;
    std::set<std::string> late;
    const auto rows = epochs_.find(applied_.at.epoch);
    const bool known = rows != epochs_.end();
    if (known && rows->second.rules) {
        orders.rules = *rows->second.rules;
        orders.rules_known = true;
    }
    if (known) orders.roster_rows = static_cast<std::int64_t>(rows->second.roster.size());
    for (const auto& scan : scans_) {
        if (!scan.what.late_ticket) continue;
        auto code = code_text(scan.what);
        if (!known || !rows->second.roster.contains(code)) late.insert(std::move(code));
    }
    orders.late_tickets_used = static_cast<std::int64_t>(late.size());
    return orders;
}

gate_protocol::sync_request memory_journal::next_request(std::size_t rows_max) { return request_after(acked_, rows_max); }

gate_protocol::sync_request memory_journal::request_after(std::int64_t seq, std::size_t rows_max) const {
    gate_protocol::sync_request request;
    request.cursor = staged_ ? staged_->at : applied_.at;
    request.acked_seq = seq;
    request.head_seq = head_.seq;
    request.incarnation = incarnation_;
    request.chain_head = head_.hash;
    for (const auto& scan : scans_)
        if (scan.last() > seq && request.rows.size() < rows_max) request.rows.push_back(scan.record);
    return request;
}

gatekeeper::feed_progress memory_journal::progress() { return {applied_, staged_, keys_.version}; }

void memory_journal::remove(epoch_rows& rows, const std::string& code) {
    const auto found = rows.roster.find(code);
    if (found == rows.roster.end()) return;
    // A number may meanwhile lead to somebody else.
    const auto drop = [&code](auto& index, const std::string& key) {
        const auto entry = index.find(key);
        if (entry != index.end() && entry->second == code) index.erase(entry);
    };
    drop(rows.by_number, found->second.number);
    drop(rows.by_short_code, found->second.short_code);
    rows.roster.erase(found);
}

void memory_journal::put(epoch_rows& rows, const gate_protocol::feed_item& item, bool replayed) {
    expected_.reset();
    if (const auto* guest = std::get_if<gate_protocol::roster_put>(&item)) {
        remove(rows, guest->code);
        if (!guest->number.empty()) rows.by_number[guest->number] = guest->code;
        if (!guest->short_code.empty()) rows.by_short_code[guest->short_code] = guest->code;
        rows.roster[guest->code] = *guest;
    } else if (const auto* gone = std::get_if<gate_protocol::roster_remove>(&item)) {
        remove(rows, gone->code);
    } else if (const auto* admission = std::get_if<gate_protocol::admission_elsewhere>(&item)) {
        const auto id = ticket::to_hex(admission->scan);
        const auto [place, fresh] = rows.elsewhere.try_emplace(id, *admission);
        if (fresh)
            rows.elsewhere_of[admission->code].push_back(id);
        else
            place->second.voided = place->second.voided || admission->voided;
        recount(admission->code);
    } else if (const auto* rules = std::get_if<gate_protocol::rules>(&item)) {
        rows.rules = *rules;
    }
    if (replayed) return; // what follows is one list for all epochs, and comes back with the state
    if (const auto* entry = std::get_if<gate_protocol::deny>(&item)) {
        auto& known = deny_[entry->code];
        known.min_generation = std::max(known.min_generation, entry->min_generation);
        known.blocked = entry->blocked;
    } else if (const auto* keys = std::get_if<gate_protocol::key_set>(&item)) {
        if (keys->version >= keys_.version) keys_ = *keys;
    } else if (const auto* message = std::get_if<gate_protocol::message>(&item)) {
        messages_.push_back(*message);
        if (messages_.size() > messages_max) messages_.erase(messages_.begin());
    }
}

void memory_journal::apply_page(const gatekeeper::round_effects::page& page) {
    const auto epoch = page.reached.at.epoch;
    page_place place;
    place.epoch = epoch;
    place.from = page.reached.at.n - static_cast<std::int64_t>(page.items.size());
    const auto forget = [&](std::int64_t gone) {
        epochs_.erase(gone);
        place.forget.push_back(gone);
    };
    if (page.staging && page.begins) {
        if (staged_ && staged_->at.epoch != epoch) forget(staged_->at.epoch);
        forget(epoch);
    }
    auto& rows = rows_of(epoch);
    for (const auto& item : page.items) put(rows, item, false);
    const bool takes_over = page.staging && page.complete;
    if (page.staging && !page.complete) {
        staged_ = page.reached;
    } else {
        if (page.staging) {
            if (applied_.at.epoch != epoch) forget(applied_.at.epoch);
            staged_.reset();
        }
        applied_ = page.reached;
        if (page.complete) head_time_ = page.time;
    }
    if (takes_over) recount_all();
    page_ = std::move(place);
}

void memory_journal::apply(const gatekeeper::round_effects& effects) {
    const gatekeeper::sent_before before{acked_, head_.seq, standing_};
    if (gatekeeper::lost_here(effects, before)) {
        // The server has records this browser does not know: its database was put back or cut.
        write_loss(head_.seq + 1, effects.ack_seq);
        ++incarnation_;
    }
    acked_ = gatekeeper::sent_up_to(effects, before);
    standing_ = effects.standing;
    if (effects.terms) terms_ = *effects.terms;
    if (effects.clock) measure_ = *effects.clock;
    if (effects.standing == gate_protocol::device_standing::revoked) {
        // The guests' data go; what was recorded at the door stays for the upload.
        page_place gone;
        for (const auto& [epoch, rows] : epochs_) gone.forget.push_back(epoch);
        gone.epoch = -1;
        page_ = std::move(gone);
        epochs_.clear();
        inside_.clear();
        expected_.reset();
        messages_.clear();
        applied_.at.n = 0; // should the organiser change their mind, the list comes again from its beginning
        applied_.chain = {};
        head_time_ = 0;
        staged_.reset();
    }
    if (effects.feed) apply_page(*effects.feed);
}

std::vector<kept_scan> memory_journal::take_fresh_records() { return std::exchange(fresh_, {}); }

std::optional<page_place> memory_journal::take_page() { return std::exchange(page_, std::nullopt); }

std::vector<memory_journal::found_guest> memory_journal::search(std::string_view words, std::size_t most) const {
    std::vector<found_guest> found;
    if (words.size() < search_bytes_min) return found;
    const auto rows = epochs_.find(applied_.at.epoch);
    if (rows == epochs_.end()) return found;
    const auto variants = domain::search_variants(words);
    for (const auto& [code, guest] : rows->second.roster) {
        if (guest.name.empty()) continue;
        const auto key = domain::search_key(guest.name + ' ' + guest.table);
        if (std::none_of(variants.begin(), variants.end(), [&key](const auto& each) { return answers_to(key, each); }))
            continue;
        found.push_back({code, guest.name, guest.table, guest.row.state, inside_.contains(code)});
    }
    std::sort(found.begin(), found.end(), [](const auto& left, const auto& right) {
        return std::tie(left.name, left.table, left.code) < std::tie(right.name, right.table, right.code);
    });
    if (found.size() > most) found.resize(most);
    return found;
}

const kept_scan* memory_journal::find_scan(const domain::scan_name& id) const {
    const auto found = std::find_if(scans_.rbegin(), scans_.rend(), [&id](const auto& each) { return each.what.id == id; });
    return found == scans_.rend() ? nullptr : &*found;
}

bool memory_journal::is_voided(const domain::scan_name& id) const {
    if (voided_.contains(id)) return true;
    const auto rows = epochs_.find(applied_.at.epoch);
    if (rows == epochs_.end()) return false;
    const auto found = rows->second.elsewhere.find(ticket::to_hex(id));
    return found != rows->second.elsewhere.end() && found->second.voided;
}

const gate_protocol::roster_put* memory_journal::listed(const std::string& code) const {
    const auto rows = epochs_.find(applied_.at.epoch);
    if (rows == epochs_.end()) return nullptr;
    const auto found = rows->second.roster.find(code);
    return found == rows->second.roster.end() ? nullptr : &found->second;
}

std::int64_t memory_journal::guests_expected() const {
    const auto rows = epochs_.find(applied_.at.epoch);
    if (rows == epochs_.end()) return 0;
    if (!expected_)
        expected_ = std::count_if(rows->second.roster.begin(), rows->second.roster.end(),
                                  [](const auto& each) { return each.second.row.state == domain::roster_state::confirmed; });
    return *expected_;
}

void memory_journal::recount(const std::string& code) {
    auto earlier = earlier_of(code, nullptr);
    std::stable_sort(earlier.begin(), earlier.end(), [](const auto& left, const auto& right) { return left.at < right.at; });
    bool inside = false;
    for (const auto& scan : earlier)
        if (!scan.voided) inside = scan.direction == domain::passage::in;
    if (inside)
        inside_.insert(code);
    else
        inside_.erase(code);
}

void memory_journal::recount_all() {
    expected_.reset();
    inside_.clear();
    for (const auto& [code, places] : scans_of_) recount(code);
    const auto rows = epochs_.find(applied_.at.epoch);
    if (rows == epochs_.end()) return;
    for (const auto& [code, ids] : rows->second.elsewhere_of) recount(code);
}

bool memory_journal::shows_names() const {
    const auto rows = epochs_.find(applied_.at.epoch);
    return rows != epochs_.end() && std::any_of(rows->second.roster.begin(), rows->second.roster.end(),
                                                [](const auto& each) { return !each.second.name.empty(); });
}

} // namespace krug::phone
