// Texts and files that the house publishes for people who build on it: the ticket format and what to try it with.
// Called by web, which serves them as they are.
#pragma once

#include <string_view>

namespace krug::render {

/// By name: "tickets.ru.md", "tickets.en.md", "tickets.tsv", "ed25519_edges.tsv", "gate_protocol.tsv"; "" for any other.
std::string_view published_file(std::string_view name);

} // namespace krug::render
