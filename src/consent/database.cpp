#include "consent/database.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <array>
#include <cerrno>

#include "consent/disk_cause.h"
#include "consent/sealed_vfs.h"

namespace photogate {
namespace {

// Longer than the largest import takes, so that two processes wait for each other unnoticed.
constexpr int kBusyTimeoutMs = 60'000;

Error DiskFull(const std::string& detail) {
  return Error{ErrorKind::kUnavailable,
               "The disk that holds the register is full, or its quota is used up. Free some space "
               "and try again; nothing was changed.",
               detail};
}

// SQLite calls most of what the system refuses an input or output error; `cause` is the errno.
Error CannotReach(int cause, const std::string& detail) {
  if (IsDiskFull(cause)) return DiskFull(detail);
  if (cause == EIO) return FailingDisk(detail);
  return Error{ErrorKind::kUnavailable,
               "The register's file cannot be read or written; nothing was changed. Check the disk "
               "and the access rights of the home folder.",
               detail};
}

// SQLite remembers the errno of a statement that failed, but not of a commit that did; then it is
// still the one of the call that the system refused.
int CauseOf(sqlite3* handle, int last) {
  const int remembered = handle != nullptr ? sqlite3_system_errno(handle) : 0;
  return remembered != 0 ? remembered : last;
}

// `handle`: of the connection; null while there is none.
[[noreturn]] void Fail(const SQLite::Exception& failure, sqlite3* handle) {
  const int last = errno;
  const std::string detail = failure.what();
  if (failure.getExtendedErrorCode() == SQLITE_IOERR_AUTH) {
    throw DatabaseFailure({ErrorKind::kUnavailable,
                           "The register's key was renewed, and this program still has the old "
                           "one. Start it again with the new key; nothing was changed.",
                           detail});
  }
  switch (failure.getErrorCode() & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw DatabaseFailure({ErrorKind::kUnavailable,
                             "The register is busy with another change. Try again in a minute.",
                             detail});
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      throw DatabaseFailure({ErrorKind::kCorrupt,
                             "The register's file is damaged. Restore the latest backup; nothing "
                             "can be cleared until then.",
                             detail});
    case SQLITE_FULL: throw DatabaseFailure(DiskFull(detail));
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      throw DatabaseFailure({ErrorKind::kUnavailable,
                             "The register cannot be written by this account. Ask whoever set "
                             "photogate up for write access to the home folder.",
                             detail});
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR: throw DatabaseFailure(CannotReach(CauseOf(handle, last), detail));
    case SQLITE_NOMEM:
      throw DatabaseFailure({ErrorKind::kUnavailable,
                             "There is not enough memory to use the register. Close other "
                             "programs and try again.",
                             detail});
    default:
      throw DatabaseFailure({ErrorKind::kInternal,
                             "The register refused an operation of photogate's own. Please report "
                             "this; nothing was changed.",
                             detail});
  }
}

template <typename F>
auto Translated(sqlite3* handle, F&& body) {
  try {
    return body();
  } catch (const SQLite::Exception& failure) {
    Fail(failure, handle);
  }
}

void BindParam(SQLite::Statement& statement, int index, const Param& param) {
  struct Binder {
    SQLite::Statement& statement;
    int index;
    void operator()(std::monostate) const { statement.bind(index); }
    void operator()(std::int64_t value) const { statement.bind(index, value); }
    void operator()(double value) const { statement.bind(index, value); }
    void operator()(std::string_view value) const { statement.bind(index, std::string(value)); }
    void operator()(ByteView value) const {
      statement.bind(index, value.data(), static_cast<int>(value.size()));
    }
  };
  std::visit(Binder{statement, index}, param.value());
}

}  // namespace

Error FailingDisk(const std::string& detail) {
  return Error{ErrorKind::kUnavailable,
               "The disk that holds the register reports an error of its own: it may be failing. "
               "Nothing was changed. Have it looked at, and restore the latest backup to another.",
               detail};
}

Rows::Rows(Database& database, std::string sql, std::unique_ptr<SQLite::Statement> statement)
    : database_(&database), sql_(std::move(sql)), statement_(std::move(statement)) {}

Rows::Rows(Rows&&) noexcept = default;

Rows::~Rows() {
  if (statement_ != nullptr) database_->GiveBack(sql_, std::move(statement_));
}

bool Rows::Next() {
  return Translated(database_->connection_->getHandle(), [&] { return statement_->executeStep(); });
}

int Rows::Columns() const { return statement_->getColumnCount(); }

int Rows::TypeTag(int column) const {
  return Translated(database_->connection_->getHandle(), [&] {
    const SQLite::Column value = statement_->getColumn(column);
    if (value.isNull()) return 0;
    if (value.isInteger()) return 1;
    return value.isFloat() ? 2 : 3;
  });
}

bool Rows::Null(int column) const {
  return Translated(database_->connection_->getHandle(),
                    [&] { return statement_->getColumn(column).isNull(); });
}

std::int64_t Rows::Int(int column) const {
  return Translated(database_->connection_->getHandle(),
                    [&] { return statement_->getColumn(column).getInt64(); });
}

double Rows::Real(int column) const {
  return Translated(database_->connection_->getHandle(),
                    [&] { return statement_->getColumn(column).getDouble(); });
}

std::string Rows::Text(int column) const {
  return Translated(database_->connection_->getHandle(),
                    [&] { return statement_->getColumn(column).getString(); });
}

std::optional<std::string> Rows::OptionalText(int column) const {
  if (Null(column)) return std::nullopt;
  return Text(column);
}

Bytes Rows::Blob(int column) const {
  return Translated(database_->connection_->getHandle(), [&] {
    const SQLite::Column value = statement_->getColumn(column);
    const auto* data = static_cast<const std::uint8_t*>(value.getBlob());
    const auto size = static_cast<std::size_t>(value.getBytes());
    return data == nullptr ? Bytes{} : Bytes(data, data + size);
  });
}

Database::Database(std::unique_ptr<SealedVfs> vfs, std::unique_ptr<SQLite::Database> connection)
    : vfs_(std::move(vfs)), connection_(std::move(connection)) {}

Database::~Database() = default;

std::unique_ptr<Database> Database::Open(const std::filesystem::path& file, KeySupply& supply) {
  auto vfs = std::make_unique<SealedVfs>(supply);
  return Translated(nullptr, [&] {
    // Store lets one thread at a time use the connection.
    const int flags = SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX;
    auto connection =
        std::make_unique<SQLite::Database>(file.string(), flags, kBusyTimeoutMs, vfs->name());
    return std::unique_ptr<Database>(new Database(std::move(vfs), std::move(connection)));
  });
}

void Database::PrepareFresh() {
  static_assert(kPageBytes == 4096);
  RunScript("PRAGMA page_size=4096; PRAGMA journal_mode=MEMORY");
  int reserve = static_cast<int>(kReserveBytes);
  if (sqlite3_file_control(connection_->getHandle(), "main", SQLITE_FCNTL_RESERVE_BYTES,
                           &reserve) != SQLITE_OK) {
    throw DatabaseFailure(
        {ErrorKind::kInternal, "The register cannot be encrypted with this version of SQLite."});
  }
}

std::unique_ptr<SQLite::Statement> Database::Take(const std::string& sql) {
  auto& spare = prepared_[sql];
  if (spare.empty()) return std::make_unique<SQLite::Statement>(*connection_, sql);
  std::unique_ptr<SQLite::Statement> statement = std::move(spare.back());
  spare.pop_back();
  return statement;
}

void Database::GiveBack(const std::string& sql,
                        std::unique_ptr<SQLite::Statement> statement) noexcept {
  try {
    // A statement that is not reset holds its read transaction open.
    statement->tryReset();
    statement->clearBindings();
    prepared_[sql].push_back(std::move(statement));
  } catch (const std::exception&) {
    // The statement is finalised instead of kept.
  }
}

Rows Database::Query(std::string_view sql, std::initializer_list<Param> params) {
  return Translated(connection_->getHandle(), [&] {
    std::string text(sql);
    Rows rows(*this, text, Take(text));
    int index = 1;
    for (const Param& param : params) BindParam(*rows.statement_, index++, param);
    return rows;
  });
}

int Database::Run(std::string_view sql, std::initializer_list<Param> params) {
  Rows rows = Query(sql, params);
  rows.Next();
  return Translated(connection_->getHandle(), [&] { return connection_->getChanges(); });
}

void Database::RunScript(const char* sql) {
  Translated(connection_->getHandle(), [&] { connection_->exec(sql); });
}

void Database::Commit() {
  try {
    connection_->exec("COMMIT");
  } catch (const SQLite::Exception& failure) {
    const int last = errno;
    const bool disk = (failure.getErrorCode() & 0xff) == SQLITE_IOERR &&
                      failure.getExtendedErrorCode() != SQLITE_IOERR_AUTH &&
                      CauseOf(connection_->getHandle(), last) == EIO;
    // Everything may be in the log and only the word of the disk be missing: then a computer that
    // stops now finds the change again.
    if (disk) {
      throw DatabaseFailure(
          {ErrorKind::kUnavailable,
           "The disk that holds the register reports an error of its own: it may be failing. It "
           "did not confirm this change: look whether it is there before you enter it again. Have "
           "the disk looked at, and restore the latest backup to another.",
           failure.what()});
    }
    errno = last;
    Fail(failure, connection_->getHandle());
  }
}

bool Database::DiskGivesPages() {
  sqlite3_file* file = nullptr;
  sqlite3_int64 size = 0;
  if (sqlite3_file_control(connection_->getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file) !=
          SQLITE_OK ||
      file == nullptr || file->pMethods->xFileSize(file, &size) != SQLITE_OK) {
    return false;
  }
  std::array<char, kPageBytes> page{};
  constexpr int kAmount = static_cast<int>(kPageBytes);
  for (sqlite3_int64 at = 0; at + kAmount <= size; at += kAmount) {
    const int read = file->pMethods->xRead(file, page.data(), kAmount, at);
    const bool other = read == SQLITE_IOERR_SHORT_READ || read == SQLITE_IOERR_AUTH;
    if ((read & 0xff) == SQLITE_IOERR && !other) return false;
  }
  return true;
}

std::int64_t Database::LastInsert() const { return connection_->getLastInsertRowid(); }

std::int64_t Database::Int(std::string_view sql, std::initializer_list<Param> params) {
  Rows rows = Query(sql, params);
  return rows.Next() ? rows.Int(0) : 0;
}

bool Database::InTransaction() const {
  return sqlite3_get_autocommit(connection_->getHandle()) == 0;
}

LargeCache::LargeCache(Database& database) : database_(database) {
  database_.RunScript("PRAGMA cache_size=-65536");
}

LargeCache::~LargeCache() {
  try {
    database_.RunScript("PRAGMA cache_size=-4096; PRAGMA shrink_memory");
  } catch (const DatabaseFailure&) {
    // The cache stays large until the connection ends.
  }
}

}  // namespace photogate
