#include "release/verify.h"

#include <iterator>
#include <utility>

#include "release/manifest.h"
#include "release/verify_picture.h"
#include "release/walk_published.h"

namespace photogate {
namespace {

Result<Done> CheckChannel(const VerifyParts& parts) {
  const auto state =
      parts.reg->Snapshot({parts.channel, std::nullopt, {}, parts.clock->Today(), std::nullopt});
  if (!state.ok()) return state.error();
  if (!state.value().channel.approved) {
    return Error{ErrorKind::kRefused,
                 "this channel is not approved, so nothing may be published there. A senior leader "
                 "approves it with `photogate channel approve`"};
  }
  return Done{};
}

WalkParts Walking(const VerifyParts& parts) {
  return {parts.files, parts.cancelled, parts.threads, [&parts](const FoundList& list) {
            return VerifyManifestWithin(list, *parts.reg, parts.channel);
          }};
}

}  // namespace

std::string_view StandingName(Standing standing) {
  switch (standing) {
    case Standing::kCleared: return "cleared";
    case Standing::kNoLonger: return "no_longer_permitted";
    case Standing::kAskAgain: return "consent_changed";
    case Standing::kOtherChannel: return "other_channel";
    case Standing::kOtherMetadata: return "metadata_changed";
    case Standing::kNearIdentical: return "near_identical";
    case Standing::kUnknown: return "unknown";
    case Standing::kVideo: return "video";
    case Standing::kCannotCheck: return "cannot_check";
    case Standing::kMissing: return "missing";
    case Standing::kUnreadable: return "unreadable";
  }
  return "unknown";
}

Result<std::vector<Verified>> VerifyPaths(const std::vector<std::filesystem::path>& paths,
                                          const VerifyParts& parts) {
  if (const auto allowed = CheckChannel(parts); !allowed.ok()) return allowed.error();
  PictureVerifier pictures(parts);
  auto found =
      WalkPublished(paths, Walking(parts),
                    [&](int fd, const Sha256Hex& sha256, FileFormat format, Verified about) {
                      return pictures.Verify(fd, sha256, format, std::move(about));
                    });
  auto lists = VerifyManifests(paths, *parts.reg, parts.channel);
  if (!lists.ok()) return lists.error();
  std::move(lists.value().begin(), lists.value().end(), std::back_inserter(found));
  return found;
}

Result<std::vector<Verified>> VerifyOpened(int fd, const std::string& name,
                                           const VerifyParts& parts) {
  if (const auto allowed = CheckChannel(parts); !allowed.ok()) return allowed.error();
  PictureVerifier pictures(parts);
  return WalkOpened(fd, name, Walking(parts),
                    [&](int one, const Sha256Hex& sha256, FileFormat format, Verified about) {
                      return pictures.Verify(one, sha256, format, std::move(about));
                    });
}

}  // namespace photogate
