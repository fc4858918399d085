// Are a JPEG's coded bytes its picture, and nothing else?
#pragma once

#include "core/bytes.h"
#include "core/limits.h"

namespace photogate {

// True when `file` is a baseline, extended or progressive JPEG of Huffman codes and every scan and
// restart interval ends with the last code of its last block: no row that the header leaves out, no
// byte between codes and marker. Reads every code (ITU-T T.81 annexes F and G) and keeps no pixel;
// a progressive picture takes 8 bytes of memory for each block of 64. False says nothing but that:
// the file may be damaged, of another kind (arithmetic codes, 12 bits, DNL), or hold more than it
// shows; a decoder has to tell. Thread-safe.
bool EveryCodeShows(ByteView file, const Limits& limits);

}  // namespace photogate
