#include "samples/tables.h"

#include "samples/cast.h"
#include "samples/photos.h"

namespace photogate::samples {
namespace {

std::string Quoted(const std::string& text) {
  return text.find_first_of(",\"") == std::string::npos ? text : '"' + text + '"';
}

}  // namespace

std::string ManifestCsv() {
  std::string csv = "file,channel,event,decision,findings,why\n";
  for (const SamplePhoto& photo : SamplePhotos()) {
    for (const Expected& line : photo.expected) {
      csv += "photos/" + photo.file + ",newsletter," + line.event + ',' + line.decision + ',' +
             line.findings + ',' + Quoted(line.why) + '\n';
    }
  }
  return csv;
}

std::string PeopleCsv() {
  std::string csv =
      "id,name,kind,groups,leaving_date,biometric_basis,use:newsletter,use:website,use:social\n";
  for (const Member& member : Cast()) {
    if (member.id.empty()) continue;
    csv += member.id + ',' + member.name + ',' + member.kind + ',' + member.groups + ",," +
           member.basis + ',' + member.newsletter + ',' + member.website + ',' + member.social +
           '\n';
  }
  return csv;
}

std::string EventsCsv() {
  std::string csv = "name,date,groups\n";
  for (const SampleEvent& event : SampleEvents()) {
    csv += event.name + ',' + event.date + ',' + Quoted(event.groups) + '\n';
  }
  return csv;
}

}  // namespace photogate::samples
