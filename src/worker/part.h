// What is inside a document or an archive, one thing after another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/result.h"

namespace photogate {

// Bounds on what is taken out of one container, besides core/limits.h for each file in it.
struct UnpackLimits {
  // A website's export or a year of newsletters stays below; more is an attack or another matter.
  std::uint32_t entries = 20'000;
  // All files together, unpacked: they are held in memory until they have been looked at.
  std::uint64_t total_bytes = 1ull << 30;
  std::uint32_t unpack_ms = 120'000;
};

enum class PartKind {
  kFile = 1,  // bytes of something that may hold a picture: look at them
  kPassed,    // no picture: fonts, macros
  kCannotCheck,
  kList,  // bytes of what is called as the list of a release is, and is no picture
  kText,  // bytes of a page or another text: have it read (WorkerPool::ReadPage)
};

// The list that goes with every release (release/manifest.h).
inline constexpr std::string_view kReleaseListName = "photogate-release.json";

struct Part {
  PartKind kind;
  std::string name;  // within the container, any bytes; personal data
  std::string why;   // a sentence without a name, for kCannotCheck
  Bytes bytes;       // for kFile, kList and kText
};

// An error ends the unpacking and is passed up.
using PartSink = std::function<Result<Done>(Part)>;

}  // namespace photogate
