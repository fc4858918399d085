// Every figure of one evaluation, and how it is shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/model.h"
#include "core/result.h"
#include "evaluate/evaluation_set.h"
#include "evaluate/galleries.h"
#include "evaluate/proportion.h"
#include "evaluate/verification.h"

namespace photogate {

// What `photogate evaluate` asks for. The thresholds are those of the model card or the register.
struct EvaluateOptions {
  Distance match;
  Distance possible;
  std::vector<std::size_t> gallery_sizes = {10, 40, 160};
  std::vector<std::size_t> references = {1, 3};
  std::uint64_t seed = 1;
  std::map<std::string, std::string> subgroups = {};  // by person; people without one are in none
};

struct DetectionCounts {
  std::size_t photos = 0;  // read
  std::size_t unread = 0;
  std::size_t no_face = 0;
  std::size_t one_face = 0;
  std::size_t several_faces = 0;
  std::size_t main_not_comparable = 0;  // a face is there, the main one has no template
};

struct SubgroupFigure {
  std::string subgroup;
  Proportion false_clear;
  Proportion single_hold;
};

struct MissedName {
  std::string person;
  std::string photo;
  MissedPhoto missed;
};

// GalleryTallies with intervals.
struct GalleryFigure {
  std::size_t gallery_size = 0;
  std::size_t references = 0;
  std::size_t galleries = 0;
  std::size_t enrolled_people = 0;
  Proportion false_clear;
  Proportion blocked;
  Proportion needless_hold;
  Proportion single_hold;
  Proportion single_matched;
  Proportion single_blocked;
  std::vector<SubgroupFigure> subgroups;
  std::vector<MissedName> missed;
};

struct EvaluationReport {
  ModelId recogniser;
  Distance match;
  Distance possible;
  std::uint64_t seed = 0;
  std::size_t people = 0;
  DetectionCounts detection;
  Verification verification;
  std::vector<Verification> verification_by_subgroup;
  std::vector<GalleryFigure> galleries;
  std::vector<std::string> left_out;  // sentences: figures the photos were too few for
};

// Pure and deterministic. Errors are those of MatchFaces and Gallery::Build; too few people for a
// gallery is none: `left_out` says so.
Result<EvaluationReport> Evaluate(const EvaluationSet& set, const EvaluateOptions& options);

// A table for a terminal, 100 columns where subgroup names are short, control characters in names
// escaped.
std::string ReportText(const EvaluationReport& report);

// One JSON document. Names of people and photos are in it only under "false_clear_photos".
std::string ReportJson(const EvaluationReport& report);

}  // namespace photogate
