#include "service/key_office.hpp"

#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "store/database.hpp"
#include "store/key_store.hpp"
#include "store/transaction.hpp"
#include "ticket/masked_number.hpp"
#include "ticket/sealed.hpp"
#include "ticket/ticket.hpp"

#include <algorithm>
#include <stdexcept>

namespace krug::service {

namespace {

ticket::key32 key32_of(const master_key& raw) {
    ticket::key32 key;
    std::transform(raw.begin(), raw.end(), key.begin(), [](std::byte each) { return std::to_integer<std::uint8_t>(each); });
    return key;
}

std::string key_place(domain::event_id event, std::string_view key_id) {
    return "event-key " + std::to_string(event.value) + " " + std::string(key_id);
}

std::string need_place(domain::event_id event, domain::registration_id number) {
    return "need " + std::to_string(event.value) + " " + std::to_string(number.value);
}

std::uint32_t low32(std::int64_t value) { return static_cast<std::uint32_t>(value); }

domain::key_standing standing_of(std::string_view state) {
    using enum domain::key_standing;
    if (state == "active") return active;
    if (state == "retired") return retired;
    if (state == "roster_only") return roster_only;
    return dead;
}

// A command beside the service may change the keys: what was read is believed for so long.
constexpr std::int64_t opened_ms = 2'000;

constexpr std::size_t pointer_bytes = 8;
constexpr std::size_t secret_bytes = 32;

struct no_active_key : std::runtime_error {
    no_active_key() : std::runtime_error("the event has no active signing key") {}
};

} // namespace

/// An event's active key, unsealed once and kept: signing must not wait for the database.
struct key_office::opened_event {
    struct known_key {
        ticket::verifier verifier;
        domain::key_standing standing;
    };
    ticket::signing_key active;
    std::vector<known_key> known;
    std::int64_t read_at_ms = 0;
};

struct key_office::masks {
    explicit masks(const ticket::key32& master)
        : tickets(ticket::derive_key(master, "krug-ticket-number/1")),
          attendees(ticket::derive_key(master, "krug-attendee-number/1")),
          rows(ticket::derive_key(master, "krug-manage-pointer/1")),
          manage(ticket::derive_key(master, "krug-manage-secret/1")) {}

