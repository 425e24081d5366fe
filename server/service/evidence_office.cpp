#include "service/evidence_office.hpp"

#include "domain/participation.hpp"
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "service/event_change.hpp"
#include "service/attendance_rows.hpp"
#include "service/key_office.hpp"
#include "service/staff_office.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/device_store.hpp"
#include "store/event_store.hpp"
#include "store/evidence_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"
#include "ticket/public_code.hpp"
#include "ticket/running_digest.hpp"
#include "ticket/signing_key.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>

namespace krug::service {

using store::transaction;

namespace {

constexpr int log_page = 2'000;
constexpr std::int64_t checked_ms = 20'000;
constexpr std::size_t checks_kept = 256;
constexpr std::size_t packs_at_once = 2; ///< of all events: each holds a thread that serves people

/// Gives the log away piece by piece, each record to `each` as well, and says how it stood.
template <class Each>
scan_log_state tell_log(transaction& tx, domain::event_id event, std::int64_t most, const text_sink& log, Each each) {
    scan_log_state state;
    ticket::running_digest digest;
    const auto give = [&](const std::string& piece) {
        digest.add(piece);
        log(piece);
    };
    give(domain::scan_log_head(event));
    while (state.count < most) {
        const auto wanted = static_cast<int>(std::min<std::int64_t>(log_page, most - state.count));
        const auto entries = store::scan_log_after(tx, event, state.last_number, wanted);
        std::string piece;
        for (const auto& entry : entries) {
            domain::append_scan_log_line(piece, entry);
            each(entry);
        }
        give(piece);
        if (entries.empty()) break;
        state.count += static_cast<std::int64_t>(entries.size());
        state.last_number = entries.back().number;
        state.last_ms = entries.back().scanned_ms;
        if (static_cast<int>(entries.size()) < wanted) break;
    }
    state.sha256 = digest.hex();
    return state;
}

bool is_passage(const domain::scan_log_entry& entry) {
    using enum domain::scan_kind;
    return entry.registration && entry.doubt != "quarantine" &&
           (domain::lets_in(entry.kind) || entry.kind == exit || entry.kind == voided);
}

/// Walks through the event's people and the facts of the doors and counts.
class counting {
public:
    counting(transaction& tx, domain::event_id event, const facts_by_registration& facts)
        : tx_(tx), event_(event), facts_(facts), points_(store::admission_points(tx, event)) {
        for (const auto& session : store::session_times(tx, event))
            counted_.by_session.push_back({session.title, 0, 0, 0, session.id.value});
        for (const auto& known : store::categories_of(tx, event))
            categories_[known.id.value] = {known.name, 0, 0, 0, known.id.value};
        for (const auto& [session, count] : store::seated_by_session(tx, event))
            for (auto& row : counted_.by_session)
                if (row.number == session) row.registered = count;
    }

    evidence_figures count() {
        std::set<std::string> people;
        for (const auto& one : store::registration_briefs(tx_, event_)) count_one(one, people);
        counted_.unique = static_cast<std::int64_t>(people.size());
        count_first_time(people);
        for (auto& [id, row] : categories_)
            if (row.registered > 0 || row.attended > 0) counted_.by_category.push_back(std::move(row));
        return std::move(counted_);
    }

private:
    void count_one(const store::registration_brief& one, std::set<std::string>& people) {
        auto& category = categories_[one.category.value];
        category.number = one.category.value;
        const bool live = domain::is_live(one.status);
        counted_.registered += live;
        category.registered += live;
        counted_.confirmed += one.status == domain::registration_status::confirmed;
        counted_.walk_ins += live && one.source == domain::registration_source::walk_in;
        const auto known = facts_.find(one.id.value);
        if (known == facts_.end()) return;
        const auto came = domain::derive_attendance(known->second);
        if (!came.first_in_ms) return;
        ++counted_.attended;
        ++category.attended;
        people.insert(one.person);
        const auto widen = [](std::optional<std::int64_t>& bound, std::int64_t at, bool up) {
            if (!bound || (up ? at > *bound : at < *bound)) bound = at;
        };
        widen(counted_.first_in_ms, *came.first_in_ms, false);
        widen(counted_.last_scan_ms, std::max(*came.first_in_ms, came.last_out_ms.value_or(0)), true);
        const auto passed = domain::points_passed(known->second);
        for (auto& row : counted_.by_session) row.attended += domain::leads_to({row.number}, passed, points_);
    }

    void count_first_time(const std::set<std::string>& people) {
        if (!counted_.first_in_ms) return;
        const auto owner = store::event_owner(tx_, event_);
        if (!owner) return;
        const auto before = store::people_admitted_before(tx_, *owner, event_, *counted_.first_in_ms);
        for (const auto& person : people) {
            if (person.starts_with('-')) ++counted_.unknown; // erased: the key stands for nobody outside the event
            else if (!before.contains(person)) ++counted_.first_time;
        }
    }

    transaction& tx_;
    domain::event_id event_;
    const facts_by_registration& facts_;
    std::vector<domain::admission_point_rules> points_;
    evidence_figures counted_;
    std::map<std::int64_t, count_of> categories_;
};

} // namespace

struct evidence_office::memory {
    struct known_check {
        std::optional<pack_check> found;
        std::int64_t at_ms = 0;
    };
    std::mutex lock;
    std::set<std::int64_t> being_made;
    std::mutex checking; ///< one reading at a time: anybody may ask for it
    std::map<std::string, known_check> checks;
};

evidence_office::evidence_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys)
    : database_(database), clock_(clock), random_(random), keys_(keys), memory_(std::make_shared<memory>()) {}
