// Addresses of sockets as text and back. Internal to the server.
#pragma once

#include <sys/socket.h>

#include <optional>
#include <string>

#include "review/http_protocol.h"

namespace photogate {

struct Address {
  sockaddr_storage storage{};
  socklen_t bytes = 0;
};

// Numeric IPv4 or IPv6 only: no name is ever looked up.
std::optional<Address> ParseAddress(const std::string& text, int port);

Peer PeerOf(const sockaddr_storage& storage, bool tls);

}  // namespace photogate
