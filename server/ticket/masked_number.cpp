#include "ticket/masked_number.hpp"

#include "ground/check.hpp"
#include "ticket/check_digits.hpp"

#include <openssl/evp.h>

#include <mutex>
#include <stdexcept>

namespace krug::ticket {
namespace {

constexpr int rounds = 10; // as many as NIST SP 800-38G takes for small domains

// Each use has its own permutation, so that knowing one number of a person gives no other.
enum purpose : std::uint8_t { for_ticket = 1, for_attendee = 2, for_manage = 3 };

std::uint64_t mask64(const round_function& f, std::uint8_t use, std::uint64_t plain) {
    auto left = static_cast<std::uint32_t>(plain >> 32);
    auto right = static_cast<std::uint32_t>(plain);
    for (int round = 0; round < rounds; ++round) {
        const std::uint32_t next =
            left ^ static_cast<std::uint32_t>(f.of(use, 0, static_cast<std::uint8_t>(round), right));
        left = right;
        right = next;
    }
    return static_cast<std::uint64_t>(left) << 32 | right;
}

std::uint64_t unmask64(const round_function& f, std::uint8_t use, std::uint64_t masked) {
    auto left = static_cast<std::uint32_t>(masked >> 32);
    auto right = static_cast<std::uint32_t>(masked);
    for (int round = rounds; round-- > 0;) {
        const std::uint32_t before =
            right ^ static_cast<std::uint32_t>(f.of(use, 0, static_cast<std::uint8_t>(round), left));
        right = left;
        left = before;
    }
    return static_cast<std::uint64_t>(left) << 32 | right;
}

std::uint64_t joined(number_pair pair) {
    return static_cast<std::uint64_t>(pair.high) << 32 | pair.low;
}

number_pair parted(std::uint64_t value) {
    return {static_cast<std::uint32_t>(value >> 32), static_cast<std::uint32_t>(value)};
}

// 10^8 = 10^4 * 10^4, so the halves are added modulo 10^4 and no number ever falls outside.
constexpr std::uint32_t half_end = 10'000;

std::uint32_t attendee_step(const round_function& f, domain::event_id event, int round, std::uint32_t half) {
    return static_cast<std::uint32_t>(
        f.of(for_attendee, static_cast<std::uint32_t>(event.value), static_cast<std::uint8_t>(round), half) %
        half_end);
}

// Blanks and dashes as people and word processors put them between groups.
std::string without_separators(std::string_view text) {
    std::string bare;
    while (!text.empty()) {
        std::size_t length = 1;
        if (text.starts_with("\u00a0"))
            length = 2;
        else if (text.starts_with("\u2009") || text.starts_with("\u202f") || text.starts_with("\u2010") ||
                 text.starts_with("\u2011") || text.starts_with("\u2013") || text.starts_with("\u2014"))
            length = 3;
        else if (text[0] != ' ' && text[0] != '-')
            bare += text[0];
        text.remove_prefix(length);
    }
    return bare;
}

constexpr std::size_t secret_bytes = 40;
constexpr std::size_t secret_length = 54;

} // namespace

struct round_function::state {
    state() : context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free) {}
    std::mutex one_at_a_time; // the library's context keeps a buffer even between whole blocks
    std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context;
};

round_function::round_function(const key32& key) : state_(std::make_unique<state>()) {
    if (!state_->context ||
        EVP_EncryptInit_ex(state_->context.get(), EVP_aes_256_ecb(), nullptr, key.data(), nullptr) != 1 ||
        EVP_CIPHER_CTX_set_padding(state_->context.get(), 0) != 1)
        throw std::runtime_error("AES-256 is not available");
}
round_function::~round_function() = default;
round_function::round_function(round_function&&) noexcept = default;

std::uint64_t round_function::of(std::uint8_t use, std::uint32_t tweak, std::uint8_t round,
                                 std::uint32_t half) const {
    std::array<std::uint8_t, 16> block{};
    block[0] = use;
    block[1] = round;
    for (std::size_t byte = 0; byte < 4; ++byte) {
        block[4 + byte] = static_cast<std::uint8_t>(tweak >> (24 - 8 * byte));
        block[8 + byte] = static_cast<std::uint8_t>(half >> (24 - 8 * byte));
    }
    std::array<std::uint8_t, 16> out{};
    int written = 0;
    {
        const std::lock_guard lock(state_->one_at_a_time);
        if (EVP_EncryptUpdate(state_->context.get(), out.data(), &written, block.data(), 16) != 1)
            throw std::runtime_error("AES-256 fails");
    }
    std::uint64_t value = 0;
    for (std::size_t byte = 0; byte < 8; ++byte)
        value = value << 8 | out[byte];
    return value;
}

