#include "review/session_store.h"

#include <algorithm>

#include "crypto/random.h"
#include "crypto/sha256.h"

namespace photogate {
namespace {

constexpr std::size_t kSecretBytes = 32;

// The cookie itself is not kept, so that nothing in memory lets anybody in; and looking it up by
// its hash takes no longer for a cookie that is nearly right.
std::string KeyOf(const std::string& cookie) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(cookie.data());
  return Sha256(ByteView(bytes, cookie.size())).value;
}

}  // namespace

bool SessionStore::Ended(const Kept& kept) const {
  const auto now = clock_.Now();
  // A clock that was set back ends a session rather than lengthening it.
  return now < kept.opened || now < kept.active || now - kept.active > rules_.idle ||
         now - kept.opened > rules_.longest;
}

Session SessionStore::View(const Kept& kept) const {
  Session session = kept.session;
  session.expires = std::min(kept.active + rules_.idle, kept.opened + rules_.longest);
  return session;
}

void SessionStore::Tidy() {
  std::erase_if(sessions_, [this](const auto& entry) { return Ended(entry.second); });
}

SessionStore::Opened SessionStore::Open(const std::string& user, const std::string& password_at) {
  const std::string cookie = RandomHex(kSecretBytes);
  const std::lock_guard lock(mutex_);
  Tidy();
  const auto mine = [&](const auto& entry) { return entry.second.session.user == user; };
  if (static_cast<std::size_t>(std::count_if(sessions_.begin(), sessions_.end(), mine)) >=
      rules_.per_user) {
    auto oldest = sessions_.end();
    for (auto at = sessions_.begin(); at != sessions_.end(); ++at) {
      if (mine(*at) && (oldest == sessions_.end() || at->second.active < oldest->second.active)) {
        oldest = at;
      }
    }
    sessions_.erase(oldest);
  }
  Kept kept{{KeyOf(cookie), user, RandomHex(kSecretBytes), password_at, {}},
            clock_.Now(),
            clock_.Now(),
            {}};
  const Session view = View(kept);
  sessions_.emplace(view.key, std::move(kept));
  return {cookie, view};
}

std::optional<Session> SessionStore::Find(const std::string& cookie, bool active) {
  if (cookie.size() != 2 * kSecretBytes) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(KeyOf(cookie));
  if (found == sessions_.end()) return std::nullopt;
  if (Ended(found->second)) {
    sessions_.erase(found);
    return std::nullopt;
  }
  if (active) found->second.active = clock_.Now();
  return View(found->second);
}

void SessionStore::Close(const std::string& key) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(key);
}

void SessionStore::CloseAll(const std::string& user) {
  const std::lock_guard lock(mutex_);
  std::erase_if(sessions_, [&](const auto& entry) { return entry.second.session.user == user; });
}

std::size_t SessionStore::Count(const std::string& user) {
  const std::lock_guard lock(mutex_);
  Tidy();
  return static_cast<std::size_t>(
      std::count_if(sessions_.begin(), sessions_.end(),
                    [&](const auto& entry) { return entry.second.session.user == user; }));
}

bool SessionStore::FirstLook(const std::string& key, const std::string& photo) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(key);
  return found == sessions_.end() || found->second.looked.insert(photo).second;
}

void SessionStore::ForgetLook(const std::string& key, const std::string& photo) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(key);
  if (found != sessions_.end()) found->second.looked.erase(photo);
}

}  // namespace photogate
