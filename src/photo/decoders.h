// One opener per format; each hides its library in its own .cpp. All behave as OpenPhoto says.
#pragma once

#include <memory>

#include "core/bytes.h"
#include "core/image.h"
#include "core/limits.h"
#include "core/result.h"

namespace photogate::photo {

using OpenedSource = Result<std::unique_ptr<PixelSource>>;

OpenedSource OpenJpeg(ByteView bytes, const Limits& limits);
OpenedSource OpenPng(ByteView bytes, const Limits& limits);
OpenedSource OpenWebp(ByteView bytes, const Limits& limits);
OpenedSource OpenTiff(ByteView bytes, const Limits& limits);
OpenedSource OpenBmp(ByteView bytes, const Limits& limits);
OpenedSource OpenGif(ByteView bytes, const Limits& limits);
OpenedSource OpenHeif(ByteView bytes, FileFormat format, const Limits& limits);

}  // namespace photogate::photo
