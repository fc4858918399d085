// One file over https.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/bytes.h"
#include "core/result.h"

namespace photogate {

// The body of `url`. kRefused for a URL or redirect that is not https, kLimitExceeded when more
// than `max_bytes` arrive, kUnavailable when the network fails, the server says anything but
// success, or `progress` returns false. Certificates are checked. Thread-safe.
Result<Bytes> DownloadFile(const std::string& url, std::uint64_t max_bytes,
                           const std::function<bool(std::uint64_t done)>& progress);

}  // namespace photogate
