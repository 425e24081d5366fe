#include "sync/round.hpp"

#include "ground/check.hpp"

#include <algorithm>

namespace krug::sync {
namespace {

using gate_protocol::feed_item;
using gate_protocol::key_set;

struct read_items {
    std::vector<feed_item> items;
    key_set keys; ///< the newest that is signed
};

std::variant<read_items, answer_fault> read_page(const known_server& known, const std::vector<std::string>& texts) {
    read_items page;
    page.keys = known.keys;
    for (const auto& text : texts) {
        auto item = gate_protocol::decode_item(text);
        if (!item) return answer_fault::item_malformed;
        if (const auto* keys = std::get_if<key_set>(&*item)) {
            if (keys->event != known.event || !signed_by_root(*keys, known.root_key))
                return answer_fault::keys_not_signed;
            if (keys->version > page.keys.version) page.keys = *keys;
        }
        if (const auto* rules = std::get_if<gate_protocol::rules>(&*item))
            if (rules->event.event != known.event) return answer_fault::wrong_event;
        page.items.push_back(*std::move(item));
    }
    return page;
}

bool head_is_signed(const gate_protocol::feed_head& head, const key_set& keys) {
    for (const auto& listed : keys.keys) {
        if (listed.standing != domain::key_standing::active && listed.standing != domain::key_standing::retired)
            continue;
        const auto key = ticket::public_key::from(listed.key);
        if (!key || ticket::key_id_of(*key) != head.key) continue;
        if (ticket::verifier(*key).verify(gate_protocol::signed_part(head), head.signature)) return true;
    }
    return false;
}

/// Where the page begins, with the chain hash there; nothing if it is no place this device may be led to.
std::optional<gatekeeper::feed_place> beginning(const known_server& known, const gate_protocol::sync_request& sent,
                                                const domain::feed_cursor& from) {
    const auto& progress = known.progress;
    if (from == sent.cursor && from.n > 0) return gatekeeper::place_at(progress, from);
    // An epoch begins at 0, and only a newer one than what is already worked by may begin at all.
    const bool newer = from.epoch > progress.applied.at.epoch;
    const bool empty_so_far = from.epoch == progress.applied.at.epoch && progress.applied.at.n == 0;
    if (from.n == 0 && from.epoch > 0 && from.epoch >= sent.cursor.epoch && (newer || empty_so_far))
        return gatekeeper::feed_place{from, {}};
    return std::nullopt;
}

using page_or_fault = std::variant<gatekeeper::round_effects::page, answer_fault>;

page_or_fault judge_feed(const known_server& known, const gate_protocol::sync_request& sent,
                         const gate_protocol::sync_response& got) {
    if (!got.head) return answer_fault::head_missing;
    const auto& head = *got.head;
    if (head.event != known.event) return answer_fault::wrong_event;
    const auto start = beginning(known, sent, got.from);
    if (!start) return answer_fault::feed_went_back;
    auto read = read_page(known, got.items);
    if (const auto* fault = std::get_if<answer_fault>(&read)) return *fault;
    auto& page = std::get<read_items>(read);

    auto chain = start->chain;
    for (const auto& text : got.items) chain = gate_protocol::chain_after(chain, text);
    const domain::feed_cursor reached{got.from.epoch, got.from.n + static_cast<std::int64_t>(got.items.size())};
    if (head.at != reached || head.chain != chain) return answer_fault::chain_broken;
    if (!head_is_signed(head, page.keys)) return answer_fault::head_not_signed;

    gatekeeper::round_effects::page effect;
    effect.items = std::move(page.items);
    effect.reached = {reached, chain};
    effect.time = head.time;
    effect.staging = got.from.epoch != known.progress.applied.at.epoch;
    effect.begins = got.from.n == 0;
    effect.complete = !got.more;
    return effect;
}

} // namespace

std::optional<domain::digest> chain_read(const gatekeeper::feed_progress& progress, const domain::feed_cursor& cursor,
                                         const gate_protocol::abilities& server_takes) {
    if (!server_takes.feed_chain || cursor.n == 0) return std::nullopt;
    const auto place = gatekeeper::place_at(progress, cursor);
    return place ? std::optional(place->chain) : std::nullopt;
}

bool signed_by_root(const key_set& keys, const domain::digest& root_key) {
    const auto root = ticket::public_key::from(root_key);
    return root && ticket::verifier(*root).verify(gate_protocol::signed_part(keys), keys.signature);
}

std::variant<gatekeeper::round_effects, answer_fault>
judge_answer(const known_server& known, const gate_protocol::sync_request& sent,
             const gate_protocol::sync_response& got, const gatekeeper::device_clocks& before,
             const gatekeeper::device_clocks& after) {
    gatekeeper::round_effects effects;
    effects.ack_seq = got.ack_seq;
    effects.asked_at_seq = sent.head_seq;
    if (!sent.rows.empty()) {
        const auto last = domain::decode_scan(sent.rows.back());
        KRUG_CHECK(last);
        effects.sent_seq = last->kind == domain::scan_kind::loss ? last->refers_seq : last->seq;
    }
    effects.standing = got.standing;
    if (got.standing != gate_protocol::device_standing::active) return effects;
    auto feed = judge_feed(known, sent, got);
    if (const auto* fault = std::get_if<answer_fault>(&feed)) return *fault;
    effects.feed = std::get<gatekeeper::round_effects::page>(std::move(feed));
    effects.terms = got.terms;
    effects.clock = gatekeeper::measure_clock(before, after, got.server_time_ms);
    return effects;
}

const char* word_of(answer_fault fault) {
    switch (fault) {
    case answer_fault::wrong_event: return "wrong_event";
    case answer_fault::head_missing: return "head_missing";
    case answer_fault::feed_went_back: return "feed_went_back";
    case answer_fault::item_malformed: return "item_malformed";
    case answer_fault::keys_not_signed: return "keys_not_signed";
    case answer_fault::chain_broken: return "chain_broken";
    case answer_fault::head_not_signed: return "head_not_signed";
    }
    KRUG_CHECK(!"a fault outside its enumeration");
    return "";
}

} // namespace krug::sync
