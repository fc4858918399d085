// Why a disk refused to be written to. Internal to consent.
#pragma once

#include <string>
#include <string_view>

namespace photogate {

// Of an errno: no room, no quota, or a file that may not grow further.
bool IsDiskFull(int cause);
// Of the errno of a failed write: that the disk is full or broken, and what to do, as a part of a
// sentence that ends without a stop; `otherwise` for any other cause.
std::string DiskCause(int cause, std::string_view otherwise);

}  // namespace photogate
