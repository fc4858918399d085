// A school with users of every role, held photos, and the page running on loopback.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "consent/photo_journal.h"
#include "consent/users.h"
#include "core/bytes.h"
#include "outcome/file_system.h"
#include "review/desk.h"
#include "review/http_server.h"
#include "review/photo_routes.h"
#include "review/site.h"
#include "tests/support/paths.h"
#include "tests/unit/review/web_client.h"
#include "worker/worker_pool.h"

namespace photogate::test {

class HomeClock final : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override { return now_.load(); }
  void Advance(std::chrono::seconds by) { now_ = now_.load() + by; }

 private:
  // 2026-11-20 12:00 UTC.
  std::atomic<std::chrono::system_clock::time_point> now_{
      std::chrono::system_clock::from_time_t(1'795'176'000)};
};

inline const std::string kPassword = "four plain words here";

// Pupils: 1 Amelia (allowed), 2 Tom (his parents said no), 3 Ben (under a bar), 4 Una (allowed).
// Users: "Admin", "Ann" and "Bo" (teachers), "Cy" (senior leader), "Di" (safeguarding lead), "Ed"
// (data protection lead), "Fay" (office), "Guy" (auditor), "Hal" (teacher without training).
class ReviewHome {
 public:
  // `inspect` stands in for the workers, and faces are compared then, each by its own template.
  explicit ReviewHome(InspectFunction inspect = {});
  ~ReviewHome();

  Register& reg() { return *reg_; }
  PhotoJournal& journal() { return *journal_; }
  HomeClock& clock() { return clock_; }
  Desk& desk() { return *desk_; }
  PhotoParts& photo_parts() { return *photo_parts_; }
  int port() const { return server_->port(); }
  // Where the copies cleared for the newsletter stand, and where its releases are made.
  std::filesystem::path cleared() const { return folder_.path() / "cleared" / "newsletter"; }
  std::filesystem::path released() const { return folder_.path() / "released" / "newsletter"; }
  std::filesystem::path home() const { return folder_.path() / "home"; }

  // A finding about face `face` naming `person`.
  Finding Make(FindingCode code, Effect effect, const std::string& person = "",
               std::optional<std::size_t> face = 0) const;
  // A held photo, or a blocked one if a finding blocks; with `faces` faces side by side.
  PhotoId AddPhoto(const std::vector<Finding>& findings, std::size_t faces = 1,
                   const std::string& channel = "newsletter");
  // What the watcher does with a photo that was passed: its copy is made. Every photo has the same
  // bytes, so give each copy its own.
  // The first half of it: the ledger has the row, and the copy is not there yet.
  void BeginCopy(const PhotoId& id, const std::string& name = "fair.jpg",
                 const Sha256Hex& copy = Sha256Hex{std::string(64, 'b')});
  void MakeCopy(const PhotoId& id, const std::string& name = "fair.jpg",
                const Sha256Hex& copy = Sha256Hex{std::string(64, 'b')});

  bool damaged = false;        // originals hold no picture
  int destroyed = 0;           // originals
  int copies_removed = 0;      // from cleared/
  bool copies_stuck = false;   // they cannot be removed
  int passed = 0;              // told to the watcher
  int taken_out = 0;           // asked for after a no
  std::vector<PhotoId> again;  // to be checked anew

 private:
  TempFolder folder_;
  HomeClock clock_;
  std::unique_ptr<Register> reg_;
  std::unique_ptr<PhotoJournal> journal_;
  std::unique_ptr<WorkerPool> pool_;
  Bytes picture_;
  PosixFileSystem disk_;
  PipelineContext faces_{};
  std::unique_ptr<Desk> desk_;
  std::unique_ptr<SiteParts> parts_;
  std::unique_ptr<PhotoParts> photo_parts_;
  std::unique_ptr<Site> site_;
  std::unique_ptr<HttpServer> server_;
};

// Somebody's browser, as far as the API can tell.
class Reviewer {
 public:
  // Signs in.
  Reviewer(const ReviewHome& home, const std::string& name);
  explicit Reviewer(int port) : port_(port) {}

  WebAnswer Get(const std::string& path) const;
  WebAnswer Send(const std::string& method, const std::string& path,
                 const nlohmann::json& body = nlohmann::json::object()) const;
  WebAnswer SendBytes(const std::string& path, const std::string& bytes,
                      const std::string& type = "application/octet-stream") const;
  WebAnswer Post(const std::string& path, const nlohmann::json& body) const {
    return Send("POST", path, body);
  }

  // The photo; the test fails when it is not given.
  nlohmann::json Photo(const PhotoId& id) const;
  WebAnswer OnPhoto(const PhotoId& id, const std::string& what, nlohmann::json body) const;
  // Answers every question, and says that the whole checklist is met.
  void AnswerAll(const PhotoId& id, const std::string& answer) const;
  WebAnswer Clear(const PhotoId& id, const std::string& reason = "") const;

  std::string cookie, token;

 private:
  WebRequest Request(const std::string& method, const std::string& path, const std::string& body,
                     const std::string& type) const;

  int port_;
};

// Users, channels, the register, releases and verifying: whose table of roles is in
// office_test.cpp.
bool IsOfficeRoute(const Route& route);

nlohmann::json Parsed(const WebAnswer& answer);
// The code of an error's answer; empty without one.
std::string CodeOf(const WebAnswer& answer);

}  // namespace photogate::test
