// Every bound on what a client may ask of the server's connections, each with its reason.
#pragma once

#include <cstddef>
#include <cstdint>

namespace photogate {

struct HttpLimits {
  // Requests worked on at once. Waiting clients hold none: a request is given to a thread only when
  // it has come in whole, and its answer leaves without one.
  std::size_t threads = 64;
  // Twenty reviewers' browsers with six connections each are 120, at one address behind a proxy.
  std::size_t connections = 1'024;
  std::size_t connections_per_address = 256;
  // So that one address cannot occupy every thread.
  std::size_t requests_per_address = 32;
  // A browser's request line and headers with our cookie are below 2 KB.
  std::size_t header_bytes = 16u << 10;
  std::size_t target_bytes = 2u << 10;
  // The longest body is a decision with its reason; boxes drawn by hand are a few bytes each.
  std::size_t body_bytes = 256u << 10;
  // From the first byte of a request (of a connection, for the first) to its last.
  std::uint32_t request_ms = 10'000;
  // Between two requests of one connection.
  std::uint32_t idle_ms = 60'000;
  // For an answer to leave; a 1 MB picture over a poor wireless network takes a few seconds.
  std::uint32_t write_ms = 30'000;
  // And on top of it for its size: a release of 256 MB over the same network is let through, a
  // client that takes nothing is let go in the end. 1 MB a second.
  std::uint32_t write_bytes_per_ms = 1'000;
};

}  // namespace photogate
