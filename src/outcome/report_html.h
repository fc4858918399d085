// The contact sheet: one file that opens anywhere, asks nothing of any network and prints well.
#pragma once

#include <string>
#include <vector>

#include "outcome/photo_record.h"

namespace photogate {

// A complete HTML document: what was checked against what, the counts, then each photo, blocked
// first, with its thumbnail, the faces found in it and the reasons in plain words. It needs no
// script, filters by decision with style sheets alone, follows the reader's light or dark setting,
// and forbids the browser every request by its own content security policy. Everything that came
// from outside is escaped. With info.identify it holds names; without, case numbers only. It always
// holds small pictures of the photos, blocked ones included, and says so at its head.
std::string ReportHtml(const RunInfo& info, const RunSummary& summary,
                       const std::vector<PhotoRecord>& records);

}  // namespace photogate
