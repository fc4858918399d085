// A batch as one page to look through before it is handed over.
#pragma once

#include <string>
#include <vector>

#include "core/bytes.h"
#include "release/batch.h"

namespace photogate {

struct ContactSheet {
  std::string day;                  // when it was made
  std::string code;                 // BatchCode
  std::vector<std::string> points;  // sentences to be agreed to
  std::vector<Bytes> pictures;      // JPEG, one for each photo; empty where none could be made
};

// A complete HTML document with every photo, numbered from 1 in the batch's order, the points to
// look for, and what was left out and why. No script, no request, everything from outside escaped;
// names nobody.
std::string ContactSheetHtml(const Batch& batch, const ContactSheet& sheet);

}  // namespace photogate
