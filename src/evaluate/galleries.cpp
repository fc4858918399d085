#include "evaluate/galleries.h"

#include <fmt/core.h>

#include <algorithm>
#include <random>
#include <utility>

#include "match/gallery.h"
#include "match/match_faces.h"
#include "policy/decide.h"
#include "policy/make_findings.h"

namespace photogate {
namespace {

// More would narrow the figure little and cost minutes: strangers are many already.
constexpr std::size_t kMostStrangerGalleries = 12;

struct Enrollable {
  std::size_t person;
  std::vector<std::size_t> references;  // photo indices, as many as asked for
  std::vector<std::size_t> probes;      // this person's other photos
};

template <typename T>
void Shuffle(std::vector<T>& items, std::mt19937_64& random) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random() % i]);
}

PersonId IdOf(std::size_t person) { return PersonId{fmt::format("person-{:06}", person)}; }

std::vector<Enrollable> FindEnrollable(const EvaluationSet& set, std::size_t references,
                                       std::mt19937_64& random) {
  std::vector<std::vector<std::size_t>> photos_of(set.people.size());
  for (std::size_t i = 0; i < set.photos.size(); ++i) {
    photos_of[set.photos[i].person].push_back(i);
  }
  std::vector<Enrollable> enrollable;
  for (std::size_t person = 0; person < photos_of.size(); ++person) {
    std::vector<std::size_t>& photos = photos_of[person];
    Shuffle(photos, random);
    Enrollable candidate{person, {}, {}};
    for (const std::size_t photo : photos) {
      const bool suitable = set.photos[photo].faces().faces.size() == 1 &&
                            set.photos[photo].main_template() != nullptr;
      const bool wanted = suitable && candidate.references.size() < references;
      (wanted ? candidate.references : candidate.probes).push_back(photo);
    }
    if (candidate.references.size() == references && !candidate.probes.empty()) {
      enrollable.push_back(std::move(candidate));
    }
  }
  Shuffle(enrollable, random);
  return enrollable;
}

// A register of barred people and nothing else, on an approved channel.
ConsentSnapshot MakeRegister(const EvaluationSet& set, const std::vector<Enrollable>& enrolled) {
  ConsentSnapshot snapshot{};
  snapshot.version = ConsentVersion{1};
  snapshot.day = Date{2026, 1, 1};
  snapshot.channel =
      Channel{ChannelName{"evaluation"}, UseName{"evaluation"}, true, ChannelMode::kList, true, 0};
  snapshot.jurisdiction = Jurisdiction::kOther;
  snapshot.dpia_recorded = true;
  snapshot.objection_stops_comparison = false;
  for (const Enrollable& each : enrolled) {
    Person person{};
    person.id = IdOf(each.person);
    person.case_number = person.id.value;
    person.name = person.id.value;
    person.kind = PersonKind::kPupil;
    person.permission = PermissionState::kRefused;
    person.barred = true;
    person.has_template = true;
    GalleryPerson gallery{person.id, {}};
    for (const std::size_t photo : each.references) {
      gallery.templates.push_back(*set.photos[photo].main_template());
    }
    snapshot.people.push_back(std::move(person));
    snapshot.gallery.push_back(std::move(gallery));
  }
  const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
  std::sort(snapshot.people.begin(), snapshot.people.end(), by_id);
  std::sort(snapshot.gallery.begin(), snapshot.gallery.end(), by_id);
  return snapshot;
}

struct Verdicts {
  DecisionKind decision;
  bool matched;  // a finding names a person
};

// One gallery, ready to decide photos.
class Gate {
 public:
  static Result<Gate> Make(const EvaluationSet& set, const std::vector<Enrollable>& enrolled,
                           const GalleryOptions& options) {
    ConsentSnapshot snapshot = MakeRegister(set, enrolled);
    Result<Gallery> gallery = Gallery::Build(snapshot.gallery);
    if (!gallery.ok()) return gallery.error();
    return Gate(std::move(snapshot), std::move(gallery).value(), options);
  }

  Result<Verdicts> Decided(const EvaluatedPhoto& photo) const {
    const Result<Matches> matches =
        MatchFaces(photo.faces(), gallery_, MatchSettings{options_.match, options_.possible});
    if (!matches.ok()) return matches.error();
    PolicyFacts facts;
    facts.inspection = &photo.inspection;
    facts.matches = &matches.value();
    facts.consent = &snapshot_;
    facts.names = &names_;
    facts.model = gallery_.model();
    facts.matching_allowed = true;
    facts.relative_path = "photo.jpg";
    const std::vector<Finding> findings = MakeFindings(facts);
    const bool matched = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
      return finding.effect != Effect::kNone && finding.person.has_value();
    });
    return Verdicts{Decide(findings, {}, PolicySettings{}).kind(), matched};
  }

  std::optional<double> NearestTo(std::size_t person, const EvaluatedPhoto& photo) const {
    const Result<Matches> matches =
        MatchFaces(photo.faces(), gallery_, MatchSettings{Distance{2}, Distance{2}});
    std::optional<double> nearest;
    if (!matches.ok()) return nearest;
    for (const FaceMatch& face : matches.value().faces) {
      for (const Candidate& candidate : face.candidates) {
        const double distance = candidate.distance.value;
        if (candidate.person == IdOf(person) && (!nearest || distance < *nearest)) {
          nearest = distance;
        }
      }
    }
    return nearest;
  }

 private:
  Gate(ConsentSnapshot snapshot, Gallery gallery, const GalleryOptions& options)
      : snapshot_(std::move(snapshot)),
        gallery_(std::move(gallery)),
        names_(NameIndex::Build(snapshot_)),
        options_(options) {}

  ConsentSnapshot snapshot_;
  Gallery gallery_;
  NameIndex names_;
  GalleryOptions options_;
};

