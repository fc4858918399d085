// Errors and sentences between a pool and its workers.
#pragma once

#include <string>

#include "core/result.h"
#include "worker/wire.h"

namespace photogate {

bool IsControl(char c);

// Cut and without control characters, as TakeSentence wants it.
void PutSentence(WireWriter& out, std::string text);
// Text for a person to read. Fails on a control character: it could command a terminal.
std::string TakeSentence(WireReader& in);

void PutError(WireWriter& out, const Error& error);
Error TakeError(WireReader& in);

}  // namespace photogate
