#include "release/look_through.h"

#include <fcntl.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/review_case.h"
#include "worker/channel.h"

namespace photogate {
namespace {

constexpr int kPicturePx = 1'000;

}  // namespace

LookedThrough Agreed(const Batch& batch, std::set<std::size_t> left_out) {
  using Json = nlohmann::ordered_json;
  Json checks = Json::object();
  for (const CheckPoint& point : CheckPoints()) checks[point.id] = true;
  Json copies = Json::array();
  for (const std::size_t number : left_out) {
    if (number <= batch.photos.size()) copies.push_back(batch.photos[number - 1].sha256.value);
  }
  const Json checklist{{"code", BatchCode(batch)},
                       {"checks", checks},
                       {"left_out", left_out},
                       {"left_out_copies", copies}};
  return {std::move(left_out), checklist.dump()};
}

void LeaveOut(const std::set<std::size_t>& numbers, Batch& batch) {
  std::vector<BatchPhoto> kept;
  for (std::size_t at = 0; at < batch.photos.size(); ++at) {
    if (!numbers.contains(at + 1)) kept.push_back(std::move(batch.photos[at]));
  }
  batch.photos = std::move(kept);
}

std::optional<std::int64_t> AllReleasedBefore(const Batch& batch) {
  std::int64_t latest = 0;
  for (const BatchPhoto& photo : batch.photos) {
    if (!photo.released_before) return std::nullopt;
    latest = std::max(latest, *photo.released_before);
  }
  return latest;
}

Bytes ContactPicture(const BatchPhoto& photo, const InspectFile& inspect) {
  const OwnedFd file(::open(photo.source.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0) return {};
  InspectionOrder order;
  order.compare = order.sanitise = order.detect = order.find_again = false;
  order.thumbnail_px = kPicturePx;
  auto looked = inspect(file.get(), order);
  // Only of the bytes that were verified.
  if (!looked.ok() || looked.value().sha256 != photo.sha256) return {};
  return std::move(looked.value().thumbnail_jpeg);
}

}  // namespace photogate
