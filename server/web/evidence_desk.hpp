// The offices that evidence hangs on, together: the log and packs, certificates, paper sheets.
// Whoever makes web::offices makes one and sets it as `evidence`; the pages of evidence reach it by desk_of.
#pragma once

#include "service/certificate_office.hpp"
#include "service/evidence_office.hpp"
#include "service/sheet_office.hpp"
#include "web/call.hpp"

namespace krug::web {

struct evidence_desk : service::evidence_office {
    evidence_desk(store::database& database, ground::clock& clock, ground::randomness& random, service::key_office& keys,
                  service::zone_offset offset)
        : evidence_office(database, clock, random, keys), certificates(database, clock, random, keys),
          sheets(database, clock, keys, std::move(offset)) {}

    service::certificate_office certificates;
    service::sheet_office sheets;
};

/// `offices::evidence` is always a desk.
inline evidence_desk& desk_of(const offices& on) { return static_cast<evidence_desk&>(*on.evidence); }
inline evidence_desk& desk_of(const call& asked) { return desk_of(asked.on); }

} // namespace krug::web
