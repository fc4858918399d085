// The tables of samples/, written from the same facts the pictures are drawn from.
#pragma once

#include <string>

namespace photogate::samples {

std::string ManifestCsv();  // file,channel,event,decision,findings,why
std::string PeopleCsv();    // for `photogate import`
std::string EventsCsv();    // name,date,groups: for `photogate event add`

}  // namespace photogate::samples
