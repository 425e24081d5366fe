#include "ticket/digest.hpp"

#include "ground/check.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sodium.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace krug::ticket {

namespace {
/// Of an empty view as well: libsodium copies no bytes, but from somewhere.
const std::uint8_t* begin_of(byte_view view) {
    static constexpr std::uint8_t nothing = 0;
    return view.empty() ? &nothing : view.data();
}
} // namespace

std::array<std::uint8_t, 32> sha256(byte_view message) {
    std::array<std::uint8_t, 32> digest{};
    crypto_hash_sha256(digest.data(), begin_of(message), message.size());
    return digest;
}

std::array<std::uint8_t, 32> hmac_sha256(byte_view key, byte_view message) {
    std::array<std::uint8_t, 32> tag{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, begin_of(key), key.size());
    crypto_auth_hmacsha256_update(&state, begin_of(message), message.size());
    crypto_auth_hmacsha256_final(&state, tag.data());
    sodium_memzero(&state, sizeof state);
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

} // namespace krug::ticket
