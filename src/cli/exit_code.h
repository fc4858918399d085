// What the program tells the script that called it.
#pragma once

#include <string>

namespace photogate {

// Scripts rely on these numbers. An unknown code is a failure.
enum class ExitCode {
  kAllClear = 0,
  kFailure = 1,     // failure or usage
  kUnreadable = 3,  // a path could not be read at all
  kHeld = 10,       // something was held for review
  kBlocked = 11,    // something was blocked
  kRegisterUnusable = 20,
  kModelMissing = 21,  // missing, or not the file that the manifest names
  kInterrupted = 130,
};

// If several apply, the first of 130, 1, 20, 21, 11, 10, 3, 0.
ExitCode Worse(ExitCode a, ExitCode b);

// The EXIT STATUS lines that stand in every verb's help. `photos` adds the codes of verbs that
// judge photos.
std::string ExitStatusHelp(bool photos);

}  // namespace photogate
