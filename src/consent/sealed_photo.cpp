#include "consent/sealed_photo.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "crypto/random.h"
#include "crypto/sealed_stream.h"
#include "crypto/sha256.h"

namespace photogate {
namespace {

// Magic and version, the id's 16 bytes, the stream's header.
constexpr std::string_view kMagic = "PGPHOTO1";
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kStart = 8 + kIdBytes;
constexpr std::size_t kHeader = kStart + kStreamHeaderBytes;

constexpr std::size_t kChunk = 64 * 1024;

Error Damaged() {
  return Error{
      ErrorKind::kCorrupt,
      "A photo that was kept encrypted is damaged or is another one, so it is not shown or "
      "used. Restore it from a backup, or delete it."};
}

Error TooLong() {
  return Error{ErrorKind::kLimitExceeded, "The photo is larger than may be kept."};
}

Error DiskFailed() {
  return Error{ErrorKind::kUnavailable,
               "An encrypted photo cannot be read or written. Check the disk and its free space."};
}

// nullopt unless it is 32 lower-case hexadecimal digits.
std::optional<std::array<std::uint8_t, kIdBytes>> IdBytes(const VaultId& id) {
  std::array<std::uint8_t, kIdBytes> bytes{};
  if (id.value.size() != 2 * kIdBytes) return std::nullopt;
  for (std::size_t i = 0; i < id.value.size(); ++i) {
    const auto digit = std::string_view("0123456789abcdef").find(id.value[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    bytes[i / 2] = static_cast<std::uint8_t>(std::size_t{bytes[i / 2]} << 4 | digit);
  }
  return bytes;
}

std::string HexOf(ByteView bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 0xf];
  }
  return text;
}

}  // namespace

Result<VaultPhoto> SealPhoto(const VaultId& id, const Secret& key, const PhotoReader& source,
                             std::uint64_t most_bytes, int out) {
  const auto id_bytes = IdBytes(id);
  if (!id_bytes) return Damaged();
  std::array<std::uint8_t, kHeader> header{};
  std::copy(kMagic.begin(), kMagic.end(), header.begin());
  std::copy(id_bytes->begin(), id_bytes->end(), header.begin() + kMagic.size());
  StreamSealer sealer(key, std::span(header).subspan<kStart, kStreamHeaderBytes>());
  // Magic and id are authenticated with the first chunk, so a file cannot pass for another photo.
  ByteView bound = std::span(header).first<kStart>();
  if (!WriteAll(out, header)) return DiskFailed();

  Sha256Stream plain_hash, sealed_hash;
  sealed_hash.Update(header);
  // One piece is read ahead, because the last chunk has to say that it is the last.
  Secret piece(kChunk), next(kChunk);
  Bytes sealed;
  std::uint64_t total = 0;
  auto got = source(piece.mutable_view());
  while (true) {
    if (!got.ok()) return got.error();
    const std::size_t size = got.value();
    total += size;
    if (total > most_bytes) return TooLong();
    const ByteView text = piece.view().first(size);
    bool last = size < kChunk;
    if (!last) {
      got = source(next.mutable_view());
      if (!got.ok()) return got.error();
      last = got.value() == 0;
    }
    plain_hash.Update(text);
    sealed.resize(size + kStreamChunkOverhead);
    sealer.Seal(text, bound, last, sealed);
    bound = {};
    sealed_hash.Update(sealed);
    if (!WriteAll(out, sealed)) return DiskFailed();
    if (last) break;
    std::swap(piece, next);
  }
  return VaultPhoto{id, total, plain_hash.Finish(), sealed_hash.Finish()};
}

Result<Done> OpenPhoto(const VaultId& id, const Secret& key, int in, std::uint64_t most_bytes,
                       const PhotoWriter& sink) {
  const auto id_bytes = IdBytes(id);
  std::array<std::uint8_t, kHeader> header{};
  auto got = ReadUpTo(in, header);
  if (!got) return DiskFailed();
  if (!id_bytes || *got != kHeader || !std::equal(kMagic.begin(), kMagic.end(), header.begin()) ||
      !std::equal(id_bytes->begin(), id_bytes->end(), header.begin() + kMagic.size())) {
    return Damaged();
  }
  StreamOpener opener(
      key, std::span<const std::uint8_t, kHeader>(header).subspan<kStart, kStreamHeaderBytes>());
  ByteView bound = std::span(header).first<kStart>();
  Bytes sealed(kChunk + kStreamChunkOverhead);
  Secret piece(kChunk);
  std::uint64_t total = 0;
  while (true) {
    got = ReadUpTo(in, sealed);
    if (!got) return DiskFailed();
    if (*got < kStreamChunkOverhead) return Damaged();
    const auto text = piece.mutable_view().first(*got - kStreamChunkOverhead);
    const StreamChunk chunk = opener.Open(ByteView(sealed).first(*got), bound, text);
    if (chunk == StreamChunk::kDamaged) return Damaged();
    bound = {};
    total += text.size();
    if (total > most_bytes) return TooLong();
    const Result<Done> taken = sink(text);
    if (!taken.ok()) return taken.error();
    if (chunk == StreamChunk::kLast) break;
  }
  std::array<std::uint8_t, 1> beyond{};
  got = ReadUpTo(in, beyond);
  if (!got || *got != 0) return Damaged();
  return Done{};
}

Result<VaultId> ReadPhotoId(int in, const std::filesystem::path& file) {
  std::array<std::uint8_t, kStart> start{};
  const auto got = ReadUpTo(in, start);
  if (!got) return DiskFailed();
  if (*got != kStart || !std::equal(kMagic.begin(), kMagic.end(), start.begin())) {
    return Error{ErrorKind::kUnsupported, "This is not an encrypted photo.", file.string()};
  }
  return VaultId{HexOf(std::span(start).last<kIdBytes>())};
}

}  // namespace photogate
