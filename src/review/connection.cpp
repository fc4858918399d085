#include "review/connection.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <limits>
#include <optional>
#include <string_view>

namespace photogate {
namespace {

// At most this is read before other connections have their turn.
constexpr std::size_t kReadBytes = 16u << 10;

bool SameName(std::string_view line, std::string_view lower) {
  if (line.size() < lower.size()) return false;
  return std::equal(lower.begin(), lower.end(), line.begin(), [](char a, char b) {
    return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
  });
}

std::optional<std::size_t> ParseLength(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  if (text.empty() || text.size() > 15) return std::nullopt;
  std::size_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::size_t>(c - '0');
  }
  return value;
}

RequestExtent Refused(int status) { return {RequestExtent::Verdict::kRefused, 0, status}; }

}  // namespace

// Strict where laxness would let two readers disagree on where a request ends (RFC 9112 section 6):
// lines end in CRLF, no line is folded, one length at most, no transfer coding.
RequestExtent MeasureRequest(const std::string& bytes, const HttpLimits& limits) {
  const std::size_t end = bytes.find("\r\n\r\n");
  const std::size_t first = bytes.find("\r\n");
  if (std::min(first, bytes.size()) > limits.target_bytes) return Refused(414);
  if (end == std::string::npos) {
    if (bytes.size() > limits.header_bytes) return Refused(431);
    return {RequestExtent::Verdict::kIncomplete};
  }
  if (end > limits.header_bytes) return Refused(431);
  std::optional<std::size_t> length;
  std::string_view lines(bytes.data() + first, end + 2 - first);
  lines.remove_prefix(2);
  while (!lines.empty()) {
    const std::size_t stop = lines.find("\r\n");
    const std::string_view line = lines.substr(0, stop);
    lines.remove_prefix(stop + 2);
    const std::size_t colon = line.find(':');
    const bool odd = std::any_of(line.begin(), line.end(), [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
    });
    if (odd || colon == 0 || colon == std::string_view::npos || line.front() == ' ' ||
        line.front() == '\t' ||
        line.substr(0, colon).find_first_of(" \t") != std::string_view::npos) {
      return Refused(400);
    }
    if (SameName(line, "transfer-encoding:") || SameName(line, "content-encoding:")) {
      return Refused(411);
    }
    if (!SameName(line, "content-length:")) continue;
    if (length.has_value()) return Refused(400);
    length = ParseLength(line.substr(colon + 1));
    if (!length.has_value()) return Refused(400);
  }
  if (length.value_or(0) > limits.body_bytes) return Refused(413);
  const std::size_t whole = end + 4 + length.value_or(0);
  if (bytes.size() < whole) return {RequestExtent::Verdict::kIncomplete};
  return {RequestExtent::Verdict::kWhole, whole, 0};
}

void SslDeleter::operator()(SSL* ssl) const { SSL_free(ssl); }

Connection::Connection(int fd, SSL_CTX* context, Peer peer)
    : fd_(fd), peer_(std::move(peer)), ssl_(context != nullptr ? SSL_new(context) : nullptr) {
  if (ssl_ != nullptr) {
    SSL_set_fd(ssl_.get(), fd);
    SSL_set_accept_state(ssl_.get());
  }
}

Connection::~Connection() {
  if (ssl_ != nullptr && shaken_) {
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
  }
  ::close(fd_);
}

Progress Connection::Failed(int result) {
  const int why = SSL_get_error(ssl_.get(), result);
  ERR_clear_error();
  if (why == SSL_ERROR_WANT_READ) return Progress::kWantRead;
  if (why == SSL_ERROR_WANT_WRITE) return Progress::kWantWrite;
  // After these two nothing may be said on the connection, a farewell neither.
  if (why == SSL_ERROR_SYSCALL || why == SSL_ERROR_SSL) shaken_ = false;
  return Progress::kEnded;
}

Progress Connection::Handshake() {
  if (ssl_ == nullptr || shaken_) return Progress::kAgain;
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result != 1) return Failed(result);
  shaken_ = true;
  return Progress::kAgain;
}

Progress Connection::Read() {
  if (const Progress shaken = Handshake(); shaken != Progress::kAgain) return shaken;
  std::array<char, kReadBytes> buffer;
  if (ssl_ != nullptr) {
    ERR_clear_error();
    const int count = SSL_read(ssl_.get(), buffer.data(), static_cast<int>(buffer.size()));
    if (count <= 0) return Failed(count);
    in.append(buffer.data(), static_cast<std::size_t>(count));
    return Progress::kAgain;
  }
  const ssize_t count = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (count > 0) {
    in.append(buffer.data(), static_cast<std::size_t>(count));
    return Progress::kAgain;
  }
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Progress::kWantRead;
  return count < 0 && errno == EINTR ? Progress::kAgain : Progress::kEnded;
}

Progress Connection::Write() {
  while (sent_ < out.size()) {
    const char* const from = out.data() + sent_;
    const std::size_t rest =
        std::min(out.size() - sent_, static_cast<std::size_t>(std::numeric_limits<int>::max()));
    if (ssl_ != nullptr) {
      ERR_clear_error();
      const int count = SSL_write(ssl_.get(), from, static_cast<int>(rest));
      if (count <= 0) return Failed(count);
      sent_ += static_cast<std::size_t>(count);
      continue;
    }
    const ssize_t count = ::send(fd_, from, rest, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count > 0) {
      sent_ += static_cast<std::size_t>(count);
    } else if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      return Progress::kWantWrite;
    } else if (count == 0 || errno != EINTR) {
      return Progress::kEnded;
    }
  }
  out.clear();
  out.shrink_to_fit();
  sent_ = 0;
  return Progress::kAgain;
}

}  // namespace photogate
