#include "consent/store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>

#include "consent/descriptor.h"
#include "consent/findings_by_case.h"
#include "consent/migrations.h"
#include "consent/shared_home.h"
#include "crypto/random.h"

namespace photogate {
namespace {

// "phgt": marks the file as photogate's (sqlite.org/pragma.html#pragma_application_id).
constexpr std::int64_t kApplicationId = 0x70686774;

// The schema that the audit chain is built over.
constexpr std::int64_t kChainSchema = 10;

// quick_check reads the whole file, about 10 ms a megabyte: a school's register passes it at every
// opening, that of a large trust in `doctor`. SQLite finds a damaged page of a larger file when it
// reads it, and a vector has its own checksum.
constexpr std::uintmax_t kQuickCheckBytes = 64u << 20;

constexpr const char* kConnectionSettings =
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA secure_delete=ON;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA cell_size_check=ON;"
    "PRAGMA temp_store=MEMORY;"
    // 4 MiB: a watcher runs for months. See LargeCache.
    "PRAGMA cache_size=-4096;";

// What was written before: the findings name people by case number from here on, and the chain is
// built over sealed rows.
void MoveToSeals(Database& database) {
  std::vector<std::pair<std::int64_t, std::string>> findings;
  {
    Rows rows = database.Query("SELECT number, findings FROM ledger");
    while (rows.Next()) findings.emplace_back(rows.Int(0), rows.Text(1));
  }
  for (const auto& [number, text] : findings) {
    database.Run("UPDATE ledger SET findings = ? WHERE number = ?",
                 {FindingsByCase(database, text), number});
  }
  database.RunScript("DROP TRIGGER IF EXISTS audit_no_delete");
  RebuildChain(database);
  database.RunScript(
      "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit "
      "BEGIN SELECT RAISE(ABORT, 'the audit chain is append-only'); END;"
      "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger "
      "WHEN NOT EXISTS (SELECT 1 FROM redaction WHERE what = 6 AND number = old.number "
      "AND erased = (SELECT max(version) FROM change)) "
      "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;");
}

// People whose rows the change wrote, so that the audit can be asked for a person.
void NamePeople(Database& database, std::int64_t version) {
  database.Run(
      "INSERT INTO change_about(version, kind, subject, detail) "
      "SELECT ?1, 'person', case_number, '' FROM person WHERE row IN ("
      "SELECT person FROM permission WHERE version = ?1 UNION "
      "SELECT person FROM biometric WHERE version = ?1 UNION "
      "SELECT person FROM bar WHERE version = ?1 UNION "
      "SELECT bar.person FROM bar JOIN bar_lift ON bar_lift.bar = bar.number "
      "WHERE bar_lift.version = ?1 UNION "
      "SELECT person FROM template WHERE version = ?1 UNION "
      "SELECT row FROM person WHERE version = ?1) "
      "AND case_number NOT IN (SELECT subject FROM change_about WHERE version = ?1 AND kind = "
      "'person') ORDER BY case_number",
      {version});
}

void RunMigrations(Database& database, std::int64_t from) {
  const auto migrations = Migrations();
  for (std::size_t index = static_cast<std::size_t>(from); index < migrations.size(); ++index) {
    database.RunScript(migrations[index]);
    // A pragma takes no parameters; the number is our own.
    database.RunScript(("PRAGMA user_version=" + std::to_string(index + 1)).c_str());
  }
  // Only what is older than the chain may enter it without having been made by a Change; after the
  // last migration, because a link reads tables as they are now.
  if (from < kChainSchema) MoveToSeals(database);
}

Result<Done> CheckIdentity(Database& database) {
  const std::int64_t application = database.Int("PRAGMA application_id");
  const std::int64_t version = database.Int("PRAGMA user_version");
  if (application != kApplicationId || version < 1) {
    return Error{ErrorKind::kCorrupt,
                 "The register's file is not a register of photogate. Restore the latest backup."};
  }
  if (version > static_cast<std::int64_t>(Migrations().size())) {
    return Error{ErrorKind::kUnsupported,
                 "The register was written by a newer photogate. Install that version; nothing was "
                 "changed."};
  }
  return Done{};
}

// The school's day of a moment that Change::now() wrote.
Date DayOfUtc(const std::string& text) {
  class Moment final : public Clock {
   public:
    explicit Moment(std::time_t at) : at_(std::chrono::system_clock::from_time_t(at)) {}
    std::chrono::system_clock::time_point Now() const override { return at_; }

   private:
    std::chrono::system_clock::time_point at_;
  };
  std::tm parts{};
  const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != '\0') {
    throw DatabaseFailure({ErrorKind::kCorrupt,
                           "The register holds a time that does not exist. Restore the latest "
                           "backup; nothing can be cleared until then."});
  }
  return Moment(timegm(&parts)).Today();
}

Error CannotMake(const std::filesystem::path& file) {
  return Error{ErrorKind::kUnavailable,
               "The register cannot be made in this folder. Check the access rights and the free "
               "space.",
               file.string()};
}

Error AlreadyThere(const std::filesystem::path& file) {
  return Error{ErrorKind::kConflict,
               "This home has a register already, and it is never overwritten. Choose another "
               "folder.",
               file.string()};
}

Error Damaged(const std::filesystem::path& file) {
  return Error{ErrorKind::kCorrupt,
               "The register's file is damaged. Restore the latest backup; nothing can be cleared "
               "until then.",
               file.string()};
}

// What a check of SQLite's found to be wrong; nullopt: nothing. Of a page that the disk would not
// give it says so as "error code=266", where 10 in the lowest byte is SQLITE_IOERR
// (sqlite.org/rescode.html): that is no damage.
std::optional<std::string> WrongPages(Database& database, const char* check, bool& disk_failed) {
  Rows rows = database.Query(check);
  std::string text = rows.Next() ? rows.Text(0) : std::string();
  if (text == "ok") return std::nullopt;
  constexpr std::string_view kCode = "error code=";
  const std::size_t at = text.find(kCode);
  const long code =
      at == std::string::npos ? 0 : std::strtol(text.c_str() + at + kCode.size(), nullptr, 10);
  constexpr long kInputOutput = 10;
  disk_failed = (code & 0xff) == kInputOutput;
  return text;
}

// A long row's pages are read without a code being told. What is damaged is so at the next look,
// and in the same words, and the disk gives every page of it.
std::optional<Error> CheckPages(Database& database, const char* check, const Error& damaged) {
  bool disk_failed = false;
  const auto wrong = WrongPages(database, check, disk_failed);
  if (!wrong) return std::nullopt;
  if (disk_failed || !database.DiskGivesPages()) return FailingDisk(*wrong);
  const auto again = WrongPages(database, check, disk_failed);
  return again == wrong && !disk_failed ? damaged : FailingDisk(*wrong);
}

bool InLogMode(Database& database) {
  Rows mode = database.Query("PRAGMA journal_mode=WAL");
  return mode.Next() && mode.Text(0) == "wal";
}

Error NotOnThisDisk(const std::filesystem::path& file) {
  return Error{ErrorKind::kUnsupported,
               "This disk cannot hold the register safely. Choose a home on this machine's own "
               "disk.",
               file.string()};
}

// Removes the unfinished file whatever happens.
class UnfinishedFile {
 public:
  explicit UnfinishedFile(std::filesystem::path path) : path_(std::move(path)) {}
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
  ~UnfinishedFile() {
    unlink(path_.c_str());
    unlink((path_.string() + "-wal").c_str());
    unlink((path_.string() + "-shm").c_str());
  }

