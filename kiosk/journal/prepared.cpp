#include "journal/prepared.hpp"

namespace krug::journal {
namespace {

std::string listed_where(const char* condition) {
    return std::string("SELECT code, generation, category, standing, scope, sessions, place, flags, name, seat "
                       "FROM roster WHERE epoch = :epoch AND ") +
           condition;
}

} // namespace

// The order of initialisation is that of the members: variables first, then the statements bound to them.
write_path_statements::write_path_statements(soci::session& sql)
    : listed_by_code((sql.prepare << listed_where("code = :code"), soci::use(epoch), soci::use(code),
                      soci::into(listed_code), soci::into(generation), soci::into(category), soci::into(standing),
                      soci::into(scope), soci::into(sessions), soci::into(place), soci::into(flags), soci::into(name),
                      soci::into(seat))),
      listed_by_short_code((sql.prepare << listed_where("short_code = :code AND short_code <> ''"), soci::use(epoch),
                            soci::use(code), soci::into(listed_code), soci::into(generation), soci::into(category),
                            soci::into(standing), soci::into(scope), soci::into(sessions), soci::into(place),
                            soci::into(flags), soci::into(name), soci::into(seat))),
      listed_by_number((sql.prepare << listed_where("number = :code AND number <> ''"), soci::use(epoch),
                        soci::use(code), soci::into(listed_code), soci::into(generation), soci::into(category),
                        soci::into(standing), soci::into(scope), soci::into(sessions), soci::into(place),
                        soci::into(flags), soci::into(name), soci::into(seat))),
      denied((sql.prepare << "SELECT min_generation, blocked FROM deny WHERE code = :code", soci::use(code),
              soci::into(min_generation), soci::into(blocked))),
      own_scans((sql.prepare << "SELECT s.id, s.point, s.leaving, s.at_ms, "
                                // Undone here or elsewhere; refers_to stands at byte 164 of a record.
                                "max(COALESCE(e.voided, 0), COALESCE(n.voided, 0), EXISTS (SELECT 1 FROM scans v WHERE v.code = s.code "
                                "AND v.kind = 5 AND substr(v.record, 329, 32) = s.id)), "
                                "EXISTS (SELECT 1 FROM hidden h WHERE h.id = s.id) FROM scans s "
                                "LEFT JOIN elsewhere e ON e.epoch = :epoch AND e.scan = s.id "
                                "LEFT JOIN neighbours n ON n.scan = s.id "
                                "WHERE s.code = :code AND s.kind IN (1, 3, 4, 7) ORDER BY s.seq",
                 soci::use(epoch), soci::use(code), soci::into(id), soci::into(point), soci::into(leaving),
                 soci::into(at_ms), soci::into(voided), soci::into(hidden))),
      // The server and the hub may both have told of one scan; an undo heard from either holds.
      other_scans((sql.prepare << "SELECT e.scan, e.device, e.point, e.leaving, e.at_ms, max(e.voided, COALESCE(n.voided, 0)) "
                                  "FROM elsewhere e LEFT JOIN neighbours n ON n.scan = e.scan "
                                  "WHERE e.epoch = :epoch AND e.code = :code "
                                  "AND e.scan NOT IN (SELECT id FROM scans WHERE scans.code = e.code) "
                                  "UNION ALL SELECT n.scan, n.device, n.point, n.leaving, n.at_ms, n.voided "
                                  "FROM neighbours n WHERE n.code = :code_again "
                                  "AND n.scan NOT IN (SELECT scan FROM elsewhere WHERE epoch = :epoch_again AND code = n.code) "
                                  "AND n.scan NOT IN (SELECT id FROM scans WHERE scans.code = n.code)",
                   soci::use(epoch), soci::use(code), soci::use(code), soci::use(epoch), soci::into(id),
                   soci::into(device), soci::into(point), soci::into(leaving), soci::into(at_ms), soci::into(voided))) {}

} // namespace krug::journal
