// The register in numbers, for `photogate doctor`.
#pragma once

#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct RegisterCounts {
  int people = 0;
  int pupils = 0, staff = 0, visitors = 0;
  int groups = 0;
  int barred_everywhere = 0;   // safeguarding bars and wishes not to be photographed
  int biometric_consents = 0;  // people with a basis
  int biometric_objections = 0;
  int templates = 0;              // of the recogniser asked for
  int templates_other_model = 0;  // enrolled with another recogniser: they protect nobody now
  int people_with_template = 0;   // of the recogniser asked for; of any when none was
  int stale_references = 0;       // people whose youngest reference is more than a year old
  int events = 0;
  int channels = 0, approved_channels = 0;
  int cleared_photos = 0;
  bool dpia_recorded = false;
  bool objection_stops_comparison = true;  // for everybody at the event, as it is set
};

// How one channel stands on a day.
struct ChannelCounts {
  ChannelName channel;
  bool approved = false;
  int barred = 0;
  int barred_without_template = 0;  // photos without an event are held for these
};

Result<RegisterCounts> CountRegister(Register& reg, const Date& day,
                                     const std::optional<ModelId>& recogniser);
// For every channel, by name.
Result<std::vector<ChannelCounts>> CountChannels(Register& reg, const Date& day,
                                                 const std::optional<ModelId>& recogniser);

}  // namespace photogate
