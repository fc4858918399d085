// A photo's verdicts as the journal keeps them, read as input to the policy.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "consent/photo_entry.h"
#include "core/consent.h"
#include "core/geometry.h"
#include "core/render.h"
#include "core/result.h"
#include "core/review.h"

namespace photogate {

// PhotoVerdict::kind, and what `answers` holds beside it. `reason` is what the person wrote. Each
// `answers` has "roles": those of the user at the time.
namespace verdict {
inline constexpr const char* kAnswer = "answer";  // "finding": key, "answer": see below
inline constexpr const char* kClear = "clear";    // "seen": keys, "checks": {id: bool}
inline constexpr const char* kBlock = "block";
inline constexpr const char* kEscalate = "escalate";  // "to": role
inline constexpr const char* kNotSure = "not_sure";
inline constexpr const char* kUndo = "undo";
inline constexpr const char* kMissedFace = "missed_face";  // "box"
inline constexpr const char* kFalseFace = "false_face";    // the verdict's `face`
inline constexpr const char* kUnmark = "unmark";           // "number": of the mark
inline constexpr const char* kPresent = "present";         // "people": ids
inline constexpr const char* kCover = "cover";  // "fills": boxes, "crop": box or null, "cells"
inline constexpr const char* kUncover = "uncover";
inline constexpr const char* kObjection = "objection";  // the verdict's `face`, or none
}  // namespace verdict

struct MissedFace {
  std::int64_t number;  // of its verdict
  Box box;
  std::string user;
};

struct NotAFace {
  std::int64_t number;  // of its verdict
  std::string user;
  std::set<std::string> roles;
};

// The wish of somebody whom nobody found on the register.
struct UnknownObjection {
  std::int64_t number;  // of its verdict
  std::optional<std::size_t> face;
};

struct ReviewCase {
  std::vector<ReviewAct> acts;
  std::vector<MissedFace> missed;
  std::map<std::size_t, NotAFace> not_faces;  // by face
  std::optional<CoverPlan> cover;
  std::int64_t cover_number = 0;                 // of its verdict
  std::optional<std::vector<PersonId>> present;  // nullopt: as recognised
  std::set<PersonId> named;                      // whom anybody ever said to be in it
  std::vector<UnknownObjection> objections;
};

// Every verdict must be understood: kCorrupt otherwise, because one that is passed over might have
// been the one that says no.
Result<ReviewCase> ReadReviewCase(const std::vector<PhotoVerdict>& verdicts);

// The photo's own findings and one for each missed face, which nobody has compared.
std::vector<Finding> WithMissedFaces(std::vector<Finding> findings, const ReviewCase& review);

// Each objection entered after the verdict `since` blocks the photo: taking back a decision does
// not take back somebody's wish.
std::vector<Finding> WithObjections(std::vector<Finding> findings, const ReviewCase& review,
                                    std::int64_t since = 0);

// Whoever a reviewer ever saw in the photo and must not appear on the channel blocks it, recognised
// or not, and whether or not somebody took them off the list since.
std::vector<Finding> WithPeopleSeen(std::vector<Finding> findings, const ReviewCase& review,
                                    const ConsentSnapshot& consent);

// The acts, and for each face that was marked as none an answer to what only holds the photo
// because nobody could compare it. Who was recognised is answered by answers alone.
std::vector<ReviewAct> ActsOn(const std::vector<Finding>& findings, const ReviewCase& review);

// The points that a named person answers before a held photo is cleared (POLICY.md P5, P3, P7,
// P10), with the sentence they agree to.
struct CheckPoint {
  std::string id;
  std::string text;
};
const std::vector<CheckPoint>& CheckPoints();

ReviewTerms TermsOf(const ConsentSnapshot& consent);

}  // namespace photogate
