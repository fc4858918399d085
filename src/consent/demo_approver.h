// Who approved the channels of a demo home.
#pragma once

namespace photogate {

// They stay approved when set-up ends; elsewhere it approves nothing.
inline constexpr const char* kDemoApprover = "demo";

}  // namespace photogate
