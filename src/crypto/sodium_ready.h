// libsodium asks to be initialised once. Internal to crypto.
#pragma once

namespace photogate {

// Without it names and keys could be predictable, so there is no going on: ends the process when it
// fails. Thread-safe.
void EnsureSodium();

}  // namespace photogate
