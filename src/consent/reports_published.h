// What is published, on what it rests, and what the gate did: for the data protection lead, the
// governors and whoever asks what is shown of them (POLICY.md P13, P14, P16, P17).
#pragma once

#include <string>

#include "consent/reports.h"

namespace photogate {

// Every cleared copy in which the person was recognised, by channel, with each place where it was
// published and whether it was taken down. `person` may also be a case number. kNotFound: neither.
Result<Report> ReportPublished(Register& reg, const PersonId& person);

// Released photos in which somebody was recognised whose permission for that channel ends in the
// `days` after `day`, leaving dates included; those that end first come first.
Result<Report> ReportRestsOn(Register& reg, const Date& day, int days);

// What the gate did in one month, "2026-11", and what was found later. Photos of the watched folder
// and the page; copies of `check` count among the cleared copies alone.
// kRefused: not a month.
Result<Report> ReportMonth(Register& reg, const std::string& month);

// Incidents reported from `first` to `last`, without what was written about them.
Result<Report> ReportIncidents(Register& reg, const Date& first, const Date& last);

}  // namespace photogate
