#include "cli/exit_code.h"

namespace photogate {
namespace {

int Rank(ExitCode code) {
  switch (code) {
    case ExitCode::kInterrupted: return 7;
    case ExitCode::kFailure: return 6;
    case ExitCode::kRegisterUnusable: return 5;
    case ExitCode::kModelMissing: return 4;
    case ExitCode::kBlocked: return 3;
    case ExitCode::kHeld: return 2;
    case ExitCode::kUnreadable: return 1;
    case ExitCode::kAllClear: return 0;
  }
  return 6;
}

}  // namespace

ExitCode Worse(ExitCode a, ExitCode b) { return Rank(a) >= Rank(b) ? a : b; }

std::string ExitStatusHelp(bool photos) {
  std::string text = "EXIT STATUS\n";
  text += photos ? "  0    every photo is clear\n" : "  0    done\n";
  text += "  1    failure, or the command was not understood\n";
  if (photos) {
    text +=
        "  3    a path could not be read at all\n"
        "  10   something was held for a person to look at\n"
        "  11   something was blocked\n";
  }
  text +=
      "  20   the register cannot be used\n"
      "  21   a model is missing or is not the file it should be\n"
      "  130  interrupted\n";
  if (photos) text += "  If several apply: the first of 130, 1, 20, 21, 11, 10, 3.\n";
  return text;
}

}  // namespace photogate
