// Cleared copies that nobody would look after any more once the watched folder is another one.
#pragma once

#include <filesystem>

#include "cli/app.h"
#include "consent/register.h"
#include "core/result.h"

namespace photogate {

struct LeftBehind {
  std::filesystem::path folder;  // cleared/ of the folder watched until now, or of the home
  int copies = 0;                // that stand as cleared and lie there
  // The folder is not there, and not every cleared copy lies in `next`: what lies in it is not
  // known.
  bool away = false;
  bool home = false;  // it is the home: no folder was watched until now
};

// What the folder watched until now keeps when `next` (empty: none) is watched instead. None when
// both are the same folder, whatever it is called. Errors are the register's.
Result<LeftBehind> FindLeftBehind(Register& reg, const std::filesystem::path& next);

// kRefused when copies would be left behind and `insist` was not said. Otherwise the sentence that
// tells of them, or an empty text.
Result<std::string> CheckLeftBehind(Register& reg, const std::filesystem::path& next, bool insist);

}  // namespace photogate
