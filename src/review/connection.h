// One client's connection, never waited for: bytes go in and out as the socket allows. Internal to
// the server.
#pragma once

#include <openssl/types.h>
#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "review/http_limits.h"
#include "review/http_protocol.h"

namespace photogate {

struct SslDeleter {
  void operator()(SSL* ssl) const;
};

enum class ConnectionState {
  kReading = 1,  // a request is coming in, or is awaited
  kReady,        // one is here whole and waits for a thread
  kWorking,      // a thread has it
  kWriting,      // the answer is leaving
  kClosed,
};

// What the client must do before anything can go on.
enum class Progress { kAgain = 1, kWantRead, kWantWrite, kEnded };

// How much of `bytes` is one request. Nothing but what decides that is looked at.
struct RequestExtent {
  enum class Verdict { kIncomplete = 1, kWhole, kRefused } verdict;
  std::size_t bytes = 0;  // when whole
  int status = 400;       // when refused
};
RequestExtent MeasureRequest(const std::string& bytes, const HttpLimits& limits);

// One thread uses it. The descriptor is non-blocking and closed at the end.
class Connection {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `context`: null without TLS.
  Connection(int fd, SSL_CTX* context, Peer peer);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }
  const Peer& peer() const { return peer_; }

  // Reads what is there. kAgain: there may be more at once.
  Progress Read();
  // Sends what is in `out`. kAgain: all of it went.
  Progress Write();

  ConnectionState state = ConnectionState::kReading;
  std::uint64_t id = 0;
  std::string in;
  std::string out;
  bool close_after_write = false;
  bool used = false;  // has had an answer before
  Time deadline;      // of the state
  Time since;         // of the state: whoever has dawdled longest goes first

 private:
  Progress Handshake();
  Progress Failed(int result);

  const int fd_;
  const Peer peer_;
  std::unique_ptr<SSL, SslDeleter> ssl_;
  bool shaken_ = false;
  std::size_t sent_ = 0;
};

}  // namespace photogate
