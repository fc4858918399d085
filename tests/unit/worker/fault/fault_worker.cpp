// Speaks the worker's protocol and breaks it on request: the photo's bytes are the request. Never
// installed; the real worker has no such switches.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "crypto/sha256.h"
#include "worker/channel.h"
#include "worker/inspection_message.h"
#include "worker/sandbox.h"
#include "worker/spawner.h"
#include "worker/start_message.h"

namespace {

using namespace photogate;  // NOLINT(google-build-using-namespace): a program of one file

const Deadline kPatient{};

std::string ReadAll(int fd) {
  std::string text(1'000, '\0');
  const ssize_t size = ::pread(fd, text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

// What the photo asks for the next time it is read.
void Rewrite(int fd, const std::string& text) {
  const std::string path = "/proc/self/fd/" + std::to_string(fd);
  const OwnedFd writable(::open(path.c_str(), O_WRONLY | O_TRUNC));
  if (::write(writable.get(), text.data(), text.size()) < 0) std::abort();
}

void SendRaw(const void* data, std::size_t size) {
  if (::send(kWorkerSocket, data, size, MSG_NOSIGNAL) < 0) std::abort();
}

void SendHeader(std::uint32_t type, std::uint64_t record, std::uint64_t photo) {
  struct {
    std::uint32_t magic, type;
    std::uint64_t record, photo, thumbnail;
  } header{0x31574750, type, record, photo, 0};
  SendRaw(&header, sizeof header);
}

Inspection Found(const std::string& text) {
  const Error none{ErrorKind::kUnavailable, "Not looked for."};
  const Bytes bytes(text.begin(), text.end());
  Faces faces{};
  faces.faces.push_back(
      Face{{10, 20, 30, 40}, {}, 0.9, "yunet", 0, {}, NotComparable::kNoRecogniser, std::nullopt});
  return Inspection{Sha256(bytes),
                    bytes.size(),
                    FileFormat::kJpeg,
                    PhotoInfo{FileFormat::kJpeg, 100, 100, 1, false},
                    faces,
                    none,
                    none,
                    {},
                    {}};
}

void Allocate() {
  std::vector<std::vector<char>> taken;
  for (;;) taken.emplace_back(16u << 20, '\1');
}

void Answer(int fd, const Limits& limits) {
  const std::string text = ReadAll(fd);
  if (text == "crash") std::abort();
  if (text == "crash once") {
    Rewrite(fd, "well");
    std::raise(SIGSEGV);
  }
  if (text == "hang") std::this_thread::sleep_for(std::chrono::hours(1));
  if (text == "leave") ::_exit(0);
  if (text == "eat memory") Allocate();
  if (text == "slow") std::this_thread::sleep_for(std::chrono::milliseconds(20));
  if (text == "garbage") {
    const std::string noise(5'000, 'x');
    return SendRaw(noise.data(), noise.size());
  }
  if (text == "oversize record") return SendHeader(4, std::uint64_t{1} << 62, 0);
  if (text == "oversize photo") return SendHeader(4, 8, std::uint64_t{1} << 62);
  if (text == "short") {
    SendHeader(4, 1'000, 0);
    SendRaw("half", 4);
    ::_exit(0);
  }
  if (text == "stall in the middle") {
    SendHeader(4, 1'000, 0);
    std::this_thread::sleep_for(std::chrono::hours(1));
  }
  if (text == "wrong type") return SendHeader(2, 0, 0);
  Inspection found = Found(text);
  if (text == "nan") {
    found.faces.value().faces[0].box.x = std::numeric_limits<float>::quiet_NaN();
  }
  if (text == "claims a recogniser") found.faces.value().recogniser_available = true;
  const Message answer = EncodeInspection(std::move(found), limits);
  if (!SendMessage(kWorkerSocket, answer, -1, kPatient).ok()) ::_exit(1);
  if (text == "twice") (void)SendMessage(kWorkerSocket, answer, -1, kPatient);
  if (text == "leave afterwards") ::_exit(0);
}

}  // namespace

int main() {
  auto message = ReceiveMessage(kWorkerSocket, StartBounds(), kPatient);
  if (!message.ok()) return 1;
  const auto start = DecodeStart(message.value());
  if (!start.ok()) return 1;
  const auto& detector = start.value().models.detector;
  const std::string wish = detector.has_value() ? detector->file.string() : "";
  if (wish == "die") return 1;
  if (wish == "hang") std::this_thread::sleep_for(std::chrono::hours(1));
  Result<Done> ready = ApplyProcessLimits(start.value().limits, start.value().cpu_seconds);
  if (wish == "refuse") ready = Error{ErrorKind::kUnavailable, "The model is broken."};
  if (!SendMessage(kWorkerSocket, EncodeReady(ready), -1, kPatient).ok()) return 1;
  for (;;) {
    auto order = ReceiveMessage(kWorkerSocket, StartBounds(), kPatient);
    if (!order.ok()) return 0;
    Answer(order.value().fd.get(), start.value().limits);
  }
}
