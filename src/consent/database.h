// The one adapter to SQLite. Internal to consent: no other module includes it.
#pragma once

#include <cstdint>
#include <exception>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "core/bytes.h"
#include "core/result.h"

namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace photogate {

// How a failure of SQLite travels inside consent; Store turns it into a Result, so it never leaves
// the module.
class DatabaseFailure final : public std::exception {
 public:
  explicit DatabaseFailure(Error error) : error_(std::move(error)) {}
  const Error& error() const { return error_; }
  const char* what() const noexcept override { return error_.message.c_str(); }

 private:
  Error error_;
};

// kUnavailable: the disk itself fails, and nothing was changed.
Error FailingDisk(const std::string& detail);

// A value for a `?` of a statement. Text and bytes are borrowed until the statement has run.
class Param {
 public:
  // NOLINTBEGIN(google-explicit-constructor): parameters are written as plain values.
  Param(std::nullptr_t) : value_(std::monostate{}) {}
  Param(std::int64_t value) : value_(value) {}
  Param(int value) : value_(std::int64_t{value}) {}
  Param(bool value) : value_(std::int64_t{value ? 1 : 0}) {}
  Param(double value) : value_(value) {}
  Param(std::string_view value) : value_(value) {}
  Param(const std::string& value) : value_(std::string_view(value)) {}
  Param(const char* value) : value_(std::string_view(value)) {}
  Param(ByteView value) : value_(value) {}
  Param(const std::optional<std::string>& value) {
    if (value) value_ = std::string_view(*value);
  }
  // NOLINTEND(google-explicit-constructor)

  const auto& value() const { return value_; }

 private:
  std::variant<std::monostate, std::int64_t, double, std::string_view, ByteView> value_;
};

class Database;
class KeySupply;
class SealedVfs;

// The rows of a running statement. Columns count from 0.
class Rows {
 public:
  Rows(Rows&&) noexcept;
  ~Rows();
  bool Next();
  int Columns() const;
  // 0 null, 1 integer, 2 real, 3 text or bytes.
  int TypeTag(int column) const;
  bool Null(int column) const;
  std::int64_t Int(int column) const;
  double Real(int column) const;
  std::string Text(int column) const;
  std::optional<std::string> OptionalText(int column) const;
  Bytes Blob(int column) const;

 private:
  friend class Database;
  Rows(Database& database, std::string sql, std::unique_ptr<SQLite::Statement> statement);

  Database* database_;
  std::string sql_;
  std::unique_ptr<SQLite::Statement> statement_;
};

// One connection. Every member throws DatabaseFailure and nothing else. One thread at a time.
class Database {
 public:
  // The file must exist; its pages and its log are encrypted under the keys of `supply`, which must
  // outlive the connection. An empty file is an empty database: see PrepareFresh.
  static std::unique_ptr<Database> Open(const std::filesystem::path& file, KeySupply& supply);
  ~Database();

  // Before anything else on an empty database: leaves room for encryption in each page and keeps
  // the rollback journal in memory, so the file is whole only once everything is committed.
  void PrepareFresh();

  // Runs a query; the statement is kept prepared for the next use of the same text.
  Rows Query(std::string_view sql, std::initializer_list<Param> params = {});
  // Runs a statement without rows; returns how many rows it changed.
  int Run(std::string_view sql, std::initializer_list<Param> params = {});
  // Runs any number of statements without parameters.
  void RunScript(const char* sql);
  // Ends the transaction. A disk that fails here has perhaps kept it; the failure says so.
  void Commit();
  std::int64_t LastInsert() const;
  // The single integer that `sql` gives; 0 when it gives no row.
  std::int64_t Int(std::string_view sql, std::initializer_list<Param> params = {});
  bool InTransaction() const;
  // Reads every page of the file past SQLite, to tell a disk that fails from bytes that are wrong.
  // False: the disk refuses one.
  bool DiskGivesPages();

 private:
  friend class Rows;
  Database(std::unique_ptr<SealedVfs> vfs, std::unique_ptr<SQLite::Database> connection);
  std::unique_ptr<SQLite::Statement> Take(const std::string& sql);
  void GiveBack(const std::string& sql, std::unique_ptr<SQLite::Statement> statement) noexcept;

  std::unique_ptr<SealedVfs> vfs_;
  std::unique_ptr<SQLite::Database> connection_;
  std::unordered_map<std::string, std::vector<std::unique_ptr<SQLite::Statement>>> prepared_;
};

// While it lives, the connection may keep 64 MiB of pages in memory instead of 4: for a change that
// writes more than that, which would else be sealed and written several times before its commit.
class LargeCache {
 public:
  explicit LargeCache(Database& database);
  ~LargeCache();
  LargeCache(const LargeCache&) = delete;
  LargeCache& operator=(const LargeCache&) = delete;

 private:
  Database& database_;
};

}  // namespace photogate
