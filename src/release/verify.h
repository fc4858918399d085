// Proof, just before publishing, that files are exactly the cleared ones and still permitted.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "consent/register.h"
#include "core/ids.h"
#include "core/result.h"
#include "pipeline/process_photo.h"
#include "worker/worker_pool.h"

namespace photogate {

// What is said of one picture. Only the first lets it be published.
enum class Standing {
  kCleared = 1,    // cleared for this channel, unchanged, and permission holds now
  kNoLonger,       // cleared then, or like what was; somebody in it must not be shown on this
                   // channel now, or the clearance was taken back
  kAskAgain,       // cleared then; the register changed, and a check now holds it
  kOtherChannel,   // cleared, but for other channels
  kOtherMetadata,  // the cleared picture, with metadata added or changed since
  kNearIdentical,  // like a cleared one: resized, encoded again, cropped or the next of a burst
  kUnknown,        // never cleared
  kVideo,          // not checked by photogate
  kCannotCheck,    // a picture, or what may hold one, that cannot be looked into
  kMissing,        // a page shows it and it is not there
  kUnreadable,     // the file or folder cannot be read
};

std::string_view StandingName(Standing standing);  // "cleared", "no_longer" ...

struct Verified {
  std::filesystem::path path;  // of the file on the disk
  std::string inside;          // within a document or an archive; empty: the file itself
  Standing standing;
  std::string text;    // what the editor reads, with the next step; no name of a person
  std::string sha256;  // empty when it was not read
  std::vector<ChannelName> channels;        // that it, or what it is like, is cleared for
  std::string cleared_as;                   // file name of the cleared copy that it is, or is like
  bool decided_again = false;               // permission had changed, so faces were compared anew
  std::optional<std::size_t> audited = {};  // its place in SiteAudit::pictures
  bool manifest = false;                    // no picture: what is said of a release's list
};

// What Verifier borrows. The functions are called only when they are needed and must be
// thread-safe; the pools need at least two workers, since documents are taken apart by one while
// another looks at what is in them.
struct VerifyParts {
  Register* reg;
  ChannelName channel;
  const Clock* clock;
  std::optional<ModelId> recogniser;                      // that copies are cleared with
  std::function<Result<WorkerPool*>()> files;             // without models
  std::function<Result<const PipelineContext*>()> faces;  // to decide again; its consent is unused
  const std::atomic<bool>* cancelled = nullptr;
  int threads = 2;
};

// Every file below `paths`: pictures, films, and what is inside ZIP, DOCX and PDF; of web pages
// also whether what they show is there, and the lists of releases (release/manifest.h), in folders
// and in archives. In the order of the paths. Permission is asked of the register anew for each
// picture. kNotFound: no such channel; kRefused: it is not approved; and errors of the register,
// after which nothing was verified. Thread-safe.
Result<std::vector<Verified>> VerifyPaths(const std::vector<std::filesystem::path>& paths,
                                          const VerifyParts& parts);

// The same of one file that is open already, as it is sent to the page: `name` is what it is
// called. Errors as of VerifyPaths.
Result<std::vector<Verified>> VerifyOpened(int fd, const std::string& name,
                                           const VerifyParts& parts);

}  // namespace photogate
