// Taking documents and archives apart. Runs inside a worker process; a test calls it directly.
#pragma once

#include "core/limits.h"
#include "core/result.h"
#include "worker/part.h"

namespace photogate {

// Hands every file of the ZIP (also DOCX, PPTX, XLSX, ODT, EPUB) or every picture and attached file
// of the PDF at `fd` to `sink`, in order. What is in it is never written anywhere and never run.
// A part that is encrypted, too large or of a kind that cannot be looked into is kCannotCheck.
// Errors: kUnsupported (neither ZIP nor PDF, or the whole is encrypted), kCorrupt (damaged: parts
// may have been handed over before), kLimitExceeded (too many, too much), and the sink's. Never
// throws. One thread.
Result<Done> Unpack(int fd, const Limits& limits, const UnpackLimits& bounds, const PartSink& sink);

// The two parts of it.
Result<Done> UnpackZip(int fd, const Limits& limits, const UnpackLimits& bounds,
                       const PartSink& sink);
Result<Done> UnpackPdf(ByteView file, const Limits& limits, const UnpackLimits& bounds,
                       const PartSink& sink);

// What a file within a container is handed over as, by its bytes and, where they say nothing, name.
Part Classified(std::string name, Bytes bytes);

}  // namespace photogate
