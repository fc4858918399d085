// The sample photos: what is in each, what it carries, and what the gate should say of it.
#pragma once

#include <string>
#include <vector>

#include "samples/backdrop.h"
#include "samples/planted.h"

namespace photogate::samples {

enum class FileKind { kJpeg = 1, kPng, kBrokenJpeg, kVideo };

// A line of manifest.csv: the same file may be asked for under several events.
struct Expected {
  std::string event;  // empty: no event is given
  std::string decision;
  std::string findings;  // codes that must be there, separated by ';'
  std::string why;
};

struct SamplePhoto {
  std::string file;  // name in samples/photos
  FileKind kind;
  Planted planted;
  std::vector<Expected> expected;  // for the newsletter
  Canvas (*draw)();                // nullptr where there is no picture
};

const std::vector<SamplePhoto>& SamplePhotos();

struct SampleEvent {
  std::string name;
  std::string date;
  std::string groups;  // separated by ','
};

// The first is the one under which samples/photos shows all three decisions.
const std::vector<SampleEvent>& SampleEvents();

// A person's n-th reference photo for samples/enrol.
Canvas DrawReference(const Look& look, int n);

// Three drawn faces side by side for the self-test: the first two are the same person.
Canvas DrawSelfTest();

}  // namespace photogate::samples
