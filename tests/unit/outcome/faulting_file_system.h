// A real disk that fails, or ends the process, at a chosen step.
#pragma once

#include <csignal>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "outcome/file_system.h"

namespace photogate::test {

enum class Fault {
  kNone = 0,
  kFail,        // the step answers with an error and does nothing
  kFailAfter,   // the step is done and answers with an error all the same
  kHalfWrite,   // WriteNew leaves half the bytes and an error
  kKillBefore,  // SIGKILL before the step
  kKillAfter,   // SIGKILL after it
  kWrongHash,   // Hash says something else
};

class FaultingFileSystem final : public FileSystem {
 public:
  // The step with this number, from 0, has the fault.
  FaultingFileSystem(Fault fault, int step) : fault_(fault), step_(step) {}

  int steps() const { return next_; }

  Result<Done> MakeFolder(const std::filesystem::path& folder) override {
    return Do([&] { return disk_.MakeFolder(folder); });
  }
  Result<std::vector<std::string>> List(const std::filesystem::path& folder) override {
    return Do([&] { return disk_.List(folder); });
  }
  Result<Done> WriteNew(const std::filesystem::path& file, ByteView bytes) override {
    if (fault_ == Fault::kHalfWrite && next_ == step_) {
      ++next_;
      (void)disk_.WriteNew(file, bytes.first(bytes.size() / 2)).ok();
      return Broken();
    }
    return Do([&] { return disk_.WriteNew(file, bytes); });
  }
  Result<Sha256Hex> Hash(const std::filesystem::path& file) override {
    if (fault_ == Fault::kWrongHash && next_ == step_) {
      ++next_;
      return Sha256Hex{std::string(64, '0')};
    }
    return Do([&] { return disk_.Hash(file); });
  }
  Result<Done> RenameNew(const std::filesystem::path& from,
                         const std::filesystem::path& to) override {
    return Do([&] { return disk_.RenameNew(from, to); });
  }
  Result<Done> SyncFolder(const std::filesystem::path& folder) override {
    return Do([&] { return disk_.SyncFolder(folder); });
  }
  // Cleaning up is not a step: a disk that cannot even remove is the crash cases' matter.
  Result<Done> Remove(const std::filesystem::path& file) override { return disk_.Remove(file); }
  Result<std::unique_ptr<FolderLock>> Lock(const std::filesystem::path& folder) override {
    return Do([&] { return disk_.Lock(folder); });
  }

 private:
  static Error Broken() { return Error{ErrorKind::kUnavailable, "The disk is full."}; }

  template <typename Step>
  auto Do(Step step) -> decltype(step()) {
    const bool here = next_++ == step_;
    if (here && fault_ == Fault::kKillBefore) ::raise(SIGKILL);
    if (here && fault_ == Fault::kFail) return Broken();
    auto result = step();
    if (here && fault_ == Fault::kKillAfter) ::raise(SIGKILL);
    if (here && fault_ == Fault::kFailAfter) return Broken();
    return result;
  }

  PosixFileSystem disk_;
  Fault fault_;
  int step_;
  int next_ = 0;
};

}  // namespace photogate::test
