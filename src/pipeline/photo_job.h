// One photo to be checked, as the user named it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/review_case.h"

namespace photogate {

struct PhotoJob {
  // Where to open it, in the user's own spelling; any bytes.
  std::filesystem::path path;
  // Below the folder that was checked, or the file's name alone: what the names check reads.
  std::string relative_path;
  // Its place in the run, from 1: part of the name of a copy that may not keep its own.
  std::size_t number = 1;
  // What reviewers said of it (see ReadReviewCase): further input to the same decision. Then the
  // policy is DecideReviewed, and what is to be covered is covered before the photo is checked.
  std::optional<ReviewCase> review = {};
};

}  // namespace photogate
