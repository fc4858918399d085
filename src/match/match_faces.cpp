#include "match/match_faces.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <unordered_set>
#include <vector>

namespace photogate {
namespace {

bool Comparable(const Face& face, const Gallery& gallery) {
  if (!face.face_template || !IsUsableVector(face.face_template->values())) return false;
  if (!gallery.model()) return true;  // nobody to compare with: there is no model to disagree with
  return face.face_template->model() == *gallery.model() &&
         face.face_template->values().size() == gallery.dimension();
}

MatchState StateOf(const std::vector<Candidate>& candidates, const MatchSettings& settings) {
  if (candidates.empty()) return MatchState::kUnknown;
  const double nearest = candidates[0].distance.value;
  if (candidates.size() > 1 && candidates[1].distance.value - nearest < settings.ambiguous_margin) {
    return MatchState::kAmbiguous;
  }
  return nearest <= settings.match.value ? MatchState::kKnown : MatchState::kPossible;
}

struct Pair {
  double distance;
  std::size_t face;
  std::size_t candidate;
};

// Nearest pairs of the whole photo first. Only people whom the face cannot be told apart from its
// nearest are tried: falling back on a mere lookalike would name somebody who is not there.
void Assign(std::vector<FaceMatch>& faces, const MatchSettings& settings) {
  std::vector<Pair> pairs;
  for (std::size_t f = 0; f < faces.size(); ++f) {
    const std::vector<Candidate>& candidates = faces[f].candidates;
    for (std::size_t c = 0; c < candidates.size(); ++c) {
      const double distance = candidates[c].distance.value;
      if (c > 0 && distance - candidates[0].distance.value >= settings.ambiguous_margin) break;
      pairs.push_back(Pair{distance, f, c});
    }
  }
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    if (a.distance != b.distance) return a.distance < b.distance;
    return a.face != b.face ? a.face < b.face : a.candidate < b.candidate;
  });
  std::unordered_set<PersonId> taken;
  for (const Pair& pair : pairs) {
    FaceMatch& face = faces[pair.face];
    const PersonId& person = face.candidates[pair.candidate].person;
    if (face.assigned || !taken.insert(person).second) continue;
    face.assigned = person;
  }
  for (FaceMatch& face : faces) {
    if (face.state == MatchState::kKnown && !face.assigned) face.state = MatchState::kPossible;
  }
}

}  // namespace

Result<Matches> MatchFaces(const Faces& faces, const Gallery& gallery,
                           const MatchSettings& settings) {
  const double match = settings.match.value;
  const double possible = settings.possible.value;
  if (!(std::isfinite(match) && std::isfinite(possible) && match <= possible &&
        std::isfinite(settings.ambiguous_margin) && settings.ambiguous_margin >= 0)) {
    return Error{ErrorKind::kInternal,
                 "The thresholds for comparing faces are not usable. Set `match` no higher than "
                 "`possible`, or take them out of the settings to use the model card's."};
  }

  Matches matches{{}, settings.match, settings.possible};
  std::vector<const Template*> probes;
  std::vector<std::size_t> probe_of(faces.faces.size(), std::numeric_limits<std::size_t>::max());
  for (std::size_t f = 0; f < faces.faces.size(); ++f) {
    if (!Comparable(faces.faces[f], gallery)) continue;
    probe_of[f] = probes.size();
    probes.push_back(&*faces.faces[f].face_template);
  }
  const std::vector<double> distances = gallery.Distances(probes);

  for (std::size_t f = 0; f < faces.faces.size(); ++f) {
    FaceMatch result{f, MatchState::kUnusable, {}, std::nullopt};
    if (probe_of[f] != std::numeric_limits<std::size_t>::max()) {
      const double* row = distances.data() + probe_of[f] * gallery.people();
      bool numbers = true;
      for (std::size_t person = 0; person < gallery.people(); ++person) {
        if (std::isnan(row[person])) numbers = false;
        if (row[person] <= possible) {
          result.candidates.push_back(Candidate{gallery.person(person), Distance{row[person]}});
        }
      }
      std::sort(result.candidates.begin(), result.candidates.end(),
                [](const Candidate& a, const Candidate& b) {
                  if (a.distance.value != b.distance.value) {
                    return a.distance.value < b.distance.value;
                  }
                  return a.person < b.person;
                });
      if (numbers) result.state = StateOf(result.candidates, settings);
    }
    matches.faces.push_back(std::move(result));
  }
  Assign(matches.faces, settings);
  return matches;
}

}  // namespace photogate
