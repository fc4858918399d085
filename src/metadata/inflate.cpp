#include "metadata/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace photogate {
namespace {

// Grows with what comes out, so that a small file cannot ask for much memory.
constexpr std::size_t kStep = 64 << 10;

}  // namespace

std::optional<Bytes> Inflate(ByteView stream, std::size_t most) {
  if (stream.size() > static_cast<uInt>(-1)) return std::nullopt;
  z_stream z{};
  if (inflateInit(&z) != Z_OK) return std::nullopt;
  z.next_in = const_cast<Bytef*>(stream.data());
  z.avail_in = static_cast<uInt>(stream.size());
  Bytes out;
  int status = Z_OK;
  while (status == Z_OK && out.size() <= most) {
    const std::size_t had = out.size();
    try {
      out.resize(had + kStep);
    } catch (const std::bad_alloc&) {
      inflateEnd(&z);
      throw;
    }
    z.next_out = out.data() + had;
    z.avail_out = static_cast<uInt>(kStep);
    status = inflate(&z, Z_NO_FLUSH);
    out.resize(out.size() - z.avail_out);
  }
  inflateEnd(&z);
  if (status != Z_STREAM_END || out.size() > most) return std::nullopt;
  return out;
}

Bytes Deflate(ByteView content) {
  uLongf size = compressBound(static_cast<uLong>(content.size()));
  Bytes out(size);
  // Fails only without memory or room, and compressBound gave the room.
  if (compress2(out.data(), &size, content.data(), static_cast<uLong>(content.size()), 9) != Z_OK) {
    throw std::bad_alloc();
  }
  out.resize(size);
  return out;
}

}  // namespace photogate
