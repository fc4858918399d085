#include "match/match_faces.h"

#include <rapidcheck.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <ctime>
#include <iostream>
#include <limits>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace photogate {
namespace {

const ModelId kModel{"test-model 1"};
const MatchSettings kSettings{Distance{0.4}, Distance{0.6}, 0.045};

// A vector at `distance` from the axis `axis`, turned towards the last dimension.
Template At(std::size_t axis, double distance = 0, std::size_t dimension = 8,
            const ModelId& model = kModel) {
  std::vector<float> values(dimension, 0.0F);
  const double cosine = 1 - distance;
  values[axis] = static_cast<float>(cosine);
  values[dimension - 1] += static_cast<float>(std::sqrt(1 - cosine * cosine));
  return Template(model, values);
}

Template Of(std::vector<float> values) { return Template(kModel, std::move(values)); }

Face FaceWith(std::optional<Template> face_template) {
  return Face{Box{0, 0, 50, 50},
              std::nullopt,
              0.9,
              "test",
              0,
              {},
              face_template ? NotComparable::kNone : NotComparable::kBlurred,
              std::move(face_template)};
}

Faces FacesWith(std::vector<std::optional<Template>> templates) {
  Faces faces{{}, true, true, kModel, 0, 0};
  for (auto& one : templates) faces.faces.push_back(FaceWith(std::move(one)));
  return faces;
}

GalleryPerson Known(const std::string& id, std::vector<Template> templates) {
  return GalleryPerson{PersonId{id}, std::move(templates)};
}

Gallery Build(const std::vector<GalleryPerson>& people) {
  Result<Gallery> gallery = Gallery::Build(people);
  REQUIRE(gallery.ok());
  return std::move(gallery).value();
}

Matches Match(const Faces& faces, const std::vector<GalleryPerson>& people,
              const MatchSettings& settings = kSettings) {
  const Result<Matches> matches = MatchFaces(faces, Build(people), settings);
  REQUIRE(matches.ok());
  REQUIRE(matches.value().faces.size() == faces.faces.size());
  return matches.value();
}

std::vector<float> RandomVector(std::mt19937& random, std::size_t dimension) {
  std::normal_distribution<float> normal;
  std::vector<float> values(dimension);
  for (float& v : values) v = normal(random);
  return values;
}

}  // namespace

TEST_CASE("tells known, possible and unknown faces by their distance", "[match]") {
  struct Row {
    double distance;
    MatchState state;
    bool candidate;
  };
  for (const Row& row :
       {Row{0.0, MatchState::kKnown, true}, Row{0.39, MatchState::kKnown, true},
        Row{0.41, MatchState::kPossible, true}, Row{0.59, MatchState::kPossible, true},
        Row{0.61, MatchState::kUnknown, false}, Row{1.0, MatchState::kUnknown, false},
        Row{1.9, MatchState::kUnknown, false}}) {
    CAPTURE(row.distance);
    const Matches matches =
        Match(FacesWith({At(0, row.distance)}), {Known("a", {At(0)}), Known("b", {At(1)})});
    CHECK(matches.faces[0].state == row.state);
    CHECK(matches.faces[0].candidates.empty() == !row.candidate);
    CHECK(matches.faces[0].assigned.has_value() == row.candidate);
    if (row.candidate) {
      CHECK(matches.faces[0].candidates[0].person == PersonId{"a"});
      CHECK(matches.faces[0].candidates[0].distance.value == Approx(row.distance).margin(1e-5));
    }
  }
}

TEST_CASE("takes a distance equal to a threshold as within it", "[match]") {
  const Faces faces = FacesWith({At(0, 0.5)});
  const Matches loose = Match(faces, {Known("a", {At(0)})}, {Distance{0.1}, Distance{2.0}, 0});
  const Distance exact = loose.faces[0].candidates.at(0).distance;
  CHECK(Match(faces, {Known("a", {At(0)})}, {exact, exact, 0}).faces[0].state ==
        MatchState::kKnown);
  CHECK(Match(faces, {Known("a", {At(0)})}, {Distance{0.1}, exact, 0}).faces[0].state ==
        MatchState::kPossible);
}

TEST_CASE("calls a face ambiguous when two people are too close to tell apart", "[match]") {
  const Faces faces = FacesWith({Of({1, 0, 0, 0, 0, 0, 0, 0})});
  const Template near_a = Of({0.9F, 0.4359F, 0, 0, 0, 0, 0, 0});  // 0.10
  const Template near_b = Of({0.88F, 0, 0.475F, 0, 0, 0, 0, 0});  // 0.12
  const Template far_c = Of({0.6F, 0, 0, 0.8F, 0, 0, 0, 0});      // 0.40
  CHECK(Match(faces, {Known("a", {near_a}), Known("b", {near_b})}).faces[0].state ==
        MatchState::kAmbiguous);
  CHECK(Match(faces, {Known("a", {near_a}), Known("c", {far_c})}).faces[0].state ==
        MatchState::kKnown);
}