// Exactly one plain number meets 0; it is masked once more, and 0 itself, which nobody has, gives way.
domain::ticket_id ticket_number::mask(number_pair plain) const {
    KRUG_CHECK(joined(plain) != 0);
    std::uint64_t masked = mask64(rounds_, for_ticket, joined(plain));
    if (masked == 0)
        masked = mask64(rounds_, for_ticket, 0);
    return {static_cast<std::int64_t>(masked)};
}

number_pair ticket_number::unmask(domain::ticket_id id) const {
    std::uint64_t plain = unmask64(rounds_, for_ticket, static_cast<std::uint64_t>(id.value));
    if (plain == 0)
        plain = unmask64(rounds_, for_ticket, 0);
    return parted(plain);
}

void throw_exception_from_error(number_fault, const boost::source_location&) {
    throw std::logic_error("an attendee was asked of a number that is none");
}

std::string attendee_number::write(domain::event_id event, std::uint32_t sequence) const {
    KRUG_CHECK(sequence < sequence_end);
    std::uint32_t left = sequence / half_end;
    std::uint32_t right = sequence % half_end;
    for (int round = 0; round < rounds; ++round) {
        const std::uint32_t next = (left + attendee_step(rounds_, event, round, right)) % half_end;
        left = right;
        right = next;
    }
    const std::string eight = std::to_string(sequence_end + left * half_end + right).substr(1);
    return eight + static_cast<char>('0' + check_11_10(eight));
}

boost::system::result<std::uint32_t, number_fault> attendee_number::parse(domain::event_id event,
                                                                          std::string_view text) const {
    const std::string nine = without_separators(text);
    if (nine.size() != 9 || !all_digits(nine))
        return number_fault::shape;
    if (check_11_10(nine.substr(0, 8)) != nine[8] - '0')
        return number_fault::misread;
    const auto masked = static_cast<std::uint32_t>(std::stoul(nine.substr(0, 8)));
    std::uint32_t left = masked / half_end;
    std::uint32_t right = masked % half_end;
    for (int round = rounds; round-- > 0;) {
        const std::uint32_t before =
            (right + half_end - attendee_step(rounds_, event, round, left)) % half_end;
        right = left;
        left = before;
    }
    return left * half_end + right;
}

std::string attendee_number::in_threes(std::string_view nine) {
    if (nine.size() != 9)
        return std::string(nine);
    std::string text(nine.substr(0, 3));
    text.append("\u00a0").append(nine.substr(3, 3)).append("\u00a0").append(nine.substr(6));
    return text;
}

std::string manage_secret::write(number_pair event_and_sequence, ground::randomness& random) const {
    std::array<std::uint8_t, secret_bytes> raw{};
    std::uint64_t masked = mask64(rounds_, for_manage, joined(event_and_sequence));
    for (std::size_t byte = 8; byte-- > 0; masked >>= 8)
        raw[byte] = static_cast<std::uint8_t>(masked);
    random.fill(std::as_writable_bytes(std::span(raw).subspan(8)));
    return to_base64url(raw);
}

std::optional<number_pair> manage_secret::unmask(std::string_view text) const {
    if (text.size() != secret_length)
        return std::nullopt;
    const auto raw = from_base64url(text);
    if (!raw)
        return std::nullopt;
    std::uint64_t masked = 0;
    for (std::size_t byte = 0; byte < 8; ++byte)
        masked = masked << 8 | (*raw)[byte];
    return parted(unmask64(rounds_, for_manage, masked));
}

std::string manage_secret::hash(std::string_view text) {
    return sha256_hex(text);
}

bool manage_secret::matches(std::string_view text, std::string_view stored_hash) {
    return same_text(hash(text), stored_hash);
}

} // namespace krug::ticket
