#include "worker/start_message.h"

#include <cstring>
#include <type_traits>
#include <utility>

#include "worker/wire.h"
#include "worker/wire_error.h"

namespace photogate {
namespace {

constexpr std::size_t kTextBytes = 100'000;
// The school's own credits; the register takes fewer.
constexpr std::size_t kMostCredits = 1'000;

Error Wrong() {
  return {ErrorKind::kCorrupt,
          "The photogate-worker program does not fit this photogate. Install both from one "
          "package."};
}

// Plain numbers, between two programs of one build and in the trusted direction only, so that a new
// setting needs no line here. A length that differs shows that the builds do.
template <typename T>
void PutPlain(WireWriter& out, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.PutText({reinterpret_cast<const char*>(&value), sizeof value});
}

template <typename T>
void TakePlain(WireReader& in, T& value) {
  const std::string text = in.TakeText(sizeof value);
  if (text.size() != sizeof value) return in.Fail();
  std::memcpy(&value, text.data(), sizeof value);
}

void PutCard(WireWriter& out, const std::optional<LoadedModelCard>& card) {
  out.PutBool(card.has_value());
  if (!card.has_value()) return;
  out.PutText(card->id.value);
  out.PutSigned(static_cast<int>(card->role));
  out.PutSigned(static_cast<int>(card->loader));
  out.PutText(card->file.native());
  out.PutText(card->licence);
  out.PutBool(card->embedder.has_value());
  if (card->embedder.has_value()) PutPlain(out, *card->embedder);
}

std::optional<LoadedModelCard> TakeCard(WireReader& in) {
  if (!in.TakeBool()) return std::nullopt;
  LoadedModelCard card{};
  card.id = ModelId{in.TakeText(kTextBytes)};
  card.role = in.TakeEnum(ModelRole::kDetector, ModelRole::kSecondDetector);
  card.loader = in.TakeEnum(ModelLoader::kYuNetOnnx, ModelLoader::kDlibResNet);
  card.file = in.TakeText(kTextBytes);
  card.licence = in.TakeText(kTextBytes);
  // Thresholds stay with the pool: a worker has nobody to compare with.
  if (in.TakeBool()) TakePlain(in, card.embedder.emplace());
  return card;
}

}  // namespace

Message EncodeStart(const StartOrder& order) {
  WireWriter out;
  PutPlain(out, order.face_settings);
  PutPlain(out, order.limits);
  out.Put(order.cpu_seconds);
  PutCard(out, order.models.detector);
  PutCard(out, order.models.recogniser);
  return Message{MessageType::kStart, out.Take(), {}, {}, {}};
}

Result<StartOrder> DecodeStart(const Message& message) {
  WireReader in(message.record);
  StartOrder order{};
  TakePlain(in, order.face_settings);
  TakePlain(in, order.limits);
  order.cpu_seconds = in.Take(UINT64_MAX);
  order.models.detector = TakeCard(in);
  order.models.recogniser = TakeCard(in);
  if (message.type != MessageType::kStart || !in.AtEnd()) return Wrong();
  return order;
}

Message EncodeOrder(const InspectionOrder& order) {
  WireWriter out;
  out.PutBool(order.compare);
  out.PutBool(order.sanitise);
  out.PutBool(order.detect);
  out.PutBool(order.find_again);
  out.PutBool(order.sanitise_options.keep_animation);
  const auto& credit = order.sanitise_options.credit;
  out.PutBool(credit.has_value());
  if (credit.has_value()) {
    out.PutText(credit->copyright);
    out.PutText(credit->author);
  }
  out.Put(order.sanitise_options.own_credits.size());
  for (const std::string& own : order.sanitise_options.own_credits) out.PutText(own);
  PutPlain(out, order.publish);
  out.PutSigned(order.thumbnail_px);
  out.PutSigned(order.face_crop_px);
  return Message{MessageType::kInspect, out.Take(), {}, {}, {}};
}

Result<InspectionOrder> DecodeOrder(const Message& message) {
  WireReader in(message.record);
  InspectionOrder order;
  order.compare = in.TakeBool();
  order.sanitise = in.TakeBool();
  order.detect = in.TakeBool();
  order.find_again = in.TakeBool();
  order.sanitise_options.keep_animation = in.TakeBool();
  if (in.TakeBool()) {
    std::string copyright = in.TakeText(kTextBytes);
    order.sanitise_options.credit = KeptCredit{std::move(copyright), in.TakeText(kTextBytes)};
  }
  const std::size_t own = in.TakeCount(kMostCredits);
  for (std::size_t at = 0; at < own && in.ok(); ++at) {
    order.sanitise_options.own_credits.push_back(in.TakeText(kTextBytes));
  }
  TakePlain(in, order.publish);
  order.thumbnail_px = static_cast<int>(in.TakeSigned(0, 10'000));
  order.face_crop_px = static_cast<int>(in.TakeSigned(0, 1'000));
  if (message.type != MessageType::kInspect || !in.AtEnd()) return Wrong();
  return order;
}

Message EncodeReady(const Result<Done>& ready) {
  WireWriter out;
  out.PutBool(ready.ok());
  if (!ready.ok()) PutError(out, ready.error());
  return Message{MessageType::kReady, out.Take(), {}, {}, {}};
}

Result<Done> DecodeReady(const Message& message) {
  WireReader in(message.record);
  if (message.type != MessageType::kReady) return Wrong();
  if (in.TakeBool()) return in.AtEnd() ? Result<Done>(Done{}) : Wrong();
  const Error error = TakeError(in);
  return in.AtEnd() ? error : Wrong();
}

MessageBounds StartBounds() { return {5 * kTextBytes + 10'000, 0, 0}; }

}  // namespace photogate
