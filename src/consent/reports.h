// What is due, for the office and the data protection lead.
#pragma once

#include <string>
#include <vector>

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

// A report as it is printed: rows of as many fields as there are columns. People by id, no names.
struct Report {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::string when_empty;  // a sentence
};

// What ends in the `days` after `day`, and what is overdue: grants, by their own end or with the
// last day at the school, references that become a year old, duties of users, the assessment's
// yearly review.
Result<Report> ReportExpiring(Register& reg, const Date& day, int days);
// People whose leaving date has passed, longest gone first.
Result<Report> ReportLeavers(Register& reg, const Date& day);
// People whose youngest reference is more than a year old.
Result<Report> ReportStaleReferences(Register& reg, const Date& day);
// Active users who lack the policy read, training or delegation of the last year.
Result<Report> ReportUntrained(Register& reg, const Date& day);
// Channels in use with fewer than two owners who have not left.
Result<Report> ReportChannels(Register& reg, const Date& day);

// `days` after `day`, which may be negative.
Date AddDays(const Date& day, int days);

}  // namespace photogate