void Count(Tally& tally, bool hit) {
  ++tally.trials;
  tally.hits += hit ? 1 : 0;
}

Result<Done> ProbeEnrolled(const EvaluationSet& set, const Gate& gate, const Enrollable& each,
                           GalleryTallies& tallies) {
  for (const std::size_t index : each.probes) {
    const EvaluatedPhoto& photo = set.photos[index];
    const Result<Verdicts> verdicts = gate.Decided(photo);
    if (!verdicts.ok()) return verdicts.error();
    const DecisionKind decision = verdicts.value().decision;
    Count(tallies.false_clear[each.person], decision == DecisionKind::kClear);
    Count(tallies.blocked[each.person], decision == DecisionKind::kBlock);
    if (decision == DecisionKind::kClear) {
      tallies.missed.push_back(
          MissedPhoto{index, photo.faces().faces.size(), gate.NearestTo(each.person, photo)});
    }
  }
  return Done{};
}

Result<Done> ProbeStrangers(const EvaluationSet& set, const Gate& gate,
                            const std::vector<bool>& enrolled, GalleryTallies& tallies) {
  for (const EvaluatedPhoto& photo : set.photos) {
    if (enrolled[photo.person]) continue;
    const Result<Verdicts> verdicts = gate.Decided(photo);
    if (!verdicts.ok()) return verdicts.error();
    const bool held = verdicts.value().decision != DecisionKind::kClear;
    Count(tallies.needless_hold[photo.person], held);
    if (photo.faces().faces.size() != 1) continue;
    Count(tallies.single_hold[photo.person], held);
    Count(tallies.single_matched[photo.person], verdicts.value().matched);
    Count(tallies.single_blocked[photo.person], verdicts.value().decision == DecisionKind::kBlock);
  }
  return Done{};
}

}  // namespace

Result<GalleryTallies> RunGalleries(const EvaluationSet& set, std::size_t gallery_size,
                                    std::size_t references, const GalleryOptions& options) {
  std::mt19937_64 random(options.seed * 1'000'003 + gallery_size * 101 + references);
  const std::vector<Enrollable> people = FindEnrollable(set, references, random);
  if (gallery_size == 0 || people.size() < gallery_size) {
    return Error{
        ErrorKind::kNotFound,
        fmt::format("A gallery of {} with {} references each: only {} here have the photos for it.",
                    gallery_size, references, people.size())};
  }
  GalleryTallies tallies;
  tallies.gallery_size = gallery_size;
  tallies.references = references;
  tallies.enrolled_people = people.size();
  const std::vector<Tally> none(set.people.size());
  tallies.false_clear = tallies.blocked = tallies.needless_hold = none;
  tallies.single_hold = tallies.single_matched = tallies.single_blocked = none;

  for (std::size_t first = 0; first < people.size(); first += gallery_size) {
    const std::size_t last = std::min(first + gallery_size, people.size());
    std::vector<Enrollable> enrolled(people.begin() + static_cast<std::ptrdiff_t>(first),
                                     people.begin() + static_cast<std::ptrdiff_t>(last));
    // A smaller last gallery would make fewer mistakes than its size is reported for.
    enrolled.insert(enrolled.end(), people.begin(),
                    people.begin() + static_cast<std::ptrdiff_t>(gallery_size - (last - first)));
    const Result<Gate> gate = Gate::Make(set, enrolled, options);
    if (!gate.ok()) return gate.error();
    for (std::size_t i = first; i < last; ++i) {
      const Result<Done> done = ProbeEnrolled(set, gate.value(), people[i], tallies);
      if (!done.ok()) return done.error();
    }
    if (tallies.galleries < kMostStrangerGalleries) {
      std::vector<bool> is_enrolled(set.people.size());
      for (const Enrollable& each : enrolled) is_enrolled[each.person] = true;
      const Result<Done> done = ProbeStrangers(set, gate.value(), is_enrolled, tallies);
      if (!done.ok()) return done.error();
    }
    ++tallies.galleries;
  }
  return tallies;
}

}  // namespace photogate
