#include "pipeline/covered.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace photogate {
namespace {

// Of the face's box, measured by eye on the drawn samples and shared photos: hair above, ears and
// hair at the sides, chin and neck below.
constexpr float kAbove = 0.6F, kBeside = 0.35F, kBelow = 0.3F;

// Two boxes are one face from here on: half of what detectors call the same, so that a face that is
// found again in part counts as found.
constexpr float kSameFace = 0.25F;

// A rim this thin of a head may stick out of a fill.
constexpr float kRimPx = 1;

// A drawn box over this part of a face is there to hide it.
constexpr float kHidden = 0.5F;

bool Within(const Box& inner, const Box& outer) {
  return inner.x >= outer.x - kRimPx && inner.y >= outer.y - kRimPx &&
         inner.x + inner.w <= outer.x + outer.w + kRimPx &&
         inner.y + inner.h <= outer.y + outer.h + kRimPx;
}

bool Apart(const Box& a, const Box& b) {
  return a.x >= b.x + b.w || b.x >= a.x + a.w || a.y >= b.y + b.h || b.y >= a.y + a.h;
}

bool CentreWithin(const Box& face, const Box& fill) {
  const float x = face.x + face.w / 2, y = face.y + face.h / 2;
  return x >= fill.x && x <= fill.x + fill.w && y >= fill.y && y <= fill.y + fill.h;
}

bool Hides(const Box& region, const Box& face) {
  const float across = std::min(face.x + face.w, region.x + region.w) - std::max(face.x, region.x);
  const float down = std::min(face.y + face.h, region.y + region.h) - std::max(face.y, region.y);
  return across > 0 && down > 0 && across * down >= kHidden * face.w * face.h;
}

// Of what is filled or redrawn from cells: both hide.
template <typename Test>
bool AnyRegion(const CoverPlan& plan, const Test& test) {
  return std::any_of(plan.fills.begin(), plan.fills.end(), test) ||
         std::any_of(plan.cells.begin(), plan.cells.end(), test);
}

// Where the covered picture's corner lies in the photo: worker and policy round alike.
Point Corner(const CoverPlan& plan) {
  if (!plan.crop) return {0, 0};
  return {std::max(0.0F, std::floor(plan.crop->x)), std::max(0.0F, std::floor(plan.crop->y))};
}

Face Moved(Face face, const Point& by) {
  face.box.x += by.x;
  face.box.y += by.y;
  if (face.landmarks) {
    for (Point& point : face.landmarks->points) point = {point.x + by.x, point.y + by.y};
  }
  return face;
}

bool StillThere(const Face& found, const std::vector<Face>& faces, const CoverPlan& plan) {
  return AnyRegion(plan, [&](const Box& region) { return CentreWithin(found.box, region); }) ||
         std::any_of(faces.begin(), faces.end(), [&](const Face& face) {
           return IsCovered(face.box, plan) &&
                  IntersectionOverUnion(face.box, found.box) >= kSameFace;
         });
}

Error Found(const CoverPlan& plan) {
  if (!plan.cells.empty()) {
    return {ErrorKind::kUnsupported,
            "A face that was covered is still found in the copy. Cover it with one flat colour, or "
            "cut it off."};
  }
  return {ErrorKind::kUnsupported,
          "A face that was covered is still found in the copy. Cover more of it, or cut it off."};
}

}  // namespace

Box HeadBox(const Box& face) {
  const float left = face.x - kBeside * face.w, top = face.y - kAbove * face.h;
  return Box{left, top, face.w * (1 + 2 * kBeside), face.h * (1 + kAbove + kBelow)};
}

bool IsCovered(const Box& face, const CoverPlan& plan) {
  const Box head = HeadBox(face);
  if (plan.crop && Apart(head, *plan.crop)) return true;
  return AnyRegion(plan, [&](const Box& region) { return Within(head, region); });
}

bool IsPartlyCovered(const Box& face, const CoverPlan& plan) {
  if (IsCovered(face, plan)) return false;
  if (plan.crop && Apart(face, *plan.crop)) return true;
  return AnyRegion(plan, [&](const Box& region) { return Hides(region, face); });
}

CoverPlan WithWholeHeads(CoverPlan plan, const std::vector<Box>& faces) {
  const std::vector<Box> drawn = plan.fills;
  for (const Box& face : faces) {
    const bool hidden = std::any_of(drawn.begin(), drawn.end(),
                                    [&](const Box& region) { return Hides(region, face); });
    if (hidden && !IsCovered(face, plan)) plan.fills.push_back(HeadBox(face));
  }
  return plan;
}

Result<PhotoFile> MemoryPhoto(ByteView bytes) {
  OwnedFd fd(::memfd_create("photo", MFD_CLOEXEC));
  std::size_t written = 0;
  while (fd.get() >= 0 && written < bytes.size()) {
    const ssize_t count = ::write(fd.get(), bytes.data() + written, bytes.size() - written);
    if (count <= 0) break;
    written += static_cast<std::size_t>(count);
  }
  if (fd.get() < 0 || written != bytes.size()) {
    return Error{ErrorKind::kUnavailable, "There is not enough memory to work on the photo now."};
  }
  return OpenedPhotoFile(std::move(fd), {});
}

Result<PhotoFile> CoverPhoto(const Result<PhotoFile>& file, const CoverPlan& plan,
                             const RenderFunction& render) {
  if (!file.ok()) return file.error();
  if (!render) return Error{ErrorKind::kUnavailable, "Nothing can be covered here."};
  RenderOrder order;
  order.cover = plan;
  const auto rendered = render(file.value().fd.get(), order);
  if (!rendered.ok()) return rendered.error();
  return MemoryPhoto(rendered.value().cover);
}

Result<Inspection> MergeCovered(Result<Inspection> original, Result<Inspection> covered,
                                const CoverPlan& plan) {
  if (!original.ok()) return original;
  Inspection& merged = original.value();
  if (!covered.ok()) {
    merged.sanitised = covered.error();
    return original;
  }
  merged.sanitised = std::move(covered.value().sanitised);
  merged.thumbnail_jpeg = std::move(covered.value().thumbnail_jpeg);
  if (!merged.faces.ok()) return original;
  if (!covered.value().faces.ok()) {
    merged.sanitised = covered.value().faces.error();
    return original;
  }
  std::vector<Face>& faces = merged.faces.value().faces;
  const std::size_t known = faces.size();
  for (const Face& seen : covered.value().faces.value().faces) {
    Face face = Moved(seen, Corner(plan));
    if (StillThere(face, {faces.begin(), faces.begin() + static_cast<std::ptrdiff_t>(known)},
                   plan)) {
      merged.sanitised = Found(plan);
      continue;
    }
    const bool is_known = std::any_of(
        faces.begin(), faces.begin() + static_cast<std::ptrdiff_t>(known),
        [&](const Face& other) { return IntersectionOverUnion(other.box, face.box) >= kSameFace; });
    if (!is_known) faces.push_back(std::move(face));
  }
  return original;
}

}  // namespace photogate
