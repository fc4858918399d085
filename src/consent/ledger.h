// The register's side of what was cleared.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "consent/photo_entry.h"
#include "consent/register.h"
#include "core/outcome.h"

namespace photogate {

// Two lists of one length.
struct LedgerMarks {
  std::vector<std::int64_t> numbers;
  std::vector<PictureMark> marks;
};

// Keeps LedgerRows (core/outcome.h): in BEGIN IMMEDIATE, only while the register is still at the
// row's consent version, durable before Record returns. Thread-safe; several processes may record.
class Ledger final : public LedgerSink {
 public:
  // `by`: who clears; each row keeps it.
  explicit Ledger(Register& reg, Actor by = Actor{"photogate"})
      : register_(reg), by_(std::move(by)) {}
  Result<Done> Record(const LedgerRow& row) override;

  // Every row in which the person was recognised, newest first (for withdrawals).
  Result<std::vector<LedgerRow>> WithPerson(const PersonId& person);
  // The numbers of those of them that are of no photo of the journal: copies that `photogate check`
  // wrote where it was told to.
  Result<std::vector<std::int64_t>> MadeByCheck(const PersonId& person);
  // The same of what shows what this photo shows. kNotFound: no such photo.
  Result<std::vector<std::int64_t>> MadeByCheck(const PhotoId& photo);
  // The rows whose copy has this hash, newest first (for verify).
  Result<std::vector<LedgerRow>> WithOutput(const Sha256Hex& output);
  // The rows whose copy is the same picture with other metadata, newest first.
  Result<std::vector<LedgerRow>> WithPicture(const Sha256Hex& picture);
  // The rows of every copy, for whatever channel, that shows what this photo shows, newest first.
  // kNotFound: no such photo.
  Result<std::vector<LedgerRow>> ThatShow(const PhotoId& photo);
  // kNotFound when there is no such row.
  Result<LedgerRow> Row(std::int64_t number);
  // The mark of every copy that has one: by row number, oldest first. About 1 KiB each.
  Result<LedgerMarks> Marks();

 private:
  Register& register_;
  Actor by_;
};

}  // namespace photogate
