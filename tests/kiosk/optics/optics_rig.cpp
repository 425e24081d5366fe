// A kiosk would pass over good tickets and nobody would know which ones, nor how long it looks at each.
// Draws tickets, spoils them, reads them with our camera's path, with ZXing alone and with ZBar alone; prints a table.
// Milliseconds are the reading thread's own processor time, as on a core that does nothing else.
// optics_rig CLEAN EACH SEED: so many clean pictures (640 x 480), so many of each other kind (1280 x 720).
#include "kiosk/optics/spoiling.hpp"

#include "cast/door_cast.hpp"
#include "scanner/code_finder.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>

namespace krug::optics {
namespace {

constexpr std::size_t readers = 3;

/// This thread's own time: what other programs on the computer do changes neither what is read nor the figures.
class thread_clock final : public ground::clock {
public:
    ground::utc_seconds now() const override { return steady_ms() / 1000; }
    std::int64_t now_ms() const override { return steady_ms(); }
    std::int64_t steady_ms() const override { return static_cast<std::int64_t>(ms()); }
    double ms() const {
        timespec spent{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
        return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) / 1e6;
    }
};

struct tally {
    std::int64_t pictures = 0;
    std::array<std::int64_t, readers> read{}, wrong{};
    std::array<std::vector<float>, readers> ms; ///< each picture
    void add(const tally& other) {
        pictures += other.pictures;
        for (std::size_t reader = 0; reader < readers; ++reader) {
            read[reader] += other.read[reader];
            wrong[reader] += other.wrong[reader];
            ms[reader].insert(ms[reader].end(), other.ms[reader].begin(), other.ms[reader].end());
        }
    }
};

float percentile(std::vector<float>& values, double part) {
    if (values.empty()) return 0;
    const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

/// One thread's part: pictures at, at + threads, … of `count`; each has its own seed, so the split changes nothing.
tally look(spoilt how, std::int64_t first, std::int64_t step, std::int64_t count, std::uint64_t seed, int width, int height) {
    const cast::keyring keys;
    const thread_clock clock;
    scanner::zbar_eye zbar(false);
    tally sum;
    for (std::int64_t at = first; at < count; at += step) {
        std::mt19937_64 random(seed + static_cast<std::uint64_t>(at) * 1'000'003 + static_cast<std::uint64_t>(how) * 7'919);
        const auto text = ticket::write_ticket(cast::guest_ticket(static_cast<int>(random() % 1'000'000)), keys.event);
        const auto picture = draw(render::encode_qr(text, render::qr_level::medium), how, width, height, random);
        // A finder of its own each time: these are stills, and it would take a likeness for the same picture.
        scanner::code_finder finder(clock);
        ++sum.pictures;
        for (std::size_t reader = 0; reader < readers; ++reader) {
            const double begun = clock.ms();
            const auto found = reader == 0   ? finder.find(picture)
                               : reader == 1 ? scanner::zxing_codes(picture, {})
                                             : zbar.codes(picture);
            sum.ms[reader].push_back(static_cast<float>(clock.ms() - begun));
            const bool read = std::any_of(found.begin(), found.end(), [&](const auto& code) { return code.text == text; });
            sum.read[reader] += read ? 1 : 0;
            sum.wrong[reader] += static_cast<std::int64_t>(found.size()) - (read ? 1 : 0);
        }
    }
    return sum;
}

tally look_together(spoilt how, std::int64_t count, std::uint64_t seed, int width, int height) {
    const auto hands = std::max(1U, std::thread::hardware_concurrency());
    std::vector<tally> parts(hands);
    {
        std::vector<std::jthread> threads;
        for (unsigned hand = 0; hand < hands; ++hand)
            threads.emplace_back([&, hand] { parts[hand] = look(how, hand, hands, count, seed, width, height); });
    }
    tally whole;
    for (const auto& part : parts) whole.add(part);
    return whole;
}

/// Whatever is read where there is no code is a false reading: a guest would be told that they are not on the list.
std::int64_t false_readings(std::int64_t count, std::uint64_t seed) {
    const thread_clock clock;
    std::int64_t read = 0;
    double ms = 0;
    for (std::int64_t at = 0; at < count; ++at) {
        std::mt19937_64 random(seed + static_cast<std::uint64_t>(at) * 1'000'003);
        const auto picture = draw_stripes(1280, 720, random);
        scanner::code_finder finder(clock);
        const double begun = clock.ms();
        read += static_cast<std::int64_t>(finder.find(picture).size());
        ms += clock.ms() - begun;
    }
    std::printf("stripes and no code: %lld pictures, %lld false readings, %.1f ms each\n", static_cast<long long>(count),
                static_cast<long long>(read), ms / static_cast<double>(std::max<std::int64_t>(count, 1)));
    return read;
}

void print(std::string_view name, tally& sum) {
    std::printf("%-38.*s %7lld", static_cast<int>(name.size()), name.data(), static_cast<long long>(sum.pictures));
    for (std::size_t reader = 0; reader < readers; ++reader)
        std::printf("  %7.3f%% %5.1f %6.1f %3lld", 100.0 * static_cast<double>(sum.read[reader]) / static_cast<double>(std::max<std::int64_t>(sum.pictures, 1)),
                    static_cast<double>(percentile(sum.ms[reader], 0.5)), static_cast<double>(percentile(sum.ms[reader], 0.95)),
                    static_cast<long long>(sum.wrong[reader]));
    std::printf("\n");
    std::fflush(stdout);
}

int run(std::int64_t clean, std::int64_t each, std::uint64_t seed) {
    std::printf("%-38s %7s  %26s  %26s  %26s\n", "", "", "ours: read, p50, p95 ms, wrong", "ZXing alone", "ZBar alone");
    tally plain, tiny, promised;
    for (const auto& kind : spoilt_names) {
        const bool many = kind.how == spoilt::clean;
        auto sum = look_together(kind.how, many ? clean : each, seed, many ? 640 : 1280, many ? 480 : 720);
        print(kind.name, sum);
        if (kind.how == spoilt::clean) plain = sum;
        if (kind.how == spoilt::tiny) tiny = sum;
        if (kind.promised) promised.add(sum);
    }
    print("the promised kinds together", promised);
    const auto invented = false_readings(each, seed);
    // One line for the ledger: pictures, clean read, two pixels read, promised read, wrong, p95.
    const auto share = [](const tally& sum) { return 100.0 * static_cast<double>(sum.read[0]) / static_cast<double>(std::max<std::int64_t>(sum.pictures, 1)); };
    std::printf("ledger\t%llu\t%lld\t%.4f\t%.3f\t%lld\t%.3f\t%lld\t%.1f\n", static_cast<unsigned long long>(seed),
                static_cast<long long>(plain.pictures), share(plain), share(tiny), static_cast<long long>(promised.pictures),
                share(promised), static_cast<long long>(plain.wrong[0] + tiny.wrong[0] + promised.wrong[0] + invented),
                static_cast<double>(percentile(promised.ms[0], 0.95)));
    const bool good = plain.read[0] == plain.pictures && tiny.read[0] == tiny.pictures &&
                      promised.read[0] * 1000 >= promised.pictures * 995 && plain.wrong[0] + promised.wrong[0] == 0;
    return good ? 0 : 1;
}

} // namespace
} // namespace krug::optics

int main(int count, char** words) {
    const auto number = [&](int at, std::int64_t otherwise) { return count > at ? std::atoll(words[at]) : otherwise; };
    return krug::optics::run(number(1, 100'000), number(2, 1'000), static_cast<std::uint64_t>(number(3, 1)));
}
