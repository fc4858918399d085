// A photo and a register that a policy test changes one thing of.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/decide.h"
#include "policy/make_findings.h"
#include "policy/presence.h"

namespace photogate::test {

inline const ModelId kModel{"test-model 1"};

inline Person Pupil(const std::string& id, const std::string& name, bool barred = false) {
  return Person{PersonId{id},
                "case-" + id,
                name,
                PersonKind::kPupil,
                {GroupName{"4B"}},
                {},
                barred ? PermissionState::kRefused : PermissionState::kGranted,
                false,
                barred,
                NameWithImage::kNone,
                true,
                false};
}

// One clean photo on an approved list channel: no faces, nothing removed. It comes out clear.
struct Case {
  Case() {
    consent.people = {Pupil("1", "Amelia Jones"), Pupil("2", "Tom Okafor", true)};
    RefreshGallery();
  }

  // Everybody marked has_template has one, and FindPerson finds everybody.
  void RefreshGallery() {
    std::sort(consent.people.begin(), consent.people.end(),
              [](const Person& a, const Person& b) { return a.id < b.id; });
    consent.gallery.clear();
    for (const Person& person : consent.people) {
      if (person.has_template) {
        consent.gallery.push_back(GalleryPerson{person.id, {Template(kModel, {1, 0})}});
      }
    }
  }

  Person& person(const std::string& id) {
    return *std::find_if(consent.people.begin(), consent.people.end(),
                         [&](const Person& p) { return p.id.value == id; });
  }

  // A face of 100 x 100 px that was compared, with these people within `possible`.
  void AddFace(MatchState state, std::vector<std::pair<std::string, double>> near = {},
               NotComparable why = NotComparable::kNone) {
    const std::size_t index = faces.faces.size();
    Face face{Box{10, 10, 100, 100}, std::nullopt, 0.9, "yunet", 0, {}, why, std::nullopt};
    if (why == NotComparable::kNone) face.face_template = Template(kModel, {1, 0});
    faces.faces.push_back(std::move(face));
    FaceMatch match{index, state, {}, std::nullopt};
    for (const auto& [id, distance] : near) {
      match.candidates.push_back(Candidate{PersonId{id}, Distance{distance}});
    }
    if (!near.empty()) match.assigned = PersonId{near.front().first};
    matches.faces.push_back(std::move(match));
  }

  Result<Inspection> Inspected() const {
    if (inspection_error) return *inspection_error;
    return Inspection{
        Sha256Hex{std::string(64, 'a')},
        1000,
        format,
        info_error ? Result<PhotoInfo>(*info_error) : Result<PhotoInfo>(info),
        faces_error ? Result<Faces>(*faces_error) : Result<Faces>(faces),
        metadata_error ? Result<MetadataReport>(*metadata_error) : Result<MetadataReport>(metadata),
        sanitised_error ? Result<SanitisedPhoto>(*sanitised_error)
                        : Result<SanitisedPhoto>(sanitised),
        {},
        {}};
  }

  std::vector<Finding> Findings() const {
    const Result<Inspection> inspection = Inspected();
    PolicyFacts facts;
    facts.inspection = inspected ? &inspection : nullptr;
    facts.matches = compared ? &matches : nullptr;
    facts.consent = register_there ? &consent : nullptr;
    facts.model = kModel;
    facts.matching_allowed = matching_allowed;
    facts.relative_path = path;
    facts.own_credits = own_credits;
    facts.stopped = stopped;
    return MakeFindings(facts);
  }

  DecisionKind Decided() const { return Decide(Findings(), {}, {}).kind(); }

  ConsentSnapshot consent{
      ConsentVersion{17},
      Date{2026, 11, 21},
      Channel{ChannelName{"website"}, UseName{"website"}, true, ChannelMode::kList, false, 0},
      EventContext{},
      Jurisdiction::kEnglandWales,
      true,
      true,
      {},
      {},
      {}};
  FileFormat format = FileFormat::kJpeg;
  PhotoInfo info{FileFormat::kJpeg, 4000, 3000, 1, false};
  Faces faces{{}, true, true, kModel, 0, 0};
  Matches matches{{}, Distance{0.4}, Distance{0.6}};
  MetadataReport metadata{{}, true, {}, 1, {}, {}, {}, {}, {}};
  SanitisedPhoto sanitised{FileFormat::kJpeg, Bytes(10, 1), false, {}};
  std::optional<Error> inspection_error, info_error, faces_error, metadata_error, sanitised_error;
  bool inspected = true;
  bool compared = true;
  bool register_there = true;
  bool matching_allowed = true;
  std::string path = "autumn/IMG_0042.JPG";
  std::vector<std::string> own_credits;
  const Result<std::optional<EarlierStop>>* stopped = nullptr;
};

inline const Finding* FindCode(const std::vector<Finding>& findings, FindingCode code) {
  const auto at = std::find_if(findings.begin(), findings.end(),
                               [code](const Finding& f) { return f.code == code; });
  return at == findings.end() ? nullptr : &*at;
}

}  // namespace photogate::test
