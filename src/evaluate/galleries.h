// What the gate does: people are enrolled as barred, photos are decided, mistakes are counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/match.h"
#include "core/result.h"
#include "evaluate/evaluation_set.h"
#include "evaluate/proportion.h"

namespace photogate {

struct GalleryOptions {
  Distance match;
  Distance possible;
  std::uint64_t seed = 1;
};

// A photo of a barred person that came out clear.
struct MissedPhoto {
  std::size_t photo;               // index into EvaluationSet::photos
  std::size_t faces;               // found in it
  std::optional<double> distance;  // of the face nearest to the person; nullopt: none comparable
};

// Counts a person, all vectors as long as EvaluationSet::people. A trial is a photo in a gallery.
struct GalleryTallies {
  std::size_t gallery_size = 0;
  std::size_t references = 0;
  std::size_t galleries = 0;          // how many different ones
  std::size_t enrolled_people = 0;    // in all of them together
  std::vector<Tally> false_clear;     // enrolled: photos other than references, hit: clear
  std::vector<Tally> blocked;         // the same photos, hit: blocked
  std::vector<Tally> needless_hold;   // strangers: all photos, hit: not clear
  std::vector<Tally> single_hold;     // strangers: photos with exactly one face, hit: not clear
  std::vector<Tally> single_matched;  // the same photos, hit: held or blocked as a listed person
  std::vector<Tally> single_blocked;  // the same photos, hit: blocked
  std::vector<MissedPhoto> missed;
};

// References are chosen by chance among a person's photos that enrolment would take: exactly one
// face, comparable. Everybody who has enough of them and one photo more is enrolled once, in
// galleries of exactly `gallery_size` barred people (the last one is filled up with people who were
// enrolled before and are not counted again); everybody else is a stranger to that gallery.
// Strangers are probed against at most 12 galleries. Matching and decisions are those of the gate
// itself (MatchFaces, MakeFindings, Decide) on a channel in mode `list`. kNotFound when fewer than
// `gallery_size` people can be enrolled. Deterministic in the seed, thread-safe.
Result<GalleryTallies> RunGalleries(const EvaluationSet& set, std::size_t gallery_size,
                                    std::size_t references, const GalleryOptions& options);

}  // namespace photogate
