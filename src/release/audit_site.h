// What is published already, as the gate sees it today.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "outcome/photo_record.h"
#include "release/verify.h"

namespace photogate {

struct AuditParts {
  VerifyParts verify;  // for copies that the gate cleared; its channel is the one audited
  // How a picture is decided today; its consent, release and inspect are used as they are.
  std::function<Result<const PipelineContext*>()> decide;
  std::function<void()> advance;  // after each picture, by any thread; empty: nothing
};

struct AuditedPicture {
  std::string inside;                    // within a document or an archive; empty: the file itself
  PhotoRecord record;                    // decided today; its path is that of the file on the disk
  bool standing = false;                 // byte for byte a cleared copy that is permitted now
  std::vector<ChannelName> cleared_for;  // by the ledger, exactly these bytes
  // Where else among what was audited the same or nearly the same picture is, and as which copies
  // nearly the same picture was cleared ("class-photo.jpg for newsletter").
  std::vector<std::string> near, near_cleared;
};

struct SiteAudit {
  std::vector<AuditedPicture> pictures;  // in the order of the paths
  std::vector<Verified> others;          // not checked: films, closed formats, what is not there
};

// Decides every picture below `paths` by the register as it stands, as WalkPublished finds them. A
// copy that the gate cleared for this channel and that is still permitted stands without being
// looked at again; one that is not is decided anew, and is never better than VerifyPaths says.
// Changes nothing. kNotFound and kRefused as VerifyPaths. Thread-safe.
Result<SiteAudit> AuditSite(const std::vector<std::filesystem::path>& paths,
                            const AuditParts& parts);

}  // namespace photogate
