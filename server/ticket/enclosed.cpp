#include "ticket/enclosed.hpp"

#include "ground/check.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace krug::ticket {
namespace {

constexpr std::string_view prefix = "e1.";
constexpr std::size_t tag_length = 16;

using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

key_pointer private_part(const key32& raw) {
    return {EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, raw.data(), raw.size()), EVP_PKEY_free};
}

/// Both public halves go into the key, so that none of them can be exchanged for another.
std::optional<key32> shared_key(const key32& own, const key32& other, const key32& sender, const key32& receiver) {
    const auto mine = private_part(own);
    const key_pointer theirs(EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, other.data(), other.size()),
                             EVP_PKEY_free);
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        mine ? EVP_PKEY_CTX_new(mine.get(), nullptr) : nullptr, EVP_PKEY_CTX_free);
    bytes material(32);
    std::size_t length = material.size();
    const bool agreed = context && theirs && EVP_PKEY_derive_init(context.get()) == 1 &&
                        EVP_PKEY_derive_set_peer(context.get(), theirs.get()) == 1 &&
                        EVP_PKEY_derive(context.get(), material.data(), &length) == 1 && length == material.size();
    if (!agreed) {
        ERR_clear_error();
        return std::nullopt;
    }
    material.insert(material.end(), sender.begin(), sender.end());
    material.insert(material.end(), receiver.begin(), receiver.end());
    const auto key = derive_key(material, "krug-enclosure/1");
    OPENSSL_cleanse(material.data(), material.size());
    return key;
}

using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

cipher_context begin(const key32& key, std::string_view bound_to, int encrypt) {
    cipher_context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    // A key is used for one text only, so its counter may begin at nought.
    constexpr std::uint8_t nonce[12] = {};
    int written = 0;
    if (!context || EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce, encrypt) != 1 ||
        EVP_CipherUpdate(context.get(), nullptr, &written, bytes_of(bound_to).data(),
                         static_cast<int>(bound_to.size())) != 1)
        throw std::runtime_error("AES-256-GCM is not available");
    return context;
}

} // namespace

key32 enclosing_key_of(const key32& private_key) {
    key32 open{};
    std::size_t length = open.size();
    const auto key = private_part(private_key);
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), open.data(), &length) != 1 || length != open.size())
        throw std::runtime_error("X25519 is not available");
    return open;
}

std::string enclose(const key32& public_key, byte_view secret, std::string_view bound_to, ground::randomness& random) {
    KRUG_CHECK(secret.size() <= enclosed_secret_bytes_max);
    key32 once{};
    random.fill(std::as_writable_bytes(std::span(once)));
    const auto sender = enclosing_key_of(once);
    const auto key = shared_key(once, public_key, sender, public_key);
    OPENSSL_cleanse(once.data(), once.size());
    if (!key) throw std::runtime_error("the enclosing key is not usable");
    bytes box(sender.begin(), sender.end());
    box.resize(sender.size() + secret.size() + tag_length);
    const auto context = begin(*key, bound_to, 1);
    auto* const text = box.data() + sender.size();
    int written = 0, last = 0;
    if (EVP_CipherUpdate(context.get(), text, &written, secret.data(), static_cast<int>(secret.size())) != 1 ||
        EVP_CipherFinal_ex(context.get(), text + written, &last) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_length, text + secret.size()) != 1)
        throw std::runtime_error("AES-256-GCM cannot enclose");
    return std::string(prefix) + to_base64url(box);
}

std::optional<bytes> disclose(const key32& private_key, std::string_view enclosed, std::string_view bound_to) {
    if (!enclosed.starts_with(prefix)) return std::nullopt;
    auto box = from_base64url(enclosed.substr(prefix.size()));
    key32 sender{};
    if (!box || box->size() < sender.size() + tag_length ||
        box->size() > sender.size() + tag_length + enclosed_secret_bytes_max)
        return std::nullopt;
    std::copy_n(box->begin(), sender.size(), sender.begin());
    const auto key = shared_key(private_key, sender, sender, enclosing_key_of(private_key));
    if (!key) return std::nullopt;
    const auto length = box->size() - sender.size() - tag_length;
    const auto context = begin(*key, bound_to, 0);
    const auto* const text = box->data() + sender.size();
    bytes secret(length);
    std::uint8_t spare[16];
    int written = 0, last = 0;
    const bool whole = EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_length,
                                           box->data() + sender.size() + length) == 1 &&
                       EVP_CipherUpdate(context.get(), secret.data(), &written, text, static_cast<int>(length)) == 1 &&
                       EVP_CipherFinal_ex(context.get(), spare, &last) == 1;
    if (whole) return secret;
    OPENSSL_cleanse(secret.data(), secret.size());
    ERR_clear_error();
    return std::nullopt;
}

} // namespace krug::ticket
