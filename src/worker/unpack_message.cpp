#include "worker/unpack_message.h"

#include <algorithm>
#include <utility>

#include "worker/wire.h"
#include "worker/wire_error.h"

namespace photogate {
namespace {

// ZIP's own bound on a name is 64 KiB; paths on disks end at 4 KiB.
constexpr std::size_t kNameBytes = 4'096;
constexpr std::size_t kWhyBytes = 500;

Error CannotBe() {
  return {ErrorKind::kCorrupt, "The checking process said something that cannot be."};
}

}  // namespace

Message EncodeUnpackOrder() { return {MessageType::kUnpack, {}, {}, {}, {}}; }

Message EncodePart(Part part) {
  WireWriter out;
  out.PutSigned(static_cast<int>(part.kind));
  out.PutText(part.name.substr(0, kNameBytes));
  out.PutText(part.why.substr(0, kWhyBytes));
  return {MessageType::kPart, out.Take(), std::move(part.bytes), {}, {}};
}

Message EncodeUnpacked(const Result<Done>& done) {
  WireWriter out;
  out.PutBool(done.ok());
  if (!done.ok()) PutError(out, done.error());
  return {MessageType::kUnpacked, out.Take(), {}, {}, {}};
}

Result<Part> DecodePart(Message message) {
  WireReader in(message.record);
  const auto kind = in.TakeEnum(PartKind::kFile, PartKind::kText);
  std::string name = in.TakeText(kNameBytes);
  std::string why = in.TakeText(kWhyBytes);
  if (message.type != MessageType::kPart || !in.AtEnd() || !message.thumbnail.empty()) {
    return CannotBe();
  }
  return Part{kind, std::move(name), std::move(why), std::move(message.photo)};
}

Result<UnpackEnd> DecodeUnpacked(const Message& message) {
  if (message.type != MessageType::kUnpacked || !message.photo.empty()) return CannotBe();
  WireReader in(message.record);
  if (in.TakeBool()) return in.AtEnd() ? Result<UnpackEnd>(UnpackEnd{Done{}}) : CannotBe();
  Error error = TakeError(in);
  if (!in.AtEnd()) return CannotBe();
  return UnpackEnd{std::move(error)};
}

MessageBounds PartBounds(const Limits& limits) { return {64u << 10, limits.file_bytes, 0}; }

}  // namespace photogate
