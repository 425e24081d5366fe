#include "domain/quota.hpp"

#include "domain/email.hpp"
#include "domain/utf8.hpp"

#include <algorithm>

namespace krug::domain {

namespace {

// Without 0 O, 1 I L: people read codes to each other and type them from paper.
constexpr std::string_view code_letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
constexpr std::size_t code_length = 10;
constexpr std::size_t code_length_min = 4, code_length_max = 32;

/// Cyrillic capitals (U+0410…) that look like a Latin one, in pairs.
constexpr std::pair<char32_t, char> look_alikes[] = {
    {U'А', 'A'}, {U'В', 'B'}, {U'Е', 'E'}, {U'К', 'K'}, {U'М', 'M'}, {U'Н', 'H'}, {U'О', 'O'},
    {U'Р', 'P'}, {U'С', 'C'}, {U'Т', 'T'}, {U'У', 'Y'}, {U'Х', 'X'}};

char32_t capital(char32_t letter) {
    if (letter >= U'a' && letter <= U'z') return letter - U'a' + U'A';
    if (letter >= U'а' && letter <= U'я') return letter - U'а' + U'А';
    return letter;
}

refusal refuse_code(std::string_view why) { return {refusal_code::invalid, 0, {{"code", std::string(why), 0}}}; }

} // namespace

seat_decision take_seat_in(seat_pool& whole, seat_pool* own, std::span<const seat_pool> quotas, registration_mode mode,
                           bool confirm_email) {
    if (mode == registration_mode::approval) return {registration_status::pending, 0};
    std::int64_t held_up = 0; // wait for a category that is full, and so for nobody's seat
    for (const auto& quota : quotas)
        if (!quota.has_free_seat()) held_up += quota.waiting;
    const bool is_first = whole.waiting <= held_up;
    const bool fits = own == nullptr || (own->waiting == 0 && own->has_free_seat());
    if (is_first && fits && whole.has_free_seat()) {
        ++whole.taken;
        if (own != nullptr) ++own->taken;
        return {confirm_email ? registration_status::unconfirmed : registration_status::confirmed, 0};
    }
    ++whole.waiting;
    if (own != nullptr) ++own->waiting;
    return {registration_status::waitlisted, ++whole.last_queue_number};
}

std::vector<category_id> full_categories(std::span<const seat_pool> quotas) {
    std::vector<category_id> full;
    for (const auto& quota : quotas)
        if (!quota.has_free_seat()) full.push_back({quota.scope.value - quota_scope_base});
    return full;
}

result<void> may_choose(const category_terms& terms, utc_seconds now) {
    if (terms.opens_at && now < *terms.opens_at) return refusal{refusal_code::registration_not_open, *terms.opens_at, {}};
    if (terms.closes_at && now >= *terms.closes_at) return refusal{refusal_code::registration_closed, *terms.closes_at, {}};
    return {};
}

bool is_allowed_address(std::string_view email, const std::vector<std::string>& domains) {
    if (domains.empty()) return true;
    const auto address = parse_email(email);
    if (!address) return false;
    const auto domain = std::string_view(address->key).substr(address->key.rfind('@') + 1);
    return std::any_of(domains.begin(), domains.end(), [&](const auto& allowed) {
        return domain == allowed || (domain.size() > allowed.size() + 1 && domain.ends_with(allowed) &&
                                     domain[domain.size() - allowed.size() - 1] == '.');
    });
}

std::optional<std::vector<std::string>> read_domains(std::string_view typed) {
    constexpr std::string_view between = " \t\r\n,;";
    std::vector<std::string> domains;
    while (!typed.empty()) {
        const auto end = std::min(typed.find_first_of(between), typed.size());
        auto one = typed.substr(0, end);
        typed.remove_prefix(std::min(end + 1, typed.size()));
        if (one.empty()) continue;
        if (one.front() == '@') one.remove_prefix(1);
        const auto ascii = ascii_domain(one);
        if (!ascii || ascii->find('.') == std::string::npos) return std::nullopt;
        if (std::find(domains.begin(), domains.end(), *ascii) == domains.end()) domains.push_back(*ascii);
    }
    return domains;
}

std::optional<std::string> read_code(std::string_view typed) {
    if (!is_utf8(typed)) return std::nullopt;
    std::string code;
    for (std::size_t at = 0; at < typed.size();) {
        const auto lead = static_cast<unsigned char>(typed[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        char32_t letter = lead;
        if (length == 2) letter = static_cast<char32_t>((lead & 0x1f) << 6 | (static_cast<unsigned char>(typed[at + 1]) & 0x3f));
        at += length;
        if (letter == U' ' || letter == U'-' || letter == 0xa0) continue;
        if (length > 2) return std::nullopt;
        letter = capital(letter);
        for (const auto& [cyrillic, latin] : look_alikes)
            if (letter == cyrillic) letter = static_cast<char32_t>(latin);
        const bool fits = (letter >= U'A' && letter <= U'Z') || (letter >= U'0' && letter <= U'9');
        if (!fits || code.size() == code_length_max) return std::nullopt;
        code += static_cast<char>(letter);
    }
    if (code.size() < code_length_min) return std::nullopt;
    return code;
}

std::string write_code(std::uint64_t drawn) {
    std::string code;
    for (std::size_t at = 0; at < code_length; ++at) {
        code += code_letters[drawn % code_letters.size()];
        drawn /= code_letters.size();
    }
    return code;
}

std::string show_code(std::string_view code) {
    if (code.size() != code_length) return std::string(code);
    return std::string(code.substr(0, code_length / 2)) + "-" + std::string(code.substr(code_length / 2));
}

event opened_by_code(const event& rules) {
    auto open = rules;
    if (open.registration.mode == registration_mode::invitation) open.registration.mode = registration_mode::open;
    open.registration.opens_at.reset();
    open.registration.closes_at.reset();
    return open;
}

result<void> may_use(const invitation& which, utc_seconds now) {
    if (which.revoked) return refuse_code("unknown");
    if (which.expires_at && now >= *which.expires_at) return refuse_code("expired");
    if (which.left() == 0) return refuse_code("used");
    return {};
}

} // namespace krug::domain
