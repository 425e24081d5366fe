#include "ticket/digest.hpp"

#include "ground/check.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace krug::ticket {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

byte_view bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::array<std::uint8_t, 32> sha256(byte_view message) {
    std::array<std::uint8_t, 32> digest{};
    if (EVP_Digest(message.data(), message.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return digest;
}

std::array<std::uint8_t, 32> sha256(std::string_view message) {
    return sha256(bytes_of(message));
}

std::string sha256_hex(std::string_view message) {
    return to_hex(sha256(message));
}

std::array<std::uint8_t, 32> hmac_sha256(byte_view key, byte_view message) {
    std::array<std::uint8_t, 32> tag{};
    // A null key pointer would mean "the key of last time" to the library.
    static constexpr std::uint8_t nothing = 0;
    const void* key_data = key.empty() ? &nothing : key.data();
    if (HMAC(EVP_sha256(), key_data, static_cast<int>(key.size()), message.data(), message.size(), tag.data(),
             nullptr) == nullptr)
        throw std::runtime_error("HMAC-SHA256 is not available");
    return tag;
}

bytes derive(byte_view master, std::string_view label, std::size_t length) {
    KRUG_CHECK(length >= 1 && length <= 255 * 32);
    const std::unique_ptr<EVP_KDF, decltype(&EVP_KDF_free)> kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr),
                                                                EVP_KDF_free);
    const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(
        kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr, EVP_KDF_CTX_free);
    std::string digest_name = "SHA256";
    bytes key(master.begin(), master.end());
    std::string info(label);
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest_name.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, key.data(), key.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
        OSSL_PARAM_construct_end(),
    };
    bytes derived(length);
    const bool done =
        context && EVP_KDF_derive(context.get(), derived.data(), derived.size(), parameters) == 1;
    OPENSSL_cleanse(key.data(), key.size());
    if (!done)
        throw std::runtime_error("HKDF-SHA256 is not available");
    return derived;
}

key32 derive_key(byte_view master, std::string_view label) {
    const bytes derived = derive(master, label, 32);
    key32 key{};
    std::copy(derived.begin(), derived.end(), key.begin());
    return key;
}

bool same_bytes(byte_view left, byte_view right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

bool same_text(std::string_view left, std::string_view right) {
    return same_bytes(bytes_of(left), bytes_of(right));
}

std::string to_hex(byte_view raw) {
    std::string text;
    text.reserve(raw.size() * 2);
    for (const std::uint8_t byte : raw) {
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 15];
    }
    return text;
}

std::optional<bytes> from_hex(std::string_view text) {
    if (text.size() % 2 != 0)
        return std::nullopt;
    bytes raw;
    raw.reserve(text.size() / 2);
    for (std::size_t at = 0; at < text.size(); at += 2) {
        const int high = hex_value(text[at]);
        const int low = hex_value(text[at + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        raw.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return raw;
}

std::string to_base64url(byte_view raw) {
    std::string text;
    text.reserve((raw.size() * 4 + 2) / 3);
    std::uint32_t held = 0;
    int bits = 0;
    for (const std::uint8_t byte : raw) {
        held = (held << 8 | byte) & 0xffffu;
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            text += base64url_digits[held >> bits & 63];
        }
    }
    if (bits > 0)
        text += base64url_digits[held << (6 - bits) & 63];
    return text;
}

std::optional<bytes> from_base64url(std::string_view text) {
    if (text.size() % 4 == 1)
        return std::nullopt;
    bytes raw;
    raw.reserve(text.size() * 3 / 4);
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = base64url_digits.find(c);
        if (value == std::string_view::npos)
            return std::nullopt;
        held = (held << 6 | static_cast<std::uint32_t>(value)) & 0xffffu;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            raw.push_back(static_cast<std::uint8_t>(held >> bits));
        }
    }
    if ((held & ((1u << bits) - 1)) != 0)
        return std::nullopt;
    return raw;
}

} // namespace krug::ticket
