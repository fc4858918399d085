// A home and a share for the watcher's tests, and the proof that nothing was lost.
#pragma once

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "consent/photo_files.h"
#include "consent/photo_journal.h"
#include "tests/support/paths.h"
#include "tests/support/run_program.h"

namespace photogate::test {

// A demo register with a share. P1 (4A) has no permission and is enrolled along axis 0; P2 (4A) may
// be shown on newsletter and website and is enrolled along axis 2.
class WatchSchool {
 public:
  WatchSchool();

  std::filesystem::path home() const { return folder_.path() / "home"; }
  std::filesystem::path share() const { return folder_.path() / "share"; }
  std::filesystem::path folder() const { return folder_.path(); }

  // Writes it whole under another name first, as a well-behaved program does.
  void Drop(const std::string& channel, const std::string& name, const std::string& bytes) const;

  // Runs the driver to its end.
  ProgramResult Once(std::vector<std::string> more = {}) const;
  // Starts it; ended by Kill or Stop.
  pid_t Start(const std::vector<std::string>& more = {"2", "0"}) const;
  static void Kill(pid_t pid, int signal);
  static int Wait(pid_t pid);

  // The register, opened for `work` only: it must not be open while the driver is started by fork.
  template <typename F>
  auto With(F&& work) const {
    const SystemClock clock;
    auto reg = Register::Open(home(), clock);
    REQUIRE(reg.ok());
    return work(*reg.value());
  }
  std::vector<PhotoEntry> Photos(const std::vector<PhotoState>& states = {}) const;
  // By the name they were dropped under, without what was returned.
  std::map<std::string, PhotoEntry> ByName() const;
  std::vector<std::string> Names(const std::filesystem::path& folder) const;
  std::vector<std::string> Cleared(const std::string& channel) const;
  bool WaitFor(const std::function<bool()>& met, int seconds = 20) const;

  // Every photo of `dropped` is in exactly one place; the journal, the ledger and the files agree;
  // and nothing was cleared that `may_clear` does not say.
  void ProveNothingLost(const std::set<std::string>& dropped,
                        const std::function<bool(const std::string&)>& may_clear) const;

 private:
  TempFolder folder_;
};

// Answers what holds the photo and clears it, with every point of the checklist.
void PassAsTeacher(Register& reg, const PhotoEntry& held);

}  // namespace photogate::test
