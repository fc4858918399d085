#include "review/http_server.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "review/connection.h"
#include "review/socket_address.h"
#include "review/task_threads.h"

namespace photogate {
namespace {

using Time = Connection::Time;

// How often deadlines are looked at when nothing else happens.
constexpr int kTickMs = 250;
// A client that is told why it is turned away reads this within a moment or not at all.
constexpr auto kFarewell = std::chrono::seconds(2);
constexpr std::uint64_t kListenId = 0;
constexpr std::uint64_t kWakeId = 1;

const char* Phrase(int status) {
  switch (status) {
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 431: return "Request Header Fields Too Large";
    default: return "Bad Request";
  }
}

// The answer to what never becomes a request.
std::string RefusalText(int status, const HttpHeaders& always) {
  const std::string code = status == 413 ? "too_large" : "bad_request";
  const std::string body = "{\"error\":{\"code\":\"" + code +
                           "\",\"message\":\"This request cannot be taken. Load the page "
                           "again.\"}}";
  std::string text = fmt::format("HTTP/1.1 {} {}\r\n", status, Phrase(status));
  for (const auto& [name, value] : always) text += name + ": " + value + "\r\n";
  return text + fmt::format(
                    "Content-Type: application/json\r\nContent-Length: {}\r\n"
                    "Connection: close\r\n\r\n{}",
                    body.size(), body);
}

}  // namespace

class HttpServer::Reactor {
 public:
  Reactor(const ListenOptions& options, const Tls* tls, HttpHandler handler)
      : options_(options), tls_(tls), protocol_(std::move(handler), options.always) {}

  ~Reactor() {
    ending_ = true;
    Wake();
    if (thread_.joinable()) thread_.join();
    threads_.reset();
    connections_.clear();
    for (const int fd : {listen_, epoll_, wake_}) {
      if (fd >= 0) ::close(fd);
    }
  }

  Result<Done> Listen() {
    const auto address = ParseAddress(options_.address, options_.port);
    if (!address.has_value()) {
      return Error{
          ErrorKind::kRefused,
          "--address must be a number of this machine, such as 127.0.0.1 or 192.168.1.20."};
    }
    listen_ = ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    wake_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const int yes = 1;
    if (listen_ < 0 || epoll_ < 0 || wake_ < 0) return CannotListen(errno);
    ::setsockopt(listen_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const auto* raw = reinterpret_cast<const sockaddr*>(&address->storage);
    if (::bind(listen_, raw, address->bytes) != 0) return CannotListen(errno);
    if (::listen(listen_, SOMAXCONN) != 0) return CannotListen(errno);
    Address bound;
    bound.bytes = sizeof bound.storage;
    ::getsockname(listen_, reinterpret_cast<sockaddr*>(&bound.storage), &bound.bytes);
    port_ = PeerOf(bound.storage, false).port;
    Watch(listen_, kListenId, EPOLLIN, EPOLL_CTL_ADD);
    Watch(wake_, kWakeId, EPOLLIN, EPOLL_CTL_ADD);
    threads_ = std::make_unique<TaskThreads>(options_.limits.threads);
    thread_ = std::thread([this] { Run(); });
    return Done{};
  }

  int port() const { return port_; }
  std::size_t open() const { return open_.load(); }

 private:
  struct Finished {
    std::uint64_t id;
    Exchange exchange;
  };

  static Error CannotListen(int number) {
    if (number == EADDRINUSE) {
      return {ErrorKind::kUnavailable,
              "Another program uses this port; perhaps the review page is running already. Choose "
              "another with --port."};
    }
    if (number == EADDRNOTAVAIL) {
      return {ErrorKind::kRefused, "--address is not a number of this machine."};
    }
    return {ErrorKind::kUnavailable, "The page's port cannot be opened.", std::strerror(number)};
  }

  void Watch(int fd, std::uint64_t id, std::uint32_t events, int operation) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    ::epoll_ctl(epoll_, operation, fd, &event);
  }

  void Wake() {
    const std::uint64_t one = 1;
    if (wake_ >= 0 && ::write(wake_, &one, sizeof one) < 0) return;
  }

