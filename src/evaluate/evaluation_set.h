// A labelled folder of photos, inspected: what every figure is computed from.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/inspection.h"
#include "core/result.h"

namespace photogate {

struct EvaluatedPhoto {
  std::size_t person;  // index into EvaluationSet::people
  std::string name;    // file name
  // Always a value with info and faces; metadata and copy are replaced by clean ones, so that
  // decisions made of it are about faces alone.
  Result<Inspection> inspection;
  std::optional<std::size_t> main_face;  // see MainFace

  const Faces& faces() const { return inspection.value().faces.value(); }
  // The main face's template, null when it has none.
  const Template* main_template() const;
};

struct UnreadPhoto {
  std::string person;
  std::string name;
  Error error;
};

struct EvaluationSet {
  std::vector<std::string> people;     // folder names, sorted
  std::vector<EvaluatedPhoto> photos;  // by person, then by name
  std::vector<UnreadPhoto> unread;     // counted, and in no figure
  std::optional<ModelId> recogniser;   // the one every template is of
};

// The face the photo's label is about: the largest of those that cover the photo's centre,
// otherwise the one whose centre is nearest to it, measured in its own widths. Null without faces.
std::optional<std::size_t> MainFace(const Faces& faces, const PhotoInfo& info);

// Must be thread-safe when more than one job is asked for.
using InspectFile = std::function<Result<Inspection>(const std::filesystem::path&)>;
// False stops the run. Called from one thread at a time.
using EvaluateProgress = std::function<bool(std::size_t done, std::size_t total)>;

// Reads DIR/<person>/<photo>, one level deep, names that begin with a dot left out; photos are
// inspected by `jobs` threads at once, and the result does not depend on their number. kNotFound
// for a folder that is not there or has no photo in it, kUnavailable when it cannot be read, when
// progress said stop or when no recogniser was there.
Result<EvaluationSet> ReadEvaluationSet(const std::filesystem::path& folder,
                                        const InspectFile& inspect, int jobs,
                                        const EvaluateProgress& progress);

}  // namespace photogate
