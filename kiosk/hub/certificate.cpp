#include "hub/certificate.hpp"

#include "ticket/digest.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace krug::hub {
namespace {

using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using certificate_pointer = std::unique_ptr<X509, decltype(&X509_free)>;
using file_pointer = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

constexpr long ten_years_seconds = 3650L * 24 * 3600;

[[noreturn]] void fail(const char* what) { throw std::runtime_error(std::string("the hub's certificate: ") + what); }

file_pointer open_private(const std::filesystem::path& path) {
    const int handle = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    std::FILE* file = handle < 0 ? nullptr : ::fdopen(handle, "w");
    if (file == nullptr) fail("its files cannot be written");
    return {file, &std::fclose};
}

certificate_pointer self_signed(EVP_PKEY* key) {
    certificate_pointer made(X509_new(), &X509_free);
    if (!made) fail("no memory");
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    // An hour back: a neighbour's clock may be behind, and the pin is what counts.
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), ten_years_seconds);
    X509_set_pubkey(made.get(), key);
    auto* name = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("krug hub"), -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    if (X509_sign(made.get(), key, EVP_sha256()) == 0) fail("it cannot be signed");
    return made;
}

void make(const certificate& where) {
    const key_pointer key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    if (!key) fail("no key can be made");
    const auto made = self_signed(key.get());
    const auto key_file = open_private(where.key);
    const auto chain_file = open_private(where.chain);
    if (PEM_write_PKCS8PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 0 ||
        PEM_write_X509(chain_file.get(), made.get()) == 0 || std::fflush(key_file.get()) != 0 ||
        std::fflush(chain_file.get()) != 0)
        fail("its files cannot be written");
}

domain::digest pin_of(const std::filesystem::path& chain) {
    const file_pointer file(std::fopen(chain.c_str(), "re"), &std::fclose);
    if (!file) fail("hub.crt cannot be read");
    const certificate_pointer read(PEM_read_X509(file.get(), nullptr, nullptr, nullptr), &X509_free);
    if (!read) fail("hub.crt is damaged");
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(read.get()), &der);
    if (size <= 0) fail("hub.crt is damaged");
    const auto pin = ticket::sha256(ticket::byte_view(der, static_cast<std::size_t>(size)));
    OPENSSL_free(der);
    return pin;
}

} // namespace

certificate own_certificate(const std::filesystem::path& folder) {
    certificate own{folder / "hub.crt", folder / "hub.key", {}};
    if (!std::filesystem::exists(own.chain) || !std::filesystem::exists(own.key)) make(own);
    own.pin = pin_of(own.chain);
    return own;
}

} // namespace krug::hub
