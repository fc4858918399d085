// Names of files and folders on their way into a text on the share, which everybody may read.
#pragma once

#include <optional>
#include <string>

#include "consent/register.h"
#include "pipeline/consent_view.h"

namespace photogate {

// One thread uses it.
class ShownNames {
 public:
  explicit ShownNames(Register& reg) : register_(reg) {}

  // `text` fit to be shown. Nullopt when somebody on the register, a group or a word of the school
  // stands in it, or when that cannot be found out. `channel`: any of the register.
  std::optional<std::string> Show(const ChannelName& channel, const std::string& text);

 private:
  Register& register_;
  SharedConsent names_;  // of one version of the register
};

}  // namespace photogate
