// Whether a text is the address, number or name that a setting asks for. Pure; nothing is resolved or opened.
// Called by config.cpp and its test.
#pragma once

#include "config.hpp"

#include <string_view>

namespace krug {

/// ADDR:PORT or [IPV6]:PORT, port 0–65535 (0: the system picks); nothing for anything else.
std::optional<listen_address> parse_listen_address(std::string_view text);

/// The host of an http or https address without path, query or user; IPv6 keeps its brackets.
std::optional<std::string> host_of_public_url(std::string_view url);

/// An IPv4 or IPv6 address, or a block ADDR/BITS.
bool is_address_block(std::string_view text);

/// 127.0.0.0/8, ::1 with or without brackets, or localhost.
bool is_loopback(std::string_view host);

/// One @ with something on both sides, a dot-separated domain, no blanks. Whether it exists only mail can
/// tell.
bool is_plausible_mail_address(std::string_view text);

/// An INN: 10 digits of an organisation or 12 of a person, with check digits that agree (weighted sum mod 11
/// mod 10).
bool is_taxpayer_number(std::string_view text);

/// Of a CUPS queue, or "": nothing in it that a command line could take for an option.
bool is_printer_name(std::string_view text);
bool has_control_characters(std::string_view text);

/// Is `word` one of `choices`, divided by |? No choices: anything is.
bool is_choice(std::string_view choices, std::string_view word);

} // namespace krug
