// What the register says, resolved for one channel, one event and one day. The pure stages see this
// and never the register itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/ids.h"
#include "core/publish.h"
#include "core/template.h"

namespace photogate {

enum class PersonKind { kPupil = 1, kStaff, kVisitor };

enum class PermissionState { kUnrecorded = 0, kGranted, kRefused, kWithdrawn, kExpired };

enum class NameWithImage { kNone = 0, kFirst, kFull };

// list: only people on the register matter. account: every face must be accounted for.
enum class ChannelMode { kList = 1, kAccount };

enum class Jurisdiction { kEnglandWales = 1, kOther };

struct Person {
  PersonId id;
  std::string case_number;  // "case-482913": random, says nothing about the person
  std::string name;         // as the school writes it; personal data
  PersonKind kind;
  std::vector<GroupName> groups;
  std::vector<PersonId> kin;       // declared twins and siblings, either direction
  PermissionState permission;      // for the channel's use on the snapshot's day
  bool safeguarding_bar;           // court order, care, police: above every permission
  bool barred;                     // the answer for this channel: must not appear
  NameWithImage name_with_image;   // on this channel
  bool has_template;               // for the snapshot's recogniser
  bool biometric_objection;        // theirs, or a parent's
  bool objects_to_photos = false;  // asked not to be photographed at all
};

struct Channel {
  ChannelName name;
  UseName use;
  bool approved;
  ChannelMode mode;
  bool unrecorded_barred;     // "no record means no"
  double ignore_below_px;     // faces narrower than this at published size are let pass; 0: none
  PublishRules publish = {};  // how copies are made
  bool keep_credit = false;   // the school's own credit stays in the copy
};

// Who may be in the photo. Not `narrows`: anybody on the register may be.
struct EventContext {
  std::optional<EventName> name;
  bool narrows = false;           // recorded by a person with at least one group
  std::vector<GroupName> groups;  // of the event, and those added by --groups
};

struct GalleryPerson {
  PersonId id;
  std::vector<Template> templates;  // at least one, all of one model
};

// Somebody else allowed the school to publish photos of theirs (POLICY.md P7).
struct CreditPermission {
  std::string holder;              // whose: as the notice in their photos says it
  std::optional<Sha256Hex> photo;  // of this file only; nullopt: of every photo of theirs
  std::string credit;              // how they are to be named beside it
};

struct ConsentSnapshot {
  ConsentVersion version;
  Date day;
  Channel channel;
  EventContext event;
  Jurisdiction jurisdiction;
  bool dpia_recorded;  // false: nothing may be compared
  // Where objections to biometric processing leave faces uncompared (the England and Wales
  // default).
  bool objection_stops_comparison;
  std::vector<Person> people;          // sorted by id
  std::vector<GalleryPerson> gallery;  // everyone with a template of the snapshot's recogniser
  std::vector<std::string> words;      // the school's own list for the names check
  // Copyright notices and authors that are the school's own: nobody need be asked.
  std::vector<std::string> own_credits = {};
  std::vector<CreditPermission> credit_permissions = {};
};

// Null when nobody on the register has this id.
const Person* FindPerson(const ConsentSnapshot& snapshot, const PersonId& id);

}  // namespace photogate
