// Who is signed in. In memory only: a restart signs everybody out.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "core/clock.h"

namespace photogate {

struct SessionRules {
  // Time between two lessons and a break; a tablet left on a desk is not signed in for long.
  std::chrono::minutes idle{30};
  // A school day.
  std::chrono::hours longest{10};
  // Of one user: their tablet, their desk, a forgotten one. The oldest ends.
  std::size_t per_user = 8;
};

// What a request may know of its session.
struct Session {
  std::string key;  // names it in this store; not the cookie
  std::string user;
  std::string token;        // to be sent back with whatever changes something
  std::string password_at;  // of the password it was opened with
  std::chrono::system_clock::time_point expires;
};

// Thread-safe.
class SessionStore {
 public:
  SessionStore(const Clock& clock, SessionRules rules) : clock_(clock), rules_(rules) {}

  struct Opened {
    std::string cookie;  // 256 random bits in hexadecimal; kept here only as a hash
    Session session;
  };
  Opened Open(const std::string& user, const std::string& password_at);

  // `active`: the person did something, rather than the page asking by itself. Nullopt: unknown or
  // ended.
  std::optional<Session> Find(const std::string& cookie, bool active);

  void Close(const std::string& key);
  void CloseAll(const std::string& user);
  std::size_t Count(const std::string& user);

  // True the first time this session asks about this photo. Forget when the look could not be put
  // on record after all.
  bool FirstLook(const std::string& key, const std::string& photo);
  void ForgetLook(const std::string& key, const std::string& photo);

 private:
  struct Kept {
    Session session;
    std::chrono::system_clock::time_point opened, active;
    std::set<std::string> looked;
  };
  bool Ended(const Kept& kept) const;
  Session View(const Kept& kept) const;
  void Tidy();

  const Clock& clock_;
  const SessionRules rules_;
  std::mutex mutex_;
  std::map<std::string, Kept> sessions_;  // by key
};

}  // namespace photogate
