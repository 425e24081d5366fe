#include "ticket/signing_key.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

namespace krug::ticket {
namespace {

struct free_context {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};

} // namespace

void free_key::operator()(evp_pkey_st* key) const noexcept {
    EVP_PKEY_free(key);
}

signing_key::signing_key(const key32& seed)
    : handle_(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size())),
      seed_(seed) {
    std::size_t length = public_.raw_.size();
    if (!handle_ || EVP_PKEY_get_raw_public_key(handle_.get(), public_.raw_.data(), &length) != 1)
        throw std::runtime_error("cannot make an Ed25519 key");
    id_ = key_id_of(public_);
}

signing_key signing_key::make(ground::randomness& random) {
    key32 seed{};
    random.fill(std::as_writable_bytes(std::span(seed)));
    signing_key key(seed);
    OPENSSL_cleanse(seed.data(), seed.size());
    return key;
}

signing_key::~signing_key() {
    OPENSSL_cleanse(seed_.data(), seed_.size());
}

signature signing_key::sign(byte_view message) const {
    const std::unique_ptr<EVP_MD_CTX, free_context> context(EVP_MD_CTX_new());
    signature made{};
    std::size_t length = made.size();
    if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, handle_.get()) != 1 ||
        EVP_DigestSign(context.get(), made.data(), &length, message.data(), message.size()) != 1)
        throw std::runtime_error("Ed25519 cannot sign");
    return made;
}

verifier::verifier(const public_key& key)
    : handle_(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.raw().data(), key.raw().size())),
      key_(key), id_(key_id_of(key)) {
    if (!handle_)
        ERR_clear_error();
}

bool verifier::verify(byte_view message, byte_view signed_with) const {
    if (!handle_ || signed_with.size() != 64)
        return false;
    const std::unique_ptr<EVP_MD_CTX, free_context> context(EVP_MD_CTX_new());
    const bool holds = context &&
                       EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, handle_.get()) == 1 &&
                       EVP_DigestVerify(context.get(), signed_with.data(), signed_with.size(), message.data(),
                                        message.size()) == 1;
    // Errors left in the thread's queue would confuse the next TLS operation on it.
    if (!holds)
        ERR_clear_error();
    return holds;
}

} // namespace krug::ticket
