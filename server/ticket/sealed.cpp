#include "ticket/sealed.hpp"

#include "ground/check.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>

namespace krug::ticket {
namespace {

constexpr std::string_view prefix = "v1.";
constexpr std::size_t nonce_length = 12;
constexpr std::size_t tag_length = 16;
constexpr std::size_t secret_length_max = 65536;

using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

cipher_context begin(const key32& master, const std::uint8_t* nonce, std::string_view bound_to, int encrypt) {
    cipher_context context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    key32 key = derive_key(master, "krug-seal/1");
    int written = 0;
    const bool done =
        context &&
        EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce, encrypt) == 1 &&
        EVP_CipherUpdate(context.get(), nullptr, &written, bytes_of(bound_to).data(),
                         static_cast<int>(bound_to.size())) == 1;
    OPENSSL_cleanse(key.data(), key.size());
    if (!done)
        throw std::runtime_error("AES-256-GCM is not available");
    return context;
}

} // namespace

std::string seal(const key32& master, byte_view secret, std::string_view bound_to,
                 ground::randomness& random) {
    KRUG_CHECK(secret.size() <= secret_length_max);
    bytes box(nonce_length + secret.size() + tag_length);
    random.fill(std::as_writable_bytes(std::span(box).first(nonce_length)));
    const cipher_context context = begin(master, box.data(), bound_to, 1);
    std::uint8_t* const text = box.data() + nonce_length;
    int written = 0;
    int last = 0;
    if (EVP_CipherUpdate(context.get(), text, &written, secret.data(), static_cast<int>(secret.size())) !=
            1 ||
        EVP_CipherFinal_ex(context.get(), text + written, &last) != 1 ||
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_length, text + secret.size()) != 1)
        throw std::runtime_error("AES-256-GCM cannot seal");
    return std::string(prefix) + to_base64url(box);
}

bytes open(const key32& master, std::string_view sealed, std::string_view bound_to) {
    if (!sealed.starts_with(prefix))
        throw sealed_broken();
    auto box = from_base64url(sealed.substr(prefix.size()));
    if (!box || box->size() < nonce_length + tag_length)
        throw sealed_broken();
    const std::size_t length = box->size() - nonce_length - tag_length;
    if (length > secret_length_max)
        throw sealed_broken();
    const cipher_context context = begin(master, box->data(), bound_to, 0);
    const std::uint8_t* const text = box->data() + nonce_length;
    bytes secret(length);
    std::uint8_t spare[16];
    int written = 0;
    int last = 0;
    const bool whole =
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_length,
                            box->data() + nonce_length + length) == 1 &&
        EVP_CipherUpdate(context.get(), secret.data(), &written, text, static_cast<int>(length)) == 1 &&
        EVP_CipherFinal_ex(context.get(), spare, &last) == 1;
    if (!whole) {
        OPENSSL_cleanse(secret.data(), secret.size());
        ERR_clear_error();
        throw sealed_broken();
    }
    return secret;
}

} // namespace krug::ticket
