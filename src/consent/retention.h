// Deleting what is past its time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "consent/erasure.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

// How long things are kept; nullopt: until somebody decides. The school's retention schedule says.
struct RetentionPeriods {
  std::optional<int> leavers_days;  // after the leaving date
  std::optional<int> looks_days;    // the record of who looked at what is protected
};

struct RetentionRun {
  bool dry_run = false;
  std::vector<std::string> erased;        // case numbers of leavers
  std::vector<std::string> for_decision;  // leavers under a safeguarding bar: nobody erases them
                                          // without looking
  // Their last day lies two years and more before the day on which they were entered: perhaps a
  // slip, so nobody is erased for it. Case numbers.
  std::vector<std::string> doubtful = {};
  int looks = 0;
};

// Thread-safe, like the Register it borrows.
class Retention {
 public:
  explicit Retention(Register& reg) : register_(reg) {}

  Result<RetentionPeriods> Periods();
  // kRefused: a period is negative, or looks would be kept for less than a year.
  Result<Done> SetPeriods(const RetentionPeriods& periods, const Actor& by);
  // Erases each leaver in a change of its own, with a receipt (Erasure::Receipts), then the looks.
  // A run that is interrupted is finished by the next.
  Result<RetentionRun> Run(bool dry_run, const Actor& by);

 private:
  Register& register_;
};

}  // namespace photogate
