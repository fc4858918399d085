// Who is in the photo, who may be, and who could not be told.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "policy/finding_maker.h"
#include "policy/presence.h"

namespace photogate {
namespace {

struct Context {
  const PolicyFacts& facts;
  const ConsentSnapshot& consent;
  const PhotoInfo* info;  // null when the file's own size is not known
  const Faces& faces;
  bool account;
};

// A value outside the enumeration is read as the stricter mode.
bool EveryFaceCounts(const Channel& channel) { return channel.mode != ChannelMode::kList; }

// Pixels of the face in the published copy; its longer side, so that a narrow, turned head does not
// pass for a small one. Infinite when it cannot be worked out.
double PublishedPx(const Context& context, const Face& face) {
  const double side = std::max(static_cast<double>(face.box.w), static_cast<double>(face.box.h));
  if (!std::isfinite(side) || side < 0) return HUGE_VAL;
  if (!context.info) return side;
  return side * PublishedScale(context.info->width_px, context.info->height_px,
                               context.consent.channel.publish);
}

bool IsAboutTheImage(NotComparable why) {
  switch (why) {
    case NotComparable::kTooSmall:
    case NotComparable::kBlurred:
    case NotComparable::kTurnedAway:
    case NotComparable::kTooDark:
    case NotComparable::kCovered:
    case NotComparable::kNoLandmarks: return true;
    case NotComparable::kNone:
    case NotComparable::kNoRecogniser:
    case NotComparable::kMatchingOff:
    case NotComparable::kRecogniserError: return false;
  }
  return false;
}

std::string_view Because(NotComparable why) {
  switch (why) {
    case NotComparable::kTooSmall: return "it is too small";
    case NotComparable::kBlurred: return "it is blurred";
    case NotComparable::kTurnedAway: return "it is turned away";
    case NotComparable::kTooDark: return "it is too dark, too bright or without contrast";
    case NotComparable::kCovered: return "it is partly covered";
    case NotComparable::kNoLandmarks: return "eyes, nose and mouth were not found in it";
    case NotComparable::kNoRecogniser: return "no recogniser is installed";
    case NotComparable::kMatchingOff: return "comparing faces is switched off";
    case NotComparable::kRecogniserError: return "the recogniser failed on it";
    case NotComparable::kNone: break;
  }
  return "the recogniser gave no result for it";
}

void AddNotComparable(const Context& context, std::size_t index, FindingMaker& maker) {
  const Face& face = context.faces.faces[index];
  const double published = PublishedPx(context, face);
  const double ignore = context.consent.channel.ignore_below_px;
  if (IsAboutTheImage(face.why_not) && published < ignore) {
    const std::string text = fmt::format(
        "Face {} will be {:.0f} pixels high when published, below this channel's limit of {:.0f}, "
        "and is let pass.",
        index + 1, published, ignore);
    maker.AddForFace(FindingCode::kFaceNotComparable, Effect::kNone, Sentence{text, text}, index,
                     face);
    return;
  }
  const std::string text = fmt::format(
      "Face {} could not be compared with the register: {}. Somebody who knows the pupils must "
      "look who it is.",
      index + 1, Because(face.why_not));
  maker.AddForFace(FindingCode::kFaceNotComparable, Effect::kReview, Sentence{text, text}, index,
                   face);
}

// Both forms of one sentence; the format takes the people in order.
template <typename... People>
Sentence Say(fmt::string_view format, std::size_t face_number, const People&... people) {
  return Sentence{fmt::format(fmt::runtime(format), face_number, people.text...),
                  fmt::format(fmt::runtime(format), face_number, people.identified...)};
}

std::vector<const Person*> KinOf(const Context& context, const Person& person, bool barred) {
  std::vector<const Person*> kin;
  for (const PersonId& id : person.kin) {
    const Person* other = FindPerson(context.consent, id);
    if (other && IsBarred(*other) == barred) kin.push_back(other);
  }
  return kin;
}

// True when the face may be that of a twin or sibling who is not barred, or is not on the register.
bool HasOtherKin(const Context& context, const Person& person) {
  return std::any_of(person.kin.begin(), person.kin.end(), [&context](const PersonId& id) {
    const Person* other = FindPerson(context.consent, id);
    return !other || !IsBarred(*other);
  });
}

void AddNumbers(const Context& context, Finding& finding, const Candidate& candidate,
                Distance threshold) {
  finding.distance = candidate.distance.value;
  finding.threshold = threshold.value;
  finding.match_limit = context.facts.matches->match.value;
  finding.possible_limit = context.facts.matches->possible.value;
}

void AddBarredCandidate(const Context& context, const FaceMatch& match, const Candidate& candidate,
                        const Person& person, FindingMaker& maker) {
  const std::size_t index = match.face;
  const Face& face = context.faces.faces[index];
  const Sentence who = Reference(person);
  // A distance that is not a number is not near, and still holds the photo below.
  const bool near = candidate.distance <= context.facts.matches->match;
  const Distance threshold = near ? context.facts.matches->match : context.facts.matches->possible;
  if (near && HasOtherKin(context, person)) {
    Finding& finding = maker.AddForFace(
        FindingCode::kKinOfListed, Effect::kReview,
        Say("Face {} was recognised as {}, who must not appear on this channel but has a declared "
            "twin, brother or sister. Software cannot tell them apart for certain: somebody who "
            "knows both must look.",
            index + 1, who),
        index, face);
    NamePerson(finding, person);
    AddNumbers(context, finding, candidate, threshold);
    return;
  }
  if (near) {
    Finding& finding = maker.AddForFace(
        FindingCode::kListedPerson, Effect::kBlock,
        Say("Face {} was recognised as {}, who must not appear on this channel. Do not publish "
            "this photo here: choose another one, or crop the person out and check the new photo.",
            index + 1, who),
        index, face);
    NamePerson(finding, person);
    AddNumbers(context, finding, candidate, threshold);
    return;
  }
  const bool ambiguous = match.state == MatchState::kAmbiguous;
  Finding& finding = maker.AddForFace(
      ambiguous ? FindingCode::kAmbiguousListedPerson : FindingCode::kPossibleListedPerson,
      Effect::kReview,
      ambiguous
          ? Say("Face {} looks like more than one person on the register, and one of them, {}, "
                "must not appear on this channel. Somebody who knows them must look.",
                index + 1, who)
          : Say("Face {} may be {}, who must not appear on this channel. Somebody who knows this "
                "person must look before the photo is published.",
                index + 1, who),
      index, face);
  NamePerson(finding, person);
  AddNumbers(context, finding, candidate, threshold);
}

void AddPermittedCandidate(const Context& context, const FaceMatch& match,
                           const Candidate& candidate, const Person& person, FindingMaker& maker) {
  const Face& face = context.faces.faces[match.face];
  for (const Person* kin : KinOf(context, person, true)) {
    Finding& finding = maker.AddForFace(
        FindingCode::kKinOfListed, Effect::kReview,
        Say("Face {} looks like {}, whose declared twin, brother or sister {} must not appear on "
            "this channel. Software cannot tell them apart for certain: somebody who knows both "
            "must look.",
            match.face + 1, Reference(person), Reference(*kin)),
        match.face, face);
    NamePerson(finding, *kin);
    AddNumbers(context, finding, candidate, context.facts.matches->possible);
  }
}

// In account mode: recognised for certain, or between people who are all permitted.
bool IsAccountedFor(const Context& context, const FaceMatch& match) {
  if (!match.assigned) return false;
  if (match.state != MatchState::kKnown && match.state != MatchState::kAmbiguous) return false;
  if (match.candidates.empty()) return false;
  if (!(match.candidates.front().distance <= context.facts.matches->match)) return false;
  const Person* person = FindPerson(context.consent, *match.assigned);
  return person && !IsBarred(*person);
}

void AddMatch(const Context& context, const FaceMatch& match, FindingMaker& maker) {
  const Face& face = context.faces.faces[match.face];
  for (const Candidate& candidate : match.candidates) {
    const Person* person = FindPerson(context.consent, candidate.person);
    if (!person) {
      Finding& finding = maker.AddForFace(
          FindingCode::kPossibleListedPerson, Effect::kReview,
          Say("Face {} looks like somebody whose face is on the register but whose record is not. "
              "Ask whoever keeps the register to correct it, then check the photo again.",
              match.face + 1),
          match.face, face);
      AddNumbers(context, finding, candidate, context.facts.matches->possible);
    } else if (IsBarred(*person)) {
      AddBarredCandidate(context, match, candidate, *person, maker);
    } else {
      AddPermittedCandidate(context, match, candidate, *person, maker);
    }
  }
  if (IsAccountedFor(context, match)) {
    const Person& person = *FindPerson(context.consent, *match.assigned);
    Finding& finding =
        maker.AddForFace(FindingCode::kKnownPerson, Effect::kNone,
                         Say("Face {} was recognised as {}, who may appear on this channel.",
                             match.face + 1, Reference(person)),
                         match.face, face);
    NamePerson(finding, person);
    for (const Candidate& candidate : match.candidates) {
      if (candidate.person == person.id) {
        AddNumbers(context, finding, candidate, context.facts.matches->match);
      }
    }
    return;
  }
  if (context.account) {
    Finding& finding = maker.AddForFace(
        FindingCode::kUnknownFace, Effect::kReview,
        Say("Face {} was not recognised for certain, and this channel wants every face accounted "
            "for. Find out who it is and whether they may appear.",
            match.face + 1),
        match.face, face);
    if (!match.candidates.empty()) {
      AddNumbers(context, finding, match.candidates.front(), context.facts.matches->match);
    }
  }
}

// Barred people whom no comparison can find: without a template, or left out of the gallery.
void AddProtected(const Context& context, FindingMaker& maker) {
  std::unordered_set<PersonId> comparable;
  for (const GalleryPerson& person : context.consent.gallery) comparable.insert(person.id);
  std::vector<const Person*> hidden;
  for (const Person& person : context.consent.people) {
    if (!IsBarred(person) || !MayBePresent(person, context.consent.event)) continue;
    if (person.has_template && comparable.count(person.id) > 0) continue;
    hidden.push_back(&person);
  }
  if (hidden.empty()) return;
  const Sentence who = List(hidden);
  const std::string_view next =
      context.consent.event.narrows
          ? "Somebody who knows them must look"
          : "Somebody who knows them must look; or name the photo's event, so that people of "
            "other classes need not be looked for";
  // Of several, the first sentence is short, for lists, and the last tells everybody.
  const auto sentence = [&](const std::string& people) {
    if (hidden.size() == 1) {
      return fmt::format(
          "Somebody who must not appear on this channel cannot be recognised by face and may be "
          "in this photo: {}. {}.",
          people, next);
    }
    return fmt::format(
        "{} people who must not appear on this channel cannot be recognised by face and may be in "
        "this photo. {}. They are: {}.",
        hidden.size(), next, people);
  };
  Finding& finding = maker.Add(FindingCode::kProtectedWithoutTemplate, Effect::kReview,
                               Sentence{sentence(who.text), sentence(who.identified)});
  if (hidden.size() == 1) NamePerson(finding, *hidden.front());
  for (const Person* person : hidden) finding.people.push_back(person->id);
}

// True when a finding says why no face was compared, so that it need not be said of each face.
bool AddWhyNotCompared(const Context& context, FindingMaker& maker) {
  bool explained = false;
  if (ObjectionForbidsComparing(context.consent)) {
    maker.Add(FindingCode::kBiometricObjection, Effect::kReview,
              "Somebody who may be in this photo has an objection to face recognition on record, "
              "so no face was compared. Somebody who knows the pupils must look at every face.");
    explained = true;
  }
  if (!context.consent.dpia_recorded) {
    maker.Add(
        FindingCode::kMatchingOff, Effect::kReview,
        "Faces are not compared until a data protection impact assessment is on record. "
        "Somebody who knows the pupils must look; ask the data protection lead to record it.");
    explained = true;
  } else if (!context.facts.matching_allowed) {
    maker.Add(FindingCode::kMatchingOff, Effect::kReview,
              "Comparing faces is switched off or failed its self-test. Somebody who knows the "
              "pupils must look; `photogate doctor` says what to do.");
    explained = true;
  }
  const Faces& faces = context.faces;
  const bool other_model =
      faces.recogniser && context.facts.model && *faces.recogniser != *context.facts.model;
  if (!explained && (!faces.recogniser_available || other_model || !context.facts.matches)) {
    maker.Add(FindingCode::kRecogniserUnavailable, Effect::kReview,
              "Faces were found but could not be compared with the register. Somebody who knows "
              "the pupils must look; `photogate doctor` says what is missing.");
    explained = true;
  }
  return explained;
}

void AddFaces(const Context& context, FindingMaker& maker) {
  const bool explained = AddWhyNotCompared(context, maker);
  AddProtected(context, maker);

  const std::size_t count = context.faces.faces.size();
  std::vector<const FaceMatch*> match_of(count, nullptr);
  if (context.facts.matches) {
    for (const FaceMatch& match : context.facts.matches->faces) {
      if (match.face < count && !match_of[match.face]) match_of[match.face] = &match;
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const Face& face = context.faces.faces[i];
    const FaceMatch* match = match_of[i];
    // Whoever was found near is reported, whatever else is wrong.
    if (match && match->state != MatchState::kUnusable && face.usable()) {
      AddMatch(context, *match, maker);
      continue;
    }
    if (match) {
      for (const Candidate& candidate : match->candidates) {
        const Person* person = FindPerson(context.consent, candidate.person);
        if (person && IsBarred(*person)) {
          AddBarredCandidate(context, *match, candidate, *person, maker);
        }
      }
    }
    if (explained && !IsAboutTheImage(face.why_not)) continue;
    AddNotComparable(context, i, maker);
  }
}

void AddNoFace(const Context& context, FindingMaker& maker) {
  if (!context.faces.detector_complete) {
    maker.Add(FindingCode::kNoFace, Effect::kReview,
              context.faces.faces.empty()
                  ? "No face was found, but the main face detector is missing, so one may have "
                    "been overlooked. Somebody must look; `photogate doctor` says what is missing."
                  : "The main face detector is missing, so faces may have been overlooked. "
                    "Somebody must look; `photogate doctor` says what is missing.");
  } else if (context.account && context.faces.faces.empty()) {
    maker.Add(FindingCode::kNoFace, Effect::kReview,
              "No face was found, and this channel wants every face accounted for. Somebody must "
              "look whether anybody can be recognised in the photo.");
  }
}

}  // namespace

void AddFaceFindings(const PolicyFacts& facts, FindingMaker& maker) {
  if (!facts.consent) {
    maker.Add(FindingCode::kRegisterUnavailable, Effect::kReview,
              "The register could not be read, so nobody knows who must not appear. Check the "
              "photo again once it is back; `photogate doctor` says what is wrong.");
    return;
  }
  if (!facts.consent->channel.approved) {
    maker.Add(FindingCode::kRegisterUnavailable, Effect::kReview,
              "This channel is not approved, so nothing may be published on it. Ask a senior "
              "leader to approve it, then check the photo again.");
  }
  if (!facts.inspection || !facts.inspection->ok()) return;
  const Inspection& photo = facts.inspection->value();
  if (!photo.faces.ok()) return;
  const Context context{facts, *facts.consent, photo.info.ok() ? &photo.info.value() : nullptr,
                        photo.faces.value(), EveryFaceCounts(facts.consent->channel)};
  AddNoFace(context, maker);
  if (!context.faces.faces.empty()) AddFaces(context, maker);
}

}  // namespace photogate
