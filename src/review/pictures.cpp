#include "review/pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace photogate {
namespace {

constexpr int kScreenPx = 2'048;
constexpr int kSmallPx = 320;
constexpr int kCropPx = 320;
// Around a face, as a part of its larger side: people recognise by hair and surroundings too.
constexpr float kAround = 0.6F;
// About forty photos of ten faces each.
constexpr std::size_t kMostBytes = 64u << 20;

Box WithSurroundings(const Box& face, int width, int height) {
  const float margin = kAround * std::max(face.w, face.h);
  const float left = std::max(0.0F, face.x - margin), top = std::max(0.0F, face.y - margin);
  const float right = std::min(static_cast<float>(width), face.x + face.w + margin);
  const float bottom = std::min(static_cast<float>(height), face.y + face.h + margin);
  // A box beyond the photo still needs a picture of something.
  return Box{std::min(left, static_cast<float>(width - 1)),
             std::min(top, static_cast<float>(height - 1)), std::max(1.0F, right - left),
             std::max(1.0F, bottom - top)};
}

// What the pictures depend on: answers leave them as they are.
std::string KeyOf(const PhotoCase& photo) {
  std::string key = fmt::format("{}/{}/{}", photo.entry.id.value, photo.faces.size(),
                                photo.review.cover ? photo.review.cover_number : 0);
  for (const MissedFace& mark : photo.review.missed) key += fmt::format("/{}", mark.number);
  return key;
}

// A damaged file stays so: there is no picture of it, and no reason to try again.
Error CannotShow(const Error& why) {
  if (why.kind != ErrorKind::kCorrupt && why.kind != ErrorKind::kUnsupported) return why;
  return {ErrorKind::kNotFound, "This file cannot be shown as a picture."};
}

std::size_t BytesOf(const PhotoPictures& pictures) {
  std::size_t bytes = pictures.screen.size() + pictures.small.size() + pictures.cover.size();
  for (const Bytes& face : pictures.faces) bytes += face.size();
  for (const auto& [number, mark] : pictures.marks) bytes += mark.size();
  return bytes;
}

}  // namespace

Pictures::Pictures(Desk& desk) : desk_(desk), thread_([this] { Run(); }) {}

Pictures::~Pictures() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

Result<SharedPictures> Pictures::Of(const PhotoCase& photo) {
  const std::string key = KeyOf(photo);
  std::shared_ptr<std::mutex> turn;
  {
    const std::lock_guard lock(mutex_);
    if (SharedPictures found = Find(key)) return found;
    auto& place = making_[key];
    if (place == nullptr) place = std::make_shared<std::mutex>();
    turn = place;
  }
  // A page asks for all pictures of a photo at once: they are made once.
  const std::lock_guard only(*turn);
  {
    const std::lock_guard lock(mutex_);
    if (SharedPictures found = Find(key)) return found;
  }
  auto made = Make(photo);
  const std::lock_guard lock(mutex_);
  making_.erase(key);
  if (made.ok()) Keep(key, made.value());
  return made;
}

Result<SharedPictures> Pictures::Make(const PhotoCase& photo) {
  if (!photo.entry.facts || photo.entry.facts->width_px <= 0) {
    return Error{ErrorKind::kNotFound, "This file cannot be shown as a picture."};
  }
  const int width = photo.entry.facts->width_px, height = photo.entry.facts->height_px;
  const auto original = desk_.tools().open(photo.entry);
  if (!original.ok()) return original.error();
  RenderOrder order;
  order.screen_px = kScreenPx;
  for (const JournalFace& face : photo.faces) {
    order.crops.push_back({WithSurroundings(face.box, width, height), kCropPx});
  }
  for (const MissedFace& mark : photo.review.missed) {
    order.crops.push_back({WithSurroundings(mark.box, width, height), kCropPx});
  }
  order.crops.push_back(
      {Box{0, 0, static_cast<float>(width), static_cast<float>(height)}, kSmallPx});
  auto rendered = desk_.tools().render(original.value().fd.get(), order);
  if (!rendered.ok()) return CannotShow(rendered.error());
  RenderedPhoto& from = rendered.value();
  auto pictures = std::make_shared<PhotoPictures>();
  pictures->screen = std::move(from.screen);
  pictures->small = std::move(from.crops.back());
  std::size_t at = 0;
  for (; at < photo.faces.size(); ++at) pictures->faces.push_back(std::move(from.crops[at]));
  for (const MissedFace& mark : photo.review.missed) {
    pictures->marks[mark.number] = std::move(from.crops[at++]);
  }
  if (photo.review.cover) {
    RenderOrder covered;
    covered.screen_px = kScreenPx;
    covered.cover = photo.review.cover;
    covered.show_cover = true;
    auto shown = desk_.tools().render(original.value().fd.get(), covered);
    if (!shown.ok()) return shown.error();
    pictures->cover = std::move(shown.value().screen);
  }
  return SharedPictures(std::move(pictures));
}

SharedPictures Pictures::Find(const std::string& key) {
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const Kept& kept) { return kept.key == key; });
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return kept_.front().pictures;
}

void Pictures::Keep(const std::string& key, SharedPictures pictures) {
  const std::size_t bytes = BytesOf(*pictures);
  kept_.push_front({key, std::move(pictures), bytes});
  bytes_ += bytes;
  while (bytes_ > kMostBytes && kept_.size() > 1) {
    bytes_ -= kept_.back().bytes;
    kept_.pop_back();
  }
}

void Pictures::Forget(const PhotoId& id) {
  const std::lock_guard lock(mutex_);
  const std::string start = id.value + "/";
  kept_.remove_if([&](const Kept& kept) {
    const bool gone = kept.key.compare(0, start.size(), start) == 0;
    if (gone) bytes_ -= kept.bytes;
    return gone;
  });
}

void Pictures::Ahead(const PhotoId& id) {
  {
    const std::lock_guard lock(mutex_);
    ahead_ = id;
  }
  wake_.notify_one();
}

void Pictures::Run() {
  for (;;) {
    PhotoId id;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || ahead_.has_value(); });
      if (ending_) return;
      id = *ahead_;
      ahead_.reset();
    }
    if (const auto photo = desk_.Load(id); photo.ok()) (void)Of(photo.value());
  }
}

}  // namespace photogate