evidence_office::~evidence_office() = default;

std::optional<evidence_office::turn> evidence_office::take_turn(domain::event_id event) {
    const std::lock_guard hold(memory_->lock);
    if (memory_->being_made.size() >= packs_at_once || !memory_->being_made.insert(event.value).second) return std::nullopt;
    return turn(std::shared_ptr<void>(nullptr, [kept = memory_, event](void*) {
        const std::lock_guard give_back(kept->lock);
        kept->being_made.erase(event.value);
    }));
}

evidence evidence_office::read(domain::event_id event, const text_sink& log,
                               const std::function<void(const attendance_row&)>& person) {
    return database_.read([&](transaction& tx) {
        evidence found;
        facts_by_registration facts;
        std::set<std::string> on_paper, taken_back;
        found.log = tell_log(tx, event, std::numeric_limits<std::int64_t>::max(), log, [&](const domain::scan_log_entry& entry) {
            if (!is_passage(entry)) return;
            if (entry.source.starts_with("paper:")) on_paper.insert(entry.scan_id);
            if (entry.kind == domain::scan_kind::voided) taken_back.insert(entry.refers_to);
            facts[entry.registration.value].push_back(
                {entry.scan_id, entry.kind, entry.refers_to, entry.scanned_ms, entry.point, entry.device});
        });
        found.figures = counting(tx, event, facts).count();
        for (const auto& scan : on_paper) found.figures.on_paper += !taken_back.contains(scan);

        list_attendance(tx, event, {}, facts, keys_, clock_.now_ms(), person);
        return found;
    });
}

scan_log_state evidence_office::read_log(domain::event_id event, std::optional<std::int64_t> most, const text_sink& log) {
    return database_.read([&](transaction& tx) {
        return tell_log(tx, event, most.value_or(std::numeric_limits<std::int64_t>::max()), log, [](const auto&) {});
    });
}

std::string evidence_office::draw_code() { return ticket::write_public_code(random_); }

signed_text evidence_office::sign(domain::event_id event, std::string_view text) {
    // A key may be replaced between asking which one stands and signing: the signature itself tells.
    for (int tries = 3; tries > 0; --tries) {
        const auto signature = keys_.sign_for_event(event, ticket::bytes_of(text));
        for (const auto& key : keys_.event_keys(event)) {
            const auto open_part = ticket::public_key::from_hex(key.public_key);
            if (key.state == "active" && open_part && ticket::verifier(*open_part).verify(ticket::bytes_of(text), signature))
                return {std::string(signature.begin(), signature.end()), key.public_key};
        }
    }
    throw std::runtime_error("the event's signing key could not be told");
}

std::string evidence_office::public_key_pem(std::string_view public_key_hex) {
    // SubjectPublicKeyInfo of RFC 8410: a fixed beginning, then the 32 bytes; 44 bytes make 60 letters with one "=".
    const auto raw = ticket::from_hex("302a300506032b6570032100" + std::string(public_key_hex));
    KRUG_CHECK(raw && raw->size() == 44);
    auto letters = ticket::to_base64url(*raw);
    for (auto& letter : letters) letter = letter == '-' ? '+' : letter == '_' ? '/' : letter;
    return "-----BEGIN PUBLIC KEY-----\n" + letters + "=\n-----END PUBLIC KEY-----\n";
}

std::int64_t evidence_office::keep_pack(const domain::actor& by, domain::evidence_pack pack) {
    pack.made_at = clock_.now();
    pack.made_by = {by.kind == domain::actor_kind::staff || by.kind == domain::actor_kind::token ? by.id : 0};
    return database_.write([&](transaction& tx) {
        const auto number = store::insert_pack(tx, pack);
        record_audit(tx, by, "make_evidence", pack.event, number,
                     "records=" + std::to_string(pack.log_count) + " attended=" + std::to_string(pack.attended), pack.made_at);
        return number;
    });
}

std::vector<domain::evidence_pack> evidence_office::packs(domain::event_id event, int most) {
    return database_.read([&](transaction& tx) { return store::packs_of(tx, event, most); });
}

std::optional<pack_check> evidence_office::check(std::string_view code) {
    const std::string wanted(code);
    const std::lock_guard hold(memory_->checking);
    const auto now = clock_.steady_ms();
    auto& checks = memory_->checks;
    if (const auto known = checks.find(wanted); known != checks.end() && now - known->second.at_ms < checked_ms)
        return known->second.found;
    auto found = database_.read([&](transaction& tx) -> std::optional<pack_check> {
        auto pack = store::find_pack(tx, wanted);
        if (!pack) return std::nullopt;
        pack_check told;
        const auto now_is = tell_log(tx, pack->event, pack->log_count, [](std::string_view) {}, [](const auto&) {});
        told.since = store::count_scans_after(tx, pack->event, pack->log_last);
        const bool whole = now_is.count == pack->log_count && now_is.last_number == pack->log_last && now_is.sha256 == pack->log_hash;
        told.standing = !whole ? log_standing::different : told.since > 0 ? log_standing::grown : log_standing::same;
        told.pack = std::move(*pack);
        return told;
    });
    if (!found) return found; // guesses are not worth remembering
    if (checks.size() >= checks_kept)
        std::erase_if(checks, [&](const auto& known) { return now - known.second.at_ms >= checked_ms; });
    if (checks.size() < checks_kept) checks[wanted] = {found, now};
    return found;
}

} // namespace krug::service
