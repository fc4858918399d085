// An open file of the operating system, and the few things that consent does with one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <utility>

#include "core/bytes.h"
#include "core/result.h"

namespace photogate {

// Closed at the end of its life; -1 for none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(Descriptor&& other) noexcept : fd_(other.Release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) {
      Close();
      fd_ = other.Release();
    }
    return *this;
  }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  // The caller closes it from now on.
  int Release() { return std::exchange(fd_, -1); }
  void Close();

 private:
  int fd_ = -1;
};

// Fills as much of `into` as the file still has from where it stands; nullopt when the disk fails.
std::optional<std::size_t> ReadUpTo(int fd, std::span<std::uint8_t> into);
// All of it, or false.
bool WriteAll(int fd, ByteView bytes);

// kNotFound, kUnavailable, or kLimitExceeded above `most` bytes.
Result<Bytes> ReadWhole(const std::filesystem::path& file, std::size_t most);

// Puts a file (mode 0600, in a shared home 0660) in the place of another in one step: written
// beside it, waited for, renamed and the folder waited for. kUnavailable, with what was there
// untouched.
Result<Done> ReplaceFile(const std::filesystem::path& file, ByteView bytes);

// Waits until the disk has the folder's names.
bool SyncFolder(const std::filesystem::path& folder);

}  // namespace photogate
