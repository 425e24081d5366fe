#include "store/people_condition.hpp"

namespace krug::store {

using text = std::string;

text people_condition(bound_values& bound, domain::event_id event, const domain::people_filter& filter) {
    text sql;
    if (filter.live) sql += " AND r.status IN ('confirmed', 'unconfirmed', 'pending', 'waitlisted')";
    if (filter.status) sql += " AND r.status = " + bound.place(text(domain::word_of(*filter.status)));
    if (filter.category) sql += " AND r.category = " + bound.place(filter.category->value);
    if (!filter.reads.empty()) sql += " AND r.language = " + bound.place(filter.reads);
    if (filter.session)
        sql += " AND EXISTS (SELECT 1 FROM registration_session c WHERE c.event_id = r.event_id AND c.registration_id = r.id "
               "AND c.session_id = " + bound.place(filter.session.value) + ")";
    if (filter.table && *filter.table == 0) sql += " AND r.tables = ''";
    else if (filter.table)
        sql += " AND EXISTS (SELECT 1 FROM table_place p WHERE p.event_id = r.event_id AND p.registration_id = r.id "
               "AND p.table_number = " + bound.place(*filter.table) + ")";
    if (filter.tag > 0)
        sql += " AND EXISTS (SELECT 1 FROM registration_tag t WHERE t.event_id = r.event_id AND t.registration_id = r.id "
               "AND t.tag_number = " + bound.place(filter.tag) + ")";
    if (filter.certified)
        sql += " AND EXISTS (SELECT 1 FROM certificate k WHERE k.event_id = r.event_id AND k.registration_id = r.id "
               "AND k.state = 'valid')";
    if (!filter.attended) return sql;
    // Scans are read once for the whole list, not for each row of it.
    const auto here = bound.place(event.value);
    sql += text(*filter.attended ? " AND r.id IN" : " AND r.id NOT IN") + " (SELECT s.registration_id FROM scan s WHERE s.event_id = " +
           here + " AND s.kind IN ('admit', 'override', 'walk_in') AND s.doubt <> 'quarantine' AND (s.registration_id, s.scan_id) "
           "NOT IN (SELECT v.registration_id, v.refers_to FROM scan v WHERE v.event_id = " + here +
           " AND v.kind = 'void' AND v.doubt <> 'quarantine'))";
    return sql;
}

text reachable_condition(bool news) {
    // An address that nobody has confirmed may be a stranger's: nothing but the question goes there.
    text sql = " AND r.email <> '' AND r.status NOT IN ('unconfirmed', 'expired')";
    if (news)
        sql += " AND EXISTS (SELECT 1 FROM consent n WHERE n.event_id = r.event_id AND n.registration_id = r.id "
               "AND n.document = 'news' AND n.withdrawn_at = 0)";
    return sql;
}

} // namespace krug::store