 private:
  std::filesystem::path path_;
};

}  // namespace

Result<Done> CheckClock(Database& database, const Clock& clock) {
  Rows last = database.Query("SELECT at FROM change ORDER BY version DESC LIMIT 1");
  if (!last.Next()) return Done{};
  const std::string at = last.Text(0);
  if (DayOfUtc(at) <= clock.Today()) return Done{};
  return Error{ErrorKind::kUnavailable,
               "This computer's clock says " + FormatDate(clock.Today()) +
                   ", but the register was last changed on " + at.substr(0, 10) +
                   ". Set the clock right and try again; nothing was changed. If it is right, and "
                   "was wrong then, an administrator says so: photogate setting set clock "
                   "accepted"};
}

Change::Change(Database& database, const Clock& clock, const Actor& by, std::string_view verb)
    : database_(database), clock_(clock), by_(by), verb_(verb) {}

std::int64_t Change::version() {
  if (version_ == 0) {
    database_.Run("INSERT INTO change(at, actor, verb) VALUES(?, ?, ?)",
                  {now(), by_.account, verb_});
    version_ = database_.LastInsert();
    Vouch(AuditKind::kChange, version_);
  }
  return version_;
}

void Change::About(std::string_view kind, const std::string& subject, const std::string& detail) {
  database_.Run("INSERT INTO change_about(version, kind, subject, detail) VALUES(?, ?, ?, ?)",
                {version(), kind, subject, detail});
}

void Change::Chain() {
  if (version_ != 0) NamePeople(database_, version_);
  for (const auto& [kind, subject] : vouched_) AppendAudit(database_, kind, subject);
  vouched_.clear();
}

Store::Transaction::Transaction(Database& database, std::string_view begin) : database_(database) {
  database_.Run(begin);
}

Store::Transaction::~Transaction() {
  if (!open_) return;
  try {
    // A full disk or an I/O error may have rolled back already.
    if (database_.InTransaction()) database_.Run("ROLLBACK");
  } catch (const DatabaseFailure&) {
    // The connection is unusable; every later statement says so.
  }
}

void Store::Transaction::Commit() {
  database_.Commit();
  open_ = false;
}

Store::Store(std::unique_ptr<KeySupply> keys, std::unique_ptr<Database> database,
             const Clock& clock)
    : keys_(std::move(keys)), database_(std::move(database)), clock_(clock) {}