  void Run() {
    // OpenSSL writes without MSG_NOSIGNAL.
    sigset_t pipe;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    std::array<epoll_event, 128> events;
    while (!ending_) {
      const int count =
          ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), kTickMs);
      now_ = std::chrono::steady_clock::now();
      for (int at = 0; at < count; ++at) {
        const std::uint64_t id = events[static_cast<std::size_t>(at)].data.u64;
        if (id == kListenId) {
          AcceptAll();
        } else if (id == kWakeId) {
          std::uint64_t ignored = 0;
          if (::read(wake_, &ignored, sizeof ignored) < 0) continue;
        } else if (Connection* const connection = Find(id)) {
          Advance(*connection);
        }
      }
      TakeFinished();
      Dispatch();
      CloseLate();
    }
  }

  Connection* Find(std::uint64_t id) {
    const auto found = connections_.find(id);
    return found == connections_.end() ? nullptr : found->second.get();
  }

  void AcceptAll() {
    for (;;) {
      sockaddr_storage from{};
      socklen_t bytes = sizeof from;
      const int fd = ::accept4(listen_, reinterpret_cast<sockaddr*>(&from), &bytes,
                               SOCK_CLOEXEC | SOCK_NONBLOCK);
      if (fd < 0) return;
      const Peer peer = PeerOf(from, tls_ != nullptr);
      if (!MakeRoom(peer.address)) {
        ::close(fd);
        continue;
      }
      const int yes = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      auto made =
          std::make_unique<Connection>(fd, tls_ != nullptr ? tls_->context.get() : nullptr, peer);
      made->id = next_id_++;
      Enter(*made, ConnectionState::kReading, options_.limits.request_ms);
      Watch(fd, made->id, EPOLLIN | EPOLLONESHOT, EPOLL_CTL_ADD);
      ++per_address_[peer.address];
      connections_.emplace(made->id, std::move(made));
      open_ = connections_.size();
    }
  }

  // A newcomer takes the place of whoever has dawdled longest, of the same address if that is full.
  bool MakeRoom(const std::string& address) {
    const auto known = per_address_.find(address);
    const bool address_full =
        known != per_address_.end() && known->second >= options_.limits.connections_per_address;
    if (!address_full && connections_.size() < options_.limits.connections) return true;
    Connection* slowest = nullptr;
    for (const auto& [id, connection] : connections_) {
      if (connection->state != ConnectionState::kReading) continue;
      if (address_full && connection->peer().address != address) continue;
      if (slowest == nullptr || connection->since < slowest->since) slowest = connection.get();
    }
    if (slowest == nullptr) return false;
    Close(*slowest);
    return true;
  }

  void Enter(Connection& connection, ConnectionState state, std::uint32_t ms) {
    connection.state = state;
    connection.since = std::chrono::steady_clock::now();
    connection.deadline = connection.since + std::chrono::milliseconds(ms);
  }

  void Rearm(Connection& connection, std::uint32_t events) {
    Watch(connection.fd(), connection.id, events | EPOLLONESHOT, EPOLL_CTL_MOD);
  }

  void Advance(Connection& connection) {
    if (connection.state == ConnectionState::kReading) {
      ReadOn(connection);
    } else if (connection.state == ConnectionState::kWriting) {
      WriteOn(connection);
    }
  }

  void ReadOn(Connection& connection) {
    const bool began = !connection.in.empty();
    for (;;) {
      if (!connection.in.empty() && TakeRequest(connection)) return;
      const Progress progress = connection.Read();
      if (progress == Progress::kEnded) return Close(connection);
      if (!began && !connection.in.empty() && connection.used) {
        Enter(connection, ConnectionState::kReading, options_.limits.request_ms);
        connection.used = false;
      }
      if (progress == Progress::kWantRead) return Rearm(connection, EPOLLIN);
      if (progress == Progress::kWantWrite) return Rearm(connection, EPOLLOUT);
    }
  }

  // True when the connection is no longer being read.
  bool TakeRequest(Connection& connection) {
    const RequestExtent extent = MeasureRequest(connection.in, options_.limits);
    if (extent.verdict == RequestExtent::Verdict::kIncomplete) return false;
    if (extent.verdict == RequestExtent::Verdict::kRefused) {
      Refuse(connection, extent.status);
      return true;
    }
    connection.state = ConnectionState::kReady;
    whole_[connection.id] = extent.bytes;
    ready_.push_back(connection.id);
    return true;
  }

  void Refuse(Connection& connection, int status) {
    connection.in.clear();
    connection.out = RefusalText(status, options_.always);
    connection.close_after_write = true;
    Enter(connection, ConnectionState::kWriting, 0);
    connection.deadline = connection.since + kFarewell;
    WriteOn(connection);
  }

  void WriteOn(Connection& connection) {
    const Progress progress = connection.Write();
    if (progress == Progress::kEnded) return Close(connection);
    if (progress == Progress::kWantRead) return Rearm(connection, EPOLLIN);
    if (progress == Progress::kWantWrite) return Rearm(connection, EPOLLOUT);
    if (connection.close_after_write) return Close(connection);
    connection.used = true;
    Enter(connection, ConnectionState::kReading, options_.limits.idle_ms);
    ReadOn(connection);
  }

  // Hands what is ready to threads, as far as each address may have them.
  void Dispatch() {
    std::deque<std::uint64_t> waiting;
    std::swap(waiting, ready_);
    for (const std::uint64_t id : waiting) {
      Connection* const connection = Find(id);
      if (connection == nullptr) continue;
      std::size_t& busy = working_[connection->peer().address];
      if (busy >= options_.limits.requests_per_address) {
        ready_.push_back(id);
        continue;
      }
      ++busy;
      const std::size_t bytes = whole_[id];
      whole_.erase(id);
      std::string request = connection->in.substr(0, bytes);
      connection->in.erase(0, bytes);
      connection->state = ConnectionState::kWorking;
      threads_->Add([this, id, request = std::move(request), peer = connection->peer()] {
        Finished finished{id, protocol_.Answer(request, peer)};
        {
          const std::lock_guard lock(mutex_);
          finished_.push_back(std::move(finished));
        }
        Wake();
      });
    }
  }

  void TakeFinished() {
    std::deque<Finished> finished;
    {
      const std::lock_guard lock(mutex_);
      std::swap(finished, finished_);
    }
    for (Finished& one : finished) {
      Connection* const connection = Find(one.id);
      if (connection == nullptr) continue;
      ReleaseThread(connection->peer().address);
      if (one.exchange.answer.empty()) {
        Close(*connection);
        continue;
      }
      connection->out = std::move(one.exchange.answer);
      connection->close_after_write = !one.exchange.keep;
      Enter(*connection, ConnectionState::kWriting,
            options_.limits.write_ms +
                static_cast<std::uint32_t>(connection->out.size() /
                                           options_.limits.write_bytes_per_ms));
      WriteOn(*connection);
    }
  }

  void ReleaseThread(const std::string& address) {
    const auto found = working_.find(address);
    if (found != working_.end() && --found->second == 0) working_.erase(found);
  }

  void CloseLate() {
    if (now_ < next_look_) return;
    next_look_ = now_ + std::chrono::milliseconds(kTickMs);
    std::vector<Connection*> late;
    for (const auto& [id, connection] : connections_) {
      const bool timed = connection->state == ConnectionState::kReading ||
                         connection->state == ConnectionState::kWriting;
      if (timed && connection->deadline < now_) late.push_back(connection.get());
    }
    for (Connection* const connection : late) Close(*connection);
  }

  void Close(Connection& connection) {
    const std::string address = connection.peer().address;
    whole_.erase(connection.id);
    if (--per_address_[address] == 0) per_address_.erase(address);
    connections_.erase(connection.id);
    open_ = connections_.size();
  }

  const ListenOptions options_;
  const Tls* const tls_;
  HttpProtocol protocol_;
  int listen_ = -1, epoll_ = -1, wake_ = -1, port_ = 0;
  std::atomic<bool> ending_{false};
  std::atomic<std::size_t> open_{0};
  // All of these belong to the thread.
  Time now_, next_look_;
  std::uint64_t next_id_ = 2;
  std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::map<std::string, std::size_t> per_address_, working_;
  std::unordered_map<std::uint64_t, std::size_t> whole_;  // bytes of each ready request
  std::deque<std::uint64_t> ready_;
  std::mutex mutex_;  // guards finished_
  std::deque<Finished> finished_;
  std::unique_ptr<TaskThreads> threads_;
  std::thread thread_;
};

HttpServer::HttpServer(std::unique_ptr<Reactor> reactor) : reactor_(std::move(reactor)) {}

HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const ListenOptions& options, const Tls* tls,
                                                      HttpHandler handler) {
  auto reactor = std::make_unique<Reactor>(options, tls, std::move(handler));
  if (auto listening = reactor->Listen(); !listening.ok()) return listening.error();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(reactor)));
}

int HttpServer::port() const { return reactor_->port(); }

std::size_t HttpServer::connections() const { return reactor_->open(); }

}  // namespace photogate
