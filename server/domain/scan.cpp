#include "domain/scan.hpp"

#include "ground/check.hpp"

#include <algorithm>

namespace krug::domain {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::uint8_t flag_out = 1;
constexpr std::uint8_t flag_offline = 2;
constexpr std::uint8_t flag_late = 4;
constexpr std::uint8_t flag_code_known = 8;
constexpr std::uint8_t flags_known = 15;

class writer {
public:
    explicit writer(scan_record& out) : out_(out) {}
    template <std::size_t Bytes> void number(std::uint64_t value) {
        for (std::size_t at = Bytes; at-- > 0;) out_[at_++] = static_cast<std::uint8_t>(value >> (8 * at));
    }
    template <std::size_t Bytes> void signed_number(std::int64_t value) {
        number<Bytes>(static_cast<std::uint64_t>(value));
    }
    template <std::size_t Bytes> void raw(const std::array<std::uint8_t, Bytes>& bytes) {
        std::copy(bytes.begin(), bytes.end(), out_.begin() + static_cast<std::ptrdiff_t>(at_));
        at_ += Bytes;
    }
    std::size_t written() const { return at_; }

private:
    scan_record& out_;
    std::size_t at_ = 0;
};

class reader {
public:
    explicit reader(std::span<const std::uint8_t> in) : in_(in) {}
    template <std::size_t Bytes> std::int64_t number() {
        std::uint64_t value = 0;
        for (std::size_t at = 0; at < Bytes; ++at) value = value << 8 | in_[at_++];
        return static_cast<std::int64_t>(value);
    }
    template <std::size_t Bytes> void raw(std::array<std::uint8_t, Bytes>& out) {
        std::copy_n(in_.begin() + static_cast<std::ptrdiff_t>(at_), Bytes, out.begin());
        at_ += Bytes;
    }

private:
    std::span<const std::uint8_t> in_;
    std::size_t at_ = 0;
};

std::uint8_t flags_of(const scan& what) {
    return static_cast<std::uint8_t>((what.direction == passage::out ? flag_out : 0) |
                                     (what.offline ? flag_offline : 0) | (what.late_ticket ? flag_late : 0) |
                                     (what.code_known ? flag_code_known : 0));
}

bool in_range(const scan& what) {
    return what.device.value > 0 && what.seq > 0 && what.event.value >= 0 && what.error_ms >= 0 &&
           what.known.epoch >= 0 && what.known.n >= 0 && what.refers_seq >= 0;
}

} // namespace

scan_record encode_scan(const scan& what) {
    KRUG_CHECK(in_range(what));
    scan_record record{};
    writer out(record);
    out.number<1>(format);
    out.number<1>(static_cast<std::uint8_t>(what.kind));
    out.number<1>(flags_of(what));
    out.number<1>(static_cast<std::uint8_t>(what.reason));
    out.raw(what.id);
    out.signed_number<8>(what.device.value);
    out.number<4>(what.incarnation);
    out.signed_number<8>(what.seq);
    out.raw(what.code);
    out.signed_number<4>(what.event.value);
    out.signed_number<8>(what.ticket.value);
    out.number<2>(what.generation);
    out.signed_number<2>(what.category.value);
    out.signed_number<2>(what.scope.value);
    out.signed_number<2>(what.point.value);
    out.signed_number<8>(what.staff.value);
    out.signed_number<8>(what.wall_ms);
    out.signed_number<8>(what.boot_ms);
    out.raw(what.boot);
    out.signed_number<8>(what.offset_ms);
    out.signed_number<8>(what.error_ms);
    out.signed_number<8>(what.known.epoch);
    out.signed_number<8>(what.known.n);
    out.raw(what.refers_to);
    out.signed_number<8>(what.refers_seq);
    out.raw(what.previous);
    KRUG_CHECK(out.written() == scan_record_size);
    return record;
}

std::optional<scan> decode_scan(std::span<const std::uint8_t> record) {
    if (record.size() != scan_record_size || record[0] != format) return std::nullopt;
    const auto reason = reason_numbered(record[3]);
    if (record[1] < 1 || record[1] > 8 || (record[2] & ~flags_known) != 0 || !reason) return std::nullopt;

    reader in(record.subspan(4));
    scan what;
    what.kind = static_cast<scan_kind>(record[1]);
    what.direction = record[2] & flag_out ? passage::out : passage::in;
    what.offline = (record[2] & flag_offline) != 0;
    what.late_ticket = (record[2] & flag_late) != 0;
    what.code_known = (record[2] & flag_code_known) != 0;
    what.reason = *reason;
    in.raw(what.id);
    what.device.value = in.number<8>();
    what.incarnation = static_cast<std::uint32_t>(in.number<4>());
    what.seq = in.number<8>();
    in.raw(what.code);
    what.event.value = in.number<4>();
    what.ticket.value = in.number<8>();
    what.generation = static_cast<std::uint16_t>(in.number<2>());
    what.category.value = in.number<2>();
    what.scope.value = in.number<2>();
    what.point.value = in.number<2>();
    what.staff.value = in.number<8>();
    what.wall_ms = in.number<8>();
    what.boot_ms = in.number<8>();
    in.raw(what.boot);
    what.offset_ms = in.number<8>();
    what.error_ms = in.number<8>();
    what.known.epoch = in.number<8>();
    what.known.n = in.number<8>();
    in.raw(what.refers_to);
    what.refers_seq = in.number<8>();
    in.raw(what.previous);
    if (!in_range(what)) return std::nullopt;
    return what;
}

const char* word_of(scan_kind kind) {
    switch (kind) {
    case scan_kind::admit: return "admit";
    case scan_kind::refuse: return "refuse";
    case scan_kind::overridden: return "override";
    case scan_kind::exit: return "exit";
    case scan_kind::voided: return "void";
    case scan_kind::shown_again: return "shown_again";
    case scan_kind::walk_in: return "walk_in";
    case scan_kind::loss: return "loss";
    }
    KRUG_CHECK(!"a kind outside its enumeration");
    return "";
}

bool lets_in(scan_kind kind) {
    return kind == scan_kind::admit || kind == scan_kind::overridden || kind == scan_kind::walk_in;
}

} // namespace krug::domain
