// Transactions on the register's file. Internal to consent.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "consent/actor.h"
#include "consent/audit_chain.h"
#include "consent/database.h"
#include "consent/page_cipher.h"
#include "core/clock.h"
#include "core/ids.h"
#include "core/result.h"

namespace photogate {

// One change of the register in the making: version() puts its row (who, when, what) into the
// running transaction the first time it is asked, so a transaction that changed nothing leaves the
// consent version as it is.
class Change {
 public:
  // What the audit chain is to vouch for besides the change itself.
  void Vouch(AuditKind kind, std::int64_t subject) { vouched_.emplace_back(kind, subject); }
  // Says what the change is about, for the audit: `kind` is "person" (with a case number),
  // "channel", "user", "event" or "setting". People whose rows it wrote are named by themselves.
  void About(std::string_view kind, const std::string& subject, const std::string& detail = {});
  // Takes everything into the chain. Store calls it last, before the commit.
  void Chain();

  Change(Database& database, const Clock& clock, const Actor& by, std::string_view verb);
  std::int64_t version();
  const Actor& by() const { return by_; }
  std::string now() const { return FormatUtc(clock_.Now()); }
  Date today() const { return clock_.Today(); }

 private:
  Database& database_;
  const Clock& clock_;
  const Actor& by_;
  std::string_view verb_;
  std::int64_t version_ = 0;
  std::vector<std::pair<AuditKind, std::int64_t>> vouched_;
};

// kUnavailable when by the computer's clock it is an earlier day than that of the register's last
// change: permissions that have ended would hold again, and a no of that day would not count yet.
Result<Done> CheckClock(Database& database, const Clock& clock);
enum class ClockRule { kNotBehind = 1, kAny };

// Thread-safe: one transaction of this connection at a time.
class Store {
 public:
  using Body = std::function<Result<Done>(Database&, Change&)>;

  // Makes the file whole, with what `fill_in` writes as its first change, or not at all.
  static Result<std::unique_ptr<Store>> Create(const std::filesystem::path& file,
                                               std::unique_ptr<KeySupply> keys, const Actor& by,
                                               const Clock& clock, const Body& fill_in);
  static Result<std::unique_ptr<Store>> Open(const std::filesystem::path& file,
                                             std::unique_ptr<KeySupply> keys, const Clock& clock);

  const Clock& clock() const { return clock_; }

  // From now on Write does everything but commit: what `--dry-run` needs to answer exactly as the
  // real run would.
  void Rehearse() { rehearsing_ = true; }

  // Runs `body(Database&)`, which returns a Result, in one consistent read transaction.
  template <typename F>
  auto Read(F&& body) -> decltype(body(std::declval<Database&>())) {
    const std::lock_guard lock(mutex_);
    try {
      Transaction transaction(*database_, "BEGIN DEFERRED");
      auto result = std::forward<F>(body)(*database_);
      transaction.Commit();
      return result;
    } catch (const DatabaseFailure& failure) {
      return failure.error();
    }
  }

  // Runs `body(Database&, Change&)`, which returns a Result, in one BEGIN IMMEDIATE transaction:
  // committed durably when the result is ok, else nothing is changed. See CheckClock for `clock`.
  template <typename F>
  auto Write(const Actor& by, std::string_view verb, F&& body,
             ClockRule clock = ClockRule::kNotBehind)
      -> decltype(body(std::declval<Database&>(), std::declval<Change&>())) {
    if (by.account.empty()) {
      return Error{ErrorKind::kRefused, "A change needs the name of the person who makes it."};
    }
    const std::lock_guard lock(mutex_);
    try {
      Transaction transaction(*database_, "BEGIN IMMEDIATE");
      if (clock == ClockRule::kNotBehind) {
        const Result<Done> checked = CheckClock(*database_, clock_);
        if (!checked.ok()) return checked.error();
      }
      Change change(*database_, clock_, by, verb);
      auto result = std::forward<F>(body)(*database_, change);
      if (result.ok() && !rehearsing_) {
        change.Chain();
        transaction.Commit();
      }
      return result;
    } catch (const DatabaseFailure& failure) {
      return failure.error();
    }
  }

  // Moves the write-ahead log into the file and empties it, so that what was deleted is gone from
  // both. Best effort while another process reads.
  void TruncateLog();

  // SQLite's integrity_check and foreign_key_check over the whole file.
  Result<Done> CheckIntegrity();

 private:
  // Rolls back unless committed.
  class Transaction {
   public:
    Transaction(Database& database, std::string_view begin);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void Commit();

   private:
    Database& database_;
    bool open_ = true;
  };

  Store(std::unique_ptr<KeySupply> keys, std::unique_ptr<Database> database, const Clock& clock);

  std::unique_ptr<KeySupply> keys_;
  std::unique_ptr<Database> database_;
  const Clock& clock_;
  std::mutex mutex_;
  bool rehearsing_ = false;
};

// The number of the latest change.
std::int64_t LatestVersion(Database& database);

// Text of the register as a date; throws DatabaseFailure (kCorrupt) when it is none.
Date DateOf(const std::string& text);
std::optional<Date> OptionalDateOf(const std::optional<std::string>& text);
std::optional<std::string> OptionalDateText(const std::optional<Date>& date);

// The stored number of an enumeration of values first .. last; throws (kCorrupt) outside it.
template <typename E>
E EnumOf(std::int64_t stored, E first, E last) {
  if (stored < static_cast<std::int64_t>(first) || stored > static_cast<std::int64_t>(last)) {
    throw DatabaseFailure({ErrorKind::kCorrupt,
                           "The register holds a value that this program does not know. Restore "
                           "the latest backup, or use the newest photogate."});
  }
  return static_cast<E>(stored);
}

// The row number of a person; kNotFound with the next step.
Result<std::int64_t> PersonRow(Database& database, const PersonId& id);

}  // namespace photogate
