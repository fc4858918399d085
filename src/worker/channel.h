// Whole messages over one end of a socket pair between a pool and a worker.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

#include "core/bytes.h"
#include "core/result.h"

namespace photogate {

// A file descriptor that is closed at the end of its life; -1 for none.
class OwnedFd {
 public:
  OwnedFd() = default;
  explicit OwnedFd(int fd) : fd_(fd) {}
  ~OwnedFd();
  OwnedFd(OwnedFd&& other) noexcept;
  OwnedFd& operator=(OwnedFd&& other) noexcept;
  int get() const { return fd_; }

 private:
  int fd_ = -1;
};

enum class MessageType : std::uint32_t {
  kStart = 1,
  kReady,
  kInspect,
  kInspected,
  kRender,
  kRendered,
  kUnpack,
  kPart,
  kUnpacked,
  kPage,
  kPageRead
};

// `record` is in the encoding of worker/wire.h; `photo` and `thumbnail` are bulk bytes that are
// handed on as they are.
struct Message {
  MessageType type;
  Bytes record;
  Bytes photo;
  Bytes thumbnail;
  OwnedFd fd;
};

// The longest of each part that a reader accepts; checked before memory is allocated.
struct MessageBounds {
  std::uint64_t record_bytes;
  std::uint64_t photo_bytes;
  std::uint64_t thumbnail_bytes;
};

// Until when to wait. Without `at`, for ever; with `interrupted`, only as long as that is false.
struct Deadline {
  std::optional<std::chrono::steady_clock::time_point> at;
  const std::atomic<bool>* interrupted = nullptr;
};

// Sends `message` with `fd` (-1: none) attached. The socket is non-blocking or not, as it likes.
// kUnavailable when the other side is gone or the deadline passed. No SIGPIPE is raised.
Result<Done> SendMessage(int socket, const Message& message, int fd, const Deadline& deadline);

// Receives one message. kUnavailable when the other side is gone or the deadline passed,
// kLimitExceeded for a part above `bounds`, kCorrupt for what is no message.
Result<Message> ReceiveMessage(int socket, const MessageBounds& bounds, const Deadline& deadline);

}  // namespace photogate
