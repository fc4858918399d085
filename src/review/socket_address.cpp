#include "review/socket_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>

namespace photogate {

std::optional<Address> ParseAddress(const std::string& text, int port) {
  Address address;
  auto* const four = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* const six = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (::inet_pton(AF_INET, text.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(static_cast<std::uint16_t>(port));
    address.bytes = sizeof(sockaddr_in);
    return address;
  }
  if (::inet_pton(AF_INET6, text.c_str(), &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(static_cast<std::uint16_t>(port));
    address.bytes = sizeof(sockaddr_in6);
    return address;
  }
  return std::nullopt;
}

Peer PeerOf(const sockaddr_storage& storage, bool tls) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  Peer peer;
  peer.tls = tls;
  if (storage.ss_family == AF_INET) {
    const auto& four = reinterpret_cast<const sockaddr_in&>(storage);
    ::inet_ntop(AF_INET, &four.sin_addr, text.data(), text.size());
    peer.port = ntohs(four.sin_port);
  } else {
    const auto& six = reinterpret_cast<const sockaddr_in6&>(storage);
    ::inet_ntop(AF_INET6, &six.sin6_addr, text.data(), text.size());
    peer.port = ntohs(six.sin6_port);
  }
  peer.address = text.data();
  return peer;
}

}  // namespace photogate
