// What a file is, told from its first bytes and never from its name.
#pragma once

#include <string_view>

#include "core/bytes.h"

namespace photogate {

enum class FileFormat {
  kUnknown = 0,
  kJpeg,
  kPng,
  kWebp,
  kTiff,  // classic and BigTIFF
  kBmp,
  kGif,
  kHeif,  // HEIC and other HEIF brands
  kAvif,
  kVideo,     // any moving-picture container: recognised so that it can be held
  kDocument,  // PDF, ZIP (Office files, archives): recognised so that the message can say so
  kEmpty,     // no bytes at all
};

// `head` is the file's beginning, 64 bytes or more where the file has them. Never fails: what is
// not recognised is kUnknown.
FileFormat SniffFormat(ByteView head);

// The lower-case name used in JSON and the register: "jpeg", "png", "unknown" ...
std::string_view FormatName(FileFormat format);

// The usual file name extension without the dot ("jpg"); empty where photogate writes none.
std::string_view FormatExtension(FileFormat format);

// True for the formats that hold a still picture which photogate can decode.
bool IsPicture(FileFormat format);

}  // namespace photogate
