// Files that come in from the page piece by piece, each piece a request within the server's own
// bounds. They lie in memory and nowhere else, one for each session.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/result.h"

namespace photogate {

struct UploadLimits {
  // Cameras that schools buy write JPEG files of up to 25 MB.
  std::size_t bytes = 32u << 20;
  // At once, over all sessions: what they may hold together is 128 MiB.
  std::size_t uploads = 4;
  // Without a further piece another session may have its place; a piece takes at most
  // HttpLimits::request_ms to come in.
  std::chrono::seconds idle{30};
};

// Thread-safe.
class Uploads {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Uploads(const UploadLimits& limits = {}) : limits_(limits) {}

  // The piece that begins at byte `at` of the `whole` bytes of `name`; one at 0 replaces what the
  // session had. kLimitExceeded: the file is too large. kConflict: it does not follow the piece
  // before, or is more than was announced; the photo is forgotten then. kUnavailable: too many at
  // once.
  Result<Done> Add(const std::string& session, const std::string& name, std::size_t at,
                   std::size_t whole, std::string_view piece, Time now);

  // Hands the photo over and forgets it. kConflict: it is not there, or not whole.
  Result<Bytes> Take(const std::string& session, const std::string& name);

 private:
  struct Upload {
    std::string name;
    std::size_t whole;
    Bytes bytes;
    Time touched;
  };

  const UploadLimits limits_;
  std::mutex mutex_;
  std::map<std::string, Upload> uploads_;  // by session
};

}  // namespace photogate