TEST_CASE("keeps everybody within possible, nearest first", "[match]") {
  const Faces faces = FacesWith({Of({1, 0, 0, 0, 0, 0, 0, 0})});
  const FaceMatch match = Match(faces, {Known("far", {Of({0.5F, 0, 0, 0.866F, 0, 0, 0, 0})}),
                                        Known("near", {Of({0.95F, 0.312F, 0, 0, 0, 0, 0, 0})}),
                                        Known("stranger", {At(4)})})
                              .faces[0];
  REQUIRE(match.candidates.size() == 2);
  CHECK(match.candidates[0].person == PersonId{"near"});
  CHECK(match.candidates[1].person == PersonId{"far"});
}

TEST_CASE("scores one and two references by the nearest, three by their normalised mean",
          "[match]") {
  const Template a = Of({1, 0.6F, 0, 0, 0, 0, 0, 0});
  const Template b = Of({1, 0, 0.6F, 0, 0, 0, 0, 0});
  const Template c = Of({1, 0, 0, 0.6F, 0, 0, 0, 0});
  const Faces faces = FacesWith({Of({1, 0.6F, 0, 0, 0, 0, 0, 0})});
  const MatchSettings all{Distance{1.0}, Distance{2.0}, 0};
  const auto score = [&](std::vector<Template> references) {
    return Match(faces, {Known("p", std::move(references))}, all)
        .faces[0]
        .candidates.at(0)
        .distance.value;
  };
  CHECK(score({b}) == Approx(1 - 1 / 1.36).margin(1e-5));
  CHECK(score({b, a}) == Approx(0).margin(1e-5));
  // The mean of the three is (3, .6, .6, .6) / sqrt(10.08); the probe (1, .6) / sqrt(1.36).
  CHECK(score({a, b, c}) ==
        Approx(1 - (3 + 0.36) / std::sqrt(10.08) / std::sqrt(1.36)).margin(1e-5));
}

TEST_CASE("does not compare a face of another model, and says so", "[match]") {
  const std::vector<GalleryPerson> people = {Known("a", {At(0)})};
  const Matches matches =
      Match(FacesWith({At(0, 0, 8, ModelId{"other"}), At(0, 0, 16), std::nullopt, At(0)}), people);
  CHECK(matches.faces[0].state == MatchState::kUnusable);
  CHECK(matches.faces[1].state == MatchState::kUnusable);
  CHECK(matches.faces[2].state == MatchState::kUnusable);
  CHECK(matches.faces[3].state == MatchState::kKnown);
  for (std::size_t i = 0; i < 4; ++i) CHECK(matches.faces[i].face == i);
}

TEST_CASE("refuses a gallery it cannot compare with in full", "[match]") {
  const auto kind = [](const std::vector<GalleryPerson>& people, const Population& population) {
    const Result<Gallery> gallery = Gallery::Build(people, population);
    REQUIRE_FALSE(gallery.ok());
    CHECK_FALSE(gallery.error().message.empty());
    return gallery.error().kind;
  };
  CHECK(kind({Known("a", {At(0)}), Known("b", {At(0, 0, 8, ModelId{"x"})})}, {}) ==
        ErrorKind::kCorrupt);
  CHECK(kind({Known("a", {At(0)}), Known("b", {At(0, 0, 16)})}, {}) == ErrorKind::kCorrupt);
  CHECK(kind({Known("a", {})}, {}) == ErrorKind::kCorrupt);
  CHECK(kind({Known("a", {At(0)}), Known("a", {At(1)})}, {}) == ErrorKind::kCorrupt);
  // References that cancel each other out.
  CHECK(kind({Known("a", {Of({1, 0}), Of({-0.5F, 0.8660254F}), Of({-0.5F, -0.8660254F})})}, {}) ==
        ErrorKind::kCorrupt);
  CHECK(kind({Known("a", {At(0)})}, {ModelId{"x"}, std::vector<float>(8, 0.1F), {}}) ==
        ErrorKind::kRefused);
  CHECK(kind({Known("a", {At(0)})}, {kModel, std::vector<float>(7, 0.1F), {}}) ==
        ErrorKind::kRefused);
  CHECK(kind({Known("a", {At(0)})}, {kModel, {}, std::vector<double>(64, 1.0)}) ==
        ErrorKind::kRefused);
  CHECK(kind({Known("a", {At(0)})}, {kModel, {}, std::vector<double>(64, std::nan(""))}) ==
        ErrorKind::kRefused);
}

