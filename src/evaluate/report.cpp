#include "evaluate/report.h"

#include <set>
#include <utility>

namespace photogate {
namespace {

DetectionCounts CountDetections(const EvaluationSet& set) {
  DetectionCounts counts;
  counts.photos = set.photos.size();
  counts.unread = set.unread.size();
  for (const EvaluatedPhoto& photo : set.photos) {
    const std::size_t faces = photo.faces().faces.size();
    if (faces == 0) ++counts.no_face;
    if (faces == 1) ++counts.one_face;
    if (faces > 1) ++counts.several_faces;
    if (faces > 0 && photo.main_template() == nullptr) ++counts.main_not_comparable;
  }
  return counts;
}

// The people of each subgroup, as a mask over EvaluationSet::people.
std::map<std::string, std::vector<bool>> Members(const EvaluationSet& set,
                                                 const EvaluateOptions& options) {
  std::map<std::string, std::vector<bool>> members;
  for (std::size_t person = 0; person < set.people.size(); ++person) {
    const auto found = options.subgroups.find(set.people[person]);
    if (found == options.subgroups.end()) continue;
    std::vector<bool>& mask = members[found->second];
    mask.resize(set.people.size());
    mask[person] = true;
  }
  return members;
}

std::vector<std::size_t> PhotosOf(const EvaluationSet& set, const std::vector<bool>* mask) {
  std::vector<std::size_t> photos;
  for (std::size_t i = 0; i < set.photos.size(); ++i) {
    if (mask == nullptr || (*mask)[set.photos[i].person]) photos.push_back(i);
  }
  return photos;
}

Proportion EstimateOf(std::vector<Tally> tallies, const std::vector<bool>& mask,
                      std::uint64_t seed) {
  for (std::size_t i = 0; i < tallies.size(); ++i) {
    if (!mask[i]) tallies[i] = Tally{};
  }
  return Estimate(tallies, seed);
}

GalleryFigure Summarise(const EvaluationSet& set, const GalleryTallies& tallies,
                        const std::map<std::string, std::vector<bool>>& members,
                        std::uint64_t seed) {
  GalleryFigure figure;
  figure.gallery_size = tallies.gallery_size;
  figure.references = tallies.references;
  figure.galleries = tallies.galleries;
  figure.enrolled_people = tallies.enrolled_people;
  figure.false_clear = Estimate(tallies.false_clear, seed);
  figure.blocked = Estimate(tallies.blocked, seed);
  figure.needless_hold = Estimate(tallies.needless_hold, seed);
  figure.single_hold = Estimate(tallies.single_hold, seed);
  figure.single_matched = Estimate(tallies.single_matched, seed);
  figure.single_blocked = Estimate(tallies.single_blocked, seed);
  for (const auto& [subgroup, mask] : members) {
    figure.subgroups.push_back(SubgroupFigure{subgroup, EstimateOf(tallies.false_clear, mask, seed),
                                              EstimateOf(tallies.single_hold, mask, seed)});
  }
  for (const MissedPhoto& missed : tallies.missed) {
    const EvaluatedPhoto& photo = set.photos[missed.photo];
    figure.missed.push_back(MissedName{set.people[photo.person], photo.name, missed});
  }
  return figure;
}

}  // namespace

Result<EvaluationReport> Evaluate(const EvaluationSet& set, const EvaluateOptions& options) {
  EvaluationReport report;
  report.recogniser = set.recogniser.value_or(ModelId{});
  report.match = options.match;
  report.possible = options.possible;
  report.seed = options.seed;
  report.people = set.people.size();
  report.detection = CountDetections(set);
  const std::vector<Distance> given = {options.match, options.possible};
  report.verification = Verify(set, PhotosOf(set, nullptr), given, options.seed);
  const auto members = Members(set, options);
  for (const auto& [subgroup, mask] : members) {
    Verification verification = Verify(set, PhotosOf(set, &mask), given, options.seed);
    verification.subgroup = subgroup;
    report.verification_by_subgroup.push_back(std::move(verification));
  }
  for (const std::size_t references : options.references) {
    for (const std::size_t size : options.gallery_sizes) {
      const GalleryOptions gallery{options.match, options.possible, options.seed};
      const Result<GalleryTallies> tallies = RunGalleries(set, size, references, gallery);
      if (!tallies.ok() && tallies.error().kind == ErrorKind::kNotFound) {
        report.left_out.push_back(tallies.error().message);
        continue;
      }
      if (!tallies.ok()) return tallies.error();
      report.galleries.push_back(Summarise(set, tallies.value(), members, options.seed));
    }
  }
  return report;
}

}  // namespace photogate
