// libjpeg-turbo's headers, which do not include what they need themselves. Only for .cpp files.
#pragma once

// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on
