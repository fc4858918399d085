// samples/selftest.png and samples/selftest.json, built into the program. Internal to pipeline.
#pragma once

#include <string>

#include "core/bytes.h"

namespace photogate {

ByteView SelfTestPicture();
std::string SelfTestExpectations();

}  // namespace photogate
