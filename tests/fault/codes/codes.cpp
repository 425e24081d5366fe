// If this fails, a guest's ticket does not fit the symbol that was promised, or one that nobody issued opens the door.
// fault_codes COUNT: so many tickets are written (T1), a thousandth of them forged bit by bit (T3), so many changed at
// random with right check digits (T4), and each verification is timed on this thread's own processor time (T5).
#include "server/ticket/tickets.hpp"

#include "render/qr.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace krug::ticket::tests {
namespace {

double own_ms() {
    timespec spent{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) / 1e6;
}

bool is_believed(const std::string& text, const verifier& believes) {
    const auto read = parse_ticket(text);
    return read.has_value() && verify_ticket(*read, believes);
}

int run(long long count) {
    ground::seeded_randomness random(20);
    const signing_key key = signing_key::make(random);
    const verifier believes(key.open_part());

    long long wrong_length = 0, wrong_version = 0, symbols = 0, refused = 0;
    std::vector<double> verified;
    std::string some;
    for (long long at = 0; at < count; ++at) {
        some = write_ticket(random_facts(random), key);
        if (some.size() != 246) ++wrong_length;
        if (at % 50 != 0) continue;
        ++symbols;
        if (render::encode_qr(some, render::qr_level::medium).version() != 6) ++wrong_version;
        const auto read = parse_ticket(some);
        const double began = own_ms();
        if (!read || !verify_ticket(*read, believes)) ++refused;
        verified.push_back(own_ms() - began);
    }
    std::sort(verified.begin(), verified.end());
    std::printf("ledger\tcodes\tT1\ttexts=%lld\twrong_length=%lld\tsymbols=%lld\twrong_version=%lld\n", count, wrong_length, symbols,
                wrong_version);
    std::printf("ledger\tcodes\tT5\tverified=%zu\tverify_p99_ms=%.3f\n", verified.size(),
                verified[(verified.size() - 1) * 99 / 100]);

    const long long tickets = std::max(1LL, count / 1000);
    long long flips = 0, accepted = 0;
    for (long long at = 0; at < tickets; ++at) {
        auto raw = parse_ticket(write_ticket(random_facts(random), key))->raw;
        for (std::size_t bit = 0; bit < 800; ++bit) {
            const auto mask = static_cast<std::uint8_t>(1U << bit % 8);
            raw[bit / 8] ^= mask;
            ++flips;
            if (is_believed(text_of(raw), believes)) ++accepted;
            raw[bit / 8] ^= mask;
        }
    }
    std::printf("ledger\tcodes\tT3\ttickets=%lld\tflips=%lld\taccepted=%lld\n", tickets, flips, accepted);

    long long changed_accepted = 0;
    for (long long at = 0; at < count; ++at) {
        auto changed = some.substr(0, 244);
        const auto places = 1 + random.next_u32() % 8;
        for (std::uint32_t place = 0; place < places; ++place)
            changed[1 + random.next_u32() % 243] = static_cast<char>('0' + random.next_u32() % 10);
        if (changed != some.substr(0, 244) && is_believed(with_check_digits(changed), believes)) ++changed_accepted;
    }
    std::printf("ledger\tcodes\tT4\ttexts=%lld\taccepted=%lld\n", count, changed_accepted);
    return wrong_length + wrong_version + refused + accepted + changed_accepted == 0 ? 0 : 1;
}

} // namespace
} // namespace krug::ticket::tests

int main(int count, char** words) { return krug::ticket::tests::run(std::max(50LL, count > 1 ? std::atoll(words[1]) : 20'000)); }
