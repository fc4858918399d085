#include "worker/channel.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

namespace photogate {
namespace {

// "PGW1" and the lengths of what follows, as the two sides of one build lay it out.
struct Header {
  std::uint32_t magic;
  std::uint32_t type;
  std::uint64_t record_bytes;
  std::uint64_t photo_bytes;
  std::uint64_t thumbnail_bytes;
};
constexpr std::uint32_t kMagic = 0x31574750;

// How often a wait looks at its interrupted flag.
constexpr std::chrono::milliseconds kSlice{50};

Error Gone() { return {ErrorKind::kUnavailable, "The checking process ended unexpectedly."}; }

// Waits for `events`. A closed other side counts as ready: the transfer itself then tells.
Result<Done> Wait(int socket, short events, const Deadline& deadline) {
  for (;;) {
    if (deadline.interrupted != nullptr && deadline.interrupted->load(std::memory_order_relaxed)) {
      return Error{ErrorKind::kUnavailable, "The check was interrupted."};
    }
    int wait_ms = deadline.interrupted != nullptr ? static_cast<int>(kSlice.count()) : -1;
    if (deadline.at.has_value()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(
          *deadline.at - std::chrono::steady_clock::now());
      if (left.count() <= 0) {
        return Error{ErrorKind::kUnavailable, "The checking process took too long."};
      }
      const int left_ms = static_cast<int>(std::min<std::int64_t>(left.count(), 3'600'000));
      wait_ms = wait_ms < 0 ? left_ms : std::min(wait_ms, left_ms);
    }
    pollfd entry{socket, events, 0};
    const int ready = ::poll(&entry, 1, wait_ms);
    if (ready > 0) return Done{};
    if (ready < 0 && errno != EINTR) return Gone();
  }
}

Result<Done> SendAll(int socket, ByteView bytes, int fd, const Deadline& deadline) {
  while (!bytes.empty()) {
    iovec part{const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    if (fd >= 0) {
      message.msg_control = control.data();
      message.msg_controllen = control.size();
      cmsghdr* const entry = CMSG_FIRSTHDR(&message);
      entry->cmsg_level = SOL_SOCKET;
      entry->cmsg_type = SCM_RIGHTS;
      entry->cmsg_len = CMSG_LEN(sizeof(int));
      std::memcpy(CMSG_DATA(entry), &fd, sizeof fd);
    }
    const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
      fd = -1;  // it went with the first byte
      continue;
    }
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return Gone();
    if (auto waited = Wait(socket, POLLOUT, deadline); !waited.ok()) return waited;
  }
  return Done{};
}

// Fills `bytes`. A descriptor that comes along goes to `fd`; more than one is an error, and the
// kernel closes what does not fit into the control buffer.
Result<Done> ReceiveAll(int socket, std::span<std::uint8_t> bytes, OwnedFd& fd,
                        const Deadline& deadline) {
  while (!bytes.empty()) {
    if (auto waited = Wait(socket, POLLIN, deadline); !waited.ok()) return waited;
    iovec part{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t received = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (received < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK)) continue;
    if (received <= 0) return Gone();
    for (cmsghdr* entry = CMSG_FIRSTHDR(&message); entry != nullptr;
         entry = CMSG_NXTHDR(&message, entry)) {
      if (entry->cmsg_level != SOL_SOCKET || entry->cmsg_type != SCM_RIGHTS) continue;
      int came = -1;
      std::memcpy(&came, CMSG_DATA(entry), sizeof came);
      OwnedFd owned(came);
      if (fd.get() >= 0) return Error{ErrorKind::kCorrupt, "A message held two descriptors."};
      fd = std::move(owned);
    }
    bytes = bytes.subspan(static_cast<std::size_t>(received));
  }
  return Done{};
}

}  // namespace

OwnedFd::~OwnedFd() {
  if (fd_ >= 0) ::close(fd_);
}

OwnedFd::OwnedFd(OwnedFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

OwnedFd& OwnedFd::operator=(OwnedFd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

Result<Done> SendMessage(int socket, const Message& message, int fd, const Deadline& deadline) {
  const Header header{kMagic, static_cast<std::uint32_t>(message.type), message.record.size(),
                      message.photo.size(), message.thumbnail.size()};
  std::array<std::uint8_t, sizeof header> head{};
  std::memcpy(head.data(), &header, sizeof header);
  if (auto sent = SendAll(socket, head, fd, deadline); !sent.ok()) return sent;
  for (const Bytes* part : {&message.record, &message.photo, &message.thumbnail}) {
    if (auto sent = SendAll(socket, *part, -1, deadline); !sent.ok()) return sent;
  }
  return Done{};
}

Result<Message> ReceiveMessage(int socket, const MessageBounds& bounds, const Deadline& deadline) {
  Message message{};
  std::array<std::uint8_t, sizeof(Header)> head{};
  if (auto got = ReceiveAll(socket, head, message.fd, deadline); !got.ok()) return got.error();
  Header header{};
  std::memcpy(&header, head.data(), sizeof header);
  const auto last = static_cast<std::uint32_t>(MessageType::kPageRead);
  if (header.magic != kMagic || header.type < 1 || header.type > last) {
    return Error{ErrorKind::kCorrupt, "What came is not a message of the checking process."};
  }
  message.type = static_cast<MessageType>(header.type);
  if (header.record_bytes > bounds.record_bytes || header.photo_bytes > bounds.photo_bytes ||
      header.thumbnail_bytes > bounds.thumbnail_bytes) {
    return Error{ErrorKind::kLimitExceeded, "A message of the checking process is too long."};
  }
  const std::array<std::pair<Bytes*, std::uint64_t>, 3> parts = {
      {{&message.record, header.record_bytes},
       {&message.photo, header.photo_bytes},
       {&message.thumbnail, header.thumbnail_bytes}}};
  for (const auto& [part, size] : parts) {
    part->resize(static_cast<std::size_t>(size));
    if (auto got = ReceiveAll(socket, *part, message.fd, deadline); !got.ok()) return got.error();
  }
  return message;
}

}  // namespace photogate
