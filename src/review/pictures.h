// Pictures of photos for the page: made by workers, kept for a while in memory, never on disk.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "core/render.h"
#include "core/result.h"
#include "review/desk.h"

namespace photogate {

// Everything that is shown of one photo as it is at one version, made in one go.
struct PhotoPictures {
  Bytes screen, small;
  std::vector<Bytes> faces;             // of PhotoCase::faces, in order
  std::map<std::int64_t, Bytes> marks;  // by verdict
  Bytes cover;                          // at screen size; empty without one
};
using SharedPictures = std::shared_ptr<const PhotoPictures>;

// Thread-safe.
class Pictures {
 public:
  explicit Pictures(Desk& desk);
  ~Pictures();
  Pictures(const Pictures&) = delete;
  Pictures& operator=(const Pictures&) = delete;

  // kNotFound when the original is gone; kUnavailable when it cannot be shown now.
  Result<SharedPictures> Of(const PhotoCase& photo);
  // Makes them ahead, one photo at a time, in a thread of its own.
  void Ahead(const PhotoId& id);
  // Deleted photos leave nothing here.
  void Forget(const PhotoId& id);

 private:
  struct Kept {
    std::string key;  // photo and what changes its pictures
    SharedPictures pictures;
    std::size_t bytes;
  };
  Result<SharedPictures> Make(const PhotoCase& photo);
  SharedPictures Find(const std::string& key);
  void Keep(const std::string& key, SharedPictures pictures);
  void Run();

  Desk& desk_;
  std::mutex mutex_;
  std::list<Kept> kept_;  // the latest used first
  std::map<std::string, std::shared_ptr<std::mutex>> making_;
  std::size_t bytes_ = 0;
  std::atomic<bool> ending_{false};
  std::condition_variable wake_;
  std::optional<PhotoId> ahead_;
  std::thread thread_;
};

}  // namespace photogate
