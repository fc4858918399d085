// What the pages "Release" and "Verify" need of the rest of the program.
#pragma once

#include <filesystem>
#include <functional>

#include "outcome/file_system.h"
#include "release/verify.h"

namespace photogate {

// Of one channel.
struct ReleaseFolders {
  std::filesystem::path from;          // its cleared copies
  std::filesystem::path to;            // where its releases are made; there
  std::filesystem::path cleared_root;  // cleared/ of all channels
};

// Everything must be thread-safe.
struct ReleaseTools {
  // kUnavailable: the folders cannot be reached now; nothing is made up then.
  std::function<Result<ReleaseFolders>(const ChannelName&)> folders;
  FileSystem* disk = nullptr;  // of those folders
  std::filesystem::path home;
  std::function<VerifyParts(const ChannelName&)> verify;
};

}  // namespace photogate