TEST_CASE("refuses thresholds that are out of order or no numbers", "[match]") {
  const Gallery gallery = Build({Known("a", {At(0)})});
  const Faces faces = FacesWith({At(0)});
  const double nan = std::nan("");
  const double infinite = std::numeric_limits<double>::infinity();
  for (const MatchSettings& bad : {MatchSettings{Distance{0.6}, Distance{0.4}, 0},
                                   MatchSettings{Distance{nan}, Distance{1}, 0},
                                   MatchSettings{Distance{0.1}, Distance{nan}, 0},
                                   MatchSettings{Distance{0.1}, Distance{infinite}, 0},
                                   MatchSettings{Distance{0.1}, Distance{0.2}, nan},
                                   MatchSettings{Distance{0.1}, Distance{0.2}, -1}}) {
    CHECK_FALSE(MatchFaces(faces, gallery, bad).ok());
  }
}

TEST_CASE("knows nobody when the gallery is empty", "[match]") {
  const Matches matches = Match(FacesWith({At(0), std::nullopt}), {});
  CHECK(matches.faces[0].state == MatchState::kUnknown);
  CHECK(matches.faces[1].state == MatchState::kUnusable);
  CHECK_FALSE(Build({}).model().has_value());
}

TEST_CASE("assigns a person to the face that fits best and never twice", "[match]") {
  const Faces faces = FacesWith({At(0, 0.3), At(0, 0.1)});
  const Matches matches = Match(faces, {Known("a", {At(0)})});
  CHECK(matches.faces[1].state == MatchState::kKnown);
  CHECK(matches.faces[1].assigned == PersonId{"a"});
  CHECK_FALSE(matches.faces[0].assigned.has_value());
  CHECK(matches.faces[0].state == MatchState::kPossible);
  REQUIRE(matches.faces[0].candidates.size() == 1);
  CHECK(matches.faces[0].candidates[0].person == PersonId{"a"});
}

TEST_CASE("gives two look-alikes to the two faces between which they cannot be told apart",
          "[match]") {
  const Template a = Of({1, 0.10F, 0, 0});
  const Template b = Of({1, 0, 0.10F, 0});
  const Matches matches = Match(FacesWith({Of({1, 0.06F, 0.05F, 0}), Of({1, 0.09F, 0, 0})}),
                                {Known("a", {a}), Known("b", {b})});
  CHECK(matches.faces[0].state == MatchState::kAmbiguous);
  CHECK(matches.faces[1].assigned == PersonId{"a"});
  CHECK(matches.faces[0].assigned == PersonId{"b"});
}

TEST_CASE("takes the population out of both sides", "[match]") {
  // Everybody shares a large first component, which says nothing about who they are.
  const Template a = Of({3, 1, 0});
  const Template b = Of({3, -1, 0});
  const Faces faces = FacesWith({Of({3, 1, 0.2F})});
  const float share = 3 / std::sqrt(10.0F);
  const MatchSettings all{Distance{0.5}, Distance{2}, 0};
  const auto nearest_two = [&](const Population& population) {
    const Result<Gallery> gallery = Gallery::Build({Known("a", {a}), Known("b", {b})}, population);
    REQUIRE(gallery.ok());
    return MatchFaces(faces, gallery.value(), all).value().faces[0].candidates;
  };
  const auto plain = nearest_two({});
  const auto centred = nearest_two({kModel, {share, 0, 0}, {}});
  REQUIRE(plain.size() == 2);
  REQUIRE(centred.size() == 2);
  CHECK(plain[1].distance.value < 0.25);
  CHECK(centred[0].person == PersonId{"a"});
  CHECK(centred[1].distance.value > 1.5);
  // The unit covariance changes nothing; a real one stretches.
  const auto unit = nearest_two({kModel, {}, {1, 0, 0, 0, 1, 0, 0, 0, 1}});
  CHECK(unit[1].distance.value == Approx(plain[1].distance.value).margin(1e-6));
  const auto stretched = nearest_two({kModel, {}, {100, 0, 0, 0, 1, 0, 0, 0, 1}});
  CHECK(stretched[1].distance.value > 1.0);
}

TEST_CASE("holds a face of which nothing is left once the population is taken out", "[match]") {
  const Result<Gallery> gallery =
      Gallery::Build({Known("a", {Of({0, 1})})}, {kModel, {1.0F, 0.0F}, {}});
  REQUIRE(gallery.ok());
  const Matches matches = MatchFaces(FacesWith({Of({1, 0})}), gallery.value(), kSettings).value();
  CHECK(matches.faces[0].state == MatchState::kUnusable);
}

