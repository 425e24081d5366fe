// What the kiosks of a hall tell each other, as the hub and as its neighbours keep it.
#include "journal/journal.hpp"

#include "journal/journal_state.hpp"

#include "ground/check.hpp"

#include <algorithm>

namespace krug::journal {
namespace {

using gate_protocol::admission_elsewhere;

template <std::size_t Bytes> std::array<std::uint8_t, Bytes> bytes_of_hex(const std::string& hex) {
    std::array<std::uint8_t, Bytes> out{};
    const auto raw = ticket::from_hex(hex);
    KRUG_CHECK(raw && raw->size() == Bytes);
    std::copy(raw->begin(), raw->end(), out.begin());
    return out;
}

/// A void gets a place at the end again, so that whoever has heard the admission hears of it too.
void keep(soci::session& sql, std::span<const admission_elsewhere> told) {
    std::string scan, code;
    long long device = 0, point = 0, at = 0;
    int leaving = 0, voided = 0;
    soci::statement put = (sql.prepare << "INSERT INTO neighbours (scan, n, code, device, point, leaving, at_ms, voided) "
                                          "VALUES (:s, (SELECT COALESCE(max(n), 0) + 1 FROM neighbours), :c, :d, :p, :l, :a, "
                                          ":v) ON CONFLICT (scan) DO UPDATE SET voided = 1, n = excluded.n "
                                          "WHERE excluded.voided > neighbours.voided",
                           soci::use(scan), soci::use(code), soci::use(device), soci::use(point), soci::use(leaving),
                           soci::use(at), soci::use(voided));
    for (const auto& each : told) {
        scan = ticket::to_hex(each.scan);
        code = each.code;
        device = each.device.value;
        point = each.point.value;
        leaving = each.direction == domain::passage::out ? 1 : 0;
        at = each.at_ms;
        voided = each.voided ? 1 : 0;
        put.execute(true);
    }
}

gate_protocol::hub_place read_place(soci::session& sql, const std::string& name) {
    long long life = 0, neighbours = 0, own = 0;
    sql << "SELECT life, neighbours, own FROM hub_place WHERE name = :n", soci::use(name), soci::into(life),
        soci::into(neighbours), soci::into(own);
    return sql.got_data() ? gate_protocol::hub_place{life, neighbours, own} : gate_protocol::hub_place{};
}

void write_place(soci::session& sql, const std::string& name, const gate_protocol::hub_place& place) {
    const long long life = place.life, neighbours = place.neighbours, own = place.own;
    sql << "INSERT OR REPLACE INTO hub_place (name, life, neighbours, own) VALUES (:n, :l, :b, :o)", soci::use(name),
        soci::use(life), soci::use(neighbours), soci::use(own);
}

constexpr const char* heard_name = "heard";
constexpr const char* own_life = "own";

} // namespace

std::optional<paired_device> journal::paired(domain::device_id device) {
    return state_->guarded("read neighbour", [&]() -> std::optional<paired_device> {
        std::string key, hash;
        long long incarnation = 0, seq = 0;
        int set_aside = 0;
        const long long wanted = device.value;
        *state_->sql << "SELECT key, incarnation, seq, hash, set_aside FROM paired WHERE device = :d", soci::use(wanted),
            soci::into(key), soci::into(incarnation), soci::into(seq), soci::into(hash), soci::into(set_aside);
        if (!state_->sql->got_data()) return std::nullopt;
        paired_device found;
        found.device = device;
        found.key = bytes_of_hex<32>(key);
        found.last.incarnation = static_cast<std::uint32_t>(incarnation);
        found.last.seq = found.last.last_seq = seq;
        found.last.hash = bytes_of_hex<32>(hash);
        found.set_aside = set_aside != 0;
        return found;
    });
}

void journal::pair(const paired_device& neighbour) {
    state_->guarded("pair", [&] {
        const long long device = neighbour.device.value;
        const auto key = ticket::to_hex(neighbour.key);
        const auto nothing = ticket::to_hex(domain::digest{});
        *state_->sql << "INSERT OR REPLACE INTO paired (device, key, incarnation, seq, hash, set_aside) "
                        "VALUES (:d, :k, 0, 0, :h, 0)",
            soci::use(device), soci::use(key), soci::use(nothing);
    });
}

void journal::keep_told(const paired_device& neighbour, std::span<const admission_elsewhere> told) {
    state_->guarded("keep told", [&] {
        soci::transaction whole(*state_->sql);
        keep(*state_->sql, told);
        const long long incarnation = neighbour.last.incarnation, seq = neighbour.last.last_seq;
        const long long device = neighbour.device.value;
        const auto hash = ticket::to_hex(neighbour.last.hash);
        const int set_aside = neighbour.set_aside ? 1 : 0;
        *state_->sql << "UPDATE paired SET incarnation = :i, seq = :s, hash = :h, set_aside = :a WHERE device = :d",
            soci::use(incarnation), soci::use(seq), soci::use(hash), soci::use(set_aside), soci::use(device);
        whole.commit();
    });
}

told_stretch journal::told_after(const gate_protocol::hub_place& asked, std::size_t limit) {
    return state_->guarded("read told", [&] {
        told_stretch stretch;
        stretch.reached.life = read_place(*state_->sql, own_life).life;
        if (stretch.reached.life == 0) {
            stretch.reached.life = static_cast<std::int64_t>(state_->random.next_u64() >> 2 | 1);
            write_place(*state_->sql, own_life, {stretch.reached.life, 0, 0});
        }
        // Whoever heard another life of this hub begins anew: the same again is harmless.
        const auto heard = asked.life == stretch.reached.life ? asked : gate_protocol::hub_place{stretch.reached.life, 0, 0};
        stretch.reached = heard;

        std::string scan, code;
        long long n = 0, device = 0, point = 0, at = 0;
        int leaving = 0, voided = 0;
        const long long from = heard.neighbours, most = static_cast<long long>(limit);
        soci::statement rows = (state_->sql->prepare << "SELECT n, scan, code, device, point, leaving, at_ms, voided "
                                                        "FROM neighbours WHERE n > :n ORDER BY n LIMIT :l",
                                soci::use(from), soci::use(most), soci::into(n), soci::into(scan), soci::into(code),
                                soci::into(device), soci::into(point), soci::into(leaving), soci::into(at),
                                soci::into(voided));
        rows.execute();
        while (rows.fetch()) {
            stretch.items.push_back({code, bytes_of_hex<16>(scan), {device}, {point},
                                     leaving != 0 ? domain::passage::out : domain::passage::in, at, voided != 0});
            stretch.reached.neighbours = n;
        }
        const auto left = limit - stretch.items.size();
        const auto own = records_after(heard.own, left);
        for (const auto& record : own) {
            const auto what = *domain::decode_scan(record);
            stretch.reached.own = what.kind == domain::scan_kind::loss ? what.refers_seq : what.seq;
            if (const auto told = passage_of(what)) stretch.items.push_back(*told);
        }
        stretch.more = left == 0 || own.size() == left;
        return stretch;
    });
}

void journal::keep_heard(std::span<const admission_elsewhere> told, const gate_protocol::hub_place& reached) {
    state_->guarded("keep heard", [&] {
        soci::transaction whole(*state_->sql);
        keep(*state_->sql, told);
        write_place(*state_->sql, heard_name, reached);
        whole.commit();
    });
}

gate_protocol::hub_place journal::heard() {
    return state_->guarded("read heard", [&] { return read_place(*state_->sql, heard_name); });
}

std::optional<admission_elsewhere> passage_of(const domain::scan& what) {
    const bool undo = what.kind == domain::scan_kind::voided;
    if (!what.code_known || (!domain::lets_in(what.kind) && what.kind != domain::scan_kind::exit && !undo))
        return std::nullopt;
    admission_elsewhere told;
    told.code = ticket::to_hex(ticket::byte_view(what.code).first(16));
    told.scan = undo ? what.refers_to : what.id;
    told.device = what.device;
    told.point = what.point;
    told.direction = what.direction;
    told.at_ms = what.corrected_ms();
    told.voided = undo;
    return told;
}

} // namespace krug::journal
