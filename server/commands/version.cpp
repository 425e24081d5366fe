#include "commands/version.hpp"

#include "krug_commit.hpp"

#include <boost/version.hpp>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <sqlite3.h>

namespace krug::commands {

std::string version_number() {
    return KRUG_VERSION;
}

std::string version_text() {
    constexpr std::string_view commit = krug_commit;
    return fmt::format("krug {}{}, Boost {}.{}.{}, SQLite {}, OpenSSL {}", version_number(),
                       commit.empty() ? "" : fmt::format(" (commit {})", commit), BOOST_VERSION / 100000,
                       BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, sqlite3_libversion(),
                       OpenSSL_version(OPENSSL_VERSION_STRING));
}

} // namespace krug::commands
