#include "gate_protocol/row_members.hpp"

#include "gate_protocol/sync.hpp"

#include <algorithm>

namespace krug::gate_protocol {
namespace json = boost::json;
namespace {

domain::scan_record read_row(const json::value& value) {
    if (!value.is_string()) throw malformed{"rows"};
    const auto raw = ticket::from_base64url(std::string_view(value.get_string()));
    if (!raw || raw->size() != domain::scan_record_size || !domain::decode_scan(*raw)) throw malformed{"rows"};
    domain::scan_record record;
    std::copy(raw->begin(), raw->end(), record.begin());
    return record;
}

/// A batch is one stretch of one device's chain; a loss row stands for several places in it.
void check_order(const std::vector<domain::scan_record>& rows) {
    std::optional<domain::scan> last;
    for (const auto& record : rows) {
        auto row = *domain::decode_scan(record);
        if (last) {
            const auto end = last->kind == domain::scan_kind::loss ? last->refers_seq : last->seq;
            if (row.device != last->device || end == INT64_MAX || row.seq != end + 1) throw malformed{"rows"};
        }
        last = std::move(row);
    }
}

} // namespace

void check_version(members& in) {
    if (in.number("version", 0, INT64_MAX) != protocol_version)
        throw malformed{"version", domain::refusal_code::version_mismatch};
}

std::vector<domain::scan_record> read_rows(members& in) {
    std::vector<domain::scan_record> rows;
    for (const auto& row : in.list("rows", sync_rows_max)) rows.push_back(read_row(row));
    check_order(rows);
    return rows;
}

json::array rows_value(const std::vector<domain::scan_record>& rows) {
    json::array values;
    for (const auto& record : rows) values.push_back(bytes_value(record));
    return values;
}

} // namespace krug::gate_protocol
