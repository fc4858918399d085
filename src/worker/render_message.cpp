#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "core/format.h"
#include "worker/render_photo.h"
#include "worker/wire.h"
#include "worker/wire_error.h"

namespace photogate {
namespace {

// A photo has at most limits.faces of them; a box takes 32 bytes.
constexpr std::size_t kMostBoxes = 4'096;
constexpr std::uint64_t kRecordBytes = 1u << 20;
constexpr double kMaxCoordinate = 1e6;
constexpr int kMostPx = 8'192;

Error CannotBe() {
  return {ErrorKind::kCorrupt, "The process that shows photos said something that cannot be."};
}

void PutBox(WireWriter& out, const Box& box) {
  for (const float part : {box.x, box.y, box.w, box.h}) out.PutReal(static_cast<double>(part));
}

Box TakeBox(WireReader& in) {
  const auto part = [&](double least) {
    return static_cast<float>(in.TakeReal(least, kMaxCoordinate));
  };
  const float x = part(-kMaxCoordinate), y = part(-kMaxCoordinate), w = part(0);
  return Box{x, y, w, part(0)};
}

void PutPlan(WireWriter& out, const CoverPlan& plan) {
  out.Put(plan.fills.size());
  for (const Box& box : plan.fills) PutBox(out, box);
  out.PutBool(plan.crop.has_value());
  if (plan.crop) PutBox(out, *plan.crop);
  out.Put(plan.cells.size());
  for (const Box& box : plan.cells) PutBox(out, box);
}

CoverPlan TakePlan(WireReader& in) {
  CoverPlan plan;
  const auto take = [&](std::vector<Box>& boxes) {
    const std::size_t count = in.TakeCount(kMostBoxes);
    for (std::size_t at = 0; at < count && in.ok(); ++at) boxes.push_back(TakeBox(in));
  };
  take(plan.fills);
  if (in.TakeBool()) plan.crop = TakeBox(in);
  take(plan.cells);
  return plan;
}

bool IsJpeg(const Bytes& bytes) { return SniffFormat(bytes) == FileFormat::kJpeg; }

}  // namespace

Message EncodeRenderOrder(const RenderOrder& order) {
  WireWriter out;
  out.PutSigned(order.screen_px);
  out.Put(order.crops.size());
  for (const CropOrder& crop : order.crops) {
    PutBox(out, crop.box);
    out.PutSigned(crop.most_px);
  }
  out.PutBool(order.cover.has_value());
  if (order.cover) PutPlan(out, *order.cover);
  out.PutBool(order.show_cover);
  return Message{MessageType::kRender, out.Take(), {}, {}, {}};
}

Result<RenderOrder> DecodeRenderOrder(const Message& message) {
  WireReader in(message.record);
  RenderOrder order;
  order.screen_px = static_cast<int>(in.TakeSigned(0, kMostPx));
  const std::size_t crops = in.TakeCount(kMostBoxes);
  for (std::size_t at = 0; at < crops && in.ok(); ++at) {
    const Box box = TakeBox(in);
    order.crops.push_back({box, static_cast<int>(in.TakeSigned(1, kMostPx))});
  }
  if (in.TakeBool()) order.cover = TakePlan(in);
  order.show_cover = in.TakeBool();
  if (message.type != MessageType::kRender || !in.AtEnd()) return CannotBe();
  return order;
}

Message EncodeRendered(Result<RenderedPhoto> rendered) {
  Message message{MessageType::kRendered, {}, {}, {}, {}};
  WireWriter out;
  out.PutBool(rendered.ok());
  if (!rendered.ok()) {
    PutError(out, rendered.error());
    message.record = out.Take();
    return message;
  }
  RenderedPhoto& photo = rendered.value();
  out.PutSigned(photo.width_px);
  out.PutSigned(photo.height_px);
  out.Put(photo.screen.size());
  out.Put(photo.crops.size());
  message.thumbnail = std::move(photo.screen);
  for (const Bytes& crop : photo.crops) {
    out.Put(crop.size());
    message.thumbnail.insert(message.thumbnail.end(), crop.begin(), crop.end());
  }
  message.photo = std::move(photo.cover);
  message.record = out.Take();
  return message;
}

Result<RenderAnswer> DecodeRendered(const Message& message, const RenderOrder& order,
                                    const Limits& limits) {
  if (message.type != MessageType::kRendered) return CannotBe();
  WireReader in(message.record);
  if (!in.TakeBool()) {
    Error error = TakeError(in);
    if (!in.AtEnd() || !message.photo.empty() || !message.thumbnail.empty()) return CannotBe();
    return RenderAnswer{std::move(error)};
  }
  RenderedPhoto photo;
  photo.width_px = static_cast<int>(in.TakeSigned(1, limits.side_px));
  photo.height_px = static_cast<int>(in.TakeSigned(1, limits.side_px));
  ByteView pictures = message.thumbnail;
  const auto cut = [&](std::uint64_t bytes) {
    const ByteView part = pictures.first(static_cast<std::size_t>(bytes));
    pictures = pictures.subspan(part.size());
    return Bytes(part.begin(), part.end());
  };
  photo.screen = cut(in.Take(pictures.size()));
  const std::size_t crops = in.TakeCount(kMostBoxes);
  for (std::size_t at = 0; at < crops && in.ok(); ++at) {
    photo.crops.push_back(cut(in.Take(pictures.size())));
  }
  photo.cover = message.photo;
  const bool whole = in.AtEnd() && pictures.empty() && photo.crops.size() == order.crops.size() &&
                     photo.screen.empty() == (order.screen_px <= 0) &&
                     photo.cover.empty() == !order.cover.has_value();
  if (!whole || (!photo.screen.empty() && !IsJpeg(photo.screen)) ||
      (!photo.cover.empty() && !IsJpeg(photo.cover)) ||
      !std::all_of(photo.crops.begin(), photo.crops.end(), IsJpeg)) {
    return CannotBe();
  }
  return RenderAnswer{std::move(photo)};
}

MessageBounds RenderOrderBounds() { return {kRecordBytes, 0, 0}; }

MessageBounds RenderedBounds(const Limits& limits) {
  // 2,000 faces of 320 px at 30 KB each are 60 MB.
  return {kRecordBytes, limits.file_bytes, 96ull << 20};
}

}  // namespace photogate
