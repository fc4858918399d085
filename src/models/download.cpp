#include "models/download.h"

#include <curl/curl.h>

#include <memory>
#include <string>

namespace photogate {
namespace {

struct Incoming {
  Bytes bytes;
  std::uint64_t max_bytes;
  const std::function<bool(std::uint64_t)>& progress;
  bool too_large = false;
  bool stopped = false;
};

// libcurl's write callback: anything but `count` as the answer ends the transfer.
std::size_t Receive(char* data, std::size_t size, std::size_t count, void* user) {
  Incoming& incoming = *static_cast<Incoming*>(user);
  const std::size_t length = size * count;
  if (length > incoming.max_bytes - incoming.bytes.size()) {
    incoming.too_large = true;
    return 0;
  }
  incoming.bytes.insert(incoming.bytes.end(), data, data + length);
  if (incoming.progress && !incoming.progress(incoming.bytes.size())) {
    incoming.stopped = true;
    return 0;
  }
  return count;
}

bool StartCurl() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

}  // namespace

Result<Bytes> DownloadFile(const std::string& url, std::uint64_t max_bytes,
                           const std::function<bool(std::uint64_t)>& progress) {
  const Error unavailable{ErrorKind::kUnavailable,
                          "A model could not be downloaded. Check the network, or give a folder "
                          "that has the files with --mirror.",
                          url};
  if (!url.starts_with("https://")) {
    return Error{ErrorKind::kRefused, "Models are downloaded over https only.", url};
  }
  if (!StartCurl()) return unavailable;
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle(curl_easy_init(),
                                                                   &curl_easy_cleanup);
  if (handle == nullptr) return unavailable;
  Incoming incoming{{}, max_bytes, progress};
  CURL* curl = handle.get();
  bool set = true;
  const auto option = [&set, curl](CURLoption name, auto value) {
    set = curl_easy_setopt(curl, name, value) == CURLE_OK && set;
  };
  option(CURLOPT_URL, url.c_str());
  option(CURLOPT_PROTOCOLS_STR, "https");
  option(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  option(CURLOPT_FOLLOWLOCATION, 1L);
  option(CURLOPT_MAXREDIRS, 5L);
  option(CURLOPT_FAILONERROR, 1L);
  option(CURLOPT_NOSIGNAL, 1L);
  option(CURLOPT_CONNECTTIMEOUT, 20L);
  // Slower than 1 kB/s for 30 s: a stalled proxy, not a slow line.
  option(CURLOPT_LOW_SPEED_LIMIT, 1024L);
  option(CURLOPT_LOW_SPEED_TIME, 30L);
  option(CURLOPT_TIMEOUT, 1800L);
  option(CURLOPT_USERAGENT, "photogate");
  option(CURLOPT_WRITEFUNCTION, &Receive);
  option(CURLOPT_WRITEDATA, static_cast<void*>(&incoming));
  if (!set) return unavailable;
  const CURLcode code = curl_easy_perform(curl);
  if (incoming.too_large) {
    return Error{ErrorKind::kLimitExceeded,
                 "A model download is larger than it should be and was refused.", url};
  }
  if (incoming.stopped) {
    return Error{ErrorKind::kUnavailable, "The download was stopped.", url};
  }
  if (code != CURLE_OK) {
    Error error = unavailable;
    error.context += std::string(": ") + curl_easy_strerror(code);
    return error;
  }
  return std::move(incoming.bytes);
}

}  // namespace photogate
