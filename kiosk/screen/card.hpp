// From a verdict to what the guest's screen may show of it, and how the device is doing, both as JSON for the page.
// The browser display and the desk use it.
#pragma once

#include "gate_protocol/verdict_line.hpp"
#include "screen/display.hpp"

#include <string>

namespace krug::screen {

/// True where the guest may read the reason in the hall: it says nothing about the guest's own standing.
bool reason_is_public(domain::verdict_reason reason);

/// ok, warn (already in), info (staff decide), bad.
const char* look_of(const domain::verdict& given);

/// {"look","sign","code","word":{ru,en},"name","table","session","note":{ru,en},"hint":{ru,en},"offline","repeated"}.
/// look: ok, warn, info, bad. A private reason, name and place never get into it: the guest is sent to the staff,
/// who find the reason behind their PIN under `code` ("E-50").
std::string card_of(const gate_protocol::verdict_line& line);

/// What belongs to the frame of the page and not to the device.
struct frame {
    bool leaving = false; ///< codes mean exits
    bool staff = false;   ///< there is a PIN, so that the staff corner opens
    bool camera = false;  ///< guests hold their code to a camera, not to a scanner
};

/// {"event","point","trouble":{ru,en,grave}|null,"offline","unsent","utc_offset_minutes","leaving","walk_ins","staff","camera"}:
/// what the page's frame says; `words`: what staff must know now.
std::string facts_of(const gatekeeper::gatekeeper& gate, const device_words& words, const frame& around);

/// What the guest reads to staff, who look it up behind their PIN.
std::string staff_code_of(domain::verdict_reason reason);

} // namespace krug::screen
