// When a file in the inbox has come to rest.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace photogate {

// What must stay the same between two looks.
struct FileLook {
  std::uint64_t device, inode, bytes;
  std::int64_t modified_ns;
  bool operator==(const FileLook&) const = default;
};

// Remembers what each file looked like. One thread uses it. Pure: the time is an input.
class Settling {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  // How long the file has looked the same, this look included; zero at the first.
  std::chrono::milliseconds Unchanged(const std::string& path, const FileLook& look, Moment now);

  // Since when there has been a file of this path that never came to rest.
  std::chrono::milliseconds Known(const std::string& path, Moment now) const;

  // Forgets what was not looked at since the last call: files that went away.
  void EndOfSweep();

  std::size_t size() const { return files_.size(); }

 private:
  struct Seen {
    FileLook look;
    Moment since;
    Moment first;
    bool fresh;
  };
  std::map<std::string, Seen> files_;
};

}  // namespace photogate
