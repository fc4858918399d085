// One picture against the ledger and the register. Internal to release.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "consent/ledger.h"
#include "pipeline/consent_view.h"
#include "release/verify.h"

namespace photogate {

// Shared by the threads of one run. Thread-safe.
class PictureVerifier {
 public:
  explicit PictureVerifier(const VerifyParts& parts) : parts_(parts), ledger_(*parts.reg) {}

  // `fd` is the picture, whole and unmoved; `about` says where it is and is completed. `sha256` is
  // of its bytes.
  Verified Verify(int fd, const Sha256Hex& sha256, FileFormat format, Verified about);

  // Why a picture that is like a cleared one must not be published here now, whatever file it is;
  // empty: nothing is known against it. Errors are the register's.
  Result<std::string> Against(const PictureMark& mark);

 private:
  using ConsentKey = std::pair<std::string, std::vector<GroupName>>;
  Result<SharedConsent> ConsentFor(const LedgerRow& row);
  Verified OfCleared(int fd, const LedgerRow& row, Verified about);
  Verified DecideAgain(int fd, const LedgerRow& row, Verified about);
  Verified OfUnknown(int fd, Verified about);
  Result<bool> ShowsBarred(const LedgerRow& row);
  // The same of rows that cleared one picture, newest first.
  bool TakenBack(const std::vector<LedgerRow>& rows) const;
  Result<std::string> Against(const std::vector<LedgerRow>& rows);
  Result<std::vector<LedgerRow>> SamePicture(const LedgerRow& row);
  Result<std::optional<LedgerRow>> Likeness(const PictureMark& mark);

  const VerifyParts& parts_;
  Ledger ledger_;
  std::mutex mutex_;  // guards what follows
  std::map<ConsentKey, std::unique_ptr<ConsentCache>> consents_;
  std::optional<LedgerMarks> marks_;
};

}  // namespace photogate
