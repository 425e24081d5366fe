#include "store/connection.hpp"

#include <soci/soci.h>

namespace krug::store {
namespace {

// Our fixed statements are about two hundred; only a growing number of texts from bound_values gets here.
constexpr std::size_t statements_max = 512;

} // namespace

connection::connection(const dialect& speaks, const database_settings& settings, purpose use)
    : speaks_(speaks), session_(speaks.open(settings, use)) {}

connection::~connection() = default;

std::shared_ptr<prepared_statement> connection::kept(const std::string& key) const {
    const auto found = statements_.find(key);
    return found == statements_.end() ? nullptr : found->second;
}

void connection::keep(const std::string& key, std::shared_ptr<prepared_statement> statement) {
    if (statements_.size() >= statements_max)
        statements_.clear();
    statements_[key] = std::move(statement);
}

} // namespace krug::store
