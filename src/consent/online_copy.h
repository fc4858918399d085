// SQLite's online backup through the encrypting layer. Internal to consent.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "consent/page_cipher.h"
#include "core/result.h"

namespace photogate {

// What a table holds, as one hash over every value of every row in the table's own order.
struct TableDigest {
  std::string name;  // with its definition
  std::string hash;
  std::int64_t rows;
  bool operator==(const TableDigest&) const = default;
};

// A connection that stays on one state of the register, whatever others write meanwhile.
class FrozenRegister {
 public:
  // kUnavailable, kCorrupt.
  static Result<std::unique_ptr<FrozenRegister>> Open(const std::filesystem::path& file,
                                                      KeySupply& keys);
  ~FrozenRegister();

  // Into a file that is not there. The copy is on the disk when this returns.
  Result<Done> CopyTo(const std::filesystem::path& file, KeySupply& keys);
  Result<std::vector<TableDigest>> Digests();

 private:
  struct State;
  explicit FrozenRegister(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace photogate
