#include "tests/unit/review/web_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace photogate::test {

RawConnection::RawConnection(int port, const std::string& address) {
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  ::inet_pton(AF_INET, address.c_str(), &to.sin_addr);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
    ::close(fd_);
    fd_ = -1;
  }
}

RawConnection::~RawConnection() {
  if (fd_ >= 0) ::close(fd_);
}

bool RawConnection::Send(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const ssize_t count = ::send(fd_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return false;
    sent += static_cast<std::size_t>(count);
  }
  return true;
}

bool RawConnection::ClosedWithin(int ms) {
  pollfd wait{fd_, POLLIN, 0};
  while (::poll(&wait, 1, ms) > 0) {
    std::array<char, 4096> buffer;
    const ssize_t count = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (count <= 0) return true;
  }
  return false;
}

WebAnswer RawConnection::Receive() {
  WebAnswer answer;
  std::size_t wanted = std::string::npos, head = 0;
  for (;;) {
    if (wanted == std::string::npos) {
      head = rest_.find("\r\n\r\n");
      if (head != std::string::npos) {
        std::size_t at = rest_.find("\r\n") + 2;
        answer.status = std::stoi(rest_.substr(9, 3));
        while (at < head + 2) {
          const std::size_t end = rest_.find("\r\n", at);
          const std::size_t colon = rest_.find(':', at);
          std::string name = rest_.substr(at, colon - at);
          for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
          const std::string value = rest_.substr(colon + 2, end - colon - 2);
          if (name == "set-cookie") answer.cookies.push_back(value);
          answer.headers[name] = value;
          at = end + 2;
        }
        const auto length = answer.headers.find("content-length");
        wanted = head + 4 + (length == answer.headers.end() ? 0 : std::stoul(length->second));
      }
    }
    if (wanted != std::string::npos && rest_.size() >= wanted) {
      answer.body = rest_.substr(head + 4, wanted - head - 4);
      rest_.erase(0, wanted);
      return answer;
    }
    pollfd wait{fd_, POLLIN, 0};
    std::array<char, 16384> buffer;
    if (::poll(&wait, 1, 10'000) <= 0) return {};
    const ssize_t count = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (count <= 0) return {};
    rest_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

std::string BytesOf(const WebRequest& request, int port) {
  std::string text = request.method + " " + request.target + " HTTP/1.1\r\n";
  if (request.headers.count("Host") == 0) text += fmt::format("Host: 127.0.0.1:{}\r\n", port);
  for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
  if (!request.body.empty() || request.method == "POST") {
    text += fmt::format("Content-Length: {}\r\n", request.body.size());
  }
  return text + "\r\n" + request.body;
}

WebAnswer Ask(int port, const WebRequest& request) {
  RawConnection connection(port);
  if (!connection.open() || !connection.Send(BytesOf(request, port))) return {};
  return connection.Receive();
}

}  // namespace photogate::test
