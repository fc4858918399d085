// The fictional people of the samples: who they are on the register and how they are drawn.
#pragma once

#include <string>
#include <vector>

#include "samples/draw_face.h"

namespace photogate::samples {

struct Member {
  std::string id;      // as in people.csv; empty: not on the register
  std::string name;    // fictional
  std::string kind;    // "pupil", "staff", "visitor"
  std::string groups;  // separated by ';'
  std::string basis;   // biometric_basis of people.csv: consent, objection, empty
  std::string newsletter, website, social;  // granted, refused, withdrawn, empty
  int references = 0;                       // drawn for samples/enrol
  Look look;
};

const std::vector<Member>& Cast();

// The member with this name; ends the program when there is none.
const Member& MemberNamed(const std::string& name);

// The n-th reference photo's pose, expression and light: frontal and well lit, each a little
// different.
Shot ReferenceShot(int n);

// Everyday photos of a school: n picks one of many poses and lights, the same each time.
Shot CandidShot(int n);

}  // namespace photogate::samples
