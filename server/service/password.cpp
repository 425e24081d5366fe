#include "service/password.hpp"

#include "domain/utf8.hpp"
#include "ground/check.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>

namespace krug::service {

namespace {

constexpr std::size_t letters_max = 256;
constexpr std::size_t named_letters_min = 4;
constexpr std::size_t digits_alone_min = 12; // fewer are a date of birth or a telephone
constexpr unsigned long long passes = 2;
constexpr std::size_t memory_bytes = 19'456UL * 1024;
constexpr int waiting_max = 32;

constexpr std::string_view commonest[] = {
#include "service/common_passwords.inc"
};

// The same key on the other layout, ЙЦУКЕН to QWERTY.
char32_t latin_key(char32_t letter) {
    static constexpr std::u32string_view cyrillic = U"йцукенгшщзхъфывапролджэячсмитьбюё";
    static constexpr std::u32string_view latin = U"qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
    static_assert(cyrillic.size() == latin.size());
    const auto at = cyrillic.find(letter);
    return at == cyrillic.npos ? letter : latin[at];
}

std::u32string folded(std::string_view text) {
    auto letters = domain::code_points(text);
    for (auto& each : letters) each = latin_key(domain::lower(each));
    return letters;
}

bool is_digit_or_sign(char32_t letter) {
    return letter < 128 && !(letter >= U'a' && letter <= U'z') && letter != U'[' && letter != U']' && letter != U';' &&
           letter != U'\'' && letter != U',' && letter != U'.' && letter != U'`';
}

bool is_common(std::u32string letters) {
    const auto listed = [](const std::u32string& text) {
        const auto word = domain::to_utf8(text);
        return std::find(std::begin(commonest), std::end(commonest), word) != std::end(commonest);
    };
    if (listed(letters)) return true;
    const auto length = letters.size();
    while (!letters.empty() && is_digit_or_sign(letters.back())) letters.pop_back();
    if (letters.empty()) return length < digits_alone_min;
    if (listed(letters)) return true;
    letters.erase(letters.begin(), std::find_if_not(letters.begin(), letters.end(), is_digit_or_sign));
    return listed(letters);
}

/// "aaaaaaaa", "abababab", "12341234": one bit of text over and over.
bool is_repeated(const std::u32string& letters) {
    for (std::size_t unit = 1; unit <= 4; ++unit) {
        bool repeats = true;
        for (std::size_t at = unit; at < letters.size() && repeats; ++at) repeats = letters[at] == letters[at - unit];
        if (repeats) return true;
    }
    return false;
}

/// A walk along the keys: "qwertyuio", "4567890-", "lkjhgfdsa".
bool is_walked(const std::u32string& letters) {
    static const std::u32string keys = U"`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./";
    static const std::u32string back(keys.rbegin(), keys.rend());
    return keys.find(letters) != keys.npos || back.find(letters) != back.npos;
}

bool is_counted(const std::u32string& letters) {
    const auto steps_by = [&](std::int64_t step) {
        for (std::size_t at = 1; at < letters.size(); ++at)
            if (static_cast<std::int64_t>(letters[at]) - static_cast<std::int64_t>(letters[at - 1]) != step) return false;
        return true;
    };
    return steps_by(1) || steps_by(-1);
}

/// The words of a name, of four letters and more.
void add_words(std::vector<std::u32string>& words, std::string_view text) {
    std::u32string word;
    for (const auto letter : folded(text) + U" ") {
        if (!is_digit_or_sign(letter)) {
            word += letter;
            continue;
        }
        if (word.size() >= named_letters_min) words.push_back(word);
        word.clear();
    }
}

/// Without the names around the person hardly anything is left.
bool is_made_of_names(std::u32string letters, std::string_view email, std::string_view name,
                      const std::vector<std::string>& around) {
    std::vector<std::u32string> words{folded("krug"), folded("круг")};
    // The dot that parts the words of an address is a letter of the other layout.
    std::string parts(email);
    std::replace(parts.begin(), parts.end(), '.', ' ');
    add_words(words, parts);
    add_words(words, name);
    for (const auto& each : around) add_words(words, each);
    std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    bool any = false;
    for (const auto& word : words)
        for (auto at = letters.find(word); at != letters.npos; at = letters.find(word)) {
            letters.erase(at, word.size());
            any = true;
        }
    std::erase_if(letters, is_digit_or_sign);
    return any && letters.size() < letters_beside_factor_min;
}

// Argon2id of thirty-two random bytes that nobody knows the password of, with the cost of a real one.
constexpr const char* nobodys_hash =
    "$argon2id$v=19$m=19456,t=2,p=1$c2hLbWZQNHlZdE5wUTdWeA$p0bB5c0mBq2m5o3hYkM3kz7c9uQmJc7Jr7q0oQb8t2E";

} // namespace

std::optional<domain::field_error> fault_in_password(std::string_view password, std::string_view email,
                                                     std::string_view name, std::size_t letters_min,
                                                     const std::vector<std::string>& around) {
    const auto fault = [](std::string_view code, std::size_t limit = 0) {
        return domain::field_error{"password", std::string(code), static_cast<std::int64_t>(limit)};
    };
    if (password.empty()) return fault("required");
    if (!domain::is_utf8(password) || password.find('\0') != password.npos) return fault("malformed");
    const auto typed = domain::code_points(password);
    if (typed.size() < letters_min) return fault("too_short", letters_min);
    if (typed.size() > letters_max) return fault("too_long", letters_max);
    const auto letters = folded(password);
    const auto own = {folded(email), folded(email.substr(0, email.find('@'))), folded(name)};
    if (std::find(own.begin(), own.end(), letters) != own.end() || is_common(letters) || is_repeated(letters) ||
        is_counted(letters) || is_walked(letters) || is_made_of_names(letters, email, name, around))
        return fault("not_accepted");
    return std::nullopt;
}

std::string fresh_password(ground::randomness& random) {
    static constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";
    std::string password;
    while (fault_in_password(password, "", "", letters_alone_min)) {
        password.clear();
        for (int at = 0; at < 16; ++at) {
            if (at > 0 && at % 4 == 0) password += '-';
            password += letters[random.next_u32() % letters.size()];
        }
    }
    return password;
}

class password_hasher::turn {
public:
    explicit turn(password_hasher& of) : of_(of) {
        of_.waiting_.fetch_add(1);
        of_.places_.acquire();
        of_.waiting_.fetch_sub(1);
    }
    ~turn() { of_.places_.release(); }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;

private:
    password_hasher& of_;
};

password_hasher::password_hasher() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium did not start");
    KRUG_CHECK(crypto_pwhash_str_needs_rehash(nobodys_hash, passes, memory_bytes) == 0); // costs what a real one costs
}

std::string password_hasher::hash(std::string_view password) {
    const turn mine(*this);
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str(text.data(), password.data(), password.size(), passes, memory_bytes) != 0)
        throw std::bad_alloc();
    return text.data();
}

std::optional<bool> password_hasher::matches(std::string_view hash, std::string_view password) {
    if (waiting_.load() >= waiting_max) return std::nullopt;
    const turn mine(*this);
    const std::string known(hash.empty() ? nobodys_hash : hash);
    const bool same = crypto_pwhash_str_verify(known.c_str(), password.data(), password.size()) == 0;
    return same && !hash.empty();
}

} // namespace krug::service
