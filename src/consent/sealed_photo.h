// The format of an encrypted photo (consent-db/SCHEMA.md). Internal to consent.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "consent/descriptor.h"
#include "consent/photo_vault.h"
#include "core/result.h"
#include "crypto/secret.h"

namespace photogate {

// Gives the next piece of a photo: how many bytes of the buffer it filled, fewer only at the end.
using PhotoReader = std::function<Result<std::size_t>(std::span<std::uint8_t>)>;
// Takes the next piece.
using PhotoWriter = std::function<Result<Done>(ByteView)>;

// Writes the whole encrypted file to `out`.
Result<VaultPhoto> SealPhoto(const VaultId& id, const Secret& key, const PhotoReader& source,
                             std::uint64_t most_bytes, int out);

// kCorrupt unless `in` is, to its last byte, what SealPhoto wrote for `id` with `key`. Pieces that
// were handed on before an error must not be used.
Result<Done> OpenPhoto(const VaultId& id, const Secret& key, int in, std::uint64_t most_bytes,
                       const PhotoWriter& sink);

// From the header.
Result<VaultId> ReadPhotoId(int in, const std::filesystem::path& file);

}  // namespace photogate