TEST_CASE("agrees with a plain comparison on random faces", "[match]") {
  REQUIRE(rc::check("distances, candidates and assignment", [] {
    const auto seed = *rc::gen::inRange(0, 1'000'000);
    std::mt19937 random(static_cast<unsigned>(seed));
    const std::size_t dimension = *rc::gen::inRange<std::size_t>(2, 40);
    const std::size_t people_count = *rc::gen::inRange<std::size_t>(0, 12);
    const std::size_t face_count = *rc::gen::inRange<std::size_t>(0, 8);
    std::vector<GalleryPerson> people;
    for (std::size_t i = 0; i < people_count; ++i) {
      std::vector<Template> references;
      for (std::size_t r = 0; r < 1 + i % 2; ++r) {
        references.push_back(Of(RandomVector(random, dimension)));
      }
      people.push_back(Known(std::to_string(i), references));
    }
    std::vector<std::optional<Template>> probes;
    for (std::size_t i = 0; i < face_count; ++i) {
      probes.emplace_back(Of(RandomVector(random, dimension)));
    }
    const Faces faces = FacesWith(probes);
    const MatchSettings settings{Distance{0.6}, Distance{0.9}, 0.05};
    const Result<Gallery> gallery = Gallery::Build(people);
    RC_ASSERT(gallery.ok());
    const Result<Matches> matches = MatchFaces(faces, gallery.value(), settings);
    RC_ASSERT(matches.ok());

    std::set<PersonId> assigned;
    for (std::size_t f = 0; f < face_count; ++f) {
      const FaceMatch& match = matches.value().faces[f];
      std::size_t expected = 0;
      for (const GalleryPerson& person : people) {
        double nearest = 2;
        for (const Template& reference : person.templates) {
          double dot = 0;
          for (std::size_t i = 0; i < dimension; ++i) {
            dot += static_cast<double>(reference.values()[i]) *
                   static_cast<double>(probes[f]->values()[i]);
          }
          nearest = std::min(nearest, 1 - dot);
        }
        const auto at = std::find_if(match.candidates.begin(), match.candidates.end(),
                                     [&](const Candidate& c) { return c.person == person.id; });
        if (std::abs(nearest - 0.9) > 1e-4) {
          RC_ASSERT((at != match.candidates.end()) == (nearest <= 0.9));
        }
        if (at != match.candidates.end()) {
          ++expected;
          RC_ASSERT(std::abs(at->distance.value - std::max(0.0, nearest)) < 1e-4);
        }
      }
      RC_ASSERT(expected == match.candidates.size());
      RC_ASSERT(std::is_sorted(match.candidates.begin(), match.candidates.end(),
                               [](const Candidate& a, const Candidate& b) {
                                 return a.distance.value < b.distance.value;
                               }));
      RC_ASSERT((match.state == MatchState::kUnknown) == match.candidates.empty());
      if (match.assigned) RC_ASSERT(assigned.insert(*match.assigned).second);
      if (match.state == MatchState::kKnown) RC_ASSERT(match.assigned.has_value());
    }
  }));
}

#ifndef PHOTOGATE_SANITIZED
TEST_CASE("compares a school in milliseconds on one core", "[match]") {
  std::mt19937 random(7);
  const auto milliseconds = [&random](std::size_t faces, std::size_t people,
                                      std::size_t references) {
    std::vector<GalleryPerson> gallery_people;
    for (std::size_t i = 0; i < people; ++i) {
      std::vector<Template> templates;
      for (std::size_t r = 0; r < references; ++r) {
        templates.push_back(Of(RandomVector(random, 256)));
      }
      gallery_people.push_back(Known(std::to_string(i), std::move(templates)));
    }
    std::vector<std::optional<Template>> probes;
    for (std::size_t i = 0; i < faces; ++i) probes.emplace_back(Of(RandomVector(random, 256)));
    const Faces photo = FacesWith(std::move(probes));
    const Gallery gallery = Build(gallery_people);
    double best = std::numeric_limits<double>::infinity();
    for (int run = 0; run < 5; ++run) {
      // Processor time: the machine may be busy with something else.
      const std::clock_t start = std::clock();
      REQUIRE(MatchFaces(photo, gallery, kSettings).ok());
      const double took = 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
      best = std::min(best, took);
    }
    return best;
  };
  const double school = milliseconds(30, 3'000, 3);
  const double town = milliseconds(1, 100'000, 1);
  std::cout << "30 faces x 3,000 people: " << school << " ms; 1 face x 100,000 templates: " << town
            << " ms" << std::endl;
#ifdef NDEBUG
  CHECK(school < 10);
  CHECK(town < 100);
#endif
}
#endif

}  // namespace photogate
