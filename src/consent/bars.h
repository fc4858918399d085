// Safeguarding bars: court orders, care, police. Above every permission.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "consent/register.h"
#include "consent/takedowns.h"
#include "core/result.h"

namespace photogate {

// That a bar exists may be shown; why is asked for with Bars::Reasons.
struct BarEntry {
  std::int64_t number;
  PersonId person;
  std::string case_number;
  Date from;
  std::optional<Date> lifted;  // the first day without it
};

struct BarReason {
  std::int64_t number;
  std::string reason;
  std::string set_by;
  std::string set_at;  // UTC
  Date from;
  std::optional<Date> lifted;  // the first day without it
};

// Thread-safe, like the Register it borrows.
class Bars {
 public:
  explicit Bars(Register& reg) : register_(reg) {}

  // What it opened. kRefused without a reason.
  Result<RecallOpened> Set(const PersonId& person, const std::string& reason, const Date& from,
                           const Actor& by);
  // Lifts every bar of the person that stands on `on`. kNotFound when none does; kRefused without a
  // reason.
  Result<Done> Lift(const PersonId& person, const std::string& reason, const Date& on,
                    const Actor& by);
  // Oldest first, lifted ones included.
  Result<std::vector<BarEntry>> List();
  // For those who may know: the look is recorded first, under `by`.
  Result<std::vector<BarReason>> Reasons(const PersonId& person, const Actor& by);

 private:
  Register& register_;
};

}  // namespace photogate
