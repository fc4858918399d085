#include "release/batch.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "consent/ledger.h"
#include "consent/photo_journal.h"
#include "consent/releases.h"
#include "crypto/sha256.h"
#include "outcome/safe_name.h"

namespace photogate {
namespace {

std::string CreditOf(const LedgerRow& row) {
  const auto findings = nlohmann::json::parse(row.findings_json, nullptr, false);
  if (!findings.is_array()) return {};
  for (const auto& finding : findings) {
    if (finding.is_object() && finding.contains("credit") && finding["credit"].is_string()) {
      return finding["credit"];
    }
  }
  return {};
}

class Gathering {
 public:
  Gathering(const BatchOrder& order, Register& reg, Batch& batch)
      : order_(order), ledger_(reg), journal_(reg), batch_(batch) {}

  Result<Done> Take(Verified one, const std::map<Sha256Hex, std::int64_t>& released) {
    if (one.manifest) return Done{};
    if (one.standing != Standing::kCleared) {
      batch_.left_out.push_back(std::move(one));
      return Done{};
    }
    if (!one.inside.empty()) {
      return LeaveOut(std::move(one), "It is within a document. Name the picture's own file.");
    }
    const Sha256Hex sha256{one.sha256};
    if (!seen_.insert(sha256).second) {
      return LeaveOut(std::move(one), "The same picture is in the batch already.");
    }
    const auto row = RowOf(sha256);
    if (!row.ok()) return row.error();
    if (order_.event && row.value().event != order_.event) return Done{};
    BatchPhoto photo{one.path,
                     sha256,
                     row.value().number,
                     std::nullopt,
                     {},
                     1,
                     CreditOf(row.value()),
                     std::nullopt,
                     row.value().event};
    Name(row.value().output_name, photo);
    if (!order_.cleared_folder.empty() && one.path.parent_path() == order_.cleared_folder) {
      const auto copies = journal_.CopiesNamed(batch_.channel, one.path.filename().string());
      if (!copies.ok()) return copies.error();
      for (const StandingCopy& copy : copies.value()) {
        if (copy.sha256 == sha256 && copy.state == PhotoState::kCleared) photo.photo = copy.id;
      }
    }
    const auto before = released.find(sha256);
    if (before != released.end()) photo.released_before = before->second;
    batch_.photos.push_back(std::move(photo));
    return Done{};
  }

 private:
  Result<Done> LeaveOut(Verified one, std::string why) {
    one.text = std::move(why);
    batch_.left_out.push_back(std::move(one));
    return Done{};
  }

  Result<LedgerRow> RowOf(const Sha256Hex& sha256) {
    auto rows = ledger_.WithOutput(sha256);
    if (!rows.ok()) return rows.error();
    for (LedgerRow& row : rows.value()) {
      if (row.channel == batch_.channel) return std::move(row);
    }
    return Error{ErrorKind::kInternal, "A photo was verified without a row of the ledger."};
  }

  // Two names that differ only by case are one on many disks.
  void Name(const std::string& name, BatchPhoto& photo) {
    for (photo.name_number = 1;; ++photo.name_number) {
      photo.file_name = NumberedName(name, static_cast<std::size_t>(photo.name_number));
      if (names_.insert(LowerAscii(photo.file_name)).second) return;
    }
  }

  const BatchOrder& order_;
  Ledger ledger_;
  PhotoJournal journal_;
  Batch& batch_;
  std::set<Sha256Hex> seen_;
  std::set<std::string> names_;
};

}  // namespace

Result<Batch> GatherBatch(const BatchOrder& order, const VerifyParts& parts) {
  Releases releases(*parts.reg);
  if (const auto may = releases.MayRelease(parts.channel); !may.ok()) return may.error();
  const auto version = parts.reg->Version();
  if (!version.ok()) return version.error();
  const auto released = releases.ReleasedCopies(parts.channel);
  if (!released.ok()) return released.error();
  auto verified = VerifyPaths(order.paths, parts);
  if (!verified.ok()) return verified.error();
  Batch batch{parts.channel, order.event, version.value(), {}, {}};
  Gathering gathering(order, *parts.reg, batch);
  for (Verified& one : verified.value()) {
    const auto taken = gathering.Take(std::move(one), released.value());
    if (!taken.ok()) return taken.error();
  }
  return batch;
}

std::string BatchCode(const Batch& batch) {
  Sha256Stream hash;
  const auto add = [&](std::string_view text) {
    hash.Update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    hash.Update(Bytes{0});
  };
  add(batch.channel.value);
  for (const BatchPhoto& photo : batch.photos) add(photo.sha256.value);
  return hash.Finish().value.substr(0, 8);
}

}  // namespace photogate