    ticket::ticket_number tickets;
    ticket::attendee_number attendees;
    ticket::ticket_number rows;
    ticket::key32 manage;
};

key_office::key_office(store::database& database, ground::clock& clock, ground::randomness& random,
                       const master_key& master)
    : database_(database), clock_(clock), random_(random), master_(master),
      masks_(std::make_unique<masks>(key32_of(master))) {}
key_office::~key_office() = default;

void key_office::create_event_key(store::transaction& tx, domain::event_id event, ground::utc_seconds now,
                                  const std::array<std::byte, 32>& seed) {
    const ticket::signing_key key(key32_of(seed));
    const auto id = ticket::to_hex(key.id());
    // The nonce of the seal may be drawn again when the transaction is repeated; that harms nothing.
    const auto sealed = ticket::seal(key32_of(master_), key.seed(), key_place(event, id), random_);
    store::insert_key(tx, event, {id, key.open_part().hex(), sealed, "active"}, now);
}

std::vector<public_key_row> key_office::event_keys(domain::event_id event) {
    std::vector<public_key_row> keys;
    for (const auto& row : database_.read([&](store::transaction& tx) { return store::keys_of(tx, event); }))
        keys.push_back({row.key_id, row.public_key, row.state});
    // Whoever asks for the keys as they are finds them so from now on.
    const std::lock_guard hold(mutex_);
    opened_.erase(event.value);
    return keys;
}

std::shared_ptr<key_office::opened_event> key_office::open_event(domain::event_id event) {
    {
        const std::lock_guard hold(mutex_);
        const auto found = opened_.find(event.value);
        if (found != opened_.end() && clock_.steady_ms() - found->second->read_at_ms < opened_ms) return found->second;
    }
    const auto read_at_ms = clock_.steady_ms();
    const auto rows = database_.read([&](store::transaction& tx) { return store::keys_of(tx, event); });
    const auto active = std::find_if(rows.rbegin(), rows.rend(), [](const auto& row) { return row.state == "active"; });
    if (active == rows.rend()) throw no_active_key();
    const auto seed = ticket::open(key32_of(master_), active->sealed_private, key_place(event, active->key_id));
    KRUG_CHECK(seed.size() == 32);
    ticket::key32 raw;
    std::copy(seed.begin(), seed.end(), raw.begin());
    auto opened = std::make_shared<opened_event>(opened_event{ticket::signing_key(raw), {}, read_at_ms});
    for (const auto& row : rows) {
        const auto open_part = ticket::public_key::from_hex(row.public_key);
        KRUG_CHECK(open_part.has_value());
        opened->known.push_back({ticket::verifier(*open_part), standing_of(row.state)});
    }
    const std::lock_guard hold(mutex_);
    return opened_.insert_or_assign(event.value, std::move(opened)).first->second;
}

std::string key_office::ticket_text(const domain::registration& whose) {
    KRUG_CHECK(whose.ticket.issued_at > 0);
    ticket::ticket_facts facts;
    facts.id = ticket_id_of(whose.event, whose.id, whose.ticket.salt);
    facts.generation = whose.ticket.generation;
    facts.category = whose.category;
    facts.flags = static_cast<std::uint8_t>(whose.ticket.flags);
    facts.event = whose.event;
    facts.not_before = low32(whose.ticket.not_before);
    facts.not_after = low32(whose.ticket.not_after);
    facts.issued_at = low32(whose.ticket.issued_at);
    return ticket::write_ticket(facts, open_event(whose.event)->active);
}

key_office::belief key_office::judge(const ticket::parsed_ticket& ticket) {
    std::shared_ptr<opened_event> opened;
    try {
        opened = open_event(ticket.facts.event);
    } catch (const no_active_key&) {
        return {}; // an event that is not ours
    }
    for (const auto& key : opened->known)
        if (key.verifier.id() == ticket.facts.key_id)
            return {key.standing, key.verifier.key() == opened->active.open_part()
                                      ? ticket::is_ticket_of(ticket, opened->active)
                                      : ticket::verify_ticket(ticket, key.verifier)};
    return {};
}

domain::ticket_id key_office::ticket_id_of(domain::event_id event, domain::registration_id number,
                                           std::uint32_t salt) const {
    // The event goes into the salt's half, so that equal numbers of two events are unlike.
    return masks_->tickets.mask({salt ^ low32(event.value), low32(number.value)});
}

key_office::ticket_pointer key_office::find_by_ticket_id(domain::event_id event, domain::ticket_id id) const {
    if (!id) return {};
    const auto plain = masks_->tickets.unmask(id);
    return {{static_cast<std::int64_t>(plain.low)}, plain.high ^ low32(event.value)};
}

std::string key_office::attendee_number(domain::event_id event, domain::registration_id number) const {
    return masks_->attendees.write(event, low32(number.value));
}

std::optional<domain::registration_id> key_office::find_by_attendee_number(domain::event_id event,
                                                                           std::string_view digits) const {
    const auto number = masks_->attendees.parse(event, digits);
    if (!number || *number == 0) return std::nullopt;
    return domain::registration_id{static_cast<std::int64_t>(*number)};
}

namespace {
std::array<std::uint8_t, secret_bytes> secret_of(const ticket::key32& key, domain::event_id event,
                                                 domain::registration_id number, std::string_view salt) {
    const auto what = std::to_string(event.value) + "/" + std::to_string(number.value) + "/" + std::string(salt);
    return ticket::hmac_sha256(key, ticket::bytes_of(what));
}
} // namespace

std::string key_office::manage_secret(domain::event_id event, domain::registration_id number,
                                      std::string_view salt) const {
    const auto masked = static_cast<std::uint64_t>(masks_->rows.mask({low32(event.value), low32(number.value)}).value);
    ticket::bytes raw;
    for (int shift = 56; shift >= 0; shift -= 8) raw.push_back(static_cast<std::uint8_t>(masked >> shift));
    const auto secret = secret_of(masks_->manage, event, number, salt);
    raw.insert(raw.end(), secret.begin(), secret.end());
    return ticket::to_base64url(raw);
}

std::optional<key_office::row_pointer> key_office::read_manage_secret(std::string_view text) const {
    if (text.size() != 54) return std::nullopt; // 40 bytes as base64url
    const auto raw = ticket::from_base64url(text);
    if (!raw || raw->size() != pointer_bytes + secret_bytes) return std::nullopt;
    std::uint64_t masked = 0;
    for (std::size_t at = 0; at < pointer_bytes; ++at) masked = masked << 8 | (*raw)[at];
    if (masked == 0) return std::nullopt;
    const auto plain = masks_->rows.unmask({static_cast<std::int64_t>(masked)});
    if (plain.high == 0 || plain.low == 0) return std::nullopt;
    return row_pointer{{static_cast<std::int64_t>(plain.high)}, {static_cast<std::int64_t>(plain.low)}};
}

bool key_office::is_manage_secret(std::string_view text, const row_pointer& row, std::string_view salt) const {
    return ticket::same_text(text, manage_secret(row.event, row.registration, salt));
}

std::string key_office::seal_needs(domain::event_id event, domain::registration_id number,
                                   const std::vector<std::string>& codes) const {
    std::string joined;
    for (const auto& code : codes) joined += code + "\n";
    return ticket::seal(key32_of(derive("krug-needs/1 " + std::to_string(event.value))), ticket::bytes_of(joined),
                        need_place(event, number), random_);
}

std::vector<std::string> key_office::open_needs(domain::event_id event, domain::registration_id number,
                                                std::string_view sealed) const {
    const auto raw = ticket::open(key32_of(derive("krug-needs/1 " + std::to_string(event.value))), sealed,
                                  need_place(event, number));
    std::vector<std::string> codes;
    std::string code;
    for (const auto each : raw) {
        if (each != '\n') {
            code.push_back(static_cast<char>(each));
        } else {
            codes.push_back(std::exchange(code, {}));
        }
    }
    return codes;
}

std::array<std::uint8_t, 64> key_office::sign_for_event(domain::event_id event, std::span<const std::uint8_t> bytes) {
    return open_event(event)->active.sign(bytes);
}

std::array<std::uint8_t, 4> key_office::active_key_id(domain::event_id event) { return open_event(event)->active.id(); }

std::array<std::uint8_t, 64> key_office::sign_as_root(std::span<const std::uint8_t> bytes) const {
    return root_key().sign(bytes);
}

std::array<std::uint8_t, 32> key_office::root_public_key() const {
    const auto key = root_key();
    std::array<std::uint8_t, 32> raw;
    std::copy(key.open_part().raw().begin(), key.open_part().raw().end(), raw.begin());
    return raw;
}

ticket::signing_key key_office::root_key() const {
    // The organiser's root key follows from the master key: whoever keeps the one keeps the other.
    return ticket::signing_key(ticket::derive_key(key32_of(master_), "krug-root-key/1"));
}

master_key key_office::derive(std::string_view purpose) const {
    const auto raw = ticket::derive_key(key32_of(master_), purpose);
    master_key derived;
    std::transform(raw.begin(), raw.end(), derived.begin(), [](std::uint8_t each) { return std::byte{each}; });
    return derived;
}

} // namespace krug::service