Result<std::unique_ptr<Store>> Store::Create(const std::filesystem::path& file,
                                             std::unique_ptr<KeySupply> keys, const Actor& by,
                                             const Clock& clock, const Body& fill_in) {
  if (std::filesystem::exists(std::filesystem::symlink_status(file))) return AlreadyThere(file);
  // Made under another name and linked when it is whole: a crash leaves no half-made register.
  const std::filesystem::path fresh = file.parent_path() / (".register-" + RandomHex(8) + ".new");
  const UnfinishedFile unfinished(fresh);
  const int descriptor = OpenNewFile(fresh, O_RDWR);
  if (descriptor < 0) return CannotMake(file);
  close(descriptor);
  try {
    const auto database = Database::Open(fresh, *keys);
    database->RunScript(kConnectionSettings);
    database->PrepareFresh();
    database->RunScript("BEGIN IMMEDIATE");
    RunMigrations(*database, 0);
    database->RunScript(("PRAGMA application_id=" + std::to_string(kApplicationId)).c_str());
    Change change(*database, clock, by, "init");
    const Result<Done> filled = fill_in(*database, change);
    if (!filled.ok()) return filled.error();
    change.Chain();
    database->RunScript("COMMIT");
    // Here, while the journal is in memory; from now on the file is opened in this mode.
    if (!InLogMode(*database)) return NotOnThisDisk(file);
  } catch (const DatabaseFailure& failure) {
    return failure.error();
  }
  if (link(fresh.c_str(), file.c_str()) != 0) {
    return errno == EEXIST ? AlreadyThere(file) : CannotMake(file);
  }
  if (!SyncFolder(file.parent_path())) return CannotMake(file);
  return Open(file, std::move(keys), clock);
}

Result<std::unique_ptr<Store>> Store::Open(const std::filesystem::path& file,
                                           std::unique_ptr<KeySupply> keys, const Clock& clock) {
  // Tightens a file that was copied here with looser rights; the log files take its mode. In a home
  // that accounts share the other ones are not the file's owner, and find it set already.
  const std::filesystem::path folder = file.parent_path();
  chmod(file.c_str(), FileModeIn(folder.empty() ? "." : folder));
  try {
    auto database = Database::Open(file, *keys);
    database->RunScript(kConnectionSettings);
    const Result<Done> identity = CheckIdentity(*database);
    if (!identity.ok()) return identity.error();
    if (!InLogMode(*database)) return NotOnThisDisk(file);
    if (std::filesystem::file_size(file) <= kQuickCheckBytes) {
      const auto wrong = CheckPages(*database, "PRAGMA quick_check(1)", Damaged(file));
      if (wrong) return *wrong;
    }
    if (database->Int("PRAGMA user_version") < static_cast<std::int64_t>(Migrations().size())) {
      Transaction migration(*database, "BEGIN IMMEDIATE");
      // Read again under the lock: another process may have migrated meanwhile.
      RunMigrations(*database, database->Int("PRAGMA user_version"));
      migration.Commit();
    }
    return std::unique_ptr<Store>(new Store(std::move(keys), std::move(database), clock));
  } catch (const DatabaseFailure& failure) {
    return failure.error();
  } catch (const std::filesystem::filesystem_error&) {
    return Error{ErrorKind::kUnavailable,
                 "The register's file cannot be examined. Check its access rights.", file.string()};
  }
}

void Store::TruncateLog() {
  const std::lock_guard lock(mutex_);
  try {
    Rows rows = database_->Query("PRAGMA wal_checkpoint(TRUNCATE)");
    rows.Next();
  } catch (const DatabaseFailure&) {
    // Another process reads; the log is emptied at a later change.
  }
}

Result<Done> Store::CheckIntegrity() {
  return Read([](Database& database) -> Result<Done> {
    const Error damaged = Damaged({});
    const auto wrong = CheckPages(database, "PRAGMA integrity_check(1)", damaged);
    if (wrong) return *wrong;
    if (database.Query("PRAGMA foreign_key_check").Next()) return damaged;
    return Done{};
  });
}

std::int64_t LatestVersion(Database& database) {
  return database.Int("SELECT coalesce(max(version), 0) FROM change");
}

Date DateOf(const std::string& text) {
  const std::optional<Date> date = ParseDate(text);
  if (!date) {
    throw DatabaseFailure({ErrorKind::kCorrupt,
                           "The register holds a date that does not exist. Restore the latest "
                           "backup; nothing can be cleared until then."});
  }
  return *date;
}

std::optional<Date> OptionalDateOf(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return DateOf(*text);
}

std::optional<std::string> OptionalDateText(const std::optional<Date>& date) {
  if (!date) return std::nullopt;
  return FormatDate(*date);
}

Result<std::int64_t> PersonRow(Database& database, const PersonId& id) {
  Rows rows =
      database.Query("SELECT row FROM person WHERE id = ? AND removed_version IS NULL", {id.value});
  if (!rows.Next()) {
    return Error{ErrorKind::kNotFound,
                 "Nobody on the register has this id. Look it up with `photogate person list`, or "
                 "add the person with `photogate import`.",
                 id.value};
  }
  return rows.Int(0);
}

}  // namespace photogate
