#include "review/uploads.h"

#include <fmt/format.h>

namespace photogate {
namespace {

Error OutOfStep() {
  return {ErrorKind::kConflict, "The file did not arrive whole. Send it once more."};
}

}  // namespace

Result<Done> Uploads::Add(const std::string& session, const std::string& name, std::size_t at,
                          std::size_t whole, std::string_view piece, Time now) {
  if (whole > limits_.bytes) {
    return Error{ErrorKind::kLimitExceeded,
                 fmt::format("The file is larger than {} MB. Send a smaller copy of it.",
                             limits_.bytes >> 20)};
  }
  const std::lock_guard lock(mutex_);
  if (at == 0) {
    uploads_.erase(session);
    if (uploads_.size() >= limits_.uploads) {
      std::erase_if(uploads_,
                    [&](const auto& one) { return now - one.second.touched > limits_.idle; });
    }
    if (uploads_.size() >= limits_.uploads) {
      return Error{ErrorKind::kUnavailable,
                   "Others are sending files just now. Try again in a moment."};
    }
    Upload fresh{name, whole, {}, now};
    fresh.bytes.reserve(whole);
    uploads_.emplace(session, std::move(fresh));
  }
  const auto found = uploads_.find(session);
  if (found == uploads_.end()) return OutOfStep();
  Upload& upload = found->second;
  if (upload.name != name || upload.whole != whole || upload.bytes.size() != at ||
      piece.size() > whole - at) {
    uploads_.erase(found);
    return OutOfStep();
  }
  upload.bytes.insert(upload.bytes.end(), piece.begin(), piece.end());
  upload.touched = now;
  return Done{};
}

Result<Bytes> Uploads::Take(const std::string& session, const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(session);
  if (found == uploads_.end() || found->second.name != name) return OutOfStep();
  Upload upload = std::move(found->second);
  uploads_.erase(found);
  if (upload.bytes.empty() || upload.bytes.size() != upload.whole) return OutOfStep();
  return std::move(upload.bytes);
}

}  // namespace photogate
