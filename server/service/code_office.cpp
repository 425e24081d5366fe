#include "service/code_office.hpp"

#include "domain/utf8.hpp"
#include "gate_protocol/code_reader.hpp"
#include "ground/clock.hpp"
#include "service/key_office.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/feed_store.hpp"
#include "store/listed_code_store.hpp"
#include "store/registration_store.hpp"
#include "ticket/digest.hpp"
#include "ticket/short_code.hpp"

#include <algorithm>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr int given_at_once = 500; // one transaction, short enough for a door to wait for

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

/// 1,00084E+12: a spreadsheet has kept the beginning of the number and thrown the rest away.
bool is_rounded_number(std::string_view text) {
    const auto e = text.find_first_of("eE");
    if (e == std::string_view::npos || e == 0 || e + 2 >= text.size() || text[e + 1] != '+') return false;
    const auto only = [](std::string_view part, std::string_view allowed) {
        return part.find_first_not_of(allowed) == std::string_view::npos;
    };
    return only(text.substr(0, e), "0123456789.,") && only(text.substr(e + 2), "0123456789");
}

/// Leaves devices a note that this registration's row is another now.
void tell(transaction& tx, store::locked_event& locked, domain::registration_id whose) {
    const store::feed_note note{"roster", whose.value};
    store::insert_feed(tx, locked.rules.id, ++locked.last_feed, std::span(&note, 1));
}

struct undone { // thrown to take everything back
    domain::refusal why;
};

} // namespace

std::optional<std::string_view> fault_of_outside_code(std::string_view text) {
    const auto code = trimmed(text);
    if (code.empty()) return std::nullopt;
    const bool control = std::any_of(code.begin(), code.end(), [](char each) { return static_cast<unsigned char>(each) < 0x20 || each == 0x7f; });
    if (control || !domain::is_utf8(code) || is_rounded_number(code)) return "malformed";
    // What the door reads as something of ours would never reach the list, or reach another guest.
    const auto read = gate_protocol::understand(code, domain::event_id{1});
    if (read.reading != domain::code_reading::listed || read.by != gate_protocol::lookup::short_code ||
        ticket::is_short_code(code))
        return "our_form";
    if (code.size() > outside_code_bytes_max) return "too_long";
    return std::nullopt;
}

std::string timepad_barcode(std::string_view code) {
    const auto digits = trimmed(code);
    if (digits.size() != 8 || digits.find_first_not_of("0123456789") != std::string::npos) return {};
    std::string barcode = "1000" + digits;
    int sum = 0; // EAN-13: digits at even places count three times
    for (std::size_t at = 0; at < barcode.size(); ++at) sum += (barcode[at] - '0') * (at % 2 == 0 ? 1 : 3);
    return barcode + static_cast<char>('0' + (10 - sum % 10) % 10);
}

code_office::code_office(store::database& database, ground::clock& clock, const key_office& keys)
    : database_(database), clock_(clock), keys_(keys), derived_(keys.derive("krug-short-code/1")) {}

domain::result<std::int64_t> code_office::give_codes(const domain::actor& by, domain::event_id event,
                                                     std::span<const outside_code> codes) {
    const auto refuse = [](domain::registration_id at, std::string_view code) {
        return domain::refusal{refusal_code::invalid, at.value, {{"code", std::string(code), 0}}};
    };
    const auto now = clock_.now();
    try {
        return database_.write([&](transaction& tx) -> std::int64_t {
            auto locked = store::lock_event(tx, event);
            if (!locked) throw undone{{refusal_code::not_found, 0, {}}};
            std::vector<store::listed_code> fresh;
            for (const auto& [whose, text] : codes) {
                const auto code = trimmed(text);
                if (code.empty()) continue;
                if (const auto fault = fault_of_outside_code(code)) throw undone{refuse(whose, *fault)};
                if (!store::find_registration(tx, event, whose)) throw undone{{refusal_code::not_found, whose.value, {}}};
                const auto before = store::listed_code_of(tx, event, whose);
                auto hash = ticket::code_hash(code);
                if (before && before->generation == 0 && before->hash == hash) continue;
                fresh.push_back({std::move(hash), whose, 0});
            }
            // All former ones first: two guests may have changed codes with each other.
            for (const auto& code : fresh) store::forget_listed_code(tx, event, code.registration);
            for (const auto& code : fresh) {
                if (store::find_listed_code(tx, event, code.hash) || store::listed_code_of(tx, event, code.registration))
                    throw undone{refuse(code.registration, "duplicate")};
                store::insert_listed_code(tx, event, code);
                tell(tx, *locked, code.registration);
            }
            store::save_numbers(tx, *locked);
            if (!fresh.empty()) record_audit(tx, by, "give_codes", event, 0, std::to_string(fresh.size()), now);
            return static_cast<std::int64_t>(fresh.size());
        });
    } catch (const undone& stopped) {
        return stopped.why;
    }
}

domain::result<void> code_office::want_short_codes(const domain::actor& by, domain::event_id event, bool wanted) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return domain::refusal{refusal_code::not_found, 0, {}};
        if (store::short_codes_wanted(tx, event) == wanted) return {};
        store::save_short_codes_wanted(tx, event, wanted);
        record_audit(tx, by, "want_short_codes", event, 0, wanted ? "yes" : "no", now);
        return {};
    });
}

std::int64_t code_office::give_short_codes() {
    std::int64_t given = 0;
    for (const auto event : database_.read([](transaction& tx) { return store::events_with_short_codes(tx); }))
        for (std::int64_t some = given_at_once; some == given_at_once;) {
            // Looked at without the event's lock first: most minutes there is nothing to do.
            if (database_.read([&](transaction& tx) { return store::without_short_code(tx, event, 1); }).empty()) break;
            some = database_.write([&](transaction& tx) -> std::int64_t {
                auto locked = store::lock_event(tx, event);
                if (!locked) return 0;
                const auto without = store::without_short_code(tx, event, given_at_once);
                for (const auto& [whose, salt, generation] : without) {
                    store::forget_listed_code(tx, event, whose);
                    store::insert_listed_code(tx, event, {ticket::code_hash(text_for(event, whose, salt, generation)), whose, generation});
                    tell(tx, *locked, whose);
                }
                store::save_numbers(tx, *locked);
                return static_cast<std::int64_t>(without.size());
            });
            given += some;
        }
    return given;
}

std::vector<code_office::short_code> code_office::short_codes(domain::event_id event) {
    std::vector<short_code> codes;
    for (const auto& [whose, salt, generation] : database_.read([&](transaction& tx) { return store::with_short_code(tx, event); }))
        codes.push_back({whose, keys_.attendee_number(event, whose), text_for(event, whose, salt, generation)});
    return codes;
}

std::string code_office::text_for(domain::event_id event, domain::registration_id whose, std::uint32_t salt,
                                  std::uint16_t generation) const {
    const auto subject = std::to_string(event.value) + ' ' + std::to_string(whose.value) + ' ' + std::to_string(salt) + ' ' +
                         std::to_string(generation);
    const auto* key = reinterpret_cast<const std::uint8_t*>(derived_.data());
    return ticket::short_code_from(ticket::hmac_sha256({key, derived_.size()}, ticket::bytes_of(subject)));
}

std::string listed_hash_of(transaction& tx, domain::event_id event, domain::registration_id whose, std::uint16_t generation) {
    const auto code = store::listed_code_of(tx, event, whose);
    if (!code || (code->generation > 0 && code->generation != generation)) return {};
    return code->hash;
}

} // namespace krug::service
